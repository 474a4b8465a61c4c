"""Authorities named in a question, in every way, and places that are no mention."""

from __future__ import annotations

import pytest

from paper_search.text.authority_mentions import find_mentions

QUESTIONS = [
    ("How many children are in care in Lewisham?", ["London Borough of Lewisham"], "a place behind a small word"),
    ("Lewisham's libraries", ["London Borough of Lewisham"], "a place that owns something"),
    ("What does LB Lewisham say on rents?", ["London Borough of Lewisham"], "an abbreviation"),
    ("Does KCC charge for parking?", ["Kent County Council"], "an acronym"),
    ("how does kent county council mend potholes?", ["Kent County Council"], "a full name without capitals"),
    ("Does Cheltenham or Devon pay more?", ["Cheltenham Borough Council", "Devon County Council"], "two places"),
    ("Beth yw polisi Cyngor Gwynedd?", ["Cyngor Gwynedd"], "a Welsh name"),
    ("the Lewisham Road scheme", [], "a road"),
    ("visits to Lewisham Hospital", [], "a hospital"),
    ("the reading of meters", [], "a common word"),
    ("What did Councillor Lincoln say?", [], "a person"),
]


@pytest.mark.parametrize(("text", "names", "why"), QUESTIONS, ids=[row[2] for row in QUESTIONS])
def test_find_mentions(text: str, names: list[str], why: str) -> None:
    assert [mention.authority.name for mention in find_mentions(text)] == names, why


def test_papers_of_the_county_may_tell_of_a_district() -> None:
    (dover,) = find_mentions("potholes in Dover")
    assert {"=Dover District Council", "=Kent County Council"} <= dover.keys
