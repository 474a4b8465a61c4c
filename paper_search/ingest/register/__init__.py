"""The register: what one paper says of who met, what was decided and who voted how, each entry a span of it."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.ingest.register import attendance, matter_links, meeting_facts, roles, votes
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import Document, Passage
from paper_search.records.register import RegisterEntries


def extract_register(document: Document, text: str, passages: Sequence[Passage]) -> RegisterEntries:
    """Return what a paper adds to the register.

    Args:
        document: the paper.
        text: its reading text.
        passages: its passages, in the order of the text.
    """
    paper = RegisterPaper(document, text, tuple(passages))
    attending = tuple(attendance.find_attendance(paper))
    return RegisterEntries(
        facts=tuple(meeting_facts.find_facts(paper)),
        attendance=attending,
        decisions=paper.decisions,
        votes=tuple(votes.find_votes(paper)),
        roles=tuple(roles.find_roles(paper, attending)),
        links=tuple(matter_links.find_links(paper)),
    )
