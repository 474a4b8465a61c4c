"""SQLite, and only here and in the rooms it is made of: one file is the truth about papers, their words and vectors.

In: records, vectors and the unread list; out: the same, whole (``Lookup`` reads them). Promises: a paper's words go in
as one transaction with a new generation, so a reader sees a paper whole or not at all and finds it by its words at
once; vectors follow in transactions of their own; nothing that was removed can be fetched.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paper_search.embeddings import Rows
from paper_search.ingest.duplicates import DocumentRelation, SupersedesClaim, claim_to_text
from paper_search.records import Document, FileFingerprint, Passage, UnreadFile
from paper_search.storage import schema
from paper_search.storage.acronyms import AcronymTable
from paper_search.storage.build_state import BuildState, IndexedFile
from paper_search.storage.fulltext import NOT_ALL_PUBLIC_KEY
from paper_search.storage.history import History
from paper_search.storage.lookup import Lookup

__all__ = ["DATABASE_FILE_NAME", "HELD_BACK_CODES", "DocumentEntry", "IndexedFile", "Store"]

DATABASE_FILE_NAME = "papers.db"
HELD_BACK_CODES = frozenset(("exempt", "withdrawn"))
"""Codes of the unread list that stand for a decision: their words are shown nowhere, whatever file they stand in."""
_MEMBERS_ONLY_NOTICE = (
    "exempt",
    "Held back: it has the words of a paper that was released to members only",
    "If all of it is public: paper-search release PATH --reason WHY, for that paper.",
)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One paper as it goes in.

    ``text`` is its reading text, of which every passage is a span; ``embedded`` holds for each passage the text the
    encoder shall see, None for those that get no vector. ``words_key``, ``standing`` and ``claim`` are what relates
    it to other papers, see ``relations.Card``.
    """

    document: Document
    text: str
    passages: Sequence[Passage]
    embedding_texts: Sequence[str | None]
    content_hash: str | None = None
    copy_rank: int = 0
    claim: SupersedesClaim | None = None


class Store(Lookup, BuildState, History, AcronymTable):
    """An open store, for reading and writing. Safe for threads: each has a connection of its own."""

    # -- writing papers --------------------------------------------------------------------------------------

    def replace_file(
        self,
        source: str,
        input_digest: str,
        entries: Sequence[DocumentEntry],
        held_back: Sequence[UnreadFile] = (),
        restricted_hashes: Iterable[str] = (),
    ) -> int:
        """Write all that one file holds in one transaction, in place of what it held; returns the new generation.

        Args:
            source: the file's path in the corpus.
            origin: a digest of all that its papers were made from.
            entries: its papers.
            held_back: those of its papers that may not be shown, each known by its doc_id.
            keys: the words of those, and of papers that are not for everybody, which may not be shown to others
                wherever else they stand.
        """
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            self._remove_file(writer, source, generation)
            for entry in entries:
                self._insert_entry(writer, entry, input_digest, generation)
            for unread in held_back:
                self._insert_unread(writer, unread, input_digest, source)
            self._restrict_content(writer, source, restricted_hashes, generation)
        return generation

    def _insert_entry(
        self, writer: sqlite3.Connection, entry: DocumentEntry, input_digest: str, generation: int
    ) -> None:
        row = self._insert_document(writer, entry, input_digest)
        if entry.document.access != "public":
            self._write_meta(writer, {NOT_ALL_PUBLIC_KEY: "1"})
        for passage, seen in zip(entry.passages, entry.embedding_texts, strict=True):
            self._insert_passage(writer, row, entry.document, passage, seen, generation)

    @staticmethod
    def _insert_document(writer: sqlite3.Connection, entry: DocumentEntry, input_digest: str) -> int:
        document = entry.document
        own = (document.meeting.authority, document.status, json.dumps(document.also_at))
        related = (entry.content_hash, entry.copy_rank, claim_to_text(entry.claim))
        values = (*schema.document_to_row(document), input_digest, *own, *related)
        marks = ", ".join("?" * len(values))
        cursor = writer.execute(
            f"INSERT INTO documents ({schema.DOCUMENT_COLUMNS}, origin, own_authority, own_status, own_also_at,"
            f" words_key, standing, claim) VALUES ({marks})",
            values,
        )
        row = int(cursor.lastrowid or 0)
        writer.execute("INSERT INTO texts VALUES (?, ?)", (row, entry.text))
        return row

    @staticmethod
    def _insert_passage(
        writer: sqlite3.Connection,
        document_row: int,
        document: Document,
        passage: Passage,
        embedding_text: str | None,
        generation: int,
        is_shown: bool = True,
    ) -> None:
        """Write a passage; that of a paper that is shown as another copy is kept without words and vector."""
        digest = (
            hashlib.sha256(embedding_text.encode()).hexdigest() if embedding_text is not None and is_shown else None
        )
        known = digest and writer.execute("SELECT 1 FROM vectors WHERE embedded_hash = ?", (digest,)).fetchone()
        values = (*schema.passage_to_row(passage), document_row, embedding_text, digest, generation if known else None)
        marks = ", ".join("?" * len(values))
        cursor = writer.execute(
            f"INSERT INTO passages ({schema.PASSAGE_COLUMNS}, document_row, embedded, embedded_hash,"
            f" vector_generation) VALUES ({marks})",
            values,
        )
        if digest is not None:
            writer.execute(
                "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                (cursor.lastrowid, *schema.build_fulltext_columns(document.title, passage)),
            )
            AcronymTable.insert_acronyms(writer, int(cursor.lastrowid or 0), passage.text)

    # -- what papers are to one another ----------------------------------------------------------------------

    def set_relations(self, relations: Mapping[str, DocumentRelation], up_to_row: int = 0) -> None:
        """Settle what papers, by doc_id, are to others: a copy of one that is shown cannot be found any more.

        ``upto`` is that of the ``Unsettled`` which this settles.
        """
        if not relations and not up_to_row:
            return
        with self._transaction() as writer:
            writer.execute("DELETE FROM unsettled WHERE rowid <= ?", (up_to_row,))
            generation = self._increment_generation(writer) if relations else 0
            for doc_id, relation in relations.items():
                before = writer.execute("SELECT same_as FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
                writer.execute(
                    "UPDATE documents SET same_as = ?, also_at = ?, status = ?, replaced_by = ? WHERE doc_id = ?",
                    (relation.same_as, json.dumps(relation.also_at), relation.status, relation.replaced_by, doc_id),
                )
                if before and (before["same_as"] is None) != (relation.same_as is None):
                    self._rewrite_passages(writer, doc_id, relation.same_as is None, generation)

    def _rewrite_passages(self, writer: sqlite3.Connection, doc_id: str, is_shown: bool, generation: int) -> None:
        """Write a paper's passages anew, to be found or not: as new rows, since old ones may still be in a derived
        index."""
        document = self.document(doc_id)
        rows = self._fetch_passage_rows(writer, doc_id)
        if document is None:
            return
        self._unindex_passages(writer, document, rows, generation)
        for row in rows:
            writer.execute("DELETE FROM passages WHERE passage_row = ?", (row["passage_row"],))
            passage, seen = schema.passage_from_row(row), row["embedded"]
            self._insert_passage(writer, row["document_row"], document, passage, seen, generation, is_shown)

    def set_authorities(self, authorities: Mapping[str, str | None]) -> None:
        """Give papers, by doc_id, the authority that the papers around them agree on."""
        if not authorities:
            return
        with self._transaction() as writer:
            self._increment_generation(writer)
            writer.executemany(
                "UPDATE documents SET authority = ? WHERE doc_id = ?",
                ((authority, doc_id) for doc_id, authority in authorities.items()),
            )

    def remove(self, doc_id: str) -> bool:
        """Remove a paper, its passages and its words at once; False when it was not held."""
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            return self._remove_document(writer, doc_id, generation)

    def remove_file(self, source: str) -> None:
        """Remove all papers of a file at once, and whatever of it is listed as unread."""
        with self._transaction() as writer:
            self._remove_file(writer, source, self._increment_generation(writer))

    def _remove_file(self, writer: sqlite3.Connection, source: str, generation: int) -> None:
        for row in writer.execute("SELECT doc_id FROM documents WHERE source = ?", (source,)).fetchall():
            self._remove_document(writer, row["doc_id"], generation)
        writer.execute("DELETE FROM unread WHERE file = ?", (source,))
        writer.execute("DELETE FROM held_words WHERE file = ?", (source,))

    def _remove_document(self, writer: sqlite3.Connection, doc_id: str, generation: int) -> bool:
        document = self.document(doc_id)
        if document is None:
            return False
        self._unindex_passages(writer, document, self._fetch_passage_rows(writer, doc_id), generation)
        writer.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        return True

    @staticmethod
    def _fetch_passage_rows(writer: sqlite3.Connection, doc_id: str) -> list[sqlite3.Row]:
        return writer.execute(
            f"SELECT p.passage_row, p.document_row, p.embedded, p.embedded_hash, {schema.PREFIXED_PASSAGE_COLUMNS},"
            " d.doc_id AS document_doc_id FROM passages p JOIN documents d USING (document_row) WHERE d.doc_id = ?"
            " ORDER BY p.passage_row",
            (doc_id,),
        ).fetchall()

    @staticmethod
    def _unindex_passages(
        writer: sqlite3.Connection, document: Document, rows: Iterable[sqlite3.Row], generation: int
    ) -> None:
        ranked = [row for row in rows if row["embedded_hash"] is not None]
        writer.executemany(
            "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)",
            (
                (row["passage_row"], *schema.build_fulltext_columns(document.title, schema.passage_from_row(row)))
                for row in ranked
            ),
        )
        writer.executemany("INSERT INTO removals VALUES (?, ?)", ((row["passage_row"], generation) for row in ranked))

    # -- the unread list -------------------------------------------------------------------------------------

    def put_unread(self, unread: UnreadFile, input_digest: str, restricted_hashes: Iterable[str] = ()) -> None:
        """List a file as unread, taking the papers that stood at its path out of the index.

        Where it is held back on purpose, its words (``keys``, and those of the paper that stood there) may be shown
        nowhere else either: copies of it go with it at once.
        """
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            held = writer.execute(
                "SELECT doc_id, source, words_key FROM documents WHERE source = ? OR doc_id = ?", (unread.source,) * 2
            ).fetchall()
            for row in held:
                self._remove_document(writer, row["doc_id"], generation)
            writer.execute("DELETE FROM unread WHERE file = ?", (unread.source,))
            file = next((row["source"] for row in held), None) or self._find_unread_file(writer, unread.source)
            self._insert_unread(writer, unread, input_digest, file)
            if unread.code not in HELD_BACK_CODES and file == unread.source:
                writer.execute("DELETE FROM held_words WHERE file = ?", (file,))
            if unread.code in HELD_BACK_CODES:
                # A pack is held back for one of its papers: that says nothing of the others where they stand alone.
                own = [row["words_key"] for row in held if row["doc_id"] == unread.source and row["words_key"]]
                self._restrict_content(writer, file, [*restricted_hashes, *own], generation)

    @staticmethod
    def _find_unread_file(writer: sqlite3.Connection, source: str) -> str:
        row = writer.execute("SELECT file FROM unread WHERE source = ?", (source,)).fetchone()
        return str(row["file"]) if row else source

    @staticmethod
    def _insert_unread(
        writer: sqlite3.Connection,
        unread: UnreadFile,
        input_digest: str,
        file: str,
        copied_content_hash: str | None = None,
    ) -> None:
        writer.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?, ?, ?)",
            (unread.source, input_digest, unread.code, unread.reason, unread.next_step, file, copied_content_hash),
        )

    def _restrict_content(
        self, writer: sqlite3.Connection, file: str, restricted_hashes: Iterable[str], generation: int
    ) -> None:
        """From now on nothing with these words is shown; what was shown with any words held back is taken out."""
        writer.executemany("INSERT OR IGNORE INTO held_words VALUES (?, ?)", ((file, key) for key in restricted_hashes))
        copies = writer.execute(
            "SELECT d.doc_id, d.source, d.origin, d.words_key, u.code, u.reason, u.next_step, min(u.source)"
            " FROM documents d JOIN held_words h USING (words_key)"
            " LEFT JOIN unread u ON u.file = h.file AND u.copy_of_words IS NULL"
            " WHERE d.access = 'public' GROUP BY d.doc_id"
        ).fetchall()
        for row in copies:
            self._remove_document(writer, row["doc_id"], generation)
            # Nothing is listed of the file where its paper was released to members.
            why = (row["code"], row["reason"], row["next_step"]) if row["code"] else _MEMBERS_ONLY_NOTICE
            unread = UnreadFile(row["doc_id"], *why)
            self._insert_unread(writer, unread, row["origin"], row["source"], row["words_key"])

    def remove_unread(self, sources: Iterable[str]) -> None:
        """Take files that are gone off the unread list; what else stands in the file of a part is read again."""
        with self._transaction() as writer:
            for source in sources:
                file = self._find_unread_file(writer, source)
                writer.execute("DELETE FROM unread WHERE source = ?", (source,))
                writer.execute("DELETE FROM held_words WHERE file = ?", (file,))
                writer.execute("UPDATE unread SET origin = '' WHERE file = ?", (file,))
                writer.execute("UPDATE documents SET origin = '' WHERE source = ?", (file,))

    def set_file_fingerprints(
        self, fingerprints: Mapping[str, FileFingerprint], removed_sources: Iterable[str]
    ) -> None:
        """Keep what files looked like when they were hashed, by source; forget those that are gone."""
        with self._transaction() as writer:
            writer.executemany("DELETE FROM files WHERE source = ?", ((source,) for source in removed_sources))
            writer.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                ((source, hint.size, hint.mtime_ns, hint.sha256) for source, hint in fingerprints.items()),
            )

    # -- vectors ---------------------------------------------------------------------------------------------

    def put_vectors(self, texts: Sequence[str], rows: Rows, encoded_tokens: Sequence[bytes] = ()) -> int:
        """Keep the vectors of texts, shape (len(texts), dimensions), and give them to the passages that wait.

        ``tokens`` are the packed token vectors of the texts, or none.
        """
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        kept: Sequence[bytes | None] = encoded_tokens or [None] * len(hashes)
        with self._transaction() as writer:
            generation = self._increment_generation(writer)
            writer.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                (
                    (digest, row.astype("<f4").tobytes(), packed)
                    for digest, row, packed in zip(hashes, rows, kept, strict=True)
                ),
            )
            self._assign_vectors(writer, hashes, generation)
        return generation

    def drop_unused_vectors(self) -> int:
        """Forget vectors of texts that no passage has any more; returns how many."""
        with self._transaction() as writer:
            cursor = writer.execute(
                "DELETE FROM vectors WHERE embedded_hash IN (SELECT f.embedded_hash FROM forgotten f"
                " WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.embedded_hash = f.embedded_hash))"
            )
            writer.execute("DELETE FROM forgotten")
        return int(cursor.rowcount)
