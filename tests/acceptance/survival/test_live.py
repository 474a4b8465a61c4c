"""Twenty people ask two servers and the page while papers are added, changed and withdrawn by real builds.

PAPER_SEARCH_LIVE_SECONDS says for how long; 8 here, a minute under ``make bench``.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.check import check
from tests.conftest import ROOT

SECONDS = float(os.environ.get("PAPER_SEARCH_LIVE_SECONDS", "8"))
CLIENTS, ON_THE_PAGE = 20, 2
PATIENCE = 300
"""Seconds that a busy machine may take for what takes one: it only has to come."""
MAX_ROUNDS = 40
"""Of building, at most, where a machine is so busy that not everybody has been answered yet."""
ONE = ReaderLimits(processes=1)
NAMES = ("roads", "schools", "bridges", "libraries", "parks", "housing", "buses", "markets")
MARK = re.compile(r"edition (\d+) of the (\w+) paper")


def write(corpus: Path, name: str, edition: int) -> None:
    """A paper every passage of which says which edition it is."""
    points = (f"{n}. In edition {edition} of the {name} paper point {n} sets out the budget." for n in range(1, 7))
    (corpus / f"{name}.txt").write_text(f"The {name} budget\n\n" + "\n\n".join(points), encoding="utf-8")


@dataclass
class Observations:
    """What is known of the index from outside, and every fault that a client met."""

    editions: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    ended: threading.Event = field(default_factory=threading.Event)

    def judge(self, began: float, known: dict[str, int], shown: list[tuple[str, str]]) -> Iterator[str]:
        """What is wrong with an answer to a question that began at ``began``, when ``known`` was in the index."""
        editions = defaultdict(set)
        for name, words in shown:
            if self.withdrawn.get(name, began) < began:
                yield f"{name} was withdrawn, and was shown"
            for edition, paper in MARK.findall(words):
                editions[paper].add(int(edition))
        for paper, found in editions.items():
            if len(found) > 1:
                yield f"editions {sorted(found)} of {paper} in one answer"
            if min(found) < known.get(paper, 0):
                yield f"edition {min(found)} of {paper} was shown after edition {known[paper]} was in"


Asking = Callable[[str], list[tuple[str, str]]]


def client(seen: Observations, where: str, ask: Asking) -> None:
    choose = random.Random(where)
    while not seen.ended.is_set():
        known, began = dict(seen.editions), time.monotonic()
        try:
            shown = ask(f"what does the {choose.choice(NAMES)} paper say of the budget?")
        except Exception as error:
            seen.faults.append(f"{where}: {error!r}")
            return
        seen.asked[where] += 1
        seen.faults += [f"{where}: {fault}" for fault in seen.judge(began, known, shown)]
        # People read before they ask again.
        seen.ended.wait(choose.uniform(0.0, 1.0))


def of_server(port: int) -> Asking:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(question: str) -> list[tuple[str, str]]:
        connection.request("GET", f"/?q={quote(question)}")
        answer = connection.getresponse()
        said = [(name, words) for name, words in json.loads(answer.read())]
        assert answer.status == 200, said
        return said

    return ask


def of_page(port: int) -> Asking:
    """A question asked as the page's script asks it; what comes back is the page's own HTML."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    _wait_for_page(connection)

    def ask(question: str) -> list[tuple[str, str]]:
        connection.request("GET", f"/answer?q={quote(question)}")
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, page
        assert "<h1" in page and "Something went wrong" not in page, page
        return [("", page)]

    return ask


def _wait_for_page(connection: http.client.HTTPConnection) -> None:
    """Wait until the port answers with more than that the page is being made."""
    for _ in range(10 * PATIENCE):
        connection.request("GET", "/")
        if 'id="results"' in connection.getresponse().read().decode():
            return
        time.sleep(0.1)
    raise AssertionError("the page was not made in time")


# -- the servers -----------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path, encoder: Encoder) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in NAMES:
        write(folder, name, 1)
    api.build(folder, tmp_path / "index", limits=ONE)
    return folder


@pytest.fixture
def servers(corpus: Path, tmp_path: Path) -> Iterator[list[int]]:
    """The ports of two servers for programs and of the page."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        page = free.getsockname()[1]
    folders = [str(corpus), str(tmp_path / "index")]
    commands = [[sys.executable, "-m", "tests.acceptance.survival.answering", *folders]] * 2
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for command in commands]
    serve = ["-m", "paper_search", "serve", "--corpus", folders[0], "--index", folders[1], "--port", str(page)]
    many = {**os.environ, "PAPER_SEARCH_A_MINUTE": "100000", "PAPER_SEARCH_AT_ONCE": "100"}
    running.append(subprocess.Popen([sys.executable, *serve], cwd=ROOT, stderr=subprocess.DEVNULL, env=many))
    try:
        ports = [int(each.stdout.readline()) for each in running[:2] if each.stdout]
        _wait_for(page)
        yield [*ports, page]
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(PATIENCE)


def _wait_for(port: int) -> None:
    for _ in range(10 * PATIENCE):
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the page was not served in time")


@pytest.mark.exhaustive
def test_people_ask_while_papers_come_change_and_go(corpus: Path, servers: list[int], tmp_path: Path) -> None:
    index, seen = tmp_path / "index", Observations(dict.fromkeys(NAMES, 1))
    first, second, page = servers
    asking = [of_server(first if number % 2 else second) for number in range(CLIENTS - ON_THE_PAGE)]
    asking += [of_page(page) for _ in range(ON_THE_PAGE)]
    clients = [
        threading.Thread(target=client, args=(seen, f"client {number}", ask), daemon=True)
        for number, ask in enumerate(asking)
    ]
    for each in clients:
        each.start()
    try:
        rounds = change(corpus, index, seen, [of_server(first), of_server(second)], time.monotonic() + SECONDS)
    finally:
        seen.ended.set()
        for each in clients:
            each.join(PATIENCE)
    assert not seen.faults, "\n".join(seen.faults[:20])
    assert rounds >= 2, "papers came, changed and went"
    assert len(seen.asked) == CLIENTS, "everybody had an answer"
    assert check(corpus, index).is_clean


def change(corpus: Path, index: Path, seen: Observations, servers: list[Asking], until: float) -> int:
    """Builds until it is time and everybody was answered, each with papers changed, one more and one less."""
    rounds = 0
    while rounds < 2 or time.monotonic() < until or (len(seen.asked) < CLIENTS and rounds < MAX_ROUNDS):
        rounds += 1
        for name in NAMES[rounds % 2 :: 2]:
            write(corpus, name, rounds + 1)
        new = f"new{rounds}"
        write(corpus, new, 1)
        api.build(corpus, index, limits=ONE)
        seen.editions |= dict.fromkeys(NAMES[rounds % 2 :: 2], rounds + 1)
        for ask in servers:
            found = {name for name, _ in ask(f"what does the {new} paper say of the budget?")}
            if f"{new}.txt" not in found:
                seen.faults.append(f"{new} was built and is not found: {found}")
        api.withdraw(f"{new}.txt", "a test", corpus, index)
        seen.withdrawn[f"{new}.txt"] = time.monotonic()
        for ask in servers:
            if f"{new}.txt" in {name for name, _ in ask(f"what does the {new} paper say of the budget?")}:
                seen.faults.append(f"{new} was shown to the next question after it was withdrawn")
    return rounds
