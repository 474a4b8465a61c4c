"""Meetings: all that the papers of one say of it."""

from __future__ import annotations

from paper_search.records import Filters
from paper_search.records.register import (
    Attendance,
    Decision,
    EntryT,
    HeldEntry,
    MeetingFact,
    MeetingRecord,
    MeetingSummary,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.addresses import parse_meeting_day
from paper_search.retrieval.register.decisions import join_decisions
from paper_search.retrieval.register.folding import fold_repeats

MAX_MEETING_ENTRIES = 10_000
"""The most entries of a kind that are read of one meeting."""


def get_meeting(meeting_id: str, index: IndexSnapshot) -> MeetingRecord | None:
    """Return all that is held of a meeting; None where no paper of it is held, or may be seen."""
    summary = find_meeting(meeting_id, index)
    if summary is None:
        return None
    query = RegisterQuery(doc_ids=tuple(document.doc_id for document in summary.documents), limit=MAX_MEETING_ENTRIES)

    def list_own(kind: type[EntryT]) -> tuple[HeldEntry[EntryT], ...]:
        return fold_repeats(index.list_entries(kind, query).entries)

    return MeetingRecord(
        summary,
        list_own(MeetingFact),
        list_own(Attendance),
        join_decisions(list_own(Decision), index),
        list_own(Vote),
        list_own(Role),
    )


def find_meeting(meeting_id: str, index: IndexSnapshot) -> MeetingSummary | None:
    """Return a meeting with its papers; None where no paper of it is held, or may be seen."""
    day = parse_meeting_day(meeting_id)
    if day is None:
        return None
    query = RegisterQuery(Filters(since=day, until=day), limit=MAX_MEETING_ENTRIES)
    meetings = index.list_meetings(query).meetings
    return next((meeting for meeting in meetings if meeting.meeting_id == meeting_id), None)
