"""Decisions with their report, the recommendation of other words, and the votes; nothing where it is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from paper_search.records import MEMBERS
from paper_search.records.register import DecisionRecord, RegisterQuery
from paper_search.retrieval.register.decisions import list_decisions
from tests.register_samples import (
    APRIL_1,
    COUNCIL,
    LARKFORD,
    Make,
    RegisterStore,
    decided,
    linked,
    voted,
)

WORDS = "RESOLVED: That the bridge be closed."


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    return RegisterStore(tmp_path)


def decide(desk: RegisterStore, **fields: Any) -> DecisionRecord:
    desk.add("minutes.txt", [WORDS], [decided(WORDS, **fields)])
    with desk.snapshot() as index:
        (record,) = list_decisions(RegisterQuery(), index).decisions
    return record


Report = tuple[str, dict[str, Any], Sequence[Make]]
BRIDGE: Report = ("bridge.txt", {"title": "Ferry Bridge", "agenda_item": "5"}, ())
PARKS: Report = ("parks.txt", {"title": "Car parks", "agenda_item": "6"}, ())
BEARING: Report = ("bearing.txt", {"title": "Works"}, [linked("24/00117", "reference", "24/00117")])
REPORTS: list[tuple[dict[str, Any], list[Report], str | None, str]] = [
    ({"subject": "5. FERRY BRIDGE"}, [BRIDGE, PARKS], "bridge.txt", "the heading is the title"),
    ({"agenda_item": "5"}, [BRIDGE, PARKS], "bridge.txt", "the item alone"),
    ({"agenda_item": "05."}, [BRIDGE, PARKS], "bridge.txt", "the item, printed otherwise"),
    ({"agenda_item": "5", "subject": "Repairs to bridges"}, [BRIDGE], "bridge.txt", "the item, a word in common"),
    ({"agenda_item": "5", "subject": "Library hours"}, [BRIDGE], None, "the item, but another subject"),
    ({"agenda_item": "7"}, [BRIDGE, PARKS], None, "another item"),
    ({}, [BRIDGE], None, "nothing says which"),
    ({"reference": "24/00117"}, [BRIDGE, BEARING], "bearing.txt", "the reference"),
    ({"reference": "24/00117", "agenda_item": "5"}, [BRIDGE, BEARING], "bearing.txt", "the reference before the item"),
    (
        {"subject": "Ferry Bridge"},
        [BRIDGE, ("second.txt", {"title": "Ferry Bridge", "agenda_item": "8"}, ())],
        None,
        "two of the title",
    ),
    (
        {"subject": "Ferry Bridge", "agenda_item": "8"},
        [BRIDGE, ("second.txt", {"title": "Ferry Bridge", "agenda_item": "8"}, ())],
        "second.txt",
        "two of the title, one of the item",
    ),
    (
        {"subject": "Ferry Bridge"},
        [("bridge.txt", {"title": "Ferry Bridge", "committee": COUNCIL}, ())],
        None,
        "a report to another body",
    ),
    (
        {"subject": "Ferry Bridge"},
        [("bridge.txt", {"title": "Ferry Bridge", "kind": "appendix"}, ())],
        None,
        "an appendix is no report",
    ),
    (
        {"reference": "24/00117"},
        [("bearing.txt", {"held_on": APRIL_1}, [linked("24/00117", "reference", "24/00117")])],
        "bearing.txt",
        "the reference, at another meeting",
    ),
    (
        {"reference": "24/00117"},
        [("bearing.txt", {"authority": LARKFORD}, [linked("24/00117", "reference", "24/00117")])],
        None,
        "the same number of another council",
    ),
    (
        {"subject": "Ferry Bridge"},
        [("bridge.txt", {"title": "Ferry Bridge", "access": "members"}, ())],
        None,
        "a report that is for members",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "reports", "expected", "reason"), REPORTS, ids=[case[-1] for case in REPORTS])
def test_a_decision_has_its_report(
    desk: RegisterStore, fields: dict[str, Any], reports: list[Report], expected: str | None, reason: str
) -> None:
    for name, about, entries in reports:
        desk.add(name, ["24/00117", "It is a bridge."], entries, **{"kind": "report", **about})
    report = decide(desk, **fields).report
    assert (report and report.doc_id) == expected, reason


def test_the_recommendation_is_beside_a_decision_of_other_words(desk: RegisterStore) -> None:
    desk.add(
        "bridge.txt",
        ["Some facts of the repairs.", "That the bridge be closed.", "That 2 bridges be repaired."],
        kinds=("paragraph", "recommendation", "recommendation"),
        kind="report",
        title="Ferry Bridge",
    )
    record = decide(desk, subject="Ferry Bridge")
    assert record.recommendation is not None
    assert record.recommendation.text == "That 2 bridges be repaired."


SAME_WORDS = [
    ("That the bridge be closed.", True, "the same words"),
    ("It is recommended that bridges be closed", True, "a lead-in and inflections"),
    ("That the bridge be not closed.", False, "a negation counts"),
    ("That 2 bridges be closed.", False, "a figure counts"),
    ("That the bridge be repaired.", False, "another word"),
]


@pytest.mark.parametrize(("words", "is_same", "reason"), SAME_WORDS, ids=[case[-1] for case in SAME_WORDS])
def test_recommendations_are_compared_by_their_words(
    desk: RegisterStore, words: str, is_same: bool, reason: str
) -> None:
    desk.add("bridge.txt", [words], kinds=("recommendation",), kind="report", title="Ferry Bridge")
    assert (decide(desk, subject="Ferry Bridge").recommendation is None) is is_same, reason


ONE, TWO, FOR_5, FOR_6 = "AGREED: the first.", "AGREED: the second.", "For 5, against 2.", "For 6, against 1."
VOTES: list[tuple[list[str], list[Make], list[list[str]], str]] = [
    ([ONE, FOR_5], [decided(ONE), voted(FOR_5)], [[FOR_5]], "a vote beside it"),
    ([ONE, FOR_5, TWO], [decided(ONE), voted(FOR_5), decided(TWO)], [[FOR_5], []], "the one before, of two"),
    (
        [ONE, FOR_5, TWO, FOR_6],
        [decided(ONE, minute="1"), voted(FOR_5, minute="1"), decided(TWO, minute="2"), voted(FOR_6, minute="2")],
        [[FOR_5], [FOR_6]],
        "by the number of the minute",
    ),
    ([ONE, FOR_5], [decided(ONE, minute="1"), voted(FOR_5, minute="2")], [[]], "another minute"),
    ([ONE, "x" * 500, FOR_5], [decided(ONE), voted(FOR_5)], [[]], "far away"),
    (
        [ONE, "x" * 500, FOR_5],
        [decided(ONE, agenda_item="1"), voted(FOR_5, agenda_item="1")],
        [[FOR_5]],
        "far away in the same item",
    ),
    ([ONE, TWO, FOR_5], [decided(ONE), decided(TWO), voted(FOR_5, ONE)], [[FOR_5], []], "its motion"),
    (
        [ONE, FOR_5, TWO],
        [decided(ONE, "lost", is_amendment=True), voted(FOR_5, result="carried"), decided(TWO)],
        [[], [FOR_5]],
        "what was carried is not what was lost",
    ),
]


@pytest.mark.parametrize(("texts", "entries", "expected", "reason"), VOTES, ids=[case[-1] for case in VOTES])
def test_a_decision_has_its_votes(
    desk: RegisterStore, texts: list[str], entries: list[Make], expected: list[list[str]], reason: str
) -> None:
    desk.add("minutes.txt", texts, entries)
    with desk.snapshot() as index:
        records = list_decisions(RegisterQuery(), index).decisions
    assert [[vote.entry.source.text for vote in record.votes] for record in records] == expected, reason


def test_what_is_joined_is_of_the_askers_papers(desk: RegisterStore) -> None:
    desk.add("bridge.txt", ["That it be sold."], kinds=("recommendation",), kind="report", title="Ferry Bridge",
             access="members")  # fmt: skip
    assert decide(desk, subject="Ferry Bridge").recommendation is None
    with desk.snapshot(MEMBERS) as index:
        (record,) = list_decisions(RegisterQuery(), index).decisions
    assert record.recommendation is not None
