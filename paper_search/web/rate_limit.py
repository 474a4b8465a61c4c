"""How much work one visitor may ask for. In: an address and the time; out: whether there is room, or how long to wait.

Promises: what is kept of an address is a number and a time, in memory, and goes when it is no longer needed; however
many addresses there are, no more than ``MOST_KEPT`` are kept.
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
    """How full an address's measure was, and when."""

    full: float
    updated_at: float


class LeakyBucket:
    """A measure for each address that takes ``most`` at once and empties within ``seconds``. Safe for threads."""

    def __init__(self, capacity: int, drain_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity, self._drain_seconds, self._clock = capacity, drain_seconds, clock
        self._levels: OrderedDict[str, BucketLevel] = OrderedDict()
        self._lock = Lock()

    def consume(self, address: str, amount: int = 1) -> float:
        """Seconds to wait; 0 where there is room, which is then taken."""
        now = self._clock()
        with self._lock:
            full = self._current_level(address, now)
            over = full + max(amount, 1) - self._capacity
            if over > 0:
                return over * self._drain_seconds / self._capacity
            if amount:
                self._store_level(address, BucketLevel(full + amount, now))
        return 0.0

    def forget(self, address: str) -> None:
        """Empty the measure of an address."""
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
