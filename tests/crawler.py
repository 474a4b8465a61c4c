"""A crawler over every address that the pages of a site name."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

Answer = tuple[int, str, str, bytes]
"""The status of an answer, the type of its content, where it leads on, and its body."""
Fetch = Callable[[str, str], Answer]
"""Asks for an address by a method."""
FORM = "form "
"""Stands before the method of an address that a form is sent to."""
_ADDRESSES = ("href", "src", "action", "formaction")
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)""")


@dataclass
class Crawl:
    """All that was found: addresses with the status of their answers, forms sent empty, and what lies elsewhere."""

    statuses: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)


def crawl(start: str, root: str, fetch: Fetch, per_shape: int = 2) -> Crawl:
    """Follow every link from a page.

    Args:
        start: the address of the first page.
        root: the address below which all of the site lies.
        fetch: asks for an address.
        per_shape: how many addresses are asked for that differ in their values alone.
    """
    found, shapes, waiting = Crawl(), Counter[tuple[str, ...]](), deque([("GET", start)])
    seen = {("GET", start)}
    while waiting:
        method, url = waiting.popleft()
        shape = (method, *shape_of(url, root))
        shapes[shape] += 1
        if shapes[shape] > per_shape:
            continue
        status, media_type, location, body = fetch(method.removeprefix(FORM), url)
        (found.forms if method.startswith(FORM) else found.statuses)[url] = status
        links = {("GET", urljoin(url, location))} if location else set(list_links(url, media_type, body))
        for link in sorted(links - seen):
            seen.add(link)
            if link[1].startswith(root):
                waiting.append(link)
            else:
                found.outside.add(link[1])
    return found


def list_links(url: str, media_type: str, body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the method and the address of everything that a page, a style sheet or a feed names."""
    text = body.decode("utf-8", "replace")
    if media_type.startswith("text/css"):
        yield from (("GET", urljoin(url, name)) for name in _CSS_ADDRESS.findall(text) if not name.startswith("data:"))
    elif media_type.startswith(("text/html", "application/atom+xml")):
        page = BeautifulSoup(text, "html.parser" if "html" in media_type else "xml")
        base = page.find("base")
        base_url = urljoin(url, str(base["href"])) if base else url
        for element in page.find_all(True):
            method = FORM + str(element.get("method", "get")).upper() if element.name == "form" else "GET"
            for name, value in element.attrs.items():
                # Scripts take addresses from the page's data attributes.
                is_address = name in _ADDRESSES or (name.startswith("data-") and str(value).startswith("/"))
                address = str(value) if is_address else ""
                if element.name != "base" and address and not address.startswith(("#", "data:", "mailto:")):
                    yield method, urldefrag(urljoin(base_url, address)).url


def shape_of(url: str, root: str) -> tuple[str, ...]:
    """Return what two addresses of the same view share: the first part of the path, and the names in the query."""
    parts = urlsplit(url.removeprefix(root))
    return (parts.path.lstrip("/").partition("/")[0], *sorted({name for name, _ in parse_qsl(parts.query)}))
