"""A guard against damage: once a question has found an index damaged, none is answered until the file is another.

Nothing is answered from the intact rest of the file either. A backup that is copied back is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_search.errors import DamagedIndexError
from paper_search.storage.connection import sidecar_path

FileStamps = tuple[tuple[int, int, int] | None, ...]


class DamageGuard:
    """The damage that is known of one file. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known_damage: tuple[DamagedIndexError, FileStamps] | None = None

    @contextmanager
    def guard_reads(self) -> Iterator[None]:
        """Let damage that is found inside end every later use, too.

        Raises:
            DamagedIndexError: the file is damaged, or was when it was last read and has not changed since.
        """
        known_damage = self._known_damage
        if known_damage is not None:
            error, stamps = known_damage
            if stamps == self._read_stamps():
                raise DamagedIndexError(str(error))
            self._known_damage = None
        stamps = self._read_stamps()
        try:
            yield
        except DamagedIndexError as error:
            self._known_damage = error, stamps
            raise

    def _read_stamps(self) -> FileStamps:
        return _read_stamp(self._path), _read_stamp(sidecar_path(self._path, "-wal"))


@contextmanager
def name_file(path: Path) -> Iterator[None]:
    """Put the file in front of what is said of damage inside, by those who unpack a value and do not know its file."""
    try:
        yield
    except DamagedIndexError as error:
        raise DamagedIndexError(f"{path}: {error}") from error


def _read_stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
