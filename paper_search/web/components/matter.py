"""A matter: its papers by the days of their meetings, what ties each to it, and what was decided.

Where it was asked for by words, the passages that match them stand below their papers, and papers that the words alone
found stand among the others and are said to be tied to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from paper_search.answering.snippets import build_snippet
from paper_search.answering.timeline import STAGES
from paper_search.citations.format import cite
from paper_search.records import Document, Event
from paper_search.records.register import Matter, MatterPaper
from paper_search.text.counts import format_count
from paper_search.web.components.answer_trails import NO_TRAILS, AnswerTrails
from paper_search.web.components.decision_card import DecisionCard, make_decision_card
from paper_search.web.components.passage_card import (
    Badge,
    CitationLine,
    Link,
    PassageText,
    format_title,
    make_badges,
    make_citation_line,
    make_passage_text,
)
from paper_search.web.components.register_entries import MeetingLine, make_meeting_line
from paper_search.web.forms import build_document_url, build_view_url
from paper_search.web.html import clip
from paper_search.web.register_forms import build_matter_url

_MAX_TITLE_CHARS = 240
_UNKNOWN_STAGE = 2


@dataclass(frozen=True, slots=True)
class EventView:
    """A passage of a matter; ``link`` is the matter's other paper that it was found by."""

    number: int
    title: str
    badges: tuple[Badge, ...]
    citation_line: CitationLine
    link: str | None
    lead_in: str | None
    text: PassageText
    view_url: str
    citation: str


@dataclass(frozen=True, slots=True)
class MatterPaperView:
    """A paper of a matter.

    Attributes:
        tie: what ties it to the others; empty for one that was found by words alone.
        events: its passages that match the words asked for; the first has the number ``first_number``.
    """

    anchor: str
    link: Link
    badges: tuple[Badge, ...]
    meeting: MeetingLine
    tie: str
    decisions: tuple[DecisionCard, ...]
    events: tuple[EventView, ...]
    first_number: int


@dataclass(frozen=True, slots=True)
class MatterDayView:
    """The papers of one day; None is a date that is not stated."""

    day: date | None
    papers: tuple[MatterPaperView, ...]


@dataclass(frozen=True, slots=True)
class MatterView:
    """All that is shown of a matter; ``has_others`` where papers found by words alone stand among its own."""

    title: str
    authority: str | None
    references: tuple[str, ...]
    summary: str
    url: str
    days: tuple[MatterDayView, ...]
    has_others: bool
    has_decisions: bool


def make_event(event: Event, number: int, words: str, trails: AnswerTrails = NO_TRAILS) -> EventView:
    """Return a passage of a matter.

    Args:
        event: the passage.
        number: its number in the list, from 1.
        words: the words whose matches are marked.
        trails: the trails of the list that it is a part of.
    """
    passage, document = event.passage, event.document
    return EventView(
        number=number,
        title=format_title(document),
        badges=make_badges(document, passage),
        citation_line=make_citation_line(document, passage),
        link=event.link,
        lead_in=passage.lead_in,
        text=make_passage_text(passage, build_snippet(words, passage.text)),
        view_url=build_view_url(document.doc_id, passage.passage_id, trail=trails.get(document.doc_id)),
        citation=cite(passage, document).label,
    )


def make_matter(
    matter: Matter,
    start: Document,
    events: Sequence[Event] = (),
    words: str = "",
    trails: AnswerTrails = NO_TRAILS,
) -> MatterView:
    """Return a matter as a page shows it.

    Args:
        matter: the matter.
        start: the paper that it was found by.
        events: the passages that match the words asked for, in the order of their meetings.
        words: those words.
        trails: the trails of those passages.
    """
    by_paper: dict[str, list[EventView]] = {}
    for number, event in enumerate(events, 1):
        by_paper.setdefault(event.document.doc_id, []).append(make_event(event, number, words, trails))
    own = {paper.document.doc_id for paper in matter.papers}
    others = {event.document.doc_id: event.document for event in events if event.document.doc_id not in own}
    papers = sorted(
        (*matter.papers, *(MatterPaper(document, "") for document in others.values())),
        key=lambda paper: _sort_key(paper.document),
    )
    decisions = sum(len(paper.decisions) for paper in papers)
    count = format_count(len(matter.papers), "paper")
    return MatterView(
        title=clip(matter.title, _MAX_TITLE_CHARS) or "Title not stated",
        authority=matter.authority,
        references=matter.references,
        summary=f"{count} and {format_count(decisions, 'decision')}" if decisions else count,
        url=build_matter_url(start.doc_id),
        days=_group_by_day(papers, by_paper),
        has_others=bool(others),
        has_decisions=decisions > 0,
    )


def _sort_key(document: Document) -> tuple[object, ...]:
    """Return the order of a paper, which is that of the passages of a timeline."""
    held_on, authority = document.meeting.held_on, document.meeting.authority or ""
    return (
        held_on is None,
        held_on or date.max,
        authority,
        STAGES.get(document.kind or "", _UNKNOWN_STAGE),
        document.doc_id,
    )


def _group_by_day(
    papers: Sequence[MatterPaper], events: Mapping[str, Sequence[EventView]]
) -> tuple[MatterDayView, ...]:
    numbered = enumerate(papers, 1)
    by_day = groupby(numbered, key=lambda pair: pair[1].document.meeting.held_on)
    return tuple(
        MatterDayView(
            day, tuple(_make_paper(paper, number, events.get(paper.document.doc_id, ())) for number, paper in pairs)
        )
        for day, pairs in by_day
    )


def _make_paper(paper: MatterPaper, number: int, events: Sequence[EventView]) -> MatterPaperView:
    document = paper.document
    return MatterPaperView(
        anchor=f"paper-{number}",
        link=Link(build_document_url(document), format_title(document)),
        badges=make_badges(document),
        meeting=make_meeting_line(document.meeting),
        tie=clip(paper.link, _MAX_TITLE_CHARS),
        decisions=tuple(
            make_decision_card(record, f"paper-{number}-decision-{place}")
            for place, record in enumerate(paper.decisions, 1)
        ),
        events=tuple(events),
        first_number=events[0].number if events else 1,
    )
