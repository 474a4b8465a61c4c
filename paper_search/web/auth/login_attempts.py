"""Back-off for wrong passwords, by address and name, that no attacker can turn into a lock.

Only failures count. Three limits stand beside each other:

* One name from one address: five wrong passwords are free, then each wait is twice the one before, up to five minutes.
  It is counted by the pair, so what somebody tries elsewhere does not delay a person at her own address.
* Many names from one address: twenty are free, then waits up to one minute. An address from which a name has signed
  in before is not held to this limit for that name, so that a colleague behind the same address is not kept out.
* One name from many addresses: once twenty were wrong, an address that has not signed in with that name has two free
  tries, and then longer waits. Its first tries are always let in: a right password from a fresh address is never
  refused.

So one address guesses at one name at most 300 times a day, and at all names 1,500 times. Many addresses multiply this:
no limit can tell a fresh attacker from a fresh owner, and the length of passwords must do the rest. See OWASP,
"Slow Down Online Guessing Attacks with Device Cookies", for the trade; here the address takes the cookie's place, and
nothing is kept on the visitor's device.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from paper_search.web.rate_limit import BackoffPolicy, FailureBackoff, get_client_network

_DAY, _HOUR = 86_400.0, 3_600.0
PAIR_POLICY = BackoffPolicy(free=5, first_seconds=1, max_seconds=300, forget_seconds=_DAY)
ADDRESS_POLICY = BackoffPolicy(free=20, first_seconds=1, max_seconds=60, forget_seconds=_HOUR)
_TARGETED_NAME_FAILURES = 20
TARGETED_PAIR_POLICY = BackoffPolicy(free=2, first_seconds=16, max_seconds=300, forget_seconds=_DAY)
"""The waits for a name that is guessed at from many addresses."""
_COUNTING_POLICY = BackoffPolicy(free=0, first_seconds=0, max_seconds=0, forget_seconds=_DAY)
_MAX_KNOWN_PAIRS, _KNOWN_SECONDS = 10_000, 30 * _DAY
"""How many addresses are remembered from which a name signed in, and for how long."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to an attempt: it may be checked now, or not yet.

    Attributes:
        wait_seconds: how long to wait; 0 where the attempt may be checked now.
        is_busy: True where the wait is only for other attempts that are being checked.
    """

    wait_seconds: float = 0.0
    is_busy: bool = False


class LoginAttempts:
    """The failures by address and name, in memory. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without failures. ``clock`` gives the time in seconds."""
        self._clock, self._lock = clock, Lock()
        self._pairs = FailureBackoff(PAIR_POLICY, clock)
        self._addresses = FailureBackoff(ADDRESS_POLICY, clock)
        self._names = FailureBackoff(_COUNTING_POLICY, clock)
        self._known_pairs: OrderedDict[str, float] = OrderedDict()

    def begin(self, address: str, name: str) -> Turn:
        """Begin an attempt. One that may be checked now counts until ``end`` is called.

        Args:
            address: the network address of the attempt.
            name: the name that is typed in.
        """
        network, pair = _make_keys(address, name)
        with self._lock:
            is_known = self._is_known(pair)
            is_targeted = not is_known and self._names.get_failures(name) >= _TARGETED_NAME_FAILURES
            policy = TARGETED_PAIR_POLICY if is_targeted else PAIR_POLICY
            waits = [self._pairs.get_wait_seconds(pair, policy)]
            has_room = self._pairs.has_room(pair, policy)
            if not is_known:
                waits.append(self._addresses.get_wait_seconds(network))
                has_room = has_room and self._addresses.has_room(network)
            if any(waits):
                return Turn(max(waits))
            if not has_room:
                return Turn(1.0, is_busy=True)
            self._pairs.begin(pair)
            self._addresses.begin(network)
        return Turn()

    def end(self, address: str, name: str, has_failed: bool) -> None:
        """End an attempt that was let in.

        Args:
            address: the network address of the attempt.
            name: the name that was typed in.
            has_failed: True where the name and the password do not go together.
        """
        network, pair = _make_keys(address, name)
        with self._lock:
            self._pairs.end(pair, has_failed)
            self._addresses.end(network, has_failed)
            if has_failed:
                self._names.end(name, has_failed)
            else:
                # The failures of the address stay, or an attacker with one account of his own could wipe them out.
                self._pairs.forget(pair)
                self._remember_pair(pair)

    def _is_known(self, pair: str) -> bool:
        signed_in_at = self._known_pairs.get(pair)
        return signed_in_at is not None and self._clock() - signed_in_at < _KNOWN_SECONDS

    def _remember_pair(self, pair: str) -> None:
        self._known_pairs[pair] = self._clock()
        self._known_pairs.move_to_end(pair)
        while len(self._known_pairs) > _MAX_KNOWN_PAIRS:
            self._known_pairs.popitem(last=False)


def _make_keys(address: str, name: str) -> tuple[str, str]:
    network = get_client_network(address)
    return network, f"{network} {name}"
