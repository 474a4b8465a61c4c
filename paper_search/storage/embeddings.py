"""Vectors and token vectors of passages, kept by a digest of the text that the encoder saw.

Passages with the same text share a row, so a document that moves keeps its vectors. A passage has a vector from the
generation on that is kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.embeddings.token_codec import EncodedTokens, parse_header
from paper_search.errors import DamagedIndexError
from paper_search.storage.damage import name_file
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import placeholders
from paper_search.storage.stored_values import (
    REPAIR_STEP,
    compute_checksum,
    hash_embedding_text,
    hash_passage_id,
    join_embedding_text,
    pack_row,
    unpack_rows,
)
from paper_search.storage.token_chunks import CHUNKS_PER_VECTOR, CHUNKS_SQL, cut_into_chunks, join_chunks
from paper_search.storage.vector_file import Ids

CHECKSUM_COLUMN = "checksum"
"""The column of ``vectors`` for what ``compute_checksum`` returns. What was written before there was one has NULL."""
_FETCH_BATCH_SIZE = 5000
_LENGTH = "length(context) + length(text)"
"""The length of an embedding text, as the index of waiting passages has it."""
_IS_WAITING = "embedded_hash NOT NULL AND vector_generation IS NULL"


def insert_vectors(transaction: Transaction, vectors: Iterable[tuple[bytes, bytes, bytes | None]]) -> None:
    """Write vectors, in place of those that the same texts have.

    Args:
        transaction: the transaction that this belongs to.
        vectors: of each text the key, the vector and the token vectors as they are kept, None where there are none.
    """
    listed = list(vectors)
    transaction.executemany("DELETE FROM vectors WHERE embedded_hash = ?", ((text_hash,) for text_hash, _, _ in listed))
    chunks = cut_into_chunks(tokens for _, _, tokens in listed if tokens is not None)
    for text_hash, row, tokens in listed:
        cursor = transaction.execute(
            f"INSERT INTO vectors (embedded_hash, row, {CHECKSUM_COLUMN}) VALUES (?, ?, ?)",
            (text_hash, row, compute_checksum(row, tokens)),
        )
        if tokens is not None:
            first = int(cursor.lastrowid) * CHUNKS_PER_VECTOR
            transaction.executemany("INSERT INTO token_chunks VALUES (?, ?)", enumerate(next(chunks), first))


class EmbeddingTable:
    """The vectors of an index, and what came and went since a generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- writing ---------------------------------------------------------------------------------------------

    def list_unembedded_texts(self, limit: int) -> list[str]:
        """Return up to ``limit`` distinct texts that wait for a vector, the shortest first so that batches are even."""
        rows = self._database.connection.execute(
            f"SELECT context, text, min(passage_row) FROM passages WHERE {_IS_WAITING}"
            f" GROUP BY {_LENGTH}, embedded_hash ORDER BY {_LENGTH}, embedded_hash LIMIT ?",
            (limit,),
        )
        return [join_embedding_text(row[0], row[1]) for row in rows]

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
        tokens: Sequence[bytes | None] = encoded_tokens or [None] * len(hashes)
        insert_vectors(transaction, zip(hashes, map(pack_row, rows), tokens, strict=True))
        self.assign_vectors(transaction, hashes)

    @staticmethod
    def assign_vectors(transaction: Transaction, hashes: Iterable[bytes]) -> None:
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
        return _to_ids(row[0] for row in rows), passage_ids, self._unpack_rows([row[2] for row in rows], dimensions)

    def fetch_vectors_by_id(self, passage_ids: Sequence[str], dimensions: int) -> dict[str, Rows]:
        """Return the vector of each passage that has one, shape (dimensions,), by passage id."""
        rows = self._database.connection.execute(
            "SELECT p.passage_id, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            f" WHERE p.vector_generation NOT NULL AND p.id_hash IN ({placeholders(passage_ids)})",
            tuple(map(hash_passage_id, passage_ids)),
        ).fetchall()
        return dict(zip((row[0] for row in rows), self._unpack_rows([row[1] for row in rows], dimensions), strict=True))

    def fetch_embedding_texts(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Return what the encoder saw of the passages, by passage id; headings alone are left out."""
        rows = self._database.connection.execute(
            "SELECT passage_id, context, text FROM passages WHERE context NOT NULL"
            f" AND id_hash IN ({placeholders(passage_ids)})",
            tuple(map(hash_passage_id, passage_ids)),
        )
        return {row[0]: join_embedding_text(row[1], row[2]) for row in rows}

    def fetch_tokens(self, passage_rows: Sequence[int]) -> dict[str, EncodedTokens]:
        """Return the token vectors of passages as they are kept, by passage id.

        Passages that wait for a vector are left out.
        """
        rows = self._database.connection.execute(
            "SELECT p.passage_id, length(p.context), t.chunk_row, t.data FROM passages p JOIN vectors v"
            f" USING (embedded_hash) JOIN token_chunks t ON {CHUNKS_SQL} WHERE p.vector_generation NOT NULL"
            f" AND p.passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        ).fetchall()
        # Joined here and not by SQLite's function, which takes twice as long.
        context_lengths: dict[str, int] = {}
        chunks: dict[str, list[tuple[int, bytes]]] = {}
        for passage_id, length, chunk_row, data in rows:
            context_lengths[passage_id] = length
            chunks.setdefault(passage_id, []).append((chunk_row, data))
        with name_file(self._database.path):
            return {
                passage_id: EncodedTokens(_join_whole(chunks[passage_id]), length)
                for passage_id, length in context_lengths.items()
            }

    def _unpack_rows(self, blobs: Sequence[bytes], dimensions: int) -> Rows:
        with name_file(self._database.path):
            return unpack_rows(blobs, dimensions)

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
            vectors = self._unpack_rows([row[2] for row in batch], dimensions)
            yield _to_ids(row[0] for row in batch), document_rows, vectors

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


def _join_whole(chunks: Iterable[tuple[int, bytes]]) -> bytes:
    """Return the token vectors of pieces; DamagedIndexError where one of them is missing, cut off or no bytes."""
    try:
        tokens = join_chunks(chunks)
        parse_header(tokens)
    except (ValueError, TypeError) as error:
        raise DamagedIndexError(f"Token vectors of the index are damaged ({error}). {REPAIR_STEP}") from error
    return tokens


def _to_ids(values: Iterator[int]) -> Ids:
    return np.fromiter(values, dtype=np.int64)
