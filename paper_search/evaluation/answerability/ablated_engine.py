"""An engine without some of its papers: to ask a question where its answer is not.

Guarantees: as many candidates as the engine has once they are gone; words stay as rare as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from paper_search.embeddings import Rows
from paper_search.records import Candidates, Query, ScoredPassage

if TYPE_CHECKING:
    from paper_search.retrieval.engine import Engine

_DEPTH_FACTOR = 4
"""Factor by which the engine is asked deeper, so that enough is left."""


class AblatedEngine:
    """All that the engine does, but for the passages of some papers."""

    def __init__(self, engine: Engine, excluded: Collection[str], names: Mapping[str, str]) -> None:
        self._engine, self._excluded, self._names = engine, excluded, names

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def retrieve(self, query: Query, vector: Rows, depth: int) -> Candidates:
        """Return the ``depth`` best of each list that are left."""
        candidates = self._engine.retrieve(query, vector, _DEPTH_FACTOR * depth)
        return Candidates(
            self._drop_excluded(candidates.dense)[:depth], self._drop_excluded(candidates.lexical)[:depth]
        )

    def _drop_excluded(self, candidates: tuple[ScoredPassage, ...]) -> tuple[ScoredPassage, ...]:
        documents = self._engine.fetch([candidate.passage_id for candidate in candidates])
        excluded_ids = {
            passage_id
            for passage_id, (_, document) in documents.items()
            if self._names.get(document.source, document.source) in self._excluded
        }
        return tuple(candidate for candidate in candidates if candidate.passage_id not in excluded_ids)
