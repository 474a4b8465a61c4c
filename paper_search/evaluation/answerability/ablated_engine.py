"""An engine without some of its papers: to ask a question where its answer is not.

In: an engine, names of papers, and the set's name of each paper by its path; out: an engine that retrieves all but
their passages. Promised: as many candidates as the engine has once they are gone; words stay as rare as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from paper_search.embeddings import Rows
from paper_search.records import Candidates, ParsedQuery, ScoredPassage

if TYPE_CHECKING:
    from paper_search.retrieval.engine import IndexSnapshot

_DEPTH_FACTOR = 4
"""How much deeper the engine is asked, so that enough is left."""


class AblatedEngine:
    """All that the engine does, but for the passages of some papers."""

    def __init__(self, engine: IndexSnapshot, excluded: Collection[str], names: Mapping[str, str]) -> None:
        self._engine, self._excluded, self._names = engine, excluded, names

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        """The ``depth`` best of each list that are left."""
        found = self._engine.retrieve(query, vector, _DEPTH_FACTOR * depth)
        return Candidates(self._drop_excluded(found.dense)[:depth], self._drop_excluded(found.lexical)[:depth])

    def _drop_excluded(self, candidates: tuple[ScoredPassage, ...]) -> tuple[ScoredPassage, ...]:
        held = self._engine.fetch([each.passage_id for each in candidates])
        gone = {
            passage_id
            for passage_id, (_, document) in held.items()
            if self._names.get(document.source, document.source) in self._excluded
        }
        return tuple(each for each in candidates if each.passage_id not in gone)
