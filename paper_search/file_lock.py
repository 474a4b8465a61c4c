"""Locks on open files and on folders, between processes: flock where the system has it, its like on Windows.

A lock ends with its process, or when the file is closed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from filelock import FileLock

try:
    import fcntl
except ImportError:
    # Windows has no flock.
    fcntl = None  # type: ignore[assignment]

_FAR_BYTE = 2**40
"""The byte that is locked on Windows: none that anybody reads or writes, since a lock there keeps others from that."""
_POLL_SECONDS = 0.05


def lock_file(descriptor: int, *, is_waiting: bool = True) -> None:
    """Lock an open file for this process alone, until it is closed.

    Args:
        descriptor: the open file.
        is_waiting: wait for whoever holds the lock.

    Raises:
        OSError: the file system has no locks; or somebody holds it and there is no waiting.
    """
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
        return
    while not _lock_far_byte(descriptor):
        if not is_waiting:
            raise BlockingIOError(errno.EWOULDBLOCK, "another process has locked the file")
        time.sleep(_POLL_SECONDS)


@contextmanager
def lock_folder(folder: Path, *, must_lock: bool = True) -> Iterator[None]:
    """Lock a folder while the block runs; nothing is written to it.

    Args:
        folder: the folder.
        must_lock: False to go on where its file system locks no folders, as some on a network.

    Raises:
        OSError: the folder cannot be opened or locked.
    """
    if fcntl is not None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            with nullcontext() if must_lock else suppress(OSError):
                lock_file(descriptor)
            yield
        finally:
            os.close(descriptor)
        return
    # Windows opens no folders. The lock is a file elsewhere, named by the folder.
    name = hashlib.sha256(str(folder.resolve(strict=True)).casefold().encode()).hexdigest()[:32]
    with FileLock(Path(tempfile.gettempdir()) / f"paper-search-{name}.lock"):
        yield


def is_lock_free(path: Path) -> bool:
    """Return True if nobody holds the lock of a lock file; False where that cannot be known."""
    if fcntl is None:
        lock = FileLock(path, blocking=False, fallback_to_soft=False)
        try:
            with lock:
                return True
        except OSError:
            # A lock that is held raises Timeout, which is one.
            return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lock_far_byte(descriptor: int) -> bool:
    """Lock a byte behind the end of a file, on Windows; return False if another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, place, os.SEEK_SET)
    return True
