"""The notation of struck-through words in reading texts and passages, and the words that stand.

The mark is that of Markdown extensions (GitHub Flavored Markdown, "strikethrough"): two tildes on either side. It is
part of the text, so that the struck words of every passage can be told from its text alone. A passage may be cut inside
struck words; a mark without its other half strikes all that it may have struck.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

STRUCK_MARK = "~~"
MARK_PATTERN = re.compile(r"(?<!~)~~(?!~)")
_PARAGRAPH_END_PATTERN = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n")
_NOT_LINE_END = re.compile(r"[^\r\n]")
_MAX_STRUCK_CHARACTERS = 4000
"""Marks further apart are no pair; a reader marks sentence by sentence, and a writer a paragraph at most."""


def find_struck_pairs(text: str) -> list[tuple[int, int]]:
    """Return the spans of struck words in a whole reading text, their marks included, in order.

    A mark opens where a word follows it and closes where a word precedes it, in the same paragraph. One without its
    other half strikes nothing.
    """
    return [(start, end) for start, end in _pair_marks(text) if start is not None and end is not None]


def find_struck(text: str) -> list[tuple[int, int]]:
    """Return the spans of struck words in a passage or a part of one, their marks included, in order.

    The text may have been cut inside struck words: a mark that only opens strikes the rest of its paragraph, one that
    only closes all of the paragraph before it, and one that may do either strikes both.
    """
    breaks = [0, *(match.end() for match in _PARAGRAPH_END_PATTERN.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in _pair_marks(text):
        first = breaks[bisect_right(breaks, (end or 1) - 1) - 1] if start is None else start
        last = breaks[bisect_right(breaks, start or 0)] if end is None else end
        if spans and first < spans[-1][1]:
            first, last = spans[-1][0], max(last, spans[-1][1])
            spans.pop()
        spans.append((first, last))
    return spans


def _pair_marks(text: str) -> Iterator[tuple[int | None, int | None]]:
    """Yield the spans between two marks; None stands for the half that is missing."""
    opened: tuple[int, int, bool] | None = None
    for match in MARK_PATTERN.finditer(text) if STRUCK_MARK in text else ():
        start, end = match.span()
        may_open, may_close = not _is_blank(text[end : end + 1]), not _is_blank(text[max(start - 1, 0) : start])
        # Two marks that open: the first, if it may, closed what was cut off.
        if opened and (_is_apart(text, opened[0], start) or (opened[2] and may_open and not may_close)):
            yield from _yield_unpaired(*opened)
            opened = None
        if opened and may_close:
            yield opened[0], end
            opened = None
        elif may_open:
            opened = opened or (start, end, may_close)
        elif may_close:
            yield None, end
    if opened:
        yield from _yield_unpaired(*opened)


def _yield_unpaired(start: int, end: int, may_close: bool) -> Iterator[tuple[int | None, int | None]]:
    if may_close:
        yield None, end
    yield start, None


def _is_blank(character: str) -> bool:
    return not character.strip()


def _is_apart(text: str, opened: int, start: int) -> bool:
    return start - opened > _MAX_STRUCK_CHARACTERS or _PARAGRAPH_END_PATTERN.search(text, opened, start) is not None


def mask_struck(text: str) -> str:
    """Return the text with a space for every character that is struck or a mark, so that offsets stay.

    It is the form to be embedded, matched and measured; what is shown is the text itself.
    """
    return mask_spans(text, find_struck(text)) if STRUCK_MARK in text else text


def mask_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with a space for every character of the spans, which are in order and apart; line ends stay."""
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], _NOT_LINE_END.sub(" ", text[start:end])]
        position = end
    return "".join([*parts, text[position:]])
