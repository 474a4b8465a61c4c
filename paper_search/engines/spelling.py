"""Words of the index that are near to one that no passage holds, as the papers spell them.

In: a store and a word; out: words, the nearest first. The nearest stems are found by optimal string alignment
(rapidfuzz) among those with the same first letter, which is seldom mistyped; of each, some texts say how it is spelt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from paper_search.snippets import stem
from paper_search.store import Store
from paper_search.text import fold, words

SHORTEST = 5
"""Words with fewer letters have too many others near them."""
LONG = 9
"""From so many letters on two of them may be wrong, below it one."""
_STEMS = 12


def near(word: str, vocabulary: Callable[[str], Sequence[str]], store: Store) -> list[str]:
    """Words that the papers hold and that ``word`` may be a slip for; ``vocabulary`` gives stems by first letter."""
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha():
        return []
    most = 2 if len(folded) >= LONG else 1
    stems = process.extract(
        stem(folded), vocabulary(folded[0]), scorer=OSA.distance, score_cutoff=most + 1, limit=_STEMS
    )
    spelt = {each for found, _, _ in stems for each in _spellings(found, store)}
    scored = [(OSA.distance(folded, each), each) for each in spelt]
    return [each for distance, each in sorted(scored) if distance <= most]


def _spellings(found: str, store: Store) -> set[str]:
    """How some texts spell the words with a stem."""
    spelt = set()
    for text in store.texts_with(found):
        folded = fold(text)
        spelt |= {folded[start:end] for start, end in words(folded) if stem(folded[start:end]) == found}
    return {each for each in spelt if each.isalpha()}
