"""Passages that a visitor chose, as a file to keep. In: ids and a question; out: .docx, .csv or Markdown, or why not.

Promises: an id reaches the library and nothing else does; at most fifty passages at a time; the file is sent to be kept
and never to be shown in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search import export as writing
from paper_search.errors import QueryError
from paper_search.export.pack import MAX_PACK_PASSAGES
from paper_search.keeping import PageRenderer
from paper_search.records import Document, Passage
from paper_search.rendering.cache import PageImageCache
from paper_search.web.components import page_viewer
from paper_search.web.components.layout import make_message_response
from paper_search.web.forms import MAX_QUESTION_CHARS
from paper_search.web.library_protocol import LibraryProtocol

MAX_PAGE_IMAGES = 20
"""Drawing a page takes some tenths of a second, and its picture some hundred kilobytes."""
_MAX_ID_CHARS = 2000
_NOTHING_CHOSEN_TEXT = "No passages were chosen. Tick some under an answer, then export them."

LibraryForRequest = Callable[[Request], LibraryProtocol]


def make_page_drawer(library: LibraryProtocol, page_images: PageImageCache) -> PageRenderer:
    """What gives the page that a passage stands on, its words marked, for the first ``MOST_PICTURES`` of them."""
    drawn = 0

    def draw_page(passage: Passage, document: Document) -> bytes | None:
        nonlocal drawn
        path, text = library.file_path(document.doc_id), library.reading_text(document.doc_id)
        if path is None or path.suffix.lower() != ".pdf" or passage.locator.pages is None or drawn >= MAX_PAGE_IMAGES:
            return None
        leaf = page_viewer.PdfPageView(document, path, page_viewer.find_first_page(document, passage), passage)
        found = page_viewer.draw_page(leaf, text or "", page_images)
        drawn += found is not None
        return found.to_highlighted_png() if found else None

    return draw_page


def create_router(library_for: LibraryForRequest, page_images: PageImageCache) -> APIRouter:
    """The route ``/export?format=…&id=…&id=…&q=…``, as an address or as a form that is sent."""
    routes = APIRouter()

    @routes.get("/export", response_class=Response)
    def export(request: Request) -> Response:
        return _export_passages(request.query_params.multi_items(), library_for(request), page_images)

    @routes.post("/export", response_class=Response)
    async def export_form(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        items = parse_qsl(body, max_num_fields=4 * MAX_PACK_PASSAGES)
        return await run_in_threadpool(_export_passages, items, library_for(request), page_images)

    return routes


def _skip_picture(passage: Passage, document: Document) -> None:
    """A form of words alone."""


def _export_passages(
    items: Iterable[tuple[str, str]], library: LibraryProtocol, page_images: PageImageCache
) -> Response:
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    ids = [each for name in ("id", "ids") for each in parts.get(name, ()) if 0 < len(each) <= _MAX_ID_CHARS]
    question, form = parts.get("q", [""])[0][:MAX_QUESTION_CHARS], parts.get("format", ["docx"])[0]
    if not ids:
        return _refuse_export(_NOTHING_CHOSEN_TEXT)
    try:
        writing.validate_format(form)
        shown = make_page_drawer(library, page_images) if form == "docx" else _skip_picture
        made = writing.export_pack(library.build_evidence_pack(ids, question, shown), form)
    except QueryError as error:
        return _refuse_export(str(error))
    headers = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "private, no-store"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _refuse_export(text: str) -> HTMLResponse:
    return make_message_response("Nothing was exported", text, status=400, has_back_link=True)
