"""Who is let in, and how often: names of hosts, measures of work, and what is logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.auth.sessions import Sessions
from paper_search.web.middleware.admission import AdmissionMiddleware, ConcurrencyLimiter
from paper_search.web.middleware.hosts import LOCAL_HOSTS, list_allowed_hosts
from paper_search.web.rate_limit import MAX_ADDRESSES, LeakyBucket
from tests.environment import load_settings_from


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_measure_fills_and_empties_by_itself() -> None:
    clock = Clock()
    measure = LeakyBucket(3, 60.0, clock)
    assert [measure.consume("here") for _ in range(4)] == [0, 0, 0, 20.0]
    assert measure.consume("elsewhere") == 0, "each address has its own"
    clock.now = 20.0
    assert [measure.consume("here") for _ in range(2)] == [0, 20.0]
    measure.forget("here")
    assert measure.consume("here") == 0


def test_looking_at_a_measure_takes_nothing() -> None:
    measure = LeakyBucket(1, 60.0, Clock())
    assert [measure.consume("here", 0) for _ in range(5)] == [0] * 5
    measure.consume("here")
    assert measure.consume("here", 0) > 0


def test_however_many_addresses_there_are_few_are_kept() -> None:
    measure = LeakyBucket(2, 60.0, Clock())
    for number in range(MAX_ADDRESSES + 10):
        measure.consume(str(number))
    assert len(measure._levels) == MAX_ADDRESSES


def test_places_are_taken_and_given_back() -> None:
    working = ConcurrencyLimiter(2)
    assert [working.acquire("here") for _ in range(3)] == [True, True, False]
    assert working.acquire("elsewhere")
    working.release("here")
    assert working.acquire("here")


# -- over the whole site ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile, settings=SiteSettings(requests_per_minute=3))) as client:
        for _ in range(3):
            client.get("/?q=rent")
        yield client


TOO_MUCH = [
    ("GET", "/?q=rent", "text/html", "a question"),
    ("GET", "/view/report.pdf", "text/html", "a picture of a page"),
    ("GET", "/api/ask?q=rent", "application/problem+json", "a program's question"),
    ("POST", "/gradio_api/queue/join", "application/problem+json", "a question of the page"),
]


@pytest.mark.parametrize(("method", "path", "kind", "reason"), TOO_MUCH, ids=[reason for *_, reason in TOO_MUCH])
def test_whoever_asks_too_much_is_told_when_to_come_back(
    busy: TestClient, method: str, path: str, kind: str, reason: str
) -> None:
    answer = busy.request(method, path)
    assert answer.status_code == 429
    assert answer.headers["content-type"].startswith(kind)
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert f"Try again in {answer.headers['retry-after']} second" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


WEIGHED = [
    ("/", 1, "a question"),
    ("/gradio_api/queue/join", 1, "a question of the page"),
    ("/like", 1, "passages like one"),
    ("/view/report.pdf", 1, "a page"),
    ("/api/search", 1, "a program's question"),
    ("/api/similar", 1, "a program's passages like one"),
    ("/compare", 5, "a question to each council"),
    ("/api/compare", 5, "the same for programs"),
    ("/timeline", 3, "a question, and looks at what it found"),
    ("/api/timeline", 3, "the same for programs"),
    ("/feed", 3, "what is new of a matter"),
    ("/export", 20, "a pack, with pages drawn"),
    ("/decisions/csv", 20, "a table of thousands of decisions"),
    ("/decisions/feed", 3, "a feed of decisions"),
    ("/decisions", 1, "a page of them"),
]


def _statuses(doors: SiteSettings, *paths: str) -> list[int]:
    """What the door answers to requests for these, one after the other."""
    statuses: list[int] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    async def all_of_them() -> None:
        door = AdmissionMiddleware(inside, Sessions(None), doors)
        for path in paths:
            scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": ("127.0.0.1", 1)}
            await door(scope, None, send)  # type: ignore[arg-type]

    with ThreadPoolExecutor(1) as pool:
        # In a thread of its own: where a browser is being driven, this one has a loop already.
        pool.submit(asyncio.run, all_of_them()).result()
    return statuses


@pytest.mark.parametrize(("path", "weighs", "reason"), WEIGHED, ids=[reason for *_, reason in WEIGHED])
def test_what_takes_more_work_counts_for_more(path: str, weighs: int, reason: str) -> None:
    assert _statuses(SiteSettings(requests_per_minute=weighs), path, "/") == [200, 429], (
        "it fills a measure of its size"
    )
    assert _statuses(SiteSettings(requests_per_minute=weighs + 1), path, "/", "/") == [200, 200, 429], (
        "and no larger one"
    )


def test_what_weighs_more_than_a_measure_holds_is_let_in_when_it_is_empty() -> None:
    assert _statuses(SiteSettings(requests_per_minute=2), "/export", "/") == [200, 429]


@pytest.mark.parametrize("path", ["/own/page.css", "/theme.css", "/own/icon.svg"])
def test_files_of_the_page_cost_nothing(busy: TestClient, path: str) -> None:
    assert busy.get(path).status_code == 200


HOSTS = [
    ("127.0.0.1:7860", 200, "this machine"),
    ("localhost", 200, "its name"),
    ("[::1]:7860", 200, "its newer address"),
    ("evil.example", 421, "a name that was made to lead here"),
    ("127.0.0.1.evil.example", 421, "one that only begins so"),
    ("evil.example:127.0.0.1", 421, "one that only ends so"),
    ("", 421, "none"),
]


@pytest.fixture(scope="module")
def on_this_machine(hostile: Library) -> Iterator[TestClient]:
    with TestClient(create_app(hostile, settings=SiteSettings(hosts=list_allowed_hosts("127.0.0.1", ())))) as client:
        yield client


@pytest.mark.parametrize(("host", "status", "reason"), HOSTS, ids=[reason for *_, reason in HOSTS])
def test_a_site_on_this_machine_answers_to_its_own_names_alone(
    on_this_machine: TestClient, host: str, status: int, reason: str
) -> None:
    answer = on_this_machine.get("/paper?id=minutes.txt", headers={"host": host})
    assert answer.status_code == status
    assert ("allotment" in answer.text) == (status == 200)


def test_the_names_that_a_site_answers_to() -> None:
    assert list_allowed_hosts("127.0.0.1", ()) == LOCAL_HOSTS
    assert list_allowed_hosts("0.0.0.0", ()) == (), "on a network the names are not known"
    assert list_allowed_hosts("0.0.0.0", ("papers.example",)) == ("papers.example",)


@pytest.mark.parametrize("is_logged", [False, True])
def test_addresses_and_questions_are_logged_only_where_that_is_turned_on(
    hostile: Library, is_logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="paper_search")
    with TestClient(create_app(hostile, settings=SiteSettings(log_requests=is_logged))) as client:
        client.get("/?q=allotments+of+my+neighbour")
        client.get("/view/nothing.pdf?passage=neighbour")
    own = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("paper_search"))
    assert ("neighbour" in own) == is_logged


FORGED = ["/view/%1B%5B2J", "/view/%E2%80%A8forged", "/view/%C2%85forged", "/?q=a%0A127.0.0.1%20GET%20/forged"]


@pytest.mark.parametrize("path", FORGED)
def test_a_logged_request_is_one_line(hostile: Library, path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="paper_search.requests")
    with TestClient(create_app(hostile, settings=SiteSettings(log_requests=True))) as client:
        client.get(path)
    (logged,) = (record.getMessage() for record in caplog.records if record.name == "paper_search.requests")
    assert logged.isprintable() and logged.isascii()
    assert path in logged


def test_the_settings_name_the_doors() -> None:
    doors = load_settings_from(
        {
            "PAPER_SEARCH_USERS": "users.txt",
            "PAPER_SEARCH_USER_HEADER": "X-User",
            "PAPER_SEARCH_HOSTS": "Papers.example, localhost",
            "PAPER_SEARCH_A_MINUTE": "30",
            "PAPER_SEARCH_LOG_REQUESTS": "yes",
        }
    )
    assert (str(doors.users), doors.user_header, doors.requests_per_minute, doors.log_requests) == (
        "users.txt",
        "X-User",
        30,
        True,
    )
    assert doors.hosts == ("papers.example", "localhost")
    assert {name: getattr(load_settings_from({}), name) for name in SiteSettings.model_fields} == dict(SiteSettings())
