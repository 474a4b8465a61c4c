"""Vectors and token vectors of passages, kept by the SHA-256 of the text that the encoder saw.

Passages with the same text share a row, so a document that moves keeps its vectors. A passage has a vector from the
generation on that is kept with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.errors import DamagedIndexError
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import placeholders
from paper_search.storage.vector_file import Ids

_FETCH_BATCH_SIZE = 5000


def hash_embedding_text(text: str) -> str:
    """Return the key under which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


class EmbeddingTable:
    """The vectors of an index, and what came and went since a generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- writing ---------------------------------------------------------------------------------------------

    def list_unembedded_texts(self, limit: int) -> list[str]:
        """Return up to ``limit`` distinct texts that wait for a vector, the shortest first so that batches are even."""
        rows = self._database.connection.execute(
            "SELECT embedded FROM passages WHERE embedded_hash NOT NULL AND vector_generation IS NULL"
            " GROUP BY length(embedded), embedded_hash ORDER BY length(embedded), embedded_hash LIMIT ?",
            (limit,),
        )
        return [str(row[0]) for row in rows]

    def put_vectors(
        self, transaction: Transaction, texts: Sequence[str], rows: Rows, encoded_tokens: Sequence[bytes] = ()
    ) -> None:
        """Keep the vectors of texts, and give them to the passages that wait for them.

        Args:
            transaction: the transaction that this belongs to.
            texts: what the encoder saw.
            rows: their vectors, shape (len(texts), dimensions).
            encoded_tokens: their token vectors as ``token_codec`` writes them, or none.
        """
        hashes = list(map(hash_embedding_text, texts))
        blobs = (row.astype("<f4").tobytes() for row in rows)
        tokens: Sequence[bytes | None] = encoded_tokens or [None] * len(hashes)
        transaction.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", zip(hashes, blobs, tokens, strict=True)
        )
        self.assign_vectors(transaction, hashes)

    @staticmethod
    def assign_vectors(transaction: Transaction, hashes: Iterable[str]) -> None:
        """Give the passages that wait for these texts their vectors."""
        generation = transaction.next_generation()
        transaction.executemany(
            "UPDATE passages SET vector_generation = ? WHERE embedded_hash = ? AND vector_generation IS NULL",
            ((generation, text_hash) for text_hash in hashes),
        )

    @staticmethod
    def drop_unused_vectors(transaction: Transaction) -> int:
        """Remove the vectors of texts that no passage has any more, and return how many there were."""
        cursor = transaction.execute(
            "DELETE FROM vectors WHERE embedded_hash IN (SELECT f.embedded_hash FROM forgotten f"
            " WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.embedded_hash = f.embedded_hash))"
        )
        transaction.execute("DELETE FROM forgotten")
        return int(cursor.rowcount)

    # -- by passage ------------------------------------------------------------------------------------------

    def fetch_vectors(self, passage_rows: Ids, dimensions: int) -> tuple[Ids, list[str], Rows]:
        """Return those of the passage rows that have a vector.

        Returns:
            The rows, their passage ids, and their vectors, shape (n, dimensions).
        """
        rows = self._database.connection.execute(
            "SELECT p.passage_row, p.passage_id, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            f" WHERE p.passage_row IN ({placeholders(passage_rows)})",
            tuple(map(int, passage_rows)),
        ).fetchall()
        passage_ids = [row[1] for row in rows]
        return _to_ids(row[0] for row in rows), passage_ids, _to_rows([row[2] for row in rows], dimensions)

    def fetch_vectors_by_id(self, passage_ids: Sequence[str], dimensions: int) -> dict[str, Rows]:
        """Return the vector of each passage that has one, shape (dimensions,), by passage id."""
        rows = self._database.connection.execute(
            "SELECT p.passage_id, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            f" WHERE p.vector_generation NOT NULL AND p.passage_id IN ({placeholders(passage_ids)})",
            tuple(passage_ids),
        ).fetchall()
        return dict(zip((row[0] for row in rows), _to_rows([row[1] for row in rows], dimensions), strict=True))

    def fetch_embedding_texts(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return what the encoder saw of the passages, by passage id; headings alone are left out."""
        rows = self._database.connection.execute(
            "SELECT passage_id, embedded FROM passages WHERE embedded NOT NULL"
            f" AND passage_id IN ({placeholders(passage_ids)})",
            tuple(passage_ids),
        )
        return {row[0]: row[1] for row in rows}

    def fetch_tokens(self, passage_rows: Sequence[int]) -> dict[str, EncodedTokens]:
        """Return the token vectors of passages as they are kept, by passage id.

        Passages that wait for a vector are left out.
        """
        rows = self._database.connection.execute(
            "SELECT p.passage_id, v.tokens, length(p.embedded) - length(p.text) FROM passages p JOIN vectors v"
            " USING (embedded_hash) WHERE v.tokens NOT NULL AND p.vector_generation NOT NULL"
            f" AND p.passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        ).fetchall()
        return {passage_id: EncodedTokens(encoded, length) for passage_id, encoded, length in map(tuple, rows)}

    # -- by generation ---------------------------------------------------------------------------------------

    def last_passage_row(self) -> int:
        """Return the highest passage row that was ever given out; none is given out twice."""
        row = self._database.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return int(row[0]) if row else 0

    def fetch_vectors_since(self, generation: int, dimensions: int) -> Iterator[tuple[Ids, Ids, Rows]]:
        """Yield the vectors that came after a generation, in batches, so that memory holds a part at a time.

        Yields:
            Passage rows, the rows of their documents, and the vectors, shape (n, dimensions).
        """
        cursor = self._database.connection.execute(
            "SELECT p.passage_row, p.document_row, v.row FROM passages p INDEXED BY passages_by_vector"
            " JOIN vectors v USING (embedded_hash) WHERE p.vector_generation > ?"
            " ORDER BY p.vector_generation, p.passage_row",
            (generation,),
        )
        while batch := cursor.fetchmany(_FETCH_BATCH_SIZE):
            document_rows = _to_ids(row[1] for row in batch)
            yield _to_ids(row[0] for row in batch), document_rows, _to_rows([row[2] for row in batch], dimensions)

    def fetch_removals_since(self, generation: int) -> Ids:
        """Return the passage rows that were removed after a generation."""
        rows = self._database.connection.execute("SELECT passage_row FROM removals WHERE generation > ?", (generation,))
        return _to_ids(row[0] for row in rows)

    def has_removals_since(self, generation: int) -> bool:
        """Return True if any passage was removed after a generation."""
        query = "SELECT 1 FROM removals WHERE generation > ? LIMIT 1"
        return self._database.connection.execute(query, (generation,)).fetchone() is not None

    def count_changes_since(self, generation: int) -> int:
        """Return how many vectors came and how many passages were removed after a generation."""
        connection = self._database.connection
        added = connection.execute(
            "SELECT count(*) FROM passages INDEXED BY passages_by_vector WHERE vector_generation > ?", (generation,)
        ).fetchone()[0]
        query = "SELECT count(*) FROM removals WHERE generation > ?"
        return int(added) + int(connection.execute(query, (generation,)).fetchone()[0])


def _to_ids(values: Iterator[int]) -> Ids:
    return np.fromiter(values, dtype=np.int64)


def _to_rows(blobs: Sequence[bytes], dimensions: int) -> Rows:
    if any(len(blob) != 4 * dimensions for blob in blobs):
        raise DamagedIndexError(
            f"A vector of the index does not have {dimensions} dimensions. Run 'paper-search check', which repairs it."
        )
    rows: Rows = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), dimensions).astype(np.float32)
    return rows
