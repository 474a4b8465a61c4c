"""The register: what one paper says of who met, what was decided and who voted how, each entry a span of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from paper_search.ingest.register import attendance, matter_links, meeting_facts, roles, votes
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import Document, Passage
from paper_search.records.register import EntryT, RegisterEntries
from paper_search.text.spans import collapse_whitespace

_VERBATIM = frozenset(("lead_in",))
"""Fields that are spans of the paper and keep its white space."""


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
        facts=tuple(map(_join_lines, meeting_facts.find_facts(paper))),
        attendance=tuple(map(_join_lines, attending)),
        decisions=tuple(map(_join_lines, paper.decisions)),
        votes=tuple(map(_join_lines, votes.find_votes(paper))),
        roles=tuple(map(_join_lines, roles.find_roles(paper, attending))),
        links=tuple(matter_links.find_links(paper)),
    )


def _join_lines(entry: EntryT) -> EntryT:
    """Return an entry with its names, titles and headings in one line, wherever the page breaks them."""
    values = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in _VERBATIM}
    joined = {name: _join_words(value) for name, value in values.items()}
    changed: dict[str, Any] = {name: value for name, value in joined.items() if value != values[name]}
    return replace(entry, **changed) if changed else entry


def _join_words(value: Any) -> Any:
    if isinstance(value, str):
        return collapse_whitespace(value)
    return tuple(map(_join_words, value)) if isinstance(value, tuple) else value
