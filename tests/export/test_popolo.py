"""The register in the shape of Popolo: what is stated, with its source, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from paper_search.export.popolo import RegisterSelection, build_dataset, render_files
from paper_search.records import Document, Meeting, Passage
from paper_search.records.register import (
    Decision,
    DecisionOutcome,
    EntryT,
    HeldEntry,
    MeetingSummary,
    PersonSummary,
    Role,
    SourceSpan,
    Vote,
)

MEETING = Meeting("Ferndale Town Council", "Finance Committee", date(2025, 3, 4))
PAPER = Document("minutes.txt", "minutes.txt", "0" * 64, kind="minutes", title="Minutes", meeting=MEETING)
COUNCIL = "ferndale-town-council"


def _span(text: str, start: int = 0) -> SourceSpan:
    return SourceSpan("minutes.txt", "minutes.txt::p~1", start, start + len(text), text)


def _hold(entry: EntryT) -> HeldEntry[EntryT]:
    span = entry.source
    passage = Passage(span.passage_id, span.doc_id, "paragraph", span.text, span.start, span.end)
    return HeldEntry(entry, passage, PAPER)


WREN = PersonSummary(f"{COUNCIL}/jo-wren", "Jo Wren", MEETING.authority, ("Jo Wren", "Cllr Wren"))
OTHER_WREN = PersonSummary(f"{COUNCIL}/ann-wren", "Ann Wren", MEETING.authority, ("Ann Wren", "Cllr Wren"))
RESOLVED = Decision(_span("=SUM(1) RESOLVED that fares fall."), "resolved", subject="Bus fares", mover="Cllr Wren")

CREATORS = [
    ((WREN,), f"{COUNCIL}/jo-wren", "one person has the form"),
    ((), None, "nobody is listed"),
    ((WREN, OTHER_WREN), None, "the form is of two people, and neither is guessed"),
]


@pytest.mark.parametrize(("people", "creator", "reason"), CREATORS)
def test_a_mover_has_an_id_only_where_one_person_has_the_name(
    people: tuple[PersonSummary, ...], creator: str | None, reason: str
) -> None:
    dataset = build_dataset(RegisterSelection(decisions=(_hold(RESOLVED),), people=people))
    (motion,) = dataset.motions
    assert motion.get("creator_id") == creator, reason
    assert motion["mover"] == "Cllr Wren"


VOTES: list[tuple[Vote, dict[str, Any], str]] = [
    (
        Vote(_span("For 14, against 4", 40), motion=RESOLVED.source, votes_for=14, votes_against=4, result="carried"),
        {
            "motion_id": "minutes.txt@0-33",
            "result": "pass",
            "counts": [{"option": "yes", "value": 14}, {"option": "no", "value": 4}],
        },
        "a count that is not stated is left out, and the motion is that of the decision",
    ),
    (
        Vote(_span("The amendment was lost.", 90), result="lost"),
        {"motion_id": "minutes.txt@90-113", "result": "fail", "counts": None},
        "a vote on what no decision is of has a motion of its own",
    ),
    (
        Vote(_span("For: Cllr Wren", 40), voters_for=("Cllr Wren",)),
        {"votes": [{"option": "yes", "voter_id": f"{COUNCIL}/jo-wren", "voter_name": "Cllr Wren"}], "result": None},
        "names are as printed; a result that is not stated is left out",
    ),
]


@pytest.mark.parametrize(("vote", "expected", "reason"), VOTES)
def test_a_vote_event_has_what_is_printed(vote: Vote, expected: dict[str, Any], reason: str) -> None:
    selection = RegisterSelection(decisions=(_hold(RESOLVED),), votes=(_hold(vote),), people=(WREN,))
    dataset = build_dataset(selection)
    (event,) = dataset.vote_events
    assert {name: event.get(name) for name in expected} == expected, reason
    assert event["motion_id"] in [motion["id"] for motion in dataset.motions], reason
    assert event["sources"][0]["start"] == vote.source.start


def test_votes_on_one_motion_share_it_and_it_is_written_once() -> None:
    moved = _span("Moved by Cllr Wren", 300)
    votes = [_hold(Vote(_span("For 2, against 3", at), motion=moved, result="lost")) for at in (330, 360)]
    dataset = build_dataset(RegisterSelection(votes=votes))
    assert [motion["id"] for motion in dataset.motions] == ["minutes.txt@300-318"]
    assert {event["motion_id"] for event in dataset.vote_events} == {"minutes.txt@300-318"}


def test_a_vote_is_on_the_decision_beside_it_even_where_that_is_not_selected() -> None:
    vote = Vote(_span("For 14, against 4", 60), motion=_span("Moved by Cllr Wren", 40), votes_for=14)
    dataset = build_dataset(RegisterSelection(votes=(_hold(vote),), voted_on=(_hold(RESOLVED),)))
    assert [(motion["id"], motion["text"]) for motion in dataset.motions] == [
        ("minutes.txt@0-33", RESOLVED.source.text)
    ]
    assert [event["motion_id"] for event in dataset.vote_events] == ["minutes.txt@0-33"]


@pytest.mark.parametrize(
    ("outcome", "result", "reason"),
    [
        ("resolved", "pass", "carried"),
        ("lost", "fail", "not carried"),
        ("refused", None, "a motion to refuse may have been carried"),
        ("deferred", None, "neither"),
    ],
)
def test_a_result_is_left_out_where_the_outcome_does_not_say_it(
    outcome: DecisionOutcome, result: str | None, reason: str
) -> None:
    (motion,) = build_dataset(RegisterSelection(decisions=(_hold(replace(RESOLVED, outcome=outcome)),))).motions
    assert (motion.get("result"), motion["outcome"]) == (result, outcome), reason


def test_no_organization_is_named_that_no_paper_states() -> None:
    paper = replace(PAPER, meeting=Meeting(None, None, date(2025, 3, 4)))
    wren = PersonSummary("no-authority/jo-wren", "Jo Wren", None, ("Jo Wren",))
    role = Role(_span("Jo Wren, Chairman"), "Jo Wren", "jo wren", "Chairman")
    vote = Vote(_span("For 14, against 4", 40), votes_for=14, votes_against=4)
    decision, held_role, held_vote = (replace(_hold(entry), document=paper) for entry in (RESOLVED, role, vote))
    dataset = build_dataset(
        RegisterSelection(decisions=(decision,), votes=(held_vote,), roles=(held_role,), people=(wren,))
    )
    assert dataset.organizations == ()
    objects = (*dataset.memberships, *dataset.motions, *dataset.vote_events)
    assert len(objects) == 3
    assert not any("organization_id" in popolo for popolo in objects)


def test_roles_bodies_and_meetings_state_no_more_than_the_papers() -> None:
    roles = [_hold(Role(_span("Jo Wren, Chairman", at), "Jo Wren", "jo wren", "Chairman")) for at in (0, 50)]
    summary = MeetingSummary(f"{COUNCIL}/finance-committee/2025-03-04", MEETING, (PAPER,), status="held")
    dataset = build_dataset(RegisterSelection(meetings=(summary,), roles=roles, people=(WREN,)))
    (membership,) = dataset.memberships
    assert (membership["role"], len(membership["sources"])) == ("Chairman", 2), "a role once, with all its papers"
    assert "start_date" not in membership
    assert [organization["id"] for organization in dataset.organizations] == [COUNCIL, f"{COUNCIL}/finance-committee"]
    assert dataset.organizations[1]["parent_id"] == COUNCIL
    (event,) = dataset.events
    assert (event["start_date"], event["status"]) == ("2025-03-04", "completed")
    assert "location" not in event


def test_files_hold_the_same_objects_and_no_formula() -> None:
    dataset = build_dataset(RegisterSelection(decisions=(_hold(RESOLVED),), people=(WREN,)))
    lines, table = render_files(dataset, "jsonl"), render_files(dataset, "csv")
    assert list(lines) == [f"{name.removesuffix('.csv')}.jsonl" for name in table]
    (motion,) = map(json.loads, lines["motions.jsonl"].decode().splitlines())
    (row,) = csv.DictReader(io.StringIO(table["motions.csv"].decode("utf-8-sig"), newline=""))
    assert row["text"] == f"'{motion['text']}", "a cell that a spreadsheet would run has an apostrophe in front"
    assert {name: row[name] for name in ("id", "date", "result")} == {
        name: motion[name] for name in ("id", "date", "result")
    }
    assert json.loads(row["sources"]) == motion["sources"]
