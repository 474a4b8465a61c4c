"""What a question asks of the store: the papers that filters let through, candidates by words, rows of vectors.

In: terms, filters and passage rows; out: ids with scores, and unit rows. Promised: no query here costs more the larger
the store is, except by the passages that hold a word asked for; ``affordable`` bounds those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from paper_search.embeddings import Rows
from paper_search.errors import DamagedIndexError
from paper_search.records import Access, Filters, ScoredPassage
from paper_search.storage.database import Database
from paper_search.storage.vector_file import Ids

MIN_RANKED_PASSAGES, RANKED_SHARE, MAX_RANKED_PASSAGES = 5_000, 0.1, 25_000
"""How many passages a question's words may bring up to be ranked: a tenth of those held, within these limits. BM25 took
half a microsecond for each on the machine that they were set on."""
MAX_SCORING_POSTINGS = 300_000
"""In how many passages the words may stand that are weighed in those: each is counted once a question."""
FILTERED_BUDGET_FACTOR = 4
"""With a filter most are passed over unranked, which is so many times cheaper."""
NOT_ALL_PUBLIC_KEY = "not all public"
"""Stands in the store once it has held a paper that is not for everybody."""
_FETCH_BATCH_SIZE = 5000
_MAX_SQL_PARAMETERS = 500
_FIELD_WEIGHTS = "1.0, 1.0, 1.0"
_ROW_MASK_FUNCTION = "verdict"


def select_affordable_terms(terms: Sequence[str], frequencies: Sequence[int], max_postings: int) -> list[str]:
    """The terms that passages are looked up by, in the order given: the rarest, as long as all that hold one of them
    are at most ``most``; never none. A word of every fifth passage says little of each, and its list is the longest."""
    by_rarity = sorted(zip(frequencies, terms, strict=True))
    kept, total = [term for _, term in by_rarity[:1]], sum(frequency for frequency, _ in by_rarity[:1])
    for frequency, term in by_rarity[1:]:
        total += frequency
        if total > max_postings:
            break
        kept.append(term)
    return [term for term in terms if term in kept]


def select_rarest_terms(terms: Sequence[str], frequencies: Sequence[int], count: int) -> list[str]:
    """So many of the terms, the rarest of them first."""
    return [term for _, term in sorted(zip(frequencies, terms, strict=True))[:count]]


def compute_ranking_budget(passage_count: int) -> int:
    """How many passages a question's words may bring up to be ranked, where so many are held."""
    return min(max(MIN_RANKED_PASSAGES, int(RANKED_SHARE * passage_count)), MAX_RANKED_PASSAGES)


class Retrieval(Database):
    """An open store, for the candidates of a question."""

    # -- filters ---------------------------------------------------------------------------------------------

    def find_document_rows(self, filters: Filters) -> Ids:
        """The rows of the papers that the filters let through."""
        clause, values = to_sql_condition(filters)
        rows = self._connection.execute(f"SELECT document_row FROM documents d WHERE {clause}", values)
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def has_exclusions(self, filters: Filters) -> bool:
        """Whether any paper may lie outside the filters: because they limit something, or because not all papers held
        are for everybody and some are not for the asker."""
        return bool(filters) or ("members" not in filters.access and self.get_meta(NOT_ALL_PUBLIC_KEY) is not None)

    def last_passage_row(self) -> int:
        """The highest passage row that was ever given out; none is given out twice."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return int(row[0]) if row else 0

    # -- words -----------------------------------------------------------------------------------------------

    def search_bm25(
        self,
        terms: Sequence[str],
        filters: Filters,
        depth: int,
        row_mask: bytes | None = None,
        scoring_terms: Sequence[str] = (),
        *,
        match_all: bool = False,
    ) -> list[ScoredPassage]:
        """The ``depth`` best passages by BM25 that hold any of the terms, best first, ties by passage id.

        Args:
            together: only passages that hold all of them.
            verdicts: spares a look at each passage's paper: for each passage row up to the last one 1 where the filters
                let it through, 0 where they do not, 2 where that is to be looked up.
            weighing: more terms, which add to a passage's score and bring up none.
        """
        if not terms or depth < 1:
            return []
        wanted, rare = 2 * depth, (" AND " if match_all else " OR ").join(map(_quote_term, terms))
        is_all = row_mask is None and not self.has_exclusions(filters)
        # With any of the others a passage has its whole score by the second, without them by the first.
        matches = [rare, f"({rare}) AND ({' OR '.join(map(_quote_term, scoring_terms))})"] if scoring_terms else [rare]
        while True:
            lists = [self._rank_matches(match, None if is_all else filters, wanted, row_mask) for match in matches]
            scores: dict[int, float] = {}
            for row, score in chain.from_iterable(lists):
                scores[row] = max(score, scores.get(row, score))
            best = sorted(scores.values(), reverse=True)[:depth]
            # More where the last is a tie with what may have been left out, or below it.
            if all(len(ranked) < wanted or ranked[-1][1] < best[-1] for ranked in lists):
                break
            wanted *= 4
        kept = [row for row, score in scores.items() if score >= best[-1]] if best else []
        names = self.find_passage_ids(kept)
        scored = [ScoredPassage(names[row], scores[row]) for row in kept if row in names]
        return sorted(scored, key=lambda each: (-each.score, each.passage_id))[:depth]

    def _rank_matches(
        self, match: str, filters: Filters | None, limit: int, row_mask: bytes | None
    ) -> list[tuple[int, float]]:
        """Passage rows with their scores, best first. What the filters keep out is never ranked."""
        clause, values = to_sql_condition(filters or Filters())
        looked_up = (
            "EXISTS (SELECT 1 FROM passages p JOIN documents d USING (document_row)"
            f" WHERE p.passage_row = words.rowid AND {clause})"
        )
        if filters is None:
            looked_up, values = "1", ()
        elif row_mask is not None:
            self._connection.create_function(_ROW_MASK_FUNCTION, 1, row_mask.__getitem__)
            looked_up = f"CASE {_ROW_MASK_FUNCTION}(words.rowid) WHEN 1 THEN 1 WHEN 0 THEN 0 ELSE {looked_up} END"
        rows = self._connection.execute(
            f"SELECT rowid, -bm25(words, {_FIELD_WEIGHTS}) AS score FROM words WHERE words MATCH ? AND {looked_up}"
            " ORDER BY score DESC, rowid LIMIT ?",
            (match, *values, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def search_phrases(
        self,
        phrase_forms: Sequence[Sequence[str]],
        terms: Sequence[str],
        filters: Filters,
        limit: int,
        row_mask: bytes | None = None,
    ) -> list[tuple[int, float, str]]:
        """Passage rows that hold at least one form of each, with their BM25 and texts, the ``most`` best where there
        are more. A form is words in a row, in any inflection that the lexical index folds together; the terms are
        weighed beside the forms and bring up nothing; ``verdicts`` as for ``lexical``."""
        phrases = _to_phrase_query(phrase_forms)
        match = f"({phrases}) AND ({' OR '.join([phrases, *map(_quote_term, terms)])})"
        found = self._rank_matches(match, filters if self.has_exclusions(filters) else None, limit, row_mask)
        texts = self._fetch_texts([row for row, _ in found])
        return [(row, score, texts[row]) for row, score in found if row in texts]

    def _fetch_texts(self, rows: Sequence[int]) -> dict[int, str]:
        """The texts of passage rows that are still held."""
        texts: dict[int, str] = {}
        for start in range(0, len(rows), _MAX_SQL_PARAMETERS):
            some = rows[start : start + _MAX_SQL_PARAMETERS]
            marks = ", ".join("?" * len(some))
            query = f"SELECT passage_row, text FROM passages WHERE passage_row IN ({marks})"
            texts |= {row[0]: row[1] for row in self._connection.execute(query, tuple(some))}
        return texts

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term stands, in any inflection that the lexical index folds together."""
        return [self.frequency(term) for term in terms]

    def frequency(self, term: str, after_row: int = 0) -> int:
        """In how many passages a term stands, counting those whose row is above ``after``."""
        query = "SELECT count(*) FROM words WHERE words MATCH ? AND rowid > ?"
        return int(self._connection.execute(query, (_quote_term(term), after_row)).fetchone()[0])

    def has_term(self, term: str, access: Sequence[Access]) -> bool:
        """Whether a term stands in a passage of a paper with this access."""
        query = (
            "SELECT 1 FROM words w JOIN passages p ON p.passage_row = w.rowid JOIN documents d USING (document_row)"
            f" WHERE words MATCH ? AND d.access IN ({', '.join('?' * len(access))}) LIMIT 1"
        )
        return self._connection.execute(query, (_quote_term(term), *access)).fetchone() is not None

    def find_passage_ids(self, rows: Sequence[int]) -> dict[int, str]:
        """The ids of passage rows that are still held."""
        marks = ", ".join("?" * len(rows))
        found = self._connection.execute(
            f"SELECT passage_row, passage_id FROM passages WHERE passage_row IN ({marks})", tuple(rows)
        )
        return {row[0]: row[1] for row in found}

    # -- vectors ---------------------------------------------------------------------------------------------

    def fetch_vectors(self, rows: Ids, dimensions: int) -> tuple[Ids, list[str], Rows]:
        """Of passage rows those that are held and have a vector, their ids, and the vectors, shape (n, dimensions)."""
        marks = ", ".join("?" * len(rows))
        found = self._connection.execute(
            "SELECT p.passage_row, p.passage_id, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            f" WHERE p.passage_row IN ({marks})",
            tuple(map(int, rows)),
        ).fetchall()
        names = [row[1] for row in found]
        return _to_ids(row[0] for row in found), names, _to_rows([row[2] for row in found], dimensions)

    def fetch_vectors_by_id(self, passage_ids: Sequence[str], dimensions: int) -> dict[str, Rows]:
        """The vector of each passage that has one, shape (dimensions,), by id."""
        marks = ", ".join("?" * len(passage_ids))
        found = self._connection.execute(
            "SELECT p.passage_id, v.row FROM passages p JOIN vectors v USING (embedded_hash)"
            f" WHERE p.vector_generation NOT NULL AND p.passage_id IN ({marks})",
            tuple(passage_ids),
        ).fetchall()
        return dict(zip((row[0] for row in found), _to_rows([row[1] for row in found], dimensions), strict=True))

    def fetch_vectors_since(self, generation: int, dimensions: int) -> Iterator[tuple[Ids, Ids, Rows]]:
        """Passage rows whose vector came after ``generation``, the rows of their papers, and the vectors, shape
        (n, dimensions); in batches, so that memory holds a part at a time."""
        found = self._connection.execute(
            "SELECT p.passage_row, p.document_row, v.row FROM passages p INDEXED BY passages_by_vector"
            " JOIN vectors v USING (embedded_hash) WHERE p.vector_generation > ?"
            " ORDER BY p.vector_generation, p.passage_row",
            (generation,),
        )
        while batch := found.fetchmany(_FETCH_BATCH_SIZE):
            papers = _to_ids(row[1] for row in batch)
            yield _to_ids(row[0] for row in batch), papers, _to_rows([row[2] for row in batch], dimensions)

    def fetch_removals_since(self, generation: int) -> Ids:
        """Passage rows removed after ``generation``."""
        rows = self._connection.execute("SELECT passage_row FROM removals WHERE generation > ?", (generation,))
        return _to_ids(row[0] for row in rows)

    def has_removals_since(self, generation: int) -> bool:
        """Whether any passage was removed after ``generation``."""
        row = self._connection.execute("SELECT 1 FROM removals WHERE generation > ? LIMIT 1", (generation,)).fetchone()
        return row is not None

    def count_changes_since(self, generation: int) -> int:
        """How many vectors came and how many passages were removed after ``generation``."""
        came = self._connection.execute(
            "SELECT count(*) FROM passages INDEXED BY passages_by_vector WHERE vector_generation > ?", (generation,)
        ).fetchone()[0]
        query = "SELECT count(*) FROM removals WHERE generation > ?"
        return int(came) + int(self._connection.execute(query, (generation,)).fetchone()[0])


def _to_ids(values: Iterator[int]) -> Ids:
    return np.fromiter(values, dtype=np.int64)


def _to_rows(blobs: Sequence[bytes], dimensions: int) -> Rows:
    if any(len(blob) != 4 * dimensions for blob in blobs):
        raise DamagedIndexError(
            f"A vector of the index does not have {dimensions} dimensions; run 'paper-search check', which repairs it."
        )
    rows: Rows = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), dimensions).astype(np.float32)
    return rows


def _quote_term(term: str) -> str:
    """A term as an FTS5 string, so that no character of a question is read as query syntax."""
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


def _to_phrase_query(phrase_forms: Sequence[Sequence[str]]) -> str:
    """An FTS5 expression: of each at least one form, in the passage's own words."""
    return " AND ".join(f"(body : ({' OR '.join(map(_quote_term, each))}))" for each in phrase_forms)


def to_sql_condition(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """The filters as a condition on documents d; a paper without a date is outside any limit of dates."""
    marks = ", ".join("?" * len(filters.access))
    parts, values = [f"d.access IN ({marks})"], list[str](filters.access)
    named = (("authority", filters.authorities), ("committee", filters.committees), ("kind", filters.kinds))
    for column, wanted in named:
        if wanted:
            parts.append(f"d.{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for sign, day in ((">=", filters.since), ("<=", filters.until)):
        if day:
            parts.append(f"d.held_on {sign} ?")
            values.append(day.isoformat())
    if filters.indexed_since:
        parts.append("d.doc_id IN (SELECT doc_id FROM arrivals WHERE changed_at >= ?)")
        values.append(filters.indexed_since.isoformat())
    return " AND ".join(parts), tuple(values)
