"""Councils side by side.

Each council that is indexed or named has its place, with its best quote, citation and date, or with how many of its
papers were searched in vain. On a narrow screen they stand one below the other in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.citations.format import cite
from paper_search.records import Comparison, Hit, Position, Quote
from paper_search.text.dates import format_date
from paper_search.web.components.answer import MatchView, QuoteView, make_match, make_quote
from paper_search.web.components.coverage import CoverageText, make_coverage
from paper_search.web.components.passage_card import Badge, Link, make_badges
from paper_search.web.forms import SearchForm, build_search_url, build_view_url
from paper_search.web.html import clip, format_count, render

_MAX_NAME_CHARS = 160


@dataclass(frozen=True, slots=True)
class DatedQuote:
    """A quotation with the date of its meeting, None where not stated, and the kind of its paper."""

    held_on: str | None
    badges: tuple[Badge, ...]
    quote: QuoteView


@dataclass(frozen=True, slots=True)
class CouncilPosition:
    """The answer of one council's papers: quotes, or why there are none and the passage nearest to the question."""

    name: str
    quotes: tuple[DatedQuote, ...]
    match: MatchView
    alone_label: str
    alone_url: str
    no_answer: str
    nearest: Link | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Councils in their order, and what was compared."""

    question: str
    heading: str
    remarks: tuple[str, ...]
    positions: tuple[CouncilPosition, ...]
    unattributed: str
    coverage: CoverageText


def render_comparison(comparison: Comparison, form: SearchForm) -> Markup:
    """Return the heading with the count, the councils, and what was compared.

    Args:
        comparison: what each council's papers say.
        form: the question and its limits.
    """
    return render("_comparison.html", comparison=_make_comparison(comparison, form))


def _make_comparison(comparison: Comparison, form: SearchForm) -> ComparisonView:
    return ComparisonView(
        question=form.question,
        heading=_summarise(comparison),
        remarks=comparison.remarks,
        positions=tuple(_make_position(position, comparison.question, form) for position in comparison.positions),
        unattributed=_describe_unattributed(comparison),
        coverage=make_coverage(comparison.coverage, form),
    )


def _summarise(comparison: Comparison) -> str:
    if not comparison.positions:
        return "No council to compare: the papers held state none"
    doubtful = sum(position.match == "doubtful" for position in comparison.positions)
    answered = sum(position.has_answer for position in comparison.positions) - doubtful
    councils = format_count(len(comparison.positions), "council")
    of_the_matter = f", and {doubtful} may not answer the question" if doubtful else ""
    return f"{answered} of {councils} {'has' if answered == 1 else 'have'} an answer{of_the_matter}"


def _describe_unattributed(comparison: Comparison) -> str:
    """Return what could not be compared; empty where everything was."""
    if not comparison.unattributed:
        return ""
    papers = ("paper states no council and was", "papers state no council and were")
    return f"{format_count(comparison.unattributed, *papers)} compared with none. "


def _make_position(position: Position, question: str, form: SearchForm) -> CouncilPosition:
    quotes: Sequence[Quote] = position.quotes if position.has_answer else ()
    alone = replace(form, authorities=(position.authority,))
    return CouncilPosition(
        name=clip(position.authority, _MAX_NAME_CHARS),
        quotes=tuple(_make_dated_quote(quote, question) for quote in quotes),
        match=make_match(position.match),
        alone_label=f"Ask this council’s {format_count(position.searched_count, 'paper')} alone",
        alone_url=build_search_url(alone),
        no_answer="" if position.has_answer else _explain_no_answer(position),
        nearest=make_nearest(position.nearest),
    )


def _make_dated_quote(quote: Quote, question: str) -> DatedQuote:
    held_on = quote.document.meeting.held_on
    return DatedQuote(
        held_on=format_date(held_on) if held_on else None,
        badges=make_badges(quote.document, quote.passage),
        quote=make_quote(quote, question),
    )


def _explain_no_answer(position: Position) -> str:
    if position.searched_count:
        return f"Searched {format_count(position.searched_count, 'paper')}, nothing found."
    if position.document_count:
        return f"No papers within the limits you set; {format_count(position.document_count, 'paper')} outside them."
    return "No papers held."


def make_nearest(hit: Hit | None) -> Link | None:
    """Return a link to the passage nearest to a question that nothing answers."""
    if hit is None:
        return None
    url = build_view_url(hit.document.doc_id, hit.passage.passage_id)
    return Link(url, cite(hit.passage, hit.document).label)
