"""Turns on one server: one question is written at a time, a few wait, and the next are told that it is busy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from paper_search.errors import ModelServerError

MAX_WAITING = 4
"""Questions that wait for their turn."""


class Turns:
    """The one place at a server, and who waits for it. Whoever is cancelled gives up the place or the wait."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        """Let so many wait."""
        self._lock, self._max_waiting, self._waiting = asyncio.Lock(), max_waiting, 0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._waiting

    @asynccontextmanager
    async def take(self, seconds: float) -> AsyncIterator[None]:
        """Have the place while inside.

        Args:
            seconds: how long to wait for it.

        Raises:
            ModelServerError: too many wait already, or the wait took too long.
        """
        if self._lock.locked() and self._waiting >= self._max_waiting:
            _refuse()
        self._waiting += 1
        try:
            await asyncio.wait_for(self._lock.acquire(), seconds)
        except TimeoutError:
            _refuse()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._lock.release()


def _refuse() -> None:
    raise ModelServerError("busy", "Too many questions wait for the language model. Ask again in a minute.") from None
