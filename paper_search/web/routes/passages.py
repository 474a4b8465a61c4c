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
from paper_search.text.stemming import snippet
from paper_search.web.components import layout as frame
from paper_search.web.components import results as actions
from paper_search.web.components.answer import Look
from paper_search.web.components.passage_card import badges, card, link, where
from paper_search.web.forms import from_query, passage_address, view_address
from paper_search.web.gradio_page import shell as dressing
from paper_search.web.html import clip, counted, escape, tag
from paper_search.web.library_protocol import Library
from paper_search.web.routes import documents as sources
from paper_search.web.routes import feed

_LONGEST_ID = 2000
_BESIDE = 700
"""About how many characters are shown before and behind a passage."""


def router(library: Library, judged: bool = True) -> APIRouter:
    """The three routes over a library; without ``judged`` visitors are not asked what they think of a passage."""
    routes, look = APIRouter(), Look("/ask", judged)

    @routes.api_route("/ask", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def ask(request: Request) -> Response:
        form = from_query(request.url.query)
        shown = dressing.plain_form(form) + actions.limits(library, form, look.view) + actions.ask(library, form, look)
        head = feed.link_in_head(form) if form.question else ""
        return frame.page(form.question or frame.TITLE, shown, "/", form, head=head)

    @routes.api_route("/around", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def around(passage: str = "") -> Response:
        found = _held(library, passage)
        text = library.reading_text(found[1].doc_id) if found else None
        if found is None or text is None:
            return HTMLResponse(tag("p", "This paper is not here any more."), status_code=404, headers=frame.FRESH)
        return HTMLResponse(_around(text, found[0]), headers=frame.FRESH)

    @routes.api_route("/like", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def like(passage: str = "", elsewhere: str = "") -> Response:
        if _held(library, passage) is None:
            return sources.missing()
        try:
            found = library.similar(passage, k=10, elsewhere=bool(elsewhere))
        except QueryError:
            words = "This passage cannot be compared with others yet: try again when the index is complete."
            return frame.page("More like this", tag("h1", "More like this") + tag("p", words))
        return frame.page("More like this", _like(found))

    return routes


def _held(library: Library, passage_id: str) -> tuple[Passage, Document] | None:
    if not passage_id or len(passage_id) > _LONGEST_ID:
        return None
    passage = library.passage(passage_id)
    document = library.document(passage.doc_id) if passage else None
    return (passage, document) if passage and document else None


def _around(text: str, passage: Passage) -> str:
    """The passage in its text, with the lines before and behind it."""
    start, end = max(passage.start - _BESIDE, 0), min(passage.end + _BESIDE, len(text))
    # From the beginning of a line to the end of one, where there is one near.
    start = text.find("\n", start, passage.start) + 1 or start if start else 0
    end = text.rfind("\n", passage.end, end) if end < len(text) and "\n" in text[passage.end : end] else end
    before, behind = text[start : passage.start], text[passage.end : end]
    own = tag("strong", escape(text[passage.start : passage.end]))
    return tag("div", escape(before) + own + escape(behind), class_="around", dir="auto", lang=passage.lang)


def _like(found: Similar) -> str:
    passage, document = found.passage, found.document
    count = counted(len(found.hits), "passage")
    heading = f"{count} like this one" if found.hits else "No passage like this one"
    own = (
        badges(document, passage)
        + where(document, passage)
        + tag("blockquote", escape(clip(passage.text, 600)), dir="auto", lang=passage.lang)
        + tag("p", link(view_address(document.doc_id, passage.passage_id), "Show on page"), class_="links")
    )
    searched = f"Searched {counted(found.coverage.papers, 'paper')}; its own paper and copies of it are left out."
    return (
        tag("h1", heading)
        + tag("section", own, class_="panel quote", aria_label="The passage")
        + tag("p", _turn(found), class_="links")
        + tag("ol", "".join(_card(hit, passage) for hit in found.hits), class_="cards")
        + tag("p", escape(searched), class_="fine")
    )


def _turn(found: Similar) -> str:
    """The other order of the same list."""
    address = passage_address("/like", found.passage.passage_id)
    if found.elsewhere:
        return tag("a", "Show the most alike first", href=address)
    return tag("a", "Show other councils first", href=address + "&elsewhere=1")


def _card(hit: Hit, like: Passage) -> str:
    return card(hit, cite(hit.passage, hit.document), snippet(like.text, hit.passage.text))
