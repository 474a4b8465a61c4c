"""BM25 over the servers of a cluster, exactly as FTS5 has it.

Each server ranks the passages that hold a word of the question roughly, by the sparse vectors kept with them. Those
that come first are scored again, from the number of times that they hold each term. A rough score, times the growth of
the mean length since it was kept, is never below the exact one: so it is known when none left out can be better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_search.records import Filters, ScoredPassage
from paper_search.retrieval.postgres.word_counts import WordCounts, make_phrase_query, make_scan_condition
from paper_search.storage.postgres.tokenizer import MAX_POSITIONS, quote_lexeme, tokenize

K1, B = 1.2, 0.75
"""The parameters of FTS5's ``bm25``."""
OVERSAMPLING = 1.5
"""Passages that each server scores at first for each that is wanted; four times as many when that is not enough."""
MAX_SCORED = 4_000
"""The most passages of a server that are scored exactly: more are wanted only where so many score nearly the same."""
_ROUNDING = 1 + 1e-5
"""What a sparse vector's single precision may take off a score."""
# ts_rank of one term, all weights 1, is the sum of 1/i² over its positions, divided by π²/6: that tells their number.
_RANKS = np.cumsum(1 / np.arange(1, MAX_POSITIONS + 1, dtype=np.float64) ** 2) / 1.64493406685
_RANK_LIMITS = (np.concatenate([[0.0], _RANKS[:-1]]) + _RANKS) / 2
_WEIGHTS = "{1,1,1,1}"
_POSITION = re.compile(r"(\d+)([ABC])")


@dataclass(frozen=True, slots=True)
class RankedTerm:
    """A term that a passage is scored by.

    Attributes:
        tokens: what it is in the index; several stand in a row.
        rarity: its idf.
        weights: the columns that it counts in, see ``make_phrase_query``.
    """

    tokens: tuple[str, ...]
    rarity: float
    weights: str = ""

    @property
    def is_plain(self) -> bool:
        """True for one token that counts wherever it stands."""
        return len(self.tokens) == 1 and not self.weights


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A passage with its exact score, and the columns that were asked for."""

    passage_id: str
    score: float
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bm25Ranking:
    """A search by words for somebody with one access.

    Attributes:
        counts: how rare words are, and the generation that is read.
        filters: what passages are limited to.
        max_scored: the most passages of a server that are scored exactly.
    """

    counts: WordCounts
    filters: Filters
    max_scored: int = MAX_SCORED

    def look_up(
        self, lookup_terms: Sequence[str], scoring_terms: Sequence[str], depth: int, *, match_all: bool = False
    ) -> tuple[ScoredPassage, ...]:
        """Return the ``depth`` best passages, see ``lexical.LookUp``."""
        phrases = [make_phrase_query(tokens) for tokens in map(tokenize, lookup_terms) if tokens]
        if not phrases or depth < 1:
            return ()
        terms = self.make_terms([*lookup_terms, *scoring_terms])
        found = self.rank((" & " if match_all else " | ").join(phrases), terms, depth)
        return tuple(ScoredPassage(scored.passage_id, scored.score) for scored in found)

    def make_terms(self, words: Iterable[str], weights: str = "") -> list[RankedTerm]:
        """Return the terms of words with their rarity; words without a letter or number have none."""
        return [
            RankedTerm(tokens, self.counts.compute_rarity(tokens, weights), weights)
            for tokens in map(tokenize, words)
            if tokens
        ]

    def rank(
        self, tsquery: str, terms: Sequence[RankedTerm], depth: int, columns: str = "", values: Sequence[object] = ()
    ) -> list[ScoredRow]:
        """Return the ``depth`` best passages that match a query, best first, ties by passage id.

        Args:
            tsquery: what they must match.
            terms: what they are scored by.
            depth: how many are wanted.
            columns: more to select of ``findable_passages f`` and ``passages p``, with a comma in front.
            values: its parameters.
        """
        limit = min(int(depth * OVERSAMPLING) + 1, max(self.max_scored, depth))
        while True:
            query, parameters = self._make_query(tsquery, terms, limit, columns, values)
            by_server = self.counts.transaction.fetch_each(query, parameters)
            scored = [row for rows in by_server for row in self._score(rows, terms)]
            best = sorted(scored, key=lambda row: (-row.score, row.passage_id))[:depth]
            if limit >= self.max_scored or all(self._is_complete(rows, best, limit) for rows in by_server):
                return best
            limit = min(4 * limit, self.max_scored)

    def _make_query(
        self, tsquery: str, terms: Sequence[RankedTerm], limit: int, columns: str, values: Sequence[object]
    ) -> tuple[str, tuple[object, ...]]:
        """Return the query of one server: the roughly best, each with what its exact score needs."""
        condition = make_scan_condition(self.counts.transaction, self.filters, self.counts.access)
        plain = [quote_lexeme(term.tokens[0]) for term in terms if term.is_plain]
        in_rows = " | ".join(make_phrase_query(term.tokens, term.weights) for term in terms if not term.is_plain)
        ranks = ", ".join(["ts_rank(%s::real[], f.words, %s::tsquery)"] * len(plain))
        # All words of a passage, where it holds a term whose places tell how often.
        words = "CASE WHEN f.words @@ %s::tsquery THEN f.words::text END" if in_rows else "NULL"
        joined = "JOIN passages p USING (passage_row)" if columns else ""
        query = (
            f"SELECT f.passage_id, f.length, best.distance, ARRAY[{ranks}]::real[] AS ranks, {words} AS words{columns}"
            " FROM (SELECT f.passage_row,"
            # As a query of its own, which is worked out once and not for each passage.
            " f.impacts <#> (SELECT make_query_vector(%s::text[], %s::double precision[])) AS distance"
            f" FROM findable_passages f WHERE f.words @@ %s::tsquery AND {condition.text}"
            " ORDER BY distance, f.passage_id LIMIT %s) best"
            f" JOIN findable_passages f USING (passage_row) {joined} ORDER BY best.distance"
        )
        ranked = [value for lexeme in plain for value in (_WEIGHTS, lexeme)]
        asked = [self._choose_token(term) for term in terms], [term.rarity for term in terms]
        words_asked = [in_rows] if in_rows else []
        return query, (*ranked, *words_asked, *values, *asked, tsquery, *condition.values, limit)

    def _choose_token(self, term: RankedTerm) -> str:
        """Return the rarest token of a term: the term stands in a passage at most as often as that."""
        return min(term.tokens, key=lambda token: self.counts.count_phrase((token,)))

    def _is_complete(self, rows: Sequence[Mapping[str, Any]], best: Sequence[ScoredRow], limit: int) -> bool:
        """Return True if no passage that a server left out can be among the best."""
        if len(rows) < limit:
            return True
        published_mean = float(self.counts.transaction.state.settings.get("mean_length") or 1)
        growth = max(self.counts.mean_length / published_mean, 1.0)
        highest = -float(rows[-1]["distance"]) * growth * _ROUNDING
        return highest < best[-1].score

    def _score(self, rows: Sequence[Mapping[str, Any]], terms: Sequence[RankedTerm]) -> list[ScoredRow]:
        if not rows:
            return []
        counts = _count_terms(rows, terms)
        lengths = np.array([row["length"] for row in rows], dtype=np.float64)[:, None]
        rarities = np.array([term.rarity for term in terms], dtype=np.float64)
        share = 1 - B + B * lengths / self.counts.mean_length
        scores = (rarities * counts * (K1 + 1) / (counts + K1 * share)).sum(axis=1)
        return [ScoredRow(row["passage_id"], float(score), row) for row, score in zip(rows, scores, strict=True)]


def _count_terms(rows: Sequence[Mapping[str, Any]], terms: Sequence[RankedTerm]) -> NDArray[np.float64]:
    """Return how often each passage holds each term, shape (passages, terms)."""
    counts = np.zeros((len(rows), len(terms)))
    plain = [column for column, term in enumerate(terms) if term.is_plain]
    if plain:
        counts[:, plain] = _count_by_rank(np.array([row["ranks"] for row in rows], dtype=np.float64))
    in_rows = [(column, term) for column, term in enumerate(terms) if not term.is_plain]
    pattern = _compile_lexemes({token for _, term in in_rows for token in term.tokens})
    for place, row in enumerate(rows):
        if row["words"]:
            positions = {match[1]: match[2] for match in pattern.finditer(row["words"])}
            counts[place, [column for column, _ in in_rows]] = [_count_in_row(positions, term) for _, term in in_rows]
    return counts


def _count_by_rank(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the numbers of positions that ``ts_rank`` was worked out from."""
    return np.searchsorted(_RANK_LIMITS, ranks).astype(np.float64)


def _compile_lexemes(tokens: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of the tokens in the text of a ``tsvector``, each with its positions."""
    return re.compile(rf"(?<![^ ])({'|'.join(map(re.escape, map(quote_lexeme, tokens)))}):([\dABC,]+)")


def _count_in_row(positions: Mapping[str, str], term: RankedTerm) -> int:
    """Return how often the tokens of a term stand in a row, in the columns that count."""
    places = [
        {int(match[1]) for match in _POSITION.finditer(positions.get(quote_lexeme(token), "")) if _counts(match, term)}
        for token in term.tokens
    ]
    return sum(all(start + offset in row for offset, row in enumerate(places)) for start in places[0])


def _counts(position: re.Match[str], term: RankedTerm) -> bool:
    return not term.weights or position[2] in term.weights
