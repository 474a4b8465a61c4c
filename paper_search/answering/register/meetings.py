"""Meetings: when and where a body met, and the meetings that were cancelled, in the words that print it."""

from __future__ import annotations

from paper_search.answering.register.bodies import limit_to_time, list_entries_of
from paper_search.answering.register.finding import (
    RegisterFinding,
    find_newest_day,
    name_meeting,
    name_paper,
    quote_entry,
)
from paper_search.records import Filters
from paper_search.records.register import HeldEntry, MeetingFact
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.register_question import RegisterQuestion
from paper_search.text.committees import MAIN_BODY, committee_key

_MAX_ENTRIES = 500


def find_meeting_facts(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> RegisterFinding | None:
    """Return the time or the place of the meeting named, else of the body's newest, or its cancelled meetings.

    Args:
        question: the question.
        filters: its limits.
        index: one generation of the index.
    """
    limits = limit_to_time(filters, question.time, index)
    if limits is None:
        return None
    held = list_entries_of(MeetingFact, question.body, limits, index, _MAX_ENTRIES)
    newest_first = [entry for entry in held if entry.entry.kind == question.part]
    if not newest_first:
        return None
    return _list_cancelled(newest_first) if question.part == "cancelled" else _answer(question, newest_first)


def _list_cancelled(held: list[HeldEntry[MeetingFact]]) -> RegisterFinding:
    by_meeting = {entry.document.meeting: entry for entry in reversed(held)}
    newest_first = sorted(by_meeting.values(), key=find_newest_day, reverse=True)
    named = "; ".join(name_meeting(entry.document.meeting) for entry in newest_first)
    quotes = tuple(quote_entry(entry, is_grown=True) for entry in newest_first)
    return RegisterFinding(quotes, (), "strong", (f"Cancelled, by the papers held: {named}.",))


def _answer(question: RegisterQuestion, held: list[HeldEntry[MeetingFact]]) -> RegisterFinding:
    """Return what is printed of the newest meeting; where several bodies may be meant, it is not sure."""
    first = held[0]
    of_meeting = [entry for entry in held if entry.document.meeting == first.document.meeting]
    meetings = [entry.document.meeting for entry in held]
    bodies = {(meeting.authority, committee_key(meeting.committee or MAIN_BODY)) for meeting in meetings}
    newest = "" if question.time else ", the newest meeting of which papers are held"
    is_sure = len(bodies) == 1 and first.document.meeting.held_on is not None
    return RegisterFinding(
        tuple(quote_entry(entry, is_grown=True) for entry in of_meeting[:1]),
        (),
        "strong" if is_sure else "partial",
        (f"From {name_paper(first.document)}{newest}.",),
    )
