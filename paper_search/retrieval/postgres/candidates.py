"""The candidates of a question to a cluster, and the words that its passages hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from paper_search.embeddings import Rows
from paper_search.records import Access, Acronym, Candidates, Filters, ParsedQuery, ScoredPassage
from paper_search.records.standing import mask_unmatched
from paper_search.retrieval import lexical, spelling
from paper_search.retrieval.postgres.bm25 import Bm25Ranking
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.conditions import list_storable
from paper_search.retrieval.postgres.dense import DenseRanking
from paper_search.retrieval.postgres.quoted_words import retrieve_phrases
from paper_search.retrieval.postgres.word_counts import WordCounts, make_scan_condition
from paper_search.storage import fulltext
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.postgres.tokenizer import quote_lexeme, tokenize

_SPELLING_SAMPLE_SIZE = 6
"""Passages of a server that are looked at to see how a word is spelt."""


class CandidateSearch:
    """The search of somebody with one access in one generation of a cluster."""

    def __init__(self, transaction: ReadTransaction, access: tuple[Access, ...], cache: RevisionCache) -> None:
        self._transaction, self._access = transaction, access
        self._counts = WordCounts(transaction, access, cache)

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        """Return the best passages by cosine and by BM25, see ``IndexSnapshot``."""
        ranking = Bm25Ranking(self._counts, query.filters)
        if query.phrases:
            return retrieve_phrases(ranking, query, vector, depth, self._select_terms(query))

        def look_up(
            lookup_terms: Sequence[str], scoring_terms: Sequence[str], *, match_all: bool = False
        ) -> tuple[ScoredPassage, ...]:
            return ranking.look_up(lookup_terms, scoring_terms, depth, match_all=match_all)

        passage_count = self._counts.passage_count
        by_words = lexical.retrieve_lexical(query, depth, passage_count, self._counts.count, look_up)
        return Candidates(DenseRanking(self._counts, query.filters).find_nearest(vector, depth), by_words)

    def _select_terms(self, query: ParsedQuery) -> list[str]:
        budget, terms = fulltext.compute_ranking_budget(self._counts.passage_count), lexical.list_query_terms(query)
        return fulltext.select_affordable_terms(terms, self._counts.count(terms), budget)

    # -- words -----------------------------------------------------------------------------------------------

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """Return in how many passages each term stands, inflections folded."""
        return self._counts.count(terms)

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        """Return for each term True if it stands in a passage, inflections folded."""
        return [frequency > 0 for frequency in self.frequencies(terms)]

    def suggest_spellings(self, word: str) -> list[str]:
        """Return words of the documents that this one may be a slip for, the nearest first."""
        return spelling.suggest_spellings(word, self._counts.list_terms, self._find_texts)

    def _find_texts(self, stems: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield some texts that hold a word with each stem, title and headings in front."""
        tokens = {stem: tokenize(stem) for stem in stems if stem.isalnum()}
        queries = {stem: f"{quote_lexeme(row[0])}:*" for stem, row in tokens.items() if len(row) == 1}
        if not queries:
            return
        condition = make_scan_condition(self._transaction, Filters(), self._access)
        rows = self._transaction.fetch_all(
            "SELECT asked.stem, found.text FROM unnest(%s::text[], %s::tsquery[]) AS asked (stem, query) CROSS JOIN"
            " LATERAL (SELECT coalesce(d.title, '') || ' ' || p.headings || ' ' || p.text AS text"
            " FROM findable_passages f JOIN passages p USING (passage_row)"
            " JOIN document_versions d ON d.document_row = f.document_row"
            f" WHERE f.words @@ asked.query AND {condition.text} LIMIT {_SPELLING_SAMPLE_SIZE}) AS found",
            (list(queries), list(queries.values()), *condition.values),
        )
        yield from ((row["stem"], mask_unmatched(row["text"])) for row in rows)

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        """Return what documents say that letters stand for, see ``IndexSnapshot``."""
        if not keys:
            return []
        rows = self._transaction.fetch_all(_DEFINITIONS, (list_storable(keys),) * 2 + (list(self._access),))
        merged: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows:
            merged.setdefault((row["short_key"], row["long_key"]), []).append(row)
        found = [(pair, _merge_definitions(told)) for pair, told in merged.items()]
        return [acronym for _, acronym in sorted(found, key=lambda item: (-item[1].papers, item[0]))]


_DEFINITIONS = (
    "SELECT short_key, long_key, count(DISTINCT document_row) AS papers,"
    " (array_agg(short ORDER BY is_label, doc_id, passage_row))[1] AS short,"
    " (array_agg(long ORDER BY is_label, doc_id, passage_row))[1] AS long,"
    " (array_agg(passage_id ORDER BY is_label, doc_id, passage_row))[1] AS passage_id,"
    " min(ARRAY[is_label::integer::text, doc_id]) AS place"
    # What a paper is about, by whom and for whom, names things and explains none.
    " FROM (SELECT a.*, p.passage_id, d.document_row, d.doc_id, p.kind IN ('front matter', 'heading') AS is_label"
    " FROM acronyms a JOIN passages p USING (passage_row) JOIN documents d USING (document_row)"
    " WHERE (a.short_key = ANY(%s) OR a.long_key = ANY(%s)) AND d.access = ANY(%s)) AS told GROUP BY 1, 2"
)


def _merge_definitions(told: Sequence[dict[str, Any]]) -> Acronym:
    """Return one definition of what each server tells of it, with the first passage that has it."""
    first = min(told, key=lambda row: row["place"])
    return Acronym(first["short"], first["long"], first["passage_id"], sum(row["papers"] for row in told))
