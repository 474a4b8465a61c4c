"""Which connections stay open: limits for each address and in all, and whose turn it is to go.

A new connection is let in by closing another that only waits for its request, the oldest first: of the same address
where that has too many, of the address with the most where the server is full. So whoever holds connections open, from
one address or from many, takes places from himself, and a visitor at another address is answered. Where every
connection is being answered, the one that has been for longest goes, if that is long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from paper_search.web.rate_limit import get_client_network

ConnectionT = TypeVar("ConnectionT", bound=Hashable)
RESERVED_FILES = 96
"""Files that the process needs beside its connections: 30 at rest, and up to 60 for the index and the readers' pipes
with every thread at work."""
LONG_ANSWER_SECONDS = 30.0
"""After how long an answer that is still being sent makes room for somebody new, where the server is full. Only streams
that never end and very slow readers take so long, and a browser opens a stream again."""
_MIN_CONNECTIONS, _MAX_BACKLOG = 8, 128


def compute_max_connections(wanted: int, file_limit: int) -> int:
    """Return how many connections may be open, so that the process never runs out of file descriptors.

    Args:
        wanted: the limit in the settings.
        file_limit: how many files the process may open (``RLIMIT_NOFILE``).
    """
    return max(min(wanted, (file_limit - RESERVED_FILES) // 2), _MIN_CONNECTIONS)


def compute_backlog(file_limit: int) -> int:
    """Return how many connections may be accepted before those that make room are closed.

    Args:
        file_limit: how many files the process may open (``RLIMIT_NOFILE``).
    """
    return max(min((file_limit - RESERVED_FILES) // 4, _MAX_BACKLOG), _MIN_CONNECTIONS)


@dataclass(slots=True)
class _Address(Generic[ConnectionT]):
    """The connections of one address: those that wait for a request and those that are answered, oldest first.

    With each stands when it came to stand there, in seconds.
    """

    is_trusted: bool
    waiting: dict[ConnectionT, float] = field(default_factory=dict)
    answering: dict[ConnectionT, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.waiting) + len(self.answering)


class ConnectionTable(Generic[ConnectionT]):
    """The open connections by address. For one event loop, not safe for threads."""

    def __init__(
        self,
        max_connections: int,
        max_per_address: int,
        trusted_proxies: Container[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin without connections.

        Args:
            max_connections: how many are open at most.
            max_per_address: how many of them one address may hold.
            trusted_proxies: contains the addresses that may hold all, as many visitors come through each.
            clock: gives the time in seconds.
        """
        self._clock = clock
        self._max_connections, self._max_per_address = max_connections, max_per_address
        self._trusted_proxies = trusted_proxies
        self._addresses: dict[str, _Address[ConnectionT]] = {}
        self._address_of: dict[ConnectionT, str] = {}

    def __len__(self) -> int:
        """Return how many connections are open."""
        return len(self._address_of)

    def admit(self, connection: ConnectionT, address: str) -> list[ConnectionT]:
        """Take in a new connection, which waits for a request then.

        Args:
            connection: the connection.
            address: where it comes from.

        Returns:
            The connections to be closed, which are forgotten already: the new one itself where there is no place.
        """
        key = get_client_network(address)
        own = self._addresses.get(key) or _Address(address in self._trusted_proxies)
        dropped: list[ConnectionT] = []
        if not own.is_trusted and len(own) >= self._max_per_address:
            if not own.waiting:
                return [connection]
            dropped.append(self._forget_oldest(own.waiting))
        if len(self) >= self._max_connections:
            victim = self._choose_victim(own)
            if victim is None:
                return [*dropped, connection]
            dropped.append(self._forget_oldest(victim))
        self._addresses.setdefault(key, own).waiting[connection] = self._clock()
        self._address_of[connection] = key
        return dropped

    def mark_answering(self, connection: ConnectionT) -> None:
        """Note that the request of a connection has come and is being answered."""
        self._move(connection, to_answering=True)

    def mark_waiting(self, connection: ConnectionT) -> None:
        """Note that a connection waits for a request again, as the youngest of those that do."""
        self._move(connection, to_answering=False)

    def forget(self, connection: ConnectionT) -> None:
        """Remove a connection that is closed."""
        key = self._address_of.pop(connection, None)
        if key is not None:
            address = self._addresses[key]
            address.waiting.pop(connection, None)
            address.answering.pop(connection, None)
            if not len(address):
                del self._addresses[key]

    def _move(self, connection: ConnectionT, to_answering: bool) -> None:
        key = self._address_of.get(connection)
        if key is not None:
            address = self._addresses[key]
            before, after = address.answering, address.waiting
            if to_answering:
                before, after = after, before
            before.pop(connection, None)
            # Where it stands there already it keeps its place: a byte now and then makes nobody younger.
            after.setdefault(connection, self._clock())

    def _choose_victim(self, own: _Address[ConnectionT]) -> dict[ConnectionT, float] | None:
        """Return the connections whose oldest makes room for one of an address, or None."""
        waiting = [address for address in self._addresses.values() if address.waiting]
        # Answers are broken off only of an address that has more than the new one would have with this connection.
        heavier = [
            address
            for address in self._addresses.values()
            if address.answering and not address.is_trusted and len(address) > len(own) + 1
        ]
        heaviest = max(heavier, key=len, default=None)
        heaviest_waiting = max(waiting, key=len, default=None)
        if heaviest is not None and (heaviest_waiting is None or len(heaviest) > len(heaviest_waiting)):
            return heaviest.answering
        return heaviest_waiting.waiting if heaviest_waiting else self._find_longest_answer()

    def _find_longest_answer(self) -> dict[ConnectionT, float] | None:
        """Return the connections whose oldest has been answered for longest, or None where that is not long."""
        answering = [address.answering for address in self._addresses.values() if not address.is_trusted]
        oldest = min(filter(None, answering), key=lambda connections: next(iter(connections.values())), default=None)
        if oldest is None or self._clock() - next(iter(oldest.values())) < LONG_ANSWER_SECONDS:
            return None
        return oldest

    def _forget_oldest(self, connections: dict[ConnectionT, float]) -> ConnectionT:
        oldest = next(iter(connections))
        self.forget(oldest)
        return oldest
