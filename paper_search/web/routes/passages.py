"""What stands beside a passage. In: its id; out: a plain page with the whole question page (``/ask``), the paragraphs
around a passage (``/around``), or a page of passages like it in other papers (``/like``).

Promises: these views need no script; nothing is shown that the library given does not show, and what is withdrawn,
exempt or unknown looks alike.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.records import Document, Hit, Passage
from paper_search.retrieval.similar import Similar
from paper_search.text.stemming import build_snippet
from paper_search.web.components import layout, results
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.components.passage_card import render_badges, render_card, render_citation_line, render_link
from paper_search.web.forms import build_passage_url, build_view_url, from_query
from paper_search.web.gradio_page import shell
from paper_search.web.html import clip, escape, format_count, tag
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol
from paper_search.web.routes import documents, feed

_MAX_ID_CHARS = 2000
_CONTEXT_CHARS = 700
"""About how many characters are shown before and behind a passage."""


def create_router(library_for: LibraryForRequest, with_feedback: bool = True) -> APIRouter:
    """The three routes over a library; without ``judged`` visitors are not asked what they think of a passage."""
    routes, look = APIRouter(), AnswerOptions("/ask", with_feedback)

    @routes.api_route("/ask", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def ask(request: Request) -> Response:
        library, form = library_for(request), from_query(request.url.query)
        shown = (
            shell.render_search_form(form)
            + results.render_filters(library, form, look.view)
            + results.render_results(library, form, look)
        )
        head = feed.render_feed_link(form) if form.question else ""
        return layout.make_page_response(form.question or layout.TITLE, shown, "/", form, head=head)

    @routes.api_route("/around", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def around(request: Request, passage: str = "") -> Response:
        library = library_for(request)
        found = _find_passage(library, passage)
        text = library.reading_text(found[1].doc_id) if found else None
        if found is None or text is None:
            return HTMLResponse(
                tag("p", "This paper is not here any more."), status_code=404, headers=layout.NO_CACHE_HEADERS
            )
        return HTMLResponse(_render_context(text, found[0]), headers=layout.NO_CACHE_HEADERS)

    @routes.api_route("/like", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def like(request: Request, passage: str = "", elsewhere: str = "") -> Response:
        library = library_for(request)
        if _find_passage(library, passage) is None:
            return documents.render_missing_page()
        try:
            found = library.similar(passage, k=10, elsewhere=bool(elsewhere))
        except QueryError:
            words = "This passage cannot be compared with others yet: try again when the index is complete."
            return layout.make_page_response("More like this", tag("h1", "More like this") + tag("p", words))
        return layout.make_page_response("More like this", _render_similar(found))

    return routes


def _find_passage(library: LibraryProtocol, passage_id: str) -> tuple[Passage, Document] | None:
    if not passage_id or len(passage_id) > _MAX_ID_CHARS:
        return None
    passage = library.passage(passage_id)
    document = library.document(passage.doc_id) if passage else None
    return (passage, document) if passage and document else None


def _render_context(text: str, passage: Passage) -> str:
    """The passage in its text, with the lines before and behind it."""
    start, end = max(passage.start - _CONTEXT_CHARS, 0), min(passage.end + _CONTEXT_CHARS, len(text))
    # From the beginning of a line to the end of one, where there is one near.
    start = text.find("\n", start, passage.start) + 1 or start if start else 0
    end = text.rfind("\n", passage.end, end) if end < len(text) and "\n" in text[passage.end : end] else end
    before, behind = text[start : passage.start], text[passage.end : end]
    own = tag("strong", escape(text[passage.start : passage.end]))
    return tag("div", escape(before) + own + escape(behind), class_="around", dir="auto", lang=passage.lang)


def _render_similar(similar: Similar) -> str:
    passage, document = similar.passage, similar.document
    count = format_count(len(similar.hits), "passage")
    heading = f"{count} like this one" if similar.hits else "No passage like this one"
    own = (
        render_badges(document, passage)
        + render_citation_line(document, passage)
        + tag("blockquote", escape(clip(passage.text, 600)), dir="auto", lang=passage.lang)
        + tag("p", render_link(build_view_url(document.doc_id, passage.passage_id), "Show on page"), class_="links")
    )
    searched = (
        f"Searched {format_count(similar.coverage.papers, 'paper')}; its own paper and copies of it are left out."
    )
    return (
        tag("h1", heading)
        + tag("section", own, class_="panel quote", aria_label="The passage")
        + tag("p", _render_order_link(similar), class_="links")
        + tag("ol", "".join(_render_card(hit, passage) for hit in similar.hits), class_="cards")
        + tag("p", escape(searched), class_="fine")
    )


def _render_order_link(similar: Similar) -> str:
    """The other order of the same list."""
    address = build_passage_url("/like", similar.passage.passage_id)
    if similar.elsewhere:
        return tag("a", "Show the most alike first", href=address)
    return tag("a", "Show other councils first", href=address + "&elsewhere=1")


def _render_card(hit: Hit, source_passage: Passage) -> str:
    return render_card(hit, cite(hit.passage, hit.document), build_snippet(source_passage.text, hit.passage.text))
