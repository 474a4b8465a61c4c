"""Files of the corpus, given out only where they hold the very bytes that the index was made from.

A file that was replaced since is unvetted: it may be exempt, withdrawn or redacted otherwise. What is compared is the
open file that is then read, so no other can take its place in between.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_search.errors import StorageError

FileStamp = tuple[int, int, int, int, int]
"""Device, inode, size, and the times of the last change of content and of status, which no program can set."""
_CHUNK_BYTES = 256 * 1024
_MAX_KNOWN_HASHES = 4096
_RACE_NS = 2_000_000_000
"""Nanoseconds: a file that changed as recently as this may change again without its times changing."""


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """An open file with the content that was asked for.

    ``stamp`` is that of the file; None where the content is held in memory and cannot change.
    """

    file: io.BufferedIOBase
    size: int
    stamp: FileStamp | None

    def read_chunks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` up to ``stop``, and close the file.

        Raises:
            StorageError: the file was written to meanwhile; nothing written since is given out.
        """
        with self.file as file:
            file.seek(start)
            while start < stop and (chunk := file.read(min(_CHUNK_BYTES, stop - start))):
                if not self.is_unchanged():
                    raise StorageError("A paper's file was written to while it was sent; what came of it is cut short.")
                start += len(chunk)
                yield chunk

    def is_unchanged(self) -> bool:
        """Return True if the file has not been written to since it was opened."""
        return self.stamp is None or _read_stamp(self.file) == self.stamp


class _KnownHashes:
    """The SHA-256 of files that were hashed, the latest used last. Safe for threads."""

    def __init__(self) -> None:
        self._lock, self._hashes = threading.Lock(), OrderedDict[FileStamp, str]()

    def find(self, stamp: FileStamp) -> str | None:
        with self._lock:
            if stamp in self._hashes:
                self._hashes.move_to_end(stamp)
            return self._hashes.get(stamp)

    def keep(self, stamp: FileStamp, sha256: str) -> None:
        with self._lock:
            self._hashes[stamp] = sha256
            while len(self._hashes) > _MAX_KNOWN_HASHES:
                self._hashes.popitem(last=False)


_KNOWN_HASHES = _KnownHashes()


def open_verified(path: Path, sha256: str) -> VerifiedFile | None:
    """Open a file whose content is known by its hash.

    Args:
        path: the file.
        sha256: the hash that its content must have, as hexadecimal digits.

    Returns:
        The open file, which is the caller's to close; None where it is gone, may not be read, or has other content.
    """
    try:
        file = path.open("rb")
    except OSError:
        return None
    try:
        verified = _verify(file, sha256)
    except OSError:
        verified = None
    if verified is None or verified.file is not file:
        file.close()
    return verified


def is_verified(path: Path, sha256: str) -> bool:
    """Return True if a file has the content of this hash."""
    verified = open_verified(path, sha256)
    if verified is None:
        return False
    verified.file.close()
    return True


def _verify(file: io.BufferedReader, sha256: str) -> VerifiedFile | None:
    stamp = _read_stamp(file)
    if time.time_ns() - max(stamp[3:]) <= _RACE_NS:
        content = file.read()
        is_same = hashlib.sha256(content).hexdigest() == sha256
        return VerifiedFile(io.BytesIO(content), len(content), None) if is_same else None
    known = _KNOWN_HASHES.find(stamp)
    if known is None:
        known = hashlib.file_digest(file, "sha256").hexdigest()
        if _read_stamp(file) != stamp:
            return None
        _KNOWN_HASHES.keep(stamp, known)
    file.seek(0)
    return VerifiedFile(file, stamp[2], stamp) if known == sha256 else None


def _read_stamp(file: io.BufferedIOBase) -> FileStamp:
    status = os.fstat(file.fileno())
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
