"""The candidates of a question that quotes words: only passages that hold them, the true best of those.

Every candidate holds the words exactly, case and spaces folded. Of up to ``MAX_PASSAGES_READ`` that hold them none is
left out before the best are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from paper_search.records import Candidates, ParsedQuery, ScoredPassage
from paper_search.retrieval.query import exact_terms

MAX_PASSAGES_READ = 500
"""The most passages that are read to see if they hold the words, the best by BM25. Only where more hold them may one of
the nearest by meaning be left out."""
KeyT = TypeVar("KeyT")
"""What an index knows a passage by."""
_LONG_WORD = re.compile(r"[^\W\d_]{6,20}")


def find_phrase_forms(query: ParsedQuery, count: Callable[[Sequence[str]], Sequence[int]]) -> list[tuple[str, ...]]:
    """Return the forms of each phrase of a question, one of which a passage must hold.

    Args:
        query: The question.
        count: Counts the passages that hold each of some words.
    """
    return [(*phrase.forms, *_split_compounds(phrase.forms, count)) for phrase in query.phrases]


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


def select_holding(query: ParsedQuery, found: Iterable[tuple[KeyT, float, str]]) -> dict[KeyT, float]:
    """Return the scores of those passages that hold every phrase of a question.

    Args:
        query: The question.
        found: Passages that may hold them, each with its score and its text.
    """
    matchers = [exact_terms.compile_term_matcher(phrase) for phrase in query.phrases]
    return {key: score for key, score, text in found if all(matches(text) for matches in matchers)}


def choose_best(dense: Iterable[ScoredPassage], lexical: Iterable[ScoredPassage], depth: int) -> Candidates:
    """Return the ``depth`` best of both lists, ties by passage id."""
    return Candidates(_take_best(dense, depth), _take_best(lexical, depth))


def _take_best(scored: Iterable[ScoredPassage], depth: int) -> tuple[ScoredPassage, ...]:
    return tuple(sorted(scored, key=lambda candidate: (-candidate.score, candidate.passage_id))[:depth])
