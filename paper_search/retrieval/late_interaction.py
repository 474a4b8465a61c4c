"""Late interaction: a query's word pieces against those of passages, over the token vectors that the index keeps.

For each word piece of the query the best cosine among the passage's word pieces, averaged (MaxSim: Khattab and
Zaharia, ColBERT, SIGIR 2020), each piece weighted by the idf of its word. One matrix serves
three ends: the order of the best passages, the sentences worth quoting, and the confidence that there is an answer at
all, since a rare word that nothing in any passage comes near to pulls it down. The order counts as well whether words
that stand side by side in the query are matched near one another (term proximity: Tao and Zhai, SIGIR 2007; here for
words matched in sense).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Encoder, Rows, Tokens, token_codec
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.records import ParsedQuery
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.text.spans import Span, strip_possessive
from paper_search.text.vocabulary import background_frequency


@dataclass(frozen=True, slots=True)
class WeightedQuery:
    """A query ready for matching: those of its word pieces that have a weight, or all where none has.

    Attributes:
        query: the query that the pieces are of.
        tokens: the word pieces.
        weights: their weights, shape (pieces,), summing to 1.
        is_name: shape (pieces,), True for a piece that stands in what looks like a name.
        total_idf: the sum of the idf of its words, see ``compute_idf``.
        passage_count: the passages that the idf was counted among.
    """

    query: ParsedQuery
    tokens: Tokens
    weights: Rows
    is_name: NDArray[np.bool_]
    total_idf: float
    passage_count: int


class MaxSimScore(NamedTuple):
    """The score of a passage against a query.

    Attributes:
        best_cosines: the best cosine of each of its word pieces, at least 0, shape (pieces,).
        proximity: from 0 to 1, how well words side by side in the query are matched near one another; 0 where it has
            but one word.
    """

    best_cosines: Rows
    proximity: float


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """Cosines of a query's word pieces with a passage's, shape (query pieces, passage pieces).

    Pieces of the title and headings, which gave the others their context, have negative spans and are not matched: on
    the judged sets the passage's own words ordered better than words that all passages of a paper share.

    Attributes:
        spans: the passage's pieces as offsets in the passage's own text, shape (passage pieces, 2).
        weights: the weights of the query's pieces, shape (query pieces,).
        query_rows: the query's pieces, shape (query pieces, dimensions).
        passage_rows: the passage's, shape (passage pieces, dimensions).
    """

    cosines: Rows
    spans: NDArray[np.int64]
    weights: Rows
    query_rows: Rows
    passage_rows: Rows

    def find_best_cosines(self) -> Rows:
        """Return the best cosine of each query piece in the passage's own text, shape (query pieces,)."""
        return self._max_cosines(self.spans[:, 0] >= 0)

    def score_passage(self) -> float:
        """Return the MaxSim score of the passage, from 0 to 1."""
        return self._weighted_mean(self.find_best_cosines())

    def score_span(self, span: Span, context_share: float = 0.0) -> float:
        """Return the MaxSim score of a part of the passage, from 0 to 1.

        Args:
            span: the part, as offsets in the passage's text.
            context_share: the share of what the whole passage matches that the part is credited with: a sentence need
                not say again what the one before it was about.
        """
        return self.score_spans([span], context_share)[0]

    def score_spans(self, spans: Sequence[Span], context_share: float = 0.0) -> list[float]:
        """Return ``score_span`` of many parts; the whole passage is looked at once.

        Args:
            spans: the parts.
            context_share: as for ``score_span``.
        """
        if not spans:
            return []
        credited = context_share * self.find_best_cosines()
        return [self._weighted_mean(np.maximum(self.find_span_cosines(span), credited)) for span in spans]

    def find_span_cosines(self, span: Span) -> Rows:
        """Return the best cosine of each query piece in a part of the passage, shape (query pieces,)."""
        return self._max_cosines(self._select_tokens(span))

    def compute_pooled_cosines(self, spans: Sequence[Span]) -> list[float]:
        """Return the cosine of the query as one, its pieces added by weight, with each part as one, from 0 to 1."""
        pooled_query = self.weights @ self.query_rows
        norm = np.linalg.norm(pooled_query)
        cosines = []
        for span in spans:
            pooled_part = self.passage_rows[self._select_tokens(span)].sum(axis=0)
            cosine = pooled_query @ pooled_part / (norm * np.linalg.norm(pooled_part) + 1e-9)
            cosines.append(_limit_to_unit(float(cosine)))
        return cosines

    def weakest_term(self) -> float:
        """Return how well the passage matches the weighted query piece that it matches worst, from 0 to 1."""
        best = self.find_best_cosines()[self.weights > 0]
        return float(np.clip(best.min(), 0.0, 1.0)) if len(best) else 0.0

    def _select_tokens(self, span: Span) -> NDArray[np.bool_]:
        is_inside: NDArray[np.bool_] = (self.spans[:, 0] >= span[0]) & (self.spans[:, 1] <= span[1])
        return is_inside

    def _max_cosines(self, mask: NDArray[np.bool_]) -> Rows:
        if not mask.any():
            return np.zeros(len(self.weights), dtype=np.float32)
        best: Rows = self.cosines[:, mask].max(axis=1)
        return best

    def _weighted_mean(self, best_cosines: Rows) -> float:
        return _limit_to_unit(float(best_cosines @ self.weights))


def _limit_to_unit(value: float) -> float:
    """Return a number moved to between 0 and 1. NumPy takes many times as long for one alone."""
    return min(max(value, 0.0), 1.0)


def compute_idf(frequencies: Sequence[float], passage_count: int) -> list[float]:
    """Return log(1 + passages / (1 + frequency)) of each word: least for one of every passage, most for an unknown.

    Args:
        frequencies: in how many passages each word is found.
        passage_count: the number of passages.
    """
    return [math.log(1 + passage_count / (1 + frequency)) for frequency in frequencies]


def weight_query(
    query: ParsedQuery,
    frequencies: Sequence[int],
    passage_count: int,
    encoder: Encoder,
    config: RankingConfig = RANKING,
) -> WeightedQuery:
    """Return the query's word pieces, each weighted by the idf of the word that it is part of.

    The idf is counted among the passages held and passages of everyday English; stop words weigh nothing.

    Args:
        query: the query.
        frequencies: in how many passages each of its content terms is found.
        passage_count: the number of passages held.
        encoder: turns the query's text into word pieces.
        config: how many passages of everyday English count.
    """
    background = config.background_passages
    smoothed = [
        frequency + background_frequency(term, background)
        for frequency, term in zip(frequencies, query.content_terms, strict=True)
    ]
    tokens = encoder.encode_tokens([query.text])[0]
    weighted = weight_tokens(query, tokens, smoothed, passage_count + background)
    # What BM25 could give follows from the passages held alone.
    return replace(weighted, total_idf=sum(compute_idf(frequencies, passage_count)), passage_count=passage_count)


def weight_tokens(
    query: ParsedQuery, tokens: Tokens, frequencies: Sequence[float], passage_count: int
) -> WeightedQuery:
    """Return ``weight_query`` for words whose pieces are at hand.

    Args:
        query: the words.
        tokens: their word pieces, whose spans are offsets in the words.
        frequencies: in how many passages each content term is found.
        passage_count: the number of passages.
    """
    idf = dict(zip(query.content_stems, compute_idf(frequencies, passage_count), strict=True))
    word_weights = [
        ((start, start + len(strip_possessive(query.text[start:end]))), idf.get(word_stem, 0.0))
        for (start, end), word_stem in zip(query.spans, query.stems, strict=True)
    ]
    raw = np.array([_find_weight(int(start), word_weights) for start, _ in tokens.spans], dtype=np.float32)
    if not raw.any():
        raw = np.ones(len(raw), dtype=np.float32)
    kept = Tokens(tokens.rows[raw > 0], tokens.spans[raw > 0])
    # The first word has its capital from its place.
    names = [span for span in query.spans[1:] if query.text[span[0]].isupper()]
    is_name = [any(start <= position < end for start, end in names) for position, _ in kept.spans]
    weights = raw[raw > 0] / raw.sum()
    return WeightedQuery(query, kept, weights, np.array(is_name, dtype=np.bool_), sum(idf.values()), passage_count)


def _find_weight(position: int, word_weights: list[tuple[Span, float]]) -> float:
    return next((weight for (start, end), weight in word_weights if start <= position < end), 0.0)


def match_tokens(weighted_query: WeightedQuery, passages: Sequence[Tokens]) -> list[TokenMatch]:
    """Return the query against the word pieces of each passage.

    Args:
        weighted_query: the query.
        passages: the pieces of each passage, whose spans are offsets in the passage's own text.
    """
    if not passages:
        return []
    # One product for all: many small ones cost more in starting threads than in work.
    cosines = weighted_query.tokens.rows @ _stack_rows([passage.rows for passage in passages]).T
    ends = np.cumsum([len(passage.rows) for passage in passages])
    parts = np.split(cosines, ends[:-1], axis=1)
    query_rows, weights = weighted_query.tokens.rows, weighted_query.weights
    return [
        TokenMatch(part, passage.spans, weights, query_rows, passage.rows)
        for part, passage in zip(parts, passages, strict=True)
    ]


def max_sim(
    weighted_query: WeightedQuery, passages: Sequence[EncodedTokens], config: RankingConfig = RANKING
) -> list[MaxSimScore]:
    """Return how well each passage matches the query, by all the word pieces of its own text.

    Args:
        weighted_query: the query.
        passages: the pieces of each passage, as they are kept.
        config: how near is near.
    """
    if not passages:
        return []
    # Between passages lies a gap, so that no word is near to one of another passage.
    window = config.proximity_window
    products, lengths = token_codec.multiply(passages, weighted_query.tokens.rows)
    starts = np.cumsum([0, *(length + window for length in lengths)])
    cosines = np.zeros((len(products), starts[-1]), dtype=np.float32)
    cosines[:, np.arange(sum(lengths)) + np.repeat(window * np.arange(len(lengths)), lengths)] = products
    starts = starts[:-1]
    best = np.maximum.reduceat(cosines, starts, axis=1).T
    proximity = _score_proximity(weighted_query, cosines, starts, window)
    return [MaxSimScore(*scores) for scores in zip(best, proximity, strict=True)]


def _stack_rows(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts as one array, shape (rows of all, dimensions).

    Parts that were decoded together lie side by side in one array. To copy them takes longer than to multiply them.
    """
    first = parts[0]
    if first.base is not None and all(part.base is first.base and part.flags.c_contiguous for part in parts):
        begins = [part.__array_interface__["data"][0] for part in parts]
        ends = [begin + part.nbytes for begin, part in zip(begins, parts, strict=True)]
        if begins[1:] == ends[:-1]:
            return np.lib.stride_tricks.as_strided(
                first, (sum(map(len, parts)), first.shape[1]), first.strides, writeable=False
            )
    return np.concatenate(parts)


def _score_proximity(
    weighted_query: WeightedQuery, cosines: Rows, starts: NDArray[np.int64], window: int
) -> list[float]:
    """Return how well each passage matches both of two words side by side, the worse of them counting."""
    spans, weights = weighted_query.tokens.spans, weighted_query.weights
    # The last piece of a word, with the first of the next.
    last = np.flatnonzero(spans[:-1, 1] != spans[1:, 0])
    if not len(last):
        return [0.0] * len(starts)
    width = cosines.shape[1]
    padded = np.pad(cosines[last + 1], ((0, 0), (window, window)))
    near = np.maximum.reduce([padded[:, shift : shift + width] for shift in range(2 * window + 1)])
    both = np.maximum.reduceat(np.minimum(cosines[last], near), starts, axis=1)
    pairs = weights[last] + weights[last + 1]
    proximity: list[float] = (pairs @ both / pairs.sum()).clip(0.0, 1.0).tolist()
    return proximity
