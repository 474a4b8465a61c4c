"""The paper's decisions: resolutions, recommendations, refusals and the like."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import Decision


def find_decisions(paper: RegisterPaper) -> Iterator[Decision]:
    """Yield the entries of a paper, in its order."""
    yield from ()
