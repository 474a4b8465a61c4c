"""Words of the index that are near to one that no passage holds, as the papers spell them.

The nearest stems are found by optimal string alignment (rapidfuzz) among those with the same first letter, which is
seldom mistyped. Some texts that hold a stem tell how its words are spelt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz.distance import OSA

from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import stem

MIN_WORD_LETTERS = 5
"""Words with fewer letters have too many others near them."""
LONG_WORD_LETTERS = 9
"""From so many letters on two of them may be wrong, in shorter words one."""
_MAX_STEMS = 24
_MAX_ENDING_LETTERS = 6
"""Letters that a stem may lack at the end of a word, but never more than half of them."""


StemTexts = Iterable[tuple[str, str]]
"""Stems, each with a text that may hold a word with it."""


def suggest_spellings(
    word: str, vocabulary: Callable[[str], Sequence[str]], find_texts: Callable[[Sequence[str]], StemTexts]
) -> list[str]:
    """Return the words that ``word`` may be a slip for, the nearest first.

    Args:
        word: The word as it was typed.
        vocabulary: Returns the stems of all words that begin with a letter.
        find_texts: Returns some texts for each of several stems.
    """
    slip = normalise(word)
    if len(slip) < MIN_WORD_LETTERS or not slip.isalpha():
        return []
    max_distance = 2 if len(slip) >= LONG_WORD_LETTERS else 1
    stems = _find_near_stems(slip, vocabulary(slip[0]), max_distance)
    spellings = {spelling for word_stem, text in find_texts(stems) for spelling in _find_spellings(word_stem, text)}
    scored = [(OSA.distance(slip, spelling), spelling) for spelling in spellings]
    return [spelling for distance, spelling in sorted(scored) if distance <= max_distance]


def _find_near_stems(word: str, vocabulary: Sequence[str], max_distance: int) -> list[str]:
    """Return the stems near to the word's own or, since a mistyped ending is not cut off, to its beginning."""
    own_stem, min_letters = stem(word), len(word) - min(_MAX_ENDING_LETTERS, len(word) // 2)
    near = [
        (min(OSA.distance(own_stem, other), OSA.distance(word[: len(other)], other)), -len(other), other)
        for other in vocabulary
        if min_letters <= len(other) <= len(word) + max_distance
    ]
    return [other for distance, _, other in sorted(near)[:_MAX_STEMS] if distance <= max_distance]


def _find_spellings(word_stem: str, text: str) -> set[str]:
    """Return how a text spells the words with a stem."""
    plain = normalise(text)
    alike = {plain[start:end] for start, end in find_words(plain) if plain.startswith(word_stem[:2], start)}
    return {word for word in alike if word.isalpha() and stem(word) == word_stem}
