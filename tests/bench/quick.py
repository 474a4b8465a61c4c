"""A guard of five minutes: `python -m tests.bench.quick` exits with 1 where a ratio is over 15 % worse than stored.

Comes in: nothing, or ``--store``, which writes the ratios measured in the place of the stored ones. Goes out: for each
piece of work its processor time over that of a yardstick, and bytes of the index over bytes of its words. Piece and
yardstick are measured in turns, so that whatever else the machine does meets both; a ratio is the median of the rounds.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import numpy as np

from paper_search.api import open_library
from paper_search.library import Library
from paper_search.records import Filters
from paper_search.retrieval.query.parse import parse_terms
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.web.components.results import render_filters, render_results
from paper_search.web.forms import from_query
from tests.bench.figures import Figure, at_most
from tests.bench.page import table
from tests.bench.questions import texts
from tests.bench.synthetic import make, real_index

STORED = Path(__file__).with_name("quick_ratios.json")
MOST_LOSS = 1.15
PASSAGES, ROUNDS, QUESTIONS_A_ROUND, WARMING = 20_000, 12, 5, 20
DEPTH = 200
PIECES = {
    "an answer on the page": "a question to its HTML",
    "an answer": "a question to its quotes",
    "an answer that is read": "the same, with the best passages read by the trained reader",
    "hits": "a question to its passages",
    "by words": "200 candidates by BM25",
    "by meaning": "200 candidates by the scan of the vectors",
    "encoding": "8 passages to their vectors and token vectors",
}
"""What is measured, and what it does."""
BYTES = "bytes of the index over those of its words"
SAMPLE = Path(__file__).resolve().parents[2] / "corpus"

Work = Callable[[str], object]


class Yardstick:
    """Fixed work of the kinds that a question does: words counted, rows looked up, a product of matrices."""

    def __init__(self, words: Sequence[str]) -> None:
        """Prepare the work from words, of which it takes the first 4,000."""
        self._text = " ".join(words[:4000])
        generator = np.random.default_rng(1)
        self._rows = generator.standard_normal((2000, 384)).astype(np.float32)
        self._query = generator.standard_normal((384, 12)).astype(np.float32)
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE TABLE t (name TEXT PRIMARY KEY, value BLOB)")
        rows = ((f"row {number:05}", bytes(2000)) for number in range(4000))
        self._database.executemany("INSERT INTO t VALUES (?, ?)", rows)

    def __call__(self, _: str) -> object:
        """Do the work once."""
        counts = Counter(word.lower() for word in re.findall(r"\w+", self._text))
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        names = [f"row {number:05}" for number in range(0, 4000, 20)]
        wanted = ", ".join("?" * len(names))
        rows = self._database.execute(f"SELECT name, value FROM t WHERE name IN ({wanted})", names).fetchall()
        return best, rows, (self._rows @ self._query).max(axis=0)


def measure_ratios(pieces: Mapping[str, Work], yardstick: Work, rounds: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the processor time of each piece over that of the yardstick, the median of the rounds.

    Args:
        pieces: what is done with a question, by name.
        yardstick: what it is measured by.
        rounds: the questions of each round; no two are the same, as answers may be kept.
    """
    ratios: dict[str, list[float]] = {name: [] for name in pieces}
    for questions in rounds:
        for name, work in pieces.items():
            before, piece, behind = (_time_all(each, questions) for each in (yardstick, work, yardstick))
            ratios[name].append(2 * piece / (before + behind))
    return {name: median(found) for name, found in ratios.items()}


def _time_all(work: Work, questions: Sequence[str]) -> float:
    began = time.process_time()
    for question in questions:
        work(question)
    return time.process_time() - began


def make_pieces(library: Library, words: Sequence[str]) -> dict[str, Work]:
    """Return what is measured, by the names of ``PIECES``; only one of them uses the reader."""
    reading, library = library, replace(library, reader=None)
    engine, encoder = library.engine, library.encoder
    passage = " ".join(words[:90])

    def render(question: str) -> object:
        form = from_query(urlencode({"q": question}))
        return render_filters(library, form) + render_results(library, form)

    def find_by_words(question: str) -> object:
        with engine.snapshot() as snapshot:
            return snapshot.retrieve_lexical(parse_terms(question, Filters()), DEPTH)  # type: ignore[attr-defined]

    def find_by_meaning(question: str) -> object:
        vector = encoder.encode_query(question)
        with engine.snapshot() as snapshot:
            scan = snapshot._prepare_scan(parse_terms(question, Filters()), vector)  # type: ignore[attr-defined]
            return snapshot._find_nearest(vector, DEPTH, scan)  # type: ignore[attr-defined]

    def encode(question: str) -> object:
        return encoder.encode_with_tokens([f"{question} {number} {passage}" for number in range(8)])

    found = (render, library.ask, reading.ask, library.search, find_by_words, find_by_meaning, encode)
    return dict(zip(PIECES, found, strict=True))


def find_losses(measured: Mapping[str, float], stored: Mapping[str, float]) -> list[Figure]:
    """Return a figure for each ratio, the bound of which is the stored one and what it may lose."""
    return [
        Figure(
            name,
            ratio,
            "×",
            at_most(MOST_LOSS * stored[name]) if name in stored else None,
            f"stored {stored[name]:.3g}" if name in stored else "not stored yet",
        )
        for name, ratio in measured.items()
    ]


def measure(scratch: Path) -> dict[str, float]:
    """Return all ratios, of an index that is made under ``scratch``."""
    real = real_index(scratch)
    made = make(scratch / "made", PASSAGES, real, with_files=False)
    library = open_library(SAMPLE, made.index)
    words = read_words(real)
    pieces, yardstick = make_pieces(library, words), Yardstick(words)
    asked = texts(WARMING + ROUNDS * QUESTIONS_A_ROUND * len(pieces), words)
    for question in asked[:WARMING]:
        pieces["an answer on the page"](question)
    # Each piece has rounds of its own, so that none is given what another has kept.
    ratios: dict[str, float] = {}
    left = asked[WARMING:]
    for number, (name, work) in enumerate(pieces.items()):
        own = left[number :: len(pieces)]
        rounds = [own[start : start + QUESTIONS_A_ROUND] for start in range(0, len(own), QUESTIONS_A_ROUND)]
        ratios |= measure_ratios({name: work}, yardstick, rounds)
    return ratios | {BYTES: _compare_bytes(made.index)}


def read_words(index: Path) -> list[str]:
    """Return the longer words of an index in their order: a question of short ones alone is refused."""
    with sqlite3.connect(f"file:{index / DATABASE_FILE_NAME}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT text FROM passages ORDER BY passage_id").fetchall()
    return [word for (text,) in rows for word in text.split() if word.isalpha() and len(word) > 4]


def _compare_bytes(index: Path) -> float:
    with sqlite3.connect(f"file:{index / DATABASE_FILE_NAME}?mode=ro", uri=True) as connection:
        (words,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM passages").fetchone()
    return sum(path.stat().st_size for path in index.iterdir()) / float(words)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.quick", description=__doc__.splitlines()[0])
    parser.add_argument("--store", action="store_true", help=f"write the ratios into {STORED.name}")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-quick-") as folder:
        measured = measure(Path(folder))
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    if wanted.store:
        rounded = {name: float(f"{ratio:.3g}") for name, ratio in measured.items()}
        STORED.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    figures = find_losses(measured, stored)
    sys.stdout.write(f"{table(figures)}\n")
    return int(not wanted.store and any(figure.is_target_met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
