"""A question's word pieces against a passage's: late interaction over the token vectors of the encoder that ships.

For each word piece of the question the best cosine among the passage's word pieces, averaged (MaxSim: Khattab and
Zaharia, ColBERT, SIGIR 2020; here without training), each piece weighted by the rarity of its word. One matrix
serves three ends: the order of the best passages, the sentences worth quoting, and the confidence that there is
an answer at all: a rare word that nothing in any passage comes near to pulls it down. For the order it counts as well
whether words that stand side by side in the question are met near one another (term proximity: Tao and Zhai, SIGIR
2007; here for words met in sense).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Encoder, Rows, Tokens
from paper_search.text import vocabulary
from paper_search.text.spans import Span, extract_content_words, find_words, strip_possessive
from paper_search.text.stemming import stem

PROXIMITY_WINDOW = 3
"""Two words are met near one another where at most so many of the word pieces kept lead from one to the other."""


@dataclass(frozen=True, slots=True)
class WeightedQuery:
    """A question ready for matching: those of its word pieces that weigh anything, all where none does, and their
    weights, shape (pieces,), summing to 1.

    ``is_name`` says of each piece, shape (pieces,), whether it stands in what looks like a name; ``rarity`` is the sum
    of its words' rarities among ``passages`` of them, see ``rarities``.
    """

    text: str
    tokens: Tokens
    weights: Rows
    is_name: NDArray[np.bool_]
    total_idf: float
    passage_count: int


@dataclass(frozen=True, slots=True)
class MaxSimScore:
    """How well a passage meets a question: of each of its pieces the best cosine, at least 0, shape (pieces,)."""

    best_cosines: Rows
    proximity: float
    """How well words side by side in the question are met near one another: 0 to 1; 0 where it has but one word."""


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """Cosines of a question's pieces with a passage's, shape (question pieces, passage pieces).

    ``spans`` are the passage's pieces as offsets in the passage's own text, shape (passage pieces, 2); pieces of
    the title and headings, which gave the others their context, have negative ones and are not matched: on the
    judged sets the passage's own words ordered better than words that all passages of a paper share.
    """

    cosines: Rows
    spans: NDArray[np.int64]
    weights: Rows
    query_rows: Rows
    """The question's own pieces, shape (question pieces, dimensions)."""
    passage_rows: Rows
    """The passage's, shape (passage pieces, dimensions)."""

    def find_best_cosines(self) -> Rows:
        """The best cosine of each piece of the question in the passage's own text, shape (question pieces,)."""
        return self._max_cosines(self.spans[:, 0] >= 0)

    def score_passage(self) -> float:
        """How well the passage meets the question: 0 to 1."""
        return self._weighted_mean(self.find_best_cosines())

    def score_span(self, span: Span, context_share: float = 0.0) -> float:
        """How well a part of the passage meets the question: 0 to 1.

        ``lent`` is the share of what the whole passage meets that each part is credited with: a sentence need not
        say again what the one before it was about.
        """
        return self.score_spans([span], context_share)[0]

    def score_spans(self, spans: Sequence[Span], context_share: float = 0.0) -> list[float]:
        """``within`` for many parts, the whole passage looked at once."""
        credited = context_share * self.find_best_cosines()
        return [self._weighted_mean(np.maximum(self.find_span_cosines(span), credited)) for span in spans]

    def find_span_cosines(self, span: Span) -> Rows:
        """The best cosine of each piece of the question in a part of the passage, shape (question pieces,)."""
        return self._max_cosines(self._select_tokens(span))

    def compute_pooled_cosine(self, span: Span) -> float:
        """The cosine of the question as one, its pieces added by weight, with a part of the passage as one; 0 to 1."""
        pieces = self.passage_rows[self._select_tokens(span)]
        if not len(pieces):
            return 0.0
        question, part = self.weights @ self.query_rows, pieces.sum(axis=0)
        cosine = question @ part / (np.linalg.norm(question) * np.linalg.norm(part) + 1e-9)
        return float(np.clip(cosine, 0.0, 1.0))

    def weakest_term(self) -> float:
        """How well the passage meets that weighty piece of the question which it meets worst: 0 to 1."""
        best = self.find_best_cosines()[self.weights > 0]
        return float(np.clip(best.min(), 0.0, 1.0)) if len(best) else 0.0

    def _select_tokens(self, span: Span) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (self.spans[:, 0] >= span[0]) & (self.spans[:, 1] <= span[1])
        return within

    def _max_cosines(self, mask: NDArray[np.bool_]) -> Rows:
        if not mask.any():
            return np.zeros(len(self.weights), dtype=np.float32)
        best: Rows = self.cosines[:, mask].max(axis=1)
        return best

    def _weighted_mean(self, best_cosines: Rows) -> float:
        return float(np.clip(best_cosines @ self.weights, 0.0, 1.0))


def compute_idf(frequencies: Sequence[float], passage_count: int) -> list[float]:
    """log(1 + passages / (1 + frequency)) of each word: a word of every passage weighs little, an unknown one most."""
    return [math.log(1 + passage_count / (1 + frequency)) for frequency in frequencies]


def weight_query(question: str, frequencies: Sequence[int], passage_count: int, encoder: Encoder) -> WeightedQuery:
    """The question's pieces, each with the rarity of the word it is part of, among the passages held and those of
    everyday English; words of the frame weigh nothing.

    Args:
        frequencies: in how many passages each of ``content_words(question)`` stands.
    """
    anywhere = [
        frequency + vocabulary.background_frequency(word)
        for frequency, word in zip(frequencies, extract_content_words(question), strict=True)
    ]
    tokens = encoder.encode_tokens([question])[0]
    weighed = weight_tokens(question, tokens, anywhere, passage_count + vocabulary.BACKGROUND_PASSAGES)
    # What BM25 could give follows from the passages held alone.
    return replace(weighed, total_idf=sum(compute_idf(frequencies, passage_count)), passage_count=passage_count)


def weight_tokens(question: str, tokens: Tokens, frequencies: Sequence[float], passage_count: int) -> WeightedQuery:
    """``weigh`` for words whose pieces are at hand; their spans are offsets in the words."""
    rarity = dict(zip(map(stem, extract_content_words(question)), compute_idf(frequencies, passage_count), strict=True))
    by_place = [_weight_word(question, span, rarity) for span in find_words(question)]
    raw = np.array([_find_weight(int(start), by_place) for start, _ in tokens.spans], dtype=np.float32)
    if not raw.any():
        raw = np.ones(len(raw), dtype=np.float32)
    weighty = Tokens(tokens.rows[raw > 0], tokens.spans[raw > 0])
    names = [span for span in find_words(question)[1:] if question[span[0]].isupper()]
    is_name = [any(start <= place < end for start, end in names) for place, _ in weighty.spans]
    weights = raw[raw > 0] / raw.sum()
    return WeightedQuery(
        question, weighty, weights, np.array(is_name, dtype=np.bool_), sum(rarity.values()), passage_count
    )


def _weight_word(question: str, span: Span, idf: dict[str, float]) -> tuple[Span, float]:
    """The word's span, a possessive ending left out, and its rarity; nothing for a word of the frame."""
    start, end = span
    word = strip_possessive(question[start:end])
    return (start, start + len(word)), idf.get(stem(word), 0.0)


def _find_weight(place: int, word_weights: list[tuple[Span, float]]) -> float:
    return next((weight for (start, end), weight in word_weights if start <= place < end), 0.0)


def match_tokens(weighted_query: WeightedQuery, passages: Sequence[Tokens]) -> list[TokenMatch]:
    """The question against the pieces of each passage, whose spans are offsets in the passage's own text."""
    if not passages:
        return []
    # One product for all: many small ones cost more in starting threads than in work.
    cosines = weighted_query.tokens.rows @ np.concatenate([passage.rows for passage in passages]).T
    ends = np.cumsum([len(passage.rows) for passage in passages])
    parts = np.split(cosines, ends[:-1], axis=1)
    asked, weights = weighted_query.tokens.rows, weighted_query.weights
    return [
        TokenMatch(part, passage.spans, weights, asked, passage.rows)
        for part, passage in zip(parts, passages, strict=True)
    ]


def max_sim(weighted_query: WeightedQuery, passages: Sequence[Tokens]) -> list[MaxSimScore]:
    """How well each passage meets the question, by all the pieces given of it."""
    if not passages:
        return []
    # Between passages lies a gap, so that no word is near to one of another passage.
    gap = np.zeros((PROXIMITY_WINDOW, weighted_query.tokens.rows.shape[1]), dtype=np.float32)
    cosines = weighted_query.tokens.rows @ np.concatenate([rows for each in passages for rows in (each.rows, gap)]).T
    starts = np.cumsum([0, *(len(each.rows) + PROXIMITY_WINDOW for each in passages[:-1])])
    best = np.maximum.reduceat(cosines, starts, axis=1).T
    return [MaxSimScore(*each) for each in zip(best, _score_proximity(weighted_query, cosines, starts), strict=True)]


def _score_proximity(weighted_query: WeightedQuery, cosines: Rows, starts: NDArray[np.int64]) -> list[float]:
    """Of each passage how well it meets both of two words side by side, the worse of them counting."""
    spans, weights = weighted_query.tokens.spans, weighted_query.weights
    # The last piece of a word, with the first of the next.
    last = np.flatnonzero(spans[:-1, 1] != spans[1:, 0])
    if not len(last):
        return [0.0] * len(starts)
    width = cosines.shape[1]
    padded = np.pad(cosines[last + 1], ((0, 0), (PROXIMITY_WINDOW, PROXIMITY_WINDOW)))
    near = np.maximum.reduce([padded[:, shift : shift + width] for shift in range(2 * PROXIMITY_WINDOW + 1)])
    both = np.maximum.reduceat(np.minimum(cosines[last], near), starts, axis=1)
    pairs = weights[last] + weights[last + 1]
    together: list[float] = (pairs @ both / pairs.sum()).clip(0.0, 1.0).tolist()
    return together
