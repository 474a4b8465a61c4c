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
from paper_search.retrieval.late_interaction import Match, Weighed
from paper_search.retrieval.query.answer_type import asked_for, offers
from paper_search.text.spans import Span, sentences, words
from paper_search.text.stemming import stem

NAMES = ("weakest", "offered", "as_one", "nearest", "few")

INTERCEPT = -4.35
SLOPES = (3.47, 2.90, 4.31, 0.14, 0.09)
"""A logistic regression fitted by ``paper-search evaluate confidence`` over three judged sets and the sample papers.
The score of the first hit is no part of it: with it no set was told better, and what is preferred changes it."""
THRESHOLD = 0.19
"""Below it nothing is found; at most one in twenty answerable questions of each set is refused."""
LIKELY = 0.5

HEADINGS = 0.8
"""What the title and the headings of a passage meet counts so much."""
LENT = 0.7
NOT_NEAR = 150
"""Counts as the rank of a passage that is not among the nearest."""
MANY = 10_000
"""Of more passages than the largest of the sets has, nothing is known and no more is assumed."""

_WHO = re.compile(r"^\s*who\b", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Dame|Lord|Lady)\.? [A-Z]|\b[A-Z][a-z]+ (?:[A-Z] )?[A-Z][a-z]+"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the confidence is made of; the first three 0 to 1, the last two at most 0."""

    weakest: float
    offered: float
    as_one: float
    nearest: float
    few: float

    @property
    def confidence(self) -> float:
        """0 to 1."""
        odds = INTERCEPT + sum(slope * figure for slope, figure in zip(SLOPES, astuple(self), strict=True))
        return 1 / (1 + math.exp(-odds))


def figures(question: Weighed, hits: Sequence[Hit], matches: Mapping[str, Match]) -> Figures | None:
    """The figures of a question over the hits that ``matches`` holds; None where there are none."""
    read = [(hit, matches[hit.passage.passage_id]) for hit in hits if hit.passage.passage_id in matches]
    if not read:
        return None
    weights = telling(question, [hit for hit, _ in read])
    weakest = max(float(_with_headings(match)[weights > 0].min(initial=1.0)) for _, match in read)
    told = [(hit.passage.text, sentences(hit.passage.text), replace(match, weights=weights)) for hit, match in read]
    offered = max(_offered(question.text, *each) for each in told)
    as_one = max((match.as_one(span) for _, spans, match in told for span in spans), default=0.0)
    few = -math.log(min(max(question.passages, 1), MANY))
    nearest = -math.log(hits[0].dense_rank or NOT_NEAR)
    return Figures(weakest, offered, as_one, nearest, few)


def telling(question: Weighed, hits: Sequence[Hit]) -> Rows:
    """The weights of the question's pieces, those that name the hits' own councils left out; shape (pieces,),
    summing to 1. Where nothing else is asked they stay."""
    councils = {hit.document.meeting.authority for hit in hits} - {None}
    own = {stem(name[start:end]) for name in councils if name for start, end in words(name)}
    named = [span for span in words(question.text) if stem(question.text[slice(*span)]) in own]
    kept = np.array([not any(start <= place < end for start, end in named) for place, _ in question.tokens.spans], bool)
    weights = question.weights * kept
    total = float(weights.sum())
    return (weights if total else question.weights) / (total or 1.0)


def in_words(confidence: float) -> Literal["likely", "weak"]:
    """The confidence of an answer that was found, in a word."""
    return "likely" if confidence >= LIKELY else "weak"


def _with_headings(match: Match) -> Rows:
    around = match.spans[:, 0] < 0
    if not around.any():
        return match.best()
    context: Rows = HEADINGS * match.cosines[:, around].max(axis=1)
    return np.maximum(match.best(), context)


def _offered(question: str, text: str, spans: Sequence[Span], match: Match) -> float:
    """How well the best of the sentences does that offer what is asked for; 0 where none does."""
    offering = [span for span in spans if is_offered(question, text[slice(*span)])]
    return max(match.each_within(offering, LENT), default=0.0)


def is_offered(question: str, sentence: str) -> bool:
    """Whether the sentence offers the kind of answer asked for; where none is asked for, any does."""
    if _WHO.match(question):
        return _NAME.search(sentence) is not None
    sought = asked_for(question)
    return not sought or offers(sentence, sought)
