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

from paper_search.text.spans import split_sentences

CharRange = tuple[int, int]
"""The first character and the one behind the last."""
MIN_PART_LETTERS = 24
"""Letters and figures that a part of a passage must have to be looked for by itself."""
_CONTEXT_LETTERS = (12, 40, 120)
"""Letters and figures beside the words that are looked at to tell one place from another."""


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The letters and figures of a text, each with the place of its character in it."""

    text: str
    letters: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuotedText:
    """The words to be found, and what stands before and behind them in the reading text."""

    words: str
    before: str = ""
    after: str = ""


def normalise(text: str) -> NormalisedText:
    """Letters and figures without case, ligatures and wide forms taken apart."""
    found = [
        (each, place)
        for place, character in enumerate(text)
        for each in unicodedata.normalize("NFKC", character).casefold()
        if each.isalnum()
    ]
    return NormalisedText(text, "".join(each for each, _ in found), tuple(place for _, place in found))


def find_quote(pages: Sequence[str], quote: QuotedText) -> list[list[CharRange]]:
    """For each page, in order, the ranges of its characters that hold the words: a passage may run on over a page.

    Where the words are not found whole, their sentences and lines are looked for, those that stand there once.
    """
    folded = [normalise(page) for page in pages]
    whole = _find_complete(folded, quote)
    if whole is not None:
        return [[each] if each else [] for each in whole]
    return [list(_find_parts(page, quote.words)) for page in folded]


def _find_complete(pages: Sequence[NormalisedText], quote: QuotedText) -> list[CharRange | None] | None:
    found = [_find_unique(page, quote) for page in pages]
    if sum(each is not None for each in found) == 1:
        return found
    is_nowhere = not any(_find_all(page, quote.words) for page in pages)
    return _find_across_pages(pages, quote) if len(pages) == 2 and is_nowhere else None


def _find_unique(page: NormalisedText, quote: QuotedText) -> CharRange | None:
    """The one place of the words, told apart from others by what stands beside it."""
    found = _find_all(page, quote.words)
    before, after = normalise(quote.before).letters, normalise(quote.after).letters
    for step in _CONTEXT_LETTERS:
        if len(found) < 2:
            break
        behind = [each for each in found if _has_text_before(page, each, before[-step:])]
        ahead = [each for each in found if _has_text_after(page, each, after[:step])]
        found = next((kept for kept in (behind, ahead) if len(kept) == 1), found)
    return found[0] if len(found) == 1 else None


def _has_text_before(page: NormalisedText, match: CharRange, letters: str) -> bool:
    at = next((index for index, place in enumerate(page.offsets) if place >= match[0]), 0)
    return bool(letters) and page.letters[:at].endswith(letters)


def _has_text_after(page: NormalisedText, match: CharRange, letters: str) -> bool:
    at = next((index for index, place in enumerate(page.offsets) if place >= match[1]), len(page.offsets))
    return bool(letters) and page.letters.startswith(letters, at)


def _find_all(page: NormalisedText, words: str) -> list[CharRange]:
    """Every place at which the words stand, as words and not inside of others, with the signs around them."""
    letters = normalise(words).letters
    if not letters:
        return []
    found = []
    for match in re.finditer(f"(?={re.escape(letters)})", page.letters):
        start, end = page.offsets[match.start()], page.offsets[match.start() + len(letters) - 1] + 1
        if not page.text[start - 1 : start].isalnum() and not page.text[end : end + 1].isalnum():
            found.append(_include_punctuation(page.text, words.strip(), start, end))
    return found


def _include_punctuation(text: str, words: str, start: int, end: int) -> CharRange:
    """The range with the signs that open and close the words ("£", a bracket, the full stop), where they stand."""
    opening = "".join(takewhile(_is_punctuation, words))
    closing = "".join(takewhile(_is_punctuation, reversed(words)))[::-1]
    return (
        start - len(opening) if text[:start].endswith(opening) else start,
        end + len(closing) if text.startswith(closing, end) else end,
    )


def _is_punctuation(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _find_across_pages(pages: Sequence[NormalisedText], quote: QuotedText) -> list[CharRange | None] | None:
    """A passage that begins on one page and ends on the next, where it can be divided between words in one way only."""
    first, second = pages
    cuts = [
        (quote.words[: space.start()], quote.words[space.end() :])
        for space in re.finditer(r"\s+", quote.words.strip())
        if normalise(quote.words[: space.start()]).letters in first.letters
        and normalise(quote.words[space.end() :]).letters in second.letters
    ]
    if len(cuts) != 1:
        return None
    head, tail = cuts[0]
    found = _find_unique(first, QuotedText(head, quote.before)), _find_unique(second, QuotedText(tail, "", quote.after))
    return list(found) if all(found) else None


def _find_parts(page: NormalisedText, words: str) -> Iterator[CharRange]:
    """The sentences and lines of the words that stand on the page once each, in their order."""
    at = 0
    for part in _split_parts(words):
        found = _find_all(page, part) if len(normalise(part).letters) >= MIN_PART_LETTERS else []
        if len(found) == 1 and found[0][0] >= at:
            at = found[0][1]
            yield found[0]


def _split_parts(words: str) -> Iterator[str]:
    for start, end in split_sentences(words):
        yield from words[start:end].split("\n")
