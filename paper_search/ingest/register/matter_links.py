"""The paper's references that tie papers to one matter."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import MatterLink


def find_links(paper: RegisterPaper) -> Iterator[MatterLink]:
    """Yield the entries of a paper, in its order."""
    yield from ()
