"""The time of a meeting in a question, and the question without it: one row a form."""

from __future__ import annotations

import pytest

from paper_search.retrieval.query.meeting_time import MeetingTime, split_meeting_time

CASES: list[tuple[str, MeetingTime | None, str, str]] = [
    ("What did Cabinet agree on 9 January?", MeetingTime(None, 1, 9), "What did Cabinet agree ?", "a day, no year"),
    ("Who was present on Tuesday 4 March 2025?", MeetingTime(2025, 3, 4), "Who was present ?", "with its weekday"),
    ("minutes of 04/03/2025", MeetingTime(2025, 3, 4), "minutes", "in figures, the day first"),
    ("Who apologised to the March Cabinet?", MeetingTime(None, 3), "Who apologised to the Cabinet?", "before a body"),
    (
        "Who came to the March 2025 planning committee?",
        MeetingTime(2025, 3),
        "Who came to the planning committee?",
        "a year, and two words of a body",
    ),
    ("What was agreed in May 2025?", MeetingTime(2025, 5), "What was agreed ?", "a month and a year"),
    ("What was agreed in 2024?", MeetingTime(2024), "What was agreed ?", "a year alone"),
    ("Who chairs it since May 2024?", MeetingTime(2024, 5, None, True), "Who chairs it ?", "any time from there on"),
    ("the May 2025 elections", None, "the May 2025 elections", "no body behind it: the time of the matter"),
    ("the 2024/25 budget", None, "the 2024/25 budget", "a financial year"),
    ("the plan for 2025-29", None, "the plan for 2025-29", "years of a plan"),
    ("What may the council do in may?", None, "What may the council do in may?", "a verb, and no month with a capital"),
]


@pytest.mark.parametrize(("text", "time", "rest", "reason"), CASES)
def test_the_time_of_a_meeting_is_split_off(text: str, time: MeetingTime | None, rest: str, reason: str) -> None:
    assert split_meeting_time(text) == (time, rest), reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Who chaired it before May 2024?", "limits in another way"),
        ("What was decided last month?", "depends on the day of asking"),
        ("What did Cabinet decide between 2020 and 2022?", "two times"),
        ("What was agreed on 31 February 2025?", "no day of the calendar"),
    ],
)
def test_a_time_that_cannot_be_read_is_told_apart_from_none(text: str, reason: str) -> None:
    assert split_meeting_time(text) is None, reason


@pytest.mark.parametrize(
    ("time", "label"),
    [(MeetingTime(2025, 3, 4), "4 March 2025"), (MeetingTime(None, 3), "March"), (MeetingTime(2025), "2025")],
)
def test_a_time_is_said_as_papers_print_it(time: MeetingTime, label: str) -> None:
    assert time.label == label
