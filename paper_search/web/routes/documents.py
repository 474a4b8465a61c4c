"""The papers themselves: the PDF, its pages as pictures with the passage marked, or its words.

Only an id reaches the library, never a path. Nothing is shown of a paper that is withdrawn, exempt, for others, missing
or unknown, and all of these look alike. Nor is anything shown of one whose file is not the one that was indexed, by its
SHA-256: nobody has vetted that yet, and the page says so. Of a file that holds something held back only words are
shown. HTML of the corpus is never served, and a passage is marked where it stands or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.citations.format import cite
from paper_search.citations.unread_parts import describe_unread_parts
from paper_search.records import Document, Passage
from paper_search.rendering.cache import PageImageCache
from paper_search.rendering.verified_file import is_verified, open_verified
from paper_search.retrieval.register.matter_ties import is_of_one_matter
from paper_search.text.spans import Span
from paper_search.web.components.file_download import send_file
from paper_search.web.components.layout import NO_CACHE_HEADERS, make_message_response, make_page_response
from paper_search.web.components.mark_bar import MarkBar, MarkPlace, make_mark_bar
from paper_search.web.components.page_viewer import (
    PdfPageView,
    draw_marked_page,
    draw_page,
    find_page_range,
    make_page_viewer,
)
from paper_search.web.components.passage_card import (
    Badge,
    CitationLine,
    Link,
    Replacement,
    find_published_url,
    format_title,
    make_badges,
    make_citation_line,
    make_replacement,
)
from paper_search.web.forms import (
    MAX_ID_CHARS,
    NO_TRAIL,
    AnswerTrail,
    build_document_url,
    build_view_url,
    parse_items,
    parse_trail,
)
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.register_forms import build_matter_url, find_meeting_url

_PDF_POLICY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"
_MAX_SPAN_CHARS = 100_000
"""The most characters behind its first passage that a span can have."""
_MISSING_TEXT = (
    "If you typed or pasted the web address, check it is complete.\n"
    "The paper may have been withdrawn, replaced or moved. It may also be for other people only."
)
_CHANGED_TEXT = (
    "The file was replaced or changed after it was read, and the new file has not been checked yet.\n"
    "The paper will be shown again when the index is up to date. If you look after the papers, run paper-search build."
)


@dataclass(frozen=True, slots=True)
class AvailableDocument:
    """A paper that may be shown; ``path`` is its file where that may be too."""

    document: Document
    path: Path | None

    @property
    def pdf(self) -> Path | None:
        """The file where it has pages, and they are those of the paper."""
        if self.document.is_attachment:
            return None
        return self.path if self.path is not None and self.path.suffix.lower() == ".pdf" else None


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """The title of a paper, the citation of the passage where there is one, and the ways to its other forms.

    ``unread_parts`` say what of it could not be read, and why. ``mark_bar`` is there where words are marked.
    """

    title: str
    badges: tuple[Badge, ...]
    citation_line: CitationLine | None
    citation: str
    mark_bar: MarkBar | None
    links: tuple[Link, ...]
    published_url: str | None
    replacement: Replacement
    unread_parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkTarget:
    """The words that a visitor comes to see in a paper.

    Attributes:
        passage: the passage asked for, if there is one.
        span: the part of it that alone is marked, as offsets in the reading text.
        trail: the answer that the visitor came from.
    """

    passage: Passage | None = None
    span: Span | None = None
    trail: AnswerTrail = NO_TRAIL


@dataclass(frozen=True, slots=True)
class ReadingText:
    """The reading text of a paper; without a mark, ``before`` is all of it."""

    before: str
    marked: str = ""
    after: str = ""
    is_marked: bool = False


def create_router(library_for: LibraryForRequest, page_images: PageImageCache | None = None) -> APIRouter:
    """Return the routes of papers.

    They are ``/paper?id=…&passage=…`` and ``/view/ID?passage=…``, each with ``view=text`` for a PDF's words, and
    ``/picture/ID?page=…``.

    Args:
        library_for: gives the library as the visitor of a request may see it.
        page_images: what draws pages; by default a cache of its own.
    """
    routes, images = APIRouter(), page_images or PageImageCache()

    @routes.api_route("/paper", methods=["GET", "HEAD"], response_class=Response)
    def paper(request: Request, id: str = "", passage: str = "", view: str = "") -> Response:  # noqa: A002
        library = library_for(request)
        available = _open_document(library, id)
        if isinstance(available, Response):
            return available
        if available.pdf is not None and view != "text":
            return _send_pdf(request, available.document, available.pdf)
        target = MarkTarget(_find_passage(library, available.document, passage))
        return _render_text_page(library, available, target)

    @routes.api_route("/view/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def view(request: Request, doc_id: str, passage: str = "") -> Response:
        library = library_for(request)
        available = _open_document(library, doc_id)
        if isinstance(available, Response):
            return available
        params = request.query_params
        found, span = _find_target(library, available.document, passage, params)
        target = MarkTarget(found, span, parse_trail(parse_items(request.url.query)))
        if available.pdf is None or params.get("view") == "text":
            return _render_text_page(library, available, target)
        page = _parse_number(params.get("page", ""))
        page_view = PdfPageView(available.document, available.pdf, page or 0, found, span, target.trail)
        return _render_pdf_page(library, page_view, images)

    @routes.api_route("/picture/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def picture(request: Request, doc_id: str) -> Response:
        available = _open_document(library_for(request), doc_id)
        page = _parse_number(request.query_params.get("page", ""))
        if isinstance(available, Response):
            return available
        if available.pdf is None or page is None:
            return render_missing_page()
        page_view = PdfPageView(available.document, available.pdf, page)
        return _send_image(page_view, images, request.headers.get("if-none-match", ""))

    return routes


def _open_document(library: LibraryProtocol, doc_id: str) -> AvailableDocument | Response:
    """Return the paper and its file, or the page that says why there is none.

    There is no file where another paper in it is held back, so that only words are shown.
    """
    if not doc_id or len(doc_id) > MAX_ID_CHARS:
        return render_missing_page()
    document = library.document(doc_id)
    if document is None:
        return render_missing_page()
    if library.is_only_text(doc_id):
        return AvailableDocument(document, None)
    path = library.file_path(doc_id)
    if path is None or not path.is_file():
        return render_missing_page()
    return AvailableDocument(document, path) if is_verified(path, document.sha256) else render_changed_page()


def _find_passage(library: LibraryProtocol, document: Document, passage_id: str) -> Passage | None:
    if not passage_id or len(passage_id) > MAX_ID_CHARS:
        return None
    passage = library.passage(passage_id)
    return passage if passage and passage.doc_id == document.doc_id else None


def _find_target(
    library: LibraryProtocol, document: Document, passage_id: str, params: Mapping[str, str]
) -> tuple[Passage | None, Span | None]:
    """Return the passage asked for and the part of it to be marked, by offsets in the reading text; each may be None.

    A span that runs on beyond the passage, as the words of a resolution do, widens it.
    """
    passage = _find_passage(library, document, passage_id)
    start, end = _parse_number(params.get("from", "")) or 0, _parse_number(params.get("to", ""))
    if passage is None or end is None or not passage.start <= start < end:
        return passage, None
    if end > passage.end:
        passage = _widen_passage(library, passage, (start, end))
    return passage, (start, end) if end <= passage.end else None


def _widen_passage(library: LibraryProtocol, passage: Passage, span: Span) -> Passage:
    """Return a passage with those behind it up to the end of a span; the passage itself where that cannot be.

    Args:
        library: the papers that the visitor may see.
        passage: the passage.
        span: the words, which begin in it or behind it.
    """
    text = library.reading_text(passage.doc_id) or ""
    is_in_text = span[1] <= min(len(text), passage.end + _MAX_SPAN_CHARS)
    if not is_in_text or text[passage.start : passage.end] != passage.text:
        return passage
    held = library.list_passages(passage.doc_id, *span)
    pages = [page for spanned in held for page in spanned.locator.pages or ()]
    locator = replace(passage.locator, pages=(min(pages), max(pages))) if pages else passage.locator
    return replace(passage, end=span[1], text=text[passage.start : span[1]], locator=locator)


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) else None


def _send_pdf(request: Request, document: Document, path: Path) -> Response:
    verified = open_verified(path, document.sha256)
    if verified is None:
        return render_changed_page()
    headers = {**NO_CACHE_HEADERS, "content-security-policy": _PDF_POLICY}
    return send_file(request, verified, path.name, document.sha256, "application/pdf", headers)


def render_changed_page() -> HTMLResponse:
    """Return 409 in words: the file is not the one that was indexed."""
    return make_message_response("This paper has changed", _CHANGED_TEXT, status=409, has_back_link=True)


def render_missing_page() -> HTMLResponse:
    """Return 404 in words, the same for every reason."""
    return make_message_response("Paper not found", _MISSING_TEXT, status=404, has_back_link=True)


def _render_text_page(library: LibraryProtocol, available: AvailableDocument, target: MarkTarget) -> HTMLResponse:
    document, passage = available.document, target.passage
    text = library.reading_text(document.doc_id)
    if text is None:
        return render_missing_page()
    links = []
    if available.pdf is not None:
        if passage:
            url = build_view_url(document.doc_id, passage.passage_id, target.span, target.trail)
            links.append(Link(url, "Show on page"))
        links.append(Link(build_document_url(document, passage), "Open the PDF"))
    reading = mark_reading_text(text, passage, target.span)
    bar = _make_mark_bar(library, document, target, reading.is_marked, as_text=available.pdf is not None)
    header = _make_header(library, document, passage, bar, *links)
    return make_page_response("document_text.html", header.title, header=header, reading=reading)


def _render_pdf_page(library: LibraryProtocol, page_view: PdfPageView, page_images: PageImageCache) -> HTMLResponse:
    """Return a page of a PDF, by default the one with the marked words; the words where it cannot be drawn."""
    document, passage = page_view.document, page_view.passage
    text = library.reading_text(document.doc_id)
    if text is None:
        return render_missing_page()
    page_image = draw_page(page_view, text, page_images) if page_view.page else None
    if not page_view.page:
        page_view, page_image = draw_marked_page(page_view, text, page_images)
    page, target = page_view.page, MarkTarget(passage, page_view.span, page_view.trail)
    first, last = find_page_range(document)
    if page_image is None:
        if not first <= page <= last:
            return render_missing_page()
        return _render_text_page(library, AvailableDocument(document, page_view.path), target)
    bar = _make_mark_bar(library, document, target, bool(page_image.boxes))
    header = _make_header(library, document, passage, bar, *_link_other_forms(page_view))
    viewer = make_page_viewer(page_view, page_image, library.page_words(document.doc_id, page))
    return make_page_response("document_page.html", f"Page {page}: {header.title}", header=header, viewer=viewer)


def _link_other_forms(page_view: PdfPageView) -> tuple[Link, Link]:
    """Return the ways from a page of a PDF to its file and to its words."""
    document, passage, page = page_view.document, page_view.passage, page_view.page
    file_url = build_document_url(document, passage).partition("#")[0]
    words_url = build_document_url(document, as_text=True)
    if passage:
        words_url = build_view_url(document.doc_id, passage.passage_id, page_view.span, page_view.trail, as_text=True)
    return Link(f"{file_url}#page={page}", f"Open the PDF at page {page}"), Link(words_url, "Read its words")


def _make_mark_bar(
    library: LibraryProtocol, document: Document, target: MarkTarget, is_on_page: bool, as_text: bool = False
) -> MarkBar | None:
    """Return the bar over a paper; None where there is no mark, and no answer to go back to."""
    if target.passage is None:
        return None
    last = max((end for _, end in target.trail.marks), default=0)
    passages = library.list_passages(document.doc_id, 0, last)
    place = MarkPlace(target.passage, target.span, is_on_page)
    return make_mark_bar(document, place, target.trail, passages, as_text)


def _make_header(
    library: LibraryProtocol, document: Document, passage: Passage | None, mark_bar: MarkBar | None, *links: Link
) -> DocumentHeader:
    return DocumentHeader(
        title=format_title(document),
        badges=make_badges(document, passage),
        citation_line=make_citation_line(document, passage) if passage else None,
        citation=cite(passage, document).label if passage else "",
        mark_bar=mark_bar,
        links=(*links, *_link_register(document)),
        published_url=find_published_url(document),
        replacement=make_replacement(document),
        unread_parts=describe_unread_parts(library.unread_parts(document.doc_id)),
    )


def _link_register(document: Document) -> list[Link]:
    """Return the ways to the meeting of a paper and to its matter, as far as it can have them."""
    meeting_url = find_meeting_url(document.meeting)
    links = [Link(meeting_url, "The meeting")] if meeting_url else []
    return (
        [*links, Link(build_matter_url(document.doc_id), "This matter over time")]
        if is_of_one_matter(document)
        else links
    )


def mark_reading_text(text: str, passage: Passage | None, span: Span | None = None) -> ReadingText:
    """Return the reading text of a paper, the span or else the passage marked.

    Args:
        text: the whole reading text.
        passage: the passage; it is not marked where the text has other words in its place.
        span: a part of the passage, as offsets in the text.
    """
    if passage is None or text[passage.start : passage.end] != passage.text:
        return ReadingText(text)
    start, end = span or (passage.start, passage.end)
    return ReadingText(text[:start], text[start:end], text[end:], is_marked=True)


def _send_image(page_view: PdfPageView, page_images: PageImageCache, known_etag: str) -> Response:
    page_image = draw_page(page_view, "", page_images)
    if page_image is None:
        return render_missing_page()
    etag = f'"{hashlib.sha256(page_image.image).hexdigest()[:32]}"'
    headers = {**NO_CACHE_HEADERS, "etag": etag}
    if known_etag == etag:
        return Response(status_code=304, headers=headers)
    return Response(page_image.image, media_type=page_image.kind, headers=headers)
