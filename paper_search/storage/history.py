"""When documents came into the index, for what is new since a day.

A document that is read again with the same content is not new. An index that is made anew takes over from the old one
what came when, see ``transfer.copy_arrivals``.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import Arrival
from paper_search.storage.database import Database
from paper_search.storage.rows import placeholders


class History:
    """The moments at which documents came. Triggers write them, see ``schema.sql``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when documents came, by doc_id; those of which that is not known are left out."""
        rows = self._database.connection.execute(
            f"SELECT doc_id, added_at, changed_at FROM arrivals WHERE doc_id IN ({placeholders(doc_ids)})",
            tuple(doc_ids),
        )
        return {row[0]: Arrival(row[1], row[2]) for row in rows}
