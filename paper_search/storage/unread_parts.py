"""The parts of indexed documents that could not be read, with the page and the reason of each.

They go with their document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from paper_search.records import MEMBERS, Access, UnreadPart
from paper_search.records.index import PartlyReadDocument
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import Row, placeholders


class UnreadPartTable:
    """Parts of indexed documents that could not be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_documents(self, access: tuple[Access, ...] = MEMBERS) -> tuple[PartlyReadDocument, ...]:
        """Return the documents shown that were read in part, by doc_id.

        Args:
            access: the levels of access whose documents are listed.
        """
        rows = self._database.connection.execute(
            "SELECT d.doc_id, u.page, u.reason FROM unread_parts u JOIN papers d USING (document_row)"
            f" WHERE d.access IN ({placeholders(access)}) ORDER BY d.doc_id, u.page, u.reason",
            tuple(access),
        )
        return tuple(PartlyReadDocument(doc_id, parts) for doc_id, parts in group_parts(rows).items())

    def find_parts(
        self, doc_ids: Iterable[str], access: tuple[Access, ...] = MEMBERS
    ) -> dict[str, tuple[UnreadPart, ...]]:
        """Return the parts of some documents that could not be read, in the order of the pages, by doc_id.

        Args:
            doc_ids: the documents, copies of others among them; one of which all was read is not in the answer.
            access: the levels of access whose documents are told of.
        """
        rows = self._database.connection.execute(
            "SELECT d.doc_id, u.page, u.reason FROM unread_parts u JOIN documents d USING (document_row)"
            f" WHERE d.doc_id IN (SELECT value FROM json_each(?)) AND d.access IN ({placeholders(access)})"
            " ORDER BY d.doc_id, u.page, u.reason",
            (json.dumps(list(doc_ids)), *access),
        )
        return group_parts(rows)

    def count_documents(self, condition: str, values: tuple[str, ...]) -> int:
        """Return how many of the documents that a condition on ``papers d`` holds for were read in part."""
        query = "SELECT count(DISTINCT d.document_row) FROM unread_parts u JOIN papers d USING (document_row)"
        return self._database.fetch_int(f"{query} WHERE {condition}", *values)

    @staticmethod
    def insert(transaction: Transaction, document_row: int, parts: Iterable[UnreadPart]) -> None:
        """Write the parts of a document."""
        transaction.executemany(
            "INSERT INTO unread_parts VALUES (?, ?, ?)", ((document_row, part.page, part.reason) for part in parts)
        )


def group_parts(rows: Iterable[Row]) -> dict[str, tuple[UnreadPart, ...]]:
    """Return the parts of each document, by doc_id in the order of the rows."""
    parts: dict[str, list[UnreadPart]] = {}
    for row in rows:
        parts.setdefault(row["doc_id"], []).append(UnreadPart(row["page"], row["reason"]))
    return {doc_id: tuple(found) for doc_id, found in parts.items()}
