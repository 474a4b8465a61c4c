"""The register's parts of pages: what is printed is shown, what is not is not stated, and nothing is inferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from paper_search.cli.register_text import format_meeting
from paper_search.records import Document, Facet, Meeting, Passage
from paper_search.records.register import (
    Decision,
    DecisionOutcome,
    DecisionRecord,
    HeldEntry,
    MeetingFact,
    MeetingRecord,
    MeetingStatus,
    MeetingSummary,
    MinutesStatus,
    SourceSpan,
    Vote,
)
from paper_search.web.components.decision_card import make_decision_card
from paper_search.web.components.list_controls import make_facet_options, make_list_pages
from paper_search.web.components.meeting_list import describe_held, is_within_limit, make_meeting_badges
from paper_search.web.components.meeting_page import make_meeting
from paper_search.web.components.register_entries import is_within, strip_number, summarise_vote
from paper_search.web.register_forms import MeetingLimit

DAY = date(2025, 3, 4)
MEETING = Meeting("Ferndale Town Council", "Planning Committee", DAY)
MINUTES = Document("minutes.pdf", "minutes.pdf", "0", kind="minutes", title="Minutes", meeting=MEETING)


def span(start: int, text: str = "RESOLVED.", doc_id: str = "minutes.pdf") -> SourceSpan:
    return SourceSpan(doc_id, f"{doc_id}::1", start, start + len(text), text)


def decide(start: int, outcome: DecisionOutcome = "resolved", **fields: object) -> DecisionRecord:
    decision = Decision(span(start), outcome, **fields)  # type: ignore[arg-type]
    passage = Passage("minutes.pdf::1", "minutes.pdf", "resolution", "RESOLVED.", start, start + 9)
    return DecisionRecord(HeldEntry(decision, passage, MINUTES))


NUMBERS = [
    ("86. Budget", ("86", "5"), "Budget", "the number of the minute"),
    ("5 Budget", ("86", "5"), "Budget", "the number of the item"),
    ("(5) Budget", (None, "5"), "Budget", "in brackets"),
    ("2025 budget", ("2", None), "2025 budget", "a number that only begins like it"),
    ("5", ("5", None), "5", "a heading that is nothing else"),
    ("The\nbudget", (None, None), "The budget", "a line break is layout"),
    ("7.1 Roads", ("7", None), "7.1 Roads", "the number of a part"),
]


@pytest.mark.parametrize(("heading", "numbers", "shown", "reason"), NUMBERS, ids=[reason for *_, reason in NUMBERS])
def test_a_heading_is_shown_without_the_number_beside_it(
    heading: str, numbers: tuple[str | None, ...], shown: str, reason: str
) -> None:
    assert strip_number(heading, *numbers) == shown


VOTES = [
    ({"votes_for": 7, "votes_against": 2, "result": "carried"}, "Carried: 7 for, 2 against", "abstentions not printed"),
    ({"votes_for": 0, "abstentions": 1}, "0 for, 1 abstention", "a nought that is printed"),
    ({"is_unanimous": True}, "Unanimous", "no counts, but unanimous"),
    ({"result": "lost", "voters_for": ("Cllr Wren",)}, "Lost: counts not stated", "names are not counted"),
    ({}, "Counts not stated", "nothing of it"),
]


@pytest.mark.parametrize(("fields", "line", "reason"), VOTES, ids=[reason for *_, reason in VOTES])
def test_a_vote_is_summed_up_as_printed(fields: dict[str, object], line: str, reason: str) -> None:
    assert summarise_vote(Vote(span(0), **fields)) == line  # type: ignore[arg-type]


WITHIN = [
    (span(10), span(5, "x" * 40), True, "inside"),
    (span(10), span(10), True, "the same"),
    (span(10), span(12, "x" * 40), False, "it begins before"),
    (span(10), span(5, "x" * 40, "other.pdf"), False, "of another paper"),
]


@pytest.mark.parametrize(("words", "others", "inside", "reason"), WITHIN, ids=[reason for *_, reason in WITHIN])
def test_words_within_others(words: SourceSpan, others: SourceSpan, inside: bool, reason: str) -> None:
    assert is_within(words, others) is inside


@pytest.mark.parametrize("outcome", get_args(DecisionOutcome))
def test_every_outcome_has_a_badge_in_words(outcome: DecisionOutcome) -> None:
    assert make_decision_card(decide(0, outcome), "x").badges[0].label == outcome.capitalize()


KINDS = [
    (
        ("agenda frontsheet", "report", "report", "minutes"),
        "Agenda, 2 reports and minutes",
        "in their order",
    ),
    (("minutes", "minutes"), "2 sets of minutes", "two of a kind"),
    (("appendix", "appendix", None), "2 appendices and other paper", "one of no stated kind"),
]


@pytest.mark.parametrize(("kinds", "line", "reason"), KINDS, ids=[reason for *_, reason in KINDS])
def test_what_is_held_of_a_meeting(kinds: tuple[str | None, ...], line: str, reason: str) -> None:
    assert describe_held([replace(MINUTES, kind=kind) for kind in kinds]) == line


SUMMARIES: list[tuple[MeetingStatus | None, MinutesStatus | None, bool, set[MeetingLimit], str]] = [
    ("held", "draft", True, {"draft"}, "Draft minutes: not yet confirmed"),
    ("held", "confirmed", True, {"confirmed"}, "Minutes confirmed"),
    ("held", None, True, set(), "Minutes held"),
    ("held", None, False, {"no minutes"}, "Minutes not held"),
    (None, None, False, {"no minutes"}, "Minutes not held"),
    ("cancelled", None, False, {"cancelled"}, "Cancelled"),
]


@pytest.mark.parametrize(("status", "minutes", "has_minutes", "limits", "label"), SUMMARIES)
def test_a_meeting_is_in_the_lists_of_its_status(
    status: MeetingStatus | None,
    minutes: MinutesStatus | None,
    has_minutes: bool,
    limits: set[MeetingLimit],
    label: str,
) -> None:
    summary = MeetingSummary("x", MEETING, (MINUTES,), status, minutes, has_minutes)
    assert {limit for limit in get_args(MeetingLimit) if is_within_limit(summary, limit)} == limits
    assert is_within_limit(summary, None)
    assert [badge.label for badge in make_meeting_badges(summary)] == [label]


CANCELLED = [
    ("https://democracy.ferndale.example/m1", False, "The council's site says that this meeting was cancelled.",
     "only the site's list of papers gives it"),
    (None, False, "The list of papers says that this meeting was cancelled.", "only a person's list gives it"),
    ("https://democracy.ferndale.example/m1", True, "A paper says that this meeting was cancelled.", "in its words"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "is_printed", "line", "reason"), CANCELLED, ids=[reason for *_, reason in CANCELLED])
def test_a_cancelled_meeting_is_told_by_whom_it_is_said(
    url: str | None, is_printed: bool, line: str, reason: str
) -> None:
    paper = replace(MINUTES, kind="report", status="cancelled", url=url)
    passage = Passage("minutes.pdf::1", "minutes.pdf", "text", "CANCELLED", 0, 9)
    facts = (HeldEntry(MeetingFact(span(0, "CANCELLED"), "cancelled", "CANCELLED"), passage, paper),)
    record = MeetingRecord(MeetingSummary("x", MEETING, (paper,), "cancelled"), facts=facts if is_printed else ())
    assert make_meeting(record).notice == line
    told = format_meeting(record)
    assert ("no paper held does" in told, "cancelled: CANCELLED" in told) == (not is_printed, is_printed)


ITEMS: list[tuple[list[DecisionRecord], list[str], list[str], str]] = [
    ([decide(50, minute="2"), decide(0, minute="1")], [], ["Minute 1", "Minute 2"], "in the order of the minutes"),
    ([decide(0, minute="1"), decide(50, minute="1")], [], ["Minute 1"], "two decisions on one item"),
    ([decide(0, agenda_item="5"), decide(50, agenda_item="05.")], [], ["Item 5", "Item 05."], "other numbers"),
    ([decide(0, agenda_item="5."), decide(50, agenda_item="5")], [], ["Item 5."], "a full stop is no number"),
    ([decide(0, agenda_item="2"), decide(50, agenda_item="10")], ["9"], ["Item 2", "Item 9", "Item 10"],
     "a paper of another item stands by its number"),
    ([decide(0, agenda_item="2")], ["11", "3"], ["Item 2", "Item 3", "Item 11"], "or behind all others"),
    ([decide(0, agenda_item="2")], ["2"], ["Item 2"], "a paper of the same item"),
    ([decide(0, subject="Roads"), decide(50, subject="roads")], [], [""], "the same heading, without numbers"),
    ([decide(0), decide(50)], [], ["", ""], "nothing to tell by: nothing is joined"),
]  # fmt: skip


@pytest.mark.parametrize(("decisions", "papers", "numbers", "reason"), ITEMS, ids=[reason for *_, reason in ITEMS])
def test_the_items_of_a_meeting(
    decisions: list[DecisionRecord], papers: list[str], numbers: list[str], reason: str
) -> None:
    reports = tuple(replace(MINUTES, doc_id=f"{item}.pdf", kind="report", agenda_item=item) for item in papers)
    summary = MeetingSummary("x", MEETING, (MINUTES, *reports))
    view = make_meeting(MeetingRecord(summary, decisions=tuple(decisions)))
    assert [", ".join(item.numbers) for item in view.items] == numbers
    assert sum(len(item.decisions) for item in view.items) == len(decisions)
    assert sum(len(item.papers) for item in view.items) == len(papers)
    assert [line.link.label for line in view.papers] == ["Minutes"]


def test_the_report_of_a_decision_stands_with_its_item() -> None:
    report = replace(MINUTES, doc_id="report.pdf", kind="report", title="Roads")
    elsewhere = replace(report, doc_id="earlier.pdf")
    decisions = (replace(decide(0, minute="1"), report=report), replace(decide(50, minute="2"), report=elsewhere))
    view = make_meeting(MeetingRecord(MeetingSummary("x", MEETING, (MINUTES, report)), decisions=decisions))
    assert [[line.link.label for line in item.papers] for item in view.items] == [["Roads"], []]
    assert [line.link.label for line in view.papers] == ["Minutes"], "and not once more"


def test_votes_of_a_decision_stand_with_it_alone() -> None:
    passage = decide(0).decision.passage
    vote = HeldEntry(Vote(span(20, "7 for"), minute="1", votes_for=7), passage, MINUTES)
    other = HeldEntry(Vote(span(90, "3 for"), minute="4", votes_for=3), passage, MINUTES)
    record = replace(decide(0, minute="1"), votes=(vote,))
    view = make_meeting(
        MeetingRecord(MeetingSummary("x", MEETING, (MINUTES,)), decisions=(record,), votes=(vote, other))
    )
    assert [(len(item.decisions), len(item.votes)) for item in view.items] == [(1, 0), (0, 1)]


def test_a_value_that_no_paper_has_stays_chosen() -> None:
    facets = (Facet("South", 2), Facet("North", 1))
    assert [(option.value, option.is_chosen) for option in make_facet_options("a", "A", facets, ("Nort",)).options] == [
        ("Nort", True), ("North", False), ("South", False),
    ]  # fmt: skip
    assert [option.label for option in make_facet_options("a", "A", facets, ()).options] == [
        "North (1 paper)", "South (2 papers)",
    ]  # fmt: skip


PAGES = [(1, 1, []), (1, 3, [1, 2, 3]), (5, 9, [1, 3, 4, 5, 6, 7, 9]), (9, 9, [1, 7, 8, 9])]


@pytest.mark.parametrize(("page", "last", "numbers"), PAGES)
def test_pages_near_the_one_shown(page: int, last: int, numbers: list[int]) -> None:
    pages = make_list_pages(page, last, lambda number: f"/x?page={number}")
    assert [link.number for link in pages] == numbers
    assert [link.number for link in pages if link.is_current] == ([page] if numbers else [])
