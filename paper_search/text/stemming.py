"""A question and a passage's text in, the part worth showing with marks out.

Marks are offsets of whole words that share a stem with a word of the question, so that what is marked is what
the words of the question found; the text itself is an exact slice.
"""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

from paper_search.records import Snippet
from paper_search.text.spans import (
    Span,
    extract_content_words,
    find_words,
    normalise,
    split_sentences,
    strip_possessive,
)

MAX_SNIPPET_CHARACTERS = 1200
_local = threading.local()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter stem of a word, folded first: the same folding as the lexical index."""
    # A stemmer keeps the word it works on, so threads must not share one.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("porter")
    stemmed: str = _local.stemmer.stemWord(strip_possessive(normalise(word)))
    return stemmed


def find_marks(question: str, text: str) -> tuple[Span, ...]:
    """Spans in ``text`` of the words that share a stem with a content word of the question."""
    wanted = {stem(word) for word in extract_content_words(question)}
    return tuple((start, end) for start, end in find_words(text) if stem(text[start:end]) in wanted)


def build_snippet(question: str, text: str) -> Snippet:
    """The text with its marks; of a text over LONGEST characters, the run of sentences with most of them."""
    found = find_marks(question, text)
    if len(text) <= MAX_SNIPPET_CHARACTERS:
        return Snippet(text, found)
    start, end = _find_best_window(split_sentences(text), found)
    inside = tuple((a - start, b - start) for a, b in found if start <= a and b <= end)
    return Snippet(text[start:end], inside)


def _find_best_window(spans: list[Span], highlights: tuple[Span, ...]) -> Span:
    """The run of sentences within LONGEST that holds most marks; the earliest of equals."""
    best, most = (spans[0][0], min(spans[0][1], spans[0][0] + MAX_SNIPPET_CHARACTERS)), -1
    for i, (start, _) in enumerate(spans):
        fitting = [end for _, end in spans[i:] if end - start <= MAX_SNIPPET_CHARACTERS]
        end = fitting[-1] if fitting else start + MAX_SNIPPET_CHARACTERS
        held = sum(start <= a and b <= end for a, b in highlights)
        if held > most:
            best, most = (start, end), held
    return best
