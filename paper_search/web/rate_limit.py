"""Rate limits in memory: a leaky bucket for each address, and exponential back-off after failures.

Of an address a number and a time are kept, for as long as they are needed. However many addresses there are, no more
than ``MAX_ADDRESSES`` are kept.

The back-off is not that of the package ``limits``: its windows refuse for a fixed time, which locks people out, its
keys in memory have no largest number, and what was counted beforehand cannot be taken back.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MAX_ADDRESSES = 50_000


def get_client_network(address: str) -> str:
    """Return what counts as one address: itself, or of IPv6 the network of 64 bits that one subscriber is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


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


@dataclass(frozen=True, slots=True)
class BackoffPolicy:
    """The waits between failures.

    Attributes:
        free: how many failures cost no wait.
        first_seconds: the wait after one more; each further failure doubles it.
        max_seconds: the longest wait.
        forget_seconds: how long after the last failure all of them are forgotten.
    """

    free: int
    first_seconds: float
    max_seconds: float
    forget_seconds: float

    def get_wait_seconds(self, failures: int) -> float:
        """Return the wait after so many failures, in seconds."""
        doublings = min(failures - self.free, 32)
        return min(self.first_seconds * 2.0**doublings, self.max_seconds) if doublings >= 0 else 0.0


@dataclass(slots=True)
class _FailureCount:
    failures: int = 0
    pending: int = 0
    failed_at: float = 0.0


class FailureBackoff:
    """The failures of each key. An attempt counts while it is checked, and afterwards only if it failed.

    Not safe for threads by itself.
    """

    def __init__(self, policy: BackoffPolicy, clock: Callable[[], float] = time.monotonic) -> None:
        """Give every key the same policy.

        Args:
            policy: the waits.
            clock: gives the time in seconds.
        """
        self._policy, self._clock = policy, clock
        self._counts: OrderedDict[str, _FailureCount] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are kept."""
        return len(self._counts)

    def get_failures(self, key: str) -> int:
        """Return how many failures of a key are not forgotten."""
        count = self._counts.get(key)
        if count is None or self._clock() - count.failed_at > self._policy.forget_seconds:
            return 0
        return count.failures

    def get_wait_seconds(self, key: str, policy: BackoffPolicy | None = None) -> float:
        """Return the seconds until a key may try again; 0 where it may now.

        Args:
            key: who tries.
            policy: the waits, where they are not those of all keys.
        """
        wait = (policy or self._policy).get_wait_seconds(self.get_failures(key))
        return max(self._counts[key].failed_at + wait - self._clock(), 0.0) if wait else 0.0

    def has_room(self, key: str, policy: BackoffPolicy | None = None) -> bool:
        """Return False while attempts are checked that would use up the free failures if they failed."""
        count = self._counts.get(key)
        if count is None or not count.pending:
            return True
        return self.get_failures(key) + count.pending < (policy or self._policy).free

    def begin(self, key: str) -> None:
        """Count an attempt that is about to be checked."""
        self._touch(key).pending += 1

    def end(self, key: str, has_failed: bool) -> None:
        """Take back an attempt, and count it as a failure if it was one."""
        count = self._touch(key)
        count.pending = max(count.pending - 1, 0)
        if has_failed:
            count.failures, count.failed_at = self.get_failures(key) + 1, self._clock()
        elif not count.pending and not count.failures:
            del self._counts[key]

    def forget(self, key: str) -> None:
        """Forget the failures of a key."""
        count = self._counts.get(key)
        if count is not None:
            count.failures = 0
            if not count.pending:
                del self._counts[key]

    def _touch(self, key: str) -> _FailureCount:
        count = self._counts.setdefault(key, _FailureCount())
        self._counts.move_to_end(key)
        while len(self._counts) > MAX_ADDRESSES:
            self._counts.popitem(last=False)
        return count
