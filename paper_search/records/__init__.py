"""The nouns that every room of the house speaks: frozen, slotted, tuples not lists.

Nothing comes in and nothing is computed here beyond what a record can say of itself. Two promises run
through all of it: unknown is ``None`` (people are shown "not stated"), and a passage is a span of the
reading text it came from, so that every quote can be checked by machine.
"""

from __future__ import annotations

from paper_search.records.answers import Answer, Citation, Coverage, Hit, LeadIn, Quote, SearchResults, Snippet
from paper_search.records.documents import (
    DOCUMENT_KINDS,
    MEMBERS,
    PUBLIC,
    Access,
    Arrival,
    Block,
    BlockKind,
    Document,
    DroppedText,
    FileFingerprint,
    Locator,
    Meeting,
    Passage,
    PassageKind,
    Reading,
    UnreadFile,
)
from paper_search.records.index import BuildReport, EncoderChoice, EncoderInfo, Facet, Facets, Status
from paper_search.records.queries import (
    Acronym,
    AnswerKind,
    Candidates,
    ExactTerm,
    ExpectedAnswer,
    Filters,
    Query,
    QuestionFeatures,
    ScoredPassage,
)

__all__ = [
    "DOCUMENT_KINDS",
    "MEMBERS",
    "PUBLIC",
    "Access",
    "Acronym",
    "Answer",
    "AnswerKind",
    "Arrival",
    "Block",
    "BlockKind",
    "BuildReport",
    "Candidates",
    "Citation",
    "Coverage",
    "Document",
    "DroppedText",
    "EncoderChoice",
    "EncoderInfo",
    "ExactTerm",
    "ExpectedAnswer",
    "Facet",
    "Facets",
    "FileFingerprint",
    "Filters",
    "Hit",
    "LeadIn",
    "Locator",
    "Meeting",
    "Passage",
    "PassageKind",
    "Query",
    "QuestionFeatures",
    "Quote",
    "Reading",
    "ScoredPassage",
    "SearchResults",
    "Snippet",
    "Status",
    "UnreadFile",
]
