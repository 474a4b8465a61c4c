"""A check of what reaches Gradio's queue, before Gradio reads it.

Gradio answers a call of a function that it does not have with status 500, and prints what it was sent where an event
has too few values. Here both are requests that cannot be used, as are values that no endpoint takes.

Gradio gives the answers of a session to whoever names it. So a session is known to it by another name than to the
page, made of the page's and of who the visitor is: nobody else's request reaches what somebody signed in has asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.web.auth.current_user import Visitor, get_scope_visitor
from paper_search.web.request_body import read_body

_EVENT_PATH = re.compile(r"/gradio_api/(?:queue/join|cancel)/?")
_JOIN_PATH = re.compile(r"/gradio_api/queue/join/?")
_STREAM_PATH = "/gradio_api/queue/data"
_HEARTBEAT_PATH = re.compile(r"(/gradio_api/heartbeat/)([A-Za-z0-9_-]{1,64})")
_SESSION_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_EVENT_FIELDS = ("data", "fn_index", "session_hash", "trigger_id", "event_data", "event_id")
_MAX_NAMES, _MAX_NUMBER = 40, 10_000
_PROBLEM = {
    "type": "about:blank",
    "title": "Not a call of an endpoint",
    "status": 400,
    "detail": "There is no such endpoint, or it takes other values: /gradio_api/info describes what there is.",
}


class QueueGuardMiddleware:
    """Refuse what is no call of an endpoint with status 400, and part the sessions of different visitors."""

    def __init__(self, app: ASGIApp, events: Mapping[int, int]) -> None:
        """Stand before an application.

        Args:
            app: the application in which Gradio is mounted.
            events: the numbers of the endpoints, and how many values each takes.
        """
        self._app, self._events, self._key = app, dict(events), secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        if scope["type"] == "http" and _EVENT_PATH.fullmatch(path):
            await self._pass_event(scope, receive, send)
        elif scope["type"] == "http" and path == _STREAM_PATH:
            await self._pass_stream(scope, receive, send)
        elif scope["type"] == "http" and (found := _HEARTBEAT_PATH.fullmatch(path)):
            path = found[1] + self._bind_session(found[2], get_scope_visitor(scope))
            await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _pass_event(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, _ = await read_body(scope, receive)
        event = _parse_event(body)
        if event is None or (_JOIN_PATH.fullmatch(scope["path"]) and not self._is_call(event)):
            await _send_problem(send)
            return
        event["session_hash"] = self._bind_session(event["session_hash"], get_scope_visitor(scope))
        await self._app(*_replace_body(scope, receive, json.dumps(event).encode()), send)

    async def _pass_stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        sessions = parse_qs(bytes(scope["query_string"]).decode("latin-1")).get("session_hash", [])
        if len(sessions) != 1 or not _SESSION_PATTERN.fullmatch(sessions[0]):
            await _send_problem(send)
            return
        session = self._bind_session(sessions[0], get_scope_visitor(scope))
        try:
            await self._app({**scope, "query_string": urlencode({"session_hash": session}).encode()}, receive, send)
        except RuntimeError as error:
            if not isinstance(error.__cause__, HTTPException):
                raise
            # Gradio raises it for a session that it does not have, once it has said so in the stream.
            await send({"type": "http.response.body", "body": b""})

    def _bind_session(self, session: str, visitor: Visitor) -> str:
        """Return the name by which Gradio knows a session of a visitor."""
        named = json.dumps([visitor.name, visitor.role, session])
        return hmac.new(self._key, named.encode(), hashlib.sha256).hexdigest()

    def _is_call(self, event: dict[str, Any]) -> bool:
        """Return True if an event has as many values as its endpoint takes, each of a kind that any of them takes."""
        number, values = event.get("fn_index"), event.get("data")
        # A truth value and a number with a point are equal to a number, and none of an endpoint's.
        count = self._events.get(number) if type(number) is int else None
        return count is not None and isinstance(values, list) and len(values) == count and all(map(_is_usable, values))


def _parse_event(body: bytes) -> dict[str, Any] | None:
    """Return the fields that an event has; None where it is none."""
    try:
        event: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    session = event.get("session_hash")
    is_session = isinstance(session, str) and _SESSION_PATTERN.fullmatch(session) is not None
    return {name: event[name] for name in _EVENT_FIELDS if name in event} if is_session else None


def _is_usable(value: object) -> bool:
    """Return True for a text, a small number, a list of texts, or none."""
    if isinstance(value, list):
        return len(value) <= _MAX_NAMES and all(isinstance(name, str) for name in value)
    is_count = type(value) is int and abs(value) <= _MAX_NUMBER
    return value is None or isinstance(value, str) or is_count


def _replace_body(scope: Scope, receive: Receive, body: bytes) -> tuple[Scope, Receive]:
    """Return a request with another body."""
    is_sent = False

    async def receive_body() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"content-length"]
    return {**scope, "headers": [*headers, (b"content-length", str(len(body)).encode())]}, receive_body


async def _send_problem(send: Send) -> None:
    body = json.dumps(_PROBLEM).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
