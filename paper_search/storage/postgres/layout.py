"""The layout of a database: its tables, and what the server must be able to do."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import psycopg

from paper_search.errors import StorageError

if TYPE_CHECKING:
    from paper_search.storage.postgres.connection import Connection

LAYOUT_VERSION = 1
"""The number of the layout that this version writes and reads; kept in ``settings``. See ``migrations``."""
OLDEST_SERVER = 16
OLDEST_VECTOR = (0, 8)
"""The first release of pgvector whose scans go on until a filter has let enough through."""


def check_server(connection: Connection, name: str) -> None:
    """Check that a server can hold an index, and turn its extension on.

    Args:
        connection: a connection for writing.
        name: the server's address, for messages.

    Raises:
        StorageError: PostgreSQL or pgvector is missing, too old, or may not be turned on.
    """
    if connection.info.server_version < OLDEST_SERVER * 10_000:
        release = connection.info.server_version // 10_000
        raise StorageError(f"{name}: PostgreSQL {OLDEST_SERVER} or newer is needed; this is {release}.")
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.Error as error:
        raise StorageError(
            f"{name}: the extension pgvector cannot be turned on ({str(error).splitlines()[0]}). Install it on the"
            " server, or let its administrator run CREATE EXTENSION vector in this database."
        ) from error
    rows = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchall()
    version = str(rows[0]["extversion"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST_VECTOR:
        wanted = ".".join(map(str, OLDEST_VECTOR))
        raise StorageError(
            f"{name}: pgvector {wanted} or newer is needed; this is {version}. Update it:"
            " ALTER EXTENSION vector UPDATE."
        )


def load_schema() -> str:
    """Return the statements that make the tables; the length of a vector is to be filled in."""
    return files("paper_search.storage.postgres").joinpath("schema.sql").read_text(encoding="utf-8")


def create_layout(connection: Connection, dimensions: int) -> None:
    """Create all tables in an empty database, in one transaction.

    Args:
        connection: a connection for writing.
        dimensions: the length of a vector.
    """
    with connection.transaction():
        connection.execute(load_schema().format(dimensions=dimensions).encode())
        connection.execute(
            "INSERT INTO settings VALUES ('layout', %s), ('dimensions', %s),"
            " ('identity', 'publication'::regclass::oid::text)",
            (str(LAYOUT_VERSION), str(dimensions)),
        )


def has_layout(connection: Connection) -> bool:
    """Return True if the database holds the tables of an index."""
    rows = connection.execute("SELECT to_regclass('publication') IS NOT NULL AS is_there").fetchall()
    return bool(rows[0]["is_there"])


def read_layout_version(connection: Connection) -> str | None:
    """Return the number of the layout that a database has."""
    rows = connection.execute("SELECT value FROM settings WHERE key = 'layout'").fetchall()
    return str(rows[0]["value"]) if rows else None


def check_layout_version(version: str | None, name: str) -> None:
    """Check that a database has the layout that this version reads.

    Args:
        version: the number that the database says it has.
        name: its address, for messages.

    Raises:
        StorageError: it has another.
    """
    if version == str(LAYOUT_VERSION):
        return
    fault = f"{name}: the index has layout {version or 'unknown'}, this version of paper-search reads {LAYOUT_VERSION}."
    if is_older_layout(version):
        raise StorageError(
            f"{fault} Run 'paper-search publish --to URL' with this version where the index is built, which brings the"
            " layout up to date."
        )
    if version is not None and version.isdecimal() and int(version) > LAYOUT_VERSION:
        raise StorageError(f"{fault} A newer version wrote it: update paper-search here.")
    raise StorageError(f"{fault} No version writes such a layout: publish to an empty database instead.")


def is_older_layout(version: str | None) -> bool:
    """Return True if steps of ``migrations`` make the present layout of one."""
    return version is not None and version.isdecimal() and 1 <= int(version) < LAYOUT_VERSION
