"""Decisions with the report that each was about, the officers' recommendation, and the votes on it."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import Document, Passage
from paper_search.records.register import Decision, DecisionList, DecisionRecord, HeldEntry, RegisterQuery, Vote
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.report_links import find_reports
from paper_search.retrieval.register.vote_links import assign_votes
from paper_search.text.spans import split_words
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import STOP_WORDS

MAX_JOINED_ENTRIES = 10_000
"""The most entries of a kind that are read of the papers of one page of decisions."""
_NEGATIONS = frozenset(("no", "not", "nor", "without"))
_FORMAL_STEMS = frozenset(
    map(stem, ("recommended", "resolved", "agreed", "committee", "cabinet", "council", "members", "asked", "invited"))
)
"""Words of the lead-in of a recommendation or a resolution, which say nothing of its substance."""


def list_decisions(query: RegisterQuery, index: IndexSnapshot) -> DecisionList:
    """Return the decisions that a query lets through, the newest first, with how many there are."""
    found = index.list_entries(Decision, query)
    return DecisionList(join_decisions(found.entries, index), found.total)


def join_decisions(decisions: Sequence[HeldEntry[Decision]], index: IndexSnapshot) -> tuple[DecisionRecord, ...]:
    """Return decisions with what other papers held say of them, in their order."""
    doc_ids = tuple(dict.fromkeys(held.document.doc_id for held in decisions))
    if not doc_ids:
        return ()
    query = RegisterQuery(doc_ids=doc_ids, limit=MAX_JOINED_ENTRIES)
    votes = assign_votes(index.list_entries(Vote, query).entries, index.list_entries(Decision, query).entries)
    reports = find_reports(decisions, index)
    recommendations = {
        doc_id: list_recommendations(doc_id, index) for doc_id in {report.doc_id for report in reports if report}
    }
    return tuple(
        _join_decision(held, report, recommendations, votes.get(held.entry.source, ()))
        for held, report in zip(decisions, reports, strict=True)
    )


def _join_decision(
    held: HeldEntry[Decision],
    report: Document | None,
    recommendations: dict[str, list[Passage]],
    votes: Sequence[HeldEntry[Vote]],
) -> DecisionRecord:
    recommended = recommendations[report.doc_id] if report else []
    return DecisionRecord(held, report, find_other_recommendation(held.entry, recommended), tuple(votes))


def list_recommendations(doc_id: str, index: IndexSnapshot) -> list[Passage]:
    """Return the passages of a report in which its author recommends something."""
    return [passage for passage in index.list_passages(doc_id) if passage.kind == "recommendation"]


def find_other_recommendation(decision: Decision, recommendations: Sequence[Passage]) -> Passage | None:
    """Return the first recommendation of which a word is not in the decision; None where all are.

    Stop words and the lead-in do not count, inflections are folded, and figures and negations count.
    """
    decided = _find_substance(decision.source.text)
    return next((passage for passage in recommendations if _find_substance(passage.standing_text) - decided), None)


def _find_substance(text: str) -> frozenset[str]:
    return (
        frozenset(stem(word) for word in split_words(text) if word in _NEGATIONS or word not in STOP_WORDS)
        - _FORMAL_STEMS
    )
