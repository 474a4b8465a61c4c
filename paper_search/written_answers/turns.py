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
        self._lock, self._max_waiting, self._present = asyncio.Lock(), max_waiting, 0

    @asynccontextmanager
    async def take(self, seconds: float) -> AsyncIterator[None]:
        """Have the place while inside.

        Args:
            seconds: how long to wait for it.

        Raises:
            ModelServerError: too many wait already, or the wait took too long.
        """
        if self._present > self._max_waiting:
            raise _make_busy_error()
        self._present += 1
        try:
            await self._acquire(seconds)
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._present -= 1

    async def _acquire(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._lock.acquire()
        except TimeoutError:
            raise _make_busy_error() from None


def _make_busy_error() -> ModelServerError:
    return ModelServerError("busy", "Too many questions wait for the language model. Ask again in a minute.")
