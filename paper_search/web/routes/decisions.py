"""Decisions as a page, as a table and as a feed, all within the same limits.

Nothing is listed that the library given does not show. A limit that cannot be used is answered in words.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from paper_search.errors import PaperSearchError, QueryError
from paper_search.export.decisions import MAX_TABLE_DECISIONS, render_decisions
from paper_search.records import Facets
from paper_search.records.register import DecisionList, DecisionRecord
from paper_search.web.components.alert_form import make_decisions_alert
from paper_search.web.components.decision_list import DECISIONS_PER_PAGE, make_decision_list, make_refused_list
from paper_search.web.components.errors import REFUSED_HEADING, UNAVAILABLE_HEADING, UNAVAILABLE_STATUS, describe_error
from paper_search.web.components.layout import make_page_response
from paper_search.web.components.list_controls import count_pages
from paper_search.web.decision_forms import DecisionForm, from_decision_items
from paper_search.web.forms import parse_items
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import DECISIONS_CSV_PATH, DECISIONS_PATH, parse_page

_log = logging.getLogger(__name__)
_TABLE_BATCH = 500
_FILE_HEADERS = {
    # "decisions.csv" in a corpus is the record of what was withdrawn and released.
    "content-disposition": 'attachment; filename="council-decisions.csv"',
    "cache-control": "private, no-store",
}


def create_router(library_for: LibraryForRequest, offers_alerts: bool = False) -> APIRouter:
    """Return the routes ``/decisions`` and ``/decisions/csv``.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        offers_alerts: True where what is new can be had by e-mail.
    """
    routes = APIRouter()

    @routes.api_route(DECISIONS_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def decisions(request: Request) -> Response:
        items = parse_items(request.url.query)
        form, page = from_decision_items(items), parse_page(items)
        return _make_list_page(library_for(request), form, page, offers_alerts)

    @routes.api_route(DECISIONS_CSV_PATH, methods=["GET", "HEAD"], response_class=Response)
    def table(request: Request) -> Response:
        form = from_decision_items(parse_items(request.url.query))
        try:
            content = render_decisions(_list_in_batches(library_for(request), form))
        except QueryError as error:
            return PlainTextResponse(str(error), status_code=400)
        return Response(content, media_type="text/csv; charset=utf-8", headers=_FILE_HEADERS)

    return routes


def _make_list_page(library: LibraryProtocol, form: DecisionForm, page: int, offers_alerts: bool) -> HTMLResponse:
    facets, status = Facets(), 200
    try:
        facets = library.facets()
        found, page = _find_page(library, form, page)
        alert = make_decisions_alert(form) if offers_alerts else None
        view = make_decision_list(found, form, page, facets, alert)
    except QueryError as error:
        view = make_refused_list(REFUSED_HEADING, str(error), form, facets)
    except PaperSearchError as error:
        _log.exception("The decisions could not be listed")
        view = make_refused_list(UNAVAILABLE_HEADING, describe_error(error), form, facets)
        status = UNAVAILABLE_STATUS
    return make_page_response("decisions.html", "Decisions", DECISIONS_PATH, status=status, decisions=view)


def _find_page(library: LibraryProtocol, form: DecisionForm, page: int) -> tuple[DecisionList, int]:
    """Return a page of the decisions, the last one where there are fewer, and its number."""
    query = form.to_register_query(limit=DECISIONS_PER_PAGE, offset=(page - 1) * DECISIONS_PER_PAGE)
    found = library.list_decisions(query)
    last = count_pages(found.total, DECISIONS_PER_PAGE)
    return (found, page) if page <= last else _find_page(library, form, last)


def _list_in_batches(library: LibraryProtocol, form: DecisionForm) -> Iterator[DecisionRecord]:
    """Yield the decisions within the limits, the newest first, at most those of a table."""
    for offset in range(0, MAX_TABLE_DECISIONS, _TABLE_BATCH):
        found = library.list_decisions(form.to_register_query(limit=_TABLE_BATCH, offset=offset))
        yield from found.decisions
        if offset + _TABLE_BATCH >= found.total:
            return
