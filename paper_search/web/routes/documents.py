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
from paper_search.rendering.cache import Pictures
from paper_search.text.spans import Span
from paper_search.web.components import page_viewer as leaves
from paper_search.web.components.layout import FRESH, page
from paper_search.web.components.page_viewer import Leaf
from paper_search.web.components.passage_card import title_of
from paper_search.web.html import escape, tag
from paper_search.web.library_protocol import Library
from paper_search.web.routes import words

_PDF_POLICY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"
_LONGEST_ID = 2000
_GONE = (
    "The paper may have been withdrawn, replaced or moved since the link was made, it may be for others than you, or "
    "the address may have lost a part on its way. Ask the papers again to find what is there now."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper that may be shown; ``path`` is its file where that may be too."""

    document: Document
    path: Path | None

    @property
    def pdf(self) -> Path | None:
        """The file where it has pages."""
        return self.path if self.path is not None and self.path.suffix.lower() == ".pdf" else None


def router(library: Library, pictures: Pictures | None = None) -> APIRouter:
    """``/paper?id=…&passage=…`` (``view=text``: a PDF's words), ``/view/ID?passage=…`` and ``/picture/ID?page=…``."""
    routes, drawn = APIRouter(), pictures or Pictures()

    @routes.api_route("/paper", methods=["GET", "HEAD"], response_class=Response)
    def paper(id: str = "", passage: str = "", view: str = "") -> Response:  # noqa: A002
        found = _open(library, id)
        if found is None:
            return missing()
        if found.pdf is not None and view != "text":
            return _pdf(found.pdf)
        return _reading(library, found, _passage(library, found.document, passage))

    @routes.api_route("/view/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def view(request: Request, doc_id: str, passage: str = "") -> Response:
        found = _open(library, doc_id)
        if found is None:
            return missing()
        asked = request.query_params
        shown = _passage(library, found.document, passage)
        span = _span(shown, asked.get("from", ""), asked.get("to", ""))
        if found.pdf is None:
            return _reading(library, found, shown, span)
        number = _number(asked.get("page", "")) or leaves.first_page(found.document, shown)
        return _shown_page(library, Leaf(found.document, found.pdf, number, shown, span), drawn)

    @routes.api_route("/picture/{doc_id:path}", methods=["GET", "HEAD"], response_class=Response)
    def picture(request: Request, doc_id: str) -> Response:
        found = _open(library, doc_id)
        number = _number(request.query_params.get("page", ""))
        if found is None or found.pdf is None or number is None:
            return missing()
        return _picture(Leaf(found.document, found.pdf, number), drawn, request.headers.get("if-none-match", ""))

    return routes


def _open(library: Library, doc_id: str) -> Opened | None:
    """The paper and its file; no file where another paper in it is held back, so that only the words are shown."""
    if not doc_id or len(doc_id) > _LONGEST_ID:
        return None
    document = library.document(doc_id)
    if document is None:
        return None
    if library.is_only_text(doc_id):
        return Opened(document, None)
    path = library.file(doc_id)
    return Opened(document, path) if path is not None and path.is_file() else None


def _passage(library: Library, document: Document, passage_id: str) -> Passage | None:
    if not passage_id or len(passage_id) > _LONGEST_ID:
        return None
    passage = library.passage(passage_id)
    return passage if passage and passage.doc_id == document.doc_id else None


def _span(passage: Passage | None, start: str, end: str) -> Span | None:
    """A part of the passage, by offsets in the reading text; None where it is none."""
    first, last = _number(start), _number(end)
    if passage is None or last is None:
        return None
    span = first or 0, last
    return span if passage.start <= span[0] < span[1] <= passage.end else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) else None


def _pdf(path: Path) -> Response:
    headers = {**FRESH, "content-security-policy": _PDF_POLICY}
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=path.name,
        content_disposition_type="inline",
        headers=headers,
    )


def missing() -> HTMLResponse:
    """404 in words, the same for every reason."""
    inner = tag("h1", "This paper is not here") + tag("p", escape(_GONE))
    return page("This paper is not here", inner, status=404)


def _reading(library: Library, opened: Opened, passage: Passage | None, span: Span | None = None) -> HTMLResponse:
    document = opened.document
    text = library.reading_text(document.doc_id)
    if text is None:
        return missing()
    links = [words.to_passage()] if passage else []
    if opened.pdf is not None:
        links += [words.to_page(document, passage)] if passage else []
        links.append(words.to_file(document, passage))
    inner = tag("header", words.head(document, passage, *links)) + words.marked_words(text, passage, span)
    return page(title_of(document), inner)


def _shown_page(library: Library, leaf: Leaf, pictures: Pictures) -> HTMLResponse:
    """A page of a PDF; the words where it cannot be drawn."""
    text = library.reading_text(leaf.document.doc_id)
    if text is None:
        return missing()
    drawn = leaves.draw(leaf, text, pictures)
    first, last = leaves.bounds(leaf.document)
    if drawn is None:
        if not first <= leaf.page <= last:
            return missing()
        return _reading(library, Opened(leaf.document, leaf.path), leaf.passage, leaf.span)
    links = [words.to_passage("Go to the marked words")] if drawn.boxes else []
    links += [words.to_file(leaf.document, leaf.passage, leaf.page), words.to_words(leaf.document, leaf.passage)]
    inner = tag("header", words.head(leaf.document, leaf.passage, *links)) + leaves.shown(leaf, drawn)
    return page(f"Page {leaf.page}: {title_of(leaf.document)}", inner)


def _picture(leaf: Leaf, pictures: Pictures, known: str) -> Response:
    drawn = leaves.draw(leaf, "", pictures)
    if drawn is None:
        return missing()
    etag = f'"{hashlib.sha256(drawn.image).hexdigest()[:32]}"'
    headers = {**FRESH, "etag": etag}
    if known == etag:
        return Response(status_code=304, headers=headers)
    return Response(drawn.image, media_type=drawn.kind, headers=headers)
