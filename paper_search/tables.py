"""The file of the store: opened, with a connection for each thread, and what is kept beside the papers.

In: a path; out: connections, transactions and generations. Promised: a file that is none of ours, or of another
layout, is said to be so with what to do next; what is written in one transaction is seen whole or not at all.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from paper_search import schema
from paper_search.errors import DamagedIndexError, MissingIndexError

_CACHE_KIB = 65536


class Tables:
    """An open file. Safe for threads: each has a connection of its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open ``path``. Raises MissingIndexError or DamagedIndexError, each with what to do next."""
        if not create and not path.is_file():
            raise MissingIndexError(f"{path}: there is no index yet; run 'paper-search build' to make it.")
        self.path = path
        self._local = threading.local()
        try:
            if create:
                self._create()
            version = int(self.meta("version") or 0)
        except sqlite3.DatabaseError as error:
            raise DamagedIndexError(
                f"{path}: the index cannot be read ({error}); move the file away and run 'paper-search build'"
                " to make it again from the papers."
            ) from error
        if version != schema.VERSION:
            raise DamagedIndexError(
                f"{path}: the index has layout {version or 'unknown'}, this version of paper-search needs"
                f" {schema.VERSION}; move the file away and run 'paper-search build'."
            )
        self.inode = path.stat().st_ino

    def _create(self) -> None:
        connection = self._connection
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {schema.TABLES} COMMIT;")
        with self._write() as writer:
            self._set(writer, {"version": str(schema.VERSION), "generation": "0", "token": uuid.uuid4().hex})

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their threads."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside sees one generation, whatever is written meanwhile."""
        connection = self._connection
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    # -- meta ------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A value kept beside the papers: "generation", "encoder", "splitter", "token", "built_at"."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values without raising the generation."""
        with self._write() as writer:
            self._set(writer, values)

    @staticmethod
    def _set(writer: sqlite3.Connection, values: Mapping[str, str]) -> None:
        writer.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def generation(self) -> int:
        """A number that goes up with every committed change."""
        return int(self.meta("generation") or 0)

    def _next_generation(self, writer: sqlite3.Connection) -> int:
        generation = self.generation() + 1
        self._set(writer, {"generation": str(generation)})
        return generation

    def _count(self, query: str, *values: str) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])
