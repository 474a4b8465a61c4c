"""A record kept in the corpus as a file: found in any case of its name, locked, and written whole or not at all.

What is written is on disk when a function returns. A write that fails leaves the file as it was.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from io import FileIO
from pathlib import Path

from paper_search import file_lock
from paper_search.errors import CorpusError

_MTIME_RACE_NS = 2_000_000_000
"""Nanoseconds: a folder that changed as recently as this may change again without its time changing."""


def find_in_any_case(folder: Path, name: str) -> Path:
    """Return the path of a file whose name may have capitals; where there is none, that of the name as given.

    Raises:
        CorpusError: there are two such files.
    """
    path = folder / name
    if path.exists() or path.is_symlink():
        return path
    try:
        changed_ns = folder.stat().st_mtime_ns
    except OSError:
        return path
    is_settled = time.time_ns() - changed_ns > _MTIME_RACE_NS
    names = _list_names(folder, name, changed_ns if is_settled else -time.monotonic_ns())
    if len(names) > 1:
        raise CorpusError(f"{folder}: holds {' and '.join(names)}. Keep one of them, with the name {name}.")
    return folder / names[0] if names else path


@lru_cache(maxsize=8)
def _list_names(folder: Path, name: str, moment: int) -> tuple[str, ...]:
    """List a folder; kept for a moment of it, since a build asks for every file, and a folder may hold very many."""
    try:
        return tuple(sorted(entry for entry in os.listdir(folder) if entry.casefold() == name))  # noqa: PTH208
    except OSError:
        return ()


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Keep others from adding to a record, and builds from writing a file, while the block runs. Not re-entrant."""
    with ExitStack() as stack:
        try:
            # Some network file systems lock no folders: what is decided meanwhile is then heeded when the build ends.
            stack.enter_context(file_lock.lock_folder(folder, must_lock=False))
        except OSError as error:
            raise CorpusError(
                f"{folder}: the folder cannot be opened ({error.strerror})."
                " See that it is there, and that this user may open it."
            ) from error
        yield


def append(path: Path, make_text: Callable[[bytes], bytes]) -> None:
    """Add to a file, which is made where there is none.

    Args:
        path: the file, whose folder the caller has locked.
        make_text: is given what is there, and returns what to add.

    Raises:
        CorpusError: it cannot be written; it is as it was.
    """
    with _translate_errors(path):
        with path.open("a+b", buffering=0) as file:
            file_lock.lock_file(file.fileno())
            file.seek(0)
            existing = file.read()
            _write(file, make_text(existing), len(existing))
        _sync_folder(path.parent)


def replace(path: Path, text: bytes) -> None:
    """Write a file anew in one step: whoever reads it sees the old or the new.

    Raises:
        CorpusError: it cannot be written; it is as it was.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _translate_errors(path):
            with partial.open("wb", buffering=0) as file:
                _write(file, text, 0)
            partial.replace(path)
            _sync_folder(path.parent)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{path}: the decision cannot be written ({error.strerror or error}). Let this user write to the file and"
            " its folder, and free some space where the disk is full."
        ) from error


def _write(file: FileIO, text: bytes, size: int) -> None:
    """Write a text at the end of a file of ``size`` bytes, all of it or nothing."""
    try:
        if file.write(text) != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file.fileno())
    except OSError:
        # Half a line would keep every build from understanding the file.
        file.truncate(size)
        raise


def _sync_folder(folder: Path) -> None:
    # A network file system may sync no folders.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
