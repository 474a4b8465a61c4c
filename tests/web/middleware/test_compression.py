"""Fewer bytes on the way: what is compressed, piece by piece where it comes in pieces, and what browsers may keep."""

from __future__ import annotations

import asyncio
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from paper_search.web.middleware.compression import CompressionMiddleware

MESSAGES = ("data: first\n\n", "data: " + "a longer one " * 500 + "\n\n", "data: last\n\n")
STREAM = "/gradio_api/queue/data"


async def _in_pieces(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers in pieces, as the page's questions are."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    for message in MESSAGES:
        await send({"type": "http.response.body", "body": message.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _send_request(path: str, accepted: bytes) -> list[dict[str, Any]]:
    """All that is sent in answer to a request."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", accepted)]}
    with ThreadPoolExecutor(1) as pool:
        # In a thread of its own: where a browser is being driven, this one has a loop already.
        pool.submit(asyncio.run, CompressionMiddleware(_in_pieces)(scope, None, send)).result()  # type: ignore[arg-type]
    return sent


def test_each_piece_can_be_read_as_soon_as_it_is_sent() -> None:
    start, *pieces = _send_request(STREAM, b"gzip, deflate, br")
    assert (b"content-encoding", b"gzip") in start["headers"]
    reader = zlib.decompressobj(31)
    read = [reader.decompress(piece["body"]).decode() for piece in pieces]
    assert tuple(read[:3]) == MESSAGES
    assert reader.eof, "and the end is one"
    assert sum(len(piece["body"]) for piece in pieces) < len("".join(MESSAGES)) / 10


PLAIN = [
    (STREAM, b"", "who cannot read it compressed"),
    (STREAM, b"br", "who reads another kind"),
    ("/paper", b"gzip", "a file, which may be asked for in parts"),
]


@pytest.mark.parametrize(("path", "accepted", "reason"), PLAIN, ids=[reason for *_, reason in PLAIN])
def test_what_is_sent_as_it_is(path: str, accepted: bytes, reason: str) -> None:
    start, *pieces = _send_request(path, accepted)
    assert not any(name == b"content-encoding" for name, _ in start["headers"])
    assert b"".join(piece["body"] for piece in pieces).decode() == "".join(MESSAGES)


def test_files_named_after_their_content_are_asked_for_once(client: TestClient) -> None:
    paths = re.findall(r"assets/[\w.-]+", client.get("/").text)
    assert paths
    for path in set(paths):
        caching = client.get(f"/{path}").headers.get("cache-control", "")
        assert caching == "public, max-age=31536000, immutable", path


@pytest.mark.parametrize("path", ["/", "/?q=roads", "/papers", "/own/site.css", "/assets/none-12345678.js"])
def test_nothing_else_is_kept_unasked(client: TestClient, path: str) -> None:
    assert "immutable" not in client.get(path).headers.get("cache-control", "")
