"""What stands before every request. In: an ASGI application; out: the same one with its doors closed.

Promises: only the paths listed here are answered, each with its methods; every answer carries the security
headers; scripts run only from this server or with the nonce of the very page they stand in; no body is longer
than a question needs.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from paper_search.web.forms import from_query, to_query
from paper_search.web.gradio_page.shell import rewrite_gradio_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 64 * 1024
_READ_METHODS = ("GET", "HEAD")
ALLOWED_ROUTES = (
    (_READ_METHODS, r"/|/(?:ask|like|around|compare|timeline|papers|about|accessibility)"),
    (_READ_METHODS, r"/paper|/(?:view|picture)/.+|/own/[\w.-]+|/theme\.css|/favicon\.ico|/robots\.txt"),
    (_READ_METHODS, r"/feed|/api(?:/[\w.-]*)?"),
    ((*_READ_METHODS, "POST"), r"/export"),
    (("POST",), r"/judgement|/sign-out"),
    ((*_READ_METHODS, "POST"), r"/sign-in"),
    (_READ_METHODS, r"/(?:assets|static)/[\w./-]+"),
    # With app_id an open page notices that the server was started again.
    (_READ_METHODS, r"/gradio_api/(?:app_id|queue/data|heartbeat/[\w-]+)"),
    (("POST",), r"/gradio_api/(?:queue/join|reset|cancel)/?"),
)
_ALLOWED_PATTERNS = tuple((methods, re.compile(path)) for methods, path in ALLOWED_ROUTES)

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Gradio compiles its HTML templates with Function(), hence 'unsafe-eval'; and it styles its parts in place.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def is_allowed(method: str, path: str) -> bool:
    """Whether a request may pass. A path that goes up (``..``) never does."""
    goes_up = "/../" in f"{path}/"
    return not goes_up and any(
        method in methods and door.fullmatch(path) is not None for methods, door in _ALLOWED_PATTERNS
    )


def SecurityMiddleware(app: App) -> App:
    """The application behind the guard; passes everything that is not HTTP on as it is."""

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        if scope["path"] == "/":
            # Gradio has uses of its own for some names, and fails at values that it does not know.
            query = to_query(from_query(query))
            scope = {**scope, "query_string": query.encode("latin-1")}
        answer = _ResponseSender(send, nonce, query, is_page=scope["path"] == "/")
        if not is_allowed(scope["method"], scope["path"]):
            await _send_refusal(answer.send, 404, "There is nothing at this address.")
        elif _read_content_length(scope) > MAX_BODY_BYTES:
            await _send_refusal(answer.send, 413, "That is longer than a question can be.")
        else:
            await app(scope, _limit_body(receive), answer.send)

    return handle_request


def _read_content_length(scope: Scope) -> int:
    headers = dict(scope["headers"])
    declared = headers.get(b"content-length", b"0")
    return int(declared) if declared.isdigit() else MAX_BODY_BYTES + 1


def _limit_body(receive: Receive) -> Receive:
    """A body without a declared length ends in a disconnect once it is too long."""
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MAX_BODY_BYTES else message

    return receive_limited


async def _send_refusal(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _ResponseSender:
    """One answer on its way out: headers added, and the page itself held until it can be dressed."""

    def __init__(self, send: Send, nonce: str, query: str, is_page: bool) -> None:
        self._send, self._nonce, self._query, self._is_page = send, nonce, query, is_page
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._add_headers(message.get("headers", []))}
            if self._is_page and _is_html(message):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._send_rewritten(self._start)

    def _add_headers(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in headers}
        policy = PAGE_POLICY.format(nonce=self._nonce) if self._is_page else STRICT_POLICY
        added = {**SECURITY_HEADERS, "content-security-policy": policy}
        if self._is_page:
            added["cache-control"] = "no-store"
        fresh = [(name.encode(), value.encode()) for name, value in added.items() if name.encode() not in names]
        return [*((name, value) for name, value in headers if name.lower() != b"server"), *fresh]

    async def _send_rewritten(self, start: Message) -> None:
        body = (
            rewrite_gradio_page(self._body.decode("utf-8"), self._nonce, self._query).encode("utf-8")
            if self._body
            else b""
        )
        length = (b"content-length", str(len(body)).encode())
        headers = [each for each in start["headers"] if each[0].lower() != b"content-length"]
        await self._send({**start, "headers": [*headers, length] if body else headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
