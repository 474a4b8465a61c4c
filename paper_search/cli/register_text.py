"""The register as plain text for a terminal. Words are as printed; what is unknown is “not stated”."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from paper_search.citations.format import NOT_STATED, cite
from paper_search.cli.layout import escape_unprintable, wrap_citation, wrap_paragraph
from paper_search.cli.terminal import describe_kind
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace

if TYPE_CHECKING:
    from paper_search.records import Document
    from paper_search.records.register import (
        Attendance,
        Decision,
        DecisionList,
        DecisionRecord,
        EntryList,
        EntryT,
        HeldEntry,
        Matter,
        MatterPaper,
        MeetingFact,
        MeetingList,
        MeetingRecord,
        MeetingSummary,
        PersonList,
        PersonRecord,
        PersonSummary,
        Role,
        Vote,
    )

_MARGIN = "   "
_CANCELLERS = {"site": "the council's site", "list": "the list of papers"}
_NO_ENTRIES = "Nothing in the papers here matches these filters."
_ATTENDANCE_HEADS = {
    "present": "Present",
    "apologies": "Apologies",
    "absent": "Absent",
    "substitute": "Substitutes",
    "officer": "In attendance",
    "declaration": "Declarations of interest",
}


def format_decisions(found: DecisionList, offset: int) -> str:
    """Return a page of decisions.

    Args:
        found: the page.
        offset: how many come before it.
    """
    return _format_page([_format_decision(record) for record in found.decisions], found.total, offset, "decision")


def format_votes(found: EntryList[Vote], offset: int) -> str:
    """Return a page of votes.

    Args:
        found: the page.
        offset: how many come before it.
    """
    return _format_page([_format_vote(held) for held in found.entries], found.total, offset, "vote")


def format_meetings(found: MeetingList, offset: int) -> str:
    """Return a page of meetings.

    Args:
        found: the page.
        offset: how many come before it.
    """
    return _format_page([_format_summary(summary) for summary in found.meetings], found.total, offset, "meeting")


def format_people(found: PersonList, offset: int) -> str:
    """Return a page of people.

    Args:
        found: the page.
        offset: how many come before it.
    """
    return _format_page([_format_person_summary(person) for person in found.people], found.total, offset, "name")


def _format_page(parts: Sequence[str], total: int, offset: int, noun: str) -> str:
    """Return what a page holds, and which part of all it is."""
    if not parts:
        return (
            _NO_ENTRIES
            if not total
            else f"There are {format_count(total, noun)}; --offset {offset} is past the last one."
        )
    numbered = (f"{number}. {part}" for number, part in enumerate(parts, offset + 1))
    last = offset + len(parts)
    extent = f"{offset + 1:,} to {last:,} of {format_count(total, noun)}"
    more = f"; --offset {last} gives more." if last < total else "."
    return "\n\n".join([*numbered, f"{extent}{more}"])


# -- entries -----------------------------------------------------------------------------------------------------------


def _format_words(held: HeldEntry[EntryT]) -> list[str]:
    """Return the exact words of an entry, and beneath them the citation and the passage to show."""
    return [
        wrap_paragraph(f"“{held.entry.source.text}”", _MARGIN),
        wrap_citation(cite(held.passage, held.document).label, f"{_MARGIN} — ", f"{_MARGIN}   "),
        f"{_MARGIN}passage: {escape_unprintable(held.passage.passage_id)}",
    ]


def _format_decision(record: DecisionRecord) -> str:
    decision = record.decision.entry
    lines = [_describe_decision(decision), *_format_words(record.decision)]
    if record.report is not None:
        title = record.report.title or f"title {NOT_STATED}"
        lines.append(f"{_MARGIN}about: {title} ({escape_unprintable(record.report.doc_id)})")
    # Beside an amendment it would seem to be about that.
    if record.recommendation is not None and not decision.is_amendment:
        lines.append(wrap_paragraph(f"the officers recommended: “{record.recommendation.text}”", _MARGIN))
    lines += [f"{_MARGIN}vote: {_describe_vote(held.entry)}" for held in record.votes]
    return "\n".join(lines)


def _describe_decision(decision: Decision) -> str:
    """Return for example ``AGREED: Bus fares; moved by Cllr Wren, seconded by Cllr Finch; reference 24/00117``."""
    people = ((decision.mover, "moved by"), (decision.seconder, "seconded by"), (decision.decision_maker, "decided by"))
    parts = [", ".join(f"{words} {name}" for name, words in people if name)]
    parts.append(f"reference {decision.reference}" if decision.reference else "")
    parts.append(f"decided on {format_date(decision.decided_on)}" if decision.decided_on else "")
    outcome = f"{decision.outcome.upper()}{' (amendment)' if decision.is_amendment else ''}"
    return "; ".join([f"{outcome}: {decision.subject or f'subject {NOT_STATED}'}", *filter(None, parts)])


def _format_vote(held: HeldEntry[Vote]) -> str:
    vote = held.entry
    motion = [wrap_paragraph(f"on: “{vote.motion.text}”", _MARGIN)] if vote.motion else []
    subject = vote.subject or f"subject {NOT_STATED}"
    return "\n".join([f"{subject}: {_describe_vote(vote)}", *motion, *_format_words(held)])


def _describe_vote(vote: Vote) -> str:
    """Return for example ``carried; for 14, against 40, abstained not stated``; the names stand in the words."""
    counts = (("for", vote.votes_for), ("against", vote.votes_against), ("abstained", vote.abstentions))
    stated = any(count is not None for _, count in counts)
    counted = ", ".join(f"{side} {NOT_STATED if count is None else count}" for side, count in counts)
    how = "unanimous" if vote.is_unanimous else ""
    return "; ".join(filter(None, [vote.result or f"result {NOT_STATED}", how, counted if stated else ""]))


def _format_attendance(entries: Iterable[HeldEntry[Attendance]]) -> list[str]:
    """Return the names of each kind in one paragraph, each with what is printed beside it."""
    in_order = sorted(entries, key=lambda held: list(_ATTENDANCE_HEADS).index(held.entry.kind))
    return [
        wrap_paragraph(f"{_ATTENDANCE_HEADS[kind]}: {'; '.join(map(_describe_attendance, group))}", _MARGIN)
        for kind, group in groupby(in_order, key=lambda held: held.entry.kind)
    ]


def _describe_attendance(held: HeldEntry[Attendance]) -> str:
    attendance = held.entry
    beside = [
        attendance.capacity or "",
        f"for {attendance.instead_of}" if attendance.instead_of else "",
        attendance.interest or "",
    ]
    detail = ", ".join(filter(None, beside))
    return collapse_whitespace(f"{attendance.name} ({detail})" if detail else attendance.name)


# -- meetings, people and matters --------------------------------------------------------------------------------------


def _format_summary(summary: MeetingSummary) -> str:
    meeting = summary.meeting
    place = ", ".join(filter(None, [meeting.authority, meeting.committee]))
    day = format_date(meeting.held_on) if meeting.held_on else f"date {NOT_STATED}"
    minutes = f"{summary.minutes_status or ''} minutes held".strip() if summary.has_minutes else "no minutes held"
    counts = [format_count(summary.decisions, "decision"), format_count(summary.votes, "vote")]
    lines = [f"{day}: {place}", f"{_MARGIN}{'; '.join([summary.status or f'status {NOT_STATED}', minutes, *counts])}"]
    lines += [f"{_MARGIN}{_describe_paper(document)}" for document in summary.documents]
    return "\n".join([*lines, f"{_MARGIN}id: {summary.meeting_id}"])


def _describe_paper(document: Document) -> str:
    item = f"item {document.agenda_item}, " if document.agenda_item else ""
    title = document.title or f"title {NOT_STATED}"
    return f"{describe_kind(document)}: {item}{title} ({escape_unprintable(document.doc_id)})"


def format_meeting(record: MeetingRecord) -> str:
    """Return all that is held of one meeting."""
    parts = [_format_summary(record.summary)]
    if canceller := _CANCELLERS.get(record.cancelled_by or ""):
        parts.append(f"{_MARGIN}cancelled: {canceller} says so, and no paper held does")
    if record.facts:
        parts.append("\n".join(map(_format_fact, record.facts)))
    attendance = _format_attendance(record.attendance)
    parts.append("\n".join(attendance) if attendance else f"{_MARGIN}attendance {NOT_STATED}")
    parts += [_format_decision(decision) for decision in record.decisions]
    parts += [_format_vote(vote) for vote in record.votes]
    return "\n\n".join(parts)


def _format_fact(held: HeldEntry[MeetingFact]) -> str:
    return f"{_MARGIN}{held.entry.kind}: {collapse_whitespace(held.entry.value)}"


def _format_person_summary(person: PersonSummary) -> str:
    role = person.latest_role
    lines = [", ".join(filter(None, [person.name, person.authority]))]
    if role is not None:
        held_on = role.document.meeting.held_on
        day = format_date(held_on) if held_on else f"date {NOT_STATED}"
        lines.append(f"{_MARGIN}{collapse_whitespace(role.entry.title)} (as printed, {day})")
    others = [form for form in person.forms if form != person.name]
    if others:
        lines.append(wrap_paragraph(f"also printed as: {', '.join(others)}", _MARGIN))
    return "\n".join([*lines, f"{_MARGIN}id: {person.person_id}"])


def format_person(record: PersonRecord) -> str:
    """Return what the papers held print of somebody."""
    sections = (
        ("Roles", [_format_role(held) for held in record.roles]),
        ("Meetings", [_format_attended(held) for held in record.attendance]),
        ("Moved or seconded", [_format_moved(held) for held in record.moved]),
        ("Voted", [_format_vote(held) for held in record.voted]),
    )
    parts = [_format_person_summary(record.summary)]
    parts += ["\n\n".join([f"{head}:", *entries]) for head, entries in sections if entries]
    return "\n\n".join(parts)


def _format_role(held: HeldEntry[Role]) -> str:
    return "\n".join([collapse_whitespace(f"{held.entry.name}: {held.entry.title}"), *_format_words(held)])


def _format_attended(held: HeldEntry[Attendance]) -> str:
    kind = _ATTENDANCE_HEADS[held.entry.kind].lower()
    return "\n".join([f"{kind}: {_describe_attendance(held)}", *_format_words(held)])


def _format_moved(held: HeldEntry[Decision]) -> str:
    return "\n".join([_describe_decision(held.entry), *_format_words(held)])


def format_matter(matter: Matter) -> str:
    """Return the papers of a matter in the order of their meetings, each with what ties it to the others."""
    references = f" ({', '.join(matter.references)})" if matter.references else ""
    return "\n\n".join([f"{matter.title}{references}", *map(_format_matter_paper, matter.papers)])


def _format_matter_paper(paper: MatterPaper) -> str:
    meeting = paper.document.meeting
    day = format_date(meeting.held_on) if meeting.held_on else f"date {NOT_STATED}"
    head = f"{day}: {_describe_paper(paper.document)}"
    return "\n".join([head, f"{_MARGIN}{paper.link}", *map(_format_decision, paper.decisions)])
