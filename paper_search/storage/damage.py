"""A damaged index, remembered: once a question has met the damage, none is answered until the file is another.

In: the index's file; out: the error again, with what to do. Promised: nothing is answered from what stands beside the
damage either; a backup that is copied back is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_search.errors import DamagedIndexError
from paper_search.storage.connection import sidecar_path

FileStamps = tuple[tuple[int, int, int] | None, ...]


class DamageGuard:
    """What is known of one file. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known_damage: tuple[DamagedIndexError, FileStamps] | None = None

    @contextmanager
    def guard_reads(self) -> Iterator[None]:
        """Whatever finds damage inside ends every later use, too. Raises DamagedIndexError."""
        met = self._known_damage
        if met is not None:
            error, stamp = met
            if stamp == self._read_stamps():
                raise DamagedIndexError(str(error))
            self._known_damage = None
        stamp = self._read_stamps()
        try:
            yield
        except DamagedIndexError as error:
            self._known_damage = error, stamp
            raise

    def _read_stamps(self) -> FileStamps:
        return _read_stamp(self._path), _read_stamp(sidecar_path(self._path, "-wal"))


def _read_stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_ino, now.st_size, now.st_mtime_ns
