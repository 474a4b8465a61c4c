"""Figures of a running site for Prometheus: questions, answers and the state of the index.

They hold no question, no name and no address. Each process counts its own; one that starts begins at zero, as
Prometheus expects of counters.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from paper_search._version import __version__
from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Answer, Comparison, Match, Timeline, WhatsNew

if TYPE_CHECKING:
    from paper_search.web.library_protocol import LibraryProtocol

_log = logging.getLogger(__name__)
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_OUTCOMES: dict[Match, str] = {
    "strong": "answered",
    "partial": "answered",
    "doubtful": "near_miss",
    "none": "nothing",
}
Found = TypeVar("Found")


class QuestionMeter:
    """A meter of questions that counts nothing."""

    def measure(self, kind: str, ask: Callable[[], Found]) -> Found:
        """Return what a question finds.

        Args:
            kind: the kind of question, such as "ask".
            ask: asks it.
        """
        return ask()


NO_METER = QuestionMeter()


class SiteMetrics(QuestionMeter):
    """The figures of one site in one process. Safe for threads."""

    def __init__(self, library: LibraryProtocol) -> None:
        """Begin at zero.

        Args:
            library: all papers, whose state is read whenever figures are asked for.
        """
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "paper_search_questions", "Questions by kind and outcome.", ["kind", "outcome"], registry=self._registry
        )
        self._question_seconds = Histogram(
            "paper_search_question_seconds",
            "Seconds until a question was answered.",
            ["kind"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._responses = Counter(
            "paper_search_responses",
            "Answers of the site by part and HTTP status.",
            ["route", "status"],
            registry=self._registry,
        )
        self.requests_in_progress = Gauge(
            "paper_search_requests_in_progress", "Requests that are being answered.", registry=self._registry
        )
        self._registry.register(_IndexCollector(library))
        ProcessCollector(registry=self._registry)

    def measure(self, kind: str, ask: Callable[[], Found]) -> Found:
        """Return what a question finds, and count it with its outcome and its time.

        Args:
            kind: the kind of question, such as "ask".
            ask: asks it.
        """
        began, outcome = time.perf_counter(), "error"
        try:
            found = ask()
            outcome = find_outcome(found)
            return found
        except QueryError:
            outcome = "refused"
            raise
        finally:
            self._questions.labels(kind, outcome).inc()
            self._question_seconds.labels(kind).observe(time.perf_counter() - began)

    def count_response(self, route: str, status: int) -> None:
        """Count an answer of the site.

        Args:
            route: the part of the site, such as "/papers".
            status: the HTTP status.
        """
        self._responses.labels(route, str(status)).inc()

    def format(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self._registry)


def find_outcome(found: Any) -> str:
    """Return the outcome of a question: "answered", "near_miss" (may not answer it) or "nothing".

    Args:
        found: what was found; of passages without a judgement, any is an answer.
    """
    if isinstance(found, Comparison):
        outcomes = {_OUTCOMES[position.match] for position in found.positions if position.has_answer}
        return next((outcome for outcome in ("answered", "near_miss") if outcome in outcomes), "nothing")
    if isinstance(found, Answer | Timeline | WhatsNew):
        return _OUTCOMES[found.match]
    return "answered" if getattr(found, "hits", found) else "nothing"


class _IndexCollector(Collector):
    """Reads the state of the index whenever figures are asked for."""

    def __init__(self, library: LibraryProtocol) -> None:
        self._library = library

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of the index; where it cannot be read, that alone."""
        yield _make_gauge("paper_search_info", "The release that runs.", 1, {"version": __version__})
        try:
            gauges = list(self._read_index())
        except PaperSearchError as error:
            _log.warning("The index cannot be read for the metrics: %s", error)
            gauges = []
        yield _make_gauge("paper_search_index_up", "1 if the index can be read.", int(bool(gauges)))
        yield from gauges
        yield self._count_servers()

    def _count_servers(self) -> GaugeMetricFamily:
        """Return the servers of the index by whether they answer; one that answers where it is a folder."""
        try:
            answers = list(self._library.check_servers().values()) or [True]
        except PaperSearchError:
            answers = [False]
        servers = GaugeMetricFamily(
            "paper_search_index_servers", "Servers of the index by whether they answer.", labels=["state"]
        )
        servers.add_metric(["up"], sum(answers))
        servers.add_metric(["down"], len(answers) - sum(answers))
        return servers

    def _read_index(self) -> Iterator[GaugeMetricFamily]:
        status, coverage = self._library.status(), self._library.coverage()
        built = datetime.fromisoformat(status.built_at).timestamp() if status.built_at else 0
        for name, text, value in (
            ("generation", "The generation that answers.", status.generation),
            ("councils_missing", "Councils whose papers are not searched now.", len(coverage.missing_councils)),
            ("papers", "Papers that a question of the public searches.", coverage.papers),
            ("passages", "Passages of all papers.", status.passages),
            ("passages_waiting", "Passages that wait for a vector.", status.waiting),
            ("files_unread", "Files that could not be read.", coverage.unread),
            ("files_held_back", "Files that are held back.", coverage.held_back),
            ("built_timestamp_seconds", "When the index was built last; 0 if never.", built),
        ):
            yield _make_gauge(f"paper_search_index_{name}", text, value)


def _make_gauge(name: str, text: str, value: float, labels: dict[str, str] | None = None) -> GaugeMetricFamily:
    labels = labels or {}
    gauge = GaugeMetricFamily(name, text, labels=list(labels))
    gauge.add_metric(list(labels.values()), value)
    return gauge
