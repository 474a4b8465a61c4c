"""Councils side by side. In: a comparison and the form it answers; out: safe HTML.

Promises: each council that is held or named has its place, with its best quote, citation and date, or with how many of
its papers were searched in vain; on a narrow screen they stand one below the other in the same order.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.answering.confidence import describe_confidence
from paper_search.citations.format import cite
from paper_search.records import Comparison, Hit, Position, Quote
from paper_search.text.dates import format_date
from paper_search.web.components.answer import render_quote
from paper_search.web.components.coverage import render_scope
from paper_search.web.components.passage_card import render_badges, render_link
from paper_search.web.forms import SearchForm, build_search_url, build_view_url
from paper_search.web.html import clip, escape, format_count, tag

_MAX_NAME_CHARS = 160


def render_comparison(comparison: Comparison, form: SearchForm) -> str:
    """The heading with the count, the councils, and what was compared."""
    columns = "".join(tag("li", _render_position(each, comparison.question, form)) for each in comparison.positions)
    remarks = "".join(tag("p", escape(each), class_="fine remark") for each in comparison.remarks)
    asked = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked")
    return (
        tag("div", asked + tag("h1", escape(_summarise(comparison))), class_="results")
        + remarks
        + tag("ul", columns, class_="councils in-pairs" if len(comparison.positions) in (2, 4) else "councils")
        + tag("p", _describe_unattributed(comparison) + render_scope(comparison.coverage, form), class_="fine")
    )


def _summarise(comparison: Comparison) -> str:
    if not comparison.positions:
        return "No council to compare: the papers held state none"
    saying = sum(position.has_answer for position in comparison.positions)
    councils = format_count(len(comparison.positions), "council")
    return f"{saying} of {councils} {'has' if saying == 1 else 'have'} an answer"


def _describe_unattributed(comparison: Comparison) -> str:
    """What could not be compared."""
    if not comparison.unattributed:
        return ""
    one = format_count(comparison.unattributed, "paper states no council and was", "papers state no council and were")
    return escape(f"{one} compared with none. ")


def _render_position(position: Position, question: str, form: SearchForm) -> str:
    heading = tag("h2", tag("bdi", escape(clip(position.authority, _MAX_NAME_CHARS))))
    look = "panel council" if position.has_answer else "panel council silent"
    return tag("article", heading + _render_quotes(position, question, form), class_=look)


def _render_quotes(position: Position, question: str, form: SearchForm) -> str:
    if not position.has_answer:
        return tag("p", escape(_explain_no_answer(position))) + _render_nearest(position.nearest)
    best, *others = position.quotes
    weak = "The match is weak: this may not answer the question."
    caution = tag("p", weak, class_="fine") if describe_confidence(position.confidence) == "weak" else ""
    alone = replace(form, authorities=(position.authority,))
    more = tag(
        "a", f"Ask this council’s {format_count(position.searched_count, 'paper')} alone", href=build_search_url(alone)
    )
    return (
        caution
        + _render_dated_quote(best, question)
        + _render_other_quotes(others, question)
        + tag("p", more, class_="links")
    )


def _explain_no_answer(position: Position) -> str:
    if position.searched_count:
        return f"Searched {format_count(position.searched_count, 'paper')}, nothing found."
    if position.document_count:
        return f"No papers within the limits you set; {format_count(position.document_count, 'paper')} outside them."
    return "No papers held."


def _render_dated_quote(quote: Quote, question: str) -> str:
    """When, in what kind of paper, and the words themselves."""
    held_on = quote.document.meeting.held_on
    day = tag(
        "span", escape(format_date(held_on) if held_on else "Date not stated"), class_="day" if held_on else "unknown"
    )
    return tag("p", day, class_="when") + render_badges(quote.document, quote.passage) + render_quote(quote, question)


def _render_other_quotes(quotes: list[Quote], question: str) -> str:
    if not quotes:
        return ""
    return tag(
        "details", tag("summary", "Another passage") + "".join(_render_dated_quote(each, question) for each in quotes)
    )


def _render_nearest(hit: Hit | None) -> str:
    if hit is None:
        return ""
    at = build_view_url(hit.document.doc_id, hit.passage.passage_id)
    return tag("p", "The nearest passage: " + render_link(at, cite(hit.passage, hit.document).label), class_="fine")
