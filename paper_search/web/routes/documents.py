"""The papers themselves. In: the id of a paper and perhaps of a passage; out: the PDF, its pages as pictures with the
passage marked, or its words on a page of ours.

Promises: only an id reaches the library, never a path; nothing is shown of a paper that is withdrawn, exempt, for
others, missing or unknown, and all of these look alike; of a file that holds something held back only words are shown;
HTML of the corpus is never served; all words are escaped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from paper_search.records import Document, Passage
from paper_search.rendering.cache import PageImageCache
from paper_search.text.spans import Span
from paper_search.web.components import page_viewer
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_page_response
from paper_search.web.components.page_viewer import PdfPageView
from paper_search.web.components.passage_card import format_title
from paper_search.web.html import escape, tag
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes import words

_PDF_POLICY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"
_MAX_ID_CHARS = 2000
_MISSING_TEXT = (
    "The paper may have been withdrawn, replaced or moved since the link was made, it may be for others than you, or "
    "the address may have lost a part on its way. Ask the papers again to find what is there now."
)


@dataclass(frozen=True, slots=True)
class AvailableDocument:
    """A paper that may be shown; ``path`` is its file where that may be too."""

    document: Document
    path: Path | None

    @property
    def pdf(self) -> Path | None:
        """The file where it has pages."""
        return self.path if self.path is not None and self.path.suffix.lower() == ".pdf" else None


def create_router(library_for: LibraryForRequest, page_images: PageImageCache | None = None) -> APIRouter:
    """``/paper?id=…&passage=…`` (``view=text``: a PDF's words), ``/view/ID?passage=…`` and ``/picture/ID?page=…``."""
    routes, drawn = APIRouter(), page_images or PageImageCache()

    @routes.api_route("/paper", methods=["GET", "HEAD"], response_class=Response)
    def paper(request: Request, id: str = "", passage: str = "", view: str = "") -> Response:  # noqa: A002
        library = library_for(request)
        found = _open_document(library, id)
        if found is None:
            return render_missing_page()
        if found.pdf is not None and view != "text":
            return _send_pdf(found.pdf)
        return _render_text_page(library, found, _find_passage(library, found.document, passage))

    @routes.api_route("/view/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def view(request: Request, doc_id: str, passage: str = "") -> Response:
        library = library_for(request)
        found = _open_document(library, doc_id)
        if found is None:
            return render_missing_page()
        asked = request.query_params
        shown = _find_passage(library, found.document, passage)
        span = _parse_span(shown, asked.get("from", ""), asked.get("to", ""))
        if found.pdf is None:
            return _render_text_page(library, found, shown, span)
        number = _parse_number(asked.get("page", "")) or page_viewer.find_first_page(found.document, shown)
        return _render_pdf_page(library, PdfPageView(found.document, found.pdf, number, shown, span), drawn)

    @routes.api_route("/picture/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def picture(request: Request, doc_id: str) -> Response:
        found = _open_document(library_for(request), doc_id)
        number = _parse_number(request.query_params.get("page", ""))
        if found is None or found.pdf is None or number is None:
            return render_missing_page()
        return _send_image(
            PdfPageView(found.document, found.pdf, number), drawn, request.headers.get("if-none-match", "")
        )

    return routes


def _open_document(library: LibraryProtocol, doc_id: str) -> AvailableDocument | None:
    """The paper and its file; no file where another paper in it is held back, so that only the words are shown."""
    if not doc_id or len(doc_id) > _MAX_ID_CHARS:
        return None
    document = library.document(doc_id)
    if document is None:
        return None
    if library.is_only_text(doc_id):
        return AvailableDocument(document, None)
    path = library.file_path(doc_id)
    return AvailableDocument(document, path) if path is not None and path.is_file() else None


def _find_passage(library: LibraryProtocol, document: Document, passage_id: str) -> Passage | None:
    if not passage_id or len(passage_id) > _MAX_ID_CHARS:
        return None
    passage = library.passage(passage_id)
    return passage if passage and passage.doc_id == document.doc_id else None


def _parse_span(passage: Passage | None, start: str, end: str) -> Span | None:
    """A part of the passage, by offsets in the reading text; None where it is none."""
    first, last = _parse_number(start), _parse_number(end)
    if passage is None or last is None:
        return None
    span = first or 0, last
    return span if passage.start <= span[0] < span[1] <= passage.end else None


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) else None


def _send_pdf(path: Path) -> Response:
    headers = {**NO_CACHE_HEADERS, "content-security-policy": _PDF_POLICY}
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=path.name,
        content_disposition_type="inline",
        headers=headers,
    )


def render_missing_page() -> HTMLResponse:
    """404 in words, the same for every reason."""
    inner = tag("h1", "This paper is not here") + tag("p", escape(_MISSING_TEXT))
    return make_page_response("This paper is not here", inner, status=404)


def _render_text_page(
    library: LibraryProtocol, available: AvailableDocument, passage: Passage | None, span: Span | None = None
) -> HTMLResponse:
    document = available.document
    text = library.reading_text(document.doc_id)
    if text is None:
        return render_missing_page()
    links = [words.render_passage_link()] if passage else []
    if available.pdf is not None:
        links += [words.render_page_link(document, passage)] if passage else []
        links.append(words.render_file_link(document, passage))
    inner = tag("header", words.render_document_header(document, passage, *links)) + words.render_marked_text(
        text, passage, span
    )
    return make_page_response(format_title(document), inner)


def _render_pdf_page(library: LibraryProtocol, page_view: PdfPageView, page_images: PageImageCache) -> HTMLResponse:
    """A page of a PDF; the words where it cannot be drawn."""
    text = library.reading_text(page_view.document.doc_id)
    if text is None:
        return render_missing_page()
    drawn = page_viewer.draw_page(page_view, text, page_images)
    first, last = page_viewer.find_page_range(page_view.document)
    if drawn is None:
        if not first <= page_view.page <= last:
            return render_missing_page()
        return _render_text_page(
            library, AvailableDocument(page_view.document, page_view.path), page_view.passage, page_view.span
        )
    links = [words.render_passage_link("Go to the marked words")] if drawn.boxes else []
    links += [
        words.render_file_link(page_view.document, page_view.passage, page_view.page),
        words.render_text_link(page_view.document, page_view.passage),
    ]
    inner = tag(
        "header", words.render_document_header(page_view.document, page_view.passage, *links)
    ) + page_viewer.render_page_view(page_view, drawn)
    return make_page_response(f"Page {page_view.page}: {format_title(page_view.document)}", inner)


def _send_image(page_view: PdfPageView, page_images: PageImageCache, known_etag: str) -> Response:
    drawn = page_viewer.draw_page(page_view, "", page_images)
    if drawn is None:
        return render_missing_page()
    etag = f'"{hashlib.sha256(drawn.image).hexdigest()[:32]}"'
    headers = {**NO_CACHE_HEADERS, "etag": etag}
    if known_etag == etag:
        return Response(status_code=304, headers=headers)
    return Response(drawn.image, media_type=drawn.kind, headers=headers)
