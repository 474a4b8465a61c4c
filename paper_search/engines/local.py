"""The engine that ships: the store for words, filters and truth, FAISS for vectors, in one process.

It notices a new generation between questions and applies the difference, so a server need not restart; what is
fetched comes from the store, so a paper that was withdrawn cannot be shown.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from paper_search import vectors
from paper_search.embed import Rows
from paper_search.engines.base import EngineInfo
from paper_search.records import Candidates, Coverage, Document, Facets, Filters, Passage, Query, Scored
from paper_search.store import FILE_NAME, Store
from paper_search.text import content_words
from paper_search.vectors import VectorIndex

VECTORS_NAME = "vectors.faiss"
_log = logging.getLogger(__name__)


class LocalEngine:
    """An index folder, open for questions. Safe for threads."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        """Open ``folder``. Raises MissingIndexError or DamagedIndexError."""
        self._folder, self._dimensions = folder, dimensions
        self._lock = threading.Lock()
        self._store = Store(folder / FILE_NAME)
        self._index = self._open_vectors()

    def _open_vectors(self) -> VectorIndex:
        path, token = self._folder / VECTORS_NAME, self._store.meta("token") or ""
        found = vectors.load(path, self._dimensions, token)
        if found is None and path.exists():
            _log.warning("%s does not fit the index and is derived again from it.", path)
        return found or VectorIndex(self._dimensions)

    def refresh(self) -> None:
        """Apply what has been written since the last question; cheap when nothing has."""
        with self._lock:
            if self._store.path.stat().st_ino != self._store.inode:
                self._store = Store(self._store.path)
                self._index = self._open_vectors()
            if self._store.generation() != self._index.generation:
                self._apply_difference()

    def _apply_difference(self) -> None:
        with self._store.snapshot():
            since, generation = self._index.generation, self._store.generation()
            gone = self._store.removed_since(since)
            ids, rows = self._store.vectors_since(since, self._dimensions)
        self._index.remove(gone)
        self._index.add(ids, rows)
        self._index.generation = generation

    def save_vectors(self) -> None:
        """Keep the derived vectors on disk, so that the next process need not derive them."""
        self.refresh()
        self._index.save(self._folder / VECTORS_NAME, self._store.meta("token") or "")

    @property
    def store(self) -> Store:
        """The open store, for what is not a question: status, papers, reading texts."""
        return self._store

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("local", self._index.generation, len(self._index))

    def retrieve(self, query: Query, vector: Rows, depth: int) -> Candidates:
        self.refresh()
        allowed = self._store.allowed_rows(query.filters) if query.filters else None
        with self._lock:
            nearest = self._index.search(vector, depth, allowed)
        ids = self._store.passage_ids([row for row, _ in nearest])
        dense = [Scored(ids[row], score) for row, score in nearest if row in ids]
        dense.sort(key=lambda scored: (-scored.score, scored.passage_id))
        lexical = self._store.lexical(content_words(query.text), query.filters, depth)
        return Candidates(tuple(dense), tuple(lexical))

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        return self._store.fetch(passage_ids)

    def seen(self, passage_ids: Sequence[str]) -> dict[str, str]:
        return self._store.embedded(passage_ids)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return self._store.frequencies(terms)

    def coverage(self, filters: Filters) -> Coverage:
        return self._store.coverage(filters)

    def facets(self) -> Facets:
        return self._store.facets()
