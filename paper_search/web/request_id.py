"""The name of the request that is being answered, by which a visitor's error is found in the log."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def make_request_id() -> str:
    """Return a new name: 16 hexadecimal digits, which say nothing of the visitor."""
    return secrets.token_hex(8)


def get_request_id() -> str:
    """Return the name of the request that is being answered; empty outside one."""
    return _current.get()


@contextmanager
def answer_request(request_id: str) -> Iterator[None]:
    """Let everything in the block belong to a request."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def add_reference(text: str) -> str:
    """Return words about a fault with the name of the request behind them, which stands in the log too."""
    request_id = get_request_id()
    return f"{text} Reference: {request_id}." if request_id else text
