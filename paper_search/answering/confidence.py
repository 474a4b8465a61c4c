"""How sure one can be that the papers answer a question: five plain figures in, 0 to 1 out, and a word for it.

In: the question with the weights of its words, its hits, and how its words meet theirs. The figures are

* ``weakest``: how well the best passage meets that weighty piece of the question which it meets worst: one rare word
  that nothing comes near to pulls it down;
* ``offered``: how well the best sentence does that offers the kind of answer asked for (a number, a date, a name);
* ``as_one``: the cosine of the question as a whole with the sentence nearest to it as a whole;
* ``nearest``: whether the first hit is also the nearest by meaning: minus the logarithm of its rank by cosine;
* ``few``: how few passages there are, since among many more come near by chance: minus the logarithm of their number.

Words that only name the council whose papers were found say nothing, and are left out: every paper of Wexmoor is about
Wexmoor, mermaids or not. What the passage's title and headings meet counts in part.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Hit
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.answer_type import find_expected_answer, has_expected_answer
from paper_search.text.spans import Span, find_words, split_sentences
from paper_search.text.stemming import stem

FEATURE_NAMES = ("weakest", "offered", "as_one", "nearest", "few")

INTERCEPT = -4.35
COEFFICIENTS = (3.47, 2.90, 4.31, 0.14, 0.09)
"""A logistic regression fitted by ``paper-search evaluate confidence`` over three judged sets and the sample papers.
The score of the first hit is no part of it: with it no set was told better, and what is preferred changes it."""
THRESHOLD = 0.19
"""Below it nothing is found; at most one in twenty answerable questions of each set is refused."""
LIKELY_THRESHOLD = 0.5

HEADING_WEIGHT = 0.8
"""What the title and the headings of a passage meet counts so much."""
CONTEXT_SHARE = 0.7
MISSING_DENSE_RANK = 150
"""Counts as the rank of a passage that is not among the nearest."""
MAX_PASSAGE_COUNT = 10_000
"""Of more passages than the largest of the sets has, nothing is known and no more is assumed."""

_WHO_QUESTION = re.compile(r"^\s*who\b", re.IGNORECASE)
_PERSON_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Dame|Lord|Lady)\.? [A-Z]|\b[A-Z][a-z]+ (?:[A-Z] )?[A-Z][a-z]+"
)


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What the confidence is made of; the first three 0 to 1, the last two at most 0."""

    weakest_term: float
    answer_score: float
    pooled_cosine: float
    dense_rank_log: float
    corpus_size_log: float

    @property
    def confidence(self) -> float:
        """0 to 1."""
        odds = INTERCEPT + sum(slope * figure for slope, figure in zip(COEFFICIENTS, astuple(self), strict=True))
        return 1 / (1 + math.exp(-odds))


def compute_features(
    weighted_query: WeightedQuery, hits: Sequence[Hit], matches: Mapping[str, TokenMatch]
) -> ConfidenceFeatures | None:
    """The figures of a question over the hits that ``matches`` holds; None where there are none."""
    read = [(hit, matches[hit.passage.passage_id]) for hit in hits if hit.passage.passage_id in matches]
    if not read:
        return None
    weights = exclude_authority_names(weighted_query, [hit for hit, _ in read])
    weakest = max(float(_add_heading_cosines(match)[weights > 0].min(initial=1.0)) for _, match in read)
    told = [
        (hit.passage.text, split_sentences(hit.passage.text), replace(match, weights=weights)) for hit, match in read
    ]
    offered = max(_score_best_answer(weighted_query.text, *each) for each in told)
    as_one = max((match.compute_pooled_cosine(span) for _, spans, match in told for span in spans), default=0.0)
    few = -math.log(min(max(weighted_query.passage_count, 1), MAX_PASSAGE_COUNT))
    nearest = -math.log(hits[0].dense_rank or MISSING_DENSE_RANK)
    return ConfidenceFeatures(weakest, offered, as_one, nearest, few)


def exclude_authority_names(weighted_query: WeightedQuery, hits: Sequence[Hit]) -> Rows:
    """The weights of the question's pieces, those that name the hits' own councils left out; shape (pieces,),
    summing to 1. Where nothing else is asked they stay."""
    councils = {hit.document.meeting.authority for hit in hits} - {None}
    own = {stem(name[start:end]) for name in councils if name for start, end in find_words(name)}
    named = [span for span in find_words(weighted_query.text) if stem(weighted_query.text[slice(*span)]) in own]
    kept = np.array(
        [not any(start <= place < end for start, end in named) for place, _ in weighted_query.tokens.spans], bool
    )
    weights = weighted_query.weights * kept
    total = float(weights.sum())
    return (weights if total else weighted_query.weights) / (total or 1.0)


def describe_confidence(confidence: float) -> Literal["likely", "weak"]:
    """The confidence of an answer that was found, in a word."""
    return "likely" if confidence >= LIKELY_THRESHOLD else "weak"


def _add_heading_cosines(match: TokenMatch) -> Rows:
    around = match.spans[:, 0] < 0
    if not around.any():
        return match.find_best_cosines()
    context: Rows = HEADING_WEIGHT * match.cosines[:, around].max(axis=1)
    return np.maximum(match.find_best_cosines(), context)


def _score_best_answer(question: str, text: str, spans: Sequence[Span], match: TokenMatch) -> float:
    """How well the best of the sentences does that offer what is asked for; 0 where none does."""
    offering = [span for span in spans if has_answer_type(question, text[slice(*span)])]
    return max(match.score_spans(offering, CONTEXT_SHARE), default=0.0)


def has_answer_type(question: str, sentence: str) -> bool:
    """Whether the sentence offers the kind of answer asked for; where none is asked for, any does."""
    if _WHO_QUESTION.match(question):
        return _PERSON_NAME.search(sentence) is not None
    sought = find_expected_answer(question)
    return not sought or has_expected_answer(sentence, sought)
