"""The paper's facts of the meeting: time, place, cancelled, draft or confirmed minutes."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records.register import MeetingFact


def find_facts(paper: RegisterPaper) -> Iterator[MeetingFact]:
    """Yield the entries of a paper, in its order."""
    yield from ()
