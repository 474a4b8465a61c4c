"""The client over real sockets: robots.txt, pace, retries, limits, redirects, and hosts that it never asks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paper_search.errors import BudgetSpentError, FetchError, HostStoppedError, UnreadablePageError
from paper_search.fetch.addresses import parse_site
from paper_search.fetch.client import ClientLimits, FetchClient
from tests.fetch.clocks import FakeClock
from tests.fetch.moderngov_server import Site, serve

PAGE = "mgWebService.asmx/GetCommittees"


class Desk:
    """A site that is served, and a client for it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        assert site.clock
        self.clock = site.clock
        self.client = self.open()

    def open(self, limits: ClientLimits | None = None, *, is_private_allowed: bool = True) -> FetchClient:
        place = parse_site(self.site.base)
        return FetchClient(place, "me@here.example", limits, self.clock, is_private_allowed=is_private_allowed)

    def load(self, path: str = PAGE) -> bytes:
        return self.client.load_page(self.client.site.join(path)).body

    def list_gaps(self) -> list[float]:
        return [after.at - before.at for before, after in itertools.pairwise(self.site.log)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    site = Site(clock=FakeClock())
    with serve(site):
        opened = Desk(site)
        yield opened
        opened.client.close()


ROBOTS = (
    ((200, "User-agent: *\nDisallow:\n"), True, "nothing is disallowed"),
    ((200, "User-agent: *\nDisallow: /\n"), False, "all programs are kept out"),
    (
        (200, "User-agent: *\nDisallow: /\n\nUser-agent: paper-search\nAllow: /\n"),
        True,
        "our name has rules of its own",
    ),
    ((200, "User-agent: paper-search\nDisallow: /mgWebService\n"), False, "our name is kept out of the service"),
    ((404, "not here"), True, "without a file everything is allowed"),
    ((403, "no"), False, "a file that is refused disallows everything (as Google reads it)"),
    ((401, "no"), False, "the same"),
)


@pytest.mark.parametrize(("robots", "is_allowed", "reason"), ROBOTS, ids=[case[2] for case in ROBOTS])
def test_robots(desk: Desk, robots: tuple[int, str], is_allowed: bool, reason: str) -> None:
    desk.site.robots = robots
    if is_allowed:
        assert desk.load(), reason
    else:
        with pytest.raises(UnreadablePageError, match=r"robots\.txt"):
            desk.load()
    assert [asked.path for asked in desk.site.log] == ["/robots.txt", *([f"/{PAGE}"] if is_allowed else [])]


def test_robots_that_fail_stop_the_host(desk: Desk) -> None:
    desk.site.robots = (503, "later")
    with pytest.raises(HostStoppedError, match=r"robots\.txt cannot be read"):
        desk.load()
    with pytest.raises(HostStoppedError):
        desk.load()
    assert {asked.path for asked in desk.site.log} == {"/robots.txt"}


PACES = (
    (1.0, "", 1.0, "the delay that was asked for"),
    (1.0, "Crawl-delay: 7", 7.0, "a longer one of robots.txt"),
    (9.0, "Crawl-delay: 1", 9.0, "a shorter one of robots.txt does not hurry"),
)


@pytest.mark.parametrize(("delay", "rule", "expected", "reason"), PACES, ids=[case[3] for case in PACES])
def test_pace(desk: Desk, delay: float, rule: str, expected: float, reason: str) -> None:
    desk.site.robots = (200, f"User-agent: *\n{rule}\n")
    desk.client = desk.open(ClientLimits(delay))
    for _ in range(5):
        desk.load()
    gaps = desk.list_gaps()[1:]
    assert (round(min(gaps), 3) >= expected, round(max(gaps), 3) <= expected * 1.25) == (True, True), reason


def test_a_slow_site_is_asked_less_often(desk: Desk) -> None:
    desk.site.seconds_an_answer = 6.0
    for _ in range(4):
        desk.load()
    pauses = [gap - 6.0 for gap in desk.list_gaps()]
    assert pauses[0] >= 4.0 and pauses[-1] >= 2 * pauses[0] / 1.25 * 1.5


RETRIES = (
    ([(503, {})], 2, True, "an error that passes"),
    ([(503, {}), (502, {}), (504, {})], 4, True, "three that pass"),
    ([(503, {})] * 4, 4, False, "four are enough"),
    ([(429, {"Retry-After": "40"})], 2, True, "too many requests"),
    ([(500, {})], 2, True, "one error of the program"),
    ([(500, {}), (500, {})], 2, False, "two of them are a fault of the page"),
    ([(404, {})], 1, False, "what is not there is not tried again"),
    ([(403, {})], 1, False, "what is refused is not tried again"),
)


@pytest.mark.parametrize(("faults", "asked", "is_had", "reason"), RETRIES, ids=[case[3] for case in RETRIES])
def test_retries(desk: Desk, faults: list[tuple[int, dict[str, str]]], asked: int, is_had: bool, reason: str) -> None:
    desk.site.faults = list(faults)
    if is_had:
        assert desk.load(), reason
    else:
        with pytest.raises(UnreadablePageError):
            desk.load()
    assert len(desk.site.find_asked(PAGE)) == asked, reason


def test_waits_longer_each_time(desk: Desk) -> None:
    desk.site.faults = [(503, {})] * 3
    desk.load()
    gaps = desk.list_gaps()[1:]
    assert [round(gap, 3) >= wait for gap, wait in zip(gaps, (5, 10, 20), strict=True)] == [True] * 3


def test_obeys_retry_after_in_seconds_and_as_a_date(desk: Desk) -> None:
    date = "Tue, 24 Feb 2026 09:05:00 GMT"
    desk.site.faults = [(503, {"Retry-After": "120"}), (503, {"Retry-After": date})]
    desk.load()
    gaps = desk.list_gaps()[1:]
    # Sums of seconds are rounded.
    assert (round(gaps[0], 3) >= 120, round(gaps[1], 3) >= 300) == (True, True)


def test_a_retry_after_of_hours_stops_the_host(desk: Desk) -> None:
    desk.site.faults = [(503, {"Retry-After": "7200"})]
    with pytest.raises(HostStoppedError, match="more than an hour"):
        desk.load()
    assert len(desk.site.find_asked(PAGE)) == 1


def test_eight_failures_in_a_row_stop_the_host(desk: Desk) -> None:
    desk.site.faults = [(503, {})] * 20
    with pytest.raises(UnreadablePageError):
        desk.load()
    with pytest.raises(HostStoppedError, match="8 requests in a row"):
        desk.load()
    assert len(desk.site.find_asked(PAGE)) == 8


def test_a_challenge_stops_the_host(desk: Desk) -> None:
    desk.site.challenge_at = PAGE
    with pytest.raises(HostStoppedError, match="wants to see a person's browser"):
        desk.load()


LIMITS = (
    (ClientLimits(1.0, requests=2), "2 requests are made", "requests, robots.txt among them"),
    (ClientLimits(1.0, run_bytes=100), "as much as this run may", "bytes"),
)


@pytest.mark.parametrize(("limits", "message", "reason"), LIMITS, ids=[case[2] for case in LIMITS])
def test_budget(desk: Desk, limits: ClientLimits, message: str, reason: str) -> None:
    desk.client = desk.open(limits)
    with pytest.raises(BudgetSpentError, match=message):
        for _ in range(3):
            desk.load()
    assert len(desk.site.log) == 2, reason


def test_downloads_through_to_the_disk(desk: Desk, tmp_path: Path) -> None:
    desk.site.sends_etags = True
    url = desk.client.site.join("mgConvert2PDF.aspx?ID=5")
    first = desk.client.download(url, tmp_path / "part")
    assert first is not None
    assert (first.size, first.content_type) == ((tmp_path / "part").stat().st_size, "application/pdf")
    assert desk.client.download(url, tmp_path / "part", first.validators) is None
    assert desk.site.log[-1].headers["Accept-Encoding"] == "identity"


DOWNLOADS = (
    (60915, "too large", "its length is announced"),
    (60919, "too large", "it has no length"),
    (60916, "truncated", "it ends early"),
    (60928, "host", "it redirects to another host"),
    (60930, "missing", "it is not there"),
)


@pytest.mark.parametrize(("number", "code", "reason"), DOWNLOADS, ids=[case[2] for case in DOWNLOADS])
def test_downloads_that_fail(desk: Desk, tmp_path: Path, number: int, code: str, reason: str) -> None:
    desk.client = desk.open(ClientLimits(1.0, file_bytes=2**20))
    with pytest.raises(UnreadablePageError) as caught:
        desk.client.download(desk.client.site.join(f"mgConvert2PDF.aspx?ID={number}"), tmp_path / "part")
    assert caught.value.code == code, reason


def test_an_address_of_this_machine_is_not_asked_unless_allowed(desk: Desk) -> None:
    desk.client = desk.open(is_private_allowed=False)
    with pytest.raises(HostStoppedError, match="inside a network"):
        desk.load()
    assert desk.site.log == []


def test_a_name_of_this_machine_is_not_asked_either(desk: Desk) -> None:
    place = replace(desk.client.site, host="localhost")
    client = FetchClient(place, "me@here.example", None, desk.clock)
    with pytest.raises(HostStoppedError, match="inside a network"):
        client.load_page(place.join(PAGE))
    assert desk.site.log == []


def test_a_name_that_nobody_has_says_what_to_check(desk: Desk) -> None:
    place = parse_site("https://no-such-council.invalid")
    with pytest.raises(FetchError):
        FetchClient(place, "me@here.example", None, desk.clock).load_page(place.join(PAGE))


def test_a_site_that_is_down_is_tried_and_listed(desk: Desk) -> None:
    place = replace(desk.client.site, port=1)
    client = FetchClient(place, "me@here.example", None, desk.clock, is_private_allowed=True)
    with pytest.raises(UnreadablePageError, match="could not be reached"):
        client.load_page(place.join(PAGE))
    assert client.usage.requests == 4
    with pytest.raises(HostStoppedError, match="in a row have failed"):
        client.load_page(place.join(PAGE))
    assert client.usage.requests == 8
