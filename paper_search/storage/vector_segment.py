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
from paper_search.storage.vector_file import Ids

Codes = NDArray[np.uint8]

REMOVED = -1
QUANTISATION_RANGE = 6.0
"""The largest component that a byte can hold, in root mean squares of a unit row's components."""


def build_faiss_index(dimensions: int, codes: Codes) -> Any:
    # FAISS's own annotations describe its C++ signatures, not the Python ones.
    index: Any = faiss.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    if len(codes):
        index.add_sa_codes(np.ascontiguousarray(codes))
    return index


def make_bitmap_filter(count: int, bits: Codes) -> Any:
    make: Any = faiss.SearchParameters
    return make(sel=faiss.IDSelectorBitmap(count, faiss.swig_ptr(bits)))


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


@dataclass(frozen=True, slots=True, eq=False)
class IndexSegment:
    """Rows that came together, by ascending id, and the document row of each: REMOVED where a row has gone."""

    index: Any
    ids: Ids
    document_rows: Ids

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
