"""The matter that a paper belongs to, from its first report to what came of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.web.components.layout import make_page_response
from paper_search.web.components.matter import make_matter
from paper_search.web.components.passage_card import Link, format_title
from paper_search.web.forms import MAX_ID_CHARS, MAX_QUESTION_CHARS, SearchForm, build_document_url, build_search_url
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import MATTER_PATH
from paper_search.web.routes.documents import render_missing_page


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the route ``/matter?paper=ID``."""
    routes = APIRouter()

    @routes.api_route(MATTER_PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def matter(request: Request, paper: str = "") -> Response:
        return _make_matter_page(library_for(request), paper)

    return routes


def _make_matter_page(library: LibraryProtocol, doc_id: str) -> HTMLResponse:
    document = library.document(doc_id) if 0 < len(doc_id) <= MAX_ID_CHARS else None
    if document is None:
        return render_missing_page()
    found = library.find_matter(doc_id)
    view = make_matter(found, document) if found else None
    words = SearchForm(view.title if view else (document.title or "")[:MAX_QUESTION_CHARS])
    return make_page_response(
        "matter.html",
        view.title if view else "This matter over time",
        "/timeline",
        words,
        matter=view,
        paper=Link(build_document_url(document), format_title(document)),
        words_url=build_search_url(words, "/timeline"),
    )
