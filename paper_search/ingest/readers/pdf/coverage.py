"""The share of a word that several boxes cover together.

What they share of it is added up in cells, so that it does not matter how small they are or in what direction they run.
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
Boxes = npt.NDArray[np.float64]
"""Left, top, right and bottom of boxes, of the shape (boxes, 4)."""


def find_sharing(boxes: Boxes, other: Boxes, margin: float | npt.NDArray[np.float64] = 0.0) -> npt.NDArray[np.bool_]:
    """Return for each box whether it shares more than a margin, in points, with another one, across and down."""
    shared = np.minimum(boxes[:, 2:], other[2:]) - np.maximum(boxes[:, :2], other[:2])
    shares: npt.NDArray[np.bool_] = np.all(shared > margin, axis=1)
    return shares


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
