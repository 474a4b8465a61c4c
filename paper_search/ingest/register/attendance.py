"""The paper's attendance: present, apologies, absent, substitutes, officers and declarations of interest."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import Attendance


def find_attendance(paper: RegisterPaper) -> Iterator[Attendance]:
    """Yield the entries of a paper, in its order."""
    yield from ()
