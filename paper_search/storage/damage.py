"""A damaged index, remembered: once a question has met the damage, none is answered until the file is another.

In: the index's file; out: the error again, with what to do. Promised: nothing is answered from what stands beside the
damage either; a backup that is copied back is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_search.errors import DamagedIndexError
from paper_search.storage.connection import beside

Stamp = tuple[tuple[int, int, int] | None, ...]


class Damage:
    """What is known of one file. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._met: tuple[DamagedIndexError, Stamp] | None = None

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Whatever finds damage inside ends every later use, too. Raises DamagedIndexError."""
        met = self._met
        if met is not None:
            error, stamp = met
            if stamp == self._stamp():
                raise DamagedIndexError(str(error))
            self._met = None
        stamp = self._stamp()
        try:
            yield
        except DamagedIndexError as error:
            self._met = error, stamp
            raise

    def _stamp(self) -> Stamp:
        return _stamp(self._path), _stamp(beside(self._path, "-wal"))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_ino, now.st_size, now.st_mtime_ns
