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

from paper_search.config import SiteSettings
from paper_search.web.auth.current_user import SCOPE_KEY, use_visitor
from paper_search.web.auth.sessions import Sessions
from paper_search.web.components import layout
from paper_search.web.html import format_count
from paper_search.web.middleware.security import App, Receive, Scope, Send
from paper_search.web.rate_limit import LeakyBucket

_log = logging.getLogger(__name__)
_UNMETERED_PATHS = re.compile(
    r"/(?:own|assets|static)/.*|/(?:theme\.css|favicon\.ico|robots\.txt)|/gradio_api/(?!queue/join).*|/"
)
"""What takes no work: files of ours, and what an open page asks for by itself."""
_ROUTE_WEIGHTS = (
    (re.compile(r"/(?:api/)?compare"), 5),
    (re.compile(r"/(?:api/)?timeline|/feed"), 3),
    (re.compile(r"/export"), 20),
)
"""About how many questions' work an address takes, by measurement; everything else counts as one. A comparison is a
question to each council, a pack may have pages drawn."""
_JSON_PREFIXES = ("/api", "/gradio_api", "/judgement")


def AdmissionMiddleware(app: App, sessions: Sessions, settings: SiteSettings) -> App:
    """The application for those who may come in."""
    measure, working = (
        LeakyBucket(settings.requests_per_minute, 60.0),
        ConcurrencyLimiter(settings.max_concurrent_requests),
    )

    async def admit(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = _collect_headers(scope)
        asker = replace(sessions.identify_visitor(headers), may_sign_in=sessions.has_password_sign_in)
        scope[SCOPE_KEY] = asker
        address = _get_client_address(scope)
        if settings.log_requests:
            query = bytes(scope.get("query_string", b"")).decode("latin-1")
            _log.info("%s %s %s?%s", address, scope["method"], scope["path"], query)
        with use_visitor(asker):
            refused = _check_request(scope, headers, settings)
            if refused:
                await _send_refusal(send, scope["path"], *refused)
            elif _UNMETERED_PATHS.fullmatch(scope["path"]):
                await app(scope, receive, send)
            elif (
                wait := measure.consume(address, compute_weight(scope["path"], settings.requests_per_minute))
            ) or not working.acquire(address):
                await _send_refusal(send, scope["path"], *_build_rate_refusal(wait or 1.0))
            else:
                try:
                    await app(scope, receive, send)
                finally:
                    working.release(address)

    return admit


def compute_weight(path: str, capacity: int) -> int:
    """How much of an address's measure a request takes, never more than there is."""
    return min(next((each for pattern, each in _ROUTE_WEIGHTS if pattern.fullmatch(path)), 1), capacity)


class ConcurrencyLimiter:
    """How many requests of each address are being answered."""

    def __init__(self, limit: int) -> None:
        self._limit, self._active = limit, dict[str, int]()

    def acquire(self, address: str) -> bool:
        """Take a place; False where there is none."""
        if self._active.get(address, 0) >= self._limit:
            return False
        self._active[address] = self._active.get(address, 0) + 1
        return True

    def release(self, address: str) -> None:
        """Give the place back."""
        left = self._active.get(address, 1) - 1
        if left > 0:
            self._active[address] = left
        else:
            self._active.pop(address, None)


def _collect_headers(scope: Scope) -> dict[bytes, bytes]:
    """The headers by name; one that comes twice, as when a visitor sends what a proxy adds, counts for nothing."""
    names = [name.lower() for name, _ in scope["headers"]]
    return {name.lower(): value for name, value in scope["headers"] if names.count(name.lower()) == 1}


def _get_client_address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


Refusal = tuple[int, str, str, int | None]
"""Status, heading, words, and seconds after which it is worth trying again."""


def _check_request(scope: Scope, headers: dict[bytes, bytes], settings: SiteSettings) -> Refusal | None:
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if settings.hosts and _strip_port(host) not in settings.hosts:
        said = "This site does not answer to that name. Whoever runs it can allow one with PAPER_SEARCH_HOSTS."
        return 421, "Another site’s name", said, None
    if scope["method"] == "POST" and _is_cross_site(headers, (host, *settings.hosts)):
        return 403, "Not from this site", "This can only be sent from a page of this site. Open it and try again.", None
    return None


def _strip_port(host: str) -> str:
    """A host without its port."""
    return host if host.endswith("]") else re.sub(r":\d+$", "", host)


def _is_cross_site(headers: dict[bytes, bytes], own_hosts: tuple[str, ...]) -> bool:
    """Whether a page of another site sent this. A browser says so itself where the connection is safe; else it names
    the page's host, which a proxy in front may have been asked for under another name than it asks us."""
    said = headers.get(b"sec-fetch-site", b"")
    if said:
        return said not in (b"same-origin", b"none")
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    asked = headers.get(b"x-forwarded-host", b"").decode("latin-1").lower()
    page = urlsplit(origin).netloc
    return bool(origin) and (not page or (page not in (*own_hosts, asked) and _strip_port(page) not in own_hosts))


def _build_rate_refusal(wait_seconds: float) -> Refusal:
    seconds = max(math.ceil(wait_seconds), 1)
    said = f"That was a lot at once from your address. Try again in {format_count(seconds, 'second')}."
    return 429, "Too many questions at once", said, seconds


async def _send_refusal(
    send: Send, path: str, status: int, heading: str, detail: str, retry_seconds: int | None
) -> None:
    if path.startswith(_JSON_PREFIXES):
        problem = {"type": "about:blank", "title": heading, "status": status, "detail": detail}
        kind, body = b"application/problem+json", json.dumps(problem)
    else:
        kind, body = b"text/html; charset=utf-8", layout.render_message_page(heading, detail)
    raw = body.encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(raw)).encode()), (b"cache-control", b"no-store")]
    if retry_seconds is not None:
        headers.append((b"retry-after", str(retry_seconds).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
