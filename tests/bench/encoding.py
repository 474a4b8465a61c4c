"""Passages a second in int8 and on torch, whether they agree, and the first question of a fresh process.

Comes in: the sample papers. Goes out: rates of both encoders over the same texts of about 120 word pieces, taken in
turns so that whatever else the machine does meets both; the ten nearest passages that they share; seconds from starting
`paper-search ask` to its answer, with the encoder derived before.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from paper_search import library
from paper_search.embed import PACKAGED_NAME, Choice, Encoder, SentenceTransformerEncoder, open_encoder, packaged_folder
from tests.bench.figures import Figure, Options, at_least, at_most, ratio
from tests.sample_corpus.questions import QUESTIONS

SAMPLE = Path(__file__).resolve().parents[2] / "corpus"
PIECES = range(100, 141)
TEXTS, ROUNDS, STARTS = 128, 5, 5


def _texts(index: Path, encoder: Encoder) -> tuple[list[str], list[str]]:
    """What the encoder sees of the sample papers' passages: all of them, and as many of about 120 pieces as wanted."""
    opened = library.open_library(SAMPLE, index)
    store = opened._current.opened.engine.store
    ids = [passage.passage_id for paper in store.documents() for passage in store.passages(paper.doc_id)]
    seen = [text for start in range(0, len(ids), 500) for text in store.embedded(ids[start : start + 500]).values()]
    words = " ".join(seen).split()
    joined = [" ".join(words[start : start + 88]) for start in range(0, len(words) - 88, 88)]
    counted = zip(joined, encoder.count(joined), strict=True)
    return seen, [text for text, pieces in counted if pieces in PIECES][:TEXTS]


def _rates(texts: list[str], ways: dict[str, Callable[[list[str]], object]]) -> dict[str, float]:
    """Passages a second of each way, the median of rounds in turns; the first round warms and does not count."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way(texts)
            if number:
                taken[name].append(time.perf_counter() - began)
    return {name: len(texts) / statistics.median(seconds) for name, seconds in taken.items()}


def _shared(ours: Encoder, theirs: Encoder, texts: list[str]) -> float:
    """The share of the ten nearest passages, over all questions, on which both agree."""

    def nearest(encoder: Encoder) -> list[list[int]]:
        asked = np.stack([encoder.encode_query(question.text) for question in QUESTIONS])
        found: list[list[int]] = np.argsort(-(asked @ encoder.encode_passages(texts).T), axis=1)[:, :10].tolist()
        return found

    both = zip(nearest(ours), nearest(theirs), strict=True)
    return statistics.mean(len(set(one) & set(other)) / 10 for one, other in both)


def _first_question(index: Path, cache: Path) -> float:
    command = [sys.executable, "-m", "paper_search", "ask", "what did Ofsted say about management oversight?"]
    environment = os.environ | {"PAPER_SEARCH_CACHE": str(cache)}
    taken = []
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run([*command, "--index", str(index)], env=environment, check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def run(options: Options) -> tuple[Figure, ...]:
    from sentence_transformers import SentenceTransformer

    index, choice = options.scratch / "index", Choice(PACKAGED_NAME, "int8", options.scratch / "cache")
    library.build(SAMPLE, index, choice)
    encoder, oracle = open_encoder(choice), SentenceTransformerEncoder()
    seen, texts = _texts(index, encoder)
    bare = SentenceTransformer(str(packaged_folder()))
    rates = _rates(
        texts,
        {
            "torch": lambda some: bare.encode(some, batch_size=32, normalize_embeddings=True, show_progress_bar=False),
            "int8": encoder.encode_passages,
            "int8, token vectors too": encoder.encode_whole,
        },
    )
    return (
        *(Figure(f"{name}, {len(texts)} passages of about 120 pieces", rate, "/s") for name, rate in rates.items()),
        ratio("int8 beside sentence-transformers", rates["int8"], rates["torch"], at_least(1.7)),
        ratio("what a build does, beside it", rates["int8, token vectors too"], rates["torch"], at_least(1.7)),
        Figure(f"nearest 10 of {len(seen)} shared", _shared(encoder, oracle, seen), "", at_least(0.95)),
        Figure("first question of a fresh process", _first_question(index, options.scratch / "cache"), "s", at_most(2)),
    )
