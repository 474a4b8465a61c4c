"""The place of quoted words among the characters of a page, found by letters and figures alone.

A range holds exactly the words, but for spaces, hyphens and punctuation between them. Words that stand on a page more
than once, or can be divided between two pages in more than one way, are not found: no mark rather than a wrong one.
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
    """The letters and figures of a text, each with the offset of its character in it."""

    text: str
    letters: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuotedText:
    """Words to be found, and what stands before and behind them in the reading text."""

    words: str
    before: str = ""
    after: str = ""


def normalise(text: str) -> NormalisedText:
    """Return the letters and figures of a text, without case, with ligatures and wide forms taken apart (NFKC)."""
    pairs = [
        (letter, offset)
        for offset, character in enumerate(text)
        for letter in unicodedata.normalize("NFKC", character).casefold()
        if letter.isalnum()
    ]
    return NormalisedText(text, "".join(letter for letter, _ in pairs), tuple(offset for _, offset in pairs))


def find_quote(pages: Sequence[str], quote: QuotedText) -> list[list[CharRange]]:
    """Return where the words stand on each page.

    Where the words are not found whole, their sentences and lines are looked for, and those that stand there once are
    returned.

    Args:
        pages: the characters of pages that follow one another, in the order in which the PDF draws them.
        quote: the words; a passage may run on over a page.

    Returns:
        For each page, in order, the ranges of its characters that hold the words.
    """
    normalised = [normalise(page) for page in pages]
    complete = _find_complete(normalised, quote)
    if complete is not None:
        return [[char_range] if char_range else [] for char_range in complete]
    return [list(_find_parts(page, quote.words)) for page in normalised]


def _find_complete(pages: Sequence[NormalisedText], quote: QuotedText) -> list[CharRange | None] | None:
    ranges = [_find_unique(page, quote) for page in pages]
    if sum(char_range is not None for char_range in ranges) == 1:
        return ranges
    is_nowhere = not any(_find_all(page, quote.words) for page in pages)
    return _find_across_pages(pages, quote) if len(pages) == 2 and is_nowhere else None


def _find_unique(page: NormalisedText, quote: QuotedText) -> CharRange | None:
    """Return the one place of the words, told apart from others by what stands beside it."""
    matches = _find_all(page, quote.words)
    before, after = normalise(quote.before).letters, normalise(quote.after).letters
    for length in _CONTEXT_LETTERS:
        if len(matches) < 2:
            break
        with_before = [match for match in matches if _has_text_before(page, match, before[-length:])]
        with_after = [match for match in matches if _has_text_after(page, match, after[:length])]
        matches = next((left for left in (with_before, with_after) if len(left) == 1), matches)
    return matches[0] if len(matches) == 1 else None


def _has_text_before(page: NormalisedText, match: CharRange, letters: str) -> bool:
    start = next((index for index, offset in enumerate(page.offsets) if offset >= match[0]), 0)
    return bool(letters) and page.letters[:start].endswith(letters)


def _has_text_after(page: NormalisedText, match: CharRange, letters: str) -> bool:
    end = next((index for index, offset in enumerate(page.offsets) if offset >= match[1]), len(page.offsets))
    return bool(letters) and page.letters.startswith(letters, end)


def _find_all(page: NormalisedText, words: str) -> list[CharRange]:
    """Return every place at which the words stand, as words and not inside of others, with the signs around them."""
    letters = normalise(words).letters
    if not letters:
        return []
    ranges = []
    for match in re.finditer(f"(?={re.escape(letters)})", page.letters):
        start, end = page.offsets[match.start()], page.offsets[match.start() + len(letters) - 1] + 1
        if not page.text[start - 1 : start].isalnum() and not page.text[end : end + 1].isalnum():
            ranges.append(_include_punctuation(page.text, words.strip(), start, end))
    return ranges


def _include_punctuation(text: str, words: str, start: int, end: int) -> CharRange:
    """Return the range with the signs around the words ("£", a bracket, the full stop), where they stand there."""
    opening = "".join(takewhile(_is_punctuation, words))
    closing = "".join(takewhile(_is_punctuation, reversed(words)))[::-1]
    return (
        start - len(opening) if text[:start].endswith(opening) else start,
        end + len(closing) if text.startswith(closing, end) else end,
    )


def _is_punctuation(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _find_across_pages(pages: Sequence[NormalisedText], quote: QuotedText) -> list[CharRange | None] | None:
    """Return the parts of a passage that runs on over a page, where it can be divided between words in one way only."""
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
    head_range = _find_unique(first, QuotedText(head, quote.before))
    tail_range = _find_unique(second, QuotedText(tail, "", quote.after))
    return [head_range, tail_range] if head_range and tail_range else None


def _find_parts(page: NormalisedText, words: str) -> Iterator[CharRange]:
    """Yield where the sentences and lines stand that the page has once each, in their order.

    A short one is found where it goes on from the one before it.
    """
    end = 0
    for part in _split_parts(words):
        matches = _find_all(page, part)
        if len(normalise(part).letters) < MIN_PART_LETTERS:
            matches = [match for match in matches if end and not normalise(page.text[end : match[0]]).letters]
        if len(matches) == 1 and matches[0][0] >= end:
            end = matches[0][1]
            yield matches[0]


def _split_parts(words: str) -> Iterator[str]:
    for start, end in split_sentences(words):
        yield from words[start:end].split("\n")
