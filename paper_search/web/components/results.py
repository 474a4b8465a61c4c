"""What happens when somebody asks or opens an address. In: a form; out: safe HTML for the regions of the page.

Promises: nothing a visitor sends raises here, and no error shows a visitor more than words meant for one; what
went wrong otherwise is logged without the question.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Coverage, Facets
from paper_search.web.components import answer, errors, examples, filters
from paper_search.web.components.answer import DEFAULT_OPTIONS, AnswerOptions
from paper_search.web.components.coverage import describe_searched
from paper_search.web.forms import MAX_PASSAGES, MAX_QUESTION_CHARS, SearchForm, build_search_url
from paper_search.web.html import escape, format_count, tag
from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger(__name__)
STARTING_TEXT = (
    "The search is still starting, which takes a few seconds. Your question waits and is answered as soon as it can be."
)


def render_results(library: LibraryProtocol, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS) -> str:
    """The results region for a form."""
    if not form.question:
        return render_welcome(library, form, options)
    if len(form.question) > MAX_QUESTION_CHARS:
        limit = f"A question can have up to {MAX_QUESTION_CHARS} characters. Shorten it and ask again."
        return answer.render_message("That question is too long", limit, form, options)
    try:
        return answer.render_answer(library.ask(form.question, form.to_filters(), MAX_PASSAGES), form, options)
    except QueryError as error:
        return answer.render_message("That cannot be asked as it stands", str(error), form, options)
    except Exception as error:
        _log.exception("A question could not be answered")
        return answer.render_message(errors.UNAVAILABLE_HEADING, errors.describe_error(error), form, options)


def render_starting(form: SearchForm) -> str:
    """The results region of a question that waits for the model."""
    return answer.render_message("Getting ready to search", STARTING_TEXT, form, is_waiting=True)


def render_welcome(library: LibraryProtocol, form: SearchForm, options: AnswerOptions = DEFAULT_OPTIONS) -> str:
    """The region before anything is asked: what can be searched, and questions to begin with."""
    try:
        coverage = library.coverage()
        asked = tag("p", escape(describe_holdings(coverage)), class_="holdings") + _render_examples(
            library, coverage, options
        )
    except PaperSearchError as error:
        _log.exception("The index cannot be used")
        return answer.render_message(errors.UNAVAILABLE_HEADING, errors.describe_error(error), form, options)
    return answer.render_region(escape(format_heading(coverage)), asked, form, "", options)


def format_heading(coverage: Coverage) -> str:
    """What the page is for, with the count of papers. Plain text."""
    if not coverage.papers:
        return "Ask the papers"
    papers = f"Ask {format_count(coverage.papers, 'paper')}"
    return f"{papers} of {format_count(len(coverage.authorities), 'council')}" if coverage.authorities else papers


def describe_holdings(coverage: Coverage) -> str:
    """One sentence on what can be searched. Plain text."""
    if not coverage.papers:
        return "No papers are indexed yet. Put papers into the corpus folder and build the index."
    unread = f" {format_count(coverage.unread, 'file')} could not be read." if coverage.unread else ""
    waiting = f" {format_count(coverage.waiting, 'new passage')} can be found by exact words only so far."
    return f"Searches {describe_searched(coverage)}.{unread}{waiting if coverage.waiting else ''}"


def _render_examples(library: LibraryProtocol, coverage: Coverage, options: AnswerOptions) -> str:
    """Links to a few questions that the papers held can answer."""
    # What a protocol does not name, such as being hashable, mypy does not take for granted.
    questions = _load_examples(library, library.version_token(), len(coverage.authorities))  # type: ignore[arg-type]
    items = "".join(
        tag("li", tag("a", tag("bdi", escape(each)), href=build_search_url(SearchForm(each), options.view), data_go=""))
        for each in questions
    )
    shown = tag("h2", "For example", id="examples") + tag("ul", items, class_="examples", aria_labelledby="examples")
    return tag("section", shown, class_="panel") if items else ""


@lru_cache(maxsize=8)
def _load_examples(library: LibraryProtocol, edition: str, authorities: int) -> tuple[str, ...]:
    """The examples, made again for each edition, which is another for who may see more: they need every title."""
    return examples.suggest_questions(library.documents(), authorities)


def render_filters(library: LibraryProtocol, form: SearchForm, view: str = "/") -> str:
    """The filters on offer; none where the index cannot be used, which the region says."""
    try:
        return filters.render_filters(library.facets(), form, view)
    except PaperSearchError:
        return filters.render_filters(Facets(), form, view)
