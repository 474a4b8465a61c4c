"""The body of a request, read whole before anything is done for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import Message, Receive, Scope


async def read_body(scope: Scope, receive: Receive) -> tuple[bytes, Receive]:
    """Return the body of a request, and a ``receive`` that gives it once more.

    Args:
        scope: the request.
        receive: gives the parts of the body.

    Raises:
        ClientDisconnect: the visitor left before the body had come.
    """
    body, is_replayed = await Request(scope, receive).body(), False

    async def receive_again() -> Message:
        nonlocal is_replayed
        if is_replayed:
            return await receive()
        is_replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, receive_again
