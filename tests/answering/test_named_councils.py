"""Councils that a question names, by any of their names, and what is said of their papers."""

from __future__ import annotations

import pytest

from paper_search.answering.named_councils import (
    find_councils_not_held,
    find_named_councils,
    report_not_held,
    report_others_papers,
    report_outside_limits,
)
from paper_search.records import Document, Filters, Hit, Meeting, Passage

HELD = ("Kent County Council", "London Borough of Lewisham")

NOT_HELD = [
    ("How many children are in care in Hackney?", HELD, ["London Borough of Hackney"], "a place"),
    ("How many children are in care in Lewisham?", HELD, [], "a place whose council is held"),
    ("Does LB Lewisham mend roads?", HELD, [], "an abbreviation of one that is held"),
    ("potholes in Dover", HELD, [], "a district in a county that is held"),
    ("potholes in Dover", HELD[1:], ["Dover District Council"], "and in one that is not"),
    ("What does Wrenford Parish Council spend?", HELD, ["Wrenford Parish Council"], "a council by its form"),
    ("What do the City of Larkford and Kent pay?", HELD, ["City of Larkford"], "one of two"),
    ("rents of Shepway District Council", ("Folkestone & Hythe District Council",), [], "an earlier name"),
    ("rents of Carlisle City Council", ("Cumberland Council",), [], "a council that was merged"),
    ("How many children are in care in Hackney?", (), [], "no paper says whose it is"),
    ("the Hackney Road scheme", HELD, [], "a road"),
]


@pytest.mark.parametrize(("text", "held", "names", "why"), NOT_HELD, ids=[row[3] for row in NOT_HELD])
def test_councils_not_held(text: str, held: tuple[str, ...], names: list[str], why: str) -> None:
    found = find_councils_not_held(find_named_councils(text), held)
    assert [council.name for council in found] == names, why


def test_a_council_not_held_is_said_by_its_name() -> None:
    (hackney,) = find_named_councils("children in care in Hackney")
    (remark,) = report_not_held([hackney], ["Hackney"])
    assert "London Borough of Hackney" in remark.remark and remark.ceiling == "doubtful"


LIMITS = [
    ("roads in Lewisham", ("Kent County Council",), ["London Borough of Lewisham"], "a place outside the limits"),
    ("roads of KCC and LB Lewisham", ("Kent County Council",), ["London Borough of Lewisham"], "by abbreviations"),
    ("roads in Lewisham", ("London Borough of Lewisham",), [], "inside the limits"),
    ("roads in Lewisham", (), [], "no limits"),
]


@pytest.mark.parametrize(("text", "limits", "names", "why"), LIMITS, ids=[row[3] for row in LIMITS])
def test_councils_outside_the_limits(text: str, limits: tuple[str, ...], names: list[str], why: str) -> None:
    remarks = report_outside_limits(text, find_named_councils(text), Filters(authorities=limits), HELD)
    assert [remark.remark for remark in remarks] == [f"The papers of {name} are outside the filters." for name in names]


def hit(authority: str | None) -> Hit:
    document = Document("a.txt", "a.txt", "0" * 64, meeting=Meeting(authority))
    return Hit(1, 1.0, Passage("a#1", "a.txt", "paragraph", "Salt.", 0, 5), document)


OTHERS = [
    ("children in Lewisham", ("Kent County Council",), True, "the papers of another council alone"),
    ("children in Lewisham", ("Kent County Council", "London Borough of Lewisham"), False, "one of its own"),
    ("children in Lewisham", (None,), False, "a paper that may be anybody's"),
    ("children in care", ("Kent County Council",), False, "no council is named"),
]


@pytest.mark.parametrize(("text", "authorities", "is_said", "why"), OTHERS, ids=[row[3] for row in OTHERS])
def test_papers_of_others(text: str, authorities: tuple[str | None, ...], is_said: bool, why: str) -> None:
    remarks = list(report_others_papers(text, find_named_councils(text), HELD, [hit(name) for name in authorities]))
    assert bool(remarks) is is_said, why
