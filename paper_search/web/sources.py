"""The papers themselves. In: the id of a paper and perhaps of a passage; out: the PDF, or its words on a page of ours.

Promises: only an id reaches the library, never a path; nothing is shown of a paper that is withdrawn, exempt,
missing or unknown, and the four look alike; HTML of the corpus is never served; all words are escaped.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from paper_search.citations import cite
from paper_search.records import Document, Passage
from paper_search.web.address import paper_address
from paper_search.web.card import badges, link, published, standing, title_of, where
from paper_search.web.contract import Library
from paper_search.web.markup import clip, escape, tag

_FRESH = {"cache-control": "no-cache, private"}
_PDF_POLICY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"
_LONGEST_ID = 2000
_GONE = (
    "The paper may have been withdrawn, replaced or moved since the link was made, or the address may have lost "
    "a part on its way. Ask the papers again to find what is there now."
)


def router(library: Library) -> APIRouter:
    """The route ``/paper?id=…&passage=…``; ``view=text`` shows a PDF's words instead of the PDF."""
    routes = APIRouter()

    @routes.api_route("/paper", methods=["GET", "HEAD"], response_class=Response)
    def paper(id: str = "", passage: str = "", view: str = "") -> Response:  # noqa: A002
        found = _open(library, id)
        if found is None:
            return missing()
        document, path = found
        if path is not None and path.suffix.lower() == ".pdf" and view != "text":
            return _pdf(path)
        return _reading(library, document, _passage(library, document, passage))

    return routes


def _open(library: Library, doc_id: str) -> tuple[Document, Path | None] | None:
    """The paper and its file; no file where another paper in it is held back, so that only the words are shown."""
    if not doc_id or len(doc_id) > _LONGEST_ID:
        return None
    document = library.document(doc_id)
    if document is None or document.access != "public":
        return None
    if library.is_only_text(doc_id):
        return document, None
    path = library.file(doc_id)
    return (document, path) if path is not None and path.is_file() else None


def _passage(library: Library, document: Document, passage_id: str) -> Passage | None:
    if not passage_id or len(passage_id) > _LONGEST_ID:
        return None
    passage = library.passage(passage_id)
    return passage if passage and passage.doc_id == document.doc_id else None


def _pdf(path: Path) -> Response:
    headers = {**_FRESH, "content-security-policy": _PDF_POLICY}
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
    return HTMLResponse(_page("This paper is not here", inner), status_code=404, headers=_FRESH)


def _reading(library: Library, document: Document, passage: Passage | None) -> HTMLResponse:
    text = library.reading_text(document.doc_id)
    if text is None:
        return missing()
    title = title_of(document)
    inner = _head(library, document, passage, title) + tag("div", _words(text, passage), class_="reading", dir="auto")
    return HTMLResponse(_page(title, inner), headers=_FRESH)


def _head(library: Library, document: Document, passage: Passage | None, title: str) -> str:
    shown = badges(document) + tag("h1", tag("bdi", escape(title)))
    if passage:
        cited = tag("p", "Cite as: " + tag("bdi", escape(clip(cite(passage, document).label, 600))), class_="cite")
        jump = tag("a", "Go to the passage", href="#passage", class_="jump")
        shown += where(document, passage) + cited + tag("p", jump)
    links = [published(document)]
    if document.pages and not library.is_only_text(document.doc_id):
        links.append(link(paper_address(document, passage), "Open the PDF"))
    note = "The words of the paper as they were read for searching; layout, charts and pictures are not shown."
    below = standing(document) + tag("p", note, class_="fine")
    return tag("header", shown + tag("p", " ".join(filter(None, links))) + below)


def _words(text: str, passage: Passage | None) -> str:
    if passage is None or text[passage.start : passage.end] != passage.text:
        return escape(text)
    before, after = text[: passage.start], text[passage.end :]
    found = tag("mark", escape(passage.text), id="passage")
    return escape(before) + found + escape(after)


def _page(title: str, inner: str) -> str:
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        + tag("title", escape(title) + " – Ask the papers")
        + '<link rel="icon" href="/own/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/own/paper.css">'
    )
    back = tag("nav", tag("a", "Ask the papers", href="/"), aria_label="Site")
    return f'<!doctype html><html lang="en-GB"><head>{head}</head><body>{back}<main>{inner}</main></body></html>'
