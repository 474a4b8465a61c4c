"""Wrong passwords: who waits, who does not, and how many guesses that leaves."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from paper_search.web.auth.login_attempts import LoginAttempts

HER, HIS, OFFICE = "192.0.2.1", "198.51.100.9", "203.0.113.5"


class Desk:
    """Attempts under a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.attempts = LoginAttempts(lambda: self.now)

    def attempt(self, address: str, name: str, is_right: bool) -> float:
        """Try once, and return the seconds to wait; 0 where the password was looked at."""
        turn = self.attempts.begin(address, name)
        if not turn.wait_seconds:
            self.attempts.end(address, name, has_failed=not is_right)
        return turn.wait_seconds

    def fail(self, address: str, name: str, times: int) -> None:
        """Have so many passwords looked at that are wrong, each as soon as that may be."""
        for _ in range(times):
            while wait := self.attempt(address, name, is_right=False):
                self.now += wait


def _many_right(desk: Desk) -> None:
    for _ in range(50):
        assert desk.attempt(OFFICE, "alex", is_right=True) == 0


def _many_colleagues(desk: Desk) -> None:
    for number in range(50):
        assert desk.attempt(OFFICE, f"colleague {number}", is_right=True) == 0


def _guess_elsewhere(desk: Desk) -> None:
    desk.fail(HIS, "alex", 40)


def _guess_from_everywhere(desk: Desk) -> None:
    for number in range(500):
        desk.fail(f"198.51.{number % 250}.{number // 250}", "alex", 1)


def _mistype(times: int) -> Callable[[Desk], None]:
    return lambda desk: desk.fail(HER, "alex", times)


def _guess_many_names_in_the_office(desk: Desk) -> None:
    assert desk.attempt(OFFICE, "alex", is_right=True) == 0
    for number in range(25):
        desk.fail(OFFICE, f"guess {number}", 1)


NOT_DELAYED = [
    (_many_right, OFFICE, "alex", "right passwords do not count"),
    (_many_colleagues, OFFICE, "alex", "nor do those of everybody behind one address"),
    (_guess_elsewhere, HER, "alex", "what is tried at another address delays nobody here"),
    (_guess_from_everywhere, HER, "alex", "nor what is tried at very many"),
    (_mistype(4), HER, "alex", "a few slips"),
    (_guess_many_names_in_the_office, OFFICE, "alex", "somebody who signed in here before, beside one who guesses"),
    (lambda desk: desk.fail(HIS, "alex", 40), HIS, "sam", "another name after many failures, at its first try"),
]


@pytest.mark.parametrize(
    ("before", "address", "name", "reason"), NOT_DELAYED, ids=[reason for *_, reason in NOT_DELAYED]
)
def test_a_right_password_is_let_in_at_once(
    before: Callable[[Desk], None], address: str, name: str, reason: str
) -> None:
    desk = Desk()
    before(desk)
    if reason.startswith("another name"):
        # The address itself waits a minute at most.
        wait = desk.attempt(address, name, is_right=True)
        assert wait <= 60
        desk.now += wait
    assert desk.attempt(address, name, is_right=True) == 0


DELAYED = [
    (HER, "alex", 5, 1, "the sixth wrong password in a row"),
    (HER, "alex", 6, 2, "one more"),
    (HER, "alex", 30, 300, "however many, five minutes at most"),
]


@pytest.mark.parametrize(("address", "name", "times", "seconds", "reason"), DELAYED, ids=[r for *_, r in DELAYED])
def test_wrong_passwords_wait_longer_each_time(
    address: str, name: str, times: int, seconds: float, reason: str
) -> None:
    desk = Desk()
    desk.fail(address, name, times)
    assert desk.attempt(address, name, is_right=True) == pytest.approx(seconds)
    desk.now += seconds
    assert desk.attempt(address, name, is_right=True) == 0, "a wait, and no lock"
    desk.fail(address, name, 4)
    assert desk.attempt(address, name, is_right=True) == 0, "and what was wrong before is forgotten"


def guesses_in_a_day(attempt: Callable[[Desk, int], float]) -> int:
    """Return how many passwords are looked at in a day by somebody who tries as often as that may be."""
    desk, looked_at = Desk(), 0
    for number in count():
        wait = attempt(desk, number)
        desk.now += wait
        if desk.now > 86_400:
            return looked_at
        looked_at += not wait
    raise AssertionError


BOUNDS = [
    (lambda desk, number: desk.attempt(HIS, "alex", False), 310, "one name from one address"),
    (lambda desk, number: desk.attempt(HIS, f"name {number}", False), 1500, "very many names from one address"),
    (
        lambda desk, number: desk.attempt(f"2001:db8::{number % 65536:x}", "alex", False),
        310,
        "one name from all the addresses of one subscriber",
    ),
]


@pytest.mark.parametrize(("attempt", "most", "reason"), BOUNDS, ids=[reason for *_, reason in BOUNDS])
def test_guessing_stays_expensive(attempt: Callable[[Desk, int], float], most: int, reason: str) -> None:
    assert 0 < guesses_in_a_day(attempt) <= most


def test_a_name_that_is_guessed_at_everywhere_leaves_a_fresh_address_two_tries() -> None:
    desk = Desk()
    _guess_from_everywhere(desk)
    assert [desk.attempt(HER, "alex", False) for _ in range(3)] == [0, 0, 16]
    desk.now += 16
    assert desk.attempt(HER, "alex", True) == 0


def test_an_account_of_one_s_own_does_not_wipe_out_what_one_guessed() -> None:
    desk = Desk()
    for number in range(20):
        desk.fail(HIS, f"name {number}", 1)
        desk.attempt(HIS, "his own", True)
    assert desk.attempt(HIS, "name 21", False) > 0
