"""The sessions that were signed out, in a file that outlives the process.

Each is a line with the second until which its cookie could count and a digest of its user and id, so that the file
names nobody. Every process that has the file sees at once what another has added. A line is dropped when the cookie is
too old by itself. The file is neither in the database nor in a folder that a build replaces.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from paper_search.errors import StorageError
from paper_search.file_lock import lock_file

ALL_SESSIONS = "*"
"""The id that stands for all sessions of a user which began before a moment."""
MAX_SESSIONS_PER_USER = 200
"""Sessions of one user that are kept one by one; with one more, all that the user has begun so far are ended."""
_COMPACT_BYTES = 64 * 1024


class Revocations:
    """The revoked sessions, in memory and, where a file is given, in that file. Safe for threads and processes."""

    def __init__(self, file: Path | None = None, lifetime_seconds: float = 12 * 3600) -> None:
        """Read what was revoked before.

        Args:
            file: where revocations are kept; None for memory alone.
            lifetime_seconds: how long a cookie counts, and so how long its revocation is kept.

        Raises:
            StorageError: the file cannot be written.
        """
        # A little longer than the cookie, whose age is counted in whole seconds.
        self._file, self._lifetime, self._lock = file, lifetime_seconds + 60, Lock()
        self._ends: dict[str, float] = {}
        self._stamp: tuple[int, int, int] | None = None
        if file is not None:
            with _open_locked(file):
                pass
            self._refresh()

    def revoke(self, user: str, session_id: str, began_at: float) -> None:
        """Revoke one session.

        Args:
            user: the name of its user.
            session_id: the id of the session.
            began_at: when it began, in seconds since 1970.

        Raises:
            StorageError: it counts in this process only, as the file cannot be written.
        """
        with self._lock:
            self._refresh()
            key, end = _make_key(user, session_id), began_at + self._lifetime
            if self._count_sessions(user) >= MAX_SESSIONS_PER_USER:
                key, end = _make_key(user, ALL_SESSIONS), time.time() + self._lifetime
            self._ends[key] = max(end, self._ends.get(key, 0.0))
            if self._file is not None:
                self._write(self._file, _format({key: self._ends[key]}))

    def is_revoked(self, user: str, session_id: str, began_at: float) -> bool:
        """Return True if a session was revoked, here or by another process with the same file.

        Args:
            user: the name of its user.
            session_id: the id of the session.
            began_at: when it began, in seconds since 1970.
        """
        with self._lock:
            self._refresh()
            all_end = self._ends.get(_make_key(user, ALL_SESSIONS), 0.0)
            # A cookie's time has no fractions, so one of the very second of the revocation goes with it.
            return _make_key(user, session_id) in self._ends or int(began_at) <= all_end - self._lifetime

    def _count_sessions(self, user: str) -> int:
        prefix = _make_key(user, "").partition(".")[0] + "."
        return sum(key.startswith(prefix) for key in self._ends)

    def _refresh(self) -> None:
        """Read the file where it has changed, and drop what is too old."""
        if self._file is None:
            self._ends = _drop_expired(self._ends)
            return
        try:
            stat = self._file.stat()
            stamp = stat.st_ino, stat.st_mtime_ns, stat.st_size
            if stamp != self._stamp:
                # What only this process knows, because it could not be written, is kept.
                self._ends = _drop_expired(self._ends | _parse(self._file.read_bytes()))
                self._stamp = stamp
        except OSError:
            # What was read before still counts.
            self._stamp = None

    def _write(self, file: Path, line: str) -> None:
        with _open_locked(file) as descriptor:
            try:
                size = os.fstat(descriptor).st_size
                if size > _COMPACT_BYTES and _compact(file, self._ends | _parse(file.read_bytes())):
                    return
                # The file may have been removed, and a line that was cut short must not take the next one with it.
                os.write(descriptor, ("\n" + line if size else _format(self._ends)).encode())
                os.fsync(descriptor)
            except OSError as error:
                raise _make_error(file, error) from error


@contextmanager
def _open_locked(file: Path) -> Iterator[int]:
    """Open the file to add to it, with a lock, and once more where another process has just replaced it."""
    while True:
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise _make_error(file, error) from error
        try:
            lock_file(descriptor)
            if file.exists() and os.fstat(descriptor).st_ino == file.stat().st_ino:
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _compact(file: Path, ends: dict[str, float]) -> bool:
    """Write the file anew without what is too old; return False where the folder does not allow it."""
    beside = file.with_name(file.name + ".new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:  # noqa: PTH123
            new.write(_format(_drop_expired(ends)))
            new.flush()
            os.fsync(new.fileno())
        beside.replace(file)
    except OSError:
        return False
    return True


def _format(ends: dict[str, float]) -> str:
    return "".join(f"{end:.0f} {key}\n" for key, end in ends.items())


def _parse(content: bytes) -> dict[str, float]:
    """Return the ends by key; a line that was cut short, as by a full disk, is passed over."""
    ends: dict[str, float] = {}
    # On Windows, and in some editors, a line ends in two signs.
    for line in content.decode("ascii", "replace").splitlines():
        end, _, key = line.partition(" ")
        if end.isdecimal() and len(key) == _KEY_CHARS:
            ends[key] = max(float(end), ends.get(key, 0.0))
    return ends


def _drop_expired(ends: dict[str, float]) -> dict[str, float]:
    now = time.time()
    return {key: end for key, end in ends.items() if end > now}


def _make_key(user: str, session_id: str) -> str:
    return ".".join(hashlib.sha256(part.encode()).hexdigest()[:32] for part in (user, f"{user}\n{session_id}"))


_KEY_CHARS = len(_make_key("", ""))


def _make_error(file: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{file}: sessions that are signed out cannot be kept ({error.strerror}); name a file that can be written"
        " with PAPER_SEARCH_SIGNED_OUT."
    )
