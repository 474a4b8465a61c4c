"""A consistent copy of a live index. In: an index folder and a file to write; out: the copy's size and generation.

Promised: the copy is the index as it was at one moment, whoever is reading or writing meanwhile; the file is there
whole, checked and on the disk, or not at all; nothing is overwritten unless it was asked for.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from paper_search.errors import StorageError
from paper_search.storage import restore
from paper_search.storage.connection import sidecar_path
from paper_search.storage.documents import DATABASE_FILE_NAME, Store


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A copy that was taken: the file, its size in bytes, what it holds, and how long it took (s)."""

    path: Path
    size: int
    generation: int
    papers: int
    passages: int
    seconds: float


def backup(index: Path, target: Path, *, force: bool = False) -> BackupReport:
    """Write a copy of the index in the folder ``index`` to the file ``target``.

    Raises StorageError where there is a file already (unless ``force``) or the disk does not take it, and
    DamagedIndexError where the index, and so its copy, is not sound.
    """
    began = time.monotonic()
    source = Store(index / DATABASE_FILE_NAME)
    _check_target(source.path, target, force)
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with source.snapshot():
            held = (source.generation(), *source.count_documents_and_passages())
            source.copy_to(aside)
        restore.check_file_integrity(aside)
        _sync_to_disk(aside)
        _move_into_place(aside, target, force)
        _sync_to_disk(target.parent)
    except OSError as error:
        raise StorageError(
            f"{target}: the copy cannot be written ({error.strerror}); nothing was left there."
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            sidecar_path(aside, ending).unlink(missing_ok=True)
        source.close()
    return BackupReport(target, target.stat().st_size, *held, time.monotonic() - began)


def _check_target(source: Path, target: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise StorageError(f"{target}: there is no folder {target.parent}; make it, or name another file.")
    if target.is_dir():
        raise StorageError(f"{target}: is a folder; name the file that the copy shall be.")
    if target.resolve().parent == source.resolve().parent and target.name.startswith(source.name):
        raise StorageError(f"{target}: belongs to the index itself; name a file elsewhere.")
    if target.exists() and not force:
        raise StorageError(f"{target}: is there already; name another file, or overwrite it with --force.")


def _sync_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move_into_place(partial: Path, target: Path, force: bool) -> None:
    if force:
        partial.replace(target)
        return
    try:
        # Unlike a rename, a link never takes the place of a file that came meanwhile.
        os.link(partial, target)
    except FileExistsError:
        raise StorageError(f"{target}: is there already; name another file, or overwrite it with --force.") from None
    except OSError:
        # Not every disk knows links; there the file was looked for a moment ago.
        partial.replace(target)
