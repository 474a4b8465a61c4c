"""Fewer bytes on the way. In: an ASGI application; out: the same one, its pages and its own files compressed.

Promise: what is compressed already (Gradio's files, PDFs, pictures), what comes in pieces over time, and parts of a
file are sent as they are.
"""

from __future__ import annotations

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_AS_THEY_ARE = re.compile(r"/(?:assets|static|gradio_api|paper|view|export)(?:/.*)?|/own/.*\.(?:png|woff2)")


def squeezed(app: ASGIApp) -> ASGIApp:
    """The application with pages, style sheets and scripts compressed for browsers that can take it."""
    small = GZipMiddleware(app, minimum_size=800, compresslevel=6)

    async def squeeze(scope: Scope, receive: Receive, send: Send) -> None:
        as_it_is = scope["type"] != "http" or _AS_THEY_ARE.fullmatch(scope["path"])
        await (app if as_it_is else small)(scope, receive, send)

    return squeeze
