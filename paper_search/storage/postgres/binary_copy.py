"""Rows in PostgreSQL's binary form of COPY, for types that psycopg does not know: vectors and terms."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.stored_values import unpack_rows

_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_END = struct.pack(">h", -1)
_NULL = struct.pack(">i", -1)


def copy_binary(connection: Connection, target: str, rows: Iterable[Sequence[bytes | None]]) -> None:
    """Copy rows into a table, each value in its binary form.

    Args:
        connection: a connection for writing, in a transaction.
        target: the table with its columns.
        rows: the values of each row, None for NULL.
    """
    query = f"COPY {target} FROM STDIN (FORMAT BINARY)".encode()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        copy.write(_HEADER)
        for row in rows:
            copy.write(struct.pack(">h", len(row)) + b"".join(map(_write_value, row)))
        copy.write(_END)


def _write_value(value: bytes | None) -> bytes:
    return _NULL if value is None else struct.pack(">i", len(value)) + value


def to_bigint(value: int) -> bytes:
    """Return a number in the binary form of a ``bigint``."""
    return struct.pack(">q", value)


def to_integer(value: int) -> bytes:
    """Return a number in the binary form of an ``integer``."""
    return struct.pack(">i", value)


def to_vector(blob: bytes, dimensions: int) -> bytes:
    """Return a vector of the local index in the binary form of pgvector's ``vector``.

    Raises:
        DamagedIndexError: it does not have these dimensions.
    """
    rows = unpack_rows([blob], dimensions)
    return struct.pack(">hh", dimensions, 0) + rows.astype(">f4").tobytes()
