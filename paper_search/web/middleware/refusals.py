"""Answers that turn a request away, in the form that its sender reads.

A person gets a whole page of the site, a program a problem record (RFC 9457). Neither repeats the address, which may
hold a question or what an attacker wants to see printed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from starlette.types import Scope, Send

from paper_search.web.components import layout
from paper_search.web.request_id import add_reference

_JSON_PREFIXES = ("/api", "/gradio_api", "/judgement")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that turns a request away.

    Attributes:
        status: the HTTP status.
        heading: what happened, in a few words.
        detail: what to do, a sentence or two a line, each of which is a paragraph of the page.
        retry_seconds: when it is worth trying again; None where that is not known.
        methods: those that the address answers, where the one that was used is the fault.
        closes: True where the rest of the request is not read, so that nothing behind it is taken for another.
    """

    status: int
    heading: str
    detail: str
    retry_seconds: int | None = None
    methods: tuple[str, ...] = ()
    closes: bool = False


PAGE_NOT_FOUND = Refusal(
    404,
    "Page not found",
    "If you typed the web address, check it is correct.\nIf you pasted the web address, check you copied all of it.",
)


def refuse_method(methods: tuple[str, ...]) -> Refusal:
    """Return the refusal of a method that an address does not answer.

    Args:
        methods: the methods that it does answer.
    """
    detail = "This address cannot be used in this way.\nGo back to the page you came from and try again."
    return Refusal(405, "This cannot be done here", detail, methods=methods)


async def send_refusal(send: Send, scope: Scope, refusal: Refusal) -> None:
    """Send a refusal as a page, or as a problem record to programs.

    Args:
        send: sends the parts of the answer.
        scope: the request, whose path and headers tell a program from a person.
        refusal: what is said.
    """
    headers, body = format_refusal(scope, refusal)
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else body})


def format_refusal(scope: Scope, refusal: Refusal) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return the headers and the body of a refusal.

    Args:
        scope: the request.
        refusal: what is said.
    """
    if refusal.status >= 500:
        refusal = replace(refusal, detail=add_reference(refusal.detail))
    if is_from_program(scope):
        media_type, body = b"application/problem+json", _format_problem(refusal)
    else:
        page = layout.render_message_page(refusal.heading, refusal.detail, refusal.retry_seconds is not None)
        media_type, body = b"text/html; charset=utf-8", page.encode()
    headers = [
        (b"content-type", media_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(refusal.retry_seconds or "").encode()),
        (b"allow", ", ".join(refusal.methods).encode()),
        (b"connection", b"close" if refusal.closes else b""),
    ]
    return [(name, value) for name, value in headers if value], body


def is_from_program(scope: Scope) -> bool:
    """Return True if a request is a program's: by its path, or as it asks for JSON and not for a page."""
    if scope["path"].startswith(_JSON_PREFIXES):
        return True
    accepted = b",".join(value for name, value in scope["headers"] if name.lower() == b"accept").lower()
    return b"json" in accepted and b"text/html" not in accepted


def _format_problem(refusal: Refusal) -> bytes:
    problem = {
        "type": "about:blank",
        "title": refusal.heading,
        "status": refusal.status,
        "detail": refusal.detail.replace("\n", " "),
    }
    return json.dumps(problem).encode()
