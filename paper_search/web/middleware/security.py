"""Security headers, an allow-list of addresses and limits on headers and bodies.

Only the addresses of the site's own routes, and the few that the Gradio page needs, are answered. Every answer carries
the security headers, over HTTPS also the one by which browsers come by HTTPS from then on, and no body is longer than a
question needs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.web.middleware.refusals import PAGE_NOT_FOUND, Refusal, refuse_method, send_refusal

MAX_BODY_BYTES = 64 * 1024
MAX_HEADERS, MAX_HEADER_BYTES = 100, 32 * 1024
"""As the usual limits of proxies; what reads headers may take the square of their number."""
_TOO_LONG = Refusal(413, "What you sent is too long", "Go back, shorten it and send it again.", closes=True)
_TOO_MANY_HEADERS = Refusal(
    431,
    "Your browser sent too much",
    "It sent more headers than this site reads, perhaps with cookies of other sites.\n"
    "Delete the cookies of this site in your browser and try again.",
    closes=True,
)
_TWO_LENGTHS = Refusal(
    400,
    "This request cannot be read",
    "It gives its length in two ways.\nTry another browser or network, or tell the people who run this site.",
    closes=True,
)
READ_METHODS = ("GET", "HEAD")
_FORM_METHODS = (*READ_METHODS, "POST")
AllowedPath = tuple[tuple[str, ...], str]
"""Methods, and a regular expression that matches the whole path."""

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

ALL_HEADERS = {**SECURITY_HEADERS, "content-security-policy": STRICT_POLICY}
"""The headers of an answer that brings none of its own."""
_HSTS = (b"strict-transport-security", b"max-age=31536000")
"""RFC 6797: a year. Without subdomains, which may be another office's."""


class AllowList:
    """The methods and paths that are answered."""

    def __init__(self, routes: Iterable[BaseRoute], extra_paths: Iterable[AllowedPath] = ()) -> None:
        """Allow what the routes answer.

        Args:
            routes: the site's own routes and mounts. A mount is open to reading alone.
            extra_paths: what else is allowed, such as addresses below the mount of Gradio.
        """
        self._routes = tuple(routes)
        self._extra = tuple((methods, re.compile(path)) for methods, path in extra_paths)

    def list_first_parts(self) -> frozenset[str]:
        """Return the first parts of the routes' addresses, such as ``papers``."""
        paths = (str(getattr(route, "path", "")) for route in _flatten(self._routes))
        return frozenset(path.split("/")[1] for path in paths if path.startswith("/")) - {""}

    def is_allowed(self, method: str, path: str) -> bool:
        """Return True if a request may pass. A path that goes up (``..``) never does."""
        if "/../" in f"{path}/":
            return False
        return any(_is_match(route, method, path) for route in self._routes) or any(
            method in methods and pattern.fullmatch(path) is not None for methods, pattern in self._extra
        )

    def list_methods(self, path: str) -> tuple[str, ...]:
        """Return the methods that a path answers; none where there is nothing at it."""
        return tuple(method for method in _FORM_METHODS if self.is_allowed(method, path))


def _flatten(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Yield all routes, those of included routers in their place: some releases of FastAPI keep such a router whole."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from _flatten(router.routes)


def _is_match(route: BaseRoute, method: str, path: str) -> bool:
    if isinstance(route, Mount) and method not in READ_METHODS:
        return False
    # A route that answers GET refuses HEAD by itself, where it does, with a status that says so.
    scope = {"type": "http", "path": path, "root_path": "", "method": "GET" if method == "HEAD" else method}
    return route.matches(scope)[0] is Match.FULL


class SecurityMiddleware:
    """Refuse what the allow-list does not name, and add the security headers to every answer."""

    def __init__(self, app: ASGIApp, allow_list: AllowList) -> None:
        """Stand before an application.

        Args:
            app: what answers the requests that are allowed.
            allow_list: the methods and paths that may pass.
        """
        self._app, self._allow_list = app, allow_list

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Websockets get no answer: nothing of the site uses them."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._handle_request(scope, receive, _add_headers(send, scope.get("scheme") == "https"))

    async def _handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._check_request(scope)
        if refusal is not None:
            await send_refusal(send, scope, refusal)
            return
        body = _LimitedBody(receive)
        try:
            await self._app(scope, body.receive, send)
        except ClientDisconnect:
            # Nobody is there to be answered, unless it is this class that stopped reading.
            if body.is_exceeded:
                await send_refusal(send, scope, _TOO_LONG)

    def _check_request(self, scope: Scope) -> Refusal | None:
        """Return why a request is refused, or None."""
        fault = _find_header_fault(scope["headers"])
        if fault is not None:
            return fault
        if not self._allow_list.is_allowed(scope["method"], scope["path"]):
            methods = self._allow_list.list_methods(scope["path"])
            return refuse_method(methods) if methods else PAGE_NOT_FOUND
        return _TOO_LONG if _read_content_length(scope) > MAX_BODY_BYTES else None


def _add_headers(send: Send, is_https: bool) -> Send:
    """Return ``send`` with the security headers on the answer, but for those that it has already."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": complete_headers(message.get("headers", []), is_https)}
        await send(message)

    return send_with_headers


def complete_headers(headers: Iterable[tuple[bytes, bytes]], is_https: bool = False) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those of security that it lacks.

    Args:
        headers: the headers that it has.
        is_https: True where the visitor's connection is safe.
    """
    kept = [(name, value) for name, value in headers if name.lower() != b"server"]
    present = {name.lower() for name, _ in kept}
    added = [(name.encode(), value.encode()) for name, value in ALL_HEADERS.items()]
    return kept + [header for header in (*added, *([_HSTS] if is_https else [])) if header[0] not in present]


def _find_header_fault(headers: Collection[tuple[bytes, bytes]]) -> Refusal | None:
    """Return why the headers of a request are refused, or None.

    A request with both a length and a coding is one to a server here and another to a proxy in front that goes by the
    other of the two (RFC 9112, section 6.1).
    """
    if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        return _TOO_MANY_HEADERS
    names = {name.lower() for name, _ in headers}
    if {b"content-length", b"transfer-encoding"} <= names:
        return _TWO_LENGTHS
    return None


def _read_content_length(scope: Scope) -> int:
    """Return the declared length of the body; more than is allowed where it is no number."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return int(declared) if declared.isdigit() else MAX_BODY_BYTES + 1


class _LimitedBody:
    """A body that ends in a disconnect once it is too long, as one without a declared length may be."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._received_bytes = receive, 0

    @property
    def is_exceeded(self) -> bool:
        return self._received_bytes > MAX_BODY_BYTES

    async def receive(self) -> Message:
        message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_exceeded else message
