"""Passages of others that name the place to whose council a question is limited.

"Why is there a new speed limit in Larkford?" is asked of Larkford's own papers, and of a county's that name Larkford.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from paper_search.records import NamedLimit, ParsedQuery, RankedPassage, RewrittenQuery

Rank = Callable[[RewrittenQuery], Sequence[RankedPassage]]


def add_passages_of_places(query: RewrittenQuery, ranked: Sequence[RankedPassage], rank: Rank) -> list[RankedPassage]:
    """Return the passages with those of other councils that name a place of the question, best first.

    Args:
        query: the question, with the limits that it names.
        ranked: its passages within its limits.
        rank: ranks the passages of a question with other limits.
    """
    limits = [limit for limit in query.question.named_limits if limit.place and limit.is_held]
    if not limits:
        return list(ranked)
    names = re.compile("|".join(rf"\b{re.escape(limit.place)}\b" for limit in limits), re.IGNORECASE)
    found = {result.candidate.passage_id for result in ranked}
    others = [
        result
        for result in rank(_without_authorities(query, limits))
        if result.candidate.passage_id not in found and names.search(_get_words(result))
    ]
    return sorted([*ranked, *others], key=lambda result: (-result.candidate.score, result.candidate.passage_id))


def _get_words(result: RankedPassage) -> str:
    """Return the words of a passage and those that it stands under."""
    return "\n".join((result.document.title or "", *result.passage.headings, result.passage.standing_text))


def _without_authorities(query: RewrittenQuery, limits: Sequence[NamedLimit]) -> RewrittenQuery:
    named = {name for limit in limits for name in limit.filters.authorities}

    def widen(wording: ParsedQuery) -> ParsedQuery:
        authorities = tuple(name for name in wording.filters.authorities if name not in named)
        return replace(wording, filters=replace(wording.filters, authorities=authorities))

    alternative = widen(query.alternative) if query.alternative else None
    return replace(query, question=widen(query.question), searched=widen(query.searched), alternative=alternative)
