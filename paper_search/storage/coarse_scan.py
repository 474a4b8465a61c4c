"""A first look at all rows of a large vector index, over two bits a dimension instead of a byte.

It takes the likely nearest, whose cosines are then computed from more exact rows. A row is rotated, so that what it
says is spread evenly over its dimensions, and each dimension is replaced by one of four values. They are fixed, so
nothing is trained. FAISS looks up 32 rows at a time ("fast scan": Andre, Kermarrec and Le Scouarnec, VLDB 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Rows
from paper_search.embeddings.token_codec import CODES_PER_BYTE, LEVELS, pack_levels, rotate
from paper_search.storage.vector_file import Ids

MIN_ROWS = 300_000
"""Rows from which the first look pays: among 200,000 a look at every row takes as long."""
_SHRINKAGE = 0.8825
"""The product of a row with itself at two bits a dimension: what these four values keep of a normal distribution."""
_faiss: Any = faiss
"""FAISS's own annotations lack what reads and writes a part of a file."""
_BLOCK_ROWS = 32
_ENCODED_AT_ONCE = 20_000
_IO_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class CoarseScan:
    """All rows of a segment at two bits a dimension, in the order of the segment."""

    index: Any

    def find_nearest(self, query_vector: Rows, count: int) -> tuple[Ids, Rows]:
        """Return the positions of the nearest rows with their estimated cosines, best first.

        Args:
            query_vector: a unit row, shape (dimensions,).
            count: how many are wanted.
        """
        products, positions = self.index.search(rotate(query_vector.reshape(1, -1)), count)
        is_hit = positions[0] >= 0
        return positions[0][is_hit], products[0][is_hit] / np.float32(_SHRINKAGE)

    def append_to(self, path: Path) -> int:
        """Write the rows behind what a file holds, and return how many bytes were written."""
        with path.open("r+b") as file:
            start = file.seek(0, 2)
            _faiss.write_index(self.index, _faiss.PyCallbackIOWriter(file.write, _IO_BYTES))
            return file.tell() - start


def can_encode(count: int, dimensions: int) -> bool:
    """Return True if so many rows are worth a first look and can have one."""
    return count >= MIN_ROWS and dimensions % CODES_PER_BYTE == 0


def make_coarse_scan(codes: NDArray[np.uint8]) -> CoarseScan:
    """Return the coarse rows of rows at a byte a dimension, as the vector index keeps them: shape (n, dimensions)."""
    dimensions = codes.shape[1]
    plain = _make_empty_index(dimensions)
    for start in range(0, len(codes), _ENCODED_AT_ONCE):
        rows = codes[start : start + _ENCODED_AT_ONCE].astype(np.float32) - 128
        plain.add_sa_codes(pack_levels(rotate(rows)))
    return CoarseScan(faiss.IndexPQFastScan(plain, _BLOCK_ROWS))


def read_coarse_scan(path: Path, offset: int, count: int, dimensions: int) -> CoarseScan | None:
    """Return what ``append_to`` wrote at an offset of a file; None where it is not that of so many rows.

    Raises:
        OSError, RuntimeError: the bytes cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        index = _faiss.read_index(_faiss.PyCallbackIOReader(file.read, _IO_BYTES))
    is_expected = isinstance(index, faiss.IndexPQFastScan) and (index.ntotal, index.d) == (count, dimensions)
    return CoarseScan(index) if is_expected else None


def _make_empty_index(dimensions: int) -> Any:
    # Two dimensions a sub-quantiser: its 16 centroids are all pairs of the four values.
    index: Any = faiss.IndexPQ(dimensions, dimensions // 2, 4, faiss.METRIC_INNER_PRODUCT)
    numbers = np.arange(16)
    pairs = np.stack([LEVELS[numbers % 4], LEVELS[numbers // 4]], axis=1) / np.sqrt(dimensions)
    centroids = np.ascontiguousarray(np.broadcast_to(pairs, (dimensions // 2, 16, 2)), dtype=np.float32)
    faiss.copy_array_to_vector(centroids.ravel(), index.pq.centroids)
    index.is_trained = True
    return index
