"""The paper's roles: who holds which, as printed."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import Role


def find_roles(paper: RegisterPaper) -> Iterator[Role]:
    """Yield the entries of a paper, in its order."""
    yield from ()
