"""A matter over time, as a list and as a chart.

The list holds all that the chart shows, in the same order and with the same numbers. Each passage stands under the date
of its meeting, what has none last; what was found and left out is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from paper_search.answering.snippets import build_snippet
from paper_search.citations.format import cite
from paper_search.records import Event, Timeline
from paper_search.text.committees import committee_key
from paper_search.web.components.answer import MatchView, make_match
from paper_search.web.components.charts import NumberedEvent, TimelineChart, make_timeline_chart
from paper_search.web.components.comparison import make_nearest
from paper_search.web.components.coverage import CoverageText, make_coverage
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
from paper_search.web.forms import SearchForm, build_search_url, build_view_url
from paper_search.web.html import format_count, render


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
class DayView:
    """The passages of one day; None is a date that is not stated."""

    day: date | None
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The days of a matter; without any, the passage nearest to it."""

    question: str
    heading: str
    remarks: tuple[str, ...]
    match: MatchView
    days: tuple[DayView, ...]
    chart: TimelineChart | None
    left_out: str
    coverage: CoverageText
    ask_url: str
    nearest: Link | None


def render_timeline(timeline: Timeline, form: SearchForm) -> Markup:
    """Return the heading with the count, the chart and the list, and what was searched.

    Args:
        timeline: a matter's passages in the order of their meetings.
        form: the matter and the limits.
    """
    return render("_timeline.html", timeline=_make_timeline(timeline, form))


def _make_timeline(timeline: Timeline, form: SearchForm) -> TimelineView:
    numbered_events = list(enumerate(timeline.events, 1)) if timeline.has_events else []
    return TimelineView(
        question=form.question,
        heading=_summarise(timeline),
        remarks=timeline.remarks,
        match=make_match(timeline.match),
        days=_group_by_day(numbered_events, form),
        chart=make_timeline_chart(numbered_events) if numbered_events else None,
        left_out=_describe_left_out(timeline),
        coverage=make_coverage(timeline.coverage, form),
        ask_url=build_search_url(form),
        nearest=make_nearest(timeline.nearest),
    )


def _summarise(timeline: Timeline) -> str:
    if not timeline.has_events:
        return f"Nothing found in the {format_count(timeline.coverage.papers, 'paper')} searched"
    dated = (event.document.meeting for event in timeline.events if event.held_on)
    meetings = len({(meeting.authority, committee_key(meeting.committee or ""), meeting.held_on) for meeting in dated})
    passages = format_count(len(timeline.events), "passage")
    return f"{passages} from {format_count(meetings, 'meeting')}" if meetings else f"{passages}, dates not stated"


def _describe_left_out(timeline: Timeline) -> str:
    if not timeline.left_out:
        return ""
    passages = format_count(timeline.left_out, "passage")
    return f"Left out: {passages} that fit less well or stand behind others of their paper. "


def _group_by_day(numbered_events: list[NumberedEvent], form: SearchForm) -> tuple[DayView, ...]:
    by_day = groupby(numbered_events, key=lambda numbered: numbered[1].held_on)
    return tuple(
        DayView(day, tuple(_make_event(event, number, form) for number, event in events)) for day, events in by_day
    )


def _make_event(event: Event, number: int, form: SearchForm) -> EventView:
    passage, document = event.passage, event.document
    return EventView(
        number=number,
        title=format_title(document),
        badges=make_badges(document, passage),
        citation_line=make_citation_line(document, passage),
        link=event.link,
        lead_in=passage.lead_in,
        text=make_passage_text(passage, build_snippet(form.question, passage.text)),
        view_url=build_view_url(document.doc_id, passage.passage_id),
        citation=cite(passage, document).label,
    )
