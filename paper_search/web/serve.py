"""The port answers at once, while the site is still being made. In: a function that makes it; out: an ASGI application.

Loading Gradio takes longer than anything else at the start. Promises: until the site is there, whatever is asked for is
answered by a page that says so, keeps the address with the question in it and asks again by itself; a program is told
when to try again. Where the site cannot be made, ``failed`` is called with the reason, and the page stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

_RETRY_SECONDS = 2
_STARTUP_HTML = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Starting – Ask the papers</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    f'<meta http-equiv="refresh" content="{_RETRY_SECONDS}"></head><body><main><h1>The search is starting</h1>'
    "<p>This takes a few seconds. The page opens by itself, and a question you asked is answered then.</p>"
    "</main></body></html>"
).encode()
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(_STARTUP_HTML)).encode()),
    (b"retry-after", str(_RETRY_SECONDS).encode()),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


class StartupPage:
    """The site once it has been made, and a page that says so before."""

    def __init__(self, make: Callable[[], Any], on_failure: Callable[[BaseException], None]) -> None:
        self._make, self._on_failure = make, on_failure
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 503, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else _STARTUP_HTML})

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        ending = asyncio.ensure_future(receive())
        making = asyncio.ensure_future(asyncio.to_thread(self._make))
        await asyncio.wait({ending, making}, return_when=asyncio.FIRST_COMPLETED)
        if making.done() and (wrong := making.exception()) is not None:
            self._on_failure(wrong)
            await ending
        elif making.done():
            await self._serve_app(making.result(), ending)
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve_app(self, app: Any, ending: asyncio.Future[Any]) -> None:
        async with app.router.lifespan_context(app):
            self._app = app
            await ending
