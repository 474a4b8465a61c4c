"""The views beside the question box: comparison, timeline, papers, and what the site says of itself.

No view needs a script. Whatever a visitor sends, what comes back is a page that says what can be done. Only who may see
reasons (``sees_reasons``) is shown which files are unread or held back, everybody else how many.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from paper_search.errors import PaperSearchError, QueryError
from paper_search.web.comparison_offer import list_councils
from paper_search.web.components.comparison import make_nothing_to_compare, render_comparison
from paper_search.web.components.errors import (
    REFUSED_HEADING,
    UNAVAILABLE_HEADING,
    UNAVAILABLE_STATUS,
    describe_error,
    render_notice,
)
from paper_search.web.components.filters import make_chips
from paper_search.web.components.layout import make_page_response
from paper_search.web.components.results import describe_holdings, make_filters
from paper_search.web.components.search_form import make_search_box
from paper_search.web.components.timeline import find_timeline_matter, render_timeline
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm, from_query
from paper_search.web.html import clip
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes.about import UNNAMED_OPERATOR, Operator, make_about_response, make_accessibility_response
from paper_search.web.routes.papers import from_items, make_papers

_log = logging.getLogger(__name__)
_READ_METHODS = ["GET", "HEAD"]
_MAX_FIELDS, _MAX_QUERY_CHARS, _MAX_TITLE_CHARS = 200, 40_000, 80


def hide_reasons(request: Request) -> bool:
    """Return False: where there are no roles, nobody is shown more than counts."""
    return False


def create_router(
    library_for: LibraryForRequest,
    sees_reasons: Callable[[Request], bool] = hide_reasons,
    operator: Operator = UNNAMED_OPERATOR,
) -> APIRouter:
    """Return the routes of all views.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        sees_reasons: tells of a request whether its visitor may see which files are unread or held back.
        operator: who runs the site.
    """
    routes = APIRouter()

    @routes.api_route("/compare", methods=_READ_METHODS, response_class=HTMLResponse)
    def compare(request: Request) -> Response:
        return _render_compare_page(library_for(request), _strip_order(from_query(request.url.query)))

    @routes.api_route("/timeline", methods=_READ_METHODS, response_class=HTMLResponse)
    def timeline(request: Request) -> Response:
        return _render_question_page(library_for(request), _strip_order(from_query(request.url.query)), _TIMELINE_VIEW)

    @routes.api_route("/papers", methods=_READ_METHODS, response_class=HTMLResponse)
    def papers(request: Request) -> Response:
        return _render_papers_page(library_for(request), request.url.query, sees_reasons(request))

    @routes.api_route("/about", methods=_READ_METHODS, response_class=HTMLResponse)
    def about(request: Request) -> Response:
        return make_about_response(_describe_holdings(library_for(request)), operator)

    @routes.api_route("/accessibility", methods=_READ_METHODS, response_class=HTMLResponse)
    def accessibility() -> Response:
        return make_accessibility_response(operator)

    return routes


def _strip_order(form: SearchForm) -> SearchForm:
    """Return the question and its limits: these views have an order and a length of their own."""
    return SearchForm(form.question, form.authorities, form.committees, form.kinds, form.since, form.until)


# -- the views that take a question ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _QuestionView:
    """A view that takes a question: its address, template and words, and how it answers one."""

    path: str
    template: str
    title: str
    label: str
    button_label: str
    render: Callable[[LibraryProtocol, SearchForm], Markup]


def _render_comparison(library: LibraryProtocol, form: SearchForm) -> Markup:
    return render_comparison(library.compare(form.question, form.to_filters()), form)


def _render_timeline(library: LibraryProtocol, form: SearchForm) -> Markup:
    filters = form.to_filters()
    timeline = library.timeline(form.question, filters)
    # A matter is of all its papers: within limits there are only the passages.
    found = None if filters else find_timeline_matter(timeline, library.find_matter)
    return render_timeline(timeline, form, found)


_COMPARE_VIEW = _QuestionView(
    "/compare", "compare.html", "Compare councils", "Question to ask each council", "Compare", _render_comparison
)
_TIMELINE_VIEW = _QuestionView(
    "/timeline",
    "timeline.html",
    "A matter over time",
    "A matter, such as a scheme, a service or a decision number",
    "Show",
    _render_timeline,
)


def _render_compare_page(library: LibraryProtocol, form: SearchForm) -> HTMLResponse:
    """Return the comparison, or words on why councils cannot be compared."""
    try:
        councils = list_councils(library)
    except PaperSearchError:
        # The page itself says why the index cannot be used.
        return _render_question_page(library, form, _COMPARE_VIEW)
    if len(councils) > 1:
        return _render_question_page(library, form, _COMPARE_VIEW)
    nothing = make_nothing_to_compare(councils, replace(form, authorities=()))
    return make_page_response("nothing_to_compare.html", _COMPARE_VIEW.title, "/compare", nothing=nothing)


def _render_question_page(library: LibraryProtocol, form: SearchForm, view: _QuestionView) -> HTMLResponse:
    """Return a page with the box, the limits and what the view shows for the question."""
    is_asked = bool(form.question)
    result, status = _render_result(library, form, view) if is_asked else (None, 200)
    return make_page_response(
        view.template,
        f"{view.title}: {clip(form.question, _MAX_TITLE_CHARS)}" if is_asked else view.title,
        view.path,
        form,
        status=status,
        search_box=make_search_box(form, view.path, view.label, view.button_label),
        filters=make_filters(library, form, view.path) if is_asked else None,
        active_chips=make_chips(form, view.path),
        holdings="" if is_asked else _describe_holdings(library),
        result=result,
    )


def _render_result(library: LibraryProtocol, form: SearchForm, view: _QuestionView) -> tuple[Markup, int]:
    """Return the answer to a question, or words on why there is none, with the HTTP status of the page."""
    if len(form.question) > MAX_QUESTION_CHARS:
        return render_notice("That question is too long", f"It can have up to {MAX_QUESTION_CHARS} characters."), 200
    try:
        return view.render(library, form), 200
    except QueryError as error:
        return render_notice(REFUSED_HEADING, str(error)), 200
    except Exception as error:
        _log.exception("A question could not be answered")
        return render_notice(UNAVAILABLE_HEADING, describe_error(error)), UNAVAILABLE_STATUS


# -- the papers --------------------------------------------------------------------------------------------------------


def _render_papers_page(library: LibraryProtocol, query: str, with_reasons: bool) -> HTMLResponse:
    try:
        items = parse_qsl(query[:_MAX_QUERY_CHARS], max_num_fields=_MAX_FIELDS, errors="replace")
    except ValueError:
        items = []
    try:
        papers = make_papers(library, from_items(items), with_reasons)
        return make_page_response("papers.html", "Papers", "/papers", papers=papers, notice=None)
    except Exception as error:
        _log.exception("The papers could not be listed")
        notice = render_notice("Sorry, the papers cannot be listed at the moment", describe_error(error))
        return make_page_response(
            "papers.html", "Papers", "/papers", status=UNAVAILABLE_STATUS, papers=None, notice=notice
        )


def _describe_holdings(library: LibraryProtocol) -> str:
    """Return what is indexed, or that it cannot be said, as plain text."""
    try:
        return describe_holdings(library.coverage())
    except PaperSearchError as error:
        _log.exception("The index cannot be used")
        return f"{UNAVAILABLE_HEADING}. {describe_error(error)}"
