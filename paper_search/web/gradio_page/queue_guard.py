"""A check of what is put into Gradio's queue, before Gradio reads it.

Gradio answers a call of a function that it does not have with status 500. Here it is a request that cannot be used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from paper_search.web.request_body import read_body

_JOIN_PATH = re.compile(r"/gradio_api/queue/join/?")
_SESSION_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_VALUES = 8
_PROBLEM = {
    "type": "about:blank",
    "title": "Not a question of this page",
    "status": 400,
    "detail": "The page was changed since it was opened, or something else sent this. Open the page again.",
}


class QueueGuardMiddleware:
    """Refuse what is no event of the page with status 400."""

    def __init__(self, app: ASGIApp, event_ids: Collection[int]) -> None:
        """Stand before an application.

        Args:
            app: the application in which Gradio is mounted.
            event_ids: the numbers of the functions that the page has.
        """
        self._app, self._event_ids = app, frozenset(event_ids)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _JOIN_PATH.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        body, receive_again = await read_body(scope, receive)
        if self._is_event(body):
            await self._app(scope, receive_again, send)
        else:
            await _send_problem(send)

    def _is_event(self, body: bytes) -> bool:
        try:
            event: Any = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(event, dict):
            return False
        number, session, values = (event.get(name) for name in ("fn_index", "session_hash", "data"))
        is_own = type(number) is int and number in self._event_ids
        is_session = isinstance(session, str) and _SESSION_PATTERN.fullmatch(session) is not None
        return is_own and is_session and isinstance(values, list) and len(values) <= _MAX_VALUES


async def _send_problem(send: Send) -> None:
    body = json.dumps(_PROBLEM).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
