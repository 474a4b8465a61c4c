"""One SQLite file: a connection for each thread, transactions, snapshots, and the values kept in ``meta``.

A file that is none of ours, or that has another layout, raises an error that says what to do next. What one
transaction writes is seen whole or not at all.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from paper_search.errors import MissingIndexError, OtherLayoutError, StorageError
from paper_search.storage import restore
from paper_search.storage.connection import Connection, ThreadConnection, connect, copy_database, make_damage_error
from paper_search.storage.postings import INSTANCES_SUFFIX

SCHEMA_VERSION = 5
"""The layout, kept in ``meta`` as "version". A file of another layout is not read: the next build makes it again. Steps
that add to a layout have numbers of their own, see ``migrations``."""

_FULLTEXT_TABLES = ("words", "members_words")


def _describe_layout_step(version: str) -> str:
    """Return what to do about a file of another layout."""
    if not version.isdecimal():
        return "Move the file away and run 'paper-search build'."
    if int(version) > SCHEMA_VERSION:
        return "A newer version made it: use that one."
    # Moved away it could not hand on what was withdrawn.
    return (
        "Leave the file where it is and run 'paper-search build', which makes the index anew beside it and then takes"
        " its place. Until then the version that made it can be used."
    )


def load_schema() -> str:
    """Return the statements that make an empty index of the present layout."""
    return resources.files(__package__).joinpath("schema.sql").read_text("utf-8")


class Transaction:
    """A write transaction, as ``Database.transaction`` opens it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._generation: int | None = None

    def execute(self, query: str, values: Sequence[object] = ()) -> Any:
        """Run a statement and return its cursor."""
        return self._connection.execute(query, values)

    def executemany(self, query: str, values: Iterable[Sequence[object]]) -> Any:
        """Run a statement once for each tuple of values."""
        return self._connection.executemany(query, values)

    def next_generation(self) -> int:
        """Return the generation that this transaction makes; the first call raises the number that is kept."""
        if self._generation is None:
            row = self.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            self._generation = int(row[0] if row else 0) + 1
            self.set_meta({"generation": str(self._generation)})
        return self._generation

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values beside the documents."""
        self.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


class Database:
    """An open file. Safe for threads: each has a connection of its own, which closes with its thread."""

    def __init__(self, path: Path, *, create: bool = False, is_shared: bool = True) -> None:
        """Open a file.

        Args:
            path: the database file.
            create: make the file where there is none, and write with a larger cache.
            is_shared: give each thread a connection of its own. Otherwise there is one, and one thread uses it at a
                time.

        Raises:
            MissingIndexError: there is no such file.
            DamagedIndexError: the file is no index.
            OtherLayoutError: it has another layout.
            LockedIndexError: another process kept it locked for too long.
            StorageError: the file cannot be read.
        """
        if not create and not path.exists():
            raise MissingIndexError(f"{path}: there is no index yet. Run 'paper-search build' to make it.")
        if path.exists() and not path.is_file():
            raise make_damage_error(path, "it is no file")
        if not create and not path.stat().st_size:
            raise make_damage_error(path, "it is empty")
        self.path = path
        self._local: Any = threading.local() if is_shared else SimpleNamespace()
        restore.adopt_restored_copy(path)
        if create:
            self._create_schema()
        self._check_version()
        self.inode = path.stat().st_ino

    def _check_version(self) -> None:
        version = self.get_meta("version") or "unknown"
        if version != str(SCHEMA_VERSION):
            raise OtherLayoutError(
                f"{self.path}: the index has layout {version}, this version of paper-search needs {SCHEMA_VERSION}."
                f" {_describe_layout_step(version)}"
            )

    def _create_schema(self) -> None:
        connection = self._connect(create=True)
        connection.execute("PRAGMA journal_mode = WAL")
        if self.has_table("meta"):
            return
        connection.executescript(f"BEGIN IMMEDIATE; {load_schema()} COMMIT;")
        self.set_meta({"version": str(SCHEMA_VERSION), "generation": "0", "token": uuid.uuid4().hex})

    # -- connections and transactions ------------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """This thread's connection; opened anew where the file was read as it stood and has changed since."""
        owned: ThreadConnection | None = getattr(self._local, "owned", None)
        if owned is None:
            return self._connect()
        if not owned.connection.in_transaction and owned.connection.is_stale:
            self.close()
            return self._connect()
        return owned.connection

    def _connect(self, *, create: bool = False) -> Connection:
        self._local.owned = ThreadConnection(connect(self.path, create=create))
        connection: Connection = self._local.owned.connection
        for table in _FULLTEXT_TABLES:
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{table}{INSTANCES_SUFFIX} USING fts5vocab (main, {table}, instance)"
            )
        return connection

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their threads."""
        self._local.owned = None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write what is done inside as a whole, or nothing of it where the block raises."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield Transaction(connection)
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread read one generation inside, whatever is written meanwhile; may be nested."""
        connection = self.connection
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            # A transaction sees the generation of its first look, which is to be now.
            # All of them at once: a question asks for some thirty, and one by one each takes as long.
            self._local.meta = dict(map(tuple, connection.execute("SELECT key, value FROM meta").fetchall()))
            yield
        finally:
            self._local.meta = None
            # Nothing was written; and of a damaged file nothing can be committed.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if connection.is_stale:
            raise StorageError(f"{self.path}: the index was written while it was read; ask again.")

    def copy_to(self, path: Path) -> None:
        """Write the present content to a new file, marked as a copy; writers are not kept waiting."""
        copy = copy_database(self.connection, path)
        try:
            restore.mark_as_copy(copy)
        finally:
            copy.close()

    @property
    def is_replaced(self) -> bool:
        """True where another file, or none, stands in the place of the one that was opened."""
        try:
            return self.path.stat().st_ino != self.inode
        except FileNotFoundError:
            return True

    # -- values ----------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """Return a value kept beside the documents: "generation", "encoder", "splitter", "token", "built_at"."""
        kept: dict[str, str] | None = getattr(self._local, "meta", None)
        if kept is not None:
            return kept.get(key)
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values beside the documents without raising the generation."""
        with self.transaction() as transaction:
            transaction.set_meta(values)

    def generation(self) -> int:
        """Return a number that goes up with every committed change of what is indexed."""
        return int(self.get_meta("generation") or 0)

    def has_table(self, name: str) -> bool:
        """Return True if the file has a table of this name."""
        row = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        return row is not None

    def has_column(self, table: str, name: str) -> bool:
        """Return True if a table of the file has a column of this name."""
        query = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
        return self.connection.execute(query, (table, name)).fetchone() is not None

    def fetch_int(self, query: str, *values: str) -> int:
        """Return the one number that a query gives."""
        return int(self.connection.execute(query, values).fetchone()[0])
