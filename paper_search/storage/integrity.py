"""Checks of what must hold inside an index, row by row, and repairs of what is derived.

Looking changes nothing. A repair is one transaction with a new generation, so a reader sees the fault or its end. The
words of documents are never touched.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from paper_search.embeddings import token_codec
from paper_search.errors import DamagedIndexError
from paper_search.storage.connection import Connection
from paper_search.storage.database import Transaction
from paper_search.storage.embeddings import CHECKSUM_COLUMN
from paper_search.storage.fulltext import join_fulltext_columns
from paper_search.storage.fulltext_tables import FullTextTable, list_table_conditions
from paper_search.storage.register_check import find_register_faults
from paper_search.storage.store import Store
from paper_search.storage.stored_values import (
    hash_embedding_text,
    hash_passage_id,
    is_as_written,
    join_embedding_text,
    unpack_rows,
    unpack_text,
)
from paper_search.storage.token_chunks import TOKENS_SQL
from paper_search.storage.unread import HELD_BACK_SQL

_UNIT_LENGTH_TOLERANCE = 1e-3
"""The largest deviation of a vector's length from 1; 13 bits a dimension leave less than 1e-4."""
_FTS_SHADOW_TABLES = ("data", "idx", "docsize", "config")
_MAX_DATABASE_FAULTS = 20


class EmbeddingTextMismatch(NamedTuple):
    """A passage, its document, and in which way the text that the encoder saw is not that of the passage."""

    doc_id: str
    passage_id: str
    description: str


class IntegrityChecker:
    """An index that is looked at from one end to the other."""

    def __init__(self, store: Store) -> None:
        self._store, self._database = store, store.database

    # -- the file, and what is not derived -------------------------------------------------------------------

    def find_database_faults(self) -> Iterator[str]:
        """Yield what SQLite itself finds wrong with the file, and what it passes over: pages that are cut short."""
        excess = self._database.path.stat().st_size % self._database.fetch_int("PRAGMA page_size")
        if excess:
            yield f"the file ends {excess:,} bytes into a page"
        for row in self._database.connection.execute(f"PRAGMA integrity_check({_MAX_DATABASE_FAULTS})"):
            if row[0] != "ok":
                yield str(row[0])
        for row in self._database.connection.execute("PRAGMA foreign_key_check"):
            yield f"row {row[1]} of {row[0]} belongs to a row of {row[2]} that is not there"

    def find_span_mismatches(self) -> Iterator[str]:
        """Yield passages that are not the span of the reading text that they are said to be."""
        rows = self._database.connection.execute(
            "SELECT document_row, doc_id, text FROM documents LEFT JOIN texts USING (document_row)"
        )
        for row in rows:
            if row["text"] is None:
                yield f"{row['doc_id']}: has no reading text"
                continue
            try:
                reading_text = unpack_text(row["text"])
            except DamagedIndexError:
                yield f"{row['doc_id']}: has a reading text that cannot be read"
                continue
            passages = self._database.connection.execute(
                "SELECT passage_id, id_hash, text, span_start, span_end FROM passages WHERE document_row = ?",
                (row["document_row"],),
            )
            for passage_id, id_hash, text, start, end in passages:
                if hash_passage_id(passage_id) != id_hash:
                    yield f"{passage_id}: cannot be found by its id"
                if reading_text[start:end] != text:
                    yield f"{passage_id}: is not what its paper says from character {start} to {end}"

    def find_register_faults(self) -> Iterator[str]:
        """Yield entries of the register whose words are not what their paper says, or that belong to no passage."""
        yield from find_register_faults(self._database)

    def find_embedding_text_mismatches(self) -> Iterator[EmbeddingTextMismatch]:
        """Yield passages of which the encoder saw something else than their context and their words that stand."""
        rows = self._database.connection.execute(
            "SELECT doc_id, passage_id, text, context, embedded_hash FROM passages JOIN documents USING (document_row)"
            " WHERE embedded_hash NOT NULL"
        )
        for doc_id, passage_id, text, context, text_hash in rows:
            if context is None or hash_embedding_text(join_embedding_text(context, text)) != text_hash:
                description = "what the encoder saw of it is not what its digest says"
                yield EmbeddingTextMismatch(doc_id, passage_id, description)

    def find_dangling_references(self) -> Iterator[str]:
        """Yield documents that name another document which is not indexed."""
        for column in ("same_as", "replaced_by"):
            rows = self._database.connection.execute(
                f"SELECT doc_id, {column} FROM documents WHERE {column} NOT NULL"
                f" AND {column} NOT IN (SELECT doc_id FROM documents)"
            )
            yield from (f"{row[0]}: names {row[1]}, which is not held" for row in rows)

    # -- what may not be found -------------------------------------------------------------------------------

    def find_exposed_documents(self) -> list[str]:
        """Return the doc_ids of documents that are indexed though they, or their words, are held back."""
        rows = self._database.connection.execute(
            "SELECT doc_id FROM documents WHERE access NOT IN ('public', 'members')"
            # The words of a paper that members may see are held back from everybody else.
            " OR access = 'public' AND words_key IN (SELECT words_key FROM held_words)"
            f" OR doc_id IN (SELECT source FROM unread WHERE {HELD_BACK_SQL})"
            f" OR source IN (SELECT source FROM unread WHERE {HELD_BACK_SQL}) ORDER BY 1"
        )
        return [row[0] for row in rows]

    # -- vectors ---------------------------------------------------------------------------------------------

    def find_bad_vectors(self, dimensions: int) -> list[str]:
        """Return the hashes of texts whose vector is not finite, not of its size or not of unit length.

        Hashes are given as hexadecimal digits, here and below.
        """
        rows = self._database.connection.execute("SELECT hex(embedded_hash), row FROM vectors")
        return [text_hash for text_hash, row in rows if not _is_unit_vector(row, dimensions)]

    def find_bad_tokens(self) -> list[str]:
        """Return the hashes of texts whose token vectors do not fit, or differ from what was written, or their vector.

        Their checksum is that of both. A vector that is a little another one shows by nothing else.
        """
        column = CHECKSUM_COLUMN if self._database.has_column("vectors", CHECKSUM_COLUMN) else "NULL"
        rows = self._database.connection.execute(
            f"SELECT hex(embedded_hash), row, {column}, {TOKENS_SQL},"
            " (SELECT length(context) + length(text) FROM passages p WHERE p.embedded_hash = v.embedded_hash)"
            " FROM vectors v"
        )
        return [
            text_hash
            for text_hash, row, checksum, tokens, length in rows
            if not (is_as_written(row, tokens, checksum) and _has_valid_tokens(tokens, length))
        ]

    def find_missing_vectors(self) -> list[str]:
        """Return the hashes of texts that are said to have a vector, and of which there is none."""
        rows = self._database.connection.execute(
            "SELECT DISTINCT hex(embedded_hash) FROM passages WHERE vector_generation NOT NULL"
            " AND embedded_hash NOT IN (SELECT embedded_hash FROM vectors)"
        )
        return [row[0] for row in rows]

    def find_unused_vectors(self) -> list[str]:
        """Return the hashes of texts that no passage has, and that no build would clear away."""
        rows = self._database.connection.execute(
            "SELECT hex(embedded_hash) FROM vectors WHERE embedded_hash NOT IN (SELECT embedded_hash FROM forgotten)"
            " AND embedded_hash NOT IN (SELECT embedded_hash FROM passages WHERE embedded_hash NOT NULL)"
        )
        return [row[0] for row in rows]

    def drop_vectors(self, text_hashes: list[str]) -> None:
        """Remove the vectors of these texts; the next build embeds them."""
        keys = list(map(bytes.fromhex, text_hashes))
        with self._database.transaction() as transaction:
            transaction.next_generation()
            owners = dict.fromkeys(doc_id for key in keys for doc_id in _find_owners(transaction, key))
            transaction.executemany("DELETE FROM vectors WHERE embedded_hash = ?", ((key,) for key in keys))
            for doc_id in owners:
                # As new rows: a derived index may still hold the old ones.
                self._store.documents.rewrite_passages(transaction, doc_id, is_shown=True)

    # -- counters and generations ----------------------------------------------------------------------------

    def find_counter_faults(self) -> Iterator[str]:
        """Yield the counters that do not say how many rows there are."""
        counted = self._database.fetch_int("SELECT count(*) FROM passages WHERE embedded_hash NOT NULL")
        stated = self._database.fetch_int("SELECT value FROM counters WHERE name = 'passages'")
        if counted != stated:
            yield f"the index says {stated:,} passages and holds {counted:,}"
        rows = self._database.connection.execute(
            "SELECT doc_id, passages, (SELECT count(*) FROM passages p WHERE p.document_row = d.document_row"
            " AND p.embedded_hash NOT NULL) AS counted FROM documents d WHERE passages <> counted"
        )
        yield from (f"{row[0]}: said to have {row[1]} passages, has {row[2]}" for row in rows)

    def rebuild_counters(self) -> None:
        """Bring the counters up to date with the rows."""
        with self._database.transaction() as transaction:
            transaction.next_generation()
            transaction.execute(
                "UPDATE documents SET passages = (SELECT count(*) FROM passages p"
                " WHERE p.document_row = documents.document_row AND p.embedded_hash NOT NULL)"
            )
            transaction.execute(
                "UPDATE counters SET value = (SELECT count(*) FROM passages WHERE embedded_hash NOT NULL)"
                " WHERE name = 'passages'"
            )

    def measure_generation_lag(self) -> int:
        """Return by how much rows are ahead of the generation, which should never be less than that of any row."""
        newest = self._database.fetch_int(
            "SELECT max(coalesce((SELECT max(vector_generation) FROM passages), 0),"
            " coalesce((SELECT max(generation) FROM removals), 0))"
        )
        return max(newest - self._database.generation(), 0)

    def advance_generation(self, steps: int) -> None:
        """Raise the generation by one more than ``steps``, above that of every row."""
        with self._database.transaction() as transaction:
            transaction.set_meta({"generation": str(self._database.generation() + steps + 1)})

    # -- words -----------------------------------------------------------------------------------------------

    def has_stale_fulltext(self) -> bool:
        """Return True if a full-text table is not word for word that of the passages that it stands for.

        A table keeps no text, so it is shown to SQLite for a moment as one that takes its text from the passages: for
        such a one it compares every word at every place.
        """
        with self._database.snapshot():
            tables = list_table_conditions(self._database)
        return any(self._is_stale(table, condition) for table, condition in tables)

    def _is_stale(self, table: FullTextTable, condition: str) -> bool:
        connection = self._database.connection
        _create_check_table(connection, table.name, condition)
        try:
            connection.execute("INSERT INTO temp.checked (checked, rank) VALUES ('integrity-check', 1)")
        except DamagedIndexError:
            return True
        finally:
            connection.execute("DROP TABLE temp.checked")
            connection.execute("DROP VIEW temp.shown")
        return False


def _find_owners(transaction: Transaction, text_hash: bytes) -> list[str]:
    rows = transaction.execute(
        "SELECT DISTINCT doc_id FROM passages JOIN documents USING (document_row) WHERE embedded_hash = ?", (text_hash,)
    )
    return [row[0] for row in rows]


def _is_unit_vector(row: bytes, dimensions: int) -> bool:
    try:
        length = float(np.linalg.norm(unpack_rows([row], dimensions)))
    except DamagedIndexError:
        return False
    return abs(length - 1) < _UNIT_LENGTH_TOLERANCE


def _has_valid_tokens(encoded_tokens: bytes | None, text_length: int | None) -> bool:
    if encoded_tokens is None:
        return True
    try:
        tokens = token_codec.decode(encoded_tokens)
    except (ValueError, struct.error):
        return False
    is_inside = text_length is None or int(tokens.spans.max(initial=0)) <= text_length
    return is_inside and bool(np.isfinite(tokens.rows).all())


def _create_check_table(connection: Connection, table: str, condition: str) -> None:
    """Create a full-text table once more, as a temporary one whose text is that of the passages.

    Args:
        connection: the connection to the index.
        table: the full-text table.
        condition: holds of ``documents d`` whose passages stand in it.
    """
    columns = ("title", "headings", "body")
    for position, name in enumerate(columns):
        connection.create_function(f"indexed_{name}", 5, _make_column_function(position), deterministic=True)
    words = ", ".join(
        f"indexed_{name}(d.title, p.headings, p.lead_in, p.columns, p.text) AS {name}" for name in columns
    )
    connection.execute(
        f"CREATE TEMP VIEW shown AS SELECT p.passage_row, {words} FROM main.passages p"
        " JOIN main.documents d ON d.document_row = p.document_row"
        f" WHERE p.embedded_hash NOT NULL AND {condition}"
    )
    query = "SELECT sql FROM main.sqlite_master WHERE name = ?"
    statement: str = connection.execute(query, (table,)).fetchone()[0]
    statement = statement.replace(f"VIRTUAL TABLE {table}", "VIRTUAL TABLE temp.checked", 1)
    connection.execute(statement.replace("content=''", "content='shown', content_rowid='passage_row'", 1))
    for part in _FTS_SHADOW_TABLES:
        connection.execute(f"DELETE FROM temp.checked_{part}")
        connection.execute(f"INSERT INTO temp.checked_{part} SELECT * FROM main.{table}_{part}")


def _make_column_function(position: int) -> Callable[[str | None, str, str | None, str, str], str]:
    def join_column(title: str | None, headings: str, lead_in: str | None, columns: str, text: str) -> str:
        return join_fulltext_columns(title, json.loads(headings), lead_in, json.loads(columns), text)[position]

    return join_column
