"""How much of a word many small marks cover together: bars, lines, squares, dots, strips of pictures, other letters.

Each of them alone covers next to nothing. What they share of a word is added up in cells, so that it does not matter
how small the marks are or in what direction they run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.graphics import Box

COVERED_SHARE = 0.35
"""The share of one em of a span that marks must cover to matter; rules above and below words cover a tenth."""
CELLS_PER_EM = 4
MAX_CELLS = 400
"""Cells along a span; a longer one has larger cells."""
UNION_CELLS = (24, 12)
"""Cells across and down a box of which the covered ones are counted."""
GRID_POINTS, MAX_GRID_CELLS = 2.0, 250_000
"""The cells of the grid of a page in which boxes are found to touch: how large, and how many at most."""
MARGIN_EMS = 0.1
"""Ems at each side of a span that another one may touch: lines of text are set as close as that."""

Boxes = npt.NDArray[np.float64]
"""Left, top, right and bottom of boxes, of the shape (boxes, 4)."""
Grid = npt.NDArray[np.int32]


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
        self._inner = self._to_cells(np.hstack([boxes[:, :2] + margins, boxes[:, 2:] - margins]))
        counts = np.zeros((self._shape[0] + 1, self._shape[1] + 1), dtype=np.int32)
        x0, y0, x1, y1 = self._inner.T
        for xs, ys, step in ((x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)):
            np.add.at(counts, (ys, xs), step)
        counts = counts.cumsum(axis=0).cumsum(axis=1)
        self._taken, self._crowded = _sum_up(counts > 0), _sum_up(counts > 1)

    def find_touching(self, marks: Boxes) -> npt.NDArray[np.bool_]:
        """Return for each mark whether it may touch a span."""
        return _count_cells(self._taken, self._to_cells(marks)) > 0

    def find_crowded(self) -> npt.NDArray[np.bool_]:
        """Return for each span whether it may lie over another one, or under it."""
        return _count_cells(self._crowded, self._inner) > 0

    def _to_cells(self, boxes: Boxes) -> Grid:
        """Return the cells of boxes, the last ones not included; each box has one cell at least."""
        first = np.floor(boxes[:, :2] / self._cell)
        last = np.maximum(np.ceil(boxes[:, 2:] / self._cell), first + 1)
        limits = np.array([self._shape[1], self._shape[0]])
        return np.hstack([np.clip(first, 0, limits - 1), np.clip(last, 1, limits)]).astype(np.int32)


def _sum_up(is_set: npt.NDArray[np.bool_]) -> Grid:
    """Return how many cells above and left of each corner are set."""
    total: Grid = np.zeros((is_set.shape[0] + 1, is_set.shape[1] + 1), dtype=np.int32)
    total[1:, 1:] = is_set.cumsum(axis=0).cumsum(axis=1)
    return total


def _count_cells(total: Grid, cells: Grid) -> Grid:
    x0, y0, x1, y1 = cells.T
    count: Grid = total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]
    return count


def is_covered(box: Boxes, size: float, marks: Boxes) -> bool:
    """Return True if marks cover about an em of a span, or all of a shorter one.

    Args:
        box: left, top, right and bottom of the span.
        size: the size of its type, in points.
        marks: what is painted over it.
    """
    cells = [
        np.linspace(box[axis], box[axis + 2], _count_steps(box[axis + 2] - box[axis], size) + 1) for axis in (0, 1)
    ]
    across, down = (_share_cells(cells[axis], marks[:, axis], marks[:, axis + 2]) for axis in (0, 1))
    shares = np.clip(down.T @ across, 0.0, 1.0)
    return bool(_average_windows(_average_windows(shares, 0), 1).max(initial=0.0) >= COVERED_SHARE)


def _count_steps(length: float, size: float) -> int:
    return int(np.clip(np.ceil(length / max(size, 0.1) * CELLS_PER_EM), 1, MAX_CELLS))


def _share_cells(edges: npt.NDArray[np.float64], low: Boxes, high: Boxes) -> Boxes:
    """Return a matrix of marks and cells: the share of each cell that a mark takes along one axis."""
    shared = np.minimum(edges[None, 1:], high[:, None]) - np.maximum(edges[None, :-1], low[:, None])
    shares: Boxes = np.clip(shared, 0.0, None) / max(float(edges[1] - edges[0]), 1e-6)
    return shares


def _average_windows(shares: Boxes, axis: int) -> Boxes:
    """Return the averages of all runs of one em, along an axis."""
    length = min(CELLS_PER_EM, shares.shape[axis])
    windows = np.lib.stride_tricks.sliding_window_view(shares, length, axis=axis)
    averages: Boxes = windows.mean(axis=-1)
    return averages


def measure_union(box: Box, others: Sequence[Box]) -> float:
    """Return the share of a box that other ones cover together, from 0 to 1."""
    count_x, count_y = UNION_CELLS
    xs = box[0] + (np.arange(count_x) + 0.5) * (box[2] - box[0]) / count_x
    ys = box[1] + (np.arange(count_y) + 0.5) * (box[3] - box[1]) / count_y
    marks = np.array(others, dtype=float).reshape(-1, 4)
    within_x = (xs >= marks[:, 0, None]) & (xs <= marks[:, 2, None])
    within_y = (ys >= marks[:, 1, None]) & (ys <= marks[:, 3, None])
    return float((within_y.T.astype(np.int32) @ within_x.astype(np.int32) > 0).mean())
