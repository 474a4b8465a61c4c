"""An answer as the results region of a page: quotes with citations, then the passages, ten at a time.

A quote shows exactly the quote's characters, and what a paper does not state is shown as "not stated". The region's one
``h1`` tells the outcome in a few words, and ``data-status`` tells it to a screen reader in one sentence. Three quotes
stand open; the others and the passages are folded, and unfold in place without scripts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from paper_search.answering.certainty import describe_match
from paper_search.answering.match_reasons import explain_match
from paper_search.answering.snippets import find_marks
from paper_search.records import Answer, Hit, Match, NamedLimit, Quote
from paper_search.text.counts import format_count
from paper_search.text.spans import Span
from paper_search.web.components.alert_form import AlertForm, make_question_alert
from paper_search.web.components.answer_trails import NO_TRAILS, AnswerTrails, find_trails
from paper_search.web.components.coverage import CoverageText, make_coverage
from paper_search.web.components.filters import Chips, make_chips
from paper_search.web.components.passage_card import (
    Badge,
    CardActions,
    FoldedCard,
    Link,
    find_published_url,
    make_folded_cards,
    make_status_badges,
)
from paper_search.web.components.table_quote import TableQuote, make_table_quote
from paper_search.web.components.written_place import WriterOffer, WrittenPlace
from paper_search.web.forms import (
    PASSAGES_PER_PAGE,
    SearchForm,
    build_feed_url,
    build_search_url,
    build_view_url,
    strip_page_options,
    to_items,
)
from paper_search.web.html import render

MAX_NEWEST_FIRST = 20
"""Newest first is said of the best passages only: the newest of all is seldom about the matter."""
MAX_OPEN_QUOTES, MAX_OPEN_PASSAGES = 3, 3
"""What is beyond these is folded: an answer is to fit two screens of a desk and three of a phone, see
docs/decisions/0038."""


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """Where the region stands, and what it asks its reader.

    Attributes:
        view: the address of its page.
        asks_feedback: True where visitors are asked whether a passage was what they were looking for.
        settled_view: where the script of the page fetches the answer that was read, after the quotes in the order of
            the search; empty where the whole answer is given at once.
        offers_alerts: True where what is new can be had by e-mail.
        offers_comparison: True where the papers of two or more councils are held.
        writer: what writes short answers from the quotes; None for nothing.
    """

    view: str = "/"
    asks_feedback: bool = True
    settled_view: str = ""
    offers_alerts: bool = False
    offers_comparison: bool = True
    writer: WriterOffer | None = None


DEFAULT_OPTIONS = AnswerOptions()


@dataclass(frozen=True, slots=True)
class ResultsRegion:
    """The frame of every outcome.

    Attributes:
        status: the sentence that screen readers are told.
        address: the page's own.
        settled_url: where the region is fetched again that is not settled yet; empty for any other.
    """

    question: str
    heading: str
    status: str
    address: str
    chips: Chips
    settled_url: str = ""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quotation, the link to its place, who speaks, and a warning where its paper is not final.

    Attributes:
        marks: offsets of the words of the question.
        highlight: offsets of the words that answer; None where they are not known.
        published_url: the paper on the council's own site; None where its address is not known.
        table: the same words as a table; None where they are none.
    """

    text: str
    marks: tuple[Span, ...]
    highlight: Span | None
    lead_in: str | None
    lang: str | None
    link: Link
    attribution: str | None
    status: tuple[Badge, ...]
    published_url: str | None = None
    table: TableQuote | None = None


@dataclass(frozen=True, slots=True)
class MatchView:
    """The certainty of an answer: the class of its box, its label, a sentence before the quotes, and why."""

    css_class: str
    label: str
    sentence: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of the list of passages."""

    label: str
    url: str
    is_number: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that the region of an answer shows; quotes and remarks stand on its first page.

    Attributes:
        is_near_miss: True where what is quoted may not answer the question, and must not look like an answer.
        quotes: those that stand open.
        more_quotes: those that are folded behind them.
        other_figures: sentences that say the same with another figure or date.
        cards: the passages of the list; ``more_cards`` those that are folded behind them on the first page.
    """

    is_first_page: bool
    has_answer: bool
    is_near_miss: bool
    match: MatchView
    remarks: tuple[str, ...]
    quotes: tuple[QuoteView, ...]
    more_quotes: tuple[QuoteView, ...]
    other_figures: tuple[QuoteView, ...]
    coverage: CoverageText
    order_label: str
    first_rank: int
    cards: tuple[FoldedCard, ...]
    more_cards: tuple[FoldedCard, ...]
    pages: tuple[PageLink, ...]
    export_fields: tuple[tuple[str, str], ...]
    page_url: str
    feed_url: str
    compare_url: str | None
    timeline_url: str
    alert: AlertForm | None
    written: WrittenPlace | None = None


def render_answer(answer: Answer, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS) -> Markup:
    """Return the whole region for an answer: the quotes or "no answer found", then ten of the passages.

    Args:
        answer: what the papers say.
        form: the question, its limits, the order, and which ten passages are wanted.
        options: where the region stands.
    """
    hits = sort_hits(answer.hits, form)
    first = (form.page - 1) * PASSAGES_PER_PAGE
    visible_hits = hits[first : first + PASSAGES_PER_PAGE]
    heading = summarise_answer(answer)
    if form.page > 1:
        numbers = f"Passages {first + 1} to {first + len(visible_hits)} of {len(hits)}"
        heading = numbers if visible_hits else "No further passages"
    status = _describe_status(answer, len(hits)) if form.page == 1 else heading
    region = make_region(heading, form, status, options, answer.named_limits)
    view = _make_answer(answer, visible_hits, len(hits), form, options)
    return render("_answer.html", region=region, answer=view)


def render_message(
    heading: str, text: str, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS, is_waiting: bool = False
) -> Markup:
    """Return the region where there is something to say in place of an answer.

    Args:
        heading: the outcome in a few words, as plain text.
        text: a sentence or two, as plain text.
        form: the question and its limits.
        options: where the region stands.
        is_waiting: True where the question will be answered without being asked again.
    """
    region = make_region(heading, form, f"{heading}. {text}", options)
    return render("_notice.html", region=region, text=text, is_waiting=is_waiting)


def make_region(
    heading: str, form: SearchForm, status: str, options: AnswerOptions, named_limits: Sequence[NamedLimit] = ()
) -> ResultsRegion:
    """Return the frame of an outcome.

    Args:
        heading: the outcome in a few words, as plain text.
        form: the question and its limits.
        status: a sentence for screen readers, or nothing.
        options: where the region stands.
        named_limits: the limits that were taken from the words of the question.
    """
    chips = make_chips(form, options.view, named_limits)
    return ResultsRegion(form.question, heading, status, build_search_url(form), chips)


def sort_hits(hits: Sequence[Hit], form: SearchForm) -> list[Hit]:
    """Return the hits best first, or the best of them newest first, undated ones last, where the form asks for it."""
    if not form.newest:
        return list(hits)
    return sorted(hits[:MAX_NEWEST_FIRST], key=lambda hit: hit.document.meeting.held_on or date.min, reverse=True)


def make_quote(quote: Quote, question: str, trails: AnswerTrails = NO_TRAILS) -> QuoteView:
    """Return a quotation with what its reader must know.

    Args:
        quote: the quotation.
        question: the words that are marked in it.
        trails: the trails of the answer that it is a part of.
    """
    citation, passage = quote.citation, quote.passage
    text = quote.row.text if quote.row else quote.text
    trail = trails.get(citation.doc_id)
    url = build_view_url(citation.doc_id, citation.passage_id, (quote.start, quote.end), trail)
    table = make_table_quote(quote, question)
    return QuoteView(
        text=text,
        marks=find_marks(question, text),
        highlight=quote.row.locate(quote.highlight) if quote.row else quote.highlight,
        lead_in=quote.table_lead_in if table else quote.shown_lead_in,
        lang=passage.lang,
        link=Link(url, citation.label),
        attribution=passage.attribution,
        status=make_status_badges(quote.document),
        published_url=find_published_url(quote.document),
        table=table,
    )


def make_match(match: Match, reason: str | None = None) -> MatchView:
    """Return how well quotes meet a question, for the box in front of them.

    Args:
        match: how well they do.
        reason: why they do no better, where that is known.
    """
    certainty = describe_match(match)
    return MatchView(f"match-{match}", certainty.label, certainty.sentence, reason)


def summarise_answer(answer: Answer) -> str:
    """Return in a few words how much was found, as plain text; what may not answer is not counted as an answer is."""
    if not answer.is_found:
        return "No answer found in these papers"
    return "No clear answer found in these papers" if answer.match == "doubtful" else count_quotes(answer.quotes)


def _describe_status(answer: Answer, passage_count: int) -> str:
    """Return the sentence for screen readers, which begins with how well the quotes meet the question."""
    if not answer.is_found:
        return f"{summarise_answer(answer)}."
    passages = format_count(passage_count, "passage")
    return f"{describe_match(answer.match).label}: {count_quotes(answer.quotes)}, and {passages}."


def count_quotes(quotes: Sequence[Quote]) -> str:
    """Return how many quotes of how many papers there are, as plain text."""
    documents = len({quote.citation.doc_id for quote in quotes})
    return f"{format_count(len(quotes), 'quote')} from {format_count(documents, 'paper')}"


def _make_answer(
    answer: Answer, visible_hits: Sequence[Hit], total: int, form: SearchForm, options: AnswerOptions
) -> AnswerView:
    is_first_page = form.page == 1
    from_start = replace(form, page=1)
    actions = CardActions(answer.question, options.asks_feedback)
    has_quotes = is_first_page and answer.is_found
    trails = find_trails(form, options.view, (*answer.quotes, *answer.also), answer.hits)
    quotes = make_quotes(answer.quotes if has_quotes else (), answer.question, trails)
    cards = make_folded_cards(visible_hits, answer, actions, trails)
    open_count = MAX_OPEN_PASSAGES if is_first_page else len(cards)
    return AnswerView(
        is_first_page=is_first_page,
        has_answer=answer.is_found,
        is_near_miss=answer.match == "doubtful",
        match=make_match(answer.match, explain_match(answer)),
        remarks=list_remarks(answer) if is_first_page else (),
        quotes=quotes[:MAX_OPEN_QUOTES],
        more_quotes=quotes[MAX_OPEN_QUOTES:],
        other_figures=make_quotes(answer.also if has_quotes else (), answer.question, trails),
        coverage=make_coverage(answer.coverage, form),
        order_label=_describe_order(answer, form, total),
        first_rank=(form.page - 1) * PASSAGES_PER_PAGE + 1,
        cards=cards[:open_count],
        more_cards=cards[open_count:],
        pages=_make_pages(total, form, options),
        export_fields=tuple(item for item in to_items(strip_page_options(form)) if item[1]),
        page_url=build_search_url(form),
        feed_url=build_feed_url(form),
        compare_url=_build_compare_url(from_start) if options.offers_comparison else None,
        timeline_url=build_search_url(from_start, "/timeline"),
        alert=make_question_alert(form) if options.offers_alerts else None,
        written=options.writer.make_place(answer, from_start) if options.writer and has_quotes else None,
    )


def make_quotes(quotes: Sequence[Quote], question: str, trails: AnswerTrails = NO_TRAILS) -> tuple[QuoteView, ...]:
    """Return quotations of a question, in order; the trails are those of the whole answer."""
    return tuple(make_quote(quote, question, trails) for quote in quotes)


def list_remarks(answer: Answer) -> tuple[str, ...]:
    """Return what stands above the quotes: what is missing stands in the box of the match, where there is one."""
    return tuple(remark for remark in answer.remarks if not (answer.is_found and remark in answer.missing))


def _build_compare_url(form: SearchForm) -> str:
    """Return the address of the comparison; one council alone is compared with all others."""
    chosen = form.authorities if len(form.authorities) > 1 else ()
    return build_search_url(replace(form, authorities=chosen), "/compare")


def _describe_order(answer: Answer, form: SearchForm, total: int) -> str:
    if not answer.is_found:
        return "Closest passages, which may not answer your question"
    best = f"The {MAX_NEWEST_FIRST} best passages, newest first"
    return best if form.newest else f"{format_count(total, 'passage')}, best first"


def _make_pages(total: int, form: SearchForm, options: AnswerOptions) -> tuple[PageLink, ...]:
    """Return links to the pages of the list, ten passages each; none where one page holds all."""
    last = -(-total // PASSAGES_PER_PAGE)
    if last < 2:
        return ()
    numbers = [(str(page), page) for page in range(1, last + 1)]
    before = [("Previous", form.page - 1)] if form.page > 1 else []
    after = [("Next", form.page + 1)] if form.page < last else []
    return tuple(
        PageLink(
            label=label,
            url=build_search_url(replace(form, page=page), options.view),
            is_number=label.isdecimal(),
            is_current=label == str(form.page),
        )
        for label, page in (*before, *numbers, *after)
    )
