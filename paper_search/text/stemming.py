"""A question and a passage's text in, the part worth showing with marks out.

Marks are offsets of whole words that share a stem with a word of the question, so that what is marked is what
the words of the question found; the text itself is an exact slice.
"""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

from paper_search.records import Snippet
from paper_search.text.spans import Span, content_words, fold, possessor, sentences, words

LONGEST = 1200
_local = threading.local()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter stem of a word, folded first: the same folding as the lexical index."""
    # A stemmer keeps the word it works on, so threads must not share one.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("porter")
    stemmed: str = _local.stemmer.stemWord(possessor(fold(word)))
    return stemmed


def marks(question: str, text: str) -> tuple[Span, ...]:
    """Spans in ``text`` of the words that share a stem with a content word of the question."""
    wanted = {stem(word) for word in content_words(question)}
    return tuple((start, end) for start, end in words(text) if stem(text[start:end]) in wanted)


def snippet(question: str, text: str) -> Snippet:
    """The text with its marks; of a text over LONGEST characters, the run of sentences with most of them."""
    found = marks(question, text)
    if len(text) <= LONGEST:
        return Snippet(text, found)
    start, end = _best_window(sentences(text), found)
    inside = tuple((a - start, b - start) for a, b in found if start <= a and b <= end)
    return Snippet(text[start:end], inside)


def _best_window(spans: list[Span], found: tuple[Span, ...]) -> Span:
    """The run of sentences within LONGEST that holds most marks; the earliest of equals."""
    best, most = (spans[0][0], min(spans[0][1], spans[0][0] + LONGEST)), -1
    for i, (start, _) in enumerate(spans):
        fitting = [end for _, end in spans[i:] if end - start <= LONGEST]
        end = fitting[-1] if fitting else start + LONGEST
        held = sum(start <= a and b <= end for a, b in found)
        if held > most:
            best, most = (start, end), held
    return best
