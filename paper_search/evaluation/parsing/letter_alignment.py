"""The letters of a judged paper's pages, and where words of its reading text stand among them.

A reader leaves out headers, joins pages and puts columns in order, so an offset in its text is none in the pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from paper_search.evaluation.parsing.page_letters import extract_letters, slice_letters
from paper_search.text.spans import collapse_whitespace

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class LetterSpan:
    """Letters and digits of a paper, counted from the beginning of its first page: from ``start`` up to ``end``."""

    start: int
    end: int

    def count_shared(self, other: LetterSpan) -> int:
        """Return how many letters both have."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def is_same_place(self, other: LetterSpan) -> bool:
        """Return True if both share at least half the letters of the shorter."""
        shorter = min(self.end - self.start, other.end - other.start)
        return shorter > 0 and 2 * self.count_shared(other) >= shorter


class PaperLetters:
    """The letters and digits of all pages of a paper, without capitals."""

    def __init__(self, page_texts: Sequence[str]) -> None:
        """Take the text of each page."""
        pages = [fold_letters(text) for text in page_texts]
        self._text = "\n".join(page_texts)
        self.letters = "".join(pages)
        self.words = [word for text in page_texts for word in find_words(text)]
        self._page_ends = list(accumulate(len(page) for page in pages))

    def page_span(self, first: int, last: int) -> LetterSpan:
        """Return the letters of the pages from ``first`` to ``last``, counted from 1.

        Raises:
            ValueError: the paper has no such page.
        """
        if not 1 <= first <= last <= len(self._page_ends):
            raise ValueError(f"there is no page {first} to {last}")
        return LetterSpan(self._page_ends[first - 2] if first > 1 else 0, self._page_ends[last - 1])

    def resolve_place(self, page: int, start: int, end: int) -> LetterSpan:
        """Return a place that is counted from the beginning of a page; it may run on over the next ones.

        Raises:
            ValueError: the paper has no such page or place.
        """
        offset = self.page_span(page, page).start
        if not 0 <= start < end or offset + end > len(self.letters):
            raise ValueError(f"{start} to {end} is no place of page {page}")
        return LetterSpan(offset + start, offset + end)

    def find_page(self, span: LetterSpan) -> int:
        """Return the page, from 1, that a place begins on."""
        return min(bisect_right(self._page_ends, span.start) + 1, len(self._page_ends))

    def slice(self, span: LetterSpan) -> str:
        """Return the letters of a place."""
        return self.letters[span.start : span.end]

    def quote(self, span: LetterSpan) -> str:
        """Return the words of a place as they are printed, in one line."""
        return collapse_whitespace(slice_letters(self._text, span.start, span.end))


class LetterAlignment:
    """Where the words of a reading text stand among the letters of the pages."""

    def __init__(self, text: str, pages: PaperLetters) -> None:
        """Align a reading text with the pages that it was read from."""
        self._pages = pages
        self._positions = [position for position, sign in enumerate(text) if sign.isalnum()]
        self._letters = fold_letters(text)
        self._blocks = list(_align_words(find_words(text), pages.words))
        self._block_starts = [start for start, _, _ in self._blocks]

    def locate(self, start: int, end: int) -> LetterSpan | None:
        """Return the place of ``text[start:end]``; None where nothing like it stands in the pages.

        Of several places with its letters it is the nearest to where the words around stand. Where none has all of
        them, as in a column that was read in another order, it is the stretch of those words that were found.
        """
        first, last = bisect_left(self._positions, start), bisect_left(self._positions, end)
        wanted = self._letters[first:last]
        if not wanted:
            return None
        expected = self._estimate(first)
        places = _find_all(wanted, self._pages.letters)
        nearest = min(places, key=lambda place: abs(place - expected), default=None)
        return self._stretch(first, last) if nearest is None else LetterSpan(nearest, nearest + len(wanted))

    def _estimate(self, letter: int) -> int:
        block = bisect_right(self._block_starts, letter) - 1
        if block < 0:
            return letter
        start, place, _ = self._blocks[block]
        return place + letter - start

    def _stretch(self, first: int, last: int) -> LetterSpan | None:
        inside = [
            (place + max(0, first - start), place + min(size, last - start))
            for start, place, size in self._blocks
            if start < last and first < start + size
        ]
        return LetterSpan(min(low for low, _ in inside), max(high for _, high in inside)) if inside else None


def fold_letters(text: str) -> str:
    """Return the letters and digits of a text without capitals, as many as there are with them."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in extract_letters(text))


def find_words(text: str) -> list[str]:
    """Return the runs of letters and digits of a text, without capitals."""
    return [fold_letters(word) for word in _WORD.findall(text)]


def _align_words(words: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield a letter of the words, the letter of the others that it is, and how many letters agree from there on."""
    ends = [0, *accumulate(len(word) for word in words)]
    other_ends = [0, *accumulate(len(word) for word in others)]
    for place, other, size in SequenceMatcher(None, words, others).get_matching_blocks():
        if size:
            yield ends[place], other_ends[other], ends[place + size] - ends[place]


def _find_all(wanted: str, letters: str) -> Iterator[int]:
    place = letters.find(wanted)
    while place >= 0:
        yield place
        place = letters.find(wanted, place + 1)
