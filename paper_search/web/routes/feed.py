"""A question as an Atom feed of passages that came lately: what a feed reader keeps watch over.

In: a question and its limits in an address; out: Atom (RFC 4287), or the word that nothing has changed. Promises: an
entry has one id for ever, and a new ``updated`` when its paper has changed; what a paper says goes in as text, never as
markup; while neither the index nor the day has changed, a reader that asks again is told so at the cost of one look.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from paper_search.answering.whats_new import Newcomer, News
from paper_search.citations.format import cite
from paper_search.errors import QueryError
from paper_search.web.components.layout import TITLE
from paper_search.web.forms import QUESTION_LIMIT, Form, from_items, page_address, paper_address, to_query
from paper_search.web.html import escape, tag
from paper_search.web.library_protocol import Library

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
EPOCH = "1970-01-01T00:00:00Z"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HELD = "private, no-cache"
"""A reader must ask whether the answer still holds: a paper may have been withdrawn."""

Whose = Callable[[Request], Library]
"""The library as the one who asks may see it."""


def feed_address(form: Form) -> str:
    """The address of the feed of a question with its limits."""
    return f"/feed?{to_query(_watched(form))}"


def _watched(form: Form) -> Form:
    """The form without what only a page has."""
    return replace(form, newest=False, page=1)


def link_in_head(form: Form) -> str:
    """What tells a browser or a feed reader that this question has a feed. Safe HTML."""
    if not form.question:
        return ""
    title, address = escape(f"New: {form.question}"), escape(feed_address(form))
    return f'<link rel="alternate" type="{MEDIA_TYPE}" title="{title}" href="{address}">'


def saving(form: Form) -> str:
    """How a question is kept: its link, and its feed. Safe HTML."""
    link = tag("a", "a link to this question", href=page_address(form))
    feed = tag("a", "its feed", href=feed_address(form), type=MEDIA_TYPE)
    words = (
        f"To save this question, keep {link}: it asks again with the same limits. To be told of new papers, "
        f"give your feed reader {feed}. Nothing about you is kept here."
    )
    return tag("details", tag("summary", "Save this question") + tag("p", words), class_="saving")


def router(whose: Whose) -> APIRouter:
    """The route ``/feed?q=…`` with the limits of the page."""
    routes = APIRouter()

    @routes.api_route("/feed", methods=["GET", "HEAD"], response_class=Response)
    def feed(request: Request) -> Response:
        form = _watched(from_items(request.query_params.multi_items()))
        wrong = _wrong(form)
        if wrong:
            return PlainTextResponse(wrong, status_code=400)
        try:
            return _answered(request, form, whose(request))
        except QueryError as error:
            return PlainTextResponse(str(error), status_code=400)

    return routes


def _wrong(form: Form) -> str:
    if not form.question:
        return "A feed needs a question: /feed?q=road+repairs"
    if len(form.question) > QUESTION_LIMIT:
        return f"A question can have up to {QUESTION_LIMIT} characters."
    return ""


def _answered(request: Request, form: Form, library: Library) -> Response:
    filters = form.filters()
    # Looked at before the answer: where papers come in between, the answer is only sent once too often.
    edition = _tag(request, form, library.edition())
    headers = {"etag": edition, "cache-control": _HELD}
    if edition in _known(request):
        return Response(status_code=304, headers=headers)
    found = library.news(form.question, filters)
    base = str(request.base_url).rstrip("/")
    return Response(atom(found, form, base), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _known(request: Request) -> set[str]:
    """The answers that the reader says it has."""
    return {each.strip() for each in request.headers.get("if-none-match", "").split(",")}


def _tag(request: Request, form: Form, edition: str) -> str:
    """What stands for an answer: the question, where it is asked, the index, and the day, on which it depends what is
    new."""
    made_of = (str(request.base_url), to_query(form), edition, datetime.now(UTC).date())
    return f'W/"{hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]}"'


# -- the feed itself -------------------------------------------------------------------------------------------


def atom(found: News, form: Form, base: str) -> bytes:
    """The feed as a file; ``base`` is the address of this site."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _text(feed, "id", _id("feed", to_query(form)))
    _text(feed, "title", f"{TITLE}: {form.question}")
    _text(feed, "subtitle", f"Passages of papers indexed since {found.since:%d/%m/%Y}, the newest first.")
    _text(feed, "updated", max((each.arrival.changed_at for each in found.passages), default=_moment(found.built_at)))
    _link(feed, "self", base + feed_address(form), MEDIA_TYPE)
    _link(feed, "alternate", base + page_address(form), "text/html")
    for each in found.passages:
        feed.append(_entry(each, base))
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(each: Newcomer, base: str) -> ElementTree.Element:
    passage, document, meeting = each.passage, each.document, each.document.meeting
    entry = ElementTree.Element(f"{{{ATOM}}}entry")
    citation = cite(passage, document).label
    _text(entry, "id", _id("passage", passage.passage_id))
    _text(entry, "title", citation)
    _text(entry, "updated", each.arrival.changed_at)
    _text(entry, "published", each.arrival.added_at)
    author = ElementTree.SubElement(entry, f"{{{ATOM}}}author")
    _text(author, "name", meeting.authority or "Authority not stated")
    _link(entry, "alternate", base + paper_address(document, passage), "text/html")
    if document.kind:
        ElementTree.SubElement(entry, f"{{{ATOM}}}category", term=_printable(document.kind))
    _text(entry, "content", f"{passage.text}\n\n— {citation}")
    return entry


def _text(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = _printable(words)


def _link(parent: ElementTree.Element, rel: str, address: str, media_type: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=address, type=media_type)


def _printable(words: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words)


def _id(kind: str, name: str) -> str:
    """One for ever, and wherever this site stands."""
    return uuid5(NAMESPACE_URL, f"paper-search:{kind}:{_printable(name)}").urn


def _moment(built_at: str | None) -> str:
    return built_at.replace("+00:00", "Z") if built_at else EPOCH
