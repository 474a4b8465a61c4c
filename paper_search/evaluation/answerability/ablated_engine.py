"""An engine without some of its papers: to ask a question where its answer is not.

In: an engine, names of papers, and the set's name of each paper by its path; out: an engine that retrieves all but
their passages. Promised: as many candidates as the engine has once they are gone; words stay as rare as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from paper_search.embeddings import Rows
from paper_search.records import Candidates, Query, Scored

if TYPE_CHECKING:
    from paper_search.retrieval.engine import Engine

_DEEPER = 4
"""How much deeper the engine is asked, so that enough is left."""


class Without:
    """All that the engine does, but for the passages of some papers."""

    def __init__(self, engine: Engine, papers: Collection[str], names: Mapping[str, str]) -> None:
        self._engine, self._papers, self._names = engine, papers, names

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def retrieve(self, query: Query, vector: Rows, depth: int) -> Candidates:
        """The ``depth`` best of each list that are left."""
        found = self._engine.retrieve(query, vector, _DEEPER * depth)
        return Candidates(self._left(found.dense)[:depth], self._left(found.lexical)[:depth])

    def _left(self, scored: tuple[Scored, ...]) -> tuple[Scored, ...]:
        held = self._engine.fetch([each.passage_id for each in scored])
        gone = {
            passage_id
            for passage_id, (_, document) in held.items()
            if self._names.get(document.source, document.source) in self._papers
        }
        return tuple(each for each in scored if each.passage_id not in gone)
