"""The documents of a local index, as they are published: rows that both databases keep alike."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from paper_search.storage.fulltext import join_fulltext_columns
from paper_search.storage.postgres.tokenizer import PassageTerms, tokenize_passages
from paper_search.storage.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS
from paper_search.storage.store import Store
from paper_search.storage.stored_values import join_embedding_text, unpack_text
from paper_search.storage.token_chunks import TOKENS_SQL

_DOCUMENTS = (
    f"SELECT d.document_row, {', '.join('d.' + name.strip() for name in DOCUMENT_COLUMNS.split(','))},"
    " d.words_key, d.same_as, d.passages, d.origin, a.added_at, a.changed_at"
    " FROM documents d LEFT JOIN arrivals a ON a.doc_id = d.doc_id"
)
_PASSAGE_COUNTS = (
    "SELECT document_row, count(*), max(passage_row), sum(embedded_hash NOT NULL AND vector_generation IS NULL)"
    " FROM passages GROUP BY document_row"
)
_PASSAGES = (
    f"SELECT {', '.join('p.' + name.strip() for name in PASSAGE_COLUMNS.split(','))}, p.passage_row, p.context,"
    f" p.embedded_hash NOT NULL AS is_findable, v.row AS vector, {TOKENS_SQL} AS tokens"
    " FROM passages p LEFT JOIN vectors v ON v.embedded_hash = p.embedded_hash AND p.vector_generation NOT NULL"
    " WHERE p.document_row = ? ORDER BY p.passage_row"
)


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document of the local index, without its text.

    Attributes:
        document_row: its row there.
        fields: what is published of it, by column.
        passages: the number of its passages that can be found.
        fingerprint: stands for all that is published of it.
    """

    document_row: int
    fields: dict[str, Any]
    passages: int
    fingerprint: str

    @property
    def doc_id(self) -> str:
        """Its id, by which a newer version takes the place of an older one."""
        return str(self.fields["doc_id"])


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A passage of the local index, with its terms and acronyms where it can be found."""

    fields: dict[str, Any]
    terms: PassageTerms | None
    vector: bytes | None
    acronyms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SourceContent:
    """All that hangs on a document: its text, passages, unread parts, and register entries with the names in each."""

    text: str
    passages: tuple[SourcePassage, ...]
    unread_parts: tuple[tuple[int | None, str], ...]
    entries: tuple[tuple[dict[str, Any], tuple[tuple[str, ...], ...]], ...]


def list_documents(store: Store, encoder: str) -> list[SourceDocument]:
    """Return all documents of an index, copies included, by doc_id.

    Args:
        store: the index.
        encoder: the fingerprint of the encoder of its vectors.
    """
    connection = store.database.connection
    counts = {row[0]: tuple(row)[1:] for row in connection.execute(_PASSAGE_COUNTS)}
    entries = _count_rows(connection, "register_entries", "max(entry_row)")
    parts = _count_rows(connection, "unread_parts", "max(rowid)")
    documents = []
    for row in connection.execute(f"{_DOCUMENTS} ORDER BY d.doc_id"):
        document_row, fields = row["document_row"], dict(row)
        passages, last_row, waiting = counts.get(document_row, (0, 0, 0))
        fields["waiting"] = waiting or 0
        marks = [*fields.values(), passages, last_row, entries.get(document_row), parts.get(document_row), encoder]
        del fields["document_row"], fields["origin"]
        documents.append(SourceDocument(document_row, fields, fields["passages"], _digest(marks)))
    return documents


def _count_rows(connection: sqlite3.Connection, table: str, last: str) -> dict[int, list[int]]:
    rows = connection.execute(f"SELECT document_row, count(*), {last} FROM {table} GROUP BY document_row")
    return {row[0]: [row[1], row[2]] for row in rows}


def _digest(values: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:32]


def load_content(store: Store, document: SourceDocument) -> SourceContent:
    """Return what hangs on a document."""
    connection = store.database.connection
    own = (document.document_row,)
    text = connection.execute("SELECT text FROM texts WHERE document_row = ?", own).fetchone()
    parts = connection.execute("SELECT page, reason FROM unread_parts WHERE document_row = ? ORDER BY rowid", own)
    return SourceContent(
        text=unpack_text(text[0]) if text else "",
        passages=tuple(_load_passages(connection, document)),
        unread_parts=tuple(map(tuple, parts.fetchall())),
        entries=tuple(_load_entries(connection, own)),
    )


def _load_passages(connection: sqlite3.Connection, document: SourceDocument) -> Iterator[SourcePassage]:
    own = (document.document_row,)
    rows = [dict(row) for row in connection.execute(_PASSAGES, own)]
    findable = [row for row in rows if row["is_findable"]]
    terms = dict(zip((row["passage_row"] for row in findable), _tokenize(document, findable), strict=True))
    acronyms: dict[int, list[tuple[str, ...]]] = {}
    for passage_row, *acronym in connection.execute(
        "SELECT a.passage_row, short, long, short_key, long_key FROM acronyms a JOIN passages USING (passage_row)"
        " WHERE document_row = ? ORDER BY a.rowid",
        own,
    ):
        acronyms.setdefault(passage_row, []).append(tuple(acronym))
    for row in rows:
        passage_row, vector, context = row.pop("passage_row"), row.pop("vector"), row.pop("context")
        row["embedding_text"] = None if context is None else join_embedding_text(context, row["text"])
        yield SourcePassage(row, terms.get(passage_row), vector, tuple(acronyms.get(passage_row, ())))


def _tokenize(document: SourceDocument, rows: Sequence[dict[str, Any]]) -> list[PassageTerms]:
    return tokenize_passages(
        [
            join_fulltext_columns(
                document.fields["title"],
                json.loads(row["headings"]),
                row["lead_in"],
                json.loads(row["columns"]),
                row["text"],
            )
            for row in rows
        ]
    )


def _load_entries(
    connection: sqlite3.Connection, own: tuple[int]
) -> Iterator[tuple[dict[str, Any], tuple[tuple[str, ...], ...]]]:
    names: dict[int, list[tuple[str, ...]]] = {}
    for entry_row, *named in connection.execute(
        "SELECT entry_row, surname, person_key, name, part FROM register_names WHERE document_row = ? ORDER BY rowid",
        own,
    ):
        names.setdefault(entry_row, []).append(tuple(named))
    for row in connection.execute(
        "SELECT entry_row, kind, label, passage_id, span_start, span_end, words_key, fields FROM register_entries"
        " WHERE document_row = ? ORDER BY entry_row",
        own,
    ):
        fields = dict(row)
        yield fields, tuple(names.get(fields.pop("entry_row"), ()))


def measure_mean_length(store: Store, sample: int = 2000) -> float:
    """Return the mean number of terms of the passages that can be found, estimated from some of them."""
    connection = store.database.connection
    count = store.database.fetch_int("SELECT count(*) FROM passages WHERE embedded_hash NOT NULL")
    step = max(1, count // sample)
    rows = connection.execute(
        "SELECT d.title, p.headings, p.lead_in, p.columns, p.text FROM passages p JOIN documents d USING (document_row)"
        " WHERE p.embedded_hash NOT NULL AND p.passage_row % ? = 0",
        (step,),
    )
    texts = [join_fulltext_columns(row[0], json.loads(row[1]), row[2], json.loads(row[3]), row[4]) for row in rows]
    lengths = [terms.length for terms in tokenize_passages(texts)]
    return sum(lengths) / len(lengths) if sum(lengths) else 50.0
