"""A consistent copy of a live index.

The copy is the index as it was at one moment, whoever is reading or writing meanwhile. The file is there complete,
checked and on the disk, or not at all. Nothing is overwritten unless that was asked for.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from paper_search.errors import StorageError
from paper_search.records.index import BackupReport
from paper_search.storage.connection import sidecar_path
from paper_search.storage.restore import check_file_integrity
from paper_search.storage.store import DATABASE_FILE_NAME, Store


def backup(index: Path, target: Path, *, force: bool = False) -> BackupReport:
    """Write a copy of an index to a file.

    Args:
        index: the index folder.
        target: the file to write.
        force: overwrite a file that is there already.

    Raises:
        StorageError: there is a file already, or the disk does not take the copy.
        DamagedIndexError: the index, and so its copy, is not sound.
    """
    began = time.monotonic()
    source = Store(index / DATABASE_FILE_NAME)
    _check_target(source.path, target, force)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with source.snapshot():
            counts = (source.generation(), *source.statistics.count_documents_and_passages())
            source.database.copy_to(partial)
        check_file_integrity(partial)
        _sync_to_disk(partial)
        _move_into_place(partial, target, force)
        _sync_to_disk(target.parent)
    except OSError as error:
        raise StorageError(
            f"{target}: the copy cannot be saved ({error.strerror})."
            " Nothing was left there. Name another place, or free some space."
        ) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            sidecar_path(partial, suffix).unlink(missing_ok=True)
        source.close()
    return BackupReport(target, target.stat().st_size, *counts, time.monotonic() - began)


def _check_target(source: Path, target: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise StorageError(f"{target}: there is no folder {target.parent}. Make the folder, or name another file.")
    if target.is_dir():
        raise StorageError(f"{target}: this is a folder. Name the file to save the copy in.")
    if target.resolve().parent == source.resolve().parent and target.name.startswith(source.name):
        raise StorageError(f"{target}: this file belongs to the index itself. Name a file in another folder.")
    if target.exists() and not force:
        raise StorageError(f"{target}: this file exists. Name another one, or overwrite it with --force.")


def _sync_to_disk(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        # Windows opens no folders.
        return
    # It syncs only what may be written, and a folder may be opened for reading alone.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
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
        raise StorageError(f"{target}: this file exists. Name another one, or overwrite it with --force.") from None
    except OSError:
        # Not every disk knows links; there the file was looked for a moment ago.
        partial.replace(target)
