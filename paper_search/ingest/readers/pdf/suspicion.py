"""Reasons to doubt that a span shows, from what the content stream says alone.

They are cheap and say nothing for certain: only where there is one, the page is drawn. A fill under black words is no
reason, or every table with coloured cells would be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Flag, auto

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.coverage import find_sharing, is_covered
from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import Box, PaintedArea, TextSpan, is_flat
from paper_search.ingest.readers.pdf.marks import MAX_AREAS, MIN_CONTRAST, find_marked
from paper_search.ingest.readers.pdf.words import bound_span

MIN_SIZE = 1.0
"""Points: type smaller than this, in height or width, is a dot."""
MIN_STEP = 0.4
"""Points from one letter to the next from which type of a font with a scale of its own can be read."""
LIGHT = 0.65
"""The luminance from which words may not show on white."""
MIN_ALPHA = 0.5
"""The opacity from which words show."""
MIN_COVERED_EMS = 0.25
"""Ems of a span, across and along, that something must cover to matter."""


class Doubt(Flag):
    """A reason to doubt that words show."""

    NONE = 0
    LAYER = auto()
    """They are on a layer that is switched off."""
    INVISIBLE = auto()
    """Their render mode paints nothing, or they are wholly transparent."""
    OUTSIDE = auto()
    """They reach beyond the page."""
    TINY = auto()
    """They are too small to see."""
    REDACTED = auto()
    """A redaction annotation marks them."""
    COLOUR = auto()
    """Their colour may be that of what lies under them."""
    COVER = auto()
    """Something is painted over them."""
    ANNOTATION = auto()
    """An annotation lies over them."""
    CLIP = auto()
    """They reach beyond what they are clipped to."""
    VEIL = auto()
    """A soft mask or a blend mode may take their ink away."""


def find_doubts(page: PdfPage) -> dict[int, Doubt]:
    """Return the spans of a page, by index, for which there is reason to doubt that they show."""
    if not page.spans:
        return {}
    bounds = [bound_span(span, page.height) for span in page.spans]
    boxes = np.array(bounds)
    covered, coloured = _compare_areas(page, boxes)
    covered |= find_marked(page, boxes, ~covered)
    redacted, annotated = _compare_annotations(page, boxes)
    # Where most type is that small, its size may say nothing: the font has a scale of its own.
    is_small_type = sum(_is_small(span) for span in page.spans) > len(page.spans) / 2
    doubts = {}
    for index, span in enumerate(page.spans):
        doubt = _doubt_span(span, bounds[index], page)
        if is_small_type and _has_steps(span):
            doubt &= ~Doubt.TINY
        if covered[index]:
            doubt |= Doubt.COVER
        if coloured[index]:
            doubt |= Doubt.COLOUR
        if redacted[index]:
            doubt |= Doubt.REDACTED
        if annotated[index]:
            doubt |= Doubt.ANNOTATION
        if doubt:
            doubts[index] = doubt
    return doubts


def _doubt_span(span: TextSpan, box: Box, page: PdfPage) -> Doubt:
    """Return the reasons that a span gives by itself."""
    origin, doubt = span.origin, Doubt.NONE
    if origin is None:
        return doubt
    margin = 0.2 * span.size
    if origin.is_layer_off:
        doubt |= Doubt.LAYER
    if origin.is_invisible or origin.alpha < MIN_ALPHA:
        doubt |= Doubt.INVISIBLE if origin.is_invisible or origin.alpha == 0 else Doubt.COLOUR
    if _is_small(span):
        doubt |= Doubt.TINY
    if not _is_within(box, (0.0, 0.0, page.width, page.height), margin):
        doubt |= Doubt.OUTSIDE
    if origin.clip is not None and not (origin.is_clip_box and _is_within(box, origin.clip, margin)):
        doubt |= Doubt.CLIP
    if origin.luminance is None or origin.luminance > LIGHT:
        doubt |= Doubt.COLOUR
    if origin.is_veiled or origin.alpha < MIN_ALPHA:
        doubt |= Doubt.VEIL
    return doubt


def _is_small(span: TextSpan) -> bool:
    """Return True for type that is too low or too narrow to see, as far as its size tells."""
    if span.origin is None:
        return False
    width = abs(span.origin.size) * math.hypot(*span.origin.matrix[:2])
    return min(span.size, width) < MIN_SIZE or is_flat(span.origin.matrix)


def _has_steps(span: TextSpan) -> bool:
    """Return True if the letters of small type stand as far apart as those of larger type."""
    is_seen = span.origin is not None and not is_flat(span.origin.matrix)
    return is_seen and span.x1 - span.x0 >= MIN_STEP * len(span.text.strip())


def _compare_areas(
    page: PdfPage, boxes: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return for each span whether something lies over it, and whether something of its colour lies under it."""
    spans = page.spans
    if len(page.areas) > MAX_AREAS:
        return np.ones(len(spans), dtype=bool), np.zeros(len(spans), dtype=bool)
    size = min(span.size for span in spans)
    areas = [area for area in page.areas if area.x1 - area.x0 > 0.3 * size]
    if not areas:
        return np.zeros(len(spans), dtype=bool), np.zeros(len(spans), dtype=bool)
    sizes = np.array([span.size for span in spans])[:, None]
    heights = _measure_shared_heights(boxes, sizes, areas)
    orders = np.array([span.origin.order if span.origin else -1 for span in spans])
    is_over = np.array([area.order for area in areas])[None, :] > orders[:, None]
    luminances = np.array([_to_number(span.origin.luminance if span.origin else 0.0) for span in spans])
    contrast = np.abs(np.array([_to_number(area.luminance) for area in areas])[None, :] - luminances[:, None])
    is_alike = ~(contrast >= MIN_CONTRAST)
    # Many thin lines cover words as well as a box does.
    covered: npt.NDArray[np.bool_] = np.sum(heights * is_over, axis=1) > MIN_COVERED_EMS * sizes[:, 0]
    coloured: npt.NDArray[np.bool_] = np.any((heights > MIN_COVERED_EMS * sizes) & ~is_over & is_alike, axis=1)
    return covered, coloured


def _measure_shared_heights(
    boxes: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64], areas: Sequence[PaintedArea]
) -> npt.NDArray[np.float64]:
    """Return a matrix of spans and areas: the height that they share, in points, 0 where hardly any width."""
    others = np.array([area[:4] for area in areas])
    widths = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(boxes[:, None, 0], others[None, :, 0])
    heights = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(boxes[:, None, 1], others[None, :, 1])
    shared: npt.NDArray[np.float64] = np.where(widths > MIN_COVERED_EMS * sizes, np.clip(heights, 0, None), 0.0)
    return shared


def _compare_annotations(
    page: PdfPage, boxes: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return for each span whether a redaction touches it, and whether another annotation may lie over it."""
    redacted, annotated = np.zeros(len(boxes), dtype=bool), np.zeros(len(boxes), dtype=bool)
    sizes = np.array([span.size for span in page.spans])
    strokes: list[Box] = []
    for annotation in page.annotations:
        for box in annotation.boxes:
            if annotation.kind == "/Redact":
                redacted |= find_sharing(boxes, np.array(box))
            else:
                strokes.append(box)
                annotated |= find_sharing(boxes, np.array(box), 0.2 * sizes[:, None])
    # Thin lines cover words together.
    lines = np.array(strokes).reshape(-1, 4)
    for index in np.flatnonzero(~annotated) if strokes else ():
        shares = find_sharing(lines, boxes[index])
        annotated[index] = shares.any() and is_covered(boxes[index], sizes[index], lines[shares])
    return redacted, annotated


def _to_number(luminance: float | None) -> float:
    return float("nan") if luminance is None else luminance


def _is_within(box: Box, other: Box, margin: float) -> bool:
    return (
        box[0] >= other[0] - margin
        and box[1] >= other[1] - margin
        and box[2] <= other[2] + margin
        and box[3] <= other[3] + margin
    )
