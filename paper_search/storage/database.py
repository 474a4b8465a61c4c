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
from types import SimpleNamespace
from typing import Any

from paper_search.errors import DamagedIndexError, MissingIndexError, StorageError
from paper_search.storage import connection as connections
from paper_search.storage import restore, schema
from paper_search.storage.connection import Connection, ThreadConnection


class Database:
    """An open file. Safe for threads: each has a connection of its own, which closes with its thread."""

    def __init__(self, path: Path, *, create: bool = False, is_shared: bool = True) -> None:
        """Open ``path``. Raises MissingIndexError, DamagedIndexError, LockedIndexError or StorageError, each with what
        to do next."""
        if not create and not path.exists():
            raise MissingIndexError(f"{path}: there is no index yet; run 'paper-search build' to make it.")
        if path.exists() and not path.is_file():
            raise connections.make_damage_error(path, "it is no file")
        if not create and not path.stat().st_size:
            raise connections.make_damage_error(path, "it is empty")
        self.path = path
        self._local: Any = threading.local() if is_shared else SimpleNamespace()
        restore.adopt_restored_copy(path)
        if create:
            self._create_schema()
        self._check_version()
        self.inode = path.stat().st_ino

    def _check_version(self) -> None:
        found = self.get_meta("version") or "unknown"
        if found != str(schema.SCHEMA_VERSION):
            raise DamagedIndexError(
                f"{self.path}: the index has layout {found}, this version of paper-search needs {schema.SCHEMA_VERSION}; move"
                " the file away and run 'paper-search build'."
            )

    def _create_schema(self) -> None:
        connection = self._connect(create=True)
        connection.execute("PRAGMA journal_mode = WAL")
        if self._has_table("meta"):
            return
        connection.executescript(f"BEGIN IMMEDIATE; {schema.SCHEMA_SQL} COMMIT;")
        with self._transaction() as writer:
            self._write_meta(
                writer, {"version": str(schema.SCHEMA_VERSION), "generation": "0", "token": uuid.uuid4().hex}
            )

    def _has_table(self, table: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return found is not None

    @property
    def _connection(self) -> Connection:
        owned: ThreadConnection | None = getattr(self._local, "owned", None)
        if owned is None:
            return self._connect()
        if not owned.connection.in_transaction and owned.connection.is_stale:
            self.close()
            return self._connect()
        return owned.connection

    def _connect(self, *, create: bool = False) -> Connection:
        self._local.owned = ThreadConnection(connections.connect(self.path, create=create))
        connection: Connection = self._local.owned.connection
        return connection

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their threads."""
        self._local.owned = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything this thread reads inside sees one generation, whatever is written meanwhile; may be nested."""
        connection = self._connection
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            # A transaction sees the generation of its first look, which is to be now.
            self.generation()
            yield
        finally:
            # Nothing was written; and of a damaged file nothing can be committed.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if connection.is_stale:
            raise StorageError(f"{self.path}: the index was written while it was read; ask again.")

    def copy_to(self, path: Path) -> None:
        """Write all that is held now to a new file, marked as a copy; whoever writes meanwhile is not kept waiting."""
        copy = connections.copy_database(self._connection, path)
        try:
            restore.mark_as_copy(copy)
        finally:
            copy.close()

    @property
    def is_replaced(self) -> bool:
        """True where another file stands in the place of the one that was opened."""
        return self.path.stat().st_ino != self.inode

    # -- meta ------------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """A value kept beside the papers: "generation", "encoder", "splitter", "token", "built_at"."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values without raising the generation."""
        with self._transaction() as writer:
            self._write_meta(writer, values)

    @staticmethod
    def _write_meta(writer: sqlite3.Connection, values: Mapping[str, str]) -> None:
        writer.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def generation(self) -> int:
        """A number that goes up with every committed change."""
        return int(self.get_meta("generation") or 0)

    def _increment_generation(self, writer: sqlite3.Connection) -> int:
        generation = self.generation() + 1
        self._write_meta(writer, {"generation": str(generation)})
        return generation

    def _fetch_int(self, query: str, *values: str) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])
