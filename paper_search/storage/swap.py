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
from paper_search.storage import restore as copied
from paper_search.storage import schema
from paper_search.storage.documents import FILE_NAME, Store

NAME = "papers.next.db"


@dataclass(frozen=True, slots=True)
class Target:
    """The store that a build writes to; ``live`` is the file it shall replace, None where it is itself that one."""

    store: Store
    live: Path | None = None

    @property
    def can_adopt(self) -> bool:
        """Whether the live store has vectors that this one may take over: those of the same encoder."""
        wanted = {"encoder": self.store.meta("encoder"), "version": str(schema.VERSION)}
        return self.live is not None and all(_meta(self.live, key) == value for key, value in wanted.items())

    def adopt_vectors(self) -> int:
        """Take over from the live store the vectors of texts that wait, where that may be done."""
        return self.store.adopt(self.live) if self.live and self.can_adopt else 0

    def take_over(self) -> Store:
        """The store that serves from now on; one made aside is put in the live one's place, in one transaction."""
        if self.live is None:
            return self.store
        generation = int(_meta(self.live, "generation") or 0)
        self.store.raise_generation(generation + 1)
        _copy(self.store.path, self.live)
        self.store.close()
        _discard(self.store.path)
        return Store(self.live)


def target(index: Path, made_with: Mapping[str, str]) -> Target:
    """The store of an index folder for a build with these values ("encoder", "splitter" and what belongs to them).

    Raises DamagedIndexError where the live store can be neither used nor replaced.
    """
    live, aside = index / FILE_NAME, index / NAME
    copied.adopt(live)
    if not live.exists() or _fits(live, made_with):
        _discard(aside)
        return Target(_marked(live, made_with))
    if not _fits(aside, made_with):
        _discard(aside)
    store = _marked(aside, made_with)
    # A withdrawal whose line was lost must be missed by the build that makes the index anew, too.
    store.adopt_withdrawn(live)
    store.adopt_arrivals(live)
    return Target(store, live)


def _marked(path: Path, made_with: Mapping[str, str]) -> Store:
    store = Store(path, create=True)
    store.add_glossary()
    store.add_arrivals()
    if any(store.meta(key) != value for key, value in made_with.items()):
        store.set_meta(made_with)
    return store


def _fits(path: Path, made_with: Mapping[str, str]) -> bool:
    """Whether a store was made with the same; one that was only begun, and holds nothing, fits anything."""
    if not path.exists():
        return False
    wanted = {"version": str(schema.VERSION), "encoder": made_with["encoder"], "splitter": made_with["splitter"]}
    known = {key: _meta(path, key) for key in wanted}
    return known in (wanted, {**wanted, "encoder": None, "splitter": None})


def _meta(path: Path, key: str) -> str | None:
    """A value of a store of any layout; None in one that was only begun. Raises DamagedIndexError."""
    with contextlib.closing(connections.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return None
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def _copy(source: Path, target: Path) -> None:
    """Copy one database over another that may be in use: its readers see the old whole or the new whole."""
    with (
        contextlib.closing(connections.connect(source)) as new,
        contextlib.closing(connections.connect(target)) as live,
    ):
        try:
            new.backup(live, pages=-1)
        except sqlite3.DatabaseError as error:
            ours = connections.named(error, target)
            if ours is None:
                raise
            raise ours from error


def _discard(path: Path) -> None:
    for each in (path, connections.beside(path, "-wal"), connections.beside(path, "-shm")):
        each.unlink(missing_ok=True)
