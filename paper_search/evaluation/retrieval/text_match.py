"""Comparison of two texts word for word, where each was read from a page by another program.

Guarantees: order, case, spaces and punctuation count for nothing, yet words that any page has (and, the, of) make no
two texts alike: they are left out of the count, and a run of three words must be shared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

MIN_WORD_SHARE = 0.5
"""Share of the words of one text that the other must have."""

MIN_WORD_COUNT = 8
"""A piece shorter than this is not held against its own length: it would be part of too much."""

MIN_ANSWER_SHARE = 0.8
"""Share of an answer's runs of three words that must be shown."""

_WORD_PATTERN = re.compile(r"[a-z0-9]+")
_PUNCTUATION_MAP = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00ad": ""}
)
_STOP_WORDS = frozenset(
    """
    a an the and or of to in on for by with from at as is are was were be been being it its this that these those which
    who whom whose what when where how not no nor but if then than so such their there they them he she his her him we
    our you your i me my will would shall should can could may might must has have had do does did also any all each
    into over under out up more most other some only s
    """.split()
)

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShingledText:
    """The words of a text: how many, those that carry meaning (all of them where none does), and its runs of three."""

    word_count: int
    content_words: Counter[str]
    shingles: frozenset[Shingle]


def shingle_text(text: str) -> ShingledText:
    """Return the words of a text as they are compared."""
    words = _tokenise(text)
    runs = frozenset(_list_shingles(words)) or frozenset({tuple(words)})
    return ShingledText(len(words), Counter([word for word in words if word not in _STOP_WORDS] or words), runs)


def is_alike(retrieved: ShingledText, judged: ShingledText) -> bool:
    """Return True if what is shown is much of what was judged, or is mostly that."""
    if not retrieved.word_count or not judged.word_count or not retrieved.shingles & judged.shingles:
        return False
    shared = (retrieved.content_words & judged.content_words).total()
    is_part = retrieved.word_count >= MIN_WORD_COUNT and shared >= MIN_WORD_SHARE * retrieved.content_words.total()
    return shared >= MIN_WORD_SHARE * judged.content_words.total() or is_part


def contains_answer(retrieved: str, answer: str) -> bool:
    """Return True if the words of a short answer stand in what is shown, in its order."""
    wanted, words = _tokenise(answer), _tokenise(retrieved)
    if len(wanted) < 3:
        return bool(wanted) and set(wanted) <= set(words)
    runs = set(_list_shingles(wanted))
    return len(runs & set(_list_shingles(words))) >= MIN_ANSWER_SHARE * len(runs)


def _tokenise(text: str) -> list[str]:
    return _WORD_PATTERN.findall(unicodedata.normalize("NFKC", text).translate(_PUNCTUATION_MAP).lower())


def _list_shingles(words: list[str]) -> list[Shingle]:
    return [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
