"""Meetings: the papers of one body and day, what they say of it, and each entry once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from paper_search.records import MEMBERS, Filters
from paper_search.records.register import RegisterQuery
from paper_search.retrieval.register.meetings import get_meeting
from tests.register_samples import (
    APRIL_1,
    COUNCIL,
    FERNDALE,
    LARKFORD,
    MARCH_4,
    Make,
    RegisterStore,
    attended,
    decided,
    held_role,
    stated,
    voted,
)

MEETING = "ferndale-town-council/planning-committee/2025-03-04"
NOTED = "RESOLVED: That the report be noted."


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    return RegisterStore(tmp_path)


STATUS: list[tuple[list[tuple[dict[str, Any], str, Sequence[Make]]], Any, Any, str]] = [
    ([({"kind": "agenda frontsheet"}, "Agenda", [])], None, None, "an agenda says what was meant"),
    ([({"kind": "minutes"}, "Minutes", [])], "held", None, "minutes are held"),
    ([({"kind": "decision record"}, "Decisions", [])], "held", None, "its decisions are held"),
    ([({"kind": "report"}, NOTED, [decided(NOTED)])], None, None, "a report tells of an earlier decision"),
    ([({"kind": None}, NOTED, [decided(NOTED)])], "held", None, "a decision in a paper of no stated kind"),
    ([({"kind": None}, "Cllr Wren", [attended("Cllr Wren")])], "held", None, "somebody was present"),
    ([({"kind": None}, "Cllr Wren", [attended("Cllr Wren", "apologies")])], None, None, "apologies come before"),
    ([({"kind": None}, "CANCELLED", [stated("CANCELLED", "cancelled", "cancelled")])], "cancelled", None, "a fact"),
    ([({"kind": "agenda frontsheet", "status": "cancelled"}, "Agenda", [])], "cancelled", None, "the paper's status"),
    (
        [({"kind": "minutes"}, "Minutes", []), ({"kind": None, "status": "cancelled"}, "Notice", [])],
        None,
        None,
        "papers that contradict one another",
    ),
    ([({"status": "draft"}, "Minutes", [])], "held", "draft", "draft minutes by their status"),
    ([({}, "DRAFT", [stated("DRAFT", "draft minutes", "draft")])], "held", "draft", "draft minutes by a fact"),
    (
        [({"status": "draft"}, "Minutes", []), ({"status": "confirmed"}, "Signed minutes", [])],
        "held",
        "confirmed",
        "drafts and confirmed ones",
    ),
]


@pytest.mark.parametrize(("papers", "status", "minutes_status", "reason"), STATUS, ids=[case[-1] for case in STATUS])
def test_a_meeting_has_the_status_that_papers_state(
    desk: RegisterStore,
    papers: list[tuple[dict[str, Any], str, Sequence[Make]]],
    status: str | None,
    minutes_status: str | None,
    reason: str,
) -> None:
    for number, (fields, text, entries) in enumerate(papers):
        desk.add(f"{number}.txt", [text], entries, **fields)
    with desk.snapshot() as index:
        (meeting,) = index.list_meetings(RegisterQuery()).meetings
    assert (meeting.status, meeting.minutes_status) == (status, minutes_status), reason


def test_papers_of_one_meeting_are_joined(desk: RegisterStore) -> None:
    desk.add("agenda.txt", ["Agenda"], kind="agenda frontsheet", committee="PLANNING COMMITTEE")
    desk.add("report.txt", ["Report"], kind="report")
    desk.add("supplement.txt", ["More"], kind="supplement/public pack")
    desk.add("council.txt", ["Minutes"], committee="Full Council")
    desk.add("april.txt", ["Minutes"], held_on=APRIL_1)
    desk.add("larkford.txt", ["Minutes"], authority=LARKFORD)
    desk.add("nobody.txt", ["Minutes"], committee=None)
    with desk.snapshot() as index:
        found = index.list_meetings(RegisterQuery())
        assert [meeting.meeting_id for meeting in found.meetings] == [
            "ferndale-town-council/planning-committee/2025-04-01",
            "ferndale-town-council/council/2025-03-04",
            MEETING,
            "larkford-parish-council/planning-committee/2025-03-04",
        ]
        meeting = found.meetings[2]
        assert [paper.doc_id for paper in meeting.documents] == ["agenda.txt", "report.txt", "supplement.txt"]
        assert meeting.meeting.committee == "Planning Committee", "as most of its papers spell it"
        for offset, expected in enumerate(found.meetings):
            page = index.list_meetings(RegisterQuery(limit=1, offset=offset))
            assert (page.meetings, page.total) == ((expected,), 4)
        limits = RegisterQuery(Filters(kinds=("report",)))
        (limited,) = index.list_meetings(limits).meetings
        assert limited == meeting, "a limit chooses meetings, and all papers of each are shown"


def test_what_papers_repeat_is_told_once(desk: RegisterStore) -> None:
    texts = ["Cllr Jo Wren, Chair, was present.", NOTED, "For 5", NOTED, "For 5"]
    entries = [held_role("Cllr Jo Wren", "Chair"), attended("Cllr Jo Wren"), decided(NOTED), voted("For 5")]
    both = [*entries, decided(NOTED), voted("For 5")]
    desk.add("draft.txt", texts, both, status="draft")
    desk.add("minutes.txt", texts, both, status="confirmed")
    desk.add("decisions.txt", ["AGREED: That the report be noted."], [decided("AGREED: That the report be noted.")])
    with desk.snapshot() as index:
        record = get_meeting(MEETING, index)
    assert record is not None
    assert [len(found) for found in (record.roles, record.attendance, record.decisions, record.votes)] == [1, 1, 3, 2]
    assert (record.summary.decisions, record.summary.votes) == (3, 2)
    assert {held.decision.document.doc_id for held in record.decisions} == {"minutes.txt", "decisions.txt"}
    assert record.attendance[0].document.doc_id == "minutes.txt", "confirmed minutes go before a draft"


NOT_HELD = ["ferndale-town-council/planning-committee/2025-03-05", "no-id", "", "x/y/2025-03-04"]


@pytest.mark.parametrize("meeting_id", NOT_HELD)
def test_a_meeting_that_is_not_held_is_none(desk: RegisterStore, meeting_id: str) -> None:
    desk.add("minutes.txt", ["Minutes"])
    with desk.snapshot() as index:
        assert get_meeting(meeting_id, index) is None


def test_what_is_for_members_is_told_to_them_alone(desk: RegisterStore) -> None:
    desk.add("public.txt", ["Agenda"], kind="agenda frontsheet")
    desk.add("minutes.txt", [NOTED], [decided(NOTED)], access="members")
    desk.add("closed.txt", [NOTED], [decided(NOTED)], access="members", committee=COUNCIL)
    with desk.snapshot() as index:
        record = get_meeting(MEETING, index)
        assert record is not None
        assert (record.summary.status, record.summary.decisions, record.decisions) == (None, 0, ())
        assert get_meeting("ferndale-town-council/council/2025-03-04", index) is None
    with desk.snapshot(MEMBERS) as index:
        record = get_meeting(MEETING, index)
        assert record is not None
        assert (record.summary.status, record.summary.decisions, len(record.decisions)) == ("held", 1, 1)
        assert index.list_meetings(RegisterQuery()).total == 2
    assert record.summary.meeting.authority == FERNDALE
    assert record.summary.meeting.held_on == MARCH_4
