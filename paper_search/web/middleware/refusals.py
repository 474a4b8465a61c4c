"""Answers that turn a request away, in the form that its sender reads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.types import Send

from paper_search.web.components import layout

_JSON_PREFIXES = ("/api", "/gradio_api", "/judgement")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that turns a request away; ``retry_seconds`` is when it is worth trying again."""

    status: int
    heading: str
    detail: str
    retry_seconds: int | None = None


async def send_refusal(send: Send, path: str, refusal: Refusal) -> None:
    """Send a refusal as a page, or as a problem record (RFC 9457) to programs.

    Args:
        send: sends the parts of the answer.
        path: the path of the request, which tells a program from a person.
        refusal: what is said.
    """
    if path.startswith(_JSON_PREFIXES):
        problem = {"type": "about:blank", "title": refusal.heading, "status": refusal.status, "detail": refusal.detail}
        media_type, body = b"application/problem+json", json.dumps(problem).encode()
    else:
        page = layout.render_message_page(refusal.heading, refusal.detail)
        media_type, body = b"text/html; charset=utf-8", page.encode()
    headers = [
        (b"content-type", media_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if refusal.retry_seconds is not None:
        headers.append((b"retry-after", str(refusal.retry_seconds).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
