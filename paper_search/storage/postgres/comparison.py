"""A comparison of what a server holds with the local index that it was published from, row by row.

Each side digests its rows, and the digests of a document's rows are summed: so that one number for a document and a
table crosses the network, and the order of rows does not matter.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paper_search.errors import DamagedIndexError
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.integrity import DocumentFault
from paper_search.storage.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS
from paper_search.storage.store import Store
from paper_search.storage.stored_values import count_dimensions, join_embedding_text, unpack_rows, unpack_text
from paper_search.storage.token_chunks import TOKENS_SQL

_DIGITS = 15
"""Hexadecimal digits of a digest: as many as fit into a number of 64 bits with its sign."""
_NULL, _SEPARATOR = "\x1e", "\x1f"
_ALIASES = {"d": DOCUMENT_COLUMNS, "p": PASSAGE_COLUMNS}
Digest = tuple[int, int]
"""The number of rows of a document in a table, and the sum of their digests."""


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table that both databases have.

    Attributes:
        name: what a message calls it.
        source: the tables that are joined to ``documents d``, in the local index.
        columns: the columns compared, in the local index; ``_FUNCTIONS`` may stand in them.
        published_source: the tables that are joined in PostgreSQL.
        published_columns: the columns there.
    """

    name: str
    source: str
    columns: tuple[str, ...]
    published_source: str
    published_columns: tuple[str, ...]


def _list_columns(alias: str) -> tuple[str, ...]:
    return tuple(f"{alias}.{name.strip()}" for name in _ALIASES[alias].split(","))


def _make_table(name: str, source: str, *columns: str) -> ComparedTable:
    return ComparedTable(name, source, columns, source, columns)


_PASSAGES = "JOIN passages p USING (document_row)"
_ENTRIES = "JOIN register_entries e USING (document_row)"
TABLES = (
    ComparedTable(
        "facts",
        "LEFT JOIN arrivals a USING (doc_id)",
        (*_list_columns("d"), "d.words_key", "d.same_as", "d.passages", "a.added_at", "a.changed_at"),
        "",
        (*_list_columns("d"), "d.words_key", "d.same_as", "d.passages", "d.added_at", "d.changed_at"),
    ),
    ComparedTable(
        "text",
        "JOIN texts t USING (document_row)",
        ("reading_text(t.text)",),
        "JOIN texts t USING (document_row)",
        ("t.text",),
    ),
    ComparedTable(
        "passages",
        _PASSAGES,
        (*_list_columns("p"), "embedding_text(p.context, p.text)"),
        _PASSAGES,
        (*_list_columns("p"), "p.embedding_text"),
    ),
    ComparedTable(
        "vectors",
        f"{_PASSAGES} JOIN vectors v ON v.embedded_hash = p.embedded_hash AND p.vector_generation NOT NULL",
        ("p.passage_id", "vector_message(v.row)", TOKENS_SQL),
        f"{_PASSAGES} JOIN findable_passages f ON f.passage_row = p.passage_row AND f.embedding IS NOT NULL",
        ("p.passage_id", "md5(vector_send(f.embedding))", "md5(p.tokens)"),
    ),
    _make_table(
        "acronyms",
        f"{_PASSAGES} JOIN acronyms a ON a.passage_row = p.passage_row",
        *("p.passage_id", "a.short", "a.long", "a.short_key", "a.long_key"),
    ),
    _make_table("unread parts", "JOIN unread_parts u USING (document_row)", "u.page", "u.reason"),
    _make_table(
        "entries of the register",
        _ENTRIES,
        *("e.kind", "e.label", "e.passage_id", "e.span_start", "e.span_end", "e.words_key", "e.fields"),
    ),
    _make_table(
        "names in the register",
        f"{_ENTRIES} JOIN register_names n ON n.entry_row = e.entry_row",
        *("e.span_start", "n.surname", "n.person_key", "n.name", "n.part"),
    ),
)


def digest_local(store: Store, table: ComparedTable) -> dict[str, Digest]:
    """Return the digests of a table of the local index, by doc_id."""
    connection = store.database.connection
    for name, (argument_count, function) in _FUNCTIONS.items():
        connection.create_function(name, argument_count, function, deterministic=True)
    rows = connection.execute(f"SELECT d.doc_id, {', '.join(table.columns)} FROM documents d {table.source}")
    digests: dict[str, Digest] = {}
    for doc_id, *values in map(tuple, rows):
        count, total = digests.get(doc_id, (0, 0))
        digests[doc_id] = count + 1, total + _digest_row(values)
    return digests


def _make_vector_message(packed: bytes) -> bytes:
    """Return a vector as pgvector sends it: its length, two bytes of zero, and big-endian numbers."""
    dimensions = count_dimensions(packed)
    try:
        rows = unpack_rows([packed], dimensions)
    except DamagedIndexError:
        return packed
    return struct.pack(">HH", dimensions, 0) + rows.astype(">f4").tobytes()


def _unpack_text(packed: bytes) -> str | bytes:
    try:
        return unpack_text(packed)
    except DamagedIndexError:
        return packed


def _join_embedding_text(context: str | None, text: str) -> str | None:
    return None if context is None else join_embedding_text(context, text)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "vector_message": (1, _make_vector_message),
    "embedding_text": (2, _join_embedding_text),
    "reading_text": (1, _unpack_text),
}
"""What makes of columns of the local index what is published of them, each with the number of its arguments. What is
damaged stays as it is, and so differs from what was published."""


def _digest_row(values: Iterable[Any]) -> int:
    text = _SEPARATOR.join(map(_write_value, values))
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16)


def _write_value(value: Any) -> str:
    if isinstance(value, bytes):
        return hashlib.md5(value, usedforsecurity=False).hexdigest()
    return _NULL if value is None else str(value)


def digest_published(
    connection: Connection, table: ComparedTable, collection: str, generation: int
) -> dict[str, Digest]:
    """Return the digests of a table of a server, by doc_id.

    Args:
        connection: a connection to the server.
        table: the table.
        collection: whose documents.
        generation: the generation at which they are seen.
    """
    columns = ", ".join(f"coalesce(({column})::text, E'\\x1e')" for column in table.published_columns)
    rows = connection.execute(
        f"SELECT d.doc_id, count(*) AS count, sum(('x' || left(md5(concat_ws(E'\\x1f', {columns})), {_DIGITS}))"
        f"::bit(60)::bigint) AS total FROM document_versions d {table.published_source} WHERE d.collection = %s"
        " AND d.born <= %s AND (d.died IS NULL OR d.died > %s) GROUP BY 1".encode(),
        (collection, generation, generation),
    )
    return {row["doc_id"]: (row["count"], int(row["total"])) for row in rows}


def find_differences(
    name: str, local: Mapping[str, Digest], published: Mapping[str, Digest], doc_ids: Sequence[str]
) -> Iterator[DocumentFault]:
    """Yield the documents whose rows of a table differ.

    Args:
        name: what the table is called.
        local: the digests of the local index.
        published: those of the servers.
        doc_ids: the documents that must be alike.
    """
    for doc_id in doc_ids:
        here, there = local.get(doc_id, (0, 0)), published.get(doc_id, (0, 0))
        if here[0] != there[0]:
            yield DocumentFault(doc_id, f"{name}: {here[0]:,} rows in the local index, {there[0]:,} published")
        elif here != there:
            yield DocumentFault(doc_id, f"{name}: not as the local index has it")


def add_digests(first: Mapping[str, Digest], second: Mapping[str, Digest]) -> dict[str, Digest]:
    """Return the digests of two servers together; of a document that is on both, the sum."""
    added = dict(first)
    for doc_id, (count, total) in second.items():
        before = added.get(doc_id, (0, 0))
        added[doc_id] = before[0] + count, before[1] + total
    return added
