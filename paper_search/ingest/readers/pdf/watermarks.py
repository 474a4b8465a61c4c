"""Words of watermarks, put together from the letters that are printed one by one.

Lines are found by their baselines, and the letters of a slanted word have as many baselines as letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS, WORD_GAP_EMS, TextSpan

MIN_SLANT_DEGREES = 5.0
"""Degrees from which words are slanted, and no longer those of a scan that was fed askew."""
MIN_LARGE_POINTS = 30.0
"""The size of type from which letters far from one another may be those of a watermark."""
MIN_LETTERS = 3
"""Letters that make a word of letters set apart."""
MAX_SET_BACK_EMS, MAX_STEP_ASIDE_EMS, MAX_SIZE_RATIO = 0.4, 0.2, 1.05


def join_watermarks(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return spans with those joined that are letters, or words, of one watermark.

    Args:
        spans: those of a page as shown, in the order in which they are drawn.
    """
    return tuple(joined for group in _group_spans(spans) for joined in _join_group(group))


def _group_spans(spans: Iterable[TextSpan]) -> Iterator[list[TextSpan]]:
    """Yield runs of spans that follow on along one baseline; most spans are alone."""
    group: list[TextSpan] = []
    for span in spans:
        if group and not (_is_candidate(span) and _is_next(group[-1], span)):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _join_group(group: list[TextSpan]) -> Sequence[TextSpan]:
    first, last = group[0], group[-1]
    is_spaced = len(group) >= MIN_LETTERS and all(len(span.text.strip()) == 1 for span in group)
    if len(group) == 1 or not (is_spaced or _measure_slant(first) >= MIN_SLANT_DEGREES):
        return group
    text = first.text
    for before, span in pairwise(group):
        gap = _measure_gap(before, span)[0]
        text += span.text if is_spaced or gap <= WORD_GAP_EMS * span.size else f" {span.text}"
    length = math.hypot(last.x0 - first.x0, last.y - first.y) + last.x1 - last.x0
    return [first._replace(text=text, x1=first.x0 + length)]


def _is_candidate(span: TextSpan) -> bool:
    """Return True for slanted words, and for a large letter that stands alone."""
    if span.origin is None:
        return False
    text = span.text.strip()
    return _measure_slant(span) >= MIN_SLANT_DEGREES or (
        span.size >= MIN_LARGE_POINTS and len(text) == 1 and text.isalpha()
    )


def _is_next(before: TextSpan, span: TextSpan) -> bool:
    """Return True if a span follows on another along its baseline, as a letter or as a word."""
    if before.origin is None or not _is_candidate(before) or abs(_turn(span) - _turn(before)) > 1.0:
        return False
    if max(before.size, span.size) > MAX_SIZE_RATIO * min(before.size, span.size):
        return False
    gap, aside = _measure_gap(before, span)
    is_near = -MAX_SET_BACK_EMS * span.size <= gap <= MAX_LETTER_SPACING_EMS * span.size
    return is_near and aside <= MAX_STEP_ASIDE_EMS * span.size


def _measure_gap(before: TextSpan, span: TextSpan) -> tuple[float, float]:
    """Return how far a span starts behind the end of another along its baseline, and how far beside it, in points."""
    angle = math.radians(_turn(before))
    # Angles run against the clock, while y runs down the page.
    across, down = span.x0 - before.x0, span.y - before.y
    along = across * math.cos(angle) - down * math.sin(angle)
    return along - (before.x1 - before.x0), abs(across * math.sin(angle) + down * math.cos(angle))


def _turn(span: TextSpan) -> float:
    """Return the direction of writing in degrees against the clock."""
    if span.origin is None:
        return 0.0
    sign = -1.0 if span.origin.size < 0 else 1.0
    return math.degrees(math.atan2(sign * span.origin.matrix[1], sign * span.origin.matrix[0]))


def _measure_slant(span: TextSpan) -> float:
    """Return the degrees between the direction of writing and the nearest edge of the page."""
    return abs((_turn(span) + 45.0) % 90.0 - 45.0)
