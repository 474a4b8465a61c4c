"""What the store says: papers, passages, their words and vectors, and what is held and what is not.

In: ids, terms and filters; out: records. Nothing is written here. Promised: a paper that is shown as another copy is
counted and listed once; nothing that was removed can be fetched.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from paper_search import schema
from paper_search.embed import Rows
from paper_search.records import Coverage, Document, Facet, Facets, Filters, Passage, Scored, Unread
from paper_search.relations import Card, Relation, claim_of_text
from paper_search.tables import Tables
from paper_search.vectors import Ids

_FIELD_WEIGHTS = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Held:
    """What the store knows of one file's origin: enough to see whether it has changed, and its papers."""

    doc_ids: tuple[str, ...]
    origin: str


class Lookup(Tables):
    """An open store, for reading."""

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
        row = self._connection.execute(
            "SELECT t.text FROM texts t JOIN documents d USING (document_row) WHERE d.doc_id = ?", (doc_id,)
        ).fetchone()
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

    # -- what is held ----------------------------------------------------------------------------------------

    def counts(self) -> tuple[int, int]:
        """Papers, and passages that can be found (headings alone are not)."""
        papers = self._count("SELECT count(*) FROM papers")
        return papers, self._count("SELECT value FROM counters WHERE name = 'passages'")

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
        held_back = self._count("SELECT count(*) FROM unread WHERE code IN ('exempt', 'withdrawn')")
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

    def described(self) -> list[Document]:
        """Every paper held, by doc_id, with the authority as the paper alone gives it."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT}, own_authority FROM documents d ORDER BY doc_id"
        )
        return [_with_authority(schema.document_of(row), row["own_authority"]) for row in rows]

    def authorities(self) -> dict[str, str | None]:
        """The authority of every paper held, copies included, by doc_id."""
        return dict(self._connection.execute("SELECT doc_id, authority FROM documents").fetchall())

    # -- the unread list -------------------------------------------------------------------------------------

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
        return self._count(
            "SELECT count(*) FROM passages INDEXED BY passages_waiting"
            " WHERE embedded_hash IS NOT NULL AND vector_generation IS NULL"
        )

    def waiting_texts(self, most: int) -> list[str]:
        """Up to ``most`` distinct texts that wait for a vector, the shortest first so that batches are even."""
        rows = self._connection.execute(
            "SELECT embedded FROM passages WHERE embedded_hash NOT NULL AND vector_generation IS NULL"
            " GROUP BY length(embedded), embedded_hash ORDER BY length(embedded), embedded_hash LIMIT ?",
            (most,),
        )
        return [str(row[0]) for row in rows]

    def vectors_since(self, generation: int, dimensions: int) -> tuple[Ids, Rows]:
        """Passage rows whose vector came after ``generation``, and the vectors, shape (n, dimensions)."""
        found = self._connection.execute(
            "SELECT p.passage_row, v.row FROM passages p INDEXED BY passages_by_vector JOIN vectors v USING (embedded_hash)"
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
