"""Words of form fields and of free text, put among those of the page at the place where they show.

A decision record says "Decision:" on its page and the decision in a field. Words of stamps and other annotations are no
part of the text; they stay beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from paper_search.ingest.readers.pdf.graphics import (
    WORD_GAP_EMS,
    Box,
    Matrix,
    TextSpan,
    bound_corners,
)
from paper_search.text.spans import collapse_whitespace

USUAL_SIZE = 11.0
"""Points of the type in which a field without an appearance is printed, where it has room."""
LETTER_EMS = 0.5
"""Ems of a letter of which no font is known."""


def fit_matrix(bounds: Box, matrix: Matrix, rect: Box) -> Matrix:
    """Return the matrix from what an appearance paints to the page (ISO 32000-1, algorithm 8.1).

    Args:
        bounds: the bounding box of the appearance.
        matrix: the matrix of the appearance, which is applied before the one that is returned.
        rect: the rectangle of the annotation; both boxes have their left, bottom, right and top.
    """
    left, top, right, bottom = bound_corners(bounds, matrix, 0.0)
    low, width, height = -bottom, right - left, bottom - top
    x_scale = (rect[2] - rect[0]) / width if width else 1.0
    y_scale = (rect[3] - rect[1]) / height if height else 1.0
    return x_scale, 0.0, 0.0, y_scale, rect[0] - left * x_scale, rect[1] - low * y_scale


def list_shown(spans: Iterable[TextSpan]) -> list[TextSpan]:
    """Return the spans of an appearance that show."""
    return [
        span
        for span in spans
        if span.origin is not None and not (span.origin.is_layer_off or span.origin.is_invisible or span.is_unmapped)
    ]


def join_text(spans: Iterable[TextSpan]) -> str:
    """Join the text of spans as drawn, with a space wherever the next one does not follow on."""
    return collapse_whitespace("".join(_join(spans)))


def place_words(value: str, spans: Sequence[TextSpan], box: Box) -> tuple[TextSpan, ...]:
    """Return the words of a field or of free text as spans.

    Args:
        value: what it holds, empty where only its appearance says so.
        spans: what its appearance shows.
        box: its place on the page.
    """
    if not spans:
        return tuple(_set_lines(value, box))
    is_level = max(span.y for span in spans) - min(span.y for span in spans) < 0.3 * spans[0].size
    if is_level and value and _squeeze(value) == _squeeze("".join(span.text for span in spans)):
        # A field may print each letter into a box of its own.
        return (spans[0]._replace(text=value, x1=max(span.x1 for span in spans), origin=None),)
    return tuple(spans)


def _join(spans: Iterable[TextSpan]) -> Iterator[str]:
    before: TextSpan | None = None
    for span in spans:
        if before is not None and (abs(span.y - before.y) > 1 or abs(span.x0 - before.x1) > WORD_GAP_EMS * span.size):
            yield " "
        yield span.text
        before = span


def _set_lines(value: str, box: Box) -> Iterator[TextSpan]:
    """Yield the lines of a value in a box, where a viewer would print them."""
    lines = [line for line in map(collapse_whitespace, value.splitlines()) if line]
    height = box[3] - box[1]
    size = min(USUAL_SIZE, 0.75 * height / max(len(lines), 1)) or USUAL_SIZE
    step = 1.2 * size
    top = (box[1] + box[3] - step * len(lines)) / 2 if len(lines) == 1 else box[1]
    for number, line in enumerate(lines):
        width = min(LETTER_EMS * size * len(line), max(box[2] - box[0], size))
        y = top + step * number + 0.9 * size
        yield TextSpan(line, box[0] + 2, box[0] + 2 + width, y, size, False, False, 0)


def _squeeze(text: str) -> str:
    return "".join(text.split())
