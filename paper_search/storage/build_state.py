"""The state that a build works from: files it has seen, and how documents are related to one another.

What is near a change is found through indexes, so relating a new document to the others costs what is near it, however
many documents are indexed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from paper_search.records import Access, FileFingerprint
from paper_search.records.documents import DocumentRelation, DocumentSummary
from paper_search.records.index import DuplicateKey, PendingReconciliation
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import PREFIXED_DOCUMENT_COLUMNS, claim_from_text, document_from_row


class BuildState:
    """The state of files and documents, as a build reads it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- files -----------------------------------------------------------------------------------------------

    def list_sources(self) -> set[str]:
        """Return every file of which documents are indexed, by its path in the corpus."""
        return {source for (source,) in self._fetch_all("SELECT source FROM documents")}

    def list_source_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file of which documents are indexed, by its path in the corpus."""
        return dict(self._fetch_all("SELECT source, sha256 FROM documents"))

    def load_input_digests(self) -> dict[str, str]:
        """Return the input digest of every file that was read or refused, by its path in the corpus.

        It is "" where the file must be read again, because something of it was decided anew.
        """
        digests: dict[str, str] = {}
        # One pass over each table: in the order of the files SQLite would look up each digest by itself.
        for query in ("SELECT source, origin FROM documents", "SELECT file, origin FROM unread"):
            for file, digest in self._fetch_all(query):
                digests[file] = min(digest, digests.get(file, digest))
        return digests

    def load_file_fingerprints(self) -> dict[str, FileFingerprint]:
        """Return what the files of the corpus looked like when they were last hashed, by source."""
        rows = self._fetch_all("SELECT source, size, mtime_ns, sha256 FROM files")
        return {source: FileFingerprint(size, mtime_ns, sha256) for source, size, mtime_ns, sha256 in rows}

    @staticmethod
    def set_file_fingerprints(
        transaction: Transaction, fingerprints: Mapping[str, FileFingerprint], removed_sources: Iterable[str]
    ) -> None:
        """Keep what files looked like when they were hashed.

        Args:
            transaction: the transaction that this belongs to.
            fingerprints: what has changed, by source.
            removed_sources: files that are gone.
        """
        transaction.executemany("DELETE FROM files WHERE source = ?", ((source,) for source in removed_sources))
        transaction.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            (
                (source, fingerprint.size, fingerprint.mtime_ns, fingerprint.sha256)
                for source, fingerprint in fingerprints.items()
            ),
        )

    # -- relations -------------------------------------------------------------------------------------------

    def list_summaries(self, document_rows: Iterable[int] | None = None) -> list[DocumentSummary]:
        """Return what relates documents to one another, by doc_id, each with what it says of itself alone.

        Args:
            document_rows: the rows of the documents that are wanted; None for all.
        """
        query = (
            f"SELECT {PREFIXED_DOCUMENT_COLUMNS}, own_status, own_also_at, words_key, standing, claim FROM documents d"
        )
        connection = self._database.connection
        if document_rows is None:
            return [_to_summary(row) for row in connection.execute(f"{query} ORDER BY doc_id")]
        query += " WHERE document_row = ?"
        rows = (connection.execute(query, (document_row,)).fetchone() for document_row in document_rows)
        return sorted((_to_summary(row) for row in rows if row), key=lambda summary: summary.document.doc_id)

    def load_relations(self, doc_ids: Iterable[str] | None = None) -> dict[str, DocumentRelation]:
        """Return what documents are to the others as the index has it, by doc_id; None for all documents."""
        query = "SELECT doc_id, same_as, also_at, status, replaced_by FROM documents"
        connection = self._database.connection
        if doc_ids is None:
            rows = connection.execute(query).fetchall()
        else:
            query += " WHERE doc_id = ?"
            rows = [row for doc_id in doc_ids for row in connection.execute(query, (doc_id,))]
        return {row[0]: DocumentRelation(row[1], tuple(json.loads(row[2])), row[3], row[4]) for row in rows}

    def load_pending(self) -> PendingReconciliation:
        """Return the documents that came, went or got another authority since documents were last related."""
        rows = self._database.connection.execute(
            "SELECT rowid, doc_id, words_key, committee, held_on FROM unsettled"
        ).fetchall()
        return PendingReconciliation(
            up_to_row=max((row[0] for row in rows), default=0),
            doc_ids=frozenset(row[1] for row in rows),
            content_hashes=frozenset(row[2] for row in rows if row[2]),
            meetings=frozenset((row[3], row[4]) for row in rows if row[3] and row[4]),
        )

    def find_by_content(self, content_hashes: Iterable[str]) -> dict[int, DuplicateKey]:
        """Return the documents with these words, by row."""
        return self._find_duplicate_keys("words_key = ?", ((content_hash,) for content_hash in content_hashes))

    def find_by_meeting(self, meetings: Iterable[tuple[str, str]]) -> dict[int, DuplicateKey]:
        """Return the documents of these meetings (committee and day, whoever's they are), by row."""
        return self._find_duplicate_keys("committee = ? AND held_on = ?", meetings)

    def find_by_doc_id(self, doc_ids: Iterable[str]) -> dict[int, DuplicateKey]:
        """Return the documents with these doc_ids, by row."""
        return self._find_duplicate_keys("doc_id = ?", ((doc_id,) for doc_id in doc_ids))

    def _find_duplicate_keys(self, condition: str, keys: Iterable[tuple[str, ...]]) -> dict[int, DuplicateKey]:
        query = f"SELECT document_row, words_key, committee, held_on FROM documents WHERE {condition}"
        connection = self._database.connection
        rows = (row for key in keys for row in connection.execute(query, key))
        return {row[0]: DuplicateKey(row[1], (row[2], row[3]) if row[2] and row[3] else None) for row in rows}

    def find_affected_documents(
        self, places: Iterable[str], file_hashes: Iterable[str], content_hashes: Iterable[str]
    ) -> list[DocumentSummary]:
        """Return the documents that a decision may be about, all copies of them, and some more.

        Args:
            places: paths or doc_ids that the decision names.
            file_hashes: SHA-256 of files that it names.
            content_hashes: words that it names.
        """
        connection = self._database.connection
        copied = connection.execute("SELECT document_row FROM documents WHERE own_also_at <> '[]'")
        document_rows = {row[0] for row in copied}
        for condition, values in (("doc_id = ?1 OR source = ?1", places), ("sha256 = ?1", file_hashes)):
            query = f"SELECT document_row FROM documents WHERE {condition}"
            document_rows.update(row[0] for value in set(values) for row in connection.execute(query, (value,)))
        own = {summary.content_hash for summary in self.list_summaries(document_rows) if summary.content_hash}
        return self.list_summaries(document_rows | self.find_by_content({*content_hashes, *own}).keys())

    def list_authorities(self) -> list[tuple[str, str, Access, str | None, str | None]]:
        """Return of every document, copies included: doc_id, source, access, its own authority, the one agreed on."""
        return self._fetch_all("SELECT doc_id, source, access, own_authority, authority FROM documents")

    def _fetch_all(self, query: str) -> list[Any]:
        """Return all rows of a query over every document or file, as plain tuples: a build asks several such."""
        cursor = self._database.connection.cursor()
        cursor.row_factory = None
        rows: list[Any] = cursor.execute(query).fetchall()
        return rows


def _to_summary(row: sqlite3.Row) -> DocumentSummary:
    also_at = tuple(json.loads(row["own_also_at"]))
    document = replace(document_from_row(row), status=row["own_status"], also_at=also_at, replaced_by=None)
    return DocumentSummary(document, row["words_key"], row["standing"], claim_from_text(row["claim"]))
