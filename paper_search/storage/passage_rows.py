"""The rows of passages by their ids, as a transaction has met them.

A search meets passages by their rows and names them by their ids. Whoever reads more of them reads by row, which takes
half the time: the ids are long, and each would be looked up in an index of its own again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paper_search.storage.database import Database
from paper_search.storage.rows import placeholders
from paper_search.storage.stored_values import hash_passage_id


class PassageRows:
    """Rows of passages by id. They hold for the transaction that they were read in, since a build gives new ones."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: dict[str, int] = {}

    def add(self, passages: Iterable[tuple[str, int]]) -> None:
        """Keep the rows of passages, each given by its id and its row."""
        self._rows.update(passages)

    def find(self, passage_ids: Sequence[str]) -> list[int]:
        """Return the rows of those of the passages that are indexed; only what was not met yet is looked up."""
        unknown = [passage_id for passage_id in passage_ids if passage_id not in self._rows]
        if unknown:
            query = f"SELECT passage_id, passage_row FROM passages WHERE id_hash IN ({placeholders(unknown)})"
            found = self._database.connection.execute(query, tuple(map(hash_passage_id, unknown))).fetchall()
            self.add(map(tuple, found))
        return [self._rows[passage_id] for passage_id in passage_ids if passage_id in self._rows]
