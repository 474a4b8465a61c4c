"""Councils side by side.

Each council that is indexed or named has its place, with its best quote, citation and date, or with how many of its
papers were searched in vain. On a narrow screen they stand one below the other in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.answering.compare import summarise_comparison
from paper_search.citations.format import cite
from paper_search.records import Comparison, Hit, Position, Quote
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.web.components.answer import MatchView, QuoteView, make_match, make_quote
from paper_search.web.components.answer_trails import AnswerTrails, find_trails
from paper_search.web.components.coverage import CoverageText, make_coverage
from paper_search.web.components.passage_card import Badge, Link, make_badges
from paper_search.web.forms import SearchForm, build_search_url, build_view_url
from paper_search.web.html import clip, render

_MAX_NAME_CHARS = 160


@dataclass(frozen=True, slots=True)
class DatedQuote:
    """A quotation with the date of its meeting, None where not stated, and the kind of its paper."""

    held_on: str | None
    badges: tuple[Badge, ...]
    quote: QuoteView


@dataclass(frozen=True, slots=True)
class CouncilPosition:
    """The answer of one council's papers: quotes, or why there are none and the passage nearest to the question.

    Attributes:
        is_weak: True where the quotes may not answer, and are folded.
    """

    name: str
    quotes: tuple[DatedQuote, ...]
    match: MatchView
    alone_label: str
    alone_url: str
    no_answer: str
    nearest: Link | None
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Councils in their order, and what was compared."""

    question: str
    heading: str
    remarks: tuple[str, ...]
    positions: tuple[CouncilPosition, ...]
    unattributed: str
    coverage: CoverageText


@dataclass(frozen=True, slots=True)
class NothingToCompare:
    """Why councils cannot be compared, and where the question can be asked instead."""

    reason: str
    ask: Link


def make_nothing_to_compare(councils: Sequence[str], form: SearchForm) -> NothingToCompare:
    """Return why there is nothing to compare.

    Args:
        councils: the councils whose papers are held: one, or none.
        form: the question and its limits, which go along to the page that answers it.
    """
    held = "These papers name no council"
    if councils:
        held = f"All these papers are from {clip(councils[0], _MAX_NAME_CHARS)}"
    link = Link(build_search_url(form), "Ask this question" if form.question else "Ask the papers")
    return NothingToCompare(f"{held}, so there is nothing to compare.", link)


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
        heading=summarise_comparison(comparison),
        remarks=comparison.remarks,
        positions=tuple(_make_position(position, comparison.question, form) for position in comparison.positions),
        unattributed=_describe_unattributed(comparison),
        coverage=make_coverage(comparison.coverage, form),
    )


def _describe_unattributed(comparison: Comparison) -> str:
    """Return what could not be compared; empty where everything was."""
    if not comparison.unattributed:
        return ""
    papers = ("paper states no council and was", "papers state no council and were")
    return f"{format_count(comparison.unattributed, *papers)} not compared. "


def _make_position(position: Position, question: str, form: SearchForm) -> CouncilPosition:
    quotes: Sequence[Quote] = position.quotes if position.has_answer else ()
    alone = replace(form, authorities=(position.authority,))
    trails = find_trails(form, "/compare", quotes)
    return CouncilPosition(
        name=clip(position.authority, _MAX_NAME_CHARS),
        quotes=tuple(_make_dated_quote(quote, question, trails) for quote in quotes),
        match=make_match(position.match),
        alone_label=f"Ask this council’s {format_count(position.searched_count, 'paper')} alone",
        alone_url=build_search_url(alone),
        no_answer="" if position.has_answer else _explain_no_answer(position),
        nearest=make_nearest(position.nearest),
        is_weak=position.has_answer and position.match == "doubtful",
    )


def _make_dated_quote(quote: Quote, question: str, trails: AnswerTrails) -> DatedQuote:
    held_on = quote.document.meeting.held_on
    return DatedQuote(
        held_on=format_date(held_on) if held_on else None,
        badges=make_badges(quote.document, quote.passage),
        quote=make_quote(quote, question, trails),
    )


def _explain_no_answer(position: Position) -> str:
    if position.searched_count:
        return f"No answer found in the {format_count(position.searched_count, 'paper')} searched."
    if position.document_count:
        outside = format_count(position.document_count, "paper is", "papers are")
        return f"No papers match your filters. {outside} outside them."
    return "No papers held."


def make_nearest(hit: Hit | None) -> Link | None:
    """Return a link to the passage nearest to a question that nothing answers."""
    if hit is None:
        return None
    url = build_view_url(hit.document.doc_id, hit.passage.passage_id)
    return Link(url, cite(hit.passage, hit.document).label)
