"""Connections to one SQLite file, whose errors say what is wrong, which file it is, and what to do next.

A file that is damaged is never taken for one that is locked, read-only or short of disk, nor the other way round. An
index in a folder that cannot be written can still be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from paper_search.errors import (
    DamagedIndexError,
    LockedIndexError,
    MissingIndexError,
    StorageError,
    StoreError,
)
from paper_search.storage.token_chunks import ChunkJoin

LOCK_TIMEOUT_SECONDS = 30.0
"""Seconds that a connection waits for another to finish its transaction."""
_READ_CACHE_KIB, _WRITE_CACHE_KIB = 4096, 65536
"""Pages that a connection keeps. A server has one for each thread, and the system keeps what they read as well: a
question takes as long with 4 MiB as with 64, among 100,000 passages. A build writes all over the file."""
_DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_EMPTY}
_BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FOREIGN_FILE_MESSAGES = ("no such table", "no such column", "vtable constructor failed", "Could not decode")
_T = TypeVar("_T")
FileStamp = tuple[int, int, int]


def make_damage_error(path: Path, fault: object) -> DamagedIndexError:
    """Return the error for a file that cannot be trusted, with the two ways back."""
    return DamagedIndexError(
        f"{path}: the index is damaged ({fault}) and nothing is shown from it. Stop what uses it, then either copy a"
        f" backup made by 'paper-search backup' back to {path}, or move the file away and run 'paper-search build' to"
        " make it again from the papers."
    )


def translate_error(error: sqlite3.Error, path: Path) -> StoreError | None:
    """Return SQLite's error as one of this package; None where it is a fault of the program."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if (
        primary in _DAMAGE_CODES
        or code == sqlite3.SQLITE_IOERR_SHORT_READ
        or str(error).startswith(_FOREIGN_FILE_MESSAGES)
    ):
        return make_damage_error(path, error)
    if primary in _BUSY_CODES:
        return LockedIndexError(f"{path}: another process is writing to the index. Try again when it has finished.")
    advice = _ADVICE_BY_CODE.get(primary or 0)
    return StorageError(f"{path}: {advice} ({error}).") if advice else None


_ADVICE_BY_CODE = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing that was being written is kept. Free some space and run it again",
    sqlite3.SQLITE_READONLY: "the index folder may not be written to. Questions can be asked of it; to change it, give"
    " this user the right to write to the folder",
    sqlite3.SQLITE_CANTOPEN: "the index cannot be opened. Give this user the right to read it; where a file with the"
    " ending -wal stands beside it, run the command once as a user who may write to the folder",
    sqlite3.SQLITE_PERM: "the index may not be read. Give this user the right to read it",
    sqlite3.SQLITE_IOERR: "the disk does not answer as it should. Nothing that was being written is kept; look at the"
    " disk and the system's log, then run 'paper-search check'",
}


def _call_sqlite(path: Path, function: Callable[..., _T], *args: Any) -> _T:
    try:
        return function(*args)
    except sqlite3.DatabaseError as error:
        translated = translate_error(error, path)
        if translated is None:
            raise
        raise translated from error


class _Cursor(sqlite3.Cursor):
    """A cursor that names the file in its errors, those of rows that are read later included."""

    connection: Connection

    def execute(self, *args: Any) -> _Cursor:
        _call_sqlite(self.connection.path, super().execute, *args)
        return self

    def executemany(self, *args: Any) -> _Cursor:
        _call_sqlite(self.connection.path, super().executemany, *args)
        return self

    def fetchone(self) -> Any:
        return _call_sqlite(self.connection.path, super().fetchone)

    def fetchall(self) -> list[Any]:
        return _call_sqlite(self.connection.path, super().fetchall)

    def fetchmany(self, *args: Any) -> list[Any]:
        return _call_sqlite(self.connection.path, super().fetchmany, *args)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        try:
            yield from iter(super().__next__, _SENTINEL)
        except sqlite3.DatabaseError as error:
            translated = translate_error(error, self.connection.path)
            if translated is None:
                raise
            raise translated from error


_SENTINEL = object()


class Connection(sqlite3.Connection):
    """A connection that knows its file.

    ``file_stamp`` is that of a file which is read as it stands, else None.
    """

    path: Path
    file_stamp: FileStamp | None = None

    @property
    def is_stale(self) -> bool:
        """True where a file that was read as it stands has been written since, or is being written now."""
        return self.file_stamp is not None and (
            sidecar_path(self.path, "-wal").exists() or read_file_stamp(self.path) != self.file_stamp
        )

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> Any:
        return _call_sqlite(self.path, super().executescript, *args)


class ThreadConnection:
    """A thread's connection, which closes when the thread ends or nobody has the database any more.

    Python's own connections are part of a reference cycle and would stay open until the next garbage collection.
    """

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def connect(path: Path, *, create: bool = False) -> Connection:
    """Open a file for reading and writing; where the folder may not be written, for reading what is there.

    Args:
        path: the database file.
        create: make the file where there is none, and write with a larger cache.
    """
    connection = _open_uri(path, "mode=rwc" if create else "mode=rw")
    try:
        _configure(connection, _WRITE_CACHE_KIB if create else _READ_CACHE_KIB)
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except StorageError:
        connection.close()
        if sidecar_path(path, "-wal").exists():
            raise
        # Nobody can be writing: a writer keeps its log beside the file. So the file may be taken as it is.
        connection = open_immutable(path)
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    return connection


def open_immutable(path: Path) -> Connection:
    """Open a connection that reads the file alone and ignores a log (-wal) that stands beside it."""
    connection = _configure(_open_uri(path, "mode=ro&immutable=1"), _READ_CACHE_KIB)
    connection.file_stamp = read_file_stamp(path)
    return connection


def read_file_stamp(path: Path) -> FileStamp:
    """Return what changes whenever the file itself is written or replaced.

    Raises:
        MissingIndexError: the file is gone.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise MissingIndexError(f"{path}: the index is gone. Run 'paper-search build' to make it again.") from None
    return status.st_ino, status.st_size, status.st_mtime_ns


def copy_database(source: Connection, path: Path) -> Connection:
    """Copy all that ``source`` sees at this moment to a new file at ``path``, and return that file, open."""
    target = connect(path, create=True)
    try:
        sqlite3.Connection.backup(source, target)
    except sqlite3.DatabaseError as error:
        target.close()
        is_damage = isinstance(translate_error(error, source.path), DamagedIndexError)
        raise translate_error(error, source.path if is_damage else path) or error from error
    return target


def _open_uri(path: Path, uri_query: str) -> Connection:
    uri = f"file:{quote(str(path.absolute()))}?{uri_query}"
    connection: Connection = _call_sqlite(
        path,
        lambda: sqlite3.connect(
            uri,
            uri=True,
            timeout=LOCK_TIMEOUT_SECONDS,
            isolation_level=None,
            factory=Connection,
            check_same_thread=False,
        ),
    )
    connection.path = path
    connection.row_factory = sqlite3.Row
    return connection


def _configure(connection: Connection, cache_kib: int) -> Connection:
    """Set what each connection needs; on a read-only file system this is the first thing to fail."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    connection.create_aggregate("join_chunks", 2, ChunkJoin)  # type: ignore[arg-type]
    return connection


def sidecar_path(path: Path, suffix: str) -> Path:
    """Return the path of a file that SQLite keeps beside another: "-wal" or "-shm"."""
    return path.with_name(path.name + suffix)
