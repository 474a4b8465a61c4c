"""Back-off after failures: how long a key waits, what is forgotten, and how much is kept."""

from __future__ import annotations

import pytest

from paper_search.web import rate_limit
from paper_search.web.rate_limit import MAX_ADDRESSES, BackoffPolicy, FailureBackoff, get_client_network

POLICY = BackoffPolicy(free=3, first_seconds=1, max_seconds=10, forget_seconds=100)

WAITS = [
    (0, 0, "nothing failed"),
    (2, 0, "fewer than are free"),
    (3, 1, "the last that is free"),
    (4, 2, "twice as long"),
    (6, 8, "and again"),
    (7, 10, "never longer than the longest"),
    (10_000, 10, "however many there were"),
]


@pytest.mark.parametrize(("failures", "seconds", "reason"), WAITS, ids=[reason for *_, reason in WAITS])
def test_the_wait_doubles_up_to_a_longest_one(failures: int, seconds: float, reason: str) -> None:
    assert POLICY.get_wait_seconds(failures) == seconds


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(backoff: FailureBackoff, key: str, times: int) -> None:
    for _ in range(times):
        backoff.begin(key)
        backoff.end(key, has_failed=True)


def test_a_wait_passes_and_failures_are_forgotten() -> None:
    clock = Clock()
    backoff = FailureBackoff(POLICY, clock)
    fail(backoff, "a", 4)
    assert backoff.get_wait_seconds("a") == 2
    assert backoff.get_wait_seconds("b") == 0, "each key has its own"
    clock.now = 1.5
    assert backoff.get_wait_seconds("a") == 0.5
    clock.now = 101
    assert (backoff.get_failures("a"), backoff.get_wait_seconds("a")) == (0, 0)
    fail(backoff, "a", 1)
    assert backoff.get_failures("a") == 1, "what was forgotten does not come back"


def test_attempts_that_succeed_leave_nothing() -> None:
    backoff = FailureBackoff(POLICY, Clock())
    for _ in range(50):
        backoff.begin("a")
        backoff.end("a", has_failed=False)
    assert (backoff.get_wait_seconds("a"), len(backoff)) == (0, 0)


def test_attempts_at_the_same_time_are_no_way_around_the_waits() -> None:
    backoff = FailureBackoff(POLICY, Clock())
    let_in = 0
    for _ in range(20):
        if backoff.has_room("a"):
            backoff.begin("a")
            let_in += 1
    assert let_in == POLICY.free


def test_however_many_keys_there_are_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MAX_ADDRESSES", 100)
    assert MAX_ADDRESSES > 100
    backoff = FailureBackoff(POLICY, Clock())
    for number in range(250):
        fail(backoff, str(number), 1)
    assert len(backoff) == 100
    assert backoff.get_failures("249") == 1, "the latest are kept"


NETWORKS = [
    ("192.0.2.7", "192.0.2.7", "an address"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "one of the many of one subscriber"),
    ("::ffff:192.0.2.7", "192.0.2.7", "an address in the form of the newer protocol"),
    ("testclient", "testclient", "no address"),
    ("", "", "none"),
]


@pytest.mark.parametrize(("address", "network", "reason"), NETWORKS, ids=[reason for *_, reason in NETWORKS])
def test_what_counts_as_one_address(address: str, network: str, reason: str) -> None:
    assert get_client_network(address) == network
