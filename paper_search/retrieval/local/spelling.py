"""Words of the index that are near to one that no passage holds, as the papers spell them.

In: a store and a word; out: words, the nearest first. The nearest stems are found by optimal string alignment
(rapidfuzz) among those with the same first letter, which is seldom mistyped; of each, some texts say how it is spelt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from paper_search.records import PUBLIC, Access
from paper_search.storage.documents import Store
from paper_search.text.spans import fold, words
from paper_search.text.stemming import stem

SHORTEST = 5
"""Words with fewer letters have too many others near them."""
LONG = 9
"""From so many letters on two of them may be wrong, below it one."""
_STEMS = 24
_ENDING = 6
"""Letters that a stem may lack at the end of a word, but never more than half of them."""


def near(
    word: str, vocabulary: Callable[[str], Sequence[str]], store: Store, access: Sequence[Access] = PUBLIC
) -> list[str]:
    """Words that the papers with this access hold and that ``word`` may be a slip for; ``vocabulary`` gives the stems
    of all papers by first letter."""
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha():
        return []
    most = 2 if len(folded) >= LONG else 1
    stems = _stems(folded, vocabulary(folded[0]), most)
    spelt = {each for found in stems for each in _spellings(found, store, access)}
    scored = [(OSA.distance(folded, each), each) for each in spelt]
    return [each for distance, each in sorted(scored) if distance <= most]


def _stems(word: str, vocabulary: Sequence[str], most: int) -> list[str]:
    """The stems that are near to the word's own or, since a mistyped ending is not cut off, to its beginning."""
    own, least = stem(word), len(word) - min(_ENDING, len(word) // 2)
    near = [
        (min(OSA.distance(own, each), OSA.distance(word[: len(each)], each)), -len(each), each)
        for each in vocabulary
        if least <= len(each) <= len(word) + most
    ]
    return [each for distance, _, each in sorted(near)[:_STEMS] if distance <= most]


def _spellings(found: str, store: Store, access: Sequence[Access]) -> set[str]:
    """How some texts spell the words with a stem."""
    spelt = set()
    for text in store.texts_with(found, access):
        folded = fold(text)
        alike = {folded[start:end] for start, end in words(folded) if folded.startswith(found[:2], start)}
        spelt |= {each for each in alike if each.isalpha() and stem(each) == found}
    return spelt
