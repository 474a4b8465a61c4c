"""The indexes that a scan needs, made in one go after the first papers of a server: each row costs far less so."""

from __future__ import annotations

import re

import psycopg

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.layout import load_schema

MIN_PASSAGES = 2_000
"""Passages from which it pays to make the indexes behind them."""
_COSTLY_INDEXES = ("findable_passages_by_words", "findable_passages_by_vector")
_BYTES_PER_VALUE, _BYTES_PER_PASSAGE, _MIN_MEMORY_KIB, _MAX_MEMORY_KIB = 2, 700, 64 << 10, 2 << 20
"""Memory in which the graph of the vectors is made: half a float for each dimension, and its links."""


def drop_if_empty(connection: Connection) -> bool:
    """Drop the indexes of a server that has no papers yet; return False where it has some."""
    rows = connection.execute("SELECT EXISTS (SELECT 1 FROM document_versions) AS has_papers").fetchall()
    if rows[0]["has_papers"]:
        return False
    for name in _COSTLY_INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {name}".encode())
    return True


def make_missing(connection: Connection, dimensions: int) -> None:
    """Make those of the indexes that are not there, as the layout has them.

    Args:
        connection: a connection for writing, in autocommit mode.
        dimensions: the length of a vector.
    """
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s)", (list(_COSTLY_INDEXES),)
    ).fetchall()
    missing = set(_COSTLY_INDEXES) - {row["relname"] for row in rows}
    if not missing:
        return
    rows = connection.execute("SELECT count(*) AS passages FROM findable_passages").fetchall()
    needed = rows[0]["passages"] * (_BYTES_PER_PASSAGE + _BYTES_PER_VALUE * dimensions) >> 10
    memory = min(max(needed, _MIN_MEMORY_KIB), _MAX_MEMORY_KIB)
    connection.execute("SELECT set_config('maintenance_work_mem', %s, false)", (f"{memory}kB",))
    for name in sorted(missing):
        _make(connection, find_statement(name).format(dimensions=dimensions))


def _make(connection: Connection, statement: str) -> None:
    try:
        connection.execute(statement.encode())
    except (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory):
        # Several processes share memory for it, of which a container may have little.
        connection.execute("SET max_parallel_maintenance_workers = 0")
        connection.execute(statement.encode())


def find_statement(index: str) -> str:
    """Return the statement of the layout that makes an index."""
    match = re.search(rf"CREATE INDEX {index}\b[^;]+;", load_schema())
    if match is None:
        raise ValueError(f"the layout has no index {index}")
    return match[0]
