"""Stems of English words, by the same stemmer as the lexical index (Porter, Program, 1980)."""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

from paper_search.text.spans import list_words, normalise, strip_possessive

_local = threading.local()
_MAX_KEPT_CHARACTERS = 1000
"""Stems of longer texts are not kept."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the Porter stem of a word, normalised first as the lexical index does."""
    # A stemmer keeps the word it works on, so threads must not share one.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("porter")
    word_stem: str = _local.stemmer.stemWord(strip_possessive(normalise(word)))
    return word_stem


def find_stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words."""
    return _find_short(text) if len(text) <= _MAX_KEPT_CHARACTERS else _find_stems(text)


def _find_stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, set(list_words(text))))


# Most are titles and headings, which the passages of a paper share.
_find_short = lru_cache(maxsize=2048)(_find_stems)
