"""One meeting: its facts, its items in order with their papers, decisions and votes, and who was there.

Nothing is inferred: what no paper held states is said to be not stated, and minutes that are not held are said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from paper_search.records import Document
from paper_search.records.register import (
    Attendance,
    AttendanceKind,
    CancellationSource,
    Decision,
    DecisionRecord,
    FactKind,
    HeldEntry,
    MeetingFact,
    MeetingRecord,
    Vote,
)
from paper_search.text.spans import collapse_whitespace, normalise
from paper_search.web.components.decision_card import DecisionCard, make_decision_card
from paper_search.web.components.meeting_list import describe_held, make_meeting_badges
from paper_search.web.components.passage_card import Badge, Link, format_title, make_badges
from paper_search.web.components.register_entries import (
    MeetingLine,
    SourceLink,
    VoteView,
    format_name,
    make_meeting_line,
    make_person_link,
    make_source_link,
    make_vote,
    strip_number,
)
from paper_search.web.forms import build_document_url
from paper_search.web.html import clip

_MAX_SUBJECT_CHARS, _MAX_FACT_CHARS = 240, 400
_CANCELLERS: dict[CancellationSource, str] = {
    "paper": "A paper",
    "site": "The council's site",
    "list": "The list of papers",
}
_ATTENDANCE_TITLES: tuple[tuple[AttendanceKind, str], ...] = (
    ("present", "Present"),
    ("substitute", "Substitutes"),
    ("officer", "Officers and others attending"),
    ("apologies", "Apologies"),
    ("absent", "Absent"),
    ("declaration", "Declarations of interest"),
)
_FACT_TITLES: tuple[tuple[FactKind, str], ...] = (("time", "Time"), ("place", "Place"))
_ORDER_OF_KINDS = (
    "minutes",
    "agenda frontsheet",
    "supplement/public pack",
    "report",
    "decision record",
    "questions",
    "appendix",
)
_NUMBER = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of a meeting: its title, which leads to it, and its kind and status."""

    link: Link
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class MeetingFactView:
    """A fact of a meeting; ``sources`` are where it is printed, none where it is not stated."""

    name: str
    value: str | None
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """Somebody who is named, with what is printed beside the name."""

    person: Link
    capacity: str | None
    instead_of: str | None
    interest: str | None
    source: SourceLink


@dataclass(frozen=True, slots=True)
class AttendanceGroup:
    """All who are named in one way."""

    title: str
    lines: tuple[AttendanceLine, ...]


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """An item of a meeting: its numbers, its heading, its papers, and what was decided and voted on it."""

    anchor: str
    title: str
    numbers: tuple[str, ...]
    papers: tuple[PaperLine, ...]
    decisions: tuple[DecisionCard, ...]
    votes: tuple[VoteView, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """All that the page of a meeting shows."""

    title: str
    meeting: MeetingLine
    badges: tuple[Badge, ...]
    held: str
    notice: str
    facts: tuple[MeetingFactView, ...]
    papers: tuple[PaperLine, ...]
    items: tuple[MeetingItem, ...]
    attendance: tuple[AttendanceGroup, ...]
    has_minutes: bool


@dataclass(slots=True)
class _Item:
    """An item while it is put together; ``agenda_item`` and ``minute`` are its numbers."""

    agenda_item: str | None = None
    minute: str | None = None
    subject: str | None = None
    papers: list[Document] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)
    votes: list[HeldEntry[Vote]] = field(default_factory=list)


def make_meeting(record: MeetingRecord) -> MeetingView:
    """Return the page of a meeting."""
    summary = record.summary
    line = make_meeting_line(summary.meeting)
    items = _collect_items(record)
    in_items = {document.doc_id for item in items for document in item.papers}
    return MeetingView(
        title=f"{line.committee or 'Committee not stated'}, {line.held_on or 'date not stated'}",
        meeting=line,
        badges=make_meeting_badges(summary),
        held=describe_held(summary.documents),
        notice=_describe_missing(record),
        facts=tuple(_make_fact(name, kind, record.facts) for kind, name in _FACT_TITLES),
        papers=tuple(map(make_paper_line, _sort_papers(summary.documents, in_items))),
        items=tuple(_make_item(item, number) for number, item in enumerate(items, 1)),
        attendance=tuple(_group_attendance(record.attendance)),
        has_minutes=summary.has_minutes,
    )


def _sort_papers(documents: Sequence[Document], left_out: set[str]) -> list[Document]:
    """Return the papers that are of the meeting as a whole first; those that stand with an item are left out."""
    ranks = {kind: rank for rank, kind in enumerate(_ORDER_OF_KINDS)}
    papers = [document for document in documents if document.doc_id not in left_out]
    return sorted(papers, key=lambda document: ranks.get(document.kind or "", len(ranks)))


def make_paper_line(document: Document) -> PaperLine:
    """Return a paper in a list of papers."""
    return PaperLine(Link(build_document_url(document), format_title(document)), make_badges(document))


def _describe_missing(record: MeetingRecord) -> str:
    summary = record.summary
    if record.cancelled_by is not None:
        return f"{_CANCELLERS[record.cancelled_by]} says that this meeting was cancelled."
    if not summary.has_minutes:
        return "We do not hold the minutes of this meeting, so decisions and attendance may be missing here."
    if not (record.decisions or record.attendance):
        return "We could not read decisions or attendance from the minutes. Open the minutes to see them."
    return ""


def _make_fact(name: str, kind: FactKind, facts: Sequence[HeldEntry[MeetingFact]]) -> MeetingFactView:
    """Return what the papers print of a fact; where they print different things, each."""
    by_value: dict[str, list[HeldEntry[MeetingFact]]] = {}
    for held in facts:
        if held.entry.kind == kind:
            by_value.setdefault(clip(collapse_whitespace(held.entry.value), _MAX_FACT_CHARS), []).append(held)
    firsts = [held[0] for held in by_value.values()]
    sources = tuple(make_source_link(held, f"{name.lower()} {held.entry.value}") for held in firsts)
    return MeetingFactView(name, "; ".join(by_value) or None, sources)


def _group_attendance(attendance: Sequence[HeldEntry[Attendance]]) -> Iterable[AttendanceGroup]:
    for kind, title in _ATTENDANCE_TITLES:
        lines = tuple(_make_attendance(held) for held in attendance if held.entry.kind == kind)
        if lines:
            yield AttendanceGroup(title, lines)


def _make_attendance(held: HeldEntry[Attendance]) -> AttendanceLine:
    entry = held.entry
    return AttendanceLine(
        person=make_person_link(entry.name, held.document),
        capacity=format_name(entry.capacity) if entry.capacity else None,
        instead_of=format_name(entry.instead_of) if entry.instead_of else None,
        interest=entry.interest,
        source=make_source_link(held, entry.name),
    )


# -- the items ---------------------------------------------------------------------------------------------------------


def _collect_items(record: MeetingRecord) -> list[_Item]:
    """Return the items in the order of the minutes; those of which only papers are held stand by their numbers."""
    items: list[_Item] = []
    own = {document.doc_id for document in record.summary.documents}
    for decided in record.decisions:
        item = _find_item(items, decided.decision.entry, decided.report)
        item.decisions.append(decided)
        if decided.report and decided.report.doc_id in own and decided.report not in item.papers:
            item.papers.append(decided.report)
    joined = {held.entry.source for decided in record.decisions for held in decided.votes}
    for vote in record.votes:
        if vote.entry.source not in joined:
            _find_item(items, vote.entry, None).votes.append(vote)
    entries = [decided.decision.entry for decided in record.decisions] + [vote.entry for vote in record.votes]
    papers = list(dict.fromkeys(entry.source.doc_id for entry in entries))
    items.sort(key=lambda item: _find_first_place(item, papers))
    for document in record.summary.documents:
        if document.agenda_item:
            _add_paper(items, document)
    return items


def _find_item(items: list[_Item], entry: Decision | Vote, report: Document | None) -> _Item:
    """Return the item that an entry belongs to, a new one where none is like it."""
    number = entry.agenda_item or (report.agenda_item if report else None)
    for item in items:
        if _is_same_item(item, entry, number):
            item.agenda_item = item.agenda_item or number
            return item
    items.append(_Item(number, entry.minute, entry.subject))
    return items[-1]


def _is_same_item(item: _Item, entry: Decision | Vote, number: str | None) -> bool:
    """Return True where the surest number that both have is the same; subjects count where neither has a number."""
    if item.minute and entry.minute:
        return item.minute == entry.minute
    if item.agenda_item and number:
        return _fold_number(item.agenda_item) == _fold_number(number)
    return bool(item.subject and entry.subject) and normalise(item.subject or "") == normalise(entry.subject or "")


def _add_paper(items: list[_Item], document: Document) -> None:
    """Put a paper to its item; where nothing was decided on that, before the first item with a higher number."""
    number = _fold_number(document.agenda_item or "")
    same = next((item for item in items if item.agenda_item and _fold_number(item.agenda_item) == number), None)
    if same is None:
        later = (
            index
            for index, item in enumerate(items)
            if item.agenda_item and _sort_number(item.agenda_item) > _sort_number(document.agenda_item or "")
        )
        same = _Item(document.agenda_item)
        items.insert(next(later, len(items)), same)
    if document not in same.papers:
        same.papers.append(document)


def _fold_number(number: str) -> str:
    return normalise(number).strip(" .")


def _sort_number(number: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which item 9 comes before item 10, and 10a behind it."""
    parts = _NUMBER.findall(_fold_number(number))
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)


def _find_first_place(item: _Item, papers: Sequence[str]) -> tuple[int, int]:
    """Return where an item begins: the place of its paper among those that say what was decided, and the offset."""
    sources = [record.decision.entry.source for record in item.decisions] + [vote.entry.source for vote in item.votes]
    return min((papers.index(source.doc_id), source.start) for source in sources)


def _make_item(item: _Item, number: int) -> MeetingItem:
    numbers = (("Item", item.agenda_item), ("Minute", item.minute))
    title = strip_number(item.subject or "", item.minute, item.agenda_item) or next(
        (document.title for document in item.papers if document.title), None
    )
    return MeetingItem(
        anchor=f"item-{number}",
        title=clip(collapse_whitespace(title or "Heading not stated"), _MAX_SUBJECT_CHARS),
        numbers=tuple(f"{name} {value}" for name, value in numbers if value),
        papers=tuple(map(make_paper_line, item.papers)),
        decisions=tuple(
            _make_card(record, f"item-{number}-decision-{place}") for place, record in enumerate(item.decisions, 1)
        ),
        votes=tuple(map(make_vote, item.votes)),
    )


def _make_card(record: DecisionRecord, anchor: str) -> DecisionCard:
    """Return the card of a decision without the numbers that its item has above it."""
    card = make_decision_card(record, anchor)
    return replace(card, facts=tuple(fact for fact in card.facts if fact.name not in ("Minute", "Item")))
