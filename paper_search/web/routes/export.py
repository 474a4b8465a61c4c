"""Passages that a visitor chose, as a file to keep: .docx, .csv or Markdown.

An id reaches the library and nothing else does, but for written sentences that the site has signed itself. At most
fifty passages go into a file, which is sent to be kept and never to be shown in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from paper_search import export
from paper_search.errors import QueryError
from paper_search.export.pack import MAX_PACK_PASSAGES, PageRenderer
from paper_search.records import Document, Passage
from paper_search.rendering.cache import PageImageCache
from paper_search.web.components import page_viewer
from paper_search.web.components.layout import make_message_response
from paper_search.web.forms import MAX_ID_CHARS, MAX_QUESTION_CHARS, from_items, parse_body
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes.chosen_sentences import ReadSentences, read_no_sentences

MAX_PAGE_IMAGES = 20
"""Drawing a page takes some tenths of a second, and its picture some hundred kilobytes."""
_MAX_FIELDS = 4 * MAX_PACK_PASSAGES
_CHOSEN_SPAN = re.compile(r"(\d{1,9})-(\d{1,9}) (.{1,2000})", re.DOTALL | re.ASCII)
_NOTHING_SIGNED_TEXT = (
    "You chose written sentences alone. They were altered, or written before this site was last started. Ask again,"
    " then export them."
)
_NOTHING_CHOSEN_TEXT = "You did not choose any passages. Tick some under an answer, then export them."


def make_page_drawer(library: LibraryProtocol, page_images: PageImageCache) -> PageRenderer:
    """Return what draws the page that a passage stands on, its words marked.

    Args:
        library: the papers that the visitor may see.
        page_images: what draws pages; it is asked for the first ``MAX_PAGE_IMAGES`` only.
    """
    drawn = 0

    def draw_page(passage: Passage, document: Document) -> bytes | None:
        nonlocal drawn
        path, text = library.file_path(document.doc_id), library.reading_text(document.doc_id)
        if path is None or path.suffix.lower() != ".pdf" or passage.locator.pages is None or drawn >= MAX_PAGE_IMAGES:
            return None
        page_view = page_viewer.PdfPageView(document, path, page_viewer.find_first_page(document, passage), passage)
        page_image = page_viewer.draw_page(page_view, text or "", page_images)
        drawn += page_image is not None
        return page_image.to_highlighted_png() if page_image else None

    return draw_page


def create_router(
    library_for: LibraryForRequest, page_images: PageImageCache, read_sentences: ReadSentences = read_no_sentences
) -> APIRouter:
    """Return the route ``/export?format=…&id=…&q=…`` with the limits of the page, as an address or as a form.

    ``span=START-END ID`` stands for all passages that these words of a paper run through, such as those of a decision.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        page_images: what draws pages.
        read_sentences: reads the written sentences that were ticked.
    """
    routes = APIRouter()

    def export_items(items: Sequence[tuple[str, str]], library: LibraryProtocol) -> Response:
        try:
            return _export_chosen(items, library, page_images, read_sentences)
        except QueryError as error:
            return _refuse_export(str(error))

    @routes.get("/export", response_class=Response)
    def export_passages(request: Request) -> Response:
        return export_items(request.query_params.multi_items(), library_for(request))

    @routes.post("/export", response_class=Response)
    async def export_form(request: Request) -> Response:
        try:
            items = parse_body(await request.body(), _MAX_FIELDS)
        except QueryError as error:
            return _refuse_export(str(error))
        return await run_in_threadpool(export_items, items, library_for(request))

    return routes


def list_span_passages(library: LibraryProtocol, chosen: str) -> list[str]:
    """Return the ids of the passages that chosen words run through, headings left out; none where they are not held.

    Args:
        library: the papers that the visitor may see.
        chosen: the words, as ``decision_card.format_chosen_span`` names them.
    """
    match = _CHOSEN_SPAN.fullmatch(chosen)
    passage = library.passage(match[3]) if match else None
    if match is None or passage is None or int(match[1]) < passage.start:
        return []
    passages = library.list_passages(passage.doc_id, int(match[1]), int(match[2]))
    return [held.passage_id for held in passages if held.kind != "heading"]


def _skip_picture(passage: Passage, document: Document) -> None:
    """Draw nothing: the file is one of words alone."""


def _export_chosen(
    items: Sequence[tuple[str, str]],
    library: LibraryProtocol,
    page_images: PageImageCache,
    read_sentences: ReadSentences,
) -> Response:
    """Return what a form names as a file. Raises QueryError for a form that cannot be used."""
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    ids = [value for name in ("id", "ids") for value in parts.get(name, ()) if 0 < len(value) <= MAX_ID_CHARS]
    ids += [passage_id for value in parts.get("span", ()) for passage_id in list_span_passages(library, value)]
    format_name, form = parts.get("format", ["docx"])[0], from_items(items)
    question = form.question[:MAX_QUESTION_CHARS]
    sentences = read_sentences(parts.get("written", ()))
    all_ids = [*ids, *sentences.passage_ids]
    if not all_ids:
        raise QueryError(_NOTHING_SIGNED_TEXT if sentences.sentences else _NOTHING_CHOSEN_TEXT)
    export.validate_format(format_name)
    draw_page = make_page_drawer(library, page_images) if format_name == "docx" else _skip_picture
    pack = library.build_evidence_pack(all_ids, question, draw_page, form.to_filters())
    file = export.export_pack(sentences.add_to(pack, ids, library), format_name)
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "cache-control": "private, no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _refuse_export(text: str) -> HTMLResponse:
    return make_message_response("Nothing was exported", text, status=400, has_back_link=True)
