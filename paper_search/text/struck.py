"""Marks around struck-through words, which a reading keeps and nothing quotes: put there, split off, left out.

The notation is that of ``records.strikethrough``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby

from paper_search.records import Reading
from paper_search.records.strikethrough import MARK_PATTERN, STRUCK_MARK, find_struck, find_struck_pairs, mask_spans
from paper_search.text.spans import Span, split_sentences

_TILDE, _TILDE_OPERATOR = "~", "\u223c"
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
        bounds = [start, *chain.from_iterable(mark.span() for mark in MARK_PATTERN.finditer(text, start, end)), end]
        for part in zip(bounds[::2], bounds[1::2], strict=True):
            if part[0] < part[1]:
                yield part, True
    if position < len(text):
        yield (position, len(text)), False


def mask_reading(reading: Reading) -> Reading:
    """Return a reading in which spaces stand for what is struck, without the blocks that are struck as a whole.

    Its offsets are those of the reading. Titles, dates and headings are found in it.
    """
    if STRUCK_MARK not in reading.text:
        return reading
    text = mask_spans(reading.text, find_struck_pairs(reading.text))
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
