"""Copies of an index, and how one becomes an index again when it is copied back.

A copy carries a mark in the file itself. A database that is in use has none, so the two cannot be mistaken. A log
(-wal) that an earlier file left behind is never mixed into the copy. Whoever derived something from the earlier file
notices the change by the new token. What was withdrawn since the copy was taken is taken out again, see RESTORED_KEY.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path

from paper_search.errors import LockedIndexError, PaperSearchError, StorageError
from paper_search.file_lock import lock_folder
from paper_search.storage.connection import connect, make_damage_error, open_immutable, sidecar_path

COPIED_AT_KEY, RESTORED_KEY = "copied_at", "restored"
_log = logging.getLogger(__name__)


def mark_as_copy(connection: sqlite3.Connection) -> None:
    """Make a database a copy that may lie anywhere: one file, with nothing beside it."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", (COPIED_AT_KEY, datetime.now(UTC).isoformat("T", "seconds"))
    )


def adopt_restored_copy(path: Path) -> None:
    """Make a copy that stands at ``path`` the index; nothing happens where there is no copy.

    Raises:
        StorageError: the folder may not be written, and an earlier index left a log there.
        LockedIndexError: the copy was written over an index that is in use.
    """
    if not path.is_file() or _read_copied_at(path) is None:
        return
    if not os.access(path.parent, os.W_OK):
        if sidecar_path(path, "-wal").exists():
            raise StorageError(
                f"{sidecar_path(path, '-wal')}: was left by another index than the copy beside it; remove it and the"
                " one with the ending -shm."
            )
        return
    # A build that opens the index holds the file LOCK already.
    with lock_folder(path.parent):
        copied_at = _read_copied_at(path)
        if copied_at is not None:
            _convert_copy(path, copied_at)


def _convert_copy(path: Path, copied_at: str) -> None:
    _log.warning("%s: is a copy of %s; what was withdrawn since is taken out again.", path, copied_at)
    for suffix in ("-wal", "-shm"):
        sidecar_path(path, suffix).unlink(missing_ok=True)
    connection = connect(path)
    try:
        # One transaction: a process that dies here leaves a copy, or an index.
        connection.execute("BEGIN IMMEDIATE")
        values = (("token", uuid.uuid4().hex), (RESTORED_KEY, copied_at))
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
        connection.execute("DELETE FROM meta WHERE key = ?", (COPIED_AT_KEY,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    except LockedIndexError:
        raise LockedIndexError(
            f"{path}: a copy was written over the index while it was in use. Stop what uses it, copy it back again,"
            " and start."
        ) from None
    finally:
        connection.close()


def _read_copied_at(path: Path) -> str | None:
    """Return when a copy was taken, read from the file alone; None for an index, or anything else."""
    try:
        connection = open_immutable(path)
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (COPIED_AT_KEY,)).fetchone()
        finally:
            connection.close()
    except PaperSearchError:
        # Being written, or damaged: whoever opens it says so.
        return None
    return None if row is None else str(row[0])


def check_file_integrity(path: Path) -> None:
    """Raise DamagedIndexError unless SQLite finds the whole file sound."""
    connection = open_immutable(path)
    try:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    finally:
        connection.close()
    if faults != ["ok"]:
        raise make_damage_error(path, "; ".join(faults))
