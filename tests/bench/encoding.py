"""Passages a second in int8 and on torch and of a whole build, whether both agree, and the first question of a process.

Comes in: the sample papers, and those of the county's Cabinet where they are at hand. Goes out: rates of both encoders
over the same texts of about 120 word pieces, and of a build from nothing beside bare encodings of the very texts that
it embeds, taken in turns so that whatever else the machine does meets all; by processor seconds too, which other
programs slow less; the ten nearest passages that both share; seconds from starting `paper-search ask` to its answer,
with the encoder derived before.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paper_search import api
from paper_search.embeddings import (
    DEFAULT_NAME,
    Encoder,
    EncoderChoice,
    SentenceTransformerEncoder,
    find_packaged_folder,
    open_encoder,
)
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.stored_values import join_embedding_text
from tests.bench.figures import Figure, Options, at_least, at_most, ratio
from tests.bench.machine import processor_seconds
from tests.sample_corpus.questions import QUESTIONS

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SAMPLE = Path(__file__).resolve().parents[2] / "corpus"
PIECES = range(100, 141)
TEXTS, ROUNDS, STARTS = 128, 5, 5
WHOLE_ROUNDS = 3
CABINET = Path(__file__).resolve().parents[3] / "shared" / "papers" / "kent" / "cabinet"


@dataclass(frozen=True, slots=True)
class Rate:
    """Passages a second, by the clock, and by all processors and processes together."""

    by_clock: float
    by_processor: float

    @property
    def busy(self) -> float:
        """How many processors were at work."""
        return self.by_clock / self.by_processor


def _texts(index: Path, encoder: Encoder) -> tuple[list[str], list[str]]:
    """What the encoder sees of the sample papers' passages: all of them, and as many of about 120 pieces as wanted."""
    opened = api.open_library(SAMPLE, index)
    with opened.engine.snapshot() as snapshot:
        store = snapshot.store
        ids = [
            passage.passage_id
            for paper in store.documents.list_documents()
            for passage in store.documents.list_passages(paper.doc_id)
        ]
        batches = (ids[start : start + 500] for start in range(0, len(ids), 500))
        seen = [text for batch in batches for text in snapshot.embedding_text(batch).values()]
    words = " ".join(seen).split()
    joined = [" ".join(words[start : start + 88]) for start in range(0, len(words) - 88, 88)]
    counted = zip(joined, encoder.count_tokens(joined), strict=True)
    return seen, [text for text, pieces in counted if pieces in PIECES][:TEXTS]


def _rates(
    texts: list[str], ways: dict[str, Callable[[list[str]], object]], rounds: int = ROUNDS, warming: int = 1
) -> dict[str, Rate]:
    """The rate of each way, the median of rounds in turns after those that warm."""
    clock: dict[str, list[float]] = {name: [] for name in ways}
    processor: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(-warming, rounds):
        for name, way in ways.items():
            began, before = time.perf_counter(), processor_seconds()
            way(texts)
            if number >= 0:
                clock[name].append(time.perf_counter() - began)
                processor[name].append(processor_seconds() - before)
    middle = statistics.median
    return {name: Rate(len(texts) / middle(clock[name]), len(texts) / middle(processor[name])) for name in ways}


def _shared_neighbours(ours: Encoder, theirs: Encoder, texts: list[str]) -> float:
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


def _bare_encoder(model: SentenceTransformer) -> Callable[[list[str]], object]:
    return lambda texts: model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)


def measure_build(
    corpus: Path, named: str, choice: EncoderChoice, scratch: Path, model: SentenceTransformer
) -> list[Figure]:
    """A build from nothing, the loading of the model included, beside bare encodings of the texts that it embeds."""
    index, encoder = scratch / "from-nothing", open_encoder(choice)

    def build(_: list[str]) -> None:
        shutil.rmtree(index, ignore_errors=True)
        api.build(corpus, index, choice)

    build([])
    texts = _read_embedding_texts(index)
    ways = {
        "build": build,
        "torch": _bare_encoder(model),
        "int8": encoder.encode_passages,
        "tokens": encoder.encode_with_tokens,
    }
    # All are warm: the models have run, and the first build was not timed.
    rates = _rates(texts, ways, WHOLE_ROUNDS, warming=0)
    ours, torch, int8, whole = rates.values()
    size = f"{named}, {len(texts)} texts"
    return [
        Figure(f"a build from nothing of {size}", ours.by_clock, "/s", note=f"{ours.busy:.2f} processors busy"),
        _compare_rates("bare SentenceTransformer.encode on torch", size, ours, torch, 0.95),
        _compare_rates("bare encoding in int8", size, ours, int8, 0.9),
        _compare_rates("bare encoding in int8 with the token vectors that a build keeps", size, ours, whole),
    ]


def _compare_rates(name: str, size: str, ours: Rate, theirs: Rate, least: float | None = None) -> Figure:
    processor = ours.by_processor / theirs.by_processor
    note = f"{theirs.by_clock:.1f} /s; {processor:.2f} × by processor seconds"
    target = None if least is None else at_least(least)
    return ratio(f"a build of {size}, beside {name}", ours.by_clock, theirs.by_clock, target, note)


def _read_embedding_texts(index: Path) -> list[str]:
    store = Store(index / DATABASE_FILE_NAME)
    rows = store.database.connection.execute(
        "SELECT context, text FROM passages WHERE embedded_hash NOT NULL ORDER BY passage_row"
    )
    return list(dict.fromkeys(join_embedding_text(context, text) for context, text in rows.fetchall()))


def run(options: Options) -> tuple[Figure, ...]:
    from sentence_transformers import SentenceTransformer

    index, choice = options.scratch / "index", EncoderChoice(DEFAULT_NAME, "int8", options.scratch / "cache")
    api.build(SAMPLE, index, choice)
    encoder, oracle = open_encoder(choice), SentenceTransformerEncoder()
    seen, texts = _texts(index, encoder)
    bare = SentenceTransformer(str(find_packaged_folder()))
    rates = _rates(
        texts,
        {
            "torch": _bare_encoder(bare),
            "int8": encoder.encode_passages,
            "int8, token vectors too": encoder.encode_with_tokens,
        },
    )
    by_clock = {name: rate.by_clock for name, rate in rates.items()}
    corpora = {"the sample papers": SAMPLE} | ({"the county's Cabinet": CABINET} if CABINET.is_dir() else {})
    return (
        *(Figure(f"{name}, {len(texts)} passages of about 120 pieces", rate, "/s") for name, rate in by_clock.items()),
        ratio("int8 beside sentence-transformers", by_clock["int8"], by_clock["torch"], at_least(3)),
        ratio(
            "int8, token vectors too, beside it", by_clock["int8, token vectors too"], by_clock["torch"], at_least(3)
        ),
        *(
            row
            for name, corpus in corpora.items()
            for row in measure_build(corpus, name, choice, options.scratch, bare)
        ),
        Figure(f"nearest 10 of {len(seen)} shared", _shared_neighbours(encoder, oracle, seen), "", at_least(0.95)),
        Figure("first question of a fresh process", _first_question(index, options.scratch / "cache"), "s", at_most(2)),
    )
