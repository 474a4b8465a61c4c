"""What the store says: papers, passages, their words and vectors, and what is held and what is not.

In: ids, terms and filters; out: records. Nothing is written here. Promised: a paper that is shown as another copy is
counted and listed once; nothing that was removed can be fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from paper_search.embeddings import Tokens
from paper_search.embeddings.token_codec import decode_all
from paper_search.records import PUBLIC, Access, Coverage, Document, Facet, Facets, Filters, Passage
from paper_search.storage import schema
from paper_search.storage.fulltext import Retrieval, to_sql_condition


class Lookup(Retrieval):
    """An open store, for reading."""

    # -- reading ---------------------------------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        """A paper, or None when it is not held."""
        row = self._connection.execute(
            f"SELECT {schema.PREFIXED_DOCUMENT_COLUMNS} FROM documents d WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else schema.document_from_row(row)

    def reading_text(self, doc_id: str) -> str | None:
        """The reading text of a paper, or None when it is not held."""
        row = self._connection.execute(
            "SELECT t.text FROM texts t JOIN documents d USING (document_row) WHERE d.doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def find_content_hash(self, doc_id: str) -> str | None:
        """What stands for the words of a paper, see ``relations.words_key``; None where it has hardly any."""
        row = self._connection.execute("SELECT words_key FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else row["words_key"]

    def documents(self) -> list[Document]:
        """Every paper held, by doc_id; copies that are shown as another paper are left out."""
        rows = self._connection.execute(f"SELECT {schema.PREFIXED_DOCUMENT_COLUMNS} FROM papers d ORDER BY doc_id")
        return [schema.document_from_row(row) for row in rows]

    def documents_and_copies(self) -> list[Document]:
        """Every paper held and every copy of one, by doc_id."""
        rows = self._connection.execute(f"SELECT {schema.PREFIXED_DOCUMENT_COLUMNS} FROM documents d ORDER BY doc_id")
        return [schema.document_from_row(row) for row in rows]

    def passages(self, doc_id: str) -> list[Passage]:
        """The passages of a paper, headings included, in order."""
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id FROM passages p"
            " JOIN documents d USING (document_row) WHERE d.doc_id = ? ORDER BY p.span_start, p.passage_row",
            (doc_id,),
        )
        return [schema.passage_from_row(row) for row in rows]

    def fetch_passages(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        """The passages that are held of those asked for, with their papers."""
        return self._fetch_passages_by("p.passage_id", passage_ids)

    def _fetch_passages_by(self, column: str, keys: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(
            f"SELECT {schema.PREFIXED_PASSAGE_COLUMNS}, {schema.PREFIXED_DOCUMENT_COLUMNS} FROM passages p"
            f" JOIN documents d USING (document_row) WHERE {column} IN ({marks})",
            tuple(keys),
        )
        papers: dict[str, Document] = {}
        found: dict[str, tuple[Passage, Document]] = {}
        for row in rows:
            passage = schema.passage_from_row(row)
            paper = papers.get(passage.doc_id) or papers.setdefault(passage.doc_id, schema.document_from_row(row))
            found[passage.passage_id] = (passage, paper)
        return found

    def embedding_texts(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """What the encoder saw of the passages, by id; headings alone are left out."""
        marks = ", ".join("?" * len(passage_ids))
        rows = self._connection.execute(
            f"SELECT passage_id, embedded FROM passages WHERE embedded NOT NULL AND passage_id IN ({marks})",
            tuple(passage_ids),
        )
        return {row[0]: row[1] for row in rows}

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of each passage held the ones next before and after it in its paper, headings alone passed over; but a bullet
        is none of another's, since each is a point of its own."""
        marks = ", ".join("?" * len(passage_ids))
        beside = (
            "(SELECT iif(p.kind = 'bullet' AND n.kind = 'bullet', NULL, n.passage_id) FROM passages n"
            " WHERE n.document_row = p.document_row AND n.embedded_hash NOT NULL"
            " AND n.passage_row {} p.passage_row ORDER BY n.passage_row {} LIMIT 1)"
        )
        rows = self._connection.execute(
            f"SELECT p.passage_id, {beside.format('<', 'DESC')}, {beside.format('>', 'ASC')} FROM passages p"
            f" WHERE p.passage_id IN ({marks})",
            tuple(passage_ids),
        )
        return {row[0]: tuple(each for each in row[1:] if each) for row in map(tuple, rows)}

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        """The word pieces kept of the passages' own text, by id, their spans in that text; on demand those of the title
        and headings too, whose spans are negative. Passages that wait for a vector are left out."""
        marks = ", ".join("?" * len(passage_ids))
        rows = self._connection.execute(
            "SELECT p.passage_id, v.tokens, length(p.embedded) - length(p.text) FROM passages p JOIN vectors v"
            " USING (embedded_hash) WHERE v.tokens NOT NULL AND p.vector_generation NOT NULL"
            f" AND p.passage_id IN ({marks})",
            tuple(passage_ids),
        ).fetchall()
        unpacked = decode_all([row[1] for row in rows], [0 if with_context else row[2] for row in rows])
        return {row[0]: each.shift_spans(row[2]) for row, each in zip(rows, unpacked, strict=True)}

    # -- what is held ----------------------------------------------------------------------------------------

    def count_documents_and_passages(self) -> tuple[int, int]:
        """Papers, and passages that can be found (headings alone are not)."""
        papers = self._fetch_int("SELECT count(*) FROM papers")
        return papers, self._fetch_int("SELECT value FROM counters WHERE name = 'passages'")

    def facets(self, access: tuple[Access, ...] = PUBLIC) -> Facets:
        """The values that filters can take, the most frequent first, in the papers with this access."""
        clause, values = to_sql_condition(Filters(access=access))
        since, until = self._connection.execute(
            f"SELECT min(held_on), max(held_on) FROM papers d WHERE {clause}", values
        ).fetchone()
        authorities, committees, kinds = (
            self._count_facet(column, clause, values) for column in ("authority", "committee", "kind")
        )
        return Facets(authorities, committees, kinds, _parse_day(since), _parse_day(until))

    def _count_facet(self, column: str, clause: str, values: tuple[str, ...]) -> tuple[Facet, ...]:
        rows = self._connection.execute(
            f"SELECT {column}, count(*) FROM papers d WHERE {column} NOT NULL AND {clause}"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )
        return tuple(Facet(row[0], row[1]) for row in rows)

    def coverage(self, filters: Filters) -> Coverage:
        """What a question with these filters searches, and what it does not."""
        clause, values = to_sql_condition(filters)
        papers, passages, since, until, undated = self._connection.execute(
            "SELECT count(*), coalesce(sum(passages), 0), min(held_on), max(held_on), count(*) - count(held_on)"
            f" FROM papers d WHERE {clause}",
            values,
        ).fetchone()
        authorities = self._connection.execute(
            f"SELECT DISTINCT authority FROM papers d WHERE authority NOT NULL AND {clause} ORDER BY 1",
            values,
        )
        listed = self._fetch_int("SELECT count(*) FROM unread")
        held_back = self._fetch_int("SELECT count(*) FROM unread WHERE code IN ('exempt', 'withdrawn')")
        seen = self._count_visible(filters.access)
        return Coverage(
            papers=papers,
            passages=passages,
            authorities=tuple(row[0] for row in authorities),
            since=_parse_day(since),
            until=_parse_day(until),
            undated=undated,
            outside_filters=seen - papers,
            unread=listed - held_back,
            held_back=held_back + self.count_documents_and_passages()[0] - seen,
            waiting=self.count_unembedded_passages(),
        )

    def _count_visible(self, access: tuple[Access, ...]) -> int:
        clause, values = to_sql_condition(Filters(access=access))
        return self._fetch_int(f"SELECT count(*) FROM papers d WHERE {clause}", *values)

    # -- vectors ---------------------------------------------------------------------------------------------

    def count_unembedded_passages(self) -> int:
        """How many passages have words but no vector yet."""
        return self._fetch_int(
            "SELECT count(*) FROM passages INDEXED BY passages_waiting"
            " WHERE embedded_hash IS NOT NULL AND vector_generation IS NULL"
        )

    def list_unembedded_texts(self, limit: int) -> list[str]:
        """Up to ``most`` distinct texts that wait for a vector, the shortest first so that batches are even."""
        rows = self._connection.execute(
            "SELECT embedded FROM passages WHERE embedded_hash NOT NULL AND vector_generation IS NULL"
            " GROUP BY length(embedded), embedded_hash ORDER BY length(embedded), embedded_hash LIMIT ?",
            (limit,),
        )
        return [str(row[0]) for row in rows]


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
