"""The full-text index: SQLite FTS5 over titles, headings and passages, ranked by BM25.

No query costs more the larger the index is, except by the passages that hold a word of the question;
``select_affordable_terms`` bounds those.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from paper_search.records import PUBLIC, Access, Filters, Passage, ScoredPassage
from paper_search.storage.database import Database, Transaction
from paper_search.storage.filters import FilterQuery, to_sql_condition
from paper_search.storage.rows import PREFIXED_PASSAGE_COLUMNS, passage_from_row, placeholders
from paper_search.text.struck import mask_struck

MIN_RANKED_PASSAGES, RANKED_SHARE, MAX_RANKED_PASSAGES = 5_000, 0.1, 25_000
"""The number of passages that a question's words may bring up to be ranked: a tenth of those indexed, within these
limits. BM25 took half a microsecond for each on the machine that they were set on."""
MAX_SCORING_POSTINGS = 300_000
"""In how many passages the words may stand that only add to a score: each is counted once a question."""
FILTERED_BUDGET_FACTOR = 4
"""With a filter most passages are passed over unranked, which is so many times cheaper."""
_MAX_SQL_PARAMETERS = 500
_FIELD_WEIGHTS = "1.0, 1.0, 1.0"
_ROW_MASK_FUNCTION = "verdict"


# -- what a question can afford --------------------------------------------------------------------------------


def select_affordable_terms(terms: Sequence[str], frequencies: Sequence[int], max_postings: int) -> list[str]:
    """Return the terms that passages are looked up by, in the order given; at least one of them.

    A word of every fifth passage says little of each, and its list of postings is the longest.

    Args:
        terms: the words of a question.
        frequencies: in how many passages each of them stands.
        max_postings: the rarest terms are taken as long as their frequencies add up to at most this.
    """
    by_rarity = sorted(zip(frequencies, terms, strict=True))
    affordable, total = [term for _, term in by_rarity[:1]], sum(frequency for frequency, _ in by_rarity[:1])
    for frequency, term in by_rarity[1:]:
        total += frequency
        if total > max_postings:
            break
        affordable.append(term)
    return [term for term in terms if term in affordable]


def select_rarest_terms(terms: Sequence[str], frequencies: Sequence[int], count: int) -> list[str]:
    """Return the ``count`` rarest of the terms, the rarest first."""
    return [term for _, term in sorted(zip(frequencies, terms, strict=True))[:count]]


def compute_ranking_budget(passage_count: int) -> int:
    """Return how many passages a question's words may bring up to be ranked, of so many that are indexed."""
    return min(max(MIN_RANKED_PASSAGES, int(RANKED_SHARE * passage_count)), MAX_RANKED_PASSAGES)


# -- what is indexed of a passage ------------------------------------------------------------------------------


def build_fulltext_columns(title: str | None, passage: Passage) -> tuple[str, str, str]:
    """Return what the index has of a passage: title, headings with lead-in, body.

    A contentless index forgets a row only when given the very same words again, so this must stay a pure
    function of what the database keeps.
    """
    return join_fulltext_columns(title, passage.headings, passage.lead_in, passage.columns, passage.text)


def join_fulltext_columns(
    title: str | None, headings: Sequence[str], lead_in: str | None, columns: Sequence[str], text: str
) -> tuple[str, str, str]:
    """Return ``build_fulltext_columns`` of a passage's parts; words that are struck through are not found."""
    table_heads = " | ".join(columns)
    context = (*headings, lead_in or "", "" if table_heads == (lead_in or "") else table_heads)
    return title or "", mask_struck(" ".join(context)), mask_struck(text)


class FullTextIndex:
    """Candidates by words: BM25 over terms and phrases, and how frequent terms are."""

    def __init__(self, database: Database, filters: FilterQuery) -> None:
        self._database, self._filters = database, filters

    # -- writing ---------------------------------------------------------------------------------------------

    @staticmethod
    def add(transaction: Transaction, passage_row: int, title: str | None, passage: Passage) -> None:
        """Index the words of a passage under the title of its document."""
        transaction.execute(
            "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
            (passage_row, *build_fulltext_columns(title, passage)),
        )

    @staticmethod
    def remove(transaction: Transaction, title: str | None, passages: Sequence[tuple[int, Passage]]) -> None:
        """Remove the words of passages, each given with its row, as they were added under this title."""
        transaction.executemany(
            "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)",
            ((passage_row, *build_fulltext_columns(title, passage)) for passage_row, passage in passages),
        )

    @staticmethod
    def rebuild(transaction: Transaction) -> None:
        """Make the index anew from the passages, under a new generation."""
        transaction.next_generation()
        transaction.execute("INSERT INTO words (words) VALUES ('delete-all')")
        rows = transaction.execute(
            f"SELECT p.passage_row, {PREFIXED_PASSAGE_COLUMNS}, d.doc_id AS document_doc_id, d.title AS document_title"
            " FROM passages p JOIN documents d USING (document_row) WHERE p.embedded_hash NOT NULL"
        )
        transaction.executemany(
            "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
            (
                (row["passage_row"], *build_fulltext_columns(row["document_title"], passage_from_row(row)))
                for row in rows
            ),
        )

    # -- ranking ---------------------------------------------------------------------------------------------

    def search_bm25(
        self,
        terms: Sequence[str],
        filters: Filters,
        depth: int,
        row_mask: bytes | None = None,
        scoring_terms: Sequence[str] = (),
        *,
        match_all: bool = False,
        access: Sequence[Access] = PUBLIC,
    ) -> list[ScoredPassage]:
        """Return the best passages by BM25 that hold any of the terms, best first, ties by passage id.

        Args:
            terms: the words that passages are looked up by.
            filters: what the passages' documents are limited to.
            depth: how many passages are wanted.
            row_mask: spares a look at each passage's document: for each passage row up to the last one 1 where the
                filters let it through, 0 where they do not, 2 where that is to be looked up.
            scoring_terms: more terms, which add to a passage's score and bring up none.
            match_all: only passages that hold all of the terms.
            access: the levels of access whose documents the passages may be of.
        """
        if not terms or depth < 1:
            return []
        limit, lookup = 2 * depth, (" AND " if match_all else " OR ").join(map(_quote_term, terms))
        is_unfiltered = row_mask is None and not self._filters.has_exclusions(filters, access)
        # A passage with any of the scoring terms has its whole score by the second query, one without by the first.
        scoring = " OR ".join(map(_quote_term, scoring_terms))
        matches = [lookup, f"({lookup}) AND ({scoring})"] if scoring_terms else [lookup]
        while True:
            condition = None if is_unfiltered else to_sql_condition(filters, access)
            lists = [self._rank_matches(match, condition, limit, row_mask) for match in matches]
            scores: dict[int, float] = {}
            for row, score in chain.from_iterable(lists):
                scores[row] = max(score, scores.get(row, score))
            best = sorted(scores.values(), reverse=True)[:depth]
            # More where the last is a tie with what may have been left out, or below it.
            if all(len(ranked) < limit or ranked[-1][1] < best[-1] for ranked in lists):
                break
            limit *= 4
        rows = [row for row, score in scores.items() if score >= best[-1]] if best else []
        passage_ids = self.find_passage_ids(rows)
        scored = [ScoredPassage(passage_ids[row], scores[row]) for row in rows if row in passage_ids]
        return sorted(scored, key=lambda passage: (-passage.score, passage.passage_id))[:depth]

    def _rank_matches(
        self, match: str, document_condition: tuple[str, tuple[str, ...]] | None, limit: int, row_mask: bytes | None
    ) -> list[tuple[int, float]]:
        """Return passage rows with their scores, best first; what the condition excludes is never ranked."""
        condition, values = document_condition or ("1", ())
        is_allowed = (
            "EXISTS (SELECT 1 FROM passages p JOIN documents d USING (document_row)"
            f" WHERE p.passage_row = words.rowid AND {condition})"
        )
        connection = self._database.connection
        if document_condition is None:
            is_allowed = "1"
        elif row_mask is not None:
            connection.create_function(_ROW_MASK_FUNCTION, 1, row_mask.__getitem__)
            is_allowed = f"CASE {_ROW_MASK_FUNCTION}(words.rowid) WHEN 1 THEN 1 WHEN 0 THEN 0 ELSE {is_allowed} END"
        rows = connection.execute(
            f"SELECT rowid, -bm25(words, {_FIELD_WEIGHTS}) AS score FROM words WHERE words MATCH ? AND {is_allowed}"
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
        *,
        access: Sequence[Access] = PUBLIC,
    ) -> list[tuple[int, float, str]]:
        """Return passages that hold every phrase, best first: their rows, BM25 scores and texts.

        Args:
            phrase_forms: of each phrase its forms, one of which must stand there: words in a row, in any inflection
                that the index folds together.
            terms: words that add to a passage's score and bring up none.
            filters: what the passages' documents are limited to.
            limit: how many passages are wanted.
            row_mask: as for ``search_bm25``.
            access: the levels of access whose documents the passages may be of.
        """
        phrases = _to_phrase_query(phrase_forms)
        match = f"({phrases}) AND ({' OR '.join([phrases, *map(_quote_term, terms)])})"
        is_limited = self._filters.has_exclusions(filters, access)
        ranked = self._rank_matches(match, to_sql_condition(filters, access) if is_limited else None, limit, row_mask)
        texts = self._fetch_texts([row for row, _ in ranked])
        return [(row, score, texts[row]) for row, score in ranked if row in texts]

    def _fetch_texts(self, passage_rows: Sequence[int]) -> dict[int, str]:
        texts: dict[int, str] = {}
        for start in range(0, len(passage_rows), _MAX_SQL_PARAMETERS):
            batch = passage_rows[start : start + _MAX_SQL_PARAMETERS]
            query = f"SELECT passage_row, text FROM passages WHERE passage_row IN ({placeholders(batch)})"
            texts |= {row[0]: mask_struck(row[1]) for row in self._database.connection.execute(query, tuple(batch))}
        return texts

    def find_passage_ids(self, passage_rows: Sequence[int]) -> dict[int, str]:
        """Return the ids of those passage rows that are still there, by row."""
        rows = self._database.connection.execute(
            f"SELECT passage_row, passage_id FROM passages WHERE passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        )
        return {row[0]: row[1] for row in rows}

    # -- terms -----------------------------------------------------------------------------------------------

    def count_frequencies(self, terms: Sequence[str]) -> list[int]:
        """Return in how many passages each term stands, in any inflection that the index folds together."""
        return [self.count_frequency(term) for term in terms]

    def count_frequency(self, term: str, after_row: int = 0) -> int:
        """Return in how many passages a term stands, counting those whose row is above ``after_row``."""
        query = "SELECT count(*) FROM words WHERE words MATCH ? AND rowid > ?"
        return int(self._database.connection.execute(query, (_quote_term(term), after_row)).fetchone()[0])

    def has_term(self, term: str, access: Sequence[Access]) -> bool:
        """Return True if a term stands in a passage of a document with this access."""
        query = (
            "SELECT 1 FROM words w JOIN passages p ON p.passage_row = w.rowid JOIN documents d USING (document_row)"
            f" WHERE words MATCH ? AND d.access IN ({placeholders(access)}) LIMIT 1"
        )
        return self._database.connection.execute(query, (_quote_term(term), *access)).fetchone() is not None


def _quote_term(term: str) -> str:
    """Return a term as an FTS5 string, so that no character of a question is read as query syntax."""
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


def _to_phrase_query(phrase_forms: Sequence[Sequence[str]]) -> str:
    """Return an FTS5 expression for passages whose own words hold at least one form of each phrase."""
    return " AND ".join(f"(body : ({' OR '.join(map(_quote_term, forms))}))" for forms in phrase_forms)
