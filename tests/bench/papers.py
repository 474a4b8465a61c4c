"""Text papers of any number, their words those of the sample papers, perturbed; and the rows that a build makes.

Comes in: a folder, a number. Goes out: papers of fifty numbered paragraphs, some 90 words each. Promised: the same
number gives the same papers, and a smaller number is the beginning of a larger one.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from paper_search.errors import PaperSearchError
from paper_search.indexing import preview
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.storage.stored_values import join_embedding_text
from tests.bench.contestants import Row
from tests.bench.synthetic import PER_PAPER, SourcePassages, draw_texts

SAMPLE = Path(__file__).resolve().parents[2] / "corpus"


@cache
def sample_words() -> SourcePassages:
    """The words of the sample papers, two passages together, so that there are enough for a long paragraph."""
    words: list[tuple[str, ...]] = []
    for path in sorted(SAMPLE.rglob("*.*")):
        try:
            words += [
                tuple(passage.text.split())
                for passage in preview.read(path, SAMPLE).passages
                if passage.kind != "heading"
            ]
        except PaperSearchError:
            continue
    joined = tuple(one + other for one, other in pairwise(words))
    return SourcePassages(joined, np.empty((0, 0), np.float32), (), tuple(word for text in words for word in text), {})


def write(corpus: Path, passages: int, first: int = 0) -> None:
    """Write papers with so many passages into the corpus; ``first`` is the number of the first paper."""
    real = sample_words()
    for number in range(first, first + -(-passages // PER_PAPER)):
        generator = np.random.default_rng((1, number))
        chosen = generator.integers(len(real.words), size=(PER_PAPER, 2))
        count = min(PER_PAPER, passages - (number - first) * PER_PAPER)
        texts = draw_texts(real, chosen, generator)[:count]
        path = (
            corpus / f"council-{number % 20:02}" / "cabinet" / f"2024-{1 + number % 12:02}-10" / f"report-{number}.txt"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1)), encoding="utf-8")


def rows_in(index: Path) -> list[Row]:
    """What our own index gives its encoder, passage by passage: what the others are given too."""
    connection = sqlite3.connect(f"file:{index / DATABASE_FILE_NAME}?mode=ro", uri=True)
    try:
        found = connection.execute(
            "SELECT passage_id, context, text FROM passages WHERE context IS NOT NULL ORDER BY passage_row"
        ).fetchall()
    finally:
        connection.close()
    return [Row(passage_id, join_embedding_text(context, text)) for passage_id, context, text in found]


def rows_split(corpus: Path) -> list[Row]:
    """What a build would give its encoder of papers that are in no index yet."""
    rows: list[Row] = []
    for path in sorted(corpus.rglob("*.txt")):
        read = preview.read(path, corpus)
        title = read.document.title
        texts = ((passage, embedding_text(title, passage)) for passage in read.passages if passage.kind != "heading")
        rows += [Row(each.passage_id, text) for each, text in texts]
    return rows
