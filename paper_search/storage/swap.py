"""A new store, made aside while the old one serves, and put in its place.

In: the index folder and what its store shall be made with; out: the store to write to. Promised: a store that was made
with another encoder, splitter or layout answers until the new one is complete; the change is one transaction, so a
reader sees the old or the new; what was made aside by a build that was killed is taken up again where it still fits.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paper_search.storage import connection as connections
from paper_search.storage import restore, schema
from paper_search.storage.documents import DATABASE_FILE_NAME, Store

NEXT_DATABASE_FILE_NAME = "papers.next.db"


@dataclass(frozen=True, slots=True)
class BuildTarget:
    """The store that a build writes to; ``live`` is the file it shall replace, None where it is itself that one."""

    store: Store
    live: Path | None = None

    @property
    def can_copy_vectors(self) -> bool:
        """Whether the live store has vectors that this one may take over: those of the same encoder."""
        wanted = {"encoder": self.store.get_meta("encoder"), "version": str(schema.SCHEMA_VERSION)}
        return self.live is not None and all(_read_meta(self.live, key) == value for key, value in wanted.items())

    def copy_vectors(self) -> int:
        """Take over from the live store the vectors of texts that wait, where that may be done."""
        return self.store.copy_vectors(self.live) if self.live and self.can_copy_vectors else 0

    def swap_in(self) -> Store:
        """The store that serves from now on; one made aside is put in the live one's place, in one transaction."""
        if self.live is None:
            return self.store
        generation = int(_read_meta(self.live, "generation") or 0)
        self.store.raise_generation(generation + 1)
        _copy_database(self.store.path, self.live)
        self.store.close()
        _delete_database(self.store.path)
        return Store(self.live)


def open_target(index: Path, build_meta: Mapping[str, str]) -> BuildTarget:
    """The store of an index folder for a build with these values ("encoder", "splitter" and what belongs to them).

    Raises DamagedIndexError where the live store can be neither used nor replaced.
    """
    live, aside = index / DATABASE_FILE_NAME, index / NEXT_DATABASE_FILE_NAME
    restore.adopt_restored_copy(live)
    if not live.exists() or _is_compatible(live, build_meta):
        _delete_database(aside)
        return BuildTarget(_open_for_build(live, build_meta))
    if not _is_compatible(aside, build_meta):
        _delete_database(aside)
    store = _open_for_build(aside, build_meta)
    # A withdrawal whose line was lost must be missed by the build that makes the index anew, too.
    store.copy_withdrawals(live)
    store.copy_arrivals(live)
    return BuildTarget(store, live)


def _open_for_build(path: Path, build_meta: Mapping[str, str]) -> Store:
    store = Store(path, create=True)
    store.create_acronym_table()
    store.create_arrivals_table()
    if any(store.get_meta(key) != value for key, value in build_meta.items()):
        store.set_meta(build_meta)
    return store


def _is_compatible(path: Path, build_meta: Mapping[str, str]) -> bool:
    """Whether a store was made with the same; one that was only begun, and holds nothing, fits anything."""
    if not path.exists():
        return False
    wanted = {
        "version": str(schema.SCHEMA_VERSION),
        "encoder": build_meta["encoder"],
        "splitter": build_meta["splitter"],
    }
    known = {key: _read_meta(path, key) for key in wanted}
    return known in (wanted, {**wanted, "encoder": None, "splitter": None})


def _read_meta(path: Path, key: str) -> str | None:
    """A value of a store of any layout; None in one that was only begun. Raises DamagedIndexError."""
    with contextlib.closing(connections.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return None
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _copy_database(source: Path, target: Path) -> None:
    """Copy one database over another that may be in use: its readers see the old whole or the new whole."""
    with (
        contextlib.closing(connections.connect(source)) as new,
        contextlib.closing(connections.connect(target)) as live,
    ):
        try:
            new.backup(live, pages=-1)
        except sqlite3.DatabaseError as error:
            ours = connections.translate_error(error, target)
            if ours is None:
                raise
            raise ours from error


def _delete_database(path: Path) -> None:
    for each in (path, connections.sidecar_path(path, "-wal"), connections.sidecar_path(path, "-shm")):
        each.unlink(missing_ok=True)
