"""The body that a question names, against the meetings of papers, and the meetings that a time is meant of.

A body is told by the words that are not everyday words of councils: "the council" is any of them, "Full Council" the
meeting of all members, "Wretton" the council of that place.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from paper_search.answering.register.finding import find_newest_day
from paper_search.records import Document, Filters, Meeting
from paper_search.records.register import EntryT, HeldEntry, MeetingSummary, RegisterQuery
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.meeting_time import MeetingTime
from paper_search.text.committees import is_main_body
from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import find_stems, stem
from paper_search.text.vocabulary import STOP_WORDS

_GENERIC_WORDS = (
    "council councils county borough district city town parish community authority meeting meetings minutes member"
    " members councillor councillors committee subcommittee sub panel body full ordinary special extraordinary annual"
    " last latest recent group main planners regular held"
)
GENERIC_STEMS = frozenset(map(stem, _GENERIC_WORDS.split()))
"""Stems of words that tell no body from another."""
_FIRST_YEAR_READ = 1990
_MAX_MEETINGS = 500


def find_body_stems(body: str) -> frozenset[str]:
    """Return the stems of the words that tell a body from others."""
    words = (normalise(body[start:end]) for start, end in find_words(body))
    return frozenset(stem(word) for word in words if word not in STOP_WORDS) - GENERIC_STEMS


def is_body_of(body: str, meeting: Meeting, other_names: Iterable[str] = ()) -> bool:
    """Return True if a meeting is of the body that a question names; any is where it names none.

    Args:
        body: the body, as named.
        meeting: the meeting of a paper.
        other_names: others that the body may be named by: who decided, the title of minutes.
    """
    if "full council" in normalise(body) and not (meeting.committee and is_main_body(meeting.committee)):
        return False
    names = (meeting.authority, meeting.committee, *other_names)
    return find_body_stems(body) <= frozenset[str]().union(*(find_stems(name) for name in names if name))


def list_body_names(document: Document) -> tuple[str, ...]:
    """Return what else names the body of a paper: the title of its minutes."""
    return (document.title,) if document.title and document.kind == "minutes" else ()


def limit_to_time(filters: Filters, time: MeetingTime | None, index: IndexSnapshot) -> Filters | None:
    """Return filters that let through the papers of a time, of a month without a year those of the newest one held.

    Args:
        filters: the limits of the question.
        time: the time that it names.
        index: one generation of the index.

    Returns:
        None where no paper within the filters is of that time.
    """
    if time is None:
        return filters
    facets = index.facets()
    if not (facets.since and facets.until):
        return None
    years = [time.year] if time.year else range(facets.until.year, max(facets.since.year, _FIRST_YEAR_READ) - 1, -1)
    for year in years:
        limits = _limit_to_days(filters, _find_days(time, year))
        if limits is not None and index.coverage(limits).papers:
            return limits
    return None


def _find_days(time: MeetingTime, year: int) -> tuple[date, date] | None:
    """Return the first and the last day of a time in a year; None where the calendar has no such day."""
    first_month, last_month = (time.month, time.month) if time.month else (1, 12)
    last_day = calendar.monthrange(year, last_month)[1]
    if time.day and time.day > last_day:
        return None
    since, until = date(year, first_month, time.day or 1), date(year, last_month, time.day or last_day)
    return (since, date.max) if time.is_since else (since, until)


def _limit_to_days(filters: Filters, days: tuple[date, date] | None) -> Filters | None:
    if days is None:
        return None
    since, until = max(days[0], filters.since or date.min), min(days[1], filters.until or date.max)
    return replace(filters, since=since, until=until) if since <= until else None


def list_entries_of(
    kind: type[EntryT], body: str, filters: Filters, index: IndexSnapshot, limit: int
) -> list[HeldEntry[EntryT]]:
    """Return the entries of one kind of the meetings of the body that a question names, the newest meeting first.

    Args:
        kind: the record.
        body: the body, as named.
        filters: the limits of the question.
        index: one generation of the index.
        limit: how many entries are looked at.
    """
    found = index.list_entries(kind, RegisterQuery(filters=filters, limit=limit)).entries
    held = [entry for entry in found if is_body_of(body, entry.document.meeting, list_body_names(entry.document))]
    return sorted(held, key=find_newest_day, reverse=True)


def list_meetings_of(body: str, filters: Filters, index: IndexSnapshot) -> list[MeetingSummary]:
    """Return the meetings of the body that a question names, the newest first.

    Args:
        body: the body, as named.
        filters: the limits of the question.
        index: one generation of the index.
    """
    found = index.list_meetings(RegisterQuery(filters=filters, limit=_MAX_MEETINGS)).meetings
    return [summary for summary in found if is_body_of(body, summary.meeting)]
