"""The body that a question names, against the meeting of a paper: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.register.bodies import is_body_of
from paper_search.records import Meeting

CABINET = Meeting("Ferndale District Council", "Cabinet")
PLANNING = Meeting("Ferndale District Council", "Planning Committee")
COUNCIL = Meeting("Ferndale District Council", "Council")
PARISH = Meeting("Wretham Parish Council", None)


@pytest.mark.parametrize(
    ("body", "meeting", "expected", "reason"),
    [
        ("", CABINET, True, "any body, where none is named"),
        ("the Cabinet", CABINET, True, "the body itself"),
        ("Cabinet meeting", CABINET, True, "with the word for its meeting"),
        ("the Cabinet", PLANNING, False, "another body"),
        ("the planning committee", PLANNING, True, "capitals do not matter"),
        ("the council", PLANNING, True, "any body of it"),
        ("Full Council", COUNCIL, True, "the meeting of all members"),
        ("full council", PLANNING, False, "a committee is not all members"),
        ("the East Larkford Cabinet", CABINET, False, "the body of another council"),
        ("Wretham", PARISH, True, "a council by its place"),
        ("the Minister", COUNCIL, False, "somebody else altogether"),
        ("residents", PARISH, False, "no body at all"),
    ],
)
def test_a_body_is_told_by_its_words(body: str, meeting: Meeting, expected: bool, reason: str) -> None:
    assert is_body_of(body, meeting) is expected, reason


def test_a_person_that_decided_is_a_body_too() -> None:
    assert is_body_of("Cabinet Member for Bins", CABINET, ["Cabinet Member for Bins"])
    assert not is_body_of("Cabinet Member for Bins", CABINET, ["Cabinet Member for Roads"])
