"""The figures for Prometheus, read back by the parser of its own client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from paper_search import api
from paper_search.errors import DamagedIndexError, QueryError, StoreError
from paper_search.indexing.publish import publish
from paper_search.library import Library
from paper_search.records import Answer, Comparison, Coverage, Match, Position, SearchResults, Timeline
from paper_search.storage.postgres.connection import connect
from paper_search.web import SiteSettings, create_app
from paper_search.web.metrics import SiteMetrics, find_outcome
from tests.conftest import CORPUS
from tests.postgres_servers import Server

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]
NOTHING_SEARCHED = Coverage(0, 0)
TESTED = SiteSettings(metrics_networks=("127.0.0.1/32",))


def parse(text: str) -> Figures:
    """Return each figure by its name and labels; the parser refuses what Prometheus would."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(figures: Figures, kind: str, outcome: str) -> float:
    return figures.get(("paper_search_questions_total", (("kind", kind), ("outcome", outcome))), 0)


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(library, settings=TESTED), client=("127.0.0.1", 5000)) as opened:
        yield opened


def raise_query_error() -> Any:
    raise QueryError("no such day")


def raise_store_error() -> Any:
    raise StoreError("no such table")


def answer(match: Match) -> Answer:
    return Answer("rent", match, 0.5, (), (), NOTHING_SEARCHED)


def position(match: Match, *quotes: Any) -> Position:
    return Position("Wexmoor County Council", 1, 1, match, quotes=quotes)


OUTCOMES: list[tuple[Any, str, str]] = [
    (answer("strong"), "answered", "quotes that meet the question"),
    (answer("partial"), "answered", "quotes that meet a part of it"),
    (answer("doubtful"), "near_miss", "quotes that carry a warning"),
    (answer("none"), "nothing", "no quote"),
    (Timeline("rent", (), 0, NOTHING_SEARCHED, match="doubtful"), "near_miss", "a timeline is judged likewise"),
    (SearchResults(()), "nothing", "passages are not judged, and there is none"),
    ((object(),), "answered", "a passage was found"),
    ((), "nothing", "no passage was found"),
    (
        Comparison("rent", (position("doubtful", "a"), position("strong", "b")), NOTHING_SEARCHED),
        "answered",
        "one council of two answers",
    ),
    (Comparison("rent", (position("doubtful", "a"),), NOTHING_SEARCHED), "near_miss", "none answers without a warning"),
    (Comparison("rent", (position("none"),), NOTHING_SEARCHED), "nothing", "no council answers"),
]


@pytest.mark.parametrize(("found", "outcome", "reason"), OUTCOMES, ids=[reason for *_, reason in OUTCOMES])
def test_a_question_has_one_outcome(found: Any, outcome: str, reason: str) -> None:
    assert find_outcome(found) == outcome


FAILURES: list[tuple[Callable[[], Any], str]] = [(raise_query_error, "refused"), (raise_store_error, "error")]


@pytest.mark.parametrize(("ask", "outcome"), FAILURES)
def test_a_question_that_fails_is_counted_and_fails(library: Library, ask: Callable[[], Any], outcome: str) -> None:
    metrics = SiteMetrics(library)
    with pytest.raises((QueryError, StoreError)):
        metrics.measure("ask", ask)
    assert count(parse(metrics.format().decode()), "ask", outcome) == 1


def test_questions_at_every_door_are_counted(client: TestClient) -> None:
    for path in (
        "/?q=road+repairs",
        "/api/ask?q=road+repairs",
        "/api/ask?q=who+won+the+pie-eating+contest",
        "/api/search?q=road+repairs",
        "/api/compare?q=road+repairs",
        "/api/timeline?q=road+repairs",
        "/api/ask?q=road+repairs&since=2025-13-45",
    ):
        client.get(path)
    text = client.get("/metrics").text
    figures = parse(text)
    assert sum(count(figures, "ask", outcome) for outcome in ("answered", "near_miss")) == 2
    assert count(figures, "ask", "nothing") == 1
    assert figures["paper_search_question_seconds_count", (("kind", "ask"),)] == 3
    assert count(figures, "search", "answered") == 1
    assert {kind for (name, labels) in figures if name == "paper_search_questions_total" for _, kind in labels} >= {
        "compare",
        "timeline",
    }
    assert figures["paper_search_responses_total", (("route", "/api"), ("status", "200"))] == 5
    assert figures["paper_search_requests_in_progress", ()] == 1, "this one"
    assert "pie-eating" not in text


def test_the_state_of_the_index_is_that_of_the_library(client: TestClient, library: Library) -> None:
    figures, status, coverage = parse(client.get("/metrics").text), library.status(), library.coverage()
    read = {name.removeprefix("paper_search_index_"): value for (name, labels), value in figures.items() if not labels}
    assert read["up"] == 1
    assert (read["generation"], read["papers"]) == (status.generation, coverage.papers)
    assert (read["passages"], read["passages_waiting"]) == (status.passages, status.waiting)
    assert (read["files_unread"], read["files_held_back"]) == (coverage.unread, coverage.held_back)
    assert read["built_timestamp_seconds"] > 1.7e9
    assert read["process_cpu_seconds_total"] > 0


def test_an_index_that_cannot_be_read_is_a_figure_and_no_failure(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Library) -> Any:
        raise DamagedIndexError("papers.db is damaged")

    metrics = SiteMetrics(replace(library))
    monkeypatch.setattr(Library, "status", fail)
    figures = parse(metrics.format().decode())
    assert figures["paper_search_index_up", ()] == 0
    assert ("paper_search_index_papers", ()) not in figures


def test_a_server_that_is_down_is_a_figure(postgres_servers: list[Server], index_to_publish: Path) -> None:
    first, second = (server.create_database() for server in postgres_servers[:2])
    publish(index_to_publish, first, shards=[second])
    libraries = {is_partial: api.open_library(CORPUS, first, is_partial=is_partial) for is_partial in (True, False)}
    for library in libraries.values():
        figures = parse(SiteMetrics(library).format().decode())
        assert count_servers(figures) == (2, 0)
        assert figures["paper_search_index_papers", ()] == library.coverage().papers
    with connect(first) as directory:
        directory.execute("UPDATE shards SET conninfo = regexp_replace(conninfo, 'port=[0-9]+', 'port=1')")
    for is_partial, library in libraries.items():
        figures = parse(SiteMetrics(library).format().decode())
        assert count_servers(figures) == (1, 1)
        assert figures["paper_search_index_up", ()] == is_partial
        if is_partial:
            assert figures["paper_search_index_councils_missing", ()] >= 1


def count_servers(figures: Figures) -> tuple[float, float]:
    """Return how many servers are up, and how many are down."""
    up, down = (figures["paper_search_index_servers", (("state", state),)] for state in ("up", "down"))
    return up, down


READERS = [
    (("127.0.0.1/32",), "127.0.0.1", {}, 200, "its own machine is named"),
    (("10.1.0.0/16",), "10.1.2.3", {}, 200, "a network is named"),
    (("10.1.0.0/16",), "10.2.2.3", {}, 404, "another network"),
    ((), "127.0.0.1", {}, 404, "nobody is named: there is no such page"),
    (("127.0.0.1/32",), "testclient", {}, 404, "no address"),
    (("127.0.0.1/32",), "127.0.0.1", {"x-forwarded-for": "192.0.2.9"}, 404, "passed on by a proxy that is not named"),
    (("127.0.0.1/32",), "127.0.0.1", {"forwarded": "for=192.0.2.9"}, 404, "the same in the newer header"),
]


@pytest.mark.parametrize(
    ("networks", "address", "headers", "status", "reason"), READERS, ids=[reason for *_, reason in READERS]
)
def test_only_the_networks_that_are_named_read_figures(
    library: Library, networks: tuple[str, ...], address: str, headers: dict[str, str], status: int, reason: str
) -> None:
    app = create_app(library, settings=SiteSettings(metrics_networks=networks))
    read = TestClient(app, client=(address, 5000)).get("/metrics", headers=headers)
    assert read.status_code == status
    assert ("paper_search_info" in read.text) == (status == 200)


@pytest.mark.parametrize(("visitor", "status"), [("10.9.9.9", 404), ("127.0.0.1", 200)])
def test_behind_a_trusted_proxy_the_visitor_counts(library: Library, visitor: str, status: int) -> None:
    settings = SiteSettings(metrics_networks=("127.0.0.1/32",), trusted_proxies=("10.0.0.2/32",))
    client = TestClient(create_app(library, settings=settings), client=("10.0.0.2", 5000))
    assert client.get("/metrics", headers={"x-forwarded-for": visitor}).status_code == status


def test_the_open_library_counts_for_itself(library: Library) -> None:
    """Two sites in one process do not share figures."""
    first, second = SiteMetrics(library), SiteMetrics(library)
    first.measure("ask", lambda: answer("strong"))
    assert count(parse(first.format().decode()), "ask", "answered") == 1
    assert count(parse(second.format().decode()), "ask", "answered") == 0
