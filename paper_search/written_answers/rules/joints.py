"""Joints between the pieces of a source sentence that a written one is made of: "and" and signs."""

from __future__ import annotations

from itertools import pairwise

from paper_search.written_answers.rules.items import tells_of_two
from paper_search.written_answers.rules.lexicon import RELATIVES
from paper_search.written_answers.rules.use import SentenceUse

_BREAKS = frozenset(",()\u2013\u2014;")


def joins_items(use: SentenceUse) -> bool:
    """Return True if two items of a list are told as one thing, with the end of the second."""
    return any(
        tells_of_two(part.words, first, second, "".join(word.before for word in use.words[place + 1 : other + 1]))
        for part in use.parts
        for (place, first), (other, second) in pairwise(sorted(part.pairs))
        if second > first
    )


def adds_joint(use: SentenceUse) -> bool:
    """Return True if "and" joins two words that touch in the source and that nothing there joins."""
    places = {index: (part, other) for part in use.parts for index, other in part.pairs}
    for index, word in enumerate(use.words):
        if word.form not in ("and", *RELATIVES, "that") or index in places:
            continue
        left, right = places.get(index - 1), places.get(index + 1)
        if left and right and left[0] is right[0] and right[1] - left[1] == 1:
            part, other = right
            if word.form == "and" and not _BREAKS & set(part.words[other].before):
                return True
    return False
