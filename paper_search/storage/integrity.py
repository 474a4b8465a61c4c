"""What must hold inside the store, looked at row by row, and what of it can be derived again.

In: a store; out: what is wrong, in words, and repairs of what is derived. Promised: looking changes nothing; a repair
is one transaction with a new generation, so a reader sees the fault or its end; papers' words are never touched.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections.abc import Callable, Iterator

import numpy as np

from paper_search.embeddings import token_codec
from paper_search.errors import DamagedIndexError
from paper_search.storage import schema
from paper_search.storage.connection import Connection
from paper_search.storage.documents import Store

_UNIT_LENGTH_TOLERANCE = 1e-3
"""How far from 1 a vector's length may be: what rounding leaves is below 1e-6."""
_FTS_SHADOW_TABLES = ("data", "idx", "docsize", "config")
_MAX_DATABASE_FAULTS = 20


class IntegrityChecker(Store):
    """A store that is looked at from one end to the other."""

    # -- the file, and what is not derived -------------------------------------------------------------------

    def find_database_faults(self) -> Iterator[str]:
        """What SQLite itself finds wrong with the file, and what it passes over: pages that are cut short."""
        beyond = self.path.stat().st_size % self._fetch_int("PRAGMA page_size")
        if beyond:
            yield f"the file ends {beyond:,} bytes into a page"
        for row in self._connection.execute(f"PRAGMA integrity_check({_MAX_DATABASE_FAULTS})"):
            if row[0] != "ok":
                yield str(row[0])
        for row in self._connection.execute("PRAGMA foreign_key_check"):
            yield f"row {row[1]} of {row[0]} belongs to a row of {row[2]} that is not there"

    def find_span_mismatches(self) -> Iterator[str]:
        """Passages that are not the span of their paper's reading text that they are said to be."""
        rows = self._connection.execute(
            "SELECT document_row, doc_id, text FROM documents LEFT JOIN texts USING (document_row)"
        )
        for row in rows:
            if row["text"] is None:
                yield f"{row['doc_id']}: has no reading text"
                continue
            spans = self._connection.execute(
                "SELECT passage_id, text, span_start, span_end FROM passages WHERE document_row = ?",
                (row["document_row"],),
            )
            for passage_id, text, start, end in spans:
                if row["text"][start:end] != text:
                    yield f"{passage_id}: is not what its paper says from character {start} to {end}"

    def find_embedding_text_mismatches(self) -> Iterator[str]:
        """Passages of which the encoder saw something else than is kept, or that are not whole at the end of it."""
        rows = self._connection.execute(
            "SELECT passage_id, text, embedded, embedded_hash FROM passages WHERE embedded_hash NOT NULL"
        )
        for passage_id, text, seen, digest in rows:
            if seen is None or hashlib.sha256(seen.encode()).hexdigest() != digest:
                yield f"{passage_id}: what the encoder saw of it is not what its digest says"
            elif not seen.endswith(text):
                yield f"{passage_id}: what the encoder saw of it does not end with its words"

    def find_dangling_references(self) -> Iterator[str]:
        """Papers that name another paper which is not held."""
        for column in ("same_as", "replaced_by"):
            rows = self._connection.execute(
                f"SELECT doc_id, {column} FROM documents WHERE {column} NOT NULL"
                f" AND {column} NOT IN (SELECT doc_id FROM documents)"
            )
            yield from (f"{row[0]}: names {row[1]}, which is not held" for row in rows)

    # -- what may not be found -------------------------------------------------------------------------------

    def find_exposed_documents(self) -> list[str]:
        """The doc_ids of papers that are held though they, or their words, are held back."""
        rows = self._connection.execute(
            "SELECT doc_id FROM documents WHERE access NOT IN ('public', 'members')"
            # The words of a paper that members may see are held back from everybody else.
            " OR access = 'public' AND words_key IN (SELECT words_key FROM held_words)"
            " OR doc_id IN (SELECT source FROM unread WHERE code IN ('exempt', 'withdrawn'))"
            " OR source IN (SELECT source FROM unread WHERE code IN ('exempt', 'withdrawn')) ORDER BY 1"
        )
        return [row[0] for row in rows]

    # -- vectors ---------------------------------------------------------------------------------------------

    def find_bad_vectors(self, dimensions: int) -> list[str]:
        """The digests of texts whose vector is not finite, not of its size or not of unit length."""
        rows = self._connection.execute("SELECT embedded_hash, row FROM vectors")
        return [digest for digest, row in rows if not _is_unit_vector(row, dimensions)]

    def find_bad_tokens(self) -> list[str]:
        """The digests of texts whose token vectors cannot be unpacked, or do not lie within the text."""
        rows = self._connection.execute(
            "SELECT embedded_hash, tokens, (SELECT length(embedded) FROM passages p"
            " WHERE p.embedded_hash = v.embedded_hash) FROM vectors v WHERE tokens NOT NULL"
        )
        return [digest for digest, packed, length in rows if not _has_valid_tokens(packed, length)]

    def find_missing_vectors(self) -> list[str]:
        """The digests of texts that are said to have a vector, and of which there is none."""
        rows = self._connection.execute(
            "SELECT DISTINCT embedded_hash FROM passages WHERE vector_generation NOT NULL"
            " AND embedded_hash NOT IN (SELECT embedded_hash FROM vectors)"
        )
        return [row[0] for row in rows]

    def find_unused_vectors(self) -> list[str]:
        """The digests of texts that no passage has, and that no build would clear away."""
        rows = self._connection.execute(
            "SELECT embedded_hash FROM vectors WHERE embedded_hash NOT IN (SELECT embedded_hash FROM forgotten)"
            " AND embedded_hash NOT IN (SELECT embedded_hash FROM passages WHERE embedded_hash NOT NULL)"
        )
        return [row[0] for row in rows]

    def drop_vectors(self, digests: list[str]) -> None:
        """Forget the vectors of these texts; the next build embeds them."""
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            owners = dict.fromkeys(doc_id for digest in digests for doc_id in _find_owners(writer, digest))
            writer.executemany("DELETE FROM vectors WHERE embedded_hash = ?", ((digest,) for digest in digests))
            for doc_id in owners:
                # As new rows: a derived index may still hold the old ones.
                self._rewrite_passages(writer, doc_id, True, generation)

    # -- counters and generations ----------------------------------------------------------------------------

    def find_counter_faults(self) -> Iterator[str]:
        """Counters that do not say how many rows there are."""
        counted = self._fetch_int("SELECT count(*) FROM passages WHERE embedded_hash NOT NULL")
        kept = self._fetch_int("SELECT value FROM counters WHERE name = 'passages'")
        if counted != kept:
            yield f"the index says {kept:,} passages and holds {counted:,}"
        rows = self._connection.execute(
            "SELECT doc_id, passages, (SELECT count(*) FROM passages p WHERE p.document_row = d.document_row"
            " AND p.embedded_hash NOT NULL) AS counted FROM documents d WHERE passages <> counted"
        )
        yield from (f"{row[0]}: said to have {row[1]} passages, has {row[2]}" for row in rows)

    def rebuild_counters(self) -> None:
        """Bring the counters up to date with the rows."""
        with self._transaction() as writer:
            self._increment_generation(writer)
            writer.execute(
                "UPDATE documents SET passages = (SELECT count(*) FROM passages p"
                " WHERE p.document_row = documents.document_row AND p.embedded_hash NOT NULL)"
            )
            writer.execute(
                "UPDATE counters SET value = (SELECT count(*) FROM passages WHERE embedded_hash NOT NULL)"
                " WHERE name = 'passages'"
            )

    def measure_generation_lag(self) -> int:
        """By how much rows are ahead of the generation, which is never less than that of any row."""
        newest = self._fetch_int(
            "SELECT max(coalesce((SELECT max(vector_generation) FROM passages), 0),"
            " coalesce((SELECT max(generation) FROM removals), 0))"
        )
        return max(newest - self.generation(), 0)

    def advance_generation(self, steps: int) -> None:
        """Raise the generation above that of every row."""
        with self._transaction() as writer:
            self._write_meta(writer, {"generation": str(self.generation() + steps + 1)})

    # -- words -----------------------------------------------------------------------------------------------

    def has_stale_fulltext(self) -> bool:
        """True where the lexical index is not word for word that of the passages that can be found.

        The index keeps no text, so it is shown to SQLite for a moment as one that takes its text from the passages:
        for such a one it compares every word at every place.
        """
        connection = self._connection
        _create_check_table(connection)
        try:
            connection.execute("INSERT INTO temp.checked (checked, rank) VALUES ('integrity-check', 1)")
        except DamagedIndexError:
            return True
        finally:
            connection.execute("DROP TABLE temp.checked")
            connection.execute("DROP VIEW temp.shown")
        return False

    def rebuild_fulltext(self) -> None:
        """Make the lexical index anew from the passages."""
        with self._transaction() as writer:
            self._increment_generation(writer)
            writer.execute("INSERT INTO words (words) VALUES ('delete-all')")
            rows = writer.execute(
                f"SELECT p.passage_row, {schema.PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id, d.title AS paper_title"
                " FROM passages p JOIN documents d USING (document_row) WHERE p.embedded_hash NOT NULL"
            )
            writer.executemany(
                "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                (
                    (
                        row["passage_row"],
                        *schema.build_fulltext_columns(row["paper_title"], schema.passage_from_row(row)),
                    )
                    for row in rows
                ),
            )


def _find_owners(writer: sqlite3.Connection, digest: str) -> list[str]:
    rows = writer.execute(
        "SELECT DISTINCT doc_id FROM passages JOIN documents USING (document_row) WHERE embedded_hash = ?", (digest,)
    )
    return [row[0] for row in rows]


def _is_unit_vector(row: bytes, dimensions: int) -> bool:
    if len(row) != 4 * dimensions:
        return False
    length = float(np.linalg.norm(np.frombuffer(row, dtype="<f4")))
    return abs(length - 1) < _UNIT_LENGTH_TOLERANCE


def _has_valid_tokens(encoded_tokens: bytes, text_length: int | None) -> bool:
    try:
        unpacked = token_codec.decode(encoded_tokens)
    except (ValueError, struct.error):
        return False
    is_inside = text_length is None or int(unpacked.spans.max(initial=0)) <= text_length
    return is_inside and bool(np.isfinite(unpacked.rows).all())


def _create_check_table(connection: Connection) -> None:
    """The lexical index once more, as a temporary table whose text is that of the passages."""
    columns = ("title", "headings", "body")
    for place, name in enumerate(columns):
        connection.create_function(f"indexed_{name}", 5, _make_column_function(place), deterministic=True)
    words = ", ".join(
        f"indexed_{name}(d.title, p.headings, p.lead_in, p.columns, p.text) AS {name}" for name in columns
    )
    connection.execute(
        f"CREATE TEMP VIEW shown AS SELECT p.passage_row, {words} FROM main.passages p"
        " JOIN main.documents d ON d.document_row = p.document_row WHERE p.embedded_hash NOT NULL"
    )
    made: str = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = 'words'").fetchone()[0]
    made = made.replace("VIRTUAL TABLE words", "VIRTUAL TABLE temp.checked", 1)
    connection.execute(made.replace("content=''", "content='shown', content_rowid='passage_row'", 1))
    for part in _FTS_SHADOW_TABLES:
        connection.execute(f"DELETE FROM temp.checked_{part}")
        connection.execute(f"INSERT INTO temp.checked_{part} SELECT * FROM main.words_{part}")


def _make_column_function(position: int) -> Callable[[str | None, str, str | None, str, str], str]:
    def words(title: str | None, headings: str, lead_in: str | None, columns: str, text: str) -> str:
        return schema.join_fulltext_columns(title, json.loads(headings), lead_in, json.loads(columns), text)[position]

    return words
