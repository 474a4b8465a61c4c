"""FAISS, and FAISS only here: float32 unit rows and their ids in, the nearest ids and cosines out.

The index is derived: the store holds the truth, and a file of this module is a cache that says for which
generation it stands. It is written aside and renamed, so a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from paper_search.embed import Rows

Ids = NDArray[np.int64]


class VectorIndex:
    """Exact inner-product search over rows with ids. Scores of unit rows are cosines; higher is better."""

    def __init__(self, dimensions: int, generation: int = 0) -> None:
        self.dimensions = dimensions
        self.generation = generation
        # FAISS's own annotations describe its C++ signatures, not the Python ones.
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> Ids:
        """All ids held, in the order of the rows."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Ids, rows: Rows) -> None:
        """Add rows of shape (n, dimensions) under n ids that are not held yet."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(rows, dtype=np.float32), np.asarray(ids, np.int64))

    def remove(self, ids: Ids) -> None:
        """Remove ids; one that is not held is no error. Costs a scan of the whole index."""
        if len(ids):
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def search(self, row: Rows, depth: int, allowed: Ids | None = None) -> list[tuple[int, float]]:
        """The ``depth`` nearest of the allowed ids (None allows all), best first, ties by id."""
        if not len(self) or depth < 1 or (allowed is not None and not len(allowed)):
            return []
        parameters = None
        if allowed is not None:
            parameters = _only(np.asarray(allowed, dtype=np.int64))
        one = np.ascontiguousarray(row.reshape(1, -1), dtype=np.float32)
        scores, ids = self._index.search(one, min(depth, len(self)), params=parameters)
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def save(self, path: Path, token: str) -> None:
        """Write the cache. ``token`` names the store it was derived from."""
        aside = path.with_suffix(f".{os.getpid()}.tmp")
        faiss.write_index(self._index, str(aside))
        aside.replace(path)
        mark = path.with_suffix(".json.tmp")
        stands_for = {"generation": self.generation, "token": token, "size": path.stat().st_size}
        mark.write_text(json.dumps(stands_for))
        mark.replace(path.with_suffix(".json"))


def _only(ids: Ids) -> Any:
    make: Any = faiss.SearchParameters
    return make(sel=faiss.IDSelectorBatch(ids))


def load(path: Path, dimensions: int, token: str) -> VectorIndex | None:
    """The cached index, or None where there is none that can be trusted: then derive it again."""
    try:
        mark = json.loads(path.with_suffix(".json").read_text())
        if mark["token"] != token or mark["size"] != path.stat().st_size:
            return None
        index = VectorIndex(dimensions, int(mark["generation"]))
        index._index = faiss.read_index(str(path))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None
    return index if index._index.d == dimensions else None
