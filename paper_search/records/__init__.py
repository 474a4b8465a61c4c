"""The nouns that every room of the house speaks: frozen, slotted, tuples not lists.

Nothing comes in and nothing is computed here beyond what a record can say of itself. Two promises run
through all of it: unknown is ``None`` (people are shown "not stated"), and a passage is a span of the
reading text it came from, so that every quote can be checked by machine.
"""

from __future__ import annotations

from paper_search.records.answers import Answer, Citation, Coverage, Hit, LeadIn, Listing, Quote, Snippet
from paper_search.records.documents import (
    MEMBERS,
    PAPER_KINDS,
    PUBLIC,
    Access,
    Arrival,
    Block,
    BlockKind,
    Document,
    Dropped,
    Hint,
    Locator,
    Meeting,
    Passage,
    PassageKind,
    Reading,
    Unread,
)
from paper_search.records.index import BuildReport, Choice, EncoderInfo, Facet, Facets, Status
from paper_search.records.queries import (
    Acronym,
    AnswerKind,
    Asked,
    Candidates,
    Exact,
    Filters,
    Query,
    Scored,
    Sought,
)

__all__ = [
    "MEMBERS",
    "PAPER_KINDS",
    "PUBLIC",
    "Access",
    "Acronym",
    "Answer",
    "AnswerKind",
    "Arrival",
    "Asked",
    "Block",
    "BlockKind",
    "BuildReport",
    "Candidates",
    "Choice",
    "Citation",
    "Coverage",
    "Document",
    "Dropped",
    "EncoderInfo",
    "Exact",
    "Facet",
    "Facets",
    "Filters",
    "Hint",
    "Hit",
    "LeadIn",
    "Listing",
    "Locator",
    "Meeting",
    "Passage",
    "PassageKind",
    "Query",
    "Quote",
    "Reading",
    "Scored",
    "Snippet",
    "Sought",
    "Status",
    "Unread",
]
