"""Answers: hits, quotes with their citations, and what was searched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paper_search.records.documents import Document, Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """Whose words they are. ``label`` is the line an officer would accept; ``page`` the first PDF page."""

    label: str
    doc_id: str
    passage_id: str
    source: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``rank`` starts at 1. ``also_in`` cites the places that print the same words again."""

    rank: int
    score: float
    passage: Passage
    document: Document
    dense_rank: int | None = None
    lexical_rank: int | None = None
    also_in: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a passage worth showing. ``marks`` are (start, end) offsets in ``text`` of what matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words that a list item hangs from ("Resolved that the Committee:"): ``text`` is the reading text of the same
    paper from ``start`` to ``end``, so that it can be checked like the quote itself."""

    text: str
    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a passage: ``text`` is the reading text from ``start`` to ``end``, never corrected. ``lead_in``
    is there where the words cannot be understood without it."""

    text: str
    start: int
    end: int
    citation: Citation
    passage: Passage
    document: Document
    lead_in: LeadIn | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched, and what was not: the honest half of "nothing found". ``waiting`` passages can be found by
    their words only so far."""

    papers: int
    passages: int
    authorities: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    undated: int = 0
    outside_filters: int = 0
    unread: int = 0
    held_back: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes in order, or none. ``confidence`` is 0 to 1; below the threshold ``found`` is False. ``remarks`` say in
    plain words how the question was read, and what of it no paper holds. ``also`` are sentences that say the same as
    one of the quotes with another figure or date: another council's, or another paper's of another day."""

    question: str
    found: bool
    confidence: float
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    coverage: Coverage
    remarks: tuple[str, ...] = ()
    also: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Passages found, and in plain words how the question was read where that is not plain to see."""

    hits: tuple[Hit, ...]
    remarks: tuple[str, ...] = ()
