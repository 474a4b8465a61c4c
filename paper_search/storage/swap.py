"""A new index that is made beside the old one, and put in its place when it is complete.

An index that was made with another encoder, splitter or layout answers until then. The change is one transaction, so a
reader sees the old or the new. What a build that was killed has made aside is taken up again where it still fits.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paper_search.storage import transfer
from paper_search.storage.connection import connect, sidecar_path, translate_error
from paper_search.storage.database import SCHEMA_VERSION
from paper_search.storage.migrations import migrate
from paper_search.storage.restore import adopt_restored_copy
from paper_search.storage.store import DATABASE_FILE_NAME, Store

NEXT_DATABASE_FILE_NAME = "papers.next.db"


@dataclass(frozen=True, slots=True)
class BuildTarget:
    """The index that a build writes to; ``live`` is the file it shall replace, None where it is itself that one."""

    store: Store
    live: Path | None = None

    @property
    def can_copy_vectors(self) -> bool:
        """True where the live index has vectors that this one may copy: those of the same encoder."""
        required = {"encoder": self.store.get_meta("encoder"), "version": str(SCHEMA_VERSION)}
        return self.live is not None and all(_read_meta(self.live, key) == value for key, value in required.items())

    def copy_vectors(self) -> int:
        """Copy from the live index the vectors of texts that wait, where that may be done, and return how many."""
        return transfer.copy_vectors(self.store.database, self.live) if self.live and self.can_copy_vectors else 0

    def take_over_decisions(self) -> None:
        """Take over what was decided in the live index while this one was made."""
        if self.live is not None:
            transfer.copy_remembered(self.store.database, self.live, transfer.DECISION_KEYS)

    def list_source_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file that the index which serves now has documents of, by source."""
        if self.live is None:
            return self.store.build_state.list_source_hashes()
        return transfer.list_source_hashes(self.store.database, self.live)

    def swap_in(self) -> Store:
        """Put an index made aside in the live one's place, in one transaction.

        Returns:
            The index that serves from now on.
        """
        if self.live is None:
            return self.store
        generation = int(_read_meta(self.live, "generation") or 0)
        transfer.raise_generation(self.store.database, generation + 1)
        _copy_database(self.store.path, self.live)
        self.store.close()
        _delete_database(self.store.path)
        return Store(self.live)


def open_target(index: Path, build_meta: Mapping[str, str]) -> BuildTarget:
    """Open the index of a folder for a build, or a new one beside it where the old one cannot be added to.

    Args:
        index: the index folder.
        build_meta: what the index is made with: "encoder", "splitter" and what belongs to them.

    Raises:
        DamagedIndexError: the live index can be neither used nor replaced.
    """
    live, aside = index / DATABASE_FILE_NAME, index / NEXT_DATABASE_FILE_NAME
    adopt_restored_copy(live)
    if not live.exists() or _is_compatible(live, build_meta):
        _delete_database(aside)
        store = _open_for_build(live, build_meta)
        with store.transaction() as transaction:
            transfer.insert_manifest_holds(transaction, "main")
        return BuildTarget(store)
    if not _is_compatible(aside, build_meta):
        _delete_database(aside)
    store = _open_for_build(aside, build_meta)
    # A withdrawal whose line was lost must be missed by the build that makes the index anew, too.
    transfer.copy_withdrawals(store.database, live)
    transfer.copy_remembered(store.database, live)
    transfer.copy_arrivals(store.database, live)
    return BuildTarget(store, live)


def _open_for_build(path: Path, build_meta: Mapping[str, str]) -> Store:
    store = Store(path, create=True)
    migrate(store.database)
    if any(store.get_meta(key) != value for key, value in build_meta.items()):
        store.set_meta(build_meta)
    return store


def _is_compatible(path: Path, build_meta: Mapping[str, str]) -> bool:
    """Return True if an index was made with the same; one that was only begun, and holds nothing, fits anything."""
    if not path.exists():
        return False
    required = {
        "version": str(SCHEMA_VERSION),
        "encoder": build_meta["encoder"],
        "splitter": build_meta["splitter"],
    }
    present = {key: _read_meta(path, key) for key in required}
    return present in (required, {**required, "encoder": None, "splitter": None})


def _read_meta(path: Path, key: str) -> str | None:
    """Return a value of an index of any layout; None in one that was only begun. Raises DamagedIndexError."""
    with contextlib.closing(connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return None
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _copy_database(source: Path, target: Path) -> None:
    """Copy one database over another that may be in use: its readers see the old whole or the new whole."""
    with contextlib.closing(connect(source)) as new, contextlib.closing(connect(target)) as live:
        try:
            new.backup(live, pages=-1)
        except sqlite3.DatabaseError as error:
            translated = translate_error(error, target)
            if translated is None:
                raise
            raise translated from error


def _delete_database(path: Path) -> None:
    for file in (path, sidecar_path(path, "-wal"), sidecar_path(path, "-shm")):
        file.unlink(missing_ok=True)
