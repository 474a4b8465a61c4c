"""What a build must know of the store: the files it has seen, what is unread, and what papers are to one another.

In: an open store; out: records. Nothing is written here. Promised: what is near a change is found through indexes, so
that relating a new paper to the others costs what is near it, however many papers are held.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from paper_search.ingest.duplicates import DocumentRelation, DocumentSummary, claim_from_text
from paper_search.records import PUBLIC, Access, Document, FileFingerprint, UnreadFile
from paper_search.storage import schema
from paper_search.storage.database import Database


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """What the store knows of one file's origin: enough to see whether it has changed, and its papers."""

    doc_ids: tuple[str, ...]
    input_digest: str


@dataclass(frozen=True, slots=True)
class PendingReconciliation:
    """What has come or gone since papers were last related: papers, words and meetings; ``upto`` marks how far."""

    up_to_row: int
    doc_ids: frozenset[str]
    content_hashes: frozenset[str]
    meetings: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DuplicateKey:
    """What makes a paper one of a group: its words, and its meeting (committee and day); None where it has none."""

    content_hash: str | None
    meeting: tuple[str, str] | None


class BuildState(Database):
    """An open store, as a build reads it."""

    # -- files -----------------------------------------------------------------------------------------------

    def load_indexed_files(self) -> dict[str, IndexedFile]:
        """Every file of which papers are held, by its path in the corpus."""
        held: dict[str, IndexedFile] = {}
        for row in self._connection.execute("SELECT source, doc_id, origin FROM documents ORDER BY source, doc_id"):
            before = held.get(row["source"], IndexedFile((), ""))
            held[row["source"]] = IndexedFile((*before.doc_ids, row["doc_id"]), row["origin"])
        return held

    def list_sources(self) -> set[str]:
        """Every file of which papers are held, by its path in the corpus."""
        return {source for (source,) in self._fetch_all("SELECT source FROM documents")}

    def load_input_digests(self) -> dict[str, str]:
        """The origin of every file that was read or refused, by its path in the corpus; "" where it must be read
        again, because something of it was decided anew."""
        known: dict[str, str] = {}
        # One pass over each: in the order of the files it would look up each origin by itself.
        for query in ("SELECT source, origin FROM documents", "SELECT file, origin FROM unread"):
            for file, origin in self._fetch_all(query):
                known[file] = min(origin, known.get(file, origin))
        return known

    def load_file_fingerprints(self) -> dict[str, FileFingerprint]:
        """What the files of the corpus looked like when they were last hashed, by source."""
        rows = self._fetch_all("SELECT source, size, mtime_ns, sha256 FROM files")
        return {source: FileFingerprint(size, mtime_ns, sha256) for source, size, mtime_ns, sha256 in rows}

    def documents_with_textless_pages(self) -> list[Document]:
        """The papers shown of which some pages are pictures without words, by doc_id."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT_COLUMNS} FROM papers d WHERE textless_pages <> '[]' ORDER BY doc_id"
        )
        return [schema.document_from_row(row) for row in rows]

    # -- the unread list -------------------------------------------------------------------------------------

    def find_unblocked_files(self) -> list[str]:
        """The files of papers that were held back as copies of words which nothing holds back any more."""
        rows = self._connection.execute(
            "SELECT DISTINCT file FROM unread WHERE copy_of_words NOT NULL"
            " AND copy_of_words NOT IN (SELECT words_key FROM held_words) ORDER BY file"
        )
        return [row[0] for row in rows]

    def is_partly_restricted(self, source: str, access: tuple[Access, ...] = PUBLIC) -> bool:
        """True where a file holds a paper that may not be shown to whoever has this access, so that the file itself may
        not be either."""
        marks = ", ".join("?" * len(access))
        query = f"SELECT count(*) FROM documents WHERE source = ? AND access NOT IN ({marks})"
        listed = self._fetch_int("SELECT count(*) FROM unread WHERE file = ?", source)
        return listed + self._fetch_int(query, source, *access) > 0

    def list_unread(self) -> dict[str, tuple[UnreadFile, str]]:
        """The unread files with their origins, by source, in order."""
        rows = self._connection.execute("SELECT * FROM unread ORDER BY source")
        return {
            row["source"]: (
                UnreadFile(row["source"], row["code"], row["reason"], row["next_step"]),
                row["origin"],
            )
            for row in rows
        }

    def find_unread(self, source: str) -> tuple[UnreadFile, str] | None:
        """What is listed of one place, with its origin; None where nothing is."""
        row = self._connection.execute("SELECT * FROM unread WHERE source = ?", (source,)).fetchone()
        return (UnreadFile(row["source"], row["code"], row["reason"], row["next_step"]), row["origin"]) if row else None

    def list_unread_files(self) -> dict[str, str]:
        """Of everything on the unread list, by source, the file that it stands in."""
        return dict(self._connection.execute("SELECT source, file FROM unread ORDER BY source").fetchall())

    # -- what papers are to one another ----------------------------------------------------------------------

    def list_summaries(self, document_rows: Iterable[int] | None = None) -> list[DocumentSummary]:
        """What relates the papers held to one another, by doc_id, each with what it says of itself alone; ``near``
        are the rows of those wanted, None for all."""
        columns = f"SELECT {schema.PREFIXED_DOCUMENT_COLUMNS}, own_status, own_also_at, words_key, standing, claim FROM documents d"
        if document_rows is None:
            return [_to_summary(row) for row in self._connection.execute(f"{columns} ORDER BY doc_id")]
        found = (
            self._connection.execute(f"{columns} WHERE document_row = ?", (row,)).fetchone() for row in document_rows
        )
        return sorted((_to_summary(row) for row in found if row), key=lambda card: card.document.doc_id)

    def load_relations(self, doc_ids: Iterable[str] | None = None) -> dict[str, DocumentRelation]:
        """What papers are to the others as the store has it, by doc_id; None for all papers."""
        columns = "SELECT doc_id, same_as, also_at, status, replaced_by FROM documents"
        if doc_ids is None:
            rows = self._connection.execute(columns).fetchall()
        else:
            query = f"{columns} WHERE doc_id = ?"
            rows = [row for each in doc_ids for row in self._connection.execute(query, (each,))]
        return {row[0]: DocumentRelation(row[1], tuple(json.loads(row[2])), row[3], row[4]) for row in rows}

    def load_pending(self) -> PendingReconciliation:
        """The papers that came, went or were given another council since papers were last related to one another."""
        rows = self._connection.execute("SELECT rowid, doc_id, words_key, committee, held_on FROM unsettled").fetchall()
        return PendingReconciliation(
            up_to_row=max((row[0] for row in rows), default=0),
            doc_ids=frozenset(row[1] for row in rows),
            content_hashes=frozenset(row[2] for row in rows if row[2]),
            meetings=frozenset((row[3], row[4]) for row in rows if row[3] and row[4]),
        )

    def find_by_content(self, content_hashes: Iterable[str]) -> dict[int, DuplicateKey]:
        """The papers with these words, by row."""
        return self._find_duplicate_keys("words_key = ?", ((key,) for key in content_hashes))

    def find_by_meeting(self, meetings: Iterable[tuple[str, str]]) -> dict[int, DuplicateKey]:
        """The papers of these meetings (committee and day, whoever's they are), by row."""
        return self._find_duplicate_keys("committee = ? AND held_on = ?", meetings)

    def find_by_doc_id(self, doc_ids: Iterable[str]) -> dict[int, DuplicateKey]:
        """The papers with these doc_ids, by row."""
        return self._find_duplicate_keys("doc_id = ?", ((doc_id,) for doc_id in doc_ids))

    def _find_duplicate_keys(self, condition: str, values: Iterable[tuple[str, ...]]) -> dict[int, DuplicateKey]:
        query = f"SELECT document_row, words_key, committee, held_on FROM documents WHERE {condition}"
        rows = (row for each in values for row in self._connection.execute(query, each))
        return {row[0]: DuplicateKey(row[1], (row[2], row[3]) if row[2] and row[3] else None) for row in rows}

    def find_affected_documents(
        self, places: Iterable[str], file_hashes: Iterable[str], content_hashes: Iterable[str]
    ) -> list[DocumentSummary]:
        """The papers that a decision on these places, contents (SHA-256) or words may be about, all copies of them,
        and some more."""
        copied = self._connection.execute("SELECT document_row FROM documents WHERE own_also_at <> '[]'")
        found = {row[0] for row in copied}
        for condition, values in (("doc_id = ?1 OR source = ?1", places), ("sha256 = ?1", file_hashes)):
            query = f"SELECT document_row FROM documents WHERE {condition}"
            found.update(row[0] for each in set(values) for row in self._connection.execute(query, (each,)))
        meant = {card.content_hash for card in self.list_summaries(found) if card.content_hash}
        return self.list_summaries(found | self.find_by_content({*content_hashes, *meant}).keys())

    def list_authorities(self) -> list[tuple[str, str, str | None, str | None]]:
        """Of every paper held, copies included: doc_id, source, the authority as it alone gives it, and as agreed."""
        return self._fetch_all("SELECT doc_id, source, own_authority, authority FROM documents")

    def _fetch_all(self, query: str) -> list[Any]:
        """All rows of a query that looks at every paper or file, as plain tuples: a build asks several such."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        rows: list[Any] = cursor.execute(query).fetchall()
        return rows


def _to_summary(row: sqlite3.Row) -> DocumentSummary:
    also_at = tuple(json.loads(row["own_also_at"]))
    document = replace(schema.document_from_row(row), status=row["own_status"], also_at=also_at, replaced_by=None)
    return DocumentSummary(document, row["words_key"], row["standing"], claim_from_text(row["claim"]))
