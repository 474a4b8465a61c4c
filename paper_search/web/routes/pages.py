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
    comparison as positions,
)
from paper_search.web.components import (
    errors as trouble,
)
from paper_search.web.components import (
    layout as frame,
)
from paper_search.web.components import (
    results as actions,
)
from paper_search.web.components import (
    timeline as matter,
)
from paper_search.web.components.errors import message
from paper_search.web.components.filters import chips
from paper_search.web.forms import QUESTION_LIMIT, Form, from_query
from paper_search.web.gradio_page import shell as dressing
from paper_search.web.html import clip, escape, tag
from paper_search.web.library_protocol import Library
from paper_search.web.routes import about as statements
from paper_search.web.routes import papers as holdings
from paper_search.web.routes.about import UNNAMED, Operator

_log = logging.getLogger(__name__)
_HEAD = '<link rel="stylesheet" href="/own/views.css">'
_LOOK = ["GET", "HEAD"]
_MOST_FIELDS, _LONGEST_QUERY = 200, 40_000
MOST_COMPARED = 24
"""Each council is a question of its own, which one visitor can ask so many of at once."""


def nobody(request: Request) -> bool:
    """Where there are no roles, nobody is shown more than counts."""
    return False


def router(
    library: Library, sees_reasons: Callable[[Request], bool] = nobody, operator: Operator = UNNAMED
) -> APIRouter:
    """The routes of all views over a library; ``operator`` is who runs the site."""
    routes = APIRouter()

    @routes.api_route("/compare", methods=_LOOK, response_class=HTMLResponse)
    def compare(request: Request) -> Response:
        form = _unordered(from_query(request.url.query))
        return _asked(library, form, "/compare", _COMPARE)

    @routes.api_route("/timeline", methods=_LOOK, response_class=HTMLResponse)
    def timeline(request: Request) -> Response:
        form = _unordered(from_query(request.url.query))
        return _asked(library, form, "/timeline", _TIMELINE)

    @routes.api_route("/papers", methods=_LOOK, response_class=HTMLResponse)
    def papers(request: Request) -> Response:
        return _papers(library, request.url.query, sees_reasons(request))

    @routes.api_route("/about", methods=_LOOK, response_class=HTMLResponse)
    def about() -> Response:
        return frame.page("How this works", statements.about(_sentence(library), operator), "/about", head=_HEAD)

    @routes.api_route("/accessibility", methods=_LOOK, response_class=HTMLResponse)
    def accessibility() -> Response:
        return frame.page("Accessibility", statements.accessibility(operator), "/accessibility", head=_HEAD)

    return routes


def _unordered(form: Form) -> Form:
    """The question and its limits: these views have an order and a length of their own."""
    return Form(form.question, form.authorities, form.committees, form.kinds, form.since, form.until)


class _View:
    """What one view that takes a question says of itself, and how it answers one."""

    def __init__(self, title: str, label: str, send: str, intro: str, show: Callable[[Library, Form], str]) -> None:
        self.title, self.label, self.send, self.intro, self.show = title, label, send, intro, show


def _compared(library: Library, form: Form) -> str:
    """Each council's position; of very many councils, where none is chosen, those with the most papers."""
    held = sorted(library.facets().authorities, key=lambda facet: -facet.papers)
    if form.authorities or len(held) <= MOST_COMPARED:
        return positions.shown(library.compare(form.question, form.filters()), form)
    chosen = replace(form.filters(), authorities=tuple(facet.value for facet in held[:MOST_COMPARED]))
    note = (
        f"Compared: the {MOST_COMPARED} councils with the most papers, of {len(held):,}. Choose others under Filters."
    )
    return positions.shown(library.compare(form.question, chosen), form) + tag("p", escape(note), class_="fine")


def _followed(library: Library, form: Form) -> str:
    return matter.shown(library.timeline(form.question, form.filters()), form)


_COMPARE = _View(
    "Compare councils",
    "A question to put to each council",
    "Compare",
    "The same question is put to the papers of each council apart, so that one with many papers does not crowd out "
    "the others. Councils whose papers say nothing of it are listed too.",
    _compared,
)
_TIMELINE = _View(
    "A matter over time",
    "A matter, such as the name of a scheme, a service or a decision’s number",
    "Show",
    "What the papers say of one matter, in the order of the meetings: report, minutes, decision. Each passage has the "
    "date of its meeting; none is guessed.",
    _followed,
)


def _asked(library: Library, form: Form, address: str, view: _View) -> HTMLResponse:
    """A page with the box, the limits and what the view shows for the question."""
    box = dressing.plain_form(form, address, view.label, view.send)
    limits = actions.limits(library, form, address) if form.question else ""
    inner = box + limits + chips(form, address) + _shown(library, form, view)
    title = f"{view.title}: {clip(form.question, 80)}" if form.question else view.title
    return frame.page(title, inner, address, form, head=_HEAD)


def _shown(library: Library, form: Form, view: _View) -> str:
    """What is below the box: an answer, or words on why there is none."""
    if not form.question:
        return tag("h1", escape(view.title)) + tag("p", escape(view.intro)) + tag("p", escape(_sentence(library)))
    if len(form.question) > QUESTION_LIMIT:
        return message("That question is too long", f"It can have up to {QUESTION_LIMIT} characters.")
    try:
        return view.show(library, form)
    except QueryError as error:
        return message("That cannot be asked as it stands", str(error))
    except Exception as error:
        _log.exception("A question could not be answered")
        return message(trouble.HEADING, trouble.words(error))


def _papers(library: Library, query: str, with_reasons: bool) -> HTMLResponse:
    try:
        items = parse_qsl(query[:_LONGEST_QUERY], max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        items = []
    try:
        shown = holdings.shown(library, holdings.from_items(items), with_reasons)
    except Exception as error:
        _log.exception("The papers could not be listed")
        shown = message("The papers cannot be listed just now", trouble.words(error))
    return frame.page("Papers", shown, "/papers", head=_HEAD)


def _sentence(library: Library) -> str:
    """What is held, or that it cannot be said. Plain text."""
    try:
        return actions.holdings(library.coverage())
    except PaperSearchError as error:
        _log.exception("The index cannot be used")
        return f"{trouble.HEADING}. {trouble.words(error)}"
