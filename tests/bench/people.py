"""Twenty people asking the page at once: what each feels, and what the server's time goes into.

Comes in: how many passages and for how long. Goes out: answers, errors and "busy" answers of two rounds: everybody asks
again as soon as the answer is there (nobody does; it is the hardest case), and everybody reads for five seconds first;
the time from a question's being sent to its whole answer's being there; processor time; and the share of the time of
answering that went into embedding questions. The server is the real site with the real model in a process of its own
(``watched``), asked over HTTP in the way that the page's script asks. The people share its processors, so what they
take is said too.
"""

from __future__ import annotations

import http.client
import json
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import numpy as np

from paper_search.web import SiteSettings
from tests.bench.figures import Figure, Options, at_most
from tests.bench.papers import sample_words
from tests.bench.questions import texts
from tests.bench.synthetic import make, real_index

PEOPLE = 20
DOORS = SiteSettings()
"""As the site is delivered: what one address may ask is measured too."""
ROUNDS = ((0.0, "no pause"), (5.0, "5 s of reading"))
WARMING = 40
PATIENCE = 60.0
REACH = 1.0
"""Seconds within which 95 of 100 answers are to be there where people read: longer than that, and a thought is lost."""
REACH_WITHOUT_PAUSE = 0.6
"""The same where all ask again as soon as they are answered."""
_STARTED = 120.0


@dataclass(frozen=True, slots=True)
class QuestionTiming:
    """One question as a person met it: when it was sent, the seconds until the whole answer, and how it ended."""

    began: float
    seconds: float
    end: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its port, and where its times are written."""

    port: int
    times: Path


# -- one person ---------------------------------------------------------------------------------------------------


def ask(site: Site, question: str) -> QuestionTiming:
    """One question, asked as the page's script asks it, until its whole answer is there."""
    began = time.monotonic()
    try:
        end, size = _request_answer(site, question)
    except (OSError, http.client.HTTPException, ValueError) as error:
        end, size = repr(error), 0
    return QuestionTiming(began, time.monotonic() - began, end, size)


def _request_answer(site: Site, question: str) -> tuple[str, int]:
    """How it ended, and the bytes of the answer as they came."""
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)) as connection:
        connection.request("GET", f"/answer?{urlencode({'q': question})}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status in (429, 503):
            return "busy", len(body)
        if answer.status != 200:
            return f"{answer.status}: {body[:200]!r}", len(body)
        is_squeezed = answer.getheader("content-encoding") == "gzip"
        page = (zlib.decompress(body, 31) if is_squeezed else body).decode()
        # That nothing was found is an answer too, without passages.
        is_answer = f'data-title="{escape(question)}"' in page
        return ("" if is_answer else page[:300]), len(body)


def person(
    site: Site, questions: Sequence[str], pause: float, until: float, seen: list[QuestionTiming], seed: int
) -> None:
    """Ask until it is time; the pause is of this length on average, so that people do not keep step."""
    drawn = Random(seed)
    if pause:
        time.sleep(drawn.uniform(0, pause))
    for question in questions:
        if time.monotonic() >= until:
            return
        seen.append(ask(site, question))
        if pause:
            time.sleep(max(0.0, min(drawn.uniform(0.5, 1.5) * pause, until - time.monotonic())))
    raise AssertionError("there were too few questions")


def crowd(site: Site, questions: Sequence[str], pause: float, seconds: float) -> list[QuestionTiming]:
    """Everybody's questions, no two of them the same."""
    seen: list[QuestionTiming] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=person, args=(site, questions[number::PEOPLE], pause, until, seen, number), daemon=True)
        for number in range(PEOPLE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 2 * PATIENCE)
    return seen


# -- the server ---------------------------------------------------------------------------------------------------


@contextmanager
def serve_site(corpus: Path, index: Path, times: Path) -> Iterator[Site]:
    """The site over an index, warm, in a process of its own."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.watched", str(corpus), str(index), str(port), str(times)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for_page(port, running)
        yield Site(port, times)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def _wait_for_page(port: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until the page is there."""
    until = time.monotonic() + _STARTED
    while time.monotonic() < until and running.poll() is None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
                connection.request("GET", "/")
                if 'id="results"' in connection.getresponse().read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the site was not there within {_STARTED:.0f} seconds")


# -- the figures --------------------------------------------------------------------------------------------------


def run_round(site: Site, questions: Sequence[str], pause: float, name: str, seconds: float) -> list[Figure]:
    """One round, and what it was made of."""
    began, own = time.monotonic(), _processor()
    seen = crowd(site, questions, pause, seconds)
    own = _processor() - own
    lines = [json.loads(line) for line in site.times.read_text(encoding="utf-8").splitlines()]
    return [
        *waiting_figures(seen, pause, name),
        *processor_figures([line for line in lines if line["began"] >= began], seen, own, name),
    ]


def waiting_figures(seen: Sequence[QuestionTiming], pause: float, name: str) -> list[Figure]:
    """What people met."""
    answered = [each for each in seen if not each.end]
    wrong = [each.end for each in seen if each.end not in ("", "busy")]
    busy = sum(each.end == "busy" for each in seen)
    seconds = [each.seconds for each in answered]
    p50, p95, longest = np.percentile(seconds, [50, 95, 100]) if seconds else (None, None, None)
    size = float(np.median([each.size for each in answered])) / 1024 if answered else None
    return [
        Figure(f"{name}: answers", len(answered)),
        Figure(f"{name}: errors", len(wrong), target=at_most(0), note=wrong[0][:80] if wrong else ""),
        Figure(f"{name}: told that the site is busy", busy),
        Figure(f"{name}: question to whole answer, p50", p50, "s"),
        Figure(f"{name}: question to whole answer, p95", p95, "s", at_most(REACH if pause else REACH_WITHOUT_PAUSE)),
        Figure(f"{name}: question to whole answer, longest", longest, "s"),
        Figure(f"{name}: an answer as it comes over the wire, median", size, "KiB"),
    ]


def processor_figures(
    lines: Sequence[dict[str, float]], seen: Sequence[QuestionTiming], own: float, name: str
) -> list[Figure]:
    """What the server's time went into; ``own`` is the people's own processor time."""
    asked = [line for line in lines if line["what"] == "question"]
    embedded = [line for line in lines if line["what"] == "embedding"]
    if not asked:
        return []
    whole = max(line["process"] for line in lines) - min(line["process"] for line in lines)
    times = {
        (kind, of): sum(line[of] for line in group)
        for kind, group in (("asked", asked), ("embedded", embedded))
        for of in ("seconds", "processor")
    }
    felt_seconds = sum(each.seconds for each in seen)
    return [
        Figure(f"{name}: processor time of the server", whole, "s", note=f"{own:.1f} s more by the people themselves"),
        Figure(f"{name}: processor time an answer", 1000 * whole / len(asked), "ms"),
        Figure(f"{name}: of it, finding the answer", times["asked", "processor"] / whole),
        Figure(f"{name}: of it, embedding the question", times["embedded", "processor"] / whole),
        Figure(f"{name}: embedding in the time of finding", times["embedded", "seconds"] / times["asked", "seconds"]),
        Figure(f"{name}: embedding in what people wait", times["embedded", "seconds"] / felt_seconds),
    ]


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run(options: Options) -> tuple[Figure, ...]:
    real = real_index(options.scratch)
    made = make(options.scratch / "asked", options.passages, real, with_files=False)
    words = [word for text in sample_words().words for word in text if word.isalpha()]
    most = int(len(ROUNDS) * PEOPLE * options.seconds * 10)
    questions = texts(most + WARMING, words)
    figures: list[Figure] = []
    with serve_site(made.corpus, made.index, options.scratch / "times.jsonl") as site:
        for question in questions[:WARMING]:
            ask(site, question)
        rounds = np.array_split(np.array(questions[WARMING:], dtype=object), len(ROUNDS))
        for (pause, name), asked in zip(ROUNDS, rounds, strict=True):
            figures += run_round(site, [str(each) for each in asked], pause, name, options.seconds)
    return tuple(figures)
