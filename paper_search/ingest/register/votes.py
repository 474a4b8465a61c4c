"""The paper's votes: counts and names, as printed."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import Vote


def find_votes(paper: RegisterPaper) -> Iterator[Vote]:
    """Yield the entries of a paper, in its order."""
    yield from ()
