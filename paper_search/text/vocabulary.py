"""The vocabulary of everyday English: stop words, and how often a word is to be expected in any text.

A few papers say little of how rare a word is: in five of them "anyone" and "whistleblowing" may both be missing, and
the first still tells one passage from another far less. So a query's words are weighted as if so many passages of
everyday English were held as well, which counts in a small corpus and vanishes in a large one. Nothing here depends on
the corpus.

The common words are the thousand most frequent of general English, the most frequent first: the order of the
vocabulary of the model that ships, which was made from books and an encyclopaedia. The frequency of each follows from
its rank (Zipf, 1935): the word at rank r is one of about 10 r words.
"""

from __future__ import annotations

import math
from importlib.resources import files

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anything are as at be because been before being between both but
    by can could did do does doing down during each few for from further had happen happened happening has have
    having he her here hers him his how i if in into is it its just many me more most much my no nor not now of off on
    once only or other our out over own per please said same say says she should since so some something such
    tell than that the their them then there these they this those through to too under until up upon very was
    we were what when where which while who whom whose why will with within would you your
    """.split()
)
"""Words that frame a question ("what did X say about …") rather than carry its meaning."""
ORDER_WORDS = frozenset(("latest", "newest", "currently", "nowadays"))
"""Words that ask for recent papers first. They are searched for, but nobody misses them in a paper."""

_ZIPF_SCALE = 10
"""A passage of 100 words has the word at rank r about so many times, over r. See docs/decisions/0013."""
_COMMON_WORDS = files(__package__).joinpath("data/common_words.txt").read_text("utf-8").split()
_WORD_RANKS = {word: rank for rank, word in enumerate(_COMMON_WORDS, 1)}


def is_common_word(word: str) -> bool:
    """Return True if a normalised word is one of the most frequent of English."""
    return word in _WORD_RANKS


def background_frequency(word: str, passage_count: int) -> float:
    """Return in how many passages of everyday English a word is to be expected; 0 where it is not common.

    Args:
        word: the word, normalised.
        passage_count: the number of passages, of 100 words each.
    """
    rank = _WORD_RANKS.get(word)
    return passage_count * (1 - math.exp(-_ZIPF_SCALE / rank)) if rank else 0.0
