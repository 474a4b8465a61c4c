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

MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Level:
    """How full an address's measure was, and when."""

    full: float
    at: float


class Measure:
    """A measure for each address that takes ``most`` at once and empties within ``seconds``. Safe for threads."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._levels: OrderedDict[str, Level] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, adds: int = 1) -> float:
        """Seconds to wait; 0 where there is room, which is then taken."""
        now = self._clock()
        with self._lock:
            full = self._now(address, now)
            over = full + max(adds, 1) - self._most
            if over > 0:
                return over * self._seconds / self._most
            if adds:
                self._put(address, Level(full + adds, now))
        return 0.0

    def forget(self, address: str) -> None:
        """Empty the measure of an address."""
        with self._lock:
            self._levels.pop(address, None)

    def _now(self, address: str, now: float) -> float:
        level = self._levels.get(address)
        if level is None:
            return 0.0
        return max(level.full - (now - level.at) * self._most / self._seconds, 0.0)

    def _put(self, address: str, level: Level) -> None:
        self._levels[address] = level
        self._levels.move_to_end(address)
        while len(self._levels) > MOST_KEPT:
            self._levels.popitem(last=False)
