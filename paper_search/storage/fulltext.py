"""The full-text index: SQLite FTS5 over titles, headings and passages, ranked by BM25.

Scores and frequencies follow from the passages that the asker may see alone, see ``fulltext_tables``. No query costs
more the larger the index is, except by the passages that hold a word of the question; ``select_affordable_terms``
bounds those.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from paper_search.records import PUBLIC, Access, Filters, Passage, ScoredPassage
from paper_search.records.standing import add_minute_number, mask_unmatched
from paper_search.storage import fulltext_tables
from paper_search.storage.database import Database, Transaction
from paper_search.storage.filters import FilterQuery, to_sql_condition
from paper_search.storage.fulltext_tables import (
    IN_USE,
    MEMBERS_TABLE,
    MEMBERS_WORDS_KEY,
    NOT_IN_USE,
    PUBLIC_TABLE,
    FullTextTable,
)
from paper_search.storage.passage_rows import PassageRows
from paper_search.storage.postings import PassageRowArray, PostingCache, PostingReader, quote_term
from paper_search.storage.rows import passage_from_row, placeholders
from paper_search.text.compounds import find_joined_compounds

MIN_RANKED_PASSAGES, RANKED_SHARE, MAX_RANKED_PASSAGES = 5_000, 0.1, 25_000
"""The number of passages that a question's words may bring up to be ranked: a tenth of those indexed, within these
limits. BM25 took half a microsecond for each on the machine that they were set on."""
MAX_SCORING_POSTINGS = 300_000
"""In how many passages the words may stand that only add to a score: each is counted once a question."""
FILTERED_BUDGET_FACTOR = 4
"""With a filter most passages are passed over unranked, which is so many times cheaper."""
_MAX_SQL_PARAMETERS = 500
_ROW_MASK_FUNCTION = "verdict"
_UNKNOWN = 2
"""In a mask of rows: whether the filters let the passage through is to be looked up."""
_INSERT = "INSERT INTO {} (rowid, title, headings, body) VALUES (?, ?, ?, ?)"


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
    """Return ``build_fulltext_columns`` of a passage's parts; words struck through and note marks are not found.

    Behind the words stand the compounds among them without their hyphen, since a question may have them so.
    """
    table_heads = " | ".join(columns)
    context = (*headings, lead_in or "", "" if table_heads == (lead_in or "") else table_heads)
    return title or "", mask_unmatched(" ".join(context)), _add_joined_compounds(mask_unmatched(text))


def _add_joined_compounds(text: str) -> str:
    joined = find_joined_compounds(text)
    return "\n".join((text, " ".join(joined))) if joined else text


def _fill_table(transaction: Transaction, table: FullTextTable, condition: str) -> None:
    """Make a table anew from the passages that meet a condition on ``documents d``."""
    transaction.execute(f"INSERT INTO {table.name} ({table.name}) VALUES ('delete-all')")
    transaction.executemany(
        _INSERT.format(table.name),
        (
            (row["passage_row"], *build_fulltext_columns(row["document_title"], passage_from_row(row)))
            for row in fulltext_tables.select_passages(transaction, condition)
        ),
    )


class FullTextIndex:
    """Candidates by words: BM25 over terms and phrases, and how frequent terms are."""

    def __init__(self, database: Database, filters: FilterQuery) -> None:
        self._database, self._filters = database, filters

    # -- writing ---------------------------------------------------------------------------------------------

    @staticmethod
    def add(transaction: Transaction, passage_row: int, title: str | None, passage: Passage, access: Access) -> None:
        """Index the words of a passage under the title of its document, for those with this access."""
        if fulltext_tables.needs_members_table(transaction, access):
            _fill_table(transaction, MEMBERS_TABLE, "d.access = 'public'")
            transaction.set_meta({MEMBERS_WORDS_KEY: IN_USE})
        columns = build_fulltext_columns(title, passage)
        for table in fulltext_tables.list_tables_for(transaction, access):
            transaction.execute(_INSERT.format(table), (passage_row, *columns))

    @staticmethod
    def remove(transaction: Transaction, title: str | None, passages: Sequence[tuple[int, Passage]]) -> None:
        """Remove the words of passages, each given with its row, as they were added under this title."""
        for table in fulltext_tables.list_tables_in_use(transaction):
            transaction.executemany(
                f"INSERT INTO {table} ({table}, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)",
                (
                    (passage_row, *build_fulltext_columns(title, passage))
                    for passage_row, passage in passages
                    if fulltext_tables.has_row(transaction, table, passage_row)
                ),
            )

    @staticmethod
    def rebuild(transaction: Transaction) -> None:
        """Make the index anew from the passages, under a new generation."""
        transaction.next_generation()
        is_used = fulltext_tables.has_restricted_documents(transaction)
        _fill_table(transaction, PUBLIC_TABLE, "d.access = 'public'")
        _fill_table(transaction, MEMBERS_TABLE, "1" if is_used else "0")
        transaction.set_meta({MEMBERS_WORDS_KEY: IN_USE if is_used else NOT_IN_USE})

    @staticmethod
    def drop_unused_table(transaction: Transaction) -> None:
        """Empty the table for members where all documents are public again; ``words`` has the same passages then."""
        is_used = MEMBERS_TABLE.name in fulltext_tables.list_tables_in_use(transaction)
        if is_used and not fulltext_tables.has_restricted_documents(transaction):
            _fill_table(transaction, MEMBERS_TABLE, "0")
            transaction.set_meta({MEMBERS_WORDS_KEY: NOT_IN_USE})

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
        known_rows: PassageRows | None = None,
        postings: PostingCache | None = None,
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
            known_rows: where the rows of what is found are kept, to read more of it.
            postings: what other questions of the same generation have read.
        """
        table = fulltext_tables.find_table(self._database, access)
        if not terms or depth < 1:
            return []
        reader = PostingReader(self._database.connection, table.name, postings or PostingCache())

        def select(rows: PassageRowArray) -> PassageRowArray:
            return self._select_rows(rows, filters, access, row_mask)

        rows, scores = reader.rank(terms, scoring_terms, select, match_all=match_all)
        if len(rows) > depth:
            # With all that are as good as the last, of which the first by passage id count.
            is_best = scores >= np.partition(scores, -depth)[-depth]
            rows, scores = rows[is_best], scores[is_best]
        passage_ids = self.find_passage_ids(rows.tolist())
        if known_rows is not None:
            known_rows.add((passage_id, row) for row, passage_id in passage_ids.items())
        scored = [
            ScoredPassage(passage_ids[row], score)
            for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
            if row in passage_ids
        ]
        return sorted(scored, key=lambda passage: (-passage.score, passage.passage_id))[:depth]

    def _select_rows(
        self, rows: PassageRowArray, filters: Filters, access: Sequence[Access], row_mask: bytes | None
    ) -> PassageRowArray:
        """Return those of some passages whose documents the filters let through."""
        if row_mask is None and not self._filters.has_exclusions(filters, access):
            return rows
        verdicts = np.full(len(rows), _UNKNOWN) if row_mask is None else np.frombuffer(row_mask, np.uint8)[rows]
        is_selected, is_unknown = verdicts == 1, verdicts == _UNKNOWN
        if is_unknown.any():
            condition, values = to_sql_condition(filters, access)
            found = self._database.connection.execute(
                "SELECT p.passage_row FROM passages p JOIN documents d USING (document_row)"
                f" WHERE p.passage_row IN (SELECT value FROM json_each(?)) AND {condition}",
                (json.dumps(rows[is_unknown].tolist()), *values),
            ).fetchall()
            is_selected |= np.isin(rows, [row[0] for row in found])
        selected: PassageRowArray = rows[is_selected]
        return selected

    def _rank_matches(
        self,
        table: FullTextTable,
        match: str,
        document_condition: tuple[str, tuple[str, ...]] | None,
        limit: int,
        row_mask: bytes | None,
    ) -> list[tuple[int, float]]:
        """Return passage rows with their scores, best first; what the condition excludes is never ranked."""
        name, (condition, values) = table.name, document_condition or ("1", ())
        is_allowed = (
            "EXISTS (SELECT 1 FROM passages p JOIN documents d USING (document_row)"
            f" WHERE p.passage_row = {name}.rowid AND {condition})"
        )
        connection = self._database.connection
        if document_condition is None:
            is_allowed = "1"
        elif row_mask is not None:
            connection.create_function(_ROW_MASK_FUNCTION, 1, row_mask.__getitem__)
            is_allowed = f"CASE {_ROW_MASK_FUNCTION}({name}.rowid) WHEN 1 THEN 1 WHEN 0 THEN 0 ELSE {is_allowed} END"
        ranked: list[tuple[int, float]] = connection.execute(
            f"SELECT rowid, -bm25({name}) AS score FROM {name} WHERE {name} MATCH ? AND {is_allowed}"
            " ORDER BY score DESC, rowid LIMIT ?",
            (match, *values, limit),
        ).fetchall()
        return ranked

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
        """Return passages that hold every phrase, best first: their rows, BM25 scores, and texts with their minutes.

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
        match = f"({phrases}) AND ({' OR '.join([phrases, *map(quote_term, terms)])})"
        condition = to_sql_condition(filters, access) if self._filters.has_exclusions(filters, access) else None
        table = fulltext_tables.find_table(self._database, access)
        ranked = self._rank_matches(table, match, condition, limit, row_mask)
        texts = self._fetch_texts([row for row, _ in ranked])
        return [(row, score, texts[row]) for row, score in ranked if row in texts]

    def _fetch_texts(self, passage_rows: Sequence[int]) -> dict[int, str]:
        texts: dict[int, str] = {}
        for start in range(0, len(passage_rows), _MAX_SQL_PARAMETERS):
            batch = passage_rows[start : start + _MAX_SQL_PARAMETERS]
            query = f"SELECT passage_row, text, minute FROM passages WHERE passage_row IN ({placeholders(batch)})"
            texts |= {
                row[0]: add_minute_number(mask_unmatched(row[1]), row[2])
                for row in self._database.connection.execute(query, tuple(batch))
            }
        return texts

    def find_passage_ids(self, passage_rows: Sequence[int]) -> dict[int, str]:
        """Return the ids of those passage rows that are still there, by row."""
        rows = self._database.connection.execute(
            f"SELECT passage_row, passage_id FROM passages WHERE passage_row IN ({placeholders(passage_rows)})",
            tuple(passage_rows),
        )
        return dict(rows.fetchall())

    # -- terms -----------------------------------------------------------------------------------------------

    def count_frequency(self, term: str, after_row: int = 0, access: Sequence[Access] = PUBLIC) -> int:
        """Return in how many passages a term stands, in any inflection that the index folds together.

        Args:
            term: the word.
            after_row: those whose row is above this are counted.
            access: the levels of access whose documents are counted.
        """
        table = fulltext_tables.find_table(self._database, access).name
        query = f"SELECT count(*) FROM {table} WHERE {table} MATCH ? AND rowid > ?"
        row = self._database.connection.execute(query, (quote_term(term), after_row)).fetchone()
        return int(row[0])


def _to_phrase_query(phrase_forms: Sequence[Sequence[str]]) -> str:
    """Return an FTS5 expression for passages whose own words hold at least one form of each phrase.

    A number such as "24/035" may be that of the minute that a passage is of, which its heading prints.
    """
    expressions: list[str] = []
    for forms in phrase_forms:
        columns = "{headings body}" if any("/" in form for form in forms) else "body"
        expressions.append(f"({columns} : ({' OR '.join(map(quote_term, forms))}))")
    return " AND ".join(expressions)
