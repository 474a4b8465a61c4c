"""SQLite, and SQLite only here: one file is the truth about papers, passages, their words and their vectors.

In: records, vectors and the unread list; out: the same, whole. Promises: a paper's words go in as one
transaction with a new generation, so a reader sees a paper whole or not at all and finds it by its words at
once; vectors follow in transactions of their own; nothing that was removed can be fetched.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from paper_search import schema
from paper_search.embed import Rows
from paper_search.errors import DamagedIndexError, MissingIndexError
from paper_search.records import Coverage, Document, Facet, Facets, Filters, Passage, Scored, Unread
from paper_search.relations import Card, Claim, Relation, claim_of_text, claim_to_text
from paper_search.vectors import Ids

FILE_NAME = "papers.db"
HELD_BACK = frozenset(("exempt", "withdrawn"))
"""Codes of the unread list that stand for a decision: their words are shown nowhere, whatever file they stand in."""
_FIELD_WEIGHTS = (1.0, 1.0, 1.0)
_CACHE_KIB = 65536


@dataclass(frozen=True, slots=True)
class Held:
    """What the store knows of one file's origin: enough to see whether it has changed, and its papers."""

    doc_ids: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as it goes in.

    ``text`` is its reading text, of which every passage is a span; ``embedded`` holds for each passage the text the
    encoder shall see, None for those that get no vector. ``words_key``, ``standing`` and ``claim`` are what relates
    it to other papers, see ``relations.Card``.
    """

    document: Document
    text: str
    passages: Sequence[Passage]
    embedded: Sequence[str | None]
    words_key: str | None = None
    standing: int = 0
    claim: Claim | None = None


class Store:
    """An open store. Safe for threads: each has a connection of its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open ``path``. Raises MissingIndexError or DamagedIndexError, each with what to do next."""
        if not create and not path.is_file():
            raise MissingIndexError(f"{path}: there is no index yet; run 'paper-search build' to make it.")
        self.path = path
        self._local = threading.local()
        try:
            if create:
                self._create()
            version = int(self.meta("version") or 0)
        except sqlite3.DatabaseError as error:
            raise DamagedIndexError(
                f"{path}: the index cannot be read ({error}); move the file away and run 'paper-search build'"
                " to make it again from the papers."
            ) from error
        if version != schema.VERSION:
            raise DamagedIndexError(
                f"{path}: the index has layout {version or 'unknown'}, this version of paper-search needs"
                f" {schema.VERSION}; move the file away and run 'paper-search build'."
            )
        self.inode = path.stat().st_ino

    def _create(self) -> None:
        connection = self._connection
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {schema.TABLES} COMMIT;")
        with self._write() as writer:
            self._set(writer, {"version": str(schema.VERSION), "generation": "0", "token": uuid.uuid4().hex})

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their threads."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside sees one generation, whatever is written meanwhile."""
        connection = self._connection
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    # -- meta ------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A value kept beside the papers: "generation", "encoder", "splitter", "token", "built_at"."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values without raising the generation."""
        with self._write() as writer:
            self._set(writer, values)

    @staticmethod
    def _set(writer: sqlite3.Connection, values: Mapping[str, str]) -> None:
        writer.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def generation(self) -> int:
        """A number that goes up with every committed change."""
        return int(self.meta("generation") or 0)

    def _next_generation(self, writer: sqlite3.Connection) -> int:
        generation = self.generation() + 1
        self._set(writer, {"generation": str(generation)})
        return generation

    # -- writing papers --------------------------------------------------------------------------------------

    def put(
        self,
        document: Document,
        origin: str,
        text: str,
        passages: Sequence[Passage],
        embedded: Sequence[str | None],
    ) -> int:
        """Add a paper, or replace the one with its doc_id, in one transaction; returns the new generation.

        Args:
            document: the paper; ``text`` its reading text, of which every passage is a span.
            origin: a digest of all that the paper was made from, compared by the next build.
            embedded: for each passage the text the encoder shall see, None for those that get no vector.
        """
        with self._write() as writer:
            generation = self._next_generation(writer)
            self._remove(writer, document.doc_id, generation)
            writer.execute("DELETE FROM unread WHERE source = ?", (document.source,))
            self._insert(writer, Entry(document, text, passages, embedded), origin, generation)
        return generation

    def put_file(
        self,
        source: str,
        origin: str,
        entries: Sequence[Entry],
        held_back: Sequence[Unread] = (),
        keys: Iterable[str] = (),
    ) -> int:
        """Write all that one file holds in one transaction, in place of what it held; returns the new generation.

        Args:
            source: the file's path in the corpus.
            origin: a digest of all that its papers were made from.
            entries: its papers.
            held_back: those of its papers that may not be shown, each known by its doc_id.
            keys: the words of those, which may not be shown wherever else they stand.
        """
        with self._write() as writer:
            generation = self._next_generation(writer)
            self._remove_file(writer, source, generation)
            for entry in entries:
                self._insert(writer, entry, origin, generation)
            for unread in held_back:
                self._list_unread(writer, unread, origin, source)
            self._hold_words(writer, source, keys, generation)
        return generation

    def _insert(self, writer: sqlite3.Connection, entry: Entry, origin: str, generation: int) -> None:
        row = self._insert_document(writer, entry, origin)
        for passage, seen in zip(entry.passages, entry.embedded, strict=True):
            self._insert_passage(writer, row, entry.document, passage, seen, generation)

    @staticmethod
    def _insert_document(writer: sqlite3.Connection, entry: Entry, origin: str) -> int:
        document = entry.document
        own = (document.meeting.authority, document.status, json.dumps(document.also_at))
        related = (entry.words_key, entry.standing, claim_to_text(entry.claim))
        values = (*schema.document_row(document), origin, entry.text, *own, *related)
        marks = ", ".join("?" * len(values))
        cursor = writer.execute(
            f"INSERT INTO documents ({schema.DOCUMENT_COLUMNS}, origin, text, own_authority, own_status, own_also_at,"
            f" words_key, standing, claim) VALUES ({marks})",
            values,
        )
        return int(cursor.lastrowid or 0)

    @staticmethod
    def _insert_passage(
        writer: sqlite3.Connection,
        row: int,
        document: Document,
        passage: Passage,
        seen: str | None,
        generation: int,
        is_shown: bool = True,
    ) -> None:
        """Write a passage; that of a paper that is shown as another copy is kept without words and vector."""
        digest = hashlib.sha256(seen.encode()).hexdigest() if seen is not None and is_shown else None
        known = digest and writer.execute("SELECT 1 FROM vectors WHERE embedded_hash = ?", (digest,)).fetchone()
        values = (*schema.passage_row(passage), row, seen, digest, generation if known else None)
        marks = ", ".join("?" * len(values))
        cursor = writer.execute(
            f"INSERT INTO passages ({schema.PASSAGE_COLUMNS}, document_row, embedded, embedded_hash,"
            f" vector_generation) VALUES ({marks})",
            values,
        )
        if digest is not None:
            writer.execute(
                "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                (cursor.lastrowid, *schema.indexed_words(document.title, passage)),
            )

    # -- what papers are to one another ----------------------------------------------------------------------

    def cards(self) -> list[Card]:
        """What relates the papers held to one another, by doc_id, each with what it says of itself alone."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT}, own_status, own_also_at, words_key, standing, claim FROM documents d"
            " ORDER BY doc_id"
        )
        return [_card(row) for row in rows]

    def relations(self) -> dict[str, Relation]:
        """What the papers are to one another as the store has it, by doc_id."""
        rows = self._connection.execute("SELECT doc_id, same_as, also_at, status, replaced_by FROM documents")
        return {
            doc_id: Relation(same_as, tuple(json.loads(also_at)), status, replaced_by)
            for doc_id, same_as, also_at, status, replaced_by in rows
        }

    def set_relations(self, relations: Mapping[str, Relation]) -> None:
        """Settle what papers, by doc_id, are to others: a copy of one that is shown cannot be found any more."""
        if not relations:
            return
        with self._write() as writer:
            generation = self._next_generation(writer)
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
        rows = self._passage_rows(writer, doc_id)
        if document is None:
            return
        self._forget_words(writer, document, rows, generation)
        for row in rows:
            writer.execute("DELETE FROM passages WHERE passage_row = ?", (row["passage_row"],))
            passage, seen = schema.passage_of(row), row["embedded"]
            self._insert_passage(writer, row["document_row"], document, passage, seen, generation, is_shown)

    def described(self) -> list[Document]:
        """Every paper held, by doc_id, with the authority as the paper alone gives it."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT}, own_authority FROM documents d ORDER BY doc_id"
        )
        return [_with_authority(schema.document_of(row), row["own_authority"]) for row in rows]

    def authorities(self) -> dict[str, str | None]:
        """The authority of every paper held, copies included, by doc_id."""
        return dict(self._connection.execute("SELECT doc_id, authority FROM documents").fetchall())

    def set_authorities(self, authorities: Mapping[str, str | None]) -> None:
        """Give papers, by doc_id, the authority that the papers around them agree on."""
        if not authorities:
            return
        with self._write() as writer:
            self._next_generation(writer)
            writer.executemany(
                "UPDATE documents SET authority = ? WHERE doc_id = ?",
                ((authority, doc_id) for doc_id, authority in authorities.items()),
            )

    def remove(self, doc_id: str) -> bool:
        """Remove a paper, its passages and its words at once; False when it was not held."""
        with self._write() as writer:
            generation = self._next_generation(writer)
            return self._remove(writer, doc_id, generation)

    def remove_file(self, source: str) -> None:
        """Remove all papers of a file at once, and whatever of it is listed as unread."""
        with self._write() as writer:
            self._remove_file(writer, source, self._next_generation(writer))

    def _remove_file(self, writer: sqlite3.Connection, source: str, generation: int) -> None:
        for row in writer.execute("SELECT doc_id FROM documents WHERE source = ?", (source,)).fetchall():
            self._remove(writer, row["doc_id"], generation)
        writer.execute("DELETE FROM unread WHERE file = ?", (source,))
        writer.execute("DELETE FROM held_words WHERE file = ?", (source,))

    def _remove(self, writer: sqlite3.Connection, doc_id: str, generation: int) -> bool:
        document = self.document(doc_id)
        if document is None:
            return False
        self._forget_words(writer, document, self._passage_rows(writer, doc_id), generation)
        writer.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        return True

    @staticmethod
    def _passage_rows(writer: sqlite3.Connection, doc_id: str) -> list[sqlite3.Row]:
        return writer.execute(
            f"SELECT p.passage_row, p.document_row, p.embedded, p.embedded_hash, {schema.PREFIXED_PASSAGE},"
            " d.doc_id AS document_doc_id FROM passages p JOIN documents d USING (document_row) WHERE d.doc_id = ?"
            " ORDER BY p.passage_row",
            (doc_id,),
        ).fetchall()

    @staticmethod
    def _forget_words(
        writer: sqlite3.Connection, document: Document, rows: Iterable[sqlite3.Row], generation: int
    ) -> None:
        ranked = [row for row in rows if row["embedded_hash"] is not None]
        writer.executemany(
            "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)",
            ((row["passage_row"], *schema.indexed_words(document.title, schema.passage_of(row))) for row in ranked),
        )
        writer.executemany("INSERT INTO removals VALUES (?, ?)", ((row["passage_row"], generation) for row in ranked))

    # -- the unread list -------------------------------------------------------------------------------------

    def put_unread(self, unread: Unread, origin: str, keys: Iterable[str] = ()) -> None:
        """List a file as unread, taking the papers that stood at its path out of the index.

        Where it is held back on purpose, its words (``keys``, and those of the paper that stood there) may be shown
        nowhere else either: copies of it go with it at once.
        """
        with self._write() as writer:
            generation = self._next_generation(writer)
            held = writer.execute(
                "SELECT doc_id, source, words_key FROM documents WHERE source = ? OR doc_id = ?", (unread.source,) * 2
            ).fetchall()
            for row in held:
                self._remove(writer, row["doc_id"], generation)
            writer.execute("DELETE FROM unread WHERE file = ?", (unread.source,))
            file = next((row["source"] for row in held), None) or self._file_of(writer, unread.source)
            self._list_unread(writer, unread, origin, file)
            if unread.code in HELD_BACK:
                # A pack is held back for one of its papers: that says nothing of the others where they stand alone.
                own = [row["words_key"] for row in held if row["doc_id"] == unread.source and row["words_key"]]
                self._hold_words(writer, file, [*keys, *own], generation)

    @staticmethod
    def _file_of(writer: sqlite3.Connection, source: str) -> str:
        row = writer.execute("SELECT file FROM unread WHERE source = ?", (source,)).fetchone()
        return str(row["file"]) if row else source

    @staticmethod
    def _list_unread(
        writer: sqlite3.Connection, unread: Unread, origin: str, file: str, copy_of_words: str | None = None
    ) -> None:
        writer.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?, ?, ?)",
            (unread.source, origin, unread.code, unread.reason, unread.next_step, file, copy_of_words),
        )

    def _hold_words(self, writer: sqlite3.Connection, file: str, keys: Iterable[str], generation: int) -> None:
        """From now on nothing with these words is shown; what was shown with any words held back is taken out."""
        writer.executemany("INSERT OR IGNORE INTO held_words VALUES (?, ?)", ((file, key) for key in keys))
        copies = writer.execute(
            "SELECT d.doc_id, d.source, d.origin, d.words_key, u.code, u.reason, u.next_step, min(u.source)"
            " FROM documents d JOIN held_words h USING (words_key)"
            " JOIN unread u ON u.file = h.file AND u.copy_of_words IS NULL GROUP BY d.doc_id"
        ).fetchall()
        for row in copies:
            self._remove(writer, row["doc_id"], generation)
            unread = Unread(row["doc_id"], row["code"], row["reason"], row["next_step"])
            self._list_unread(writer, unread, row["origin"], row["source"], row["words_key"])

    def freed(self) -> list[str]:
        """The files of papers that were held back as copies of words which nothing holds back any more."""
        rows = self._connection.execute(
            "SELECT DISTINCT file FROM unread WHERE copy_of_words NOT NULL"
            " AND copy_of_words NOT IN (SELECT words_key FROM held_words) ORDER BY file"
        )
        return [row[0] for row in rows]

    def holds_back_part_of(self, source: str) -> bool:
        """True where a file holds a paper that may not be shown, so that the file itself may not be either."""
        return self._count("SELECT count(*) FROM unread WHERE file = ?", source) > 0

    def forget_unread(self, sources: Iterable[str]) -> None:
        """Take files that are gone off the unread list; what else stands in the file of a part is read again."""
        with self._write() as writer:
            for source in sources:
                file = self._file_of(writer, source)
                writer.execute("DELETE FROM unread WHERE source = ?", (source,))
                writer.execute("DELETE FROM held_words WHERE file = ?", (file,))
                writer.execute("UPDATE unread SET origin = '' WHERE file = ?", (file,))
                writer.execute("UPDATE documents SET origin = '' WHERE source = ?", (file,))

    def unread(self) -> dict[str, tuple[Unread, str]]:
        """The unread files with their origins, by source, in order."""
        rows = self._connection.execute("SELECT * FROM unread ORDER BY source")
        return {
            row["source"]: (
                Unread(row["source"], row["code"], row["reason"], row["next_step"]),
                row["origin"],
            )
            for row in rows
        }

    def unread_files(self) -> dict[str, str]:
        """Of everything on the unread list, by source, the file that it stands in."""
        return dict(self._connection.execute("SELECT source, file FROM unread ORDER BY source").fetchall())

    # -- vectors ---------------------------------------------------------------------------------------------

    def waiting(self) -> int:
        """How many passages have words but no vector yet."""
        return self._count("SELECT count(*) FROM passages WHERE embedded_hash NOT NULL AND vector_generation IS NULL")

    def waiting_texts(self, most: int) -> list[str]:
        """Up to ``most`` distinct texts that wait for a vector, the shortest first so that batches are even."""
        rows = self._connection.execute(
            "SELECT DISTINCT embedded FROM passages WHERE embedded_hash NOT NULL AND vector_generation IS NULL"
            " ORDER BY length(embedded), embedded LIMIT ?",
            (most,),
        )
        return [str(row[0]) for row in rows]

    def put_vectors(self, texts: Sequence[str], rows: Rows) -> int:
        """Keep the vectors of texts, shape (len(texts), dimensions), and give them to the passages that wait."""
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        with self._write() as writer:
            generation = self._next_generation(writer)
            writer.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                ((digest, row.astype("<f4").tobytes()) for digest, row in zip(hashes, rows, strict=True)),
            )
            writer.executemany(
                "UPDATE passages SET vector_generation = ? WHERE embedded_hash = ? AND vector_generation IS NULL",
                ((generation, digest) for digest in hashes),
            )
        return generation

    def vectors_since(self, generation: int, dimensions: int) -> tuple[Ids, Rows]:
        """Passage rows whose vector came after ``generation``, and the vectors, shape (n, dimensions)."""
        found = self._connection.execute(
            "SELECT p.passage_row, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            " WHERE p.vector_generation > ? ORDER BY p.passage_row",
            (generation,),
        ).fetchall()
        ids = np.fromiter((row[0] for row in found), dtype=np.int64, count=len(found))
        rows = np.frombuffer(b"".join(row[1] for row in found), dtype="<f4").reshape(len(found), dimensions)
        return ids, rows.astype(np.float32)

    def removed_since(self, generation: int) -> Ids:
        """Passage rows removed after ``generation``."""
        rows = self._connection.execute("SELECT passage_row FROM removals WHERE generation > ?", (generation,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def drop_unused_vectors(self) -> int:
        """Forget vectors of texts that no passage has any more; returns how many."""
        with self._write() as writer:
            cursor = writer.execute(
                "DELETE FROM vectors WHERE embedded_hash NOT IN"
                " (SELECT embedded_hash FROM passages WHERE embedded_hash NOT NULL)"
            )
        return cursor.rowcount

    # -- reading ---------------------------------------------------------------------------------------------

    def held(self) -> dict[str, Held]:
        """Every file of which papers are held, by its path in the corpus."""
        held: dict[str, Held] = {}
        for row in self._connection.execute("SELECT source, doc_id, origin FROM documents ORDER BY source, doc_id"):
            before = held.get(row["source"], Held((), ""))
            held[row["source"]] = Held((*before.doc_ids, row["doc_id"]), row["origin"])
        return held

    def known(self) -> dict[str, str]:
        """The origin of every file that was read or refused, by its path in the corpus; "" where it must be read
        again, because something of it was decided anew."""
        rows = self._connection.execute(
            "SELECT file, origin FROM unread UNION SELECT source, origin FROM documents ORDER BY 1, 2 DESC"
        )
        return dict(rows.fetchall())

    def document(self, doc_id: str) -> Document | None:
        """A paper, or None when it is not held."""
        row = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT} FROM documents d WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else schema.document_of(row)

    def reading_text(self, doc_id: str) -> str | None:
        """The reading text of a paper, or None when it is not held."""
        row = self._connection.execute("SELECT text FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else str(row[0])

    def words_key(self, doc_id: str) -> str | None:
        """What stands for the words of a paper, see ``relations.words_key``; None where it has hardly any."""
        row = self._connection.execute("SELECT words_key FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else row["words_key"]

    def documents(self) -> list[Document]:
        """Every paper held, by doc_id; copies that are shown as another paper are left out."""
        rows = self._connection.execute(f"SELECT {schema.PREFIXED_DOCUMENT} FROM papers d ORDER BY doc_id")
        return [schema.document_of(row) for row in rows]

    def documents_and_copies(self) -> list[Document]:
        """Every paper held and every copy of one, by doc_id."""
        rows = self._connection.execute(f"SELECT {schema.PREFIXED_DOCUMENT} FROM documents d ORDER BY doc_id")
        return [schema.document_of(row) for row in rows]

    def passages(self, doc_id: str) -> list[Passage]:
        """The passages of a paper, headings included, in order."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_PASSAGE}, d.doc_id AS document_doc_id FROM passages p"
            " JOIN documents d USING (document_row) WHERE d.doc_id = ? ORDER BY p.span_start, p.passage_row",
            (doc_id,),
        )
        return [schema.passage_of(row) for row in rows]

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        """The passages that are held of those asked for, with their papers."""
        return self._fetch("p.passage_id", passage_ids)

    def _fetch(self, column: str, keys: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_PASSAGE}, {schema.PREFIXED_DOCUMENT} FROM passages p"
            f" JOIN documents d USING (document_row) WHERE {column} IN ({marks})",
            tuple(keys),
        )
        return {row["passage_id"]: (schema.passage_of(row), schema.document_of(row)) for row in rows}

    def embedded(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """What the encoder saw of the passages, by id; headings alone are left out."""
        marks = ", ".join("?" * len(passage_ids))
        rows = self._connection.execute(
            f"SELECT passage_id, embedded FROM passages WHERE embedded NOT NULL AND passage_id IN ({marks})",
            tuple(passage_ids),
        )
        return {row[0]: row[1] for row in rows}

    def passage_ids(self, rows: Sequence[int]) -> dict[int, str]:
        """The ids of passage rows that are still held."""
        marks = ", ".join("?" * len(rows))
        found = self._connection.execute(
            f"SELECT passage_row, passage_id FROM passages WHERE passage_row IN ({marks})", tuple(rows)
        )
        return {row[0]: row[1] for row in found}

    def allowed_rows(self, filters: Filters) -> Ids:
        """The passage rows that the filters let through, in order."""
        clause, values = _clause(filters)
        rows = self._connection.execute(
            "SELECT p.passage_row FROM passages p JOIN documents d USING (document_row)"
            f" WHERE p.embedded_hash NOT NULL AND {clause} ORDER BY p.passage_row",
            values,
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def lexical(self, terms: Sequence[str], filters: Filters, depth: int) -> list[Scored]:
        """The ``depth`` best passages by BM25 over any of the terms, best first, ties by passage id."""
        if not terms:
            return []
        clause, values = _clause(filters)
        weights = ", ".join(map(str, _FIELD_WEIGHTS))
        rows = self._connection.execute(
            f"SELECT p.passage_id, -bm25(words, {weights}) AS score FROM words"
            " JOIN passages p ON p.passage_row = words.rowid JOIN documents d USING (document_row)"
            f" WHERE words MATCH ? AND {clause} ORDER BY score DESC, p.passage_id LIMIT ?",
            (" OR ".join(map(_quoted, terms)), *values, depth),
        )
        return [Scored(row[0], row[1]) for row in rows]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term stands, in any inflection that the lexical index folds together."""
        query = "SELECT count(*) FROM words WHERE words MATCH ?"
        return [self._count(query, _quoted(term)) for term in terms]

    def _count(self, query: str, *values: str) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])

    # -- what is held ----------------------------------------------------------------------------------------

    def counts(self) -> tuple[int, int]:
        """Papers, and passages that can be found (headings alone are not)."""
        papers = self._count("SELECT count(*) FROM papers")
        return papers, self._count("SELECT count(*) FROM passages WHERE embedded_hash NOT NULL")

    def facets(self) -> Facets:
        """The values that filters can take, the most frequent first."""
        since, until = self._connection.execute("SELECT min(held_on), max(held_on) FROM papers").fetchone()
        return Facets(self._facet("authority"), self._facet("committee"), self._facet("kind"), _day(since), _day(until))

    def _facet(self, column: str) -> tuple[Facet, ...]:
        rows = self._connection.execute(
            f"SELECT {column}, count(*) FROM papers WHERE {column} NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return tuple(Facet(row[0], row[1]) for row in rows)

    def coverage(self, filters: Filters) -> Coverage:
        """What a question with these filters searches, and what it does not."""
        clause, values = _clause(filters)
        papers, since, until, undated = self._connection.execute(
            f"SELECT count(*), min(held_on), max(held_on), count(*) - count(held_on) FROM papers d WHERE {clause}",
            values,
        ).fetchone()
        authorities = self._connection.execute(
            f"SELECT DISTINCT authority FROM papers d WHERE authority NOT NULL AND {clause} ORDER BY 1",
            values,
        )
        held_back = self._count("SELECT count(*) FROM unread WHERE code = 'exempt'")
        return Coverage(
            papers=papers,
            passages=len(self.allowed_rows(filters)) if filters else self.counts()[1],
            authorities=tuple(row[0] for row in authorities),
            since=_day(since),
            until=_day(until),
            undated=undated,
            outside_filters=self.counts()[0] - papers,
            unread=self._count("SELECT count(*) FROM unread") - held_back,
            held_back=held_back,
        )


def _card(row: sqlite3.Row) -> Card:
    also_at = tuple(json.loads(row["own_also_at"]))
    document = replace(schema.document_of(row), status=row["own_status"], also_at=also_at, replaced_by=None)
    return Card(document, row["words_key"], row["standing"], claim_of_text(row["claim"]))


def _with_authority(document: Document, authority: str | None) -> Document:
    return replace(document, meeting=replace(document.meeting, authority=authority))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _quoted(term: str) -> str:
    """A term as an FTS5 string, so that no character of a question is read as query syntax."""
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


def _clause(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The filters as a condition on documents d; a paper without a date is outside any limit of dates."""
    parts, values = ["d.access = 'public'"], list[str]()
    named = (("authority", filters.authorities), ("committee", filters.committees), ("kind", filters.kinds))
    for column, wanted in named:
        if wanted:
            parts.append(f"d.{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for sign, day in ((">=", filters.since), ("<=", filters.until)):
        if day:
            parts.append(f"d.held_on {sign} ?")
            values.append(day.isoformat())
    return " AND ".join(parts), tuple(values)
