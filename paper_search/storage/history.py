"""When papers came into the index: kept in the store, for what is new since.

In: papers as they are written; out: for each when it was first indexed and when with its present content. Promised: a
paper that is read again with the same content is not new; an index that is made anew takes over from the old one what
came when; what was held before that was kept counts as come with the last build before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paper_search.records import Arrival
from paper_search.storage import schema
from paper_search.storage.connection import Connection
from paper_search.storage.transfer import Takeover

_UNKNOWN_ARRIVAL_TIME = "1970-01-01T00:00:00Z"


class History(Takeover):
    """An open store, for when its papers came."""

    @property
    def has_arrivals(self) -> bool:
        """False in a store that no build has touched since this is kept."""
        return self._has_table("arrivals")

    def create_arrivals_table(self) -> None:
        """Begin to keep when papers come, in a store that was made before that was kept."""
        if self.has_arrivals:
            return
        built_at = self._to_arrival_time(self.get_meta("built_at"))
        with self._transaction() as writer:
            # The trigger holds semicolons of its own.
            table, index, trigger = schema.ARRIVALS_SQL.split(";", 2)
            for statement in (table, index, trigger.strip()):
                writer.execute(statement)
            self._insert_arrivals(writer, "main", built_at)

    def copy_arrivals(self, other: Path) -> None:
        """Take over from another store, of any layout, when its papers came."""
        with self._attach_store(other) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM other.sqlite_master").fetchall()}
            if not {"documents", "meta"} <= tables:
                return
            found = connection.execute("SELECT value FROM other.meta WHERE key = 'built_at'").fetchone()
            with self._transaction() as writer:
                if "arrivals" in tables:
                    writer.execute("INSERT OR IGNORE INTO main.arrivals SELECT * FROM other.arrivals")
                else:
                    self._insert_arrivals(writer, "other", self._to_arrival_time(found[0] if found else None))

    @staticmethod
    def _insert_arrivals(writer: Connection, database: str, moment: str) -> None:
        writer.execute(
            f"INSERT OR IGNORE INTO main.arrivals SELECT doc_id, ?, ?, sha256 FROM {database}.documents",
            (moment, moment),
        )

    @staticmethod
    def _to_arrival_time(built_at: str | None) -> str:
        return built_at.replace("+00:00", "Z") if built_at else _UNKNOWN_ARRIVAL_TIME

    def arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """When papers came, by doc_id; those of which that is not known are left out."""
        if not self.has_arrivals:
            return {}
        marks = ", ".join("?" * len(doc_ids))
        rows = self._connection.execute(
            f"SELECT doc_id, added_at, changed_at FROM arrivals WHERE doc_id IN ({marks})", tuple(doc_ids)
        )
        return {row[0]: Arrival(row[1], row[2]) for row in rows}
