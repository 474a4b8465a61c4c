"""Questions for the register: one row a form, and those that are left to the search."""

from __future__ import annotations

from typing import Any

import pytest

from paper_search.retrieval.query.meeting_time import MeetingTime
from paper_search.retrieval.query.parse import parse_query
from paper_search.retrieval.query.register_question import RegisterQuestion, find_register_question

MARCH = MeetingTime(None, 3)
READ: list[tuple[str, dict[str, Any]]] = [
    # Roles.
    ("Who is the Cabinet Member for Highways?", {"kind": "role holder", "role": "Cabinet Member for Highways"}),
    ("who's our leader", {"kind": "role holder", "role": "leader"}),
    ("Please tell me who is the Chief Executive", {"kind": "role holder", "role": "Chief Executive"}),
    ("who chairs the planning committee", {"kind": "role holder", "role": "chairs", "body": "planning committee"}),
    ("Cabinet Member for Highways", {"kind": "role holder", "role": "Cabinet Member for Highways"}),
    ("what is Mr Baker's role", {"kind": "roles of a person", "person": "Mr Baker"}),
    ("What role does Cllr Jo Wren hold?", {"kind": "roles of a person", "person": "Cllr Jo Wren"}),
    ("Who is Councillor Wren?", {"kind": "roles of a person", "person": "Councillor Wren"}),
    ("Who is Jo Wren?", {"kind": "roles of a person", "person": "Jo Wren"}),
    ("What is Jo Wren's role?", {"kind": "roles of a person", "person": "Jo Wren"}),
    # Attendance.
    (
        "who sent apologies to the March Cabinet",
        {"kind": "attendance", "body": "Cabinet", "time": MARCH, "attendance": ("apologies",)},
    ),
    (
        "apologies at the March Cabinet",
        {"kind": "attendance", "body": "Cabinet", "time": MARCH, "attendance": ("apologies",)},
    ),
    (
        "who sent apologys to the March Cabinet",
        {"kind": "attendance", "body": "Cabinet", "time": MARCH, "attendance": ("apologies",)},
    ),
    ("Who was present?", {"kind": "attendance", "attendance": ("present",)}),
    (
        "Which members were absent from the planning committee?",
        {"kind": "attendance", "body": "planning committee", "attendance": ("absent", "apologies")},
    ),
    (
        "Who substituted for Cllr Wren at the planning committee?",
        {"kind": "attendance", "body": "planning committee", "person": "Cllr Wren", "attendance": ("substitute",)},
    ),
    (
        "Who declared an interest in the lido at the Cabinet?",
        {"kind": "attendance", "topic": "lido", "body": "Cabinet", "attendance": ("declaration",)},
    ),
    ("Which officers attended?", {"kind": "attendance", "attendance": ("officer",)}),
    # Decisions.
    ("What did the Cabinet decide about the lido?", {"kind": "decision", "topic": "lido", "body": "Cabinet"}),
    (
        "What did Cabinet agree on 4 March 2025?",
        {"kind": "decision", "body": "Cabinet", "time": MeetingTime(2025, 3, 4)},
    ),
    ("What was decided about bins at the Cabinet?", {"kind": "decision", "topic": "bins", "body": "Cabinet"}),
    ("What was the decision on Mill Lane?", {"kind": "decision", "topic": "Mill Lane"}),
    ("Was the lido scheme approved?", {"kind": "decision", "topic": "lido scheme", "outcome": "approved"}),
    (
        "Has the lido been approved by full council?",
        {"kind": "decision", "topic": "lido", "body": "full council", "outcome": "approved"},
    ),
    (
        "Did Larkford refuse the new homes?",
        {"kind": "decision", "topic": "new homes", "body": "Larkford", "outcome": "refuse"},
    ),
    ("When was the lido approved?", {"kind": "decision", "part": "day", "topic": "lido", "outcome": "approved"}),
    (
        "When did Cabinet approve the lido?",
        {"kind": "decision", "part": "day", "topic": "lido", "body": "Cabinet", "outcome": "approve"},
    ),
    ("Who proposed the motion on bins?", {"kind": "decision", "part": "mover", "topic": "motion on bins"}),
    ("Who seconded the lido?", {"kind": "decision", "part": "seconder", "topic": "lido"}),
    # Votes.
    ("How did the vote on the lido go?", {"kind": "vote", "part": "counts", "topic": "lido"}),
    ("How did the vote go on the lido?", {"kind": "vote", "part": "counts", "topic": "lido"}),
    (
        "how did full council vote on the lido",
        {"kind": "vote", "part": "counts", "topic": "lido", "body": "full council"},
    ),
    ("Who voted against the lido?", {"kind": "vote", "part": "against", "topic": "lido"}),
    ("Who abstained on the lido?", {"kind": "vote", "part": "abstaining", "topic": "lido"}),
    ("How many councillors voted for the lido?", {"kind": "vote", "part": "counts", "topic": "lido"}),
    ("Did Cllr Wren vote for the lido?", {"kind": "vote", "part": "counts", "topic": "lido", "person": "Cllr Wren"}),
    ("Was the amendment on bins carried?", {"kind": "vote", "part": "counts", "topic": "amendment on bins"}),
    # Meetings.
    ("When does the planning committee meet?", {"kind": "meeting", "part": "time", "body": "planning committee"}),
    ("Where was the meeting held?", {"kind": "meeting", "part": "place", "body": "meeting"}),
    ("Which meetings were cancelled?", {"kind": "meeting", "part": "cancelled", "body": "meetings"}),
]


@pytest.mark.parametrize(("text", "fields"), READ, ids=[text for text, _ in READ])
def test_a_question_is_put_to_the_register(text: str, fields: dict[str, Any]) -> None:
    assert find_register_question(parse_query(text)) == RegisterQuestion(**fields)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Who wrote the report?", "an author holds no role"),
        ("Who is responsible for potholes?", "may be anybody"),
        ("Who is to blame for the flood?", "no title"),
        ("Who is the officer to contact?", "a clause, not a title"),
        ("Who is the new Chief Executive?", "who comes next is news"),
        ("Who proposed the houses at Mill Lane?", "an applicant, not a mover"),
        ("Who attended the opening of the library?", "no meeting"),
        ("What was agreed?", "neither a topic nor a meeting"),
        ("How did the vote go?", "neither a topic nor a meeting"),
        ("What did Cllr Wren say about the lido?", "somebody's words"),
        ("Why was the application refused?", "a reason is prose"),
        ("Which councils decided to close libraries?", "each council is asked"),
        ("What did the residents decide about bins before March 2024?", "a time that cannot be read"),
        ("How many homes were approved?", "a figure"),
        ("Did the Prime Minister agree with the union?", "agrees with somebody"),
    ],
)
def test_other_questions_are_for_the_search(text: str, reason: str) -> None:
    assert find_register_question(parse_query(text)) is None, reason
