"""A matter over time, as a list and as a chart.

The list holds all that the chart shows, in the same order and with the same numbers. Each passage stands under the date
of its meeting, what has none last; what was found and left out is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from paper_search.records import Document, Timeline
from paper_search.records.register import Matter
from paper_search.text.committees import committee_key
from paper_search.text.counts import format_count
from paper_search.web.components.answer import MatchView, make_match
from paper_search.web.components.answer_trails import AnswerTrails, find_trails
from paper_search.web.components.charts import NumberedEvent, TimelineChart, make_timeline_chart
from paper_search.web.components.comparison import make_nearest
from paper_search.web.components.coverage import CoverageText, make_coverage
from paper_search.web.components.matter import EventView, MatterView, make_event, make_matter
from paper_search.web.components.passage_card import Link
from paper_search.web.forms import SearchForm, build_search_url
from paper_search.web.html import render

_MAX_TRIED_PAPERS = 3
"""The papers of the best passages whose matter is looked for."""


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A matter, and the paper that it was found by."""

    matter: Matter
    document: Document


@dataclass(frozen=True, slots=True)
class DayView:
    """The passages of one day; None is a date that is not stated."""

    day: date | None
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The days of a matter; without any, the passage nearest to it.

    ``matter`` is that of the best passages, where the papers held tie others to theirs.
    """

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
    matter: MatterView | None


def render_timeline(timeline: Timeline, form: SearchForm, found: FoundMatter | None = None) -> Markup:
    """Return the heading with the count, the chart and the list, and what was searched.

    Args:
        timeline: a matter's passages in the order of their meetings.
        form: the matter and the limits.
        found: the matter of the best passages, where there is one.
    """
    return render("_timeline.html", timeline=_make_timeline(timeline, form, found))


def find_timeline_matter(timeline: Timeline, find_matter: Callable[[str], Matter | None]) -> FoundMatter | None:
    """Return the matter of the best passages of a timeline; None where theirs are tied to nothing else.

    Args:
        timeline: the passages.
        find_matter: gives the matter of a paper by its doc_id.
    """
    if not timeline.has_events or timeline.match == "doubtful":
        return None
    best_first = sorted(timeline.events, key=lambda event: event.max_sim, reverse=True)
    papers = {event.document.doc_id: event.document for event in best_first if event.link is None}
    for document in list(papers.values())[:_MAX_TRIED_PAPERS]:
        matter = find_matter(document.doc_id)
        if matter is not None:
            return FoundMatter(matter, document)
    return None


def _make_timeline(timeline: Timeline, form: SearchForm, found: FoundMatter | None) -> TimelineView:
    numbered_events = list(enumerate(timeline.events, 1)) if timeline.has_events else []
    trails = find_trails(form, "/timeline", passages=timeline.events)
    matter = make_matter(found.matter, found.document, timeline.events, form.question, trails) if found else None
    return TimelineView(
        question=form.question,
        heading=_summarise(timeline),
        remarks=timeline.remarks,
        match=make_match(timeline.match),
        days=_group_by_day(numbered_events, form, trails),
        chart=make_timeline_chart(numbered_events) if numbered_events else None,
        left_out=_describe_left_out(timeline),
        coverage=make_coverage(timeline.coverage, form),
        ask_url=build_search_url(form),
        nearest=make_nearest(timeline.nearest),
        matter=matter,
    )


def _summarise(timeline: Timeline) -> str:
    if not timeline.has_events:
        return f"No answer found in the {format_count(timeline.coverage.papers, 'paper')} searched"
    dated = (event.document.meeting for event in timeline.events if event.held_on)
    meetings = len({(meeting.authority, committee_key(meeting.committee or ""), meeting.held_on) for meeting in dated})
    passages = format_count(len(timeline.events), "passage")
    return f"{passages} from {format_count(meetings, 'meeting')}" if meetings else f"{passages}, dates not stated"


def _describe_left_out(timeline: Timeline) -> str:
    if not timeline.left_out:
        return ""
    passages = format_count(timeline.left_out, "passage")
    return f"Left out: {passages} that match less well, or come after better ones from the same paper. "


def _group_by_day(numbered_events: list[NumberedEvent], form: SearchForm, trails: AnswerTrails) -> tuple[DayView, ...]:
    by_day = groupby(numbered_events, key=lambda numbered: numbered[1].held_on)
    return tuple(
        DayView(day, tuple(make_event(event, number, form.question, trails) for number, event in events))
        for day, events in by_day
    )
