"""The views beside the question box. In: an address; out: whole pages of plain HTML.

Promises: no view needs a script; whatever a visitor sends, what comes back is a page that says what can be done;
only who may see reasons (``sees_reasons``) is shown which files are unread or held back, everybody else how many.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.errors import PaperSearchError, QueryError
from paper_search.web.components import (
    comparison,
    errors,
    layout,
    results,
)
from paper_search.web.components import (
    timeline as matter,
)
from paper_search.web.components.errors import render_message
from paper_search.web.components.filters import render_chips
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm, from_query
from paper_search.web.gradio_page import shell
from paper_search.web.html import clip, escape, tag
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes import about as statements
from paper_search.web.routes import papers as holdings
from paper_search.web.routes.about import UNNAMED_OPERATOR, Operator

_log = logging.getLogger(__name__)
_HEAD_HTML = '<link rel="stylesheet" href="/own/views.css">'
_READ_METHODS = ["GET", "HEAD"]
_MAX_FIELDS, _MAX_QUERY_CHARS = 200, 40_000
MAX_COMPARED_COUNCILS = 24
"""Each council is a question of its own, which one visitor can ask so many of at once."""


def hide_reasons(request: Request) -> bool:
    """Where there are no roles, nobody is shown more than counts."""
    return False


def create_router(
    library_for: LibraryForRequest,
    sees_reasons: Callable[[Request], bool] = hide_reasons,
    operator: Operator = UNNAMED_OPERATOR,
) -> APIRouter:
    """The routes of all views over a library; ``operator`` is who runs the site."""
    routes = APIRouter()

    @routes.api_route("/compare", methods=_READ_METHODS, response_class=HTMLResponse)
    def compare(request: Request) -> Response:
        form = _strip_order(from_query(request.url.query))
        return _render_question_page(library_for(request), form, "/compare", _COMPARE_VIEW)

    @routes.api_route("/timeline", methods=_READ_METHODS, response_class=HTMLResponse)
    def timeline(request: Request) -> Response:
        form = _strip_order(from_query(request.url.query))
        return _render_question_page(library_for(request), form, "/timeline", _TIMELINE_VIEW)

    @routes.api_route("/papers", methods=_READ_METHODS, response_class=HTMLResponse)
    def papers(request: Request) -> Response:
        return _render_papers_page(library_for(request), request.url.query, sees_reasons(request))

    @routes.api_route("/about", methods=_READ_METHODS, response_class=HTMLResponse)
    def about(request: Request) -> Response:
        return layout.make_page_response(
            "How this works",
            statements.render_about(_describe_holdings(library_for(request)), operator),
            "/about",
            head=_HEAD_HTML,
        )

    @routes.api_route("/accessibility", methods=_READ_METHODS, response_class=HTMLResponse)
    def accessibility() -> Response:
        return layout.make_page_response(
            "Accessibility", statements.render_accessibility(operator), "/accessibility", head=_HEAD_HTML
        )

    return routes


def _strip_order(form: SearchForm) -> SearchForm:
    """The question and its limits: these views have an order and a length of their own."""
    return SearchForm(form.question, form.authorities, form.committees, form.kinds, form.since, form.until)


class _QuestionView:
    """What one view that takes a question says of itself, and how it answers one."""

    def __init__(
        self,
        title: str,
        label: str,
        button_label: str,
        intro: str,
        render: Callable[[LibraryProtocol, SearchForm], str],
    ) -> None:
        self.title, self.label, self.button_label, self.intro, self.render = title, label, button_label, intro, render


def _render_comparison(library: LibraryProtocol, form: SearchForm) -> str:
    """Each council's position; of very many councils, where none is chosen, those with the most papers."""
    held = sorted(library.facets().authorities, key=lambda facet: -facet.papers)
    if form.authorities or len(held) <= MAX_COMPARED_COUNCILS:
        return comparison.render_comparison(library.compare(form.question, form.to_filters()), form)
    chosen = replace(form.to_filters(), authorities=tuple(facet.value for facet in held[:MAX_COMPARED_COUNCILS]))
    note = f"Compared: the {MAX_COMPARED_COUNCILS} councils with the most papers, of {len(held):,}. Choose others under Filters."
    return comparison.render_comparison(library.compare(form.question, chosen), form) + tag(
        "p", escape(note), class_="fine"
    )


def _render_timeline(library: LibraryProtocol, form: SearchForm) -> str:
    return matter.render_timeline(library.timeline(form.question, form.to_filters()), form)


_COMPARE_VIEW = _QuestionView(
    "Compare councils",
    "A question to put to each council",
    "Compare",
    "The same question is put to the papers of each council apart, so that one with many papers does not crowd out "
    "the others. Councils whose papers say nothing of it are listed too.",
    _render_comparison,
)
_TIMELINE_VIEW = _QuestionView(
    "A matter over time",
    "A matter, such as the name of a scheme, a service or a decision’s number",
    "Show",
    "What the papers say of one matter, in the order of the meetings: report, minutes, decision. Each passage has the "
    "date of its meeting; none is guessed.",
    _render_timeline,
)


def _render_question_page(
    library: LibraryProtocol, form: SearchForm, address: str, view: _QuestionView
) -> HTMLResponse:
    """A page with the box, the limits and what the view shows for the question."""
    box = shell.render_search_form(form, address, view.label, view.button_label)
    limits = results.render_filters(library, form, address) if form.question else ""
    inner = box + limits + render_chips(form, address) + _render_result(library, form, view)
    title = f"{view.title}: {clip(form.question, 80)}" if form.question else view.title
    return layout.make_page_response(title, inner, address, form, head=_HEAD_HTML)


def _render_result(library: LibraryProtocol, form: SearchForm, view: _QuestionView) -> str:
    """What is below the box: an answer, or words on why there is none."""
    if not form.question:
        return (
            tag("h1", escape(view.title)) + tag("p", escape(view.intro)) + tag("p", escape(_describe_holdings(library)))
        )
    if len(form.question) > MAX_QUESTION_CHARS:
        return render_message("That question is too long", f"It can have up to {MAX_QUESTION_CHARS} characters.")
    try:
        return view.render(library, form)
    except QueryError as error:
        return render_message("That cannot be asked as it stands", str(error))
    except Exception as error:
        _log.exception("A question could not be answered")
        return render_message(errors.UNAVAILABLE_HEADING, errors.describe_error(error))


def _render_papers_page(library: LibraryProtocol, query: str, with_reasons: bool) -> HTMLResponse:
    try:
        items = parse_qsl(query[:_MAX_QUERY_CHARS], max_num_fields=_MAX_FIELDS, errors="replace")
    except ValueError:
        items = []
    try:
        shown = holdings.render_document_list(library, holdings.from_items(items), with_reasons)
    except Exception as error:
        _log.exception("The papers could not be listed")
        shown = render_message("The papers cannot be listed just now", errors.describe_error(error))
    return layout.make_page_response("Papers", shown, "/papers", head=_HEAD_HTML)


def _describe_holdings(library: LibraryProtocol) -> str:
    """What is held, or that it cannot be said. Plain text."""
    try:
        return results.describe_holdings(library.coverage())
    except PaperSearchError as error:
        _log.exception("The index cannot be used")
        return f"{errors.UNAVAILABLE_HEADING}. {errors.describe_error(error)}"
