"""A question as an Atom feed of passages that came lately: what a feed reader keeps watch over.

In: a question and its limits in an address; out: Atom (RFC 4287), or the word that nothing has changed. Promises: an
entry has one id for ever, and a new ``updated`` when its paper has changed; what a paper says goes in as text, never as
markup; while neither the index nor the day has changed, a reader that asks again is told so at the cost of one look.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from paper_search.answering.whats_new import NewPassage, WhatsNew
from paper_search.citations.format import cite
from paper_search.errors import QueryError
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
from paper_search.web.library_protocol import LibraryProtocol

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
EPOCH = "1970-01-01T00:00:00Z"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CACHE_CONTROL = "private, no-cache"
"""A reader must ask whether the answer still holds: a paper may have been withdrawn."""

LibraryForRequest = Callable[[Request], LibraryProtocol]
"""The library as the one who asks may see it."""


def create_router(library_for: LibraryForRequest) -> APIRouter:
    """The route ``/feed?q=…`` with the limits of the page."""
    routes = APIRouter()

    @routes.api_route("/feed", methods=["GET", "HEAD"], response_class=Response)
    def feed(request: Request) -> Response:
        form = strip_page_options(from_items(request.query_params.multi_items()))
        wrong = _check_form(form)
        if wrong:
            return PlainTextResponse(wrong, status_code=400)
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
    # Looked at before the answer: where papers come in between, the answer is only sent once too often.
    edition = _build_etag(request, form, library.version_token())
    headers = {"etag": edition, "cache-control": _CACHE_CONTROL}
    if edition in _read_etags(request):
        return Response(status_code=304, headers=headers)
    found = library.whats_new(form.question, filters)
    base = str(request.base_url).rstrip("/")
    return Response(render_atom(found, form, base), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _read_etags(request: Request) -> set[str]:
    """The answers that the reader says it has."""
    return {each.strip() for each in request.headers.get("if-none-match", "").split(",")}


def _build_etag(request: Request, form: SearchForm, edition: str) -> str:
    """What stands for an answer: the question, where it is asked, the index, and the day, on which it depends what is
    new."""
    made_of = (str(request.base_url), to_query(form), edition, datetime.now(UTC).date())
    return f'W/"{hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]}"'


# -- the feed itself -------------------------------------------------------------------------------------------


def render_atom(news: WhatsNew, form: SearchForm, base: str) -> bytes:
    """The feed as a file; ``base`` is the address of this site."""
    ElementTree.register_namespace("", ATOM_NAMESPACE)
    feed = ElementTree.Element(f"{{{ATOM_NAMESPACE}}}feed")
    _add_text(feed, "id", _build_id("feed", to_query(form)))
    _add_text(feed, "title", f"{TITLE}: {form.question}")
    _add_text(feed, "subtitle", f"Passages of papers indexed since {news.since:%d/%m/%Y}, the newest first.")
    _add_text(
        feed,
        "updated",
        max((each.arrival.changed_at for each in news.passages), default=_format_timestamp(news.built_at)),
    )
    _add_link(feed, "self", base + build_feed_url(form), MEDIA_TYPE)
    _add_link(feed, "alternate", base + build_search_url(form), "text/html")
    for each in news.passages:
        feed.append(_render_entry(each, base))
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _render_entry(newcomer: NewPassage, base: str) -> ElementTree.Element:
    passage, document, meeting = newcomer.passage, newcomer.document, newcomer.document.meeting
    entry = ElementTree.Element(f"{{{ATOM_NAMESPACE}}}entry")
    citation = cite(passage, document).label
    _add_text(entry, "id", _build_id("passage", passage.passage_id))
    _add_text(entry, "title", citation)
    _add_text(entry, "updated", newcomer.arrival.changed_at)
    _add_text(entry, "published", newcomer.arrival.added_at)
    author = ElementTree.SubElement(entry, f"{{{ATOM_NAMESPACE}}}author")
    _add_text(author, "name", meeting.authority or "Authority not stated")
    _add_link(entry, "alternate", base + build_document_url(document, passage), "text/html")
    if document.kind:
        ElementTree.SubElement(entry, f"{{{ATOM_NAMESPACE}}}category", term=_replace_unprintable(document.kind))
    _add_text(entry, "content", f"{passage.text}\n\n— {citation}")
    return entry


def _add_text(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}{name}").text = _replace_unprintable(words)


def _add_link(parent: ElementTree.Element, rel: str, address: str, media_type: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}link", rel=rel, href=address, type=media_type)


def _replace_unprintable(words: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)


def _build_id(kind: str, name: str) -> str:
    """One for ever, and wherever this site stands."""
    return uuid5(NAMESPACE_URL, f"paper-search:{kind}:{_replace_unprintable(name)}").urn


def _format_timestamp(built_at: str | None) -> str:
    return built_at.replace("+00:00", "Z") if built_at else EPOCH
