"""Rows of a vector index that came together, at one signed byte a dimension, as FAISS keeps and scans them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Rows
from paper_search.storage.coarse_scan import CoarseScan
from paper_search.storage.vector_file import Ids, MappedRows

Codes = NDArray[np.uint8]

REMOVED = -1
QUANTISATION_RANGE = 6.0
"""The largest component that a byte can hold, in root mean squares of a unit row's components."""
COARSE_OVERSAMPLING, SCORED_AT_ONCE = 64, 4
"""Rows that the coarse scan takes for each candidate, and of how many of them cosines are computed before it is asked
if that is enough."""
CERTAINTY = 3.5
"""In standard deviations of the errors of the coarse scan, as seen in the question."""
MIN_ALLOWED_SHARE = 0.75
"""The share of the rows that a filter must leave for a coarse scan, which looks at all rows: a scan of every row passes
over the others."""
MAX_SCORED_ROWS = 20_000
"""Rows that a filter may leave to be looked at one by one, without a scan."""


def build_faiss_index(dimensions: int, codes: Codes) -> Any:
    # FAISS's own annotations describe its C++ signatures, not the Python ones.
    index: Any = faiss.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    if len(codes):
        index.add_sa_codes(np.ascontiguousarray(codes))
    return index


def make_bitmap_filter(mask: NDArray[np.bool_]) -> Any:
    # FAISS's own annotations describe its C++ signatures, not the Python ones.
    untyped: Any = faiss
    return untyped.SearchParameters(sel=untyped.IDSelectorBitmap(np.packbits(mask, bitorder="little")))


def search_index(index: Any, quantised: Rows, limit: int, parameters: Any = None) -> tuple[Ids, Rows]:
    """Return the positions of the nearest rows and their rough cosines, best first."""
    scores, positions = index.search(quantised, limit, params=parameters)
    is_hit = positions[0] >= 0
    return positions[0][is_hit], scores[0][is_hit] / compute_scale(index.d) ** 2


@contextmanager
def limit_faiss_to_one_thread() -> Iterator[None]:
    """Let FAISS look a question up with one thread: several would wait for one another on a busy machine."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def compute_scale(dimensions: int) -> float:
    return 127 * float(np.sqrt(dimensions)) / QUANTISATION_RANGE


def quantise(rows: Rows, dimensions: int) -> Rows:
    """Return rows in steps of a byte.

    A question's row too: some builds of FAISS cut its fractions off, which costs exactness.
    """
    steps: Rows = np.clip(np.rint(rows * compute_scale(dimensions)), -127, 127).astype(np.float32)
    return steps


def encode_rows(rows: Rows, dimensions: int) -> Codes:
    # As FAISS has it: the signed byte, moved up so that it is never negative.
    return (quantise(rows.reshape(-1, dimensions), dimensions) + 128).astype(np.uint8)


def take_best(positions: Ids, cosines: Rows, limit: int) -> tuple[Ids, Rows]:
    """Return the nearest of some rows, best first, ties by position."""
    best = np.lexsort((positions, -cosines))[:limit]
    return positions[best], cosines[best]


@dataclass(frozen=True, slots=True, eq=False)
class IndexSegment:
    """Rows that came together, by ascending id, and the document row of each: REMOVED where a row has gone.

    ``coarse_scan`` is there where a file holds many rows, ``mapped_rows`` where they are read from it one by one.
    """

    index: Any
    ids: Ids
    document_rows: Ids
    coarse_scan: CoarseScan | None = None
    mapped_rows: MappedRows | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def codes(self) -> Codes:
        """The rows as FAISS keeps them, shape (n, dimensions)."""
        if not len(self):
            return np.empty((0, self.index.code_size), np.uint8)
        flat = faiss.rev_swig_ptr(self.index.codes.data(), len(self) * self.index.code_size)
        codes: Codes = flat.reshape(len(self), self.index.code_size)
        return codes

    def find_candidates(self, query_vector: Rows, limit: int, mask: NDArray[np.bool_] | None) -> tuple[Ids, Rows]:
        """Return the positions of the nearest rows and their rough cosines, best first.

        Args:
            query_vector: a unit row, shape (dimensions,).
            limit: how many are wanted.
            mask: the rows that may be found, shape (n,); None where all of them may.
        """
        quantised = quantise(query_vector.reshape(1, -1), self.index.d)
        with limit_faiss_to_one_thread():
            nearest = self._find_by_coarse_scan(query_vector, quantised, limit, mask)
            if nearest is None:
                parameters = None if mask is None else make_bitmap_filter(mask)
                nearest = search_index(self.index, quantised, min(limit, len(self)), parameters)
        return nearest

    def _find_by_coarse_scan(
        self, query_vector: Rows, quantised: Rows, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[Ids, Rows] | None:
        """Return what a scan of all rows gives; None where it has to be made.

        Cosines are computed until a row that was left out would need an error of CERTAINTY to be among the nearest.
        """
        if self.coarse_scan is None:
            return None
        allowed = len(self) if mask is None else int(np.count_nonzero(mask))
        if mask is not None and 0 < allowed <= MAX_SCORED_ROWS:
            positions = np.flatnonzero(mask)
            chosen = build_faiss_index(self.index.d, self._take_codes(positions))
            nearest, cosines = search_index(chosen, quantised, min(limit, allowed))
            return positions[nearest], cosines
        if allowed < MIN_ALLOWED_SHARE * len(self):
            return None
        count = COARSE_OVERSAMPLING * limit * len(self) // allowed
        positions, estimates = self.coarse_scan.find_nearest(query_vector, min(count, len(self)))
        if mask is not None:
            is_allowed = mask[positions]
            positions, estimates = positions[is_allowed], estimates[is_allowed]
        cosines, step = np.empty(0, np.float32), SCORED_AT_ONCE * limit
        while len(cosines) < len(positions):
            batch = positions[len(cosines) : len(cosines) + step]
            cosines = np.concatenate([cosines, self._score_rows(batch, quantised)])
            scored = len(cosines)
            error = CERTAINTY * float((cosines - estimates[:scored]).std())
            if scored >= limit and estimates[scored - 1] + error < np.partition(cosines, -limit)[-limit]:
                return take_best(positions[:scored], cosines, limit)
        return None

    def _score_rows(self, positions: Ids, quantised: Rows) -> Rows:
        """Return the rough cosines of the rows at some positions, the very ones that a scan of all rows gives."""
        order = np.argsort(positions)
        cosines = np.empty(len(positions), np.float32)
        # Whole numbers that float32 holds exactly, in whatever order they are added up.
        products = np.einsum("ij,j->i", self._take_codes(positions[order]).astype(np.float32), quantised[0])
        cosines[order] = products - 128 * quantised.sum()
        return cosines / np.float32(compute_scale(self.index.d) ** 2)

    def _take_codes(self, positions: Ids) -> Codes:
        return self.codes[positions] if self.mapped_rows is None else self.mapped_rows.take(positions)

    def remove_ids(self, removed_ids: Ids) -> IndexSegment:
        """Return the segment with these ids marked as removed; one that it does not have is no error."""
        positions = np.searchsorted(self.ids, removed_ids)
        positions = positions[positions < len(self)]
        positions = positions[np.isin(self.ids[positions], removed_ids)]
        if not len(positions):
            return self
        document_rows = self.document_rows.copy()
        document_rows[positions] = REMOVED
        return replace(self, document_rows=document_rows)


def merge_segments(dimensions: int, segments: Sequence[IndexSegment]) -> IndexSegment:
    """Return the rows of several segments as one, without those that have gone."""
    masks = [segment.document_rows != REMOVED for segment in segments]
    ids = np.concatenate([segment.ids[mask] for segment, mask in zip(segments, masks, strict=True)])
    document_rows = np.concatenate([segment.document_rows[mask] for segment, mask in zip(segments, masks, strict=True)])
    codes = np.concatenate([segment.codes[mask] for segment, mask in zip(segments, masks, strict=True)])
    order = np.argsort(ids)
    return IndexSegment(build_faiss_index(dimensions, codes[order]), ids[order], document_rows[order])


def make_empty_segment(dimensions: int) -> IndexSegment:
    no_ids = np.empty(0, np.int64)
    return IndexSegment(build_faiss_index(dimensions, np.empty((0, dimensions), np.uint8)), no_ids, no_ids)
