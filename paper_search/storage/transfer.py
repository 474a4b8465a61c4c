"""What a new store takes over from the one that it is to replace: vectors, and what is withdrawn.

In: an open store and the file of another; out: how much was taken over. Promised: transactions are short, so that
nobody who writes to the store waits long; the other store is only read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from paper_search.storage.database import Database

_VECTOR_BATCH_SIZE = 500
"""Vectors taken over in one transaction."""


class Takeover(Database):
    """An open store that is being made beside another."""

    def copy_vectors(self, other: Path) -> int:
        """Take over from another store the vectors of texts that wait here; returns how many texts had one."""
        with self._attach_store(other) as connection:
            found = connection.execute(
                "SELECT DISTINCT p.embedded_hash FROM passages p INDEXED BY passages_waiting"
                " JOIN other.vectors v ON v.embedded_hash = p.embedded_hash"
                " WHERE p.embedded_hash IS NOT NULL AND p.vector_generation IS NULL"
            ).fetchall()
            for start in range(0, len(found), _VECTOR_BATCH_SIZE):
                self._copy_vector_batch([row[0] for row in found[start : start + _VECTOR_BATCH_SIZE]])
        return len(found)

    def copy_withdrawals(self, other: Path) -> None:
        """Take over from another store, of any layout, what it lists as withdrawn."""
        with self._attach_store(other) as connection:
            if not connection.execute("SELECT 1 FROM other.sqlite_master WHERE name = 'held_words'").fetchone():
                return
            with self._transaction() as writer:
                writer.execute(
                    "INSERT OR IGNORE INTO held_words SELECT file, words_key FROM other.held_words"
                    " WHERE file IN (SELECT file FROM other.unread WHERE code = 'withdrawn')"
                )
                writer.execute(
                    "INSERT OR IGNORE INTO unread SELECT source, origin, code, reason, next_step, file, copy_of_words"
                    " FROM other.unread WHERE code = 'withdrawn'"
                )

    @contextmanager
    def _attach_store(self, other: Path) -> Iterator[sqlite3.Connection]:
        """A connection that can read another store as well, under the name ``other``."""
        connection = self._connection
        connection.execute("ATTACH DATABASE ? AS other", (str(other),))
        try:
            yield connection
        finally:
            connection.execute("DETACH DATABASE other")

    def _copy_vector_batch(self, hashes: Sequence[str]) -> None:
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            writer.executemany(
                "INSERT OR IGNORE INTO vectors SELECT embedded_hash, row, tokens FROM other.vectors"
                " WHERE embedded_hash = ?",
                ((digest,) for digest in hashes),
            )
            self._assign_vectors(writer, hashes, generation)

    @staticmethod
    def _assign_vectors(writer: sqlite3.Connection, hashes: Iterable[str], generation: int) -> None:
        """Let the passages that wait for these texts have their vectors."""
        writer.executemany(
            "UPDATE passages SET vector_generation = ? WHERE embedded_hash = ? AND vector_generation IS NULL",
            ((generation, digest) for digest in hashes),
        )

    def raise_generation(self, minimum: int) -> None:
        """Let the generation be at least this, so that it goes up for the readers of the store that this replaces."""
        with self._transaction() as writer:
            self._write_meta(writer, {"generation": str(max(self._increment_generation(writer), minimum))})
