"""Outcomes: decision lines, votes and lists of applications stay with what they decide, and never open what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.ingest.segmentation.outcomes import is_entry, is_outcome, is_styled_outcome, is_vote
from tests.ingest.segmentation.test_passages import MINUTES, Line, split_lines, without_headings

PARISH = replace(MINUTES, title=None)


@pytest.mark.parametrize(
    ("text", "is_so", "why"),
    [
        ("E/34801 Change of use", True, "a letter and a number"),
        ("31/00123/FUL New porch", True, "year, number and kind"),
        ("LA05/2031/0123/F Barn", True, "with the council's letters"),
        ("Application No. 31/00145/HOU", True, "named as what it is"),
        ("P31/S0451/HH - 3 Mill Lane", True, "a letter with the year, and one with the number"),
        ("C31/0123/33/LL - Ty Gwyn", True, "with the number of the parish inside"),
        ("2031/32 accounts", False, "a financial year"),
        ("05/2031 The lane", False, "a month"),
        ("1 Mill Street", False, "an address"),
    ],
)
def test_entries(text: str, is_so: bool, why: str) -> None:
    assert is_entry(text) is is_so, why


@pytest.mark.parametrize(
    ("text", "is_so", "why"),
    [
        ("No objections", True, "the usual line"),
        ("Objection, poor access", True, "with its reason"),
        ("**Refused**", True, "in bold"),
        ("The amendment was lost.", True, "an amendment"),
        ("Dim gwrthwynebiad", True, "Welsh"),
        ("Resolved: Object on grounds of access.", True, "behind the word for a decision"),
        ("Penderfynwyd: Gwrthwynebu.", True, "the same in Welsh"),
        ("For (14) Mr Wren, Mr Lark", True, "one side of a vote"),
        ("Against: 40", True, "the other, as a count"),
        ("Support workers in schools", False, "a title that begins like one"),
        ("Approved budget for 2031", False, "another"),
        ("Agreed actions:", False, "the head of a list"),
        ("For the year 2031 the Board", False, "a sentence that begins like a vote"),
    ],
)
def test_decision_lines(text: str, is_so: bool, why: str) -> None:
    assert (is_outcome(text) or is_styled_outcome(text)) is is_so, why


def test_a_vote_needs_a_count_or_a_colon() -> None:
    assert is_vote("For (14)") and is_vote("Abstentions: 2") and not is_vote("For 2 years the Board")


PLANNING: list[tuple[list[Line], list[str], str]] = [
    (
        ["E/34801 Change of use", "Unit D", ("heading", "SA18 2AB"), "Mr Lark", ("heading", "Objection, poor access"),
         "E/34900 New porch", "1 Mill Street", ("heading", "No Objections")],
        ["E/34801 Change of use\nUnit D\nSA18 2AB\nMr Lark\nObjection, poor access",
         "E/34900 New porch\n1 Mill Street\nNo Objections"],
        "one line a block, outcomes and postcodes in bold",
    ),
    (
        ["31/0123/FUL New porch\nMr Wren\nNo objection\n31/0145/HOU Loft\nObject - overlooking"],
        ["31/0123/FUL New porch\nMr Wren\nNo objection", "31/0145/HOU Loft\nObject - overlooking"],
        "both in one block",
    ),
    (
        ["12 Mill Street\nRear extension\nNo objection", "14 Mill Street\nNew house\nRefused: loss of light"],
        ["12 Mill Street\nRear extension\nNo objection", "14 Mill Street\nNew house\nRefused: loss of light"],
        "addresses without references",
    ),
    (
        ["12 Mill Street", "Rear extension", "No objection", "14 Mill Street", "New house", "Refused"],
        ["12 Mill Street\nRear extension\nNo objection", "14 Mill Street\nNew house\nRefused"],
        "the same, one line a block",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "why"), PLANNING, ids=[row[2] for row in PLANNING])
def test_an_outcome_stays_with_its_entry(lines: list[Line], expected: list[str], why: str) -> None:
    passages = without_headings(split_lines(*lines, document=PARISH))
    assert [passage.text for passage in passages] == expected, why


def test_a_vote_carries_the_motion_and_its_names() -> None:
    motion = "(1) Mr Finch proposed that the depot be let for ten years and not sold."
    passages = without_headings(
        split_lines(
            motion, "(2) The Chair put it to the meeting, who heard three speakers on it.",
            "For (14)", "Mr Finch, Ms Wren", "Against (40)", "Mr Lark, Mr Rook", "Motion lost.",
            "The meeting then turned to the rents of the allotments at the quay.", document=PARISH,
        )
    )  # fmt: skip
    votes = [passage for passage in passages if "For (14)" in passage.text]
    assert len(votes) == 1
    assert votes[0].text.endswith("For (14)\nMr Finch, Ms Wren\nAgainst (40)\nMr Lark, Mr Rook\nMotion lost.")
    assert passages[-1].text.startswith("The meeting then turned")


def test_an_outcome_alone_is_introduced_by_the_motion() -> None:
    long = "The depot was discussed at length by those present, who heard of its cost and of its age. " * 18
    passages = without_headings(
        split_lines("Mr Finch proposed that the depot be let.", long, "Amendment lost.", document=PARISH, limit=300)
    )
    (outcome,) = [passage for passage in passages if passage.text.endswith("Amendment lost.")]
    assert outcome.lead_in == "Mr Finch proposed that the depot be let." or "let" in outcome.text
    assert outcome.attribution is None
