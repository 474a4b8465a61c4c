"""The votes on each decision of a paper.

A vote is on the decision that its motion overlaps. Else it is on the nearest decision of the same item, or beside it
where the paper prints no numbers. A vote that was lost is never on what was resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from paper_search.records.register import Decision, HeldEntry, SourceSpan, Vote

_MAX_GAP = 400
"""Characters between a vote and its decision where no number of an item or a minute ties them."""


def assign_votes(
    votes: Iterable[HeldEntry[Vote]], decisions: Sequence[HeldEntry[Decision]]
) -> Mapping[SourceSpan, tuple[HeldEntry[Vote], ...]]:
    """Return the votes on decisions of the same papers, by the decision's span.

    Args:
        votes: votes of some papers.
        decisions: all decisions of those papers.
    """
    by_paper: dict[str, list[Decision]] = {}
    for held in decisions:
        by_paper.setdefault(held.document.doc_id, []).append(held.entry)
    assigned: dict[SourceSpan, tuple[HeldEntry[Vote], ...]] = {}
    for vote in votes:
        decision = _find_decision(vote.entry, by_paper.get(vote.document.doc_id, ()))
        if decision is not None:
            assigned[decision.source] = (*assigned.get(decision.source, ()), vote)
    return assigned


def _find_decision(vote: Vote, decisions: Iterable[Decision]) -> Decision | None:
    possible = [decision for decision in decisions if _fits_result(vote, decision)]
    put = [decision for decision in possible if vote.motion is not None and _gap(vote.motion, decision.source) == 0]
    if put:
        return min(put, key=lambda decision: _rank_nearness(vote, decision))
    near = [decision for decision in possible if _is_of_same_item(vote, decision)]
    return min(near, key=lambda decision: _rank_nearness(vote, decision), default=None)


def _fits_result(vote: Vote, decision: Decision) -> bool:
    return vote.result is None or (vote.result == "lost") == (decision.outcome == "lost")


def _is_of_same_item(vote: Vote, decision: Decision) -> bool:
    """Return True where both bear the same number, or where neither says otherwise and they stand side by side."""
    pairs = [(vote.minute, decision.minute), (vote.agenda_item, decision.agenda_item)]
    stated = [(own, other) for own, other in pairs if own and other]
    if any(own != other for own, other in stated):
        return False
    return bool(stated) or _gap(vote.source, decision.source) <= _MAX_GAP


def _rank_nearness(vote: Vote, decision: Decision) -> tuple[int, bool, int]:
    """Return the characters between a vote and a decision; of two that are as near, the one before the vote."""
    start = decision.source.start
    return _gap(vote.source, decision.source), start > vote.source.start, -start


def _gap(span: SourceSpan, other: SourceSpan) -> int:
    """Return the characters between two spans, 0 where they overlap."""
    return max(span.start - other.end, other.start - span.end, 0)
