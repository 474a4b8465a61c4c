"""The true nearest of a question: exact cosines of the candidates that a scan of the vectors gives.

The scan knows a row by a byte a dimension. More candidates are taken until no row that was left out can be among the
nearest, by the largest error seen among those taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Rows
from paper_search.storage.vector_file import Ids

OVERSAMPLING = 1.75
"""Candidates taken at first for each that is wanted; twice as many each time that is not enough."""
FIRST_SHARE = 0.71
"""The share of the candidates whose exact rows are read first. For 95 of 100 questions these are enough."""
MAX_OVERSAMPLING = 16
"""The largest number of candidates for each that is wanted: a passage printed more often than that is cut off."""


def initial_candidate_count(depth: int) -> int:
    """Return how many candidates ``find_nearest`` asks for first."""
    return int(depth * OVERSAMPLING) + 1


def find_nearest(
    scan: Callable[[int], tuple[Ids, Rows]],
    query_vector: Rows,
    depth: int,
    look_up: Callable[[Ids], tuple[Ids, list[str], Rows]],
) -> list[tuple[str, float]]:
    """Return the nearest with their exact cosines, best first, ties by name.

    Args:
        scan: gives so many candidates for ``query_vector``, as ``VectorIndex.find_candidates`` does.
        query_vector: a unit row, shape (dimensions,).
        depth: how many are wanted.
        look_up: gives those of the ids that are still there, their names, and their exact rows, shape (n, dimensions).
    """
    limit = initial_candidate_count(depth)
    while True:
        ids, rough = scan(limit)
        first = max(int(FIRST_SHARE * len(ids)), min(depth, len(ids)))
        nearest = _look_up_exact(ids[:first], rough[:first], query_vector, look_up)
        if first == len(ids) or not nearest.is_complete(depth):
            nearest = nearest.join(_look_up_exact(ids[first:], rough[first:], query_vector, look_up))
            is_all = len(ids) < limit or limit > MAX_OVERSAMPLING * depth
            if not is_all and not nearest.is_complete(depth):
                limit *= 2
                continue
        scored = zip(nearest.names, nearest.exact.tolist(), strict=True)
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


@dataclass(frozen=True, slots=True, eq=False)
class _ExactCandidates:
    """The best candidates of a scan with their exact cosines, without those that are no longer there.

    Attributes:
        names: their names.
        exact: the exact cosine of each, shape (n,).
        rough: that of the scan, shape (n,).
        lowest: the last rough cosine of the scan's candidates, those that are no longer there included.
    """

    names: list[str]
    exact: Rows
    rough: Rows
    lowest: float

    def join(self, further: _ExactCandidates) -> _ExactCandidates:
        """Return these with those of the same scan that come behind them."""
        exact, rough = np.concatenate([self.exact, further.exact]), np.concatenate([self.rough, further.rough])
        return _ExactCandidates([*self.names, *further.names], exact, rough, min(self.lowest, further.lowest))

    def is_complete(self, depth: int) -> bool:
        """Return True if no row with a rough cosine of at most ``lowest`` can be as near as the last of the nearest."""
        if len(self.exact) < depth:
            return False
        error = 1.5 * float(np.abs(self.exact - self.rough).max())
        return self.lowest + error < float(np.partition(self.exact, -depth)[-depth])


def _look_up_exact(
    ids: Ids, rough: Rows, query_vector: Rows, look_up: Callable[[Ids], tuple[Ids, list[str], Rows]]
) -> _ExactCandidates:
    if not len(ids):
        return _ExactCandidates([], np.empty(0, np.float32), np.empty(0, np.float32), np.inf)
    found_ids, names, rows = look_up(ids)
    found_rough = rough[_find_positions(ids, found_ids)]
    return _ExactCandidates(names, compute_cosines(rows, query_vector), found_rough, float(rough[-1]))


def compute_cosines(rows: Rows, query_vector: Rows) -> Rows:
    """Return the cosine of each row with a unit vector, shape (n,).

    They are summed row by row, so that a cosine does not depend on the rows around it.
    """
    products: Rows = np.einsum("ij,j->i", rows.astype(np.float64), query_vector.astype(np.float64)).astype(np.float32)
    return products


def _find_positions(ids: Ids, found_ids: Ids) -> NDArray[np.intp]:
    """Return the positions in ``ids`` of ``found_ids``, all of which are there."""
    order = np.argsort(ids)
    positions: NDArray[np.intp] = order[np.searchsorted(ids, found_ids, sorter=order)]
    return positions
