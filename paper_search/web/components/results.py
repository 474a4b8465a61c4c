"""The results region and the limits for a form, whatever a visitor sends.

Nothing a visitor sends raises here, and no error shows a visitor more than words meant for one. What else went wrong is
logged without the question.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from markupsafe import Markup

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Coverage, Facets
from paper_search.text.counts import format_count
from paper_search.web.comparison_offer import can_compare
from paper_search.web.components import filters
from paper_search.web.components.answer import (
    DEFAULT_OPTIONS,
    AnswerOptions,
    make_region,
    render_answer,
    render_message,
)
from paper_search.web.components.coverage import describe_missing_councils, describe_searched
from paper_search.web.components.errors import (
    REFUSED_HEADING,
    UNAVAILABLE_HEADING,
    UNAVAILABLE_STATUS,
    describe_error,
)
from paper_search.web.components.examples import make_examples
from paper_search.web.components.first_quotes import render_first_quotes
from paper_search.web.forms import MAX_PASSAGES, MAX_QUESTION_CHARS, SearchForm
from paper_search.web.html import render
from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger(__name__)
STARTING_TEXT = (
    "The search is starting. This takes a few seconds. Your question will be answered as soon as it is ready."
)


@dataclass(frozen=True, slots=True)
class RenderedResults:
    """The results region as HTML, and the HTTP status of a page that shows it."""

    html: Markup
    status: int = 200


def render_results(library: LibraryProtocol, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS) -> Markup:
    """Return the results region for a form: an answer, a welcome, or words on why there is no answer.

    Args:
        library: the papers that the visitor may see.
        form: the question and its limits, as sent.
        options: where the region stands.
    """
    return make_results(library, form, options).html


def make_results(library: LibraryProtocol, form: SearchForm, options: AnswerOptions) -> RenderedResults:
    """Return the results region for a form, and the HTTP status of a page that shows it.

    Args:
        library: the papers that the visitor may see.
        form: the question and its limits, as sent.
        options: where the region stands.
    """
    try:
        return RenderedResults(_render_region(library, form, options))
    except Exception as error:
        _log.exception("A question could not be answered")
        region = render_message(UNAVAILABLE_HEADING, describe_error(error), form, options)
        return RenderedResults(region, UNAVAILABLE_STATUS)


def _render_region(library: LibraryProtocol, form: SearchForm, options: AnswerOptions) -> Markup:
    """Return an answer, a welcome, or words on why the question is refused."""
    if not form.question:
        return _render_welcome(library, form, options)
    if len(form.question) > MAX_QUESTION_CHARS:
        limit = f"A question can have up to {MAX_QUESTION_CHARS} characters. Shorten it and ask again."
        return render_message("That question is too long", limit, form, options)
    try:
        return _answer_question(library, form, options)
    except QueryError as error:
        return render_message(REFUSED_HEADING, str(error), form, options)


def _answer_question(library: LibraryProtocol, form: SearchForm, options: AnswerOptions) -> Markup:
    """Return the answer, or its quotes in the order of the search where the settled answer is fetched after them."""
    filters, options = form.to_filters(), replace(options, offers_comparison=can_compare(library))
    if options.settled_view and form.page == 1 and library.has_reader:
        first = library.ask(form.question, filters, MAX_PASSAGES, with_reader=False)
        return render_first_quotes(first, form, options)
    return render_answer(library.ask(form.question, filters, MAX_PASSAGES), form, options)


def render_starting(form: SearchForm) -> Markup:
    """Return the results region of a question that waits for the model."""
    return render_message("Getting ready to search", STARTING_TEXT, form, is_waiting=True)


def _render_welcome(library: LibraryProtocol, form: SearchForm, options: AnswerOptions) -> Markup:
    """Return the region before anything is asked: what can be searched, and questions to begin with."""
    coverage = library.coverage()
    examples = make_examples(library, options.view)
    region = make_region(format_heading(coverage), form, "", options)
    return render("_welcome.html", region=region, holdings=describe_holdings(coverage), examples=examples)


def format_heading(coverage: Coverage) -> str:
    """Return what the page is for, with the count of papers, as plain text."""
    if not coverage.papers:
        return "Ask the papers"
    papers = f"Ask {format_count(coverage.papers, 'paper')}"
    councils = format_count(len(coverage.authorities), "council")
    return f"{papers} of {councils}" if coverage.authorities else papers


def describe_holdings(coverage: Coverage) -> str:
    """Return a sentence on what can be searched, as plain text."""
    missing = describe_missing_councils(coverage)
    if not coverage.papers and missing:
        return f"{missing}."
    if not coverage.papers:
        return "No papers are indexed yet. Put papers into the corpus folder and build the index."
    unread = f" {format_count(coverage.unread, 'file')} could not be read." if coverage.unread else ""
    passages = format_count(coverage.waiting, "new passage")
    waiting = f" {passages} can be found by exact words only so far." if coverage.waiting else ""
    out_of_reach = f" {missing}." if missing else ""
    return f"Searches {describe_searched(coverage)}.{unread}{waiting}{out_of_reach}"


def make_filters(library: LibraryProtocol, form: SearchForm, view: str = "/") -> filters.FiltersPanel:
    """Return the limits on offer; none where the index cannot be used, which the region says.

    Args:
        library: the papers that the visitor may see.
        form: the question and the limits in force.
        view: the address of the view that the limits are sent to.
    """
    try:
        return filters.make_filters(library.facets(), form, view)
    except PaperSearchError:
        return filters.make_filters(Facets(), form, view)


def render_filters(library: LibraryProtocol, form: SearchForm, view: str = "/") -> Markup:
    """Return the limits on offer as HTML.

    Args:
        library: the papers that the visitor may see.
        form: the question and the limits in force.
        view: the address of the view that the limits are sent to.
    """
    return filters.render_panel(make_filters(library, form, view))
