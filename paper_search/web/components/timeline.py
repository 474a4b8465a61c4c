"""A matter over time, as a list and as a picture. In: a timeline and the form it answers; out: safe HTML.

Promises: the list holds all that the picture shows, in the same order and with the same numbers; each passage stands
under the date of its meeting, what has none last; what was found and left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from paper_search.answering.timeline import Event, Timeline
from paper_search.citations.format import cite
from paper_search.records import Hit
from paper_search.text.dates import said
from paper_search.text.stemming import snippet
from paper_search.web.components import charts as days
from paper_search.web.components.coverage import nothing_found, scope
from paper_search.web.components.passage_card import badges, copy_button, link, table, title_of, where
from paper_search.web.forms import Form, page_address, view_address
from paper_search.web.html import clip, counted, escape, marked, tag

_TABLE = 8000
Numbered = tuple[int, Event]


def shown(found: Timeline, form: Form) -> str:
    """The heading with the count, the picture and the list, and what was searched."""
    asked = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked")
    remarks = "".join(tag("p", escape(each), class_="fine remark") for each in found.remarks)
    head = tag("div", asked + tag("h1", escape(_summary(found))), class_="results") + remarks
    if not found.found:
        return head + nothing_found(found.coverage, form) + _nearest(found.nearest)
    numbered = list(enumerate(found.events, 1))
    picture = tag("div", days.picture(numbered), class_="aside")
    listed = tag("div", "".join(_day(list(each), form) for each in _by_day(numbered)), class_="listed")
    return (
        head
        + tag("div", picture + listed, class_="two")
        + tag("p", escape(_left_out(found)) + scope(found.coverage, form), class_="fine")
        + tag("p", tag("a", "Ask this as a question", href=page_address(form)), class_="links")
    )


def _summary(found: Timeline) -> str:
    if not found.found:
        return f"Nothing found in the {counted(found.coverage.papers, 'paper')} searched"
    held = (event.document.meeting for event in found.events if event.held_on)
    meetings = len({(each.authority, each.committee, each.held_on) for each in held})
    passages = counted(len(found.events), "passage")
    return f"{passages} from {counted(meetings, 'meeting')}" if meetings else f"{passages}, dates not stated"


def _left_out(found: Timeline) -> str:
    if not found.left_out:
        return ""
    return f"Left out: {counted(found.left_out, 'passage')} that fit less well or stand behind others of their paper. "


def _by_day(numbered: list[Numbered]) -> Iterator[Iterator[Numbered]]:
    return (each for _, each in groupby(numbered, key=lambda one: one[1].held_on))


def _day(events: list[Numbered], form: Form) -> str:
    held_on = events[0][1].held_on
    first = events[0][0]
    heading = tag("h2", escape(said(held_on) if held_on else "Date not stated"), class_="day")
    items = "".join(tag("li", _event(event, number, form)) for number, event in events)
    return tag("section", heading + tag("ol", items, class_="cards", start=str(first)), class_="day-of")


def _event(event: Event, number: int, form: Form) -> str:
    passage, document = event.passage, event.document
    citation = cite(passage, document)
    name = tag("h3", tag("span", f"{number}. ", class_="number") + tag("bdi", escape(title_of(document))))
    tie = tag("p", f"Here because it is of {escape(event.link)}.", class_="fine") if event.link else ""
    led = tag("p", escape(clip(passage.lead_in, 600)), class_="lead-in", dir="auto") if passage.lead_in else ""
    at = view_address(document.doc_id, passage.passage_id)
    links = tag("p", tag("a", "Show on page", href=at) + copy_button(citation), class_="links")
    inner = badges(document, passage) + name + where(document, passage) + tie + led + _words(event, form) + links
    return tag("article", inner, class_="card", id=f"passage-{number}")


def _words(event: Event, form: Form) -> str:
    passage = event.passage
    part = snippet(form.question, passage.text)
    is_table = passage.kind == "table" and len(part.text) <= _TABLE
    inner = table(part.text, part.marks) if is_table else marked(part.text, part.marks)
    return tag("div", inner, class_="passage", dir="auto", lang=passage.lang)


def _nearest(hit: Hit | None) -> str:
    if hit is None:
        return ""
    at = view_address(hit.document.doc_id, hit.passage.passage_id)
    return tag("p", "The nearest passage: " + link(at, cite(hit.passage, hit.document).label))
