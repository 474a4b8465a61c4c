"""Reasons to doubt that a span shows, from what the content stream says alone.

They are cheap and say nothing for certain: only where there is one, the page is drawn. A fill under black words is no
reason, or every table with coloured cells would be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.coverage import PageGrid, is_covered
from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import Box, PaintedArea, TextSpan
from paper_search.ingest.readers.pdf.words import bound_span

MIN_SIZE = 1.0
"""Points: type smaller than this is a dot."""
LIGHT = 0.65
"""The luminance from which words may not show on white."""
MIN_CONTRAST = 0.35
"""The difference in luminance from which words show on a fill."""
MIN_ALPHA = 0.5
"""The opacity from which words show."""
MIN_COVERED_EMS = 0.25
"""Ems of a span, across and along, that something must cover to matter."""
SIGN_MARGINS = np.array([0.0, -0.25, 0.0, 0.2])
"""Ems by which a sign may reach beyond the box of a word, left, above, right and below."""
MAX_AREAS = 4000
"""Areas of one page that are compared with words; a page with more is a drawing, and is drawn."""


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
    boxes = [bound_span(span, page.height) for span in page.spans]
    covered, coloured = _compare_areas(page, np.array(boxes))
    covered |= _find_marked(page, np.array(boxes), ~covered)
    redactions = _list_boxes(page, is_redaction=True)
    covers = _list_boxes(page, is_redaction=False)
    # Where all type is that small, its size says nothing: the font has a scale of its own.
    is_small_type = sum(span.size < MIN_SIZE for span in page.spans) > len(page.spans) / 2
    doubts = {}
    for index, (span, box) in enumerate(zip(page.spans, boxes, strict=True)):
        doubt = _doubt_span(span, box, page)
        if is_small_type:
            doubt &= ~Doubt.TINY
        if covered[index]:
            doubt |= Doubt.COVER
        if coloured[index]:
            doubt |= Doubt.COLOUR
        if any(_is_touching(box, other, 0.0) for other in redactions):
            doubt |= Doubt.REDACTED
        if any(_is_touching(box, other, 0.2 * span.size) for other in covers):
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
    a, b, c, d = origin.matrix[:4]
    if span.size < MIN_SIZE or origin.spacing[2] == 0 or a * d == b * c:
        doubt |= Doubt.TINY
    if not _is_within(box, (0.0, 0.0, page.width, page.height), margin):
        doubt |= Doubt.OUTSIDE
    if origin.clip is not None and not (origin.is_clip_box and _is_within(box, origin.clip, margin)):
        doubt |= Doubt.CLIP
    if origin.luminance is None or origin.luminance > LIGHT:
        doubt |= Doubt.COLOUR
    if origin.is_veiled:
        doubt |= Doubt.VEIL
    return doubt


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


def _find_marked(
    page: PdfPage, boxes: npt.NDArray[np.float64], is_open: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return for each open span whether small marks, or other words, cover it together."""
    spans = page.spans
    sizes = np.array([span.size for span in spans])
    orders = np.array([span.origin.order if span.origin else -1 for span in spans])
    grid = PageGrid(boxes, sizes, page.width, page.height)
    areas = [area for area in page.areas if area.order > orders[0]] if len(page.areas) <= MAX_AREAS else []
    marks = np.array([area[:4] for area in areas]).reshape(-1, 4)
    touching = grid.find_touching(marks)
    crowded = np.flatnonzero(grid.find_crowded())
    marks = np.vstack([marks[touching], _widen_signs(page, boxes, crowded)])
    mark_orders = np.concatenate([np.array([area.order for area in areas], dtype=int)[touching], orders[crowded]])
    texts = [""] * int(touching.sum()) + [spans[index].text for index in crowded]
    marked = np.zeros(len(spans), dtype=bool)
    for index in np.flatnonzero(is_open) if len(marks) else ():
        shares = _find_sharing(boxes[index], marks) & (mark_orders > orders[index])
        if shares.any() and not all(texts[other] == spans[index].text for other in np.flatnonzero(shares)):
            marked[index] = is_covered(boxes[index], sizes[index], marks[shares])
    return marked


def _widen_signs(
    page: PdfPage, boxes: npt.NDArray[np.float64], indices: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return the boxes of spans, those of signs without letters as high as a glyph may be: a low line, a block."""
    wide = [
        boxes[index] + (0.0 if any(char.isalnum() for char in page.spans[index].text) else page.spans[index].size * SIGN_MARGINS)
        for index in indices
    ]
    return np.array(wide).reshape(-1, 4)


def _find_sharing(box: npt.NDArray[np.float64], marks: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    shares: npt.NDArray[np.bool_] = (
        (marks[:, 0] < box[2]) & (marks[:, 2] > box[0]) & (marks[:, 1] < box[3]) & (marks[:, 3] > box[1])
    )
    return shares


def _list_boxes(page: PdfPage, *, is_redaction: bool) -> list[Box]:
    """Return the boxes of annotations that redact, or of those that may cover words."""
    return [
        box
        for annotation in page.annotations
        if (annotation.kind == "/Redact") is is_redaction
        for box in annotation.boxes
    ]


def _to_number(luminance: float | None) -> float:
    return float("nan") if luminance is None else luminance


def _is_within(box: Box, other: Box, margin: float) -> bool:
    return (
        box[0] >= other[0] - margin
        and box[1] >= other[1] - margin
        and box[2] <= other[2] + margin
        and box[3] <= other[3] + margin
    )


def _is_touching(box: Box, other: Box, margin: float) -> bool:
    width = min(box[2], other[2]) - max(box[0], other[0])
    return width > margin and min(box[3], other[3]) - max(box[1], other[1]) > margin
