"""A question as an Atom feed (RFC 4287) of the passages that were indexed lately.

An entry has one id for ever, and a new ``updated`` when its paper has changed. The words of a paper go in as text,
never as markup. While neither the index nor the day has changed, a reader that asks again is answered with 304 at the
cost of one look.
"""

from __future__ import annotations

from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from paper_search.answering.certainty import describe_match
from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.records import NewPassage, WhatsNew
from paper_search.web.components.atom import (
    FeedHead,
    add_author,
    add_category,
    add_link,
    add_text,
    answer_feed,
    build_id,
    format_timestamp,
    make_entry,
    make_feed,
    to_bytes,
)
from paper_search.web.components.layout import TITLE
from paper_search.web.forms import (
    MAX_QUESTION_CHARS,
    SearchForm,
    build_document_url,
    build_feed_url,
    build_search_url,
    from_items,
    strip_page_options,
    to_query,
)
from paper_search.web.library_protocol import LibraryForRequest, LibraryProtocol


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """Return the route ``/feed?q=…`` with the limits of the page."""
    routes = APIRouter()

    @routes.api_route("/feed", methods=["GET", "HEAD"], response_class=Response)
    def feed(request: Request) -> Response:
        form = strip_page_options(from_items(request.query_params.multi_items()))
        fault = _check_form(form)
        if fault:
            return PlainTextResponse(fault, status_code=400)
        try:
            return _build_response(request, form, library_for(request))
        except QueryError as error:
            return PlainTextResponse(str(error), status_code=400)

    return routes


def _check_form(form: SearchForm) -> str:
    if not form.question:
        return "A feed needs a question: /feed?q=road+repairs"
    if len(form.question) > MAX_QUESTION_CHARS:
        return f"A question can have up to {MAX_QUESTION_CHARS} characters."
    return ""


def _build_response(request: Request, form: SearchForm, library: LibraryProtocol) -> Response:
    filters = form.to_filters()

    def render(base: str) -> bytes:
        return render_atom(library.whats_new(form.question, filters), form, base)

    return answer_feed(request, to_query(form), library.version_token(), render)


# -- the feed itself -------------------------------------------------------------------------------------------


def render_atom(news: WhatsNew, form: SearchForm, base: str) -> bytes:
    """Return the feed as a file.

    Args:
        news: the passages indexed lately.
        form: the question and its limits.
        base: the address of this site, without a slash at its end.
    """
    changes = [newcomer.arrival.changed_at for newcomer in news.passages]
    feed = make_feed(
        FeedHead(
            name=to_query(form),
            title=f"{TITLE}: {form.question}",
            subtitle=_describe_news(news),
            updated=max(changes, default=format_timestamp(news.built_at)),
            url=base + build_feed_url(form),
            page_url=base + build_search_url(form),
        )
    )
    for newcomer in news.passages:
        feed.append(_render_entry(newcomer, base))
    return to_bytes(feed)


def _describe_news(news: WhatsNew) -> str:
    """Return what the question names and nothing held has, how well the passages meet it, and since when they came."""
    certainty = describe_match(news.match)
    since = f"Passages of papers indexed since {news.since:%d/%m/%Y}, the newest first."
    meets = [f"{certainty.label}.", certainty.sentence] if news.passages else [f"{certainty.label}."]
    return " ".join([*news.remarks, *meets, since])


def _render_entry(newcomer: NewPassage, base: str) -> ElementTree.Element:
    passage, document, meeting = newcomer.passage, newcomer.document, newcomer.document.meeting
    entry = make_entry()
    citation = cite(passage, document).label
    add_text(entry, "id", build_id("passage", passage.passage_id))
    add_text(entry, "title", citation)
    add_text(entry, "updated", newcomer.arrival.changed_at)
    add_text(entry, "published", newcomer.arrival.added_at)
    add_author(entry, meeting.authority or "Council not stated")
    add_link(entry, "alternate", base + build_document_url(document, passage), "text/html")
    if document.kind:
        add_category(entry, document.kind)
    add_text(entry, "content", f"{passage.text}\n\n— {citation}")
    return entry
