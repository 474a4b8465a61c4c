"""One writer of an index at a time. In: the index folder; out: its LOCK, held.

Promised: the second writer is told who the first is and since when; the lock of a process that died is free.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from paper_search.errors import LockedIndexError, StorageError

LOCK_FILE_NAME = "LOCK"


@contextmanager
def lock_index(index: Path) -> Iterator[None]:
    """Hold the folder's LOCK, which is made where there is none.

    Raises LockedIndexError where another process holds it, StorageError where the folder may not be written to.
    """
    path = index / LOCK_FILE_NAME
    with _open_lock_file(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise LockedIndexError(f"{path}: the index is being written by {holder}; wait until it ends.") from None
        _write_holder(file, f"process {os.getpid()} since {datetime.now(UTC).isoformat(timespec='seconds')}\n")
        yield
        file.truncate(0)


def _open_lock_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{path}: the index folder cannot be written to ({error.strerror}). Questions can be asked of it; to change"
            " it, give this user the right to write to the folder, and free some space where the disk is full."
        ) from error


def _write_holder(file: IO[str], holder: str) -> None:
    """Who holds the lock, for the one who asks; a full disk must not keep papers from being withdrawn."""
    try:
        file.truncate(0)
        file.write(holder)
        file.flush()
    except OSError:
        return
