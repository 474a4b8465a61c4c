"""Certainty in words: one label and one sentence for each match, and what is missing limits it."""

from __future__ import annotations

from typing import get_args

import pytest

from paper_search.answering.certainty import describe_match, limit_match
from paper_search.records import Match

LABELS: list[tuple[Match, str]] = [
    ("strong", "Strong match"),
    ("partial", "Partial match"),
    ("doubtful", "May not answer your question"),
    ("none", "No answer found"),
]


def test_every_match_has_words() -> None:
    assert [match for match, _ in LABELS] == list(get_args(Match))


@pytest.mark.parametrize(("match", "label"), LABELS)
def test_a_match_has_its_label_and_one_or_two_sentences(match: Match, label: str) -> None:
    certainty = describe_match(match)
    assert certainty.label == label
    assert certainty.sentence.endswith(".")
    assert certainty.sentence.count(". ") < 2


def test_a_doubtful_match_says_that_it_may_not_answer() -> None:
    assert describe_match("doubtful").sentence == (
        "These passages are related to your question, but may not answer it."
    )


LIMITS: list[tuple[Match, tuple[Match, ...], Match, str]] = [
    ("strong", (), "strong", "nothing is missing"),
    ("strong", ("partial",), "partial", "no more than what is left"),
    ("strong", ("partial", "doubtful"), "doubtful", "the least of all counts"),
    ("doubtful", ("partial",), "doubtful", "nothing becomes surer by what is missing"),
    ("none", ("doubtful",), "none", "nor is it found"),
    ("strong", ("none",), "none", "another reference is no answer"),
]


@pytest.mark.parametrize(("match", "ceilings", "expected", "reason"), LIMITS)
def test_what_is_missing_limits_a_match(
    match: Match, ceilings: tuple[Match, ...], expected: Match, reason: str
) -> None:
    assert limit_match(match, ceilings) == expected, reason
