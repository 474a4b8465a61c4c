"""The candidates of a question that quotes words: only passages that hold them, the true best of those.

In: a store, the question and its vector; out: candidates. Promised: every candidate holds the words exactly (case and
spaces folded), and of up to MOST_READ that hold them none is left out before the best are chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Candidates, Query, Scored
from paper_search.retrieval.query import exact_terms as exact
from paper_search.storage.documents import Store

MOST_READ = 500
"""How many passages are read to see whether they hold the words, the best by BM25: only where more hold them than this
may one of the nearest by meaning alone be left out."""
_BATCH = 500


def among(
    store: Store, query: Query, vector: Rows, depth: int, terms: Sequence[str], verdicts: bytes | None = None
) -> Candidates:
    """The ``depth`` best by cosine and by BM25 of the passages that hold every phrase of the question; ``verdicts``
    spares a look at each passage's paper, see ``retrieval``."""
    phrases = query.asked.phrases
    found = store.holding([each.forms for each in phrases], terms, query.filters, MOST_READ, verdicts)
    holds = [exact.holder(each) for each in phrases]
    scores = {row: score for row, score, text in found if all(each(text) for each in holds)}
    rows = list(scores)
    dense = list(_cosines(store, rows, vector))
    names = {row: name for batch in _batches(rows) for row, name in store.passage_ids(batch).items()}
    lexical = [Scored(names[row], score) for row, score in scores.items() if row in names]
    return Candidates(_best(dense, depth), _best(lexical, depth))


def _batches(rows: Sequence[int]) -> Iterator[list[int]]:
    return (list(rows[start : start + _BATCH]) for start in range(0, len(rows), _BATCH))


def _cosines(store: Store, rows: Sequence[int], vector: Rows) -> Iterator[Scored]:
    for batch in _batches(rows):
        _, names, vectors = store.vectors_of(np.array(batch, dtype=np.int64), len(vector))
        yield from map(Scored, names, map(float, vectors @ vector))


def _best(scored: list[Scored], depth: int) -> tuple[Scored, ...]:
    return tuple(sorted(scored, key=lambda each: (-each.score, each.passage_id))[:depth])
