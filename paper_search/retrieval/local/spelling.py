"""Words of the index that are near to one that no passage holds, as the papers spell them.

In: a store and a word; out: words, the nearest first. The nearest stems are found by optimal string alignment
(rapidfuzz) among those with the same first letter, which is seldom mistyped; of each, some texts say how it is spelt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from paper_search.records import PUBLIC, Access
from paper_search.storage.store import Store
from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import stem

MIN_WORD_LETTERS = 5
"""Words with fewer letters have too many others near them."""
LONG_WORD_LETTERS = 9
"""From so many letters on two of them may be wrong, below it one."""
_MAX_STEMS = 24
_MAX_ENDING_LETTERS = 6
"""Letters that a stem may lack at the end of a word, but never more than half of them."""


def suggest_spellings(
    word: str, vocabulary: Callable[[str], Sequence[str]], store: Store, access: Sequence[Access] = PUBLIC
) -> list[str]:
    """Words that the papers with this access hold and that ``word`` may be a slip for; ``vocabulary`` gives the stems
    of all papers by first letter."""
    folded = normalise(word)
    if len(folded) < MIN_WORD_LETTERS or not folded.isalpha():
        return []
    most = 2 if len(folded) >= LONG_WORD_LETTERS else 1
    stems = _find_near_stems(folded, vocabulary(folded[0]), most)
    spelt = {each for found in stems for each in _find_spellings(found, store, access)}
    scored = [(OSA.distance(folded, each), each) for each in spelt]
    return [each for distance, each in sorted(scored) if distance <= most]


def _find_near_stems(word: str, vocabulary: Sequence[str], max_distance: int) -> list[str]:
    """The stems that are near to the word's own or, since a mistyped ending is not cut off, to its beginning."""
    own, least = stem(word), len(word) - min(_MAX_ENDING_LETTERS, len(word) // 2)
    near = [
        (min(OSA.distance(own, each), OSA.distance(word[: len(each)], each)), -len(each), each)
        for each in vocabulary
        if least <= len(each) <= len(word) + max_distance
    ]
    return [each for distance, _, each in sorted(near)[:_MAX_STEMS] if distance <= max_distance]


def _find_spellings(word_stem: str, store: Store, access: Sequence[Access]) -> set[str]:
    """How some texts spell the words with a stem."""
    spelt = set()
    for text in store.acronyms.find_texts_with_stem(word_stem, access):
        folded = normalise(text)
        alike = {folded[start:end] for start, end in find_words(folded) if folded.startswith(word_stem[:2], start)}
        spelt |= {each for each in alike if each.isalpha() and stem(each) == word_stem}
    return spelt
