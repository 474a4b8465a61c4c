"""What questions ask for and what sentences offer, one row a case."""

from __future__ import annotations

import pytest

from paper_search.questions import asked_for, offers

NUMBER, DATE = frozenset({"number"}), frozenset({"date"})

ASKED = [
    ("How many potholes were repaired?", NUMBER, "a count"),
    ("how much did it cost", NUMBER, "a sum"),
    ("What proportion of staff are agency?", NUMBER, "a share"),
    ("What is the budget gap?", NUMBER, "a figure named by what it measures"),
    ("When will the library open?", DATE, "a time"),
    ("In which year was the inspection?", DATE, "a year"),
    ("When and how often does the board meet?", NUMBER | DATE, "both"),
    ("Tell me by when the review must end", DATE, "not the first word"),
    ("Who approved the plan, and when?", DATE, "at the end"),
    ("What did Ofsted think when discussing caseloads?", frozenset(), "on which occasion, not on which day"),
    ("What happens when a pothole is reported?", frozenset(), "under what circumstances"),
    ("Who chairs the board?", frozenset(), "a person is no kind that is read"),
    ("potholes", frozenset(), "a bare word asks for nothing in particular"),
]


@pytest.mark.parametrize(("question", "kinds", "reason"), ASKED)
def test_asked_for(question: str, kinds: frozenset[str], reason: str) -> None:
    assert asked_for(question) == kinds, reason


OFFERED = [
    ("About 38,000 were repaired.", NUMBER, True, "figures"),
    ("Half of the staff were temporary.", NUMBER, True, "a number in words"),
    ("4.2 The board was pleased.", NUMBER, False, "a paragraph's own number answers nothing"),
    ("4.2 The board met 3 times.", NUMBER, True, "but the figure behind it does"),
    ("The work will start in May.", DATE, True, "a month"),
    ("It opened on 3/4/2024.", DATE, True, "a date in figures"),
    ("It may open soon.", DATE, False, "may is not May"),
    ("There were 40 of them.", DATE, False, "a count is no date"),
    ("There were 40 of them.", frozenset(), False, "nothing asked, nothing offered"),
]


@pytest.mark.parametrize(("sentence", "kinds", "expected", "reason"), OFFERED)
def test_offers(sentence: str, kinds: frozenset[str], expected: bool, reason: str) -> None:
    assert offers(sentence, kinds) is expected, reason  # type: ignore[arg-type]
