"""The candidates of a question that quotes words: only passages that hold them, the true best of those.

In: a store, the question and its vector; out: candidates. Promised: every candidate holds the words exactly (case and
spaces folded), and of up to MOST_READ that hold them none is left out before the best are chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Candidates, ParsedQuery, ScoredPassage
from paper_search.retrieval.query import exact_terms
from paper_search.storage.documents import Store

MAX_PASSAGES_READ = 500
"""How many passages are read to see whether they hold the words, the best by BM25: only where more hold them than this
may one of the nearest by meaning alone be left out."""
_BATCH_SIZE = 500


def retrieve_phrases(
    store: Store, query: ParsedQuery, vector: Rows, depth: int, terms: Sequence[str], verdicts: bytes | None = None
) -> Candidates:
    """The ``depth`` best by cosine and by BM25 of the passages that hold every phrase of the question; ``verdicts``
    spares a look at each passage's paper, see ``retrieval``."""
    phrases = query.phrases
    found = store.search_phrases([each.forms for each in phrases], terms, query.filters, MAX_PASSAGES_READ, verdicts)
    holds = [exact_terms.compile_term_matcher(each) for each in phrases]
    scores = {row: score for row, score, text in found if all(each(text) for each in holds)}
    rows = list(scores)
    dense = list(_compute_cosines(store, rows, vector))
    names = {row: name for batch in _split_batches(rows) for row, name in store.find_passage_ids(batch).items()}
    lexical = [ScoredPassage(names[row], score) for row, score in scores.items() if row in names]
    return Candidates(_take_best(dense, depth), _take_best(lexical, depth))


def _split_batches(rows: Sequence[int]) -> Iterator[list[int]]:
    return (list(rows[start : start + _BATCH_SIZE]) for start in range(0, len(rows), _BATCH_SIZE))


def _compute_cosines(store: Store, rows: Sequence[int], vector: Rows) -> Iterator[ScoredPassage]:
    for batch in _split_batches(rows):
        _, names, vectors = store.fetch_vectors(np.array(batch, dtype=np.int64), len(vector))
        yield from map(ScoredPassage, names, map(float, vectors @ vector))


def _take_best(scored: list[ScoredPassage], depth: int) -> tuple[ScoredPassage, ...]:
    return tuple(sorted(scored, key=lambda each: (-each.score, each.passage_id))[:depth])
