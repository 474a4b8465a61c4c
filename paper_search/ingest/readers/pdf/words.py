"""Words of a page with the boxes that they are printed in, and spans cut between words.

Boxes are in points from the top left of the page as shown. They hold the letters without their deepest descenders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.graphics import Box, SpanOrigin, TextSpan, bound_corners

ASCENT_EMS, DESCENT_EMS = 0.75, 0.15
"""Ems above and below the baseline that the box of a word takes."""

Range = tuple[float, float]
"""Where a character starts and ends along the baseline, in text space."""


class Word(NamedTuple):
    """One word: its span by index on the page, its first character and the one after its last, and its box."""

    span: int
    start: int
    end: int
    box: Box


def list_words(spans: Sequence[TextSpan], indices: Sequence[int], height: float) -> list[Word]:
    """Return the words of some spans of a page.

    Args:
        spans: the spans of the page.
        indices: which of them.
        height: the height of the page, in points.

    Returns:
        The words in order; none of a span whose origin is not known.
    """
    words: list[Word] = []
    for index in indices:
        span = spans[index]
        if span.origin is not None:
            ranges = measure_characters(span, span.origin)
            for match in re.finditer(r"\S+", span.text):
                start, end = match.span()
                along = ranges[start][0], ranges[end - 1][1]
                words.append(Word(index, start, end, _bound_text(span.origin, along, height)))
    return words


def bound_span(span: TextSpan, height: float) -> Box:
    """Return the box of a span."""
    if span.origin is None:
        return span.x0, span.y - ASCENT_EMS * span.size, span.x1, span.y + DESCENT_EMS * span.size
    start = _find_ink_start(span, span.origin)
    return _bound_text(span.origin, (start, start + _measure_length(span, span.origin)), height)


def measure_characters(span: TextSpan, origin: SpanOrigin) -> list[Range]:
    """Return where each character of a span starts and ends, in text space."""
    starts = origin.starts
    if len(starts) == len(span.text):
        ends = [*(start - origin.spacing for start in starts[1:]), origin.end]
        return list(zip(starts, ends, strict=True))
    start, step = _find_ink_start(span, origin), _measure_length(span, origin) / len(span.text)
    return [(start + step * index, start + step * (index + 1)) for index in range(len(span.text))]


def split_span(span: TextSpan, words: Sequence[Word], labels: Sequence[object]) -> Iterator[tuple[object, TextSpan]]:
    """Yield a span in pieces of one label each, white space with the word before it.

    Args:
        span: the span.
        words: all its words.
        labels: the label of each word.

    Yields:
        The label and the piece, in order.
    """
    if len(set(labels)) < 2 or span.origin is None:
        yield (labels[0] if labels else None), span
        return
    ranges = measure_characters(span, span.origin)
    length = (span.origin.matrix[0] ** 2 + span.origin.matrix[1] ** 2) ** 0.5
    first = 0
    for index in range(1, len(words) + 1):
        if index < len(words) and labels[index] == labels[first]:
            continue
        start = words[first].start if first else 0
        end = words[index].start if index < len(words) else len(span.text)
        left = (ranges[words[first].start][0] - ranges[words[0].start][0]) * length
        right = (ranges[words[index - 1].end - 1][1] - ranges[words[0].start][0]) * length
        ends = sorted((span.x0 + abs(left), span.x0 + abs(right)))
        yield labels[first], span._replace(text=span.text[start:end], x0=ends[0], x1=ends[1])
        first = index


def measure_overlap(box: Box, other: Box) -> float:
    """Return the share of a box that another one covers, from 0 to 1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _find_ink_start(span: TextSpan, origin: SpanOrigin) -> float:
    """Return where the first letter of a span starts, in text space."""
    spaces = len(span.text) - len(span.text.lstrip())
    return origin.starts[spaces if len(origin.starts) == len(span.text) else 0]


def _measure_length(span: TextSpan, origin: SpanOrigin) -> float:
    """Return the length of a span in text space; it is negative where its size is."""
    unit = (origin.matrix[0] ** 2 + origin.matrix[1] ** 2) ** 0.5 or 1.0
    return (span.x1 - span.x0) / unit * (-1.0 if origin.size < 0 else 1.0)


def _bound_text(origin: SpanOrigin, along: Range, height: float) -> Box:
    low, high = -DESCENT_EMS * origin.size, ASCENT_EMS * origin.size
    return bound_corners((along[0], low, along[1], high), origin.matrix, height)
