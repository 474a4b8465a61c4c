"""One writer of an index at a time: the file LOCK in the index folder.

The second writer is told who the first is and since when. The lock of a process that died is free.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from paper_search.errors import LockedIndexError, StorageError
from paper_search.file_lock import is_lock_free

LOCK_FILE_NAME = "LOCK"


@contextmanager
def lock_index(index: Path) -> Iterator[None]:
    """Hold the LOCK of an index folder, which is made where there is none.

    Raises:
        LockedIndexError: another process holds it.
        StorageError: the folder may not be written to.
    """
    path = index / LOCK_FILE_NAME
    # No fallback to a marker file: that of a process that died would not be free.
    lock = FileLock(path, blocking=False, fallback_to_soft=False)
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        holder = _read_holder(path) or "another process"
        raise LockedIndexError(
            f"{path}: the index is being written by {holder}. Try again when it has finished."
        ) from None
    except OSError as error:
        raise StorageError(
            f"{path}: the index folder cannot be written to ({error.strerror}). Questions can be asked of it; to change"
            " it, give this user the right to write to the folder, and free some space where the disk is full."
        ) from error
    try:
        _write_holder(path, f"process {os.getpid()} since {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        yield
        _write_holder(path, "")
    finally:
        lock.release()


def find_settled_moment(index: Path) -> datetime:
    """Return a moment before which all that came into an index can be seen, in whole seconds of UTC.

    That is now, or the moment at which the present writer began. What a writer adds later, or has not committed yet,
    bears that second or a later one, since one writes at a time.
    """
    now, path = datetime.now(UTC).replace(microsecond=0), index / LOCK_FILE_NAME
    _, separator, begun = _read_holder(path).rpartition(" since ")
    # Whoever wrote its name into the LOCK may have died.
    if not separator or is_lock_free(path):
        return now
    try:
        return min(now, datetime.fromisoformat(begun))
    except ValueError:
        return now


def _read_holder(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


def _write_holder(path: Path, holder: str) -> None:
    """Say who holds the lock, for the one who asks; a full disk must not keep papers from being withdrawn."""
    with contextlib.suppress(OSError):
        path.write_text(holder, "utf-8")
