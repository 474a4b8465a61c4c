"""Admission of requests: host names, requests of other sites, rate limits, and who the visitor is.

A request under another host's name, and a form that another site's page sends, is refused. Whoever asks for more than
the limits allow is told how long to wait. Everything behind this middleware knows the visitor.
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.alerts.service import CONFIRM_PATH, STOP_PATH
from paper_search.config import SiteSettings
from paper_search.text.counts import format_count
from paper_search.web.auth.current_user import set_visitor, show_in_banner
from paper_search.web.auth.sessions import Sessions, read_cookie, strip_cookies
from paper_search.web.components.layout import SESSION_PATH
from paper_search.web.middleware.forwarded import is_from_trusted_proxy
from paper_search.web.middleware.refusals import Refusal, send_refusal
from paper_search.web.rate_limit import LeakyBucket, get_client_network
from paper_search.web.request_body import read_body

request_log = logging.getLogger("paper_search.requests")
"""Where addresses and questions are logged, if at all."""
_STATIC_PATHS = re.compile(r"/(?:own|assets|static)/.*|/(?:theme\.css|favicon\.ico|robots\.txt)")
_UNMETERED_PATHS = re.compile(rf"{_STATIC_PATHS.pattern}|/config|{SESSION_PATH}|/gradio_api/(?!queue/join).*")
"""Paths that take no work: static files, and what an open page asks for by itself."""
_ROUTE_WEIGHTS = (
    (re.compile(r"/(?:api/)?compare"), 5),
    (re.compile(r"/(?:api/)?timeline|/(?:decisions/)?feed"), 3),
    (re.compile(r"/export|/decisions/csv"), 20),
    (re.compile(r"/written(?:/answer)?"), 5),
)
"""The work of an address in questions, as measured; every other address counts as one. A comparison puts the question
to each council, an evidence pack may have pages drawn, a table
has thousands of decisions, and a model writes for seconds."""
_OPEN_PATHS = re.compile(rf"{re.escape(STOP_PATH)}/[^/]+")
"""Paths to which any page may send a form: their token is the right to do it, as in the mail programs of RFC 8058."""
_TOKEN_PATHS = re.compile(rf"({re.escape(CONFIRM_PATH)}|{re.escape(STOP_PATH)})/.*", re.DOTALL)
"""Paths that end in a token, which whoever reads a log could use."""
Headers = Mapping[bytes, bytes]
_UNKNOWN_HOST = Refusal(
    421,
    "This site has another name",
    "The name in the web address is not one of this site’s names.\nCheck the address, or use the link you were given.\n"
    "If you run this site, you can allow the name with PAPER_SEARCH_HOSTS.",
)
_CROSS_SITE = Refusal(
    403,
    "This form was sent from another site",
    "Forms of this site can only be sent from its own pages.\nOpen the page on this site and try again.",
)


class AdmissionMiddleware:
    """Identify the visitor, and let a request in or refuse it."""

    def __init__(self, app: ASGIApp, sessions: Sessions, settings: SiteSettings) -> None:
        """Stand before an application.

        Args:
            app: what answers the requests that are let in.
            sessions: tells who is signed in.
            settings: the host names of the site and its limits.
        """
        self._app, self._sessions, self._settings = app, sessions, settings
        self._bucket = LeakyBucket(settings.requests_per_minute, 60.0)
        self._limiter = ConcurrencyLimiter(settings.max_concurrent_requests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whose visitor is recorded in its scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = _collect_headers(scope)
        if not is_from_trusted_proxy(scope):
            # Whoever comes past the proxy must not name himself.
            headers.pop(self._settings.user_header.lower().encode("latin-1", "ignore"), None)
        visitor = replace(self._sessions.identify_visitor(headers), may_sign_in=self._sessions.has_password_sign_in)
        set_visitor(scope, visitor)
        if self._settings.log_requests:
            _log_request(scope)
        scope = {**scope, "headers": strip_cookies(scope["headers"], read_cookie(headers))}
        if visitor.name is not None and not _STATIC_PATHS.fullmatch(scope["path"]):
            send = _forbid_storing(send)
        with show_in_banner(visitor):
            refusal = _check_request(scope, headers, self._settings.hosts)
            if refusal:
                await send_refusal(send, scope, refusal)
            elif _UNMETERED_PATHS.fullmatch(scope["path"]):
                await self._app(scope, receive, send)
            else:
                await self._answer_within_limits(scope, receive, send)

    async def _answer_within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            # A body that is never sent takes no place, so half-sent requests keep nobody at the same address out.
            _, receive = await read_body(scope, receive)
        address = get_client_network(_get_client_address(scope))
        weight = compute_weight(scope["path"], self._settings.requests_per_minute)
        wait_seconds = self._bucket.consume(address, weight)
        if wait_seconds or not self._limiter.acquire(address):
            await send_refusal(send, scope, _build_rate_refusal(wait_seconds or 1.0))
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._limiter.release(address)


def compute_weight(path: str, capacity: int) -> int:
    """Return how much of an address's bucket a request takes.

    Args:
        path: the path of the request.
        capacity: the size of the bucket, which is the most that is returned.

    Returns:
        The weight in questions, at least 1 for a bucket that holds one.
    """
    return min(next((weight for pattern, weight in _ROUTE_WEIGHTS if pattern.fullmatch(path)), 1), capacity)


class ConcurrencyLimiter:
    """The number of requests of each address that are being answered."""

    def __init__(self, limit: int) -> None:
        """Allow each address ``limit`` requests at the same time."""
        self._limit, self._active = limit, dict[str, int]()

    def acquire(self, address: str) -> bool:
        """Take a place for an address; return False where none is left."""
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
    """Return the headers by name; one that comes twice, as when a visitor sends what a proxy adds, is left out."""
    counts = Counter(name.lower() for name, _ in scope["headers"])
    return {name.lower(): value for name, value in scope["headers"] if counts[name.lower()] == 1}


def _log_request(scope: Scope) -> None:
    """Log the address and the question, in characters that begin no line of their own."""
    query = bytes(scope.get("query_string", b"")).decode("ascii", "backslashreplace")
    path = _TOKEN_PATHS.sub(r"\1/-", scope["path"])
    request_log.info("%s %s %s?%s", _get_client_address(scope), quote(scope["method"]), quote(path), query)


def _forbid_storing(send: Send) -> Send:
    """Return ``send`` with answers that no browser keeps, as the next at the same computer may be somebody else."""

    async def send_unstored(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "private, no-store"
        await send(message)

    return send_unstored


def _get_client_address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _check_request(scope: Scope, headers: Headers, own_hosts: tuple[str, ...]) -> Refusal | None:
    """Return why a request is refused, or None.

    Starlette's ``TrustedHostMiddleware`` is not used for the host. Its refusal is a fixed text with status 400, where
    a visitor here is told what to change; and of two ``Host`` headers it takes the first, where none counts here.
    """
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if own_hosts and _strip_port(host) not in own_hosts:
        return _UNKNOWN_HOST
    if scope["method"] != "POST" or _OPEN_PATHS.fullmatch(scope["path"]):
        return None
    if _is_cross_site(headers, (host, *own_hosts)):
        return _CROSS_SITE
    return None


def _strip_port(host: str) -> str:
    return host if host.endswith("]") else re.sub(r":\d+$", "", host)


def _is_cross_site(headers: Headers, own_hosts: tuple[str, ...]) -> bool:
    """Return True if a page of another site sent the request.

    A browser says so itself (Fetch Metadata, ``Sec-Fetch-Site``) where the connection is safe. Else it names the page's
    host in ``Origin``, and a proxy in front may have been asked for that under another name than it asks this server.
    """
    fetch_site = headers.get(b"sec-fetch-site", b"")
    if fetch_site:
        return fetch_site not in (b"same-origin", b"none")
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    forwarded_host = headers.get(b"x-forwarded-host", b"").decode("latin-1").lower()
    page_host = urlsplit(origin).netloc
    if not page_host:
        return bool(origin)
    return page_host not in (*own_hosts, forwarded_host) and _strip_port(page_host) not in own_hosts


def _build_rate_refusal(wait_seconds: float) -> Refusal:
    seconds = max(math.ceil(wait_seconds), 1)
    detail = (
        f"Try again in {format_count(seconds, 'second')}.\n"
        "Your network has asked for a lot in a short time. People who share it with you count too."
    )
    return Refusal(429, "Too many requests", detail, seconds)
