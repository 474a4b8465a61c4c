"""The candidates of a question that quotes words: only passages that hold them, the true best of those.

Every candidate holds the words exactly, case and spaces folded. Of up to ``MAX_PASSAGES_READ`` that hold them none is
left out before the best are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Access, Candidates, ParsedQuery, ScoredPassage
from paper_search.retrieval.query import exact_terms
from paper_search.storage.store import Store

MAX_PASSAGES_READ = 500
"""The most passages that are read to see if they hold the words, the best by BM25. Only where more hold them may one of
the nearest by meaning be left out."""
_BATCH_SIZE = 500
_LONG_WORD = re.compile(r"[^\W\d_]{6,20}")


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
    phrases = query.phrases
    forms = [(*phrase.forms, *_split_compounds(phrase.forms, count)) for phrase in phrases]
    found = store.fulltext.search_phrases(forms, terms, query.filters, MAX_PASSAGES_READ, row_mask, access=access)
    matchers = [exact_terms.compile_term_matcher(phrase) for phrase in phrases]
    scores = {row: score for row, score, text in found if all(matches(text) for matches in matchers)}
    rows = list(scores)
    dense = list(_compute_cosines(store, rows, vector))
    names = {
        row: name for batch in _split_batches(rows) for row, name in store.fulltext.find_passage_ids(batch).items()
    }
    lexical = [ScoredPassage(names[row], score) for row, score in scores.items() if row in names]
    return Candidates(_take_best(dense, depth), _take_best(lexical, depth))


def _split_compounds(forms: Sequence[str], count: Callable[[Sequence[str]], Sequence[int]]) -> Iterator[str]:
    """Yield the forms with each long word as two that are held ("well being"): papers may print it with a hyphen."""
    for form in forms:
        for match in _LONG_WORD.finditer(form):
            word = match.group()
            halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
            counts = count([half for pair in halves for half in pair])
            for (first, second), number in zip(halves, range(0, len(counts), 2), strict=True):
                if counts[number] and counts[number + 1]:
                    yield f"{form[: match.start()]}{first} {second}{form[match.end() :]}"


def _split_batches(rows: Sequence[int]) -> Iterator[list[int]]:
    return (list(rows[start : start + _BATCH_SIZE]) for start in range(0, len(rows), _BATCH_SIZE))


def _compute_cosines(store: Store, rows: Sequence[int], vector: Rows) -> Iterator[ScoredPassage]:
    for batch in _split_batches(rows):
        _, names, vectors = store.embeddings.fetch_vectors(np.array(batch, dtype=np.int64), len(vector))
        yield from map(ScoredPassage, names, map(float, vectors @ vector))


def _take_best(scored: list[ScoredPassage], depth: int) -> tuple[ScoredPassage, ...]:
    return tuple(sorted(scored, key=lambda candidate: (-candidate.score, candidate.passage_id))[:depth])
