"""Paths as PDFium has them: the lines, the boxes and the curves of one path."""

from __future__ import annotations

import ctypes
from collections import deque
from itertools import pairwise

from paper_search.ingest.readers.pdf.pdfium_calls import load_calls

Piece = tuple[float, float, float, float, bool]
"""The ends of a straight line; of a level box two corners, and True."""
Point = tuple[float, float]


def read_path(segments: list[int]) -> tuple[list[Piece], list[Point]]:
    """Return the lines and boxes of a path, and the points of its curves.

    Args:
        segments: the addresses of its segments.
    """
    pdfium, count = load_calls(), len(segments)
    numbers = (ctypes.c_float * (2 * count))()
    first = ctypes.addressof(numbers)
    ends = range(first, first + 8 * count, 8), range(first + 4, first + 4 + 8 * count, 8)
    deque(map(pdfium.FPDFPathSegment_GetPoint, segments, *ends), maxlen=0)
    values = list(numbers)
    kinds = map(pdfium.FPDFPathSegment_GetType, segments)
    is_move, is_line = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO
    is_closed = pdfium.FPDFPathSegment_GetClose
    pieces: list[Piece] = []
    curves: list[Point] = []
    lines: list[Point] = []
    points = zip(values[::2], values[1::2], strict=True)
    for segment, point, kind in zip(segments, points, kinds, strict=True):
        if kind == is_line:
            lines.append(point)
            if lines[0] != point and is_closed(segment):
                lines.append(lines[0])
            continue
        if kind != is_move:
            curves += [lines[-1], point] if lines else [point]
        if len(lines) > 1:
            pieces += _close_lines(lines)
        lines = [point]
    return [*pieces, *_close_lines(lines)], curves


def _close_lines(points: list[Point]) -> list[Piece]:
    """Return the segments of a line; a level rectangle is one box."""
    if len(points) == 5 and points[0] == points[4]:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
        if (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0) or (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0):
            return [(x0, y0, x2, y2, True)]
    return [(*start, *end, False) for start, end in pairwise(points)]
