"""Parts of Atom feeds (RFC 4287): elements, ids, and the answer to a reader that has the feed already.

The words of a paper go in as text, never as markup.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from fastapi import Request
from fastapi.responses import Response

from paper_search.text.unprintable import replace_unprintable

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_EPOCH = "1970-01-01T00:00:00Z"
_CACHE_CONTROL = "private, no-cache"
"""A reader must ask whether the answer still holds: a paper may have been withdrawn."""


@dataclass(frozen=True, slots=True)
class FeedHead:
    """The head of a feed.

    Attributes:
        name: stands for the feed wherever the site stands.
        title: its title.
        subtitle: what it brings.
        updated: when it changed last, in UTC.
        url: its own address.
        page_url: the page of which it is the feed.
    """

    name: str
    title: str
    subtitle: str
    updated: str
    url: str
    page_url: str


def answer_feed(request: Request, name: str, version_token: str, render: Callable[[str], bytes]) -> Response:
    """Return a feed, or 304 to a reader that has it: nothing is rendered then.

    Args:
        request: the reader's.
        name: the feed and its limits.
        version_token: the version of the index, read before anything that the feed brings: where papers come in
            between, the feed is only sent once too often.
        render: makes the feed for the address of this site, without a slash at its end.
    """
    etag = _build_etag(request, name, version_token)
    headers = {"etag": etag, "cache-control": _CACHE_CONTROL}
    if etag in _read_etags(request):
        return Response(status_code=304, headers=headers)
    content = render(str(request.base_url).rstrip("/"))
    return Response(content, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _read_etags(request: Request) -> set[str]:
    """Return the versions that the feed reader says it has."""
    return {etag.strip() for etag in request.headers.get("if-none-match", "").split(",")}


def _build_etag(request: Request, name: str, version_token: str) -> str:
    """Return the version of a feed: its limits and site, the index, and the day, on which it depends what is new."""
    version = (str(request.base_url), name, version_token, datetime.now(UTC).date())
    return f'W/"{hashlib.sha256(repr(version).encode()).hexdigest()[:32]}"'


def make_feed(head: FeedHead) -> ElementTree.Element:
    """Return a feed without entries."""
    ElementTree.register_namespace("", ATOM_NAMESPACE)
    feed = ElementTree.Element(f"{{{ATOM_NAMESPACE}}}feed")
    add_text(feed, "id", build_id("feed", head.name))
    add_text(feed, "title", head.title)
    add_text(feed, "subtitle", head.subtitle)
    add_text(feed, "updated", head.updated)
    add_link(feed, "self", head.url, MEDIA_TYPE)
    add_link(feed, "alternate", head.page_url, "text/html")
    return feed


def make_entry() -> ElementTree.Element:
    """Return an entry without anything in it."""
    return ElementTree.Element(f"{{{ATOM_NAMESPACE}}}entry")


def to_bytes(feed: ElementTree.Element) -> bytes:
    """Return a feed as a file."""
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def add_text(parent: ElementTree.Element, name: str, words: str) -> None:
    """Add an element with words."""
    ElementTree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}{name}").text = replace_unprintable(words)


def add_author(entry: ElementTree.Element, name: str) -> None:
    """Add who an entry is by."""
    author = ElementTree.SubElement(entry, f"{{{ATOM_NAMESPACE}}}author")
    add_text(author, "name", name)


def add_category(entry: ElementTree.Element, term: str) -> None:
    """Add a category."""
    ElementTree.SubElement(entry, f"{{{ATOM_NAMESPACE}}}category", term=replace_unprintable(term))


def add_link(parent: ElementTree.Element, rel: str, address: str, media_type: str) -> None:
    """Add a link."""
    ElementTree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}link", rel=rel, href=address, type=media_type)


def build_id(kind: str, name: str) -> str:
    """Return an id that is the same for ever, and wherever this site stands."""
    return uuid5(NAMESPACE_URL, f"paper-search:{kind}:{replace_unprintable(name)}").urn


def format_timestamp(built_at: str | None) -> str:
    """Return a moment of UTC as Atom writes it; 1970 for one that is not known."""
    return built_at.replace("+00:00", "Z") if built_at else _EPOCH
