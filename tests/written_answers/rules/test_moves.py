"""Phrases moved whole, and those that another verb would take, each with the reason."""

from __future__ import annotations

import pytest

from tests.written_answers.making import check

KEPT = [
    ("In May the hall closed.", "The hall closed in May.", "a date behind its verb"),
    ("The hall closed in May 2024.", "In May 2024 the hall closed.", "a date before its verb"),
    ("In March the average was 41 days.", "The average was 41 days in March, against 36 in April.", "of an amount"),
    ("The scheme will start in May, subject to a survey.", "Subject to a survey, the scheme will start in May.",
     "a condition behind a comma"),
    ("On the advice of its agent, the Trust sold the land.", "The Trust, on the advice of its agent, sold the land.",
     "an aside of the subject"),
    ("The hall will open if it rains.", "If it rains, the fair will move and the hall will open.",
     "a condition of two statements, told with one of them"),
]  # fmt: skip
WITHHELD = [
    ("In March the Board agreed to close the pool.", "The Board agreed to close the pool in March.", "of the closure"),
    ("The Board agreed to close the pool in March.", "In March the Board agreed to close the pool.", "of the decision"),
    ("The Board said that the hall had closed in May.", "In May the Board said that the hall had closed.", "said then"),
    ("In March the Panel noted the overspend.", "The Panel noted the overspend in March.", "of a noun"),
    ("In May the hall closed.", "The hall closed in March and reopened in May.", "of the other act"),
    ("In 2022 the cost was £40,000.", "The cost was £40,000 in 2023, against £35,000 in 2022.", "of the other figure"),
    ("The Council bought land used as a tip in May.", "In May the Council bought land used as a tip.", "a participle"),
    ("The school did not open because of snow.", "Because of snow, the school did not open.", "what is denied"),
    ("The fair will move unless it is let.", "If it rains the fair will move, and the hall will open unless it is let.",
     "a condition of the other statement"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "reason"), KEPT)
def test_a_phrase_of_one_verb_may_be_moved_whole(text: str, source: str, reason: str) -> None:
    assert check(text, source).reasons == (), reason


@pytest.mark.parametrize(("text", "source", "reason"), WITHHELD)
def test_a_phrase_that_another_verb_would_take_is_not_moved(text: str, source: str, reason: str) -> None:
    assert not check(text, source).is_kept, reason
    assert not check(text, source, freedom="careful").is_kept, reason
