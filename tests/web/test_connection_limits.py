"""Which connections stay open: who is closed to make room, and who is refused."""

from __future__ import annotations

import pytest

from paper_search.web.connection_limits import (
    LONG_ANSWER_SECONDS,
    RESERVED_FILES,
    ConnectionTable,
    compute_backlog,
    compute_max_connections,
)

A, B, C = "192.0.2.1", "192.0.2.2", "192.0.2.3"
PROXY = "10.0.0.2"


def fill(table: ConnectionTable[str], address: str, waiting: int, answering: int = 0) -> None:
    """Open connections named by address and number, the answering ones first."""
    for number in range(answering + waiting):
        assert table.admit(f"{address}/{number}", address) == []
        if number < answering:
            table.mark_answering(f"{address}/{number}")


def name(address: str, number: int) -> str:
    return f"{address}/{number}"


# Held before, as address, waiting, answering; who comes; who is closed ("new" is refused).
CASES = [
    ([(A, 3, 0)], B, [], "room for all"),
    ([(A, 4, 0)], A, [name(A, 0)], "an address with too many loses its own oldest"),
    ([(A, 1, 3)], A, [name(A, 3)], "one that waits, before any that is answered"),
    ([(A, 0, 4)], A, ["new"], "all of them are answered"),
    ([(A, 4, 0), (B, 4, 0), (C, 2, 0)], "192.0.2.4", [name(A, 0)], "full: the address with the most loses one"),
    ([(A, 2, 0), (B, 4, 0), (C, 4, 0)], "192.0.2.4", [name(B, 0)], "whoever that is"),
    ([(A, 0, 4), (B, 0, 4), (C, 0, 2)], "192.0.2.4", [name(A, 0)], "full of answers: of whoever has most"),
    ([(A, 1, 3), (B, 0, 4), (C, 0, 2)], "192.0.2.4", [name(A, 3)], "one that waits, at the same number"),
    ([(PROXY, 10, 0)], "192.0.2.4", [name(PROXY, 0)], "a proxy with all of them makes room"),
    ([(PROXY, 0, 10)], "192.0.2.4", ["new"], "but its answers are many people's"),
    ([(PROXY, 9, 0)], PROXY, [], "a proxy may hold all"),
    ([(PROXY, 10, 0)], PROXY, [name(PROXY, 0)], "and then loses its own oldest"),
]


@pytest.mark.parametrize(("held", "comes", "closed", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_who_makes_room(held: list[tuple[str, int, int]], comes: str, closed: list[str], reason: str) -> None:
    table = ConnectionTable[str](10, 4, {PROXY})
    for address, waiting, answering in held:
        fill(table, address, waiting, answering)
    before = len(table)
    assert table.admit("new", comes) == closed
    assert len(table) == before + ("new" not in closed) - len([each for each in closed if each != "new"])


def test_one_connection_from_each_of_many_addresses_cannot_be_held_against_a_newcomer() -> None:
    table = ConnectionTable[str](10, 4)
    for number in range(10):
        fill(table, f"198.51.100.{number}", 1)
    assert table.admit("new", A) == ["198.51.100.0/0"]
    full = ConnectionTable[str](10, 4)
    for number in range(10):
        fill(full, f"198.51.100.{number}", 0, 1)
    assert full.admit("new", A) == ["new"], "nobody has more than one answer, so none is broken off"


def test_the_addresses_of_one_subscriber_count_as_one() -> None:
    table = ConnectionTable[str](10, 2)
    assert [table.admit(str(number), f"2001:db8::{number:x}") for number in range(3)] == [[], [], ["0"]]


def test_a_byte_now_and_then_makes_no_connection_younger() -> None:
    table = ConnectionTable[str](10, 2)
    fill(table, A, 2)
    table.mark_waiting(name(A, 0))
    assert table.admit("new", A) == [name(A, 0)]


def test_a_connection_between_two_requests_is_the_youngest_that_waits() -> None:
    table = ConnectionTable[str](10, 2)
    fill(table, A, 2)
    table.mark_answering(name(A, 0))
    table.mark_waiting(name(A, 0))
    assert table.admit("new", A) == [name(A, 1)]


def test_what_is_closed_is_forgotten() -> None:
    table = ConnectionTable[str](10, 2)
    fill(table, A, 1, 1)
    for number in (0, 1, 1):
        table.forget(name(A, number))
    table.mark_waiting(name(A, 0))
    assert len(table) == 0 and table._addresses == {}


LIMITS = [
    (500, 20_000, 500, 128, "as in the settings"),
    (500, 1024, 464, 128, "the usual limit of a process"),
    (500, 256, 80, 40, "a low one"),
    (500, 10, 8, 8, "one that is too low for anything"),
]


@pytest.mark.parametrize(("wanted", "files", "most", "backlog", "reason"), LIMITS, ids=[r for *_, r in LIMITS])
def test_the_process_never_runs_out_of_files(wanted: int, files: int, most: int, backlog: int, reason: str) -> None:
    assert (compute_max_connections(wanted, files), compute_backlog(files)) == (most, backlog)
    if files > 2 * RESERVED_FILES:
        # Two rounds may be accepted before those that make room are closed.
        assert RESERVED_FILES + most + 2 * backlog <= files


@pytest.mark.parametrize(
    ("seconds", "address", "closed", "reason"),
    [
        (LONG_ANSWER_SECONDS - 1, A, ["new"], "answers that are not long"),
        (LONG_ANSWER_SECONDS, A, [name("198.51.100.0", 0)], "the one that is sent for longest"),
        (LONG_ANSWER_SECONDS, PROXY, ["new"], "a proxy's, which are many people's"),
    ],
    ids=["young", "old", "proxy"],
)
def test_streams_from_many_addresses_do_not_keep_everybody_out(
    seconds: float, address: str, closed: list[str], reason: str
) -> None:
    times = iter(range(1000))
    table = ConnectionTable[str](10, 10, {PROXY}, lambda: float(next(times)))
    for number in range(10):
        holder = PROXY if address == PROXY else f"198.51.100.{number}"
        table.admit(f"{holder}/{number if holder == PROXY else 0}", holder)
        table.mark_answering(f"{holder}/{number if holder == PROXY else 0}")
    began = 1.0
    table._clock = lambda: began + seconds
    assert table.admit("new", A) == closed
