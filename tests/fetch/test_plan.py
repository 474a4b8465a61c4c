"""The plan of a run: its days, its committees, its meetings, and how much may go."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from paper_search.fetch.journal import JournalMeeting
from paper_search.fetch.plan import Window, choose_committees, choose_window, is_too_much, judge_state, order_meetings
from paper_search.fetch.records import MeetingListing, RemoteCommittee, RemoteMeeting

TODAY = date(2026, 2, 24)
NOW = datetime(2026, 2, 24, 9, tzinfo=UTC)
AUDIT = RemoteCommittee("144", "Audit Committee")
WINDOWS = (
    (None, None, 26, date(2025, 2, 24), "the first run: a year back"),
    (date(2020, 1, 1), None, 26, date(2020, 1, 1), "the first run from a day on"),
    (date(2020, 1, 1), date(2026, 2, 23), 26, date(2025, 8, 25), "later runs: 26 weeks before the last"),
    (date(2026, 1, 1), date(2026, 2, 23), 26, date(2026, 1, 1), "never before the first day"),
    (None, date(2025, 11, 1), 4, date(2025, 10, 4), "after a long pause from the last success on"),
)


@pytest.mark.parametrize(("since", "last", "weeks", "expected", "reason"), WINDOWS, ids=[case[4] for case in WINDOWS])
def test_chooses_the_days(since: date | None, last: date | None, weeks: int, expected: date, reason: str) -> None:
    assert choose_window(TODAY, since, last, weeks) == Window(expected, date(2026, 3, 31)), reason


COMMITTEES = (
    AUDIT,
    RemoteCommittee("2", "Licensing"),
    RemoteCommittee("3", "Old", is_expired=True),
    RemoteCommittee("4", "Gone", is_deleted=True),
)
CHOICES = (
    ((), (), False, ["144", "2"], "all that meet"),
    ((), (), True, ["144", "2", "3"], "those too that no longer meet"),
    (("audit committee",), (), True, ["144"], "by title, in any case"),
    (("2", "4"), (), True, ["2"], "by id, and never a deleted one"),
    ((), ("Licensing",), False, ["144"], "without one"),
)


@pytest.mark.parametrize(("wanted", "exclude", "expired", "expected", "reason"), CHOICES, ids=[c[4] for c in CHOICES])
def test_chooses_committees(
    wanted: tuple[str, ...], exclude: tuple[str, ...], expired: bool, expected: list[str], reason: str
) -> None:
    found = choose_committees(COMMITTEES, wanted, exclude, with_expired=expired)
    assert [committee.committee_id for committee in found] == expected, reason


def entry(number: str, held_on: str, read_at: str | None, state: str = "agenda") -> JournalMeeting:
    return JournalMeeting(number, "144", "Audit Committee", held_on, number, state=state, read_at=read_at)  # type: ignore[arg-type]


DUE = (
    (entry("1", "2026-02-10", "2026-02-23T09:00:00Z"), True, "in the window, though the site lists it no more"),
    (entry("2", "2025-06-10", "2026-02-01T09:00:00Z"), False, "without minutes, and read this month"),
    (entry("3", "2025-06-10", "2026-01-20T09:00:00Z"), True, "without minutes for a month"),
    (entry("4", "2024-06-10", "2026-01-20T09:00:00Z"), False, "no longer waited for, after 18 months"),
    (entry("5", "2025-06-10", "2025-12-01T09:00:00Z", "settled"), False, "settled"),
    (entry("6", "2024-06-10", "2025-02-01T09:00:00Z", "settled"), True, "settled, and not read for a year"),
)


@pytest.mark.parametrize(("known", "is_due", "reason"), DUE, ids=[case[2] for case in DUE])
def test_adds_meetings_of_the_journal(known: JournalMeeting, is_due: bool, reason: str) -> None:
    window = Window(date(2025, 8, 25), date(2026, 3, 31))
    assert bool(order_meetings([], [known], [AUDIT], window, NOW)) is is_due, reason


def test_reads_first_what_was_never_read_then_the_oldest_reading() -> None:
    listed = [RemoteMeeting(str(number), AUDIT, date(2026, 2, number)) for number in (1, 2, 3)]
    known = [entry("1", "2026-02-01", "2026-02-23T09:00:00Z"), entry("2", "2026-02-02", "2026-02-20T09:00:00Z")]
    found = order_meetings(listed, known, [AUDIT], Window(date(2026, 1, 1), date(2026, 3, 1)), NOW)
    assert [meeting.meeting_id for meeting in found] == ["3", "2", "1"]


STATES = (
    (date(2026, 2, 10), "Confirmed", True, False, "agenda", "an agenda"),
    (date(2026, 2, 10), "Confirmed", True, True, "minutes", "minutes"),
    (date(2025, 7, 1), "Confirmed", True, True, "settled", "minutes of half a year ago"),
    (date(2025, 7, 1), "Confirmed", True, False, "agenda", "old, and still without minutes"),
    (date(2026, 3, 10), None, False, False, "wanted", "nothing published yet"),
    (date(2025, 7, 1), "Cancelled", False, False, "settled", "cancelled: no minutes will come"),
)


@pytest.mark.parametrize(
    ("held_on", "status", "agenda", "minutes", "expected", "reason"), STATES, ids=[case[5] for case in STATES]
)
def test_judges_the_state(
    held_on: date, status: str | None, agenda: bool, minutes: bool, expected: str, reason: str
) -> None:
    meeting = RemoteMeeting("1", AUDIT, held_on, status)
    assert judge_state(MeetingListing(meeting, has_agenda=agenda, has_minutes=minutes), TODAY) == expected, reason


@pytest.mark.parametrize(
    ("gone", "held", "expected"), [(1, 2, False), (2, 4, True), (2, 10, False), (3, 10, True), (0, 0, False)]
)
def test_more_than_a_fifth_is_too_much_and_one_is_not(gone: int, held: int, expected: bool) -> None:
    assert is_too_much(gone, held) is expected
