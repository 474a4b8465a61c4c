"""Whether two pieces of text are the same words, where one was read from a page by another program than the other.

In: texts; out: ``Wording``s and the comparison of two. Promised: order, case, spaces and punctuation count for
nothing, yet words that any page has (and, the, of) make no two texts alike: they are left out of the count, and a run
of three words must be shared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

OF_EITHER = 0.5
"""Of the words of one of the two, as many must be in the other."""

LEAST_WORDS = 8
"""A piece shorter than this is not held against its own length: it would be part of too much."""

OF_ANSWER = 0.8
"""Of an answer's runs of three words, as many must be shown."""

_WORD = re.compile(r"[a-z0-9]+")
_FOLDED = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00ad": ""}
)
_STOP = frozenset(
    """
    a an the and or of to in on for by with from at as is are was were be been being it its this that these those which
    who whom whose what when where how not no nor but if then than so such their there they them he she his her him we
    our you your i me my will would shall should can could may might must has have had do does did also any all each
    into over under out up more most other some only s
    """.split()
)

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text: how many, those that carry meaning (all of them where none does), and its runs of three."""

    size: int
    weighty: Counter[str]
    runs: frozenset[Run]


def wording(text: str) -> Wording:
    """The words of a text as they are compared."""
    words = _words(text)
    runs = frozenset(_runs(words)) or frozenset({tuple(words)})
    return Wording(len(words), Counter([word for word in words if word not in _STOP] or words), runs)


def is_alike(shown: Wording, judged: Wording) -> bool:
    """Whether what is shown is much of what was judged, or is mostly that."""
    if not shown.size or not judged.size or not shown.runs & judged.runs:
        return False
    shared = (shown.weighty & judged.weighty).total()
    is_part = shown.size >= LEAST_WORDS and shared >= OF_EITHER * shown.weighty.total()
    return shared >= OF_EITHER * judged.weighty.total() or is_part


def holds(shown: str, answer: str) -> bool:
    """Whether the words of a short answer stand in what is shown, in its order."""
    wanted, words = _words(answer), _words(shown)
    if len(wanted) < 3:
        return bool(wanted) and set(wanted) <= set(words)
    runs = set(_runs(wanted))
    return len(runs & set(_runs(words))) >= OF_ANSWER * len(runs)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).translate(_FOLDED).lower())


def _runs(words: list[str]) -> list[Run]:
    return [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
