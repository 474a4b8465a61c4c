"""Items of a list parted by semicolons: what is told of one may not be told of another.

"Roof, £6, paid; lift, £8, unpaid" has a head and an end in each item. An item may be left out whole, or its end; one
whose head is left out would end the item before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.written_answers.rules.lexicon import HARMLESS, PREPOSITIONS
from paper_search.written_answers.rules.reducing.grammar import find_finite
from paper_search.written_answers.rules.words import TextWord, is_label


def opens_item(word: TextWord) -> bool:
    return ";" in word.before


def crosses_items(words: Sequence[TextWord], start: int, end: int) -> bool:
    """Return True if without some words the beginning of one item of a list would stand with the end of another.

    Args:
        words: the words of a source sentence.
        start: the index of the first of them.
        end: that behind the last one.
    """
    if not start or end >= len(words):
        return False
    # "resolved that A; and that B": both open with the word before which they are taken apart.
    before, after = (words[start - 1].form, words[start].form), (words[end - 1].form, words[end].form)
    if "that" in before and "that" in after:
        return False
    is_list = any(opens_item(word) for word in words)
    opening = next(
        (i for i in range(end, start - 1, -1) if opens_item(words[i]) or (is_list and ":" in words[i].before)), end
    )
    return opening < end and not _is_free_opening(words, start, opening, end)


def _is_free_opening(words: Sequence[TextWord], start: int, opening: int, end: int) -> bool:
    """Return True for words that may be left out at the beginning of an item: a label, glue, a time of a statement."""
    joint = words[start - 1].form
    is_parallel = joint == words[end - 1].form and joint in ("that", "to")
    head = range(opening, end - 1 if is_parallel else end)
    if all(words[i].form in HARMLESS or is_label(words, i) for i in head):
        return True
    following = next((i for i in range(end, len(words)) if opens_item(words[i])), len(words))
    is_time = words[opening].form in PREPOSITIONS and "," in words[end].before
    return is_time and find_finite(words[end:following]) is not None


def tells_of_two(words: Sequence[TextWord], start: int, end: int, sign: str) -> bool:
    """Return True if an item without its end would be told with the end of the next one: "roof, lift, £8, unpaid".

    Args:
        words: the words of a source sentence.
        start: the index of the last word that is used of an item.
        end: that of the first one that is used of a later item.
        sign: what stands between them in the written sentence.
    """
    if ";" in sign or not any(opens_item(word) for word in words[start + 1 : end + 1]):
        return False
    following = words[start + 1]
    # Words that were taken out of a sentence before leave a wider gap than the signs that are left.
    is_cut = words[start].start >= 0 and following.start - words[start].end > len(following.before)
    is_whole = opens_item(following) and not is_cut
    opening = max((i for i in range(start + 1) if opens_item(words[i])), default=0)
    return not (is_whole or ":" in following.before or find_finite(words[opening : start + 1]) is not None)
