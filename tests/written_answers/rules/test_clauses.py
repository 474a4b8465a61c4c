"""Where a clause ends, and whether it speaks of what has happened."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.clauses import is_binding, is_unreal, number_clauses
from paper_search.written_answers.rules.words import split_into_words

CLAUSES = [
    ("The hall will open, and the pool will shut.", "000011111", "a subject and a verb of its own"),
    ("The hall will open, and will shut.", "0000000", "the same subject"),
    ("The hall was let and did not open.", "00001111", "an auxiliary near a conjunction"),
    ("The hall opened; the pool shut.", "000111", "a semicolon"),
    ("Hull, Wells and Lynn will open.", "000000", "subjects of one verb"),
    ("The hall, which was let, will open.", "0011100", "an aside, behind which the clause goes on"),
    ("A hall (which was let) will open.", "0011100", "an aside in brackets"),
    ("It had 31 posts, of which five are new.", "000011111", "an aside that a preposition opens"),
    ("He said that it shut and that it leaked.", "000001111", "a second clause of one verb"),
    ("The pool shut, the roof having leaked.", "0001111", "a statement without a verb of its own"),
    ("It shut, and the inn, by the lake, closed.", "001111111", "a subject with an aside"),
    ("The fee was set, and members noted it.", "00001111", "a past tense"),
]


@pytest.mark.parametrize(("text", "numbers", "reason"), CLAUSES)
def test_clauses_are_numbered(text: str, numbers: str, reason: str) -> None:
    assert "".join(map(str, number_clauses(split_into_words(text)))) == numbers, reason


KINDS = [
    ("The Trust repaired the weir.", False, False, "what has happened"),
    ("The Trust will repair the weir.", True, True, "a plan"),
    ("The bus runs hourly.", True, False, "a habit"),
    ("The fee was approved.", False, True, "a decision"),
    ("The fee must be paid.", True, True, "a duty"),
    ("The hall was let in May 2024.", False, False, "the month is no permission"),
]


@pytest.mark.parametrize(("text", "unreal", "binding", "reason"), KINDS)
def test_plans_and_decisions_are_told_from_events(text: str, unreal: bool, binding: bool, reason: str) -> None:
    words = split_into_words(text)
    clauses = number_clauses(words)
    assert (is_unreal(words, clauses, {0}), is_binding(words, clauses, {0})) == (unreal, binding), reason
