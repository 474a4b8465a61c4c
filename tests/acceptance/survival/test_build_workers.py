"""Four workers build the sample papers, two of them die on the way: what is published is what one build publishes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from paper_search import api
from paper_search.indexing.publish import publish
from paper_search.records import Answer
from paper_search.storage.postgres.connection import connect
from tests.conftest import CORPUS, ROOT

pytestmark = pytest.mark.exhaustive
DEAD_AFTER = 15
"""Seconds; a machine that is busy may keep a worker silent for some."""
QUESTIONS = (
    "what did Ofsted say about management oversight?",
    "who won the pie-eating contest?",
    "road repairs",
    "how many houses will be built?",
    "what was resolved about the budget",
)
PUBLISHED = (
    "SELECT d.doc_id, d.collection, d.access, d.authority, d.held_on, d.same_as, d.replaced_by, d.waiting,"
    " count(p.*) AS passages, md5(string_agg(p.passage_id || p.text || p.is_findable, '' ORDER BY p.passage_row))"
    " AS words FROM document_versions d LEFT JOIN passages p USING (document_row) WHERE d.died IS NULL"
    " GROUP BY d.document_row ORDER BY d.doc_id"
)
COUNTS = (
    "SELECT term, access, sum(passages) AS passages FROM term_counts WHERE died IS NULL GROUP BY 1, 2 ORDER BY 1, 2"
)


class Worker:
    """A worker in a process of its own, and the events that it has told."""

    def __init__(self, indexes: Path, url: str, on_event: Callable[[Worker, str], None] = lambda worker, event: None):
        command = [sys.executable, "-m", "paper_search", "build", "--worker", "--corpus", str(CORPUS), "--json"]
        command += ["--index", str(indexes), "--queue", url, "--dead-after", str(DEAD_AFTER)]
        environment = os.environ | {
            "PAPER_SEARCH_PROCESSES": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
            # As where text recognition is not installed, like the index of one build.
            "PATH": str(indexes),
        }
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
        self.events: list[dict[str, Any]] = []
        self._on_event = on_event
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            event = json.loads(line)
            self.events.append(event)
            self._on_event(self, event["event"])

    def wait(self) -> int:
        code = self.process.wait(timeout=600)
        self._reader.join(timeout=60)
        return code

    def list_folders(self, event: str) -> list[str]:
        return [told["folder"] for told in self.events if told["event"] == event]


def die_at(step: str) -> Callable[[Worker, str], None]:
    """Return what ends a worker with SIGKILL when it tells of a step."""

    def die(worker: Worker, event: str) -> None:
        if event == step:
            worker.process.kill()

    return die


def run_queue(url: str, *arguments: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "paper_search",
        "build",
        *arguments,
        "--corpus",
        str(CORPUS),
        "--queue",
        url,
        "--json",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {entry["folder"]: entry for entry in last["folders"]}


@pytest.fixture(scope="module")
def by_workers(
    tmp_path_factory: pytest.TempPathFactory, postgres_servers: list[Any]
) -> Iterator[tuple[str, list[Worker]]]:
    """A database to which four workers have published; the first two died."""
    url, indexes = postgres_servers[0].create_database(), tmp_path_factory.mktemp("indexes")
    queued = run_queue(url, "--enqueue")
    assert {entry["state"] for entry in queued.values()} == {"waiting"}
    workers = [Worker(indexes, url, die_at("taken")), Worker(indexes, url, die_at("built"))]
    workers += [Worker(indexes, url), Worker(indexes, url)]
    codes = [worker.wait() for worker in workers]
    assert codes == [-9, -9, 0, 0]
    yield url, workers


@pytest.fixture(scope="module")
def by_one(index_to_publish: Path, postgres_servers: list[Any]) -> str:
    """A database to which one build of all was published."""
    url = str(postgres_servers[1].create_database())
    publish(index_to_publish, url)
    return url


def fetch(url: str, query: str) -> list[dict[str, Any]]:
    with connect(url) as connection:
        return [dict(row) for row in connection.execute(query.encode()).fetchall()]


def test_each_folder_is_published_once(by_workers: tuple[str, list[Worker]]) -> None:
    url, workers = by_workers
    queue = run_queue(url, "--queue-status")
    assert {entry["state"] for entry in queue.values()} == {"done"}
    assert sorted(folder for worker in workers[2:] for folder in worker.list_folders("published")) == sorted(queue)
    dead = {folder for worker in workers[:2] for folder in worker.list_folders("taken")}
    assert {folder for folder, entry in queue.items() if entry["attempts"] > 1} == dead
    assert len(dead) == 2
    assert [row["collection"] for row in fetch(url, "SELECT collection FROM collections ORDER BY 1")] == sorted(queue)


def test_the_papers_are_those_of_one_build(by_workers: tuple[str, list[Worker]], by_one: str) -> None:
    parts, whole = fetch(by_workers[0], PUBLISHED), fetch(by_one, PUBLISHED)
    assert len(whole) > 30
    for row in parts:
        assert row.pop("collection") == row["doc_id"].partition("/")[0]
    for row in whole:
        row.pop("collection")
    assert parts == whole
    assert fetch(by_workers[0], COUNTS) == fetch(by_one, COUNTS)


def describe(answer: Answer) -> list[Any]:
    quotes = [
        (quote.text, quote.citation.label, quote.start, quote.lead_in and quote.lead_in.text) for quote in answer.quotes
    ]
    hits = [(hit.passage.passage_id, round(hit.score, 9)) for hit in answer.hits]
    return [answer.match, round(answer.confidence, 9), quotes, hits, answer.remarks, answer.coverage]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answers_are_those_of_one_build(
    by_workers: tuple[str, list[Worker]], by_one: str, sample_index: Path, question: str
) -> None:
    answers = [api.open_library(CORPUS, place).ask(question) for place in (by_workers[0], by_one, sample_index)]
    assert describe(answers[0]) == describe(answers[1])
    assert answers[0].match == answers[2].match
    assert [quote.text for quote in answers[0].quotes] == [quote.text for quote in answers[2].quotes]
