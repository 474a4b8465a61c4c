"""Documents with their reading texts and passages.

The words of a document go in as one transaction with a new generation, so a reader sees a document whole or not at all
and finds it by its words at once. Vectors follow in transactions of their own. Nothing that was removed can be fetched.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from paper_search.records import HELD_BACK_CODES, Document, Passage, UnreadFile
from paper_search.records.documents import DocumentRelation
from paper_search.records.index import DocumentEntry
from paper_search.storage.acronyms import AcronymTable
from paper_search.storage.damage import name_file
from paper_search.storage.database import Database, Transaction
from paper_search.storage.filters import NOT_ALL_PUBLIC_KEY
from paper_search.storage.fulltext import FullTextIndex
from paper_search.storage.register import RegisterTable
from paper_search.storage.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    PREFIXED_DOCUMENT_COLUMNS,
    PREFIXED_PASSAGE_COLUMNS,
    claim_to_text,
    document_from_row,
    document_to_row,
    passage_from_row,
    passage_from_values,
    passage_to_row,
    placeholders,
)
from paper_search.storage.stored_values import (
    hash_embedding_text,
    hash_passage_id,
    join_embedding_text,
    pack_text,
    split_embedding_text,
    unpack_text,
)
from paper_search.storage.unread import HELD_BACK_SQL, UnreadList
from paper_search.storage.unread_parts import UnreadPartTable

_MEMBERS_ONLY_NOTICE = (
    "exempt",
    "Held back: it has the words of a paper that was released to members only",
    "If all of it is public: paper-search release PATH --reason WHY, for that paper.",
)


class DocumentRepository:
    """The documents of an index. What is written takes words, acronyms and the unread list along."""

    def __init__(self, database: Database, fulltext: FullTextIndex, acronyms: AcronymTable, unread: UnreadList) -> None:
        self._database, self._fulltext, self._acronyms, self._unread = database, fulltext, acronyms, unread

    # -- reading ---------------------------------------------------------------------------------------------

    def find_document(self, doc_id: str) -> Document | None:
        """Return a document, or None when it is not indexed."""
        row = self._database.connection.execute(
            f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM documents d WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else document_from_row(row)

    def find_reading_text(self, doc_id: str) -> str | None:
        """Return the reading text of a document, or None when it is not indexed."""
        row = self._database.connection.execute(
            "SELECT t.text FROM texts t JOIN documents d USING (document_row) WHERE d.doc_id = ?", (doc_id,)
        ).fetchone()
        with name_file(self._database.path):
            return None if row is None else unpack_text(row[0])

    def list_documents(self) -> list[Document]:
        """Return every document, by doc_id; copies that are shown as another document are left out."""
        return self._list_documents_of("papers")

    def list_documents_and_copies(self) -> list[Document]:
        """Return every document and every copy of one, by doc_id."""
        return self._list_documents_of("documents")

    def _list_documents_of(self, table: str) -> list[Document]:
        rows = self._database.connection.execute(f"SELECT {PREFIXED_DOCUMENT_COLUMNS} FROM {table} d ORDER BY doc_id")
        return [document_from_row(row) for row in rows]

    def list_passages(self, doc_id: str) -> list[Passage]:
        """Return the passages of a document, headings included, in order."""
        rows = self._database.connection.execute(
            f"SELECT {PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id FROM passages p"
            " JOIN documents d USING (document_row) WHERE d.doc_id = ? ORDER BY p.span_start, p.passage_row",
            (doc_id,),
        )
        return [passage_from_row(row) for row in rows]

    def fetch_passages(
        self, passage_rows: Sequence[int], known_documents: dict[int, Document] | None = None
    ) -> dict[str, tuple[Passage, Document]]:
        """Return those of the passages that are indexed, with their documents, by passage id.

        Args:
            passage_rows: the rows of the passages.
            known_documents: documents of the same generation, by row, which are not read again; those that are read
                are added.
        """
        known = {} if known_documents is None else known_documents
        rows = self._database.connection.execute(
            f"SELECT {PREFIXED_PASSAGE_COLUMNS}, p.document_row FROM passages p"
            f" WHERE p.passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        ).fetchall()
        documents = self._fetch_documents({row[-1] for row in rows}, known)
        passages: dict[str, tuple[Passage, Document]] = {}
        for *values, document_row in rows:
            document = documents[document_row]
            passage = passage_from_values(values, document.doc_id)
            passages[passage.passage_id] = (passage, document)
        return passages

    def _fetch_documents(self, document_rows: set[int], known: dict[int, Document]) -> dict[int, Document]:
        """Return documents by row; those that are not known are read and added."""
        documents = {row: known[row] for row in document_rows if row in known}
        unknown = tuple(document_rows - documents.keys())
        if unknown:
            found = self._database.connection.execute(
                f"SELECT {PREFIXED_DOCUMENT_COLUMNS}, d.document_row FROM documents d"
                f" WHERE d.document_row IN ({placeholders(unknown)})",
                unknown,
            ).fetchall()
            read = {row[-1]: document_from_row(row) for row in found}
            known.update(read)
            documents |= read
        return documents

    def find_neighbours(self, passage_rows: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """Return the passages next before and after each passage in its document, by passage id.

        Headings alone are passed over. A bullet is no neighbour of another, since each is a point of its own.
        """
        neighbour = (
            "(SELECT iif(p.kind = 'bullet' AND n.kind = 'bullet', NULL, n.passage_id) FROM passages n"
            " WHERE n.document_row = p.document_row AND n.embedded_hash NOT NULL"
            " AND n.passage_row {} p.passage_row ORDER BY n.passage_row {} LIMIT 1)"
        )
        rows = self._database.connection.execute(
            f"SELECT p.passage_id, {neighbour.format('<', 'DESC')}, {neighbour.format('>', 'ASC')} FROM passages p"
            f" WHERE p.passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        ).fetchall()
        return {
            passage_id: tuple(neighbour_id for neighbour_id in neighbour_ids if neighbour_id)
            for passage_id, *neighbour_ids in map(tuple, rows)
        }

    # -- files -----------------------------------------------------------------------------------------------

    def replace_file(
        self,
        transaction: Transaction,
        source: str,
        input_digest: str,
        entries: Sequence[DocumentEntry],
        held_back: Sequence[UnreadFile] = (),
        restricted_hashes: Iterable[str] = (),
    ) -> None:
        """Write all that one file holds, in place of what it held.

        Args:
            transaction: the transaction that this belongs to.
            source: the file's path in the corpus.
            input_digest: a digest of all that its documents were made from.
            entries: its documents.
            held_back: those of its documents that may not be shown, or of which only the words may, each known by its
                doc_id.
            restricted_hashes: the content hashes of those, and of documents that are not for everybody, which may not
                be shown to others wherever else they stand.
        """
        self.remove_file(transaction, source)
        for entry in entries:
            self.insert_entry(transaction, entry, input_digest)
        for unread in held_back:
            self._unread.insert(transaction, unread, input_digest, source)
        self._restrict_content(transaction, source, restricted_hashes)

    def mark_unread(
        self,
        transaction: Transaction,
        unread: UnreadFile,
        input_digest: str,
        restricted_hashes: Iterable[str] = (),
    ) -> None:
        """List a file as unread, and take the documents at its path out of the index.

        Where it is held back on purpose, its words may be shown nowhere else either: copies go with it at once.

        Args:
            transaction: the transaction that this belongs to.
            unread: what is listed; its source may be the doc_id of one document of a pack.
            input_digest: a digest of all that it was decided from.
            restricted_hashes: content hashes to hold back, beside that of the document that stood there.
        """
        transaction.next_generation()
        rows = transaction.execute(
            "SELECT doc_id, source, words_key FROM documents WHERE source = ? OR doc_id = ?", (unread.source,) * 2
        ).fetchall()
        for row in rows:
            self.remove(transaction, row["doc_id"])
        self._unread.remove_file(transaction, unread.source)
        file = next((row["source"] for row in rows), None) or self._unread.find_file(transaction, unread.source)
        self._unread.insert(transaction, unread, input_digest, file)
        if unread.code in HELD_BACK_CODES:
            # A pack is held back for one of its papers: that says nothing of the others where they stand alone.
            own = [row["words_key"] for row in rows if row["doc_id"] == unread.source and row["words_key"]]
            self._restrict_content(transaction, file, [*restricted_hashes, *own])
        elif file == unread.source:
            self._unread.allow_content(transaction, file)

    def remove_file(self, transaction: Transaction, source: str) -> None:
        """Remove all documents of a file, and whatever of it is listed as unread."""
        transaction.next_generation()
        for row in transaction.execute("SELECT doc_id FROM documents WHERE source = ?", (source,)).fetchall():
            self.remove(transaction, row["doc_id"])
        self._unread.remove_file(transaction, source)
        self._unread.allow_content(transaction, source)

    def _restrict_content(self, transaction: Transaction, file: str, content_hashes: Iterable[str]) -> None:
        """Hold back words, and take out what is shown with any words that are held back."""
        self._unread.restrict_content(transaction, file, content_hashes)
        copies = transaction.execute(
            "SELECT d.doc_id, d.source, d.origin, d.words_key, u.code, u.reason, u.next_step, min(u.source)"
            " FROM documents d JOIN held_words h USING (words_key)"
            f" LEFT JOIN unread u ON u.file = h.file AND u.copy_of_words IS NULL AND u.{HELD_BACK_SQL}"
            " WHERE d.access = 'public' GROUP BY d.doc_id"
        ).fetchall()
        for row in copies:
            self.remove(transaction, row["doc_id"])
            # Nothing is listed of the file where its paper was released to members.
            notice = (row["code"], row["reason"], row["next_step"]) if row["code"] else _MEMBERS_ONLY_NOTICE
            unread = UnreadFile(row["doc_id"], *notice)
            self._unread.insert(transaction, unread, row["origin"], row["source"], row["words_key"])

    # -- documents -------------------------------------------------------------------------------------------

    def insert_entry(self, transaction: Transaction, entry: DocumentEntry, input_digest: str) -> None:
        """Write a document with its passages and their words."""
        document_row = self._insert_document(transaction, entry, input_digest)
        UnreadPartTable.insert(transaction, document_row, entry.unread_parts)
        RegisterTable.insert(transaction, document_row, entry.register)
        if entry.document.access != "public":
            transaction.set_meta({NOT_ALL_PUBLIC_KEY: "1"})
        for passage, text in zip(entry.passages, entry.embedding_texts, strict=True):
            self._insert_passage(transaction, document_row, entry.document, passage, text)

    @staticmethod
    def _insert_document(transaction: Transaction, entry: DocumentEntry, input_digest: str) -> int:
        document = entry.document
        own = (document.meeting.authority, document.status, json.dumps(document.also_at))
        duplicate_key = (entry.content_hash, entry.copy_rank, claim_to_text(entry.supersedes))
        values = (*document_to_row(document), input_digest, *own, *duplicate_key)
        cursor = transaction.execute(
            f"INSERT INTO documents ({DOCUMENT_COLUMNS}, origin, own_authority, own_status, own_also_at,"
            f" words_key, standing, claim) VALUES ({placeholders(values)})",
            values,
        )
        document_row = int(cursor.lastrowid or 0)
        transaction.execute("INSERT INTO texts VALUES (?, ?)", (document_row, pack_text(entry.text)))
        return document_row

    def _insert_passage(
        self,
        transaction: Transaction,
        document_row: int,
        document: Document,
        passage: Passage,
        embedding_text: str | None,
        is_shown: bool = True,
    ) -> None:
        """Write a passage; that of a document that is shown as another copy has no words and no vector."""
        context = None if embedding_text is None else split_embedding_text(embedding_text, passage.text)
        text_hash = hash_embedding_text(embedding_text) if embedding_text is not None and is_shown else None
        has_vector = (
            text_hash and transaction.execute("SELECT 1 FROM vectors WHERE embedded_hash = ?", (text_hash,)).fetchone()
        )
        generation = transaction.next_generation() if has_vector else None
        id_hash = hash_passage_id(passage.passage_id)
        values = (*passage_to_row(passage), id_hash, document_row, context, text_hash, generation)
        cursor = transaction.execute(
            f"INSERT INTO passages ({PASSAGE_COLUMNS}, id_hash, document_row, context, embedded_hash,"
            f" vector_generation) VALUES ({placeholders(values)})",
            values,
        )
        if text_hash is not None:
            passage_row = int(cursor.lastrowid or 0)
            self._fulltext.add(transaction, passage_row, document.title, passage, document.access)
            self._acronyms.insert_acronyms(transaction, passage_row, passage.text)

    def remove(self, transaction: Transaction, doc_id: str) -> bool:
        """Remove a document, its passages and its words, and return False when it is not indexed."""
        transaction.next_generation()
        document = self.find_document(doc_id)
        if document is None:
            return False
        self._unindex_passages(transaction, document, self._fetch_passage_rows(transaction, doc_id))
        transaction.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        return True

    @staticmethod
    def _fetch_passage_rows(transaction: Transaction, doc_id: str) -> list[sqlite3.Row]:
        rows: list[sqlite3.Row] = transaction.execute(
            f"SELECT p.passage_row, p.document_row, p.context, p.embedded_hash, {PREFIXED_PASSAGE_COLUMNS},"
            " d.doc_id AS document_doc_id FROM passages p JOIN documents d USING (document_row) WHERE d.doc_id = ?"
            " ORDER BY p.passage_row",
            (doc_id,),
        ).fetchall()
        return rows

    def _unindex_passages(self, transaction: Transaction, document: Document, rows: Iterable[sqlite3.Row]) -> None:
        passages = [(row["passage_row"], passage_from_row(row)) for row in rows if row["embedded_hash"] is not None]
        self._fulltext.remove(transaction, document.title, passages)
        generation = transaction.next_generation()
        transaction.executemany(
            "INSERT INTO removals VALUES (?, ?)", ((passage_row, generation) for passage_row, _ in passages)
        )

    def rewrite_passages(
        self, transaction: Transaction, doc_id: str, is_shown: bool, embedding_texts: Mapping[str, str] | None = None
    ) -> None:
        """Write a document's passages anew, to be found or not.

        They become new rows, since a derived index of vectors may still hold the old ones.

        Args:
            transaction: the transaction that this belongs to.
            doc_id: the document.
            is_shown: False for one that is shown as another copy.
            embedding_texts: the texts that the encoder shall see in place of those that are kept, by passage id.
        """
        document = self.find_document(doc_id)
        rows = self._fetch_passage_rows(transaction, doc_id)
        if document is None:
            return
        self._unindex_passages(transaction, document, rows)
        for row in rows:
            transaction.execute("DELETE FROM passages WHERE passage_row = ?", (row["passage_row"],))
            passage = passage_from_row(row)
            kept = None if row["context"] is None else join_embedding_text(row["context"], passage.text)
            text = (embedding_texts or {}).get(passage.passage_id, kept)
            self._insert_passage(transaction, row["document_row"], document, passage, text, is_shown)

    # -- relations -------------------------------------------------------------------------------------------

    def set_relations(
        self, transaction: Transaction, relations: Mapping[str, DocumentRelation], up_to_row: int = 0
    ) -> None:
        """Set what documents are to others: a copy of one that is shown cannot be found any more.

        Args:
            transaction: the transaction that this belongs to.
            relations: the relations that have changed, by doc_id.
            up_to_row: that of the ``PendingReconciliation`` which this completes.
        """
        transaction.execute("DELETE FROM unsettled WHERE rowid <= ?", (up_to_row,))
        for doc_id, relation in relations.items():
            transaction.next_generation()
            before = transaction.execute("SELECT same_as FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
            transaction.execute(
                "UPDATE documents SET same_as = ?, also_at = ?, status = ?, replaced_by = ? WHERE doc_id = ?",
                (relation.same_as, json.dumps(relation.also_at), relation.status, relation.replaced_by, doc_id),
            )
            if before and (before["same_as"] is None) != (relation.same_as is None):
                self.rewrite_passages(transaction, doc_id, relation.same_as is None)

    @staticmethod
    def set_authorities(transaction: Transaction, authorities: Mapping[str, str | None]) -> None:
        """Give documents, by doc_id, the authority that the documents around them agree on."""
        transaction.next_generation()
        transaction.executemany(
            "UPDATE documents SET authority = ? WHERE doc_id = ?",
            ((authority, doc_id) for doc_id, authority in authorities.items()),
        )
