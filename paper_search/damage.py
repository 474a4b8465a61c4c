"""A damaged index, remembered: once a question has met the damage, none is answered until the file is another.

In: the index's file; out: the error again, with what to do. Promised: nothing is answered from what stands beside the
damage either, nor from what is still in memory of a file that was cut short or written over since; a backup that is
copied back is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_search.connections import beside, damaged
from paper_search.errors import DamagedIndexError

_MAGIC = b"SQLite format 3\0"
Stamp = tuple[tuple[int, int, int] | None, ...]


class Damage:
    """What is known of one file. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._met: tuple[DamagedIndexError, Stamp] | None = None
        self._seen: Stamp | None = None

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
            self._look(stamp)
            yield
        except DamagedIndexError as error:
            self._met = error, stamp
            raise

    def _look(self, now: Stamp) -> None:
        """Raise DamagedIndexError where the file, another than it was, is plainly no whole index any more: what was
        read of it before would otherwise be answered from memory."""
        before = self._seen
        if now == before:
            return
        if now[0] is not None:
            what = _plain_damage(self._path, is_smaller=_is_smaller(before[0] if before else None, now[0]))
            if what:
                raise damaged(self._path, what)
        self._seen = now

    def _stamp(self) -> Stamp:
        return _stamp(self._path), _stamp(beside(self._path, "-wal"))


def _is_smaller(before: tuple[int, int, int] | None, now: tuple[int, int, int]) -> bool:
    """Whether the very same file has fewer bytes than it had."""
    return before is not None and before[0] == now[0] and before[1] > now[1]


def _plain_damage(path: Path, is_smaller: bool) -> str:
    """What is wrong with a file by its first bytes; "" for nothing. Only a file that became smaller is held against
    the pages that it says it has: one that grows says so before they are all there."""
    try:
        with path.open("rb") as file:
            head, size = file.read(100), path.stat().st_size
    except OSError:
        return ""
    if not head.startswith(_MAGIC):
        return "it does not begin as an index does"
    page = int.from_bytes(head[16:18], "big")
    whole = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    return f"{size:,} of {whole:,} bytes are there" if is_smaller and size < whole else ""


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_ino, now.st_size, now.st_mtime_ns
