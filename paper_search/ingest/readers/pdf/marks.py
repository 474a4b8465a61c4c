"""Spans over which small marks lie: bars, lines, squares, dots, strips of pictures, or other words.

Each mark alone covers next to nothing; many of them hide what is under them. A grid of the page tells quickly which of
them touch words at all: on most pages hardly any does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.coverage import Boxes, find_sharing, is_covered
from paper_search.ingest.readers.pdf.document import PdfPage

MIN_CONTRAST = 0.35
"""The difference in luminance from which words show on a fill."""
MAX_AREAS = 4000
"""Areas of one page that are compared with words; a page with more is a drawing, and is drawn."""
SIGN_MARGINS = np.array([0.0, -0.25, 0.0, 0.2])
"""Ems by which a sign may reach beyond the box of a word, left, above, right and below."""
MAX_PAIRS = 500_000
"""Pairs of spans and marks that are compared at once."""
GRID_POINTS, MAX_GRID_CELLS = 3.0, 120_000
"""The cells of the grid of a page in which boxes are found to touch: how large, and how many at most."""
MARGIN_EMS = 0.1
"""Ems at each side of a span that another one may touch: lines of text are set as close as that."""

Grid = npt.NDArray[np.int64]
Rounding = Callable[[Boxes], Boxes]


def find_marked(page: PdfPage, boxes: Boxes, is_open: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return for each span whether small marks, or other words, hide it together.

    They lie over it, or under it in its colour.

    Args:
        page: the page.
        boxes: the boxes of its spans.
        is_open: the spans that are asked about.
    """
    spans = page.spans
    sizes = np.array([span.size for span in spans])
    orders = np.array([span.origin.order if span.origin else -1 for span in spans])
    grid = PageGrid(boxes, sizes, page.width, page.height)
    areas = page.areas if len(page.areas) <= MAX_AREAS else ()
    marks = np.array([area[:4] for area in areas]).reshape(-1, 4)
    touching = np.flatnonzero(grid.find_touching(marks))
    crowded = np.flatnonzero(grid.find_crowded())
    marks = np.vstack([marks[touching], _widen_signs(page, boxes, crowded)])
    mark_orders = np.array([*(areas[index].order for index in touching), *orders[crowded]], dtype=int)
    texts = [""] * len(touching) + [spans[index].text for index in crowded]
    colours = np.array([*(areas[index].luminance for index in touching), *([np.inf] * len(crowded))], dtype=float)
    marked = np.zeros(len(spans), dtype=bool)
    for index in _find_touched(boxes, marks, is_open):
        origin = spans[index].origin
        colour = np.nan if origin is None or origin.luminance is None else origin.luminance
        is_alike = ~(np.abs(colours - colour) >= MIN_CONTRAST)
        over = np.flatnonzero(find_sharing(marks, boxes[index]) & ((mark_orders > orders[index]) | is_alike))
        # Words printed twice to look bold cover nothing.
        over = over[[texts[mark] != spans[index].text for mark in over]]
        marked[index] = len(over) > 0 and is_covered(boxes[index], sizes[index], marks[over])
    return marked


def _find_touched(boxes: Boxes, marks: Boxes, is_open: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return the open spans that share something with a mark."""
    found = np.zeros(len(boxes), dtype=bool)
    indices = np.flatnonzero(is_open)
    step = max(1, MAX_PAIRS // max(len(marks), 1))
    for start in range(0, len(indices) if len(marks) else 0, step):
        rows = indices[start : start + step]
        box = boxes[rows][:, None]
        shared = (marks[None, :, 0] < box[:, :, 2]) & (marks[None, :, 2] > box[:, :, 0])
        shared &= (marks[None, :, 1] < box[:, :, 3]) & (marks[None, :, 3] > box[:, :, 1])
        found[rows] = shared.any(axis=1)
    return np.flatnonzero(found)


def _widen_signs(page: PdfPage, boxes: Boxes, indices: npt.NDArray[np.intp]) -> Boxes:
    """Return the boxes of spans, those of signs without letters as high as a glyph may be: a low line, a block."""
    sizes = [
        0.0 if any(char.isalnum() for char in page.spans[index].text) else page.spans[index].size for index in indices
    ]
    wide: Boxes = boxes[indices] + np.array(sizes).reshape(-1, 1) * SIGN_MARGINS
    return wide


class PageGrid:
    """The cells of a page that spans take, for finding quickly what touches them."""

    def __init__(self, boxes: Boxes, sizes: npt.NDArray[np.float64], width: float, height: float) -> None:
        """Count the spans in each cell.

        Args:
            boxes: the boxes of the spans.
            sizes: the sizes of their type, in points.
            width: the width of the page, in points.
            height: its height.
        """
        self._cell = max(GRID_POINTS, (max(width, 1.0) * max(height, 1.0) / MAX_GRID_CELLS) ** 0.5)
        self._shape = int(height / self._cell) + 2, int(width / self._cell) + 2
        margins = MARGIN_EMS * sizes[:, None]
        self._inner = self._to_cells(boxes[:, :2] + margins, boxes[:, 2:] - margins, np.round, np.round)
        counts = np.zeros(self._shape, dtype=np.int64)
        x0, y0, x1, y1 = self._inner.T
        for xs, ys, step in ((x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)):
            np.add.at(counts, (ys, xs), step)
        # Summed twice each way: first from the corners to the cells, then from the cells to sums of all above and left.
        self._sums: Grid = np.zeros((self._shape[0] + 1, self._shape[1] + 1), dtype=np.int64)
        self._sums[1:, 1:] = counts
        for axis in (0, 1, 0, 1):
            np.cumsum(self._sums, axis=axis, out=self._sums)

    def find_touching(self, marks: Boxes) -> npt.NDArray[np.bool_]:
        """Return for each mark whether it may touch a span."""
        counts = self._count_spans(self._to_cells(marks[:, :2], marks[:, 2:], np.floor, np.ceil))
        touching: npt.NDArray[np.bool_] = counts > 0
        return touching

    def find_crowded(self) -> npt.NDArray[np.bool_]:
        """Return for each span whether it may lie over another one, or under it."""
        x0, y0, x1, y1 = self._inner.T
        crowded: npt.NDArray[np.bool_] = self._count_spans(self._inner) > (x1 - x0) * (y1 - y0)
        return crowded

    def _count_spans(self, cells: Grid) -> Grid:
        """Return how often spans take the cells of boxes."""
        x0, y0, x1, y1 = cells.T
        sums = self._sums
        counts: Grid = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return counts

    def _to_cells(self, low: Boxes, high: Boxes, round_low: Rounding, round_high: Rounding) -> Grid:
        """Return the first cells of boxes across and down, and those after their last; each box has one at least."""
        first = round_low(low / self._cell)
        last = np.maximum(round_high(high / self._cell), first + 1)
        limits = np.array([self._shape[1], self._shape[0]]) - 1
        return np.hstack([np.clip(first, 0, limits - 1), np.clip(last, 1, limits)]).astype(np.int64)
