"""A rate limit for each address: a leaky bucket in memory.

Of an address a number and a time are kept, for as long as they are needed. However many addresses there are, no more
than ``MAX_ADDRESSES`` are kept.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MAX_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True)
class BucketLevel:
    """The level of an address's bucket, and when it was measured."""

    full: float
    updated_at: float


class LeakyBucket:
    """A bucket for each address, which fills with every request and drains by itself. Safe for threads."""

    def __init__(self, capacity: int, drain_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Make every bucket the same size.

        Args:
            capacity: how much a bucket takes at once.
            drain_seconds: in how many seconds a full bucket is empty again.
            clock: gives the time in seconds.
        """
        self._capacity, self._drain_seconds, self._clock = capacity, drain_seconds, clock
        self._levels: OrderedDict[str, BucketLevel] = OrderedDict()
        self._lock = Lock()

    def consume(self, address: str, amount: int = 1) -> float:
        """Take room in the bucket of an address.

        Args:
            address: whose bucket.
            amount: how much is taken; 0 only asks whether there is room for 1.

        Returns:
            Seconds to wait; 0 where there was room, which is then taken.
        """
        now = self._clock()
        with self._lock:
            full = self._current_level(address, now)
            excess = full + max(amount, 1) - self._capacity
            if excess > 0:
                return excess * self._drain_seconds / self._capacity
            if amount:
                self._store_level(address, BucketLevel(full + amount, now))
        return 0.0

    def forget(self, address: str) -> None:
        """Empty the bucket of an address."""
        with self._lock:
            self._levels.pop(address, None)

    def _current_level(self, address: str, now: float) -> float:
        level = self._levels.get(address)
        if level is None:
            return 0.0
        return max(level.full - (now - level.updated_at) * self._capacity / self._drain_seconds, 0.0)

    def _store_level(self, address: str, level: BucketLevel) -> None:
        self._levels[address] = level
        self._levels.move_to_end(address)
        while len(self._levels) > MAX_ADDRESSES:
            self._levels.popitem(last=False)
