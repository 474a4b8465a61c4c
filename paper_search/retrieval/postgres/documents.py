"""Documents of a cluster: records, texts, passages in order, and when they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paper_search.records import Access, Arrival, Document, Passage, UnreadPart
from paper_search.records.index import PartlyReadDocument
from paper_search.retrieval.postgres.conditions import list_storable
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.register_conditions import SqlCondition
from paper_search.storage.rows import (
    PREFIXED_DOCUMENT_COLUMNS,
    PREFIXED_PASSAGE_COLUMNS,
    Row,
    document_from_row,
    passage_from_row,
)
from paper_search.storage.unread_parts import group_parts

_BATCH = 500
"""Documents that a server gives at a time, so that none holds all of them."""


@dataclass(frozen=True, slots=True)
class PublishedDocuments:
    """The documents as somebody with one access sees them.

    Attributes:
        transaction: the generation that is read.
        access: the levels of access whose documents are seen.
    """

    transaction: ReadTransaction
    access: tuple[Access, ...]

    def find_document(self, doc_id: str) -> Document | None:
        """Return a document; None where it is not held or may not be seen."""
        rows = self._fetch_of(f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM documents d", doc_id)
        return document_from_row(rows[0]) if rows else None

    def _fetch_of(self, query: str, doc_id: str, order: str = "") -> Sequence[Row]:
        """Return the rows of a query of one document, ``documents d``, that may be seen."""
        if not list_storable([doc_id]):
            return []
        return self.transaction.fetch_all(
            f"{query} WHERE d.doc_id = %s AND d.access = ANY(%s) {order}", (doc_id, list(self.access))
        )

    def list_documents(self) -> Iterator[Document]:
        """Yield every document, by doc_id; copies that are shown as another document are left out."""
        last: str | None = ""
        while last is not None:
            batches = self.transaction.fetch_each(
                f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM papers d WHERE d.doc_id > %s AND d.access = ANY(%s)"
                " ORDER BY d.doc_id LIMIT %s",
                (last, list(self.access), _BATCH),
            )
            # A server that gave as many as it was asked for has more, but none before its last one.
            last = min((rows[-1]["document_doc_id"] for rows in batches if len(rows) == _BATCH), default=None)
            documents = [document_from_row(row) for rows in batches for row in rows]
            yield from sorted(
                (document for document in documents if last is None or document.doc_id <= last),
                key=lambda document: document.doc_id,
            )

    def find_reading_text(self, doc_id: str) -> str | None:
        """Return the text that a document's passages are spans of; None where the document is not held."""
        rows = self._fetch_of("SELECT t.text FROM texts t JOIN documents d USING (document_row)", doc_id)
        return str(rows[0]["text"]) if rows else None

    def list_passages(self, doc_id: str) -> list[Passage]:
        """Return the passages of a document, headings included, in order; none where it is not held."""
        rows = self._fetch_of(
            f"SELECT {PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id FROM passages p"
            " JOIN documents d USING (document_row)",
            doc_id,
            "ORDER BY p.span_start, p.passage_row",
        )
        return [passage_from_row(row) for row in rows]

    def is_only_text(self, doc_id: str) -> bool:
        """Return True if a document's file may not be shown, for what else stands in it."""
        if not list_storable([doc_id]):
            return False
        own = self.transaction.fetch_all("SELECT collection, source FROM documents WHERE doc_id = %s", (doc_id,))
        return bool(own) and self._is_partly_restricted(own[0]["collection"], own[0]["source"])

    def _is_partly_restricted(self, collection: str, source: str) -> bool:
        """Return True if a file holds a document that may not be shown."""
        unread = self.transaction.fetch_directory(
            "SELECT 1 FROM unread WHERE collection = %s AND file = %s AND is_seen(born, died) LIMIT 1",
            (collection, source),
        )
        restricted = self.transaction.fetch_all(
            "SELECT 1 FROM documents WHERE collection = %s AND source = %s AND access <> ALL(%s) LIMIT 1",
            (collection, source, list(self.access)),
        )
        return bool(unread or restricted)

    def list_arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        """Return when documents came, by doc_id; those of which that is not known are left out."""
        rows = self.transaction.fetch_all(
            "SELECT doc_id, added_at, changed_at FROM arrivals WHERE doc_id = ANY(%s)", (list_storable(doc_ids),)
        )
        return {row["doc_id"]: Arrival(row["added_at"], row["changed_at"]) for row in rows}

    # -- what could not be read ----------------------------------------------------------------------------------

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        """Return the parts of documents that could not be read, in the order of the pages, by doc_id."""
        return self._group_parts("documents", SqlCondition("d.doc_id = ANY(%s)", (list_storable(doc_ids),)))

    def list_partly_read(self) -> tuple[PartlyReadDocument, ...]:
        """Return the documents shown that were read in part, by doc_id."""
        parts = self._group_parts("papers", SqlCondition("true"))
        return tuple(PartlyReadDocument(doc_id, found) for doc_id, found in parts.items())

    def _group_parts(self, view: str, condition: SqlCondition) -> dict[str, tuple[UnreadPart, ...]]:
        rows = self.transaction.fetch_all(
            f"SELECT d.doc_id, u.page, u.reason FROM unread_parts u JOIN {view} d USING (document_row)"
            f" WHERE d.access = ANY(%s) AND {condition.text}",
            (list(self.access), *condition.values),
        )
        # What stands on no page comes first.
        return group_parts(sorted(rows, key=lambda row: (row["doc_id"], row["page"] or 0, row["reason"])))
