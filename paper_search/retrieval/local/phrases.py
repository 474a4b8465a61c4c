"""The candidates of a question that quotes words, from the store, see ``retrieval.phrases``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Access, Candidates, ParsedQuery, ScoredPassage
from paper_search.retrieval import phrases
from paper_search.storage.store import Store

_BATCH_SIZE = 500


def retrieve_phrases(
    store: Store,
    query: ParsedQuery,
    vector: Rows,
    depth: int,
    terms: Sequence[str],
    access: Sequence[Access],
    row_mask: bytes | None = None,
    count: Callable[[Sequence[str]], Sequence[int]] = lambda words: [0] * len(words),
) -> Candidates:
    """Return the ``depth`` best by cosine and by BM25 of the passages that hold every phrase of the question.

    Args:
        store: The store, inside a transaction.
        query: The question with its phrases and filters.
        vector: The unit vector of the question, shape (dimensions,).
        depth: How many candidates each list has at most.
        terms: Words that a passage is ranked by beside the phrases.
        access: The levels of access whose documents the passages may be of.
        row_mask: Spares a look at each passage's document, see ``FullTextIndex.search_bm25``.
        count: Counts the passages that hold each of some words.
    """
    forms, limit = phrases.find_phrase_forms(query, count), phrases.MAX_PASSAGES_READ
    found = store.fulltext.search_phrases(forms, terms, query.filters, limit, row_mask, access=access)
    scores = phrases.select_holding(query, found)
    rows = list(scores)
    names = {
        row: name for batch in _split_batches(rows) for row, name in store.fulltext.find_passage_ids(batch).items()
    }
    lexical = [ScoredPassage(names[row], score) for row, score in scores.items() if row in names]
    return phrases.choose_best(_compute_cosines(store, rows, vector), lexical, depth)


def _split_batches(rows: Sequence[int]) -> Iterator[list[int]]:
    return (list(rows[start : start + _BATCH_SIZE]) for start in range(0, len(rows), _BATCH_SIZE))


def _compute_cosines(store: Store, rows: Sequence[int], vector: Rows) -> Iterator[ScoredPassage]:
    for batch in _split_batches(rows):
        _, names, vectors = store.embeddings.fetch_vectors(np.array(batch, dtype=np.int64), len(vector))
        yield from map(ScoredPassage, names, map(float, vectors @ vector))
