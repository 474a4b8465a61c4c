"""A name for every request, in the answer and in the log, and the time and status of the answer.

The name comes back in ``X-Request-Id``. A trusted proxy may give it, so that its log and this one agree.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from paper_search.web.log_format import log_response
from paper_search.web.metrics import SiteMetrics
from paper_search.web.middleware.forwarded import is_from_trusted_proxy
from paper_search.web.request_id import answer_request, make_request_id

_HEADER = b"x-request-id"
_VALID_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_OTHER = "other"


class RequestIdMiddleware:
    """Name a request, and record how it was answered."""

    def __init__(self, app: ASGIApp, route_names: Collection[str], metrics: SiteMetrics | None = None) -> None:
        """Stand before an application, behind what knows the trusted proxies.

        Args:
            app: what answers.
            route_names: the first parts of the site's addresses; nothing more of an address is recorded.
            metrics: where answers are counted; None for nowhere.
        """
        self._app, self._names, self._metrics = app, frozenset(route_names), metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = _choose_id(scope), time.perf_counter(), 500

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", []), (_HEADER, request_id.encode())]}
            await send(message)

        with answer_request(request_id):
            try:
                if self._metrics is None:
                    await self._app(scope, receive, send_named)
                else:
                    with self._metrics.requests_in_progress.track_inprogress():
                        await self._app(scope, receive, send_named)
            finally:
                self._record(scope, status, time.perf_counter() - began)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = _name_route(scope["path"], self._names)
        log_response(scope["method"], route, status, seconds * 1000)
        if self._metrics is not None:
            self._metrics.count_response(route, status)


def _choose_id(scope: Scope) -> str:
    """Return the name that a trusted proxy gave the request, or a new one."""
    values = [value for name, value in scope["headers"] if name.lower() == _HEADER]
    if len(values) == 1 and is_from_trusted_proxy(scope) and _VALID_ID.fullmatch(values[0]):
        return str(values[0], "ascii")
    return make_request_id()


def _name_route(path: str, names: Collection[str]) -> str:
    """Return the part of the site that a path belongs to: "/papers" of "/papers/12"; "other" for none of them."""
    first: str = path.removeprefix("/").partition("/")[0]
    return f"/{first}" if first in names or not first else _OTHER
