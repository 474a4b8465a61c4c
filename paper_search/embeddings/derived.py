"""What is derived from a model's weights and kept in a cache folder: its int8 graph.

In: a name that says what it is made from, and how to make it; out: bytes. The cache is never a source of truth: a file
is named by what it was made from, ends in its own SHA-256, which is checked whenever it is read, and is written aside
and renamed, so that processes can derive at once. Whatever is wrong with it, it is derived again; where it cannot be
kept, it is derived each time, with a notice.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

_DIGEST_BYTES = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


def load_or_derive(folder: Path, name: str, derive: Callable[[], bytes]) -> bytes:
    """The bytes that ``make`` gives, from ``folder`` where they are kept there under ``name``."""
    path = folder / f"{name}.derived"
    found = _read_cache(path)
    if found is None:
        found = derive()
        _write_cache(path, found)
    return found


def _read_cache(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("%s: what is derived from the model cannot be read (%s); it is derived again.", path, error)
        return None
    body = memoryview(content)[:-_DIGEST_BYTES]
    if hashlib.sha256(body).digest() != content[-_DIGEST_BYTES:]:
        _log.warning("%s: what is derived from the model is damaged; it is derived again.", path)
        return None
    return bytes(body)


def _write_cache(path: Path, content: bytes) -> None:
    """Write aside and rename; what another process has put there meanwhile is the same."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(path, content + hashlib.sha256(content).digest())
    except OSError as error:
        _log.warning(
            "%s: what is derived from the model cannot be kept (%s), so every start derives it again; make the folder"
            " writable, or name another in PAPER_SEARCH_CACHE.",
            path.parent,
            error,
        )


def _write_atomically(path: Path, content: bytes) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
