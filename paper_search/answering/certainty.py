"""Certainty in words: the label and the sentence of each value of ``Match``, the same at every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from paper_search.records import Match


@dataclass(frozen=True, slots=True)
class Certainty:
    """The words for a match.

    Attributes:
        label: a few words, to stand on a badge.
        sentence: a sentence for the reader, to stand before the quotes.
    """

    label: str
    sentence: str


_CERTAINTIES: Mapping[Match, Certainty] = MappingProxyType(
    {
        "strong": Certainty(
            "Strong match",
            "These passages closely match your question. Read them in the paper before you rely on them.",
        ),
        "partial": Certainty(
            "Partial match", "These passages match part of your question. Check that they answer all of it."
        ),
        "doubtful": Certainty(
            "May not answer your question", "These passages are related to your question, but may not answer it."
        ),
        "none": Certainty("No answer found", "No passage matches the question well enough to be quoted as an answer."),
    }
)
MATCHES_BEST_FIRST: tuple[Match, ...] = get_args(Match)


def describe_match(match: Match) -> Certainty:
    """Return the label and the sentence of a match."""
    return _CERTAINTIES[match]


def limit_match(match: Match, ceilings: Iterable[Match]) -> Match:
    """Return the match, or the least of the ceilings where that is less.

    Args:
        match: how well the quotes meet the question.
        ceilings: the best that it can be.
    """
    return max((match, *ceilings), key=MATCHES_BEST_FIRST.index)
