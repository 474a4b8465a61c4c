"""The pages beside a passage: its context, and passages like it.

These views need no script. Nothing is shown that the library given does not show, and what is withdrawn, exempt or
unknown looks alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.errors import QueryError
from paper_search.records import Document, Passage, Similar
from paper_search.text.counts import format_count
from paper_search.web.components.layout import (
    NO_CACHE_HEADERS,
    make_message_response,
    make_page_response,
)
from paper_search.web.components.passage_card import (
    Badge,
    CitationLine,
    Link,
    PassageCard,
    make_badges,
    make_card,
    make_citation_line,
)
from paper_search.web.forms import (
    MAX_ID_CHARS,
    build_passage_url,
    build_view_url,
)
from paper_search.web.html import render
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes.documents import render_missing_page

_CONTEXT_CHARS = 700
"""About how many characters are shown before and behind a passage."""
_SIMILAR_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class PassageContext:
    """A passage, and the lines before and behind it."""

    before: str
    passage: str
    after: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class SimilarView:
    """A passage, the passages like it, and the other order of the same list."""

    heading: str
    badges: tuple[Badge, ...]
    citation_line: CitationLine
    text: str
    lang: str | None
    view_link: Link
    order_link: Link
    cards: tuple[PassageCard, ...]
    searched: int


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the routes ``/around`` and ``/like``.

    Args:
        library_for: gives the library as the visitor of a request may see it.
    """
    routes = APIRouter()

    @routes.api_route("/around", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def around(request: Request, passage: str = "") -> Response:
        library = library_for(request)
        match = _find_passage(library, passage)
        text = library.reading_text(match[1].doc_id) if match else None
        if match is None or text is None:
            return HTMLResponse(render("_missing_passage.html"), status_code=404, headers=NO_CACHE_HEADERS)
        context = cut_context(text, match[0])
        return HTMLResponse(render("_passage_context.html", context=context), headers=NO_CACHE_HEADERS)

    @routes.api_route("/like", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def like(request: Request, passage: str = "", elsewhere: str = "") -> Response:
        library = library_for(request)
        if _find_passage(library, passage) is None:
            return render_missing_page()
        try:
            similar = library.similar(passage, k=_SIMILAR_PASSAGES, elsewhere=bool(elsewhere))
        except QueryError:
            text = "This passage cannot be compared with others yet. Try again when the index is complete."
            return make_message_response("More like this", text, status=200)
        return make_page_response("similar.html", "More like this", similar=_make_similar(similar))

    return routes


def _find_passage(library: LibraryProtocol, passage_id: str) -> tuple[Passage, Document] | None:
    if not passage_id or len(passage_id) > MAX_ID_CHARS:
        return None
    passage = library.passage(passage_id)
    document = library.document(passage.doc_id) if passage else None
    return (passage, document) if passage and document else None


def cut_context(text: str, passage: Passage) -> PassageContext:
    """Return a passage in the reading text of its paper, with the lines before and behind it."""
    start, end = max(passage.start - _CONTEXT_CHARS, 0), min(passage.end + _CONTEXT_CHARS, len(text))
    # From the beginning of a line to the end of one, where there is one near.
    start = text.find("\n", start, passage.start) + 1 or start if start else 0
    end = text.rfind("\n", passage.end, end) if end < len(text) and "\n" in text[passage.end : end] else end
    passage_text = text[passage.start : passage.end]
    return PassageContext(text[start : passage.start], passage_text, text[passage.end : end], passage.lang)


def _make_similar(similar: Similar) -> SimilarView:
    passage, document = similar.passage, similar.document
    count = format_count(len(similar.hits), "passage")
    return SimilarView(
        heading=f"{count} like this one" if similar.hits else "No passage like this one",
        badges=make_badges(document, passage),
        citation_line=make_citation_line(document, passage),
        text=passage.text,
        lang=passage.lang,
        view_link=Link(build_view_url(document.doc_id, passage.passage_id), "Show on page"),
        order_link=_make_order_link(similar),
        cards=tuple(make_card(hit, passage.text) for hit in similar.hits),
        searched=similar.coverage.papers,
    )


def _make_order_link(similar: Similar) -> Link:
    """Return the other order of the same list."""
    url = build_passage_url("/like", similar.passage.passage_id)
    if similar.elsewhere:
        return Link(url, "Show the most alike first")
    return Link(f"{url}&elsewhere=1", "Show other councils first")
