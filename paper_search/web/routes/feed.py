"""A question as an Atom feed (RFC 4287) of the passages that were indexed lately.

An entry has one id for ever, and a new ``updated`` when its paper has changed. The words of a paper go in as text,
never as markup. While neither the index nor the day has changed, a reader that asks again is answered with 304 at the
cost of one look.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from paper_search.answering.certainty import describe_match
from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.records import NewPassage, WhatsNew
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

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
EPOCH = "1970-01-01T00:00:00Z"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CACHE_CONTROL = "private, no-cache"
"""A reader must ask whether the answer still holds: a paper may have been withdrawn."""


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
    # Read before the answer: where papers come in between, the answer is only sent once too often.
    etag = _build_etag(request, form, library.version_token())
    headers = {"etag": etag, "cache-control": _CACHE_CONTROL}
    if etag in _read_etags(request):
        return Response(status_code=304, headers=headers)
    news = library.whats_new(form.question, filters)
    base = str(request.base_url).rstrip("/")
    return Response(render_atom(news, form, base), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _read_etags(request: Request) -> set[str]:
    """Return the versions that the feed reader says it has."""
    return {etag.strip() for etag in request.headers.get("if-none-match", "").split(",")}


def _build_etag(request: Request, form: SearchForm, version_token: str) -> str:
    """Return the version of a feed: its question and site, the index, and the day, on which it depends what is new."""
    version = (str(request.base_url), to_query(form), version_token, datetime.now(UTC).date())
    return f'W/"{hashlib.sha256(repr(version).encode()).hexdigest()[:32]}"'


# -- the feed itself -------------------------------------------------------------------------------------------


def render_atom(news: WhatsNew, form: SearchForm, base: str) -> bytes:
    """Return the feed as a file.

    Args:
        news: the passages indexed lately.
        form: the question and its limits.
        base: the address of this site, without a slash at its end.
    """
    ElementTree.register_namespace("", ATOM_NAMESPACE)
    feed = ElementTree.Element(f"{{{ATOM_NAMESPACE}}}feed")
    _add_text(feed, "id", _build_id("feed", to_query(form)))
    _add_text(feed, "title", f"{TITLE}: {form.question}")
    _add_text(feed, "subtitle", _describe_news(news))
    changes = [newcomer.arrival.changed_at for newcomer in news.passages]
    _add_text(feed, "updated", max(changes, default=_format_timestamp(news.built_at)))
    _add_link(feed, "self", base + build_feed_url(form), MEDIA_TYPE)
    _add_link(feed, "alternate", base + build_search_url(form), "text/html")
    for newcomer in news.passages:
        feed.append(_render_entry(newcomer, base))
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _describe_news(news: WhatsNew) -> str:
    """Return what the question names and nothing held has, how well the passages meet it, and since when they came."""
    certainty = describe_match(news.match)
    since = f"Passages of papers indexed since {news.since:%d/%m/%Y}, the newest first."
    meets = [f"{certainty.label}.", certainty.sentence] if news.passages else [f"{certainty.label}."]
    return " ".join([*news.remarks, *meets, since])


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
