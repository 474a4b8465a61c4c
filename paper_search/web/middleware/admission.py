"""Who is let in, and how often. In: an ASGI application; out: the same one, told who asks.

Promises: a request under another host's name, and what another site's page sends, gets no answer; whoever asks for
more than the measure is told how long to wait; everything behind it knows who is asking.
"""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import replace
from urllib.parse import urlsplit

from paper_search.doors import Doors
from paper_search.web.auth.current_user import KEY, asking
from paper_search.web.auth.sessions import Sessions
from paper_search.web.components import layout as frame
from paper_search.web.html import counted, escape, tag
from paper_search.web.middleware.security import App, Receive, Scope, Send
from paper_search.web.rate_limit import Measure

_log = logging.getLogger(__name__)
_FREE = re.compile(r"/(?:own|assets|static)/.*|/(?:theme\.css|favicon\.ico|robots\.txt)|/gradio_api/(?!queue/join).*|/")
"""What takes no work: files of ours, and what an open page asks for by itself."""
_WEIGHTS = (
    (re.compile(r"/(?:api/)?compare"), 5),
    (re.compile(r"/(?:api/)?timeline|/feed"), 3),
    (re.compile(r"/export"), 20),
)
"""About how many questions' work an address takes, by measurement; everything else counts as one. A comparison is a
question to each council, a pack may have pages drawn."""
_FOR_PROGRAMS = ("/api", "/gradio_api", "/judgement")


def admitted(app: App, sessions: Sessions, doors: Doors) -> App:
    """The application for those who may come in."""
    measure, working = Measure(doors.a_minute, 60.0), Working(doors.at_once)

    async def admit(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = _headers(scope)
        asker = replace(sessions.asker(headers), may_sign_in=sessions.is_open)
        scope[KEY] = asker
        address = _address(scope)
        if doors.is_logged:
            query = bytes(scope.get("query_string", b"")).decode("latin-1")
            _log.info("%s %s %s?%s", address, scope["method"], scope["path"], query)
        with asking(asker):
            refused = _refusal(scope, headers, doors)
            if refused:
                await _send(send, scope["path"], *refused)
            elif _FREE.fullmatch(scope["path"]):
                await app(scope, receive, send)
            elif (wait := measure.wait(address, weight(scope["path"], doors.a_minute))) or not working.begin(address):
                await _send(send, scope["path"], *_too_much(wait or 1.0))
            else:
                try:
                    await app(scope, receive, send)
                finally:
                    working.end(address)

    return admit


def weight(path: str, most: int) -> int:
    """How much of an address's measure a request takes, never more than there is."""
    return min(next((each for pattern, each in _WEIGHTS if pattern.fullmatch(path)), 1), most)


class Working:
    """How many requests of each address are being answered."""

    def __init__(self, most: int) -> None:
        self._most, self._by = most, dict[str, int]()

    def begin(self, address: str) -> bool:
        """Take a place; False where there is none."""
        if self._by.get(address, 0) >= self._most:
            return False
        self._by[address] = self._by.get(address, 0) + 1
        return True

    def end(self, address: str) -> None:
        """Give the place back."""
        left = self._by.get(address, 1) - 1
        if left > 0:
            self._by[address] = left
        else:
            self._by.pop(address, None)


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """The headers by name; one that comes twice, as when a visitor sends what a proxy adds, counts for nothing."""
    names = [name.lower() for name, _ in scope["headers"]]
    return {name.lower(): value for name, value in scope["headers"] if names.count(name.lower()) == 1}


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


Refusal = tuple[int, str, str, int | None]
"""Status, heading, words, and seconds after which it is worth trying again."""


def _refusal(scope: Scope, headers: dict[bytes, bytes], doors: Doors) -> Refusal | None:
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if doors.hosts and _name(host) not in doors.hosts:
        said = "This site does not answer to that name. Whoever runs it can allow one with PAPER_SEARCH_HOSTS."
        return 421, "Another site’s name", said, None
    if scope["method"] == "POST" and _is_from_elsewhere(headers, (host, *doors.hosts)):
        return 403, "Not from this site", "This can only be sent from a page of this site. Open it and try again.", None
    return None


def _name(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else re.sub(r":\d+$", "", host)


def _is_from_elsewhere(headers: dict[bytes, bytes], own: tuple[str, ...]) -> bool:
    """Whether a page of another site sent this. A browser says so itself where the connection is safe; else it names
    the page's host, which a proxy in front may have been asked for under another name than it asks us."""
    said = headers.get(b"sec-fetch-site", b"")
    if said:
        return said not in (b"same-origin", b"none")
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    asked = headers.get(b"x-forwarded-host", b"").decode("latin-1").lower()
    page = urlsplit(origin).netloc
    return bool(origin) and (not page or (page not in (*own, asked) and _name(page) not in own))


def _too_much(wait: float) -> Refusal:
    seconds = max(math.ceil(wait), 1)
    said = f"That was a lot at once from your address. Try again in {counted(seconds, 'second')}."
    return 429, "Too many questions at once", said, seconds


async def _send(send: Send, path: str, status: int, heading: str, words: str, wait: int | None) -> None:
    if path.startswith(_FOR_PROGRAMS):
        problem = {"type": "about:blank", "title": heading, "status": status, "detail": words}
        kind, body = b"application/problem+json", json.dumps(problem)
    else:
        inner = tag("h1", escape(heading)) + tag("p", escape(words))
        kind, body = b"text/html; charset=utf-8", frame.framed(heading, inner)
    raw = body.encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(raw)).encode()), (b"cache-control", b"no-store")]
    if wait is not None:
        headers.append((b"retry-after", str(wait).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
