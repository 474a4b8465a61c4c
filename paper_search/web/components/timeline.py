"""A matter over time, as a list and as a picture. In: a timeline and the form it answers; out: safe HTML.

Promises: the list holds all that the picture shows, in the same order and with the same numbers; each passage stands
under the date of its meeting, what has none last; what was found and left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from paper_search.answering.snippets import build_snippet
from paper_search.citations.format import cite
from paper_search.records import Event, Hit, Timeline
from paper_search.text.dates import format_date
from paper_search.web.components import charts
from paper_search.web.components.coverage import render_nothing_found, render_scope
from paper_search.web.components.passage_card import (
    format_title,
    render_badges,
    render_citation_line,
    render_copy_button,
    render_link,
    render_table,
)
from paper_search.web.forms import SearchForm, build_search_url, build_view_url
from paper_search.web.html import clip, escape, format_count, mark_spans, tag

_MAX_TABLE_CHARS = 8000
NumberedEvent = tuple[int, Event]


def render_timeline(timeline: Timeline, form: SearchForm) -> str:
    """The heading with the count, the picture and the list, and what was searched."""
    asked = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked")
    remarks = "".join(tag("p", escape(each), class_="fine remark") for each in timeline.remarks)
    head = tag("div", asked + tag("h1", escape(_summarise(timeline))), class_="results") + remarks
    if not timeline.has_events:
        return head + render_nothing_found(timeline.coverage, form) + _render_nearest(timeline.nearest)
    numbered = list(enumerate(timeline.events, 1))
    picture = tag("div", charts.render_timeline_chart(numbered), class_="aside")
    listed = tag("div", "".join(_render_day(list(each), form) for each in _group_by_day(numbered)), class_="listed")
    return (
        head
        + tag("div", picture + listed, class_="two")
        + tag("p", escape(_describe_left_out(timeline)) + render_scope(timeline.coverage, form), class_="fine")
        + tag("p", tag("a", "Ask this as a question", href=build_search_url(form)), class_="links")
    )


def _summarise(timeline: Timeline) -> str:
    if not timeline.has_events:
        return f"Nothing found in the {format_count(timeline.coverage.papers, 'paper')} searched"
    held = (event.document.meeting for event in timeline.events if event.held_on)
    meetings = len({(each.authority, each.committee, each.held_on) for each in held})
    passages = format_count(len(timeline.events), "passage")
    return f"{passages} from {format_count(meetings, 'meeting')}" if meetings else f"{passages}, dates not stated"


def _describe_left_out(timeline: Timeline) -> str:
    if not timeline.left_out:
        return ""
    return f"Left out: {format_count(timeline.left_out, 'passage')} that fit less well or stand behind others of their paper. "


def _group_by_day(numbered_events: list[NumberedEvent]) -> Iterator[Iterator[NumberedEvent]]:
    return (each for _, each in groupby(numbered_events, key=lambda one: one[1].held_on))


def _render_day(events: list[NumberedEvent], form: SearchForm) -> str:
    held_on = events[0][1].held_on
    first = events[0][0]
    heading = tag("h2", escape(format_date(held_on) if held_on else "Date not stated"), class_="day")
    items = "".join(tag("li", _render_event(event, number, form)) for number, event in events)
    return tag("section", heading + tag("ol", items, class_="cards", start=str(first)), class_="day-of")


def _render_event(event: Event, number: int, form: SearchForm) -> str:
    passage, document = event.passage, event.document
    citation = cite(passage, document)
    name = tag("h3", tag("span", f"{number}. ", class_="number") + tag("bdi", escape(format_title(document))))
    tie = tag("p", f"Here because it is of {escape(event.link)}.", class_="fine") if event.link else ""
    led = tag("p", escape(clip(passage.lead_in, 600)), class_="lead-in", dir="auto") if passage.lead_in else ""
    at = build_view_url(document.doc_id, passage.passage_id)
    links = tag("p", tag("a", "Show on page", href=at) + render_copy_button(citation), class_="links")
    inner = (
        render_badges(document, passage)
        + name
        + render_citation_line(document, passage)
        + tie
        + led
        + _render_text(event, form)
        + links
    )
    return tag("article", inner, class_="card", id=f"passage-{number}")


def _render_text(event: Event, form: SearchForm) -> str:
    passage = event.passage
    part = build_snippet(form.question, passage.text)
    is_table = passage.kind == "table" and len(part.text) <= _MAX_TABLE_CHARS
    inner = render_table(part.text, part.marks) if is_table else mark_spans(part.text, part.marks)
    return tag("div", inner, class_="passage", dir="auto", lang=passage.lang)


def _render_nearest(hit: Hit | None) -> str:
    if hit is None:
        return ""
    at = build_view_url(hit.document.doc_id, hit.passage.passage_id)
    return tag("p", "The nearest passage: " + render_link(at, cite(hit.passage, hit.document).label))
