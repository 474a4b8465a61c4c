"""Where words stand among the characters of a page, found by letters and figures alone.

In: the characters of pages in the order the PDF draws them, and the words wanted as the reading text has them; out:
ranges of characters. Promised: a range holds exactly the words wanted, spaces, hyphens and punctuation between them
aside; what stands on a page more than once, or can be divided between two pages in more than one way, is not found: no
mark rather than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from paper_search.text.spans import sentences

Range = tuple[int, int]
"""The first character and the one behind the last."""
SHORTEST_PART = 24
"""Letters and figures that a part of a passage must have to be looked for by itself."""
_CONTEXT = (12, 40, 120)
"""Letters and figures beside the words that are looked at to tell one place from another."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The letters and figures of a text, each with the place of its character in it."""

    text: str
    letters: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words to be found, and what stands before and behind them in the reading text."""

    words: str
    before: str = ""
    after: str = ""


def fold(text: str) -> Folded:
    """Letters and figures without case, ligatures and wide forms taken apart."""
    found = [
        (each, place)
        for place, character in enumerate(text)
        for each in unicodedata.normalize("NFKC", character).casefold()
        if each.isalnum()
    ]
    return Folded(text, "".join(each for each, _ in found), tuple(place for _, place in found))


def find(pages: Sequence[str], wanted: Wanted) -> list[list[Range]]:
    """For each page, in order, the ranges of its characters that hold the words: a passage may run on over a page.

    Where the words are not found whole, their sentences and lines are looked for, those that stand there once.
    """
    folded = [fold(page) for page in pages]
    whole = _whole(folded, wanted)
    if whole is not None:
        return [[each] if each else [] for each in whole]
    return [list(_parts(page, wanted.words)) for page in folded]


def _whole(pages: Sequence[Folded], wanted: Wanted) -> list[Range | None] | None:
    found = [_once(page, wanted) for page in pages]
    if sum(each is not None for each in found) == 1:
        return found
    is_nowhere = not any(_places(page, wanted.words) for page in pages)
    return _divided(pages, wanted) if len(pages) == 2 and is_nowhere else None


def _once(page: Folded, wanted: Wanted) -> Range | None:
    """The one place of the words, told apart from others by what stands beside it."""
    found = _places(page, wanted.words)
    before, after = fold(wanted.before).letters, fold(wanted.after).letters
    for step in _CONTEXT:
        if len(found) < 2:
            break
        behind = [each for each in found if _is_behind(page, each, before[-step:])]
        ahead = [each for each in found if _is_ahead(page, each, after[:step])]
        found = next((kept for kept in (behind, ahead) if len(kept) == 1), found)
    return found[0] if len(found) == 1 else None


def _is_behind(page: Folded, found: Range, letters: str) -> bool:
    at = next((index for index, place in enumerate(page.places) if place >= found[0]), 0)
    return bool(letters) and page.letters[:at].endswith(letters)


def _is_ahead(page: Folded, found: Range, letters: str) -> bool:
    at = next((index for index, place in enumerate(page.places) if place >= found[1]), len(page.places))
    return bool(letters) and page.letters.startswith(letters, at)


def _places(page: Folded, words: str) -> list[Range]:
    """Every place at which the words stand, as words and not inside of others, with the signs around them."""
    letters = fold(words).letters
    if not letters:
        return []
    found = []
    for match in re.finditer(f"(?={re.escape(letters)})", page.letters):
        start, end = page.places[match.start()], page.places[match.start() + len(letters) - 1] + 1
        if not page.text[start - 1 : start].isalnum() and not page.text[end : end + 1].isalnum():
            found.append(_with_signs(page.text, words.strip(), start, end))
    return found


def _with_signs(text: str, words: str, start: int, end: int) -> Range:
    """The range with the signs that open and close the words ("£", a bracket, the full stop), where they stand."""
    opening = "".join(takewhile(_is_sign, words))
    closing = "".join(takewhile(_is_sign, reversed(words)))[::-1]
    return (
        start - len(opening) if text[:start].endswith(opening) else start,
        end + len(closing) if text.startswith(closing, end) else end,
    )


def _is_sign(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _divided(pages: Sequence[Folded], wanted: Wanted) -> list[Range | None] | None:
    """A passage that begins on one page and ends on the next, where it can be divided between words in one way only."""
    first, second = pages
    cuts = [
        (wanted.words[: space.start()], wanted.words[space.end() :])
        for space in re.finditer(r"\s+", wanted.words.strip())
        if fold(wanted.words[: space.start()]).letters in first.letters
        and fold(wanted.words[space.end() :]).letters in second.letters
    ]
    if len(cuts) != 1:
        return None
    head, tail = cuts[0]
    found = _once(first, Wanted(head, wanted.before)), _once(second, Wanted(tail, "", wanted.after))
    return list(found) if all(found) else None


def _parts(page: Folded, words: str) -> Iterator[Range]:
    """The sentences and lines of the words that stand on the page once each, in their order."""
    at = 0
    for part in _pieces(words):
        found = _places(page, part) if len(fold(part).letters) >= SHORTEST_PART else []
        if len(found) == 1 and found[0][0] >= at:
            at = found[0][1]
            yield found[0]


def _pieces(words: str) -> Iterator[str]:
    for start, end in sentences(words):
        yield from words[start:end].split("\n")
