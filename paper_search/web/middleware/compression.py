"""Compression of answers, and caching of files that are named after their content.

An answer that comes in pieces over time is compressed piece by piece, and each piece is sent at once. What is
compressed already (Gradio's files, PDFs, pictures) and parts of a file are sent unchanged.
"""

from __future__ import annotations

import re
import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNCOMPRESSED_PATHS = re.compile(r"/(?:assets|static|gradio_api|paper|view|export)(?:/.*)?|/own/.*\.(?:png|woff2)")
_STREAMED_PATH = "/gradio_api/queue/data"
_IMMUTABLE_PATHS = re.compile(r"/assets/.*-[\w-]{8,10}\.(?:js|css|woff2?|svg|png)")
_COMPRESSION_LEVEL = 5
_GZIP_WBITS = 31
"""The window size by which zlib writes the gzip format."""


class CompressionMiddleware:
    """Compress pages, answers, style sheets and scripts for browsers that accept gzip.

    Starlette's own middleware leaves event streams uncompressed, and Gradio sends its answers in one.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app, self._gzip_app = app, GZipMiddleware(app, minimum_size=800, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == _STREAMED_PATH and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, _StreamCompressor(send).send)
        elif _IMMUTABLE_PATHS.fullmatch(scope["path"]):
            await self._app(scope, receive, _add_cache_header(send))
        elif _UNCOMPRESSED_PATHS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await self._gzip_app(scope, receive, send)


def _add_cache_header(send: Send) -> Send:
    """Return ``send`` with an answer that may be kept for a year: the name of such a file changes with its content."""

    async def send_cached(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            MutableHeaders(scope=message)["cache-control"] = "public, max-age=31536000, immutable"
        await send(message)

    return send_cached


class _StreamCompressor:
    """One answer that comes in pieces, each of which can be decompressed as soon as it is sent."""

    def __init__(self, send: Send) -> None:
        self._send, self._compressor = send, zlib.compressobj(_COMPRESSION_LEVEL, wbits=_GZIP_WBITS)
        self._is_compressed = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self._is_compressed = "content-encoding" not in headers and "content-length" not in headers
            if self._is_compressed:
                headers["content-encoding"] = "gzip"
                headers.add_vary_header("accept-encoding")
        elif message["type"] == "http.response.body" and self._is_compressed:
            is_last = not message.get("more_body", False)
            body = self._compressor.compress(message.get("body", b""))
            body += self._compressor.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
            message = {**message, "body": body}
        await self._send(message)
