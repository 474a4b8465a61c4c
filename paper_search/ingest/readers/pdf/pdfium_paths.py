"""Paths as PDFium has them: the lines, the boxes and the curves of one path."""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from itertools import pairwise, repeat
from typing import Any

from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address

Piece = tuple[float, float, float, float, bool]
"""The ends of a straight line; of a level box two corners, and True."""
Point = tuple[float, float]
MAX_SEGMENTS = 400
"""Segments of a path that are looked at one by one."""


class _Points(threading.local):
    """Where PDFium writes the points of a path, and the arguments that say so; for one thread."""

    def __init__(self) -> None:
        self.numbers = (ctypes.c_float * (2 * MAX_SEGMENTS))()
        self.xs = [ctypes.byref(self.numbers, 8 * index) for index in range(MAX_SEGMENTS)]
        self.ys = [ctypes.byref(self.numbers, 8 * index + 4) for index in range(MAX_SEGMENTS)]


_POINTS = _Points()


def read_path(segments: list[Any]) -> tuple[list[Piece], list[Point]]:
    """Return the lines and boxes of a path, and the points of its curves.

    Args:
        segments: its segments as arguments, ``MAX_SEGMENTS`` at most.
    """
    pdfium, points = load_calls(), _POINTS
    deque(map(pdfium.FPDFPathSegment_GetPoint, segments, points.xs, points.ys), maxlen=0)
    values = points.numbers[: 2 * len(segments)]
    kinds = map(pdfium.FPDFPathSegment_GetType, segments)
    is_move, is_line = pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO
    is_closed = pdfium.FPDFPathSegment_GetClose
    pieces: list[Piece] = []
    curves: list[Point] = []
    lines: list[Point] = []
    for segment, point, kind in zip(segments, zip(values[::2], values[1::2], strict=True), kinds, strict=True):
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


def list_segments(path: Any) -> list[Any] | None:
    """Return the segments of a path object as arguments, None where there are too many."""
    pdfium = load_calls()
    count = pdfium.FPDFPath_CountSegments(path)
    if count > MAX_SEGMENTS:
        return None
    return list(map(pass_address, map(pdfium.FPDFPath_GetPathSegment, repeat(path), range(count))))


def list_clip_paths(item: Any) -> list[list[Any] | None]:
    """Return the segments of each path that clips an object, None for one of too many.

    Args:
        item: the object as an argument.
    """
    pdfium = load_calls()
    address = pdfium.FPDFPageObj_GetClipPath(item)
    if not address:
        return []
    clip, paths = pass_address(address), []
    for number in range(pdfium.FPDFClipPath_CountPaths(clip)):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, number)
        addresses = map(pdfium.FPDFClipPath_GetPathSegment, repeat(clip), repeat(number), range(count))
        paths.append(list(map(pass_address, addresses)) if count <= MAX_SEGMENTS else None)
    return paths


def _close_lines(points: list[Point]) -> list[Piece]:
    """Return the segments of a line; a level rectangle is one box."""
    if len(points) == 5 and points[0] == points[4]:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
        if (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0) or (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0):
            return [(x0, y0, x2, y2, True)]
    return [(*start, *end, False) for start, end in pairwise(points)]
