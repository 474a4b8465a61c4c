"""Marks around struck-through words, which a reading keeps and nothing quotes.

The mark is that of Markdown extensions (GitHub Flavored Markdown, "strikethrough"): two tildes on either side. It is
part of the reading text, so that the struck words of every passage can be told from its text alone. A passage may be
cut inside struck words; a mark without its other half strikes all that it may have struck.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby

from paper_search.records import Reading
from paper_search.text.spans import Span, split_sentences

STRUCK_MARK = "~~"
_TILDE, _TILDE_OPERATOR = "~", "\u223c"
_MARK_PATTERN = re.compile(r"(?<!~)~~(?!~)")
_PARAGRAPH_END_PATTERN = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n")
_MAX_STRUCK_CHARACTERS = 4000
"""Marks further apart are no pair; a reader marks sentence by sentence, and a writer a paragraph at most."""
_LABEL_PATTERN = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxl]{1,5})[.):]*(?=\s|$)")


def mark_struck(text: str) -> str:
    """Return the text with marks around each of its sentences, white space at the ends outside them.

    A sentence has marks of its own, since passages are cut between sentences.
    """
    text = text.replace(_TILDE, _TILDE_OPERATOR)
    marked, end = [], 0
    for start, stop in split_sentences(text):
        marked += [text[end:start], STRUCK_MARK, " ".join(text[start:stop].split("\n")), STRUCK_MARK]
        end = stop
    return "".join([*marked, text[end:]])


def join_struck(pieces: Iterable[tuple[str, bool]]) -> str:
    """Return pieces of text as one, with marks around those that are struck through.

    Args:
        pieces: words as they follow one another, with True for those that are struck through.
    """
    joined = [("".join(text for text, _ in group), is_struck) for is_struck, group in groupby(pieces, lambda p: p[1])]
    if not any(is_struck for _, is_struck in joined):
        return "".join(text for text, _ in joined)
    # A tilde of the paper's own beside a mark would make it another sign.
    return "".join(
        mark_struck(text) if is_struck else re.sub(r"^~|~$", _TILDE_OPERATOR, text) for text, is_struck in joined
    )


def find_struck_pairs(text: str) -> list[Span]:
    """Return the spans of struck words in a whole reading text, their marks included, in order.

    A mark opens where a word follows it and closes where a word precedes it, in the same paragraph. One without its
    other half strikes nothing.
    """
    return [(start, end) for start, end in _pair_marks(text) if start is not None and end is not None]


def find_struck(text: str) -> list[Span]:
    """Return the spans of struck words in a passage or a part of one, their marks included, in order.

    The text may have been cut inside struck words: a mark that only opens strikes the rest of its paragraph, one that
    only closes all of the paragraph before it, and one that may do either strikes both.
    """
    breaks = [0, *(match.end() for match in _PARAGRAPH_END_PATTERN.finditer(text)), len(text)]
    spans: list[Span] = []
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
    for match in _MARK_PATTERN.finditer(text) if STRUCK_MARK in text else ():
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


def split_struck(text: str, spans: Iterable[Span] | None = None) -> Iterator[tuple[Span, bool]]:
    """Yield the spans of a text without the marks, each with True where it is struck through.

    Args:
        text: a passage, or a part of one.
        spans: those that are struck, their marks included; by default ``find_struck``.
    """
    position = 0
    for start, end in find_struck(text) if spans is None else spans:
        if position < start:
            yield (position, start), False
        position = end
        bounds = [start, *chain.from_iterable(mark.span() for mark in _MARK_PATTERN.finditer(text, start, end)), end]
        for part in zip(bounds[::2], bounds[1::2], strict=True):
            if part[0] < part[1]:
                yield part, True
    if position < len(text):
        yield (position, len(text)), False


def mask_struck(text: str) -> str:
    """Return the text with a space for every character that is struck or a mark, so that offsets stay.

    It is the form to be embedded, matched and measured; what is shown is the text itself.
    """
    return _mask_spans(text, find_struck(text)) if STRUCK_MARK in text else text


def _mask_spans(text: str, spans: Iterable[Span]) -> str:
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def mask_reading(reading: Reading) -> Reading:
    """Return a reading in which spaces stand for what is struck, without the blocks that are struck as a whole.

    Its offsets are those of the reading. Titles, dates and headings are found in it.
    """
    if STRUCK_MARK not in reading.text:
        return reading
    text = _mask_spans(reading.text, find_struck_pairs(reading.text))
    blocks = (replace(block, text=text[block.start : block.end]) for block in reading.blocks)
    visible = tuple(
        block
        for block, printed in zip(blocks, reading.blocks, strict=True)
        if block.text == printed.text or has_words(block.text)
    )
    return replace(reading, text=text, blocks=visible)


def has_words(text: str) -> bool:
    """Return True if a masked text holds more than the label in front of words that are struck."""
    return re.search(r"\w", _LABEL_PATTERN.sub("", text)) is not None
