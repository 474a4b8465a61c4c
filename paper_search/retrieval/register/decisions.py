"""Decisions with the report that each was about, the officers' recommendation, and the votes on it."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records.register import Decision, DecisionList, DecisionRecord, HeldEntry, RegisterQuery
from paper_search.retrieval.engine import IndexSnapshot


def list_decisions(query: RegisterQuery, index: IndexSnapshot) -> DecisionList:
    """Return the decisions that a query lets through, the newest first, with how many there are."""
    found = index.list_entries(Decision, query)
    return DecisionList(join_decisions(found.entries, index), found.total)


def join_decisions(decisions: Sequence[HeldEntry[Decision]], index: IndexSnapshot) -> tuple[DecisionRecord, ...]:
    """Return decisions with what other papers held say of them."""
    return tuple(DecisionRecord(decision) for decision in decisions)
