"""Attendance: who is printed as present, absent, standing in or interested, of one meeting.

The meeting is the one named, or the newest of the body of which such a list is held. What is printed of one meeting is
never an answer about another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from paper_search.answering.register.bodies import (
    find_body_stems,
    limit_to_time,
    list_entries_of,
)
from paper_search.answering.register.finding import (
    EntryQuote,
    RegisterFinding,
    find_newest_day,
    name_paper,
    quote_entry,
)
from paper_search.answering.register.not_held import report_no_meeting, report_no_minutes
from paper_search.answering.register.topics import build_topic, fit_topic
from paper_search.records import Filters, Meeting, MissingPart
from paper_search.records.register import Attendance, AttendanceKind, HeldEntry, SourceSpan
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.register_question import RegisterQuestion
from paper_search.text.committees import MAIN_BODY, committee_key
from paper_search.text.dates import format_date
from paper_search.text.names import may_be_same_person, normalise_person

_MAX_ENTRIES = 1000
_KIND_NAMES: Mapping[AttendanceKind, str] = {
    "present": "nobody as present",
    "apologies": "no apologies",
    "absent": "no absence",
    "substitute": "no substitute",
    "officer": "no officer",
}


def find_attendance(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> RegisterFinding | None:
    """Return who was there, or was not, by the lists of one meeting.

    Args:
        question: the question.
        filters: its limits.
        index: one generation of the index.
    """
    limits = limit_to_time(filters, question.time, index)
    if limits is None:
        return report_no_meeting(question, index, is_time_held=False)
    newest_first = list_entries_of(Attendance, question.body, limits, index, _MAX_ENTRIES)
    meetings = list(dict.fromkeys(entry.document.meeting for entry in newest_first))
    if not meetings:
        return report_no_minutes(question, limits, index)
    if question.topic:
        return _find_declarations(question, newest_first, index)
    asked = [entry for entry in newest_first if _is_asked(entry.entry, question)]
    if not asked:
        return _report_none_named(question, meetings, newest_first)
    # Of a month, several meetings may be meant.
    named = (
        asked if question.time else [entry for entry in asked if entry.document.meeting == asked[0].document.meeting]
    )
    is_newest = asked[0].document.meeting == meetings[0]
    is_sure = is_newest and meetings[0].held_on is not None and _is_meeting_sure(question, meetings, limits)
    newest = "" if question.time else ", the newest meeting of which they are held"
    remark = f"From {name_paper(asked[0].document)}{newest}."
    return RegisterFinding(tuple(_join_neighbours(named)), (), "strong" if is_sure else "partial", (remark,))


def _is_meeting_sure(question: RegisterQuestion, meetings: Sequence[Meeting], filters: Filters) -> bool:
    """Return True if the question says which meeting is meant: the only one of its time, or the newest of one body."""
    if question.time:
        return len(meetings) == 1
    is_of_one_council = len({meeting.authority for meeting in meetings}) == 1
    is_of_one_body = len({committee_key(meeting.committee or MAIN_BODY) for meeting in meetings}) == 1
    return is_of_one_council and (is_of_one_body or bool(filters.committees or find_body_stems(question.body)))


def _report_none_named(
    question: RegisterQuestion, meetings: Sequence[Meeting], held: Sequence[HeldEntry[Attendance]]
) -> RegisterFinding | None:
    """Return that the list of those present at the one meeting named names nobody in the way asked for."""
    meeting = meetings[0]
    has_list = any(entry.entry.kind == "present" and entry.document.meeting == meeting for entry in held)
    is_meant = question.time is not None and len(meetings) == 1 and not question.person
    if not (has_list and is_meant and meeting.held_on) or "declaration" in question.attendance:
        return None
    named = " and ".join(_KIND_NAMES[kind] for kind in question.attendance)
    body = meeting.committee or meeting.authority or "the meeting"
    remark = f"The minutes of {body} of {format_date(meeting.held_on)} name {named}."
    return RegisterFinding(missing=(MissingPart(remark, "doubtful"),), meeting=meeting)


def _is_asked(entry: Attendance, question: RegisterQuestion) -> bool:
    if entry.kind not in question.attendance:
        return False
    if not question.person:
        return True
    key = normalise_person(question.person)
    replaced = normalise_person(entry.instead_of) if entry.instead_of else ""
    return may_be_same_person(key, replaced)


def _join_neighbours(held: Sequence[HeldEntry[Attendance]]) -> list[EntryQuote]:
    """Return the entries of one passage as one quote, from the first name to the last, in the order of the paper."""
    in_order = sorted(held, key=_order)
    quotes = []
    for _, run in groupby(in_order, lambda entry: entry.passage.passage_id):
        first, *rest = run
        last = rest[-1] if rest else first
        start, end = first.entry.source.start, last.entry.source.end
        text = first.passage.text[start - first.passage.start : end - first.passage.start]
        source = SourceSpan(first.entry.source.doc_id, first.passage.passage_id, start, end, text)
        quotes.append(quote_entry(first, source, name=None if rest else first.entry.name, is_grown=True))
    return quotes


def _order(held: HeldEntry[Attendance]) -> tuple[int, str, int]:
    return -find_newest_day(held).toordinal(), held.document.doc_id, held.entry.source.start


def _find_declarations(
    question: RegisterQuestion, held: Sequence[HeldEntry[Attendance]], index: IndexSnapshot
) -> RegisterFinding | None:
    """Return the declarations of an interest in a matter, of the newest meeting that has one."""
    topic = build_topic(question.topic, (), index)
    if topic is None:
        return None
    fitting = [
        entry
        for entry in held
        if entry.entry.kind in question.attendance
        and fit_topic(
            topic, " \n".join(entry.passage.headings), f"{entry.entry.interest or ''} {entry.entry.source.text}"
        )
    ]
    if not fitting:
        return None
    of_newest = [entry for entry in fitting if entry.document.meeting == fitting[0].document.meeting]
    quotes = tuple(_join_neighbours(of_newest))
    is_one_meeting = len(of_newest) == len(fitting)
    return RegisterFinding(
        quotes, (), "strong" if is_one_meeting else "partial", (f"From {name_paper(fitting[0].document)}.",)
    )
