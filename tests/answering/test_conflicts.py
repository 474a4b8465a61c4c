"""Which two sentences say the same with another figure or date: rather too few than one that is not so."""

from __future__ import annotations

import pytest

from paper_search.answering.conflicts import is_conflict, parse_statement

PAIRS = [
    (
        "As of October 2024, the section were working with 894 young adults.",
        "As of January 2025, the section were working with 925 young adults.",
        True,
        "the same count of another day",
    ),
    (
        "1.2 The gap for the coming year is now put at £18.4m after savings.",
        "2.1 The gap for the coming year is now put at £16.9m after savings.",
        True,
        "money",
    ),
    (
        "Larch Avenue will be repaired by the contractor before 27 October.",
        "Larch Avenue will be repaired by the contractor before 3 November.",
        True,
        "a date, all else alike",
    ),
    (
        "The section were working with 894 young adults in all.",
        "The section were working with 894 young adults in all.",
        False,
        "the same figure",
    ),
    (
        "The section were working with 894 young adults in October.",
        "Attendance at primary schools rose to 925 pupils in spring.",
        False,
        "of something else",
    ),
    (
        "In 2024 the council repaired potholes on many roads in the county.",
        "In 2025 the council repaired potholes on many roads in the county.",
        False,
        "a year alone counts nothing",
    ),
    (
        "Of the visits to care homes last year 14 cases lacked a reason.",
        "Of the visits to care homes last year 9 homes lacked a reason.",
        False,
        "another noun is counted",
    ),
    (
        "There were 12 fires and 40 floods in the district last winter.",
        "There were 12 fires and 40 floods in the district last winter, it was noted.",
        False,
        "the same, said longer",
    ),
    (
        "3.1 Performance on visits stayed at 78% for the quarter overall.",
        "4.6 Performance on visits stayed at 78% for the quarter overall.",
        False,
        "numbers of paragraphs are none",
    ),
    (
        "Cabinet is asked to note the Quarter 3 Performance Report and the actions being taken.",
        "Cabinet resolved to note the Quarter 2 Performance Report and the actions being taken.",
        False,
        "a number that only names something",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected", "reason"), PAIRS)
def test_disagree(one: str, other: str, expected: bool, reason: str) -> None:
    assert is_conflict(parse_statement(one), parse_statement(other)) is expected, reason
    assert is_conflict(parse_statement(other), parse_statement(one)) is expected, f"{reason}, the other way round"
