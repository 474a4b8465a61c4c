"""Two lists of candidates in, one order out.

A weighted sum of scores, not of ranks: cosines as they are, BM25 as a share of what the question's words could give.
On the judged sets this was better than reciprocal ranks, which forget by how much the first is ahead of the rest. The
best few are then re-ranked by late interaction. Ties are settled by passage id.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from paper_search.records import Candidates, Scored

DENSE_WEIGHT = 0.5
LEXICAL_WEIGHT = 1.0
INTERACTION_WEIGHT = 2.0
_MOST_REPEATED = 2.2
"""k1 + 1 of BM25: what a word that is repeated without end would give for each unit of its rarity."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A candidate with its fused score and its ranks, from 1, in the lists that hold it."""

    passage_id: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


def _ranks(scored: tuple[Scored, ...]) -> dict[str, int]:
    return {item.passage_id: rank for rank, item in enumerate(scored, 1)}


def fuse(candidates: Candidates, rarity: float | None = None) -> list[Fused]:
    """All candidates, best first. One that a list does not hold gets that list's lowest score, or nothing.

    Args:
        rarity: the sum of the rarities of the question's words, which says what BM25 could give; where it is not
            known the best of the list stands for it.
    """
    dense = {item.passage_id: item.score for item in candidates.dense}
    best = max((item.score for item in candidates.lexical), default=0.0)
    most = (best if rarity is None else _MOST_REPEATED * rarity) or 1.0
    lexical = {item.passage_id: item.score / most for item in candidates.lexical}
    floor = min(dense.values(), default=0.0)
    dense_ranks, lexical_ranks = _ranks(candidates.dense), _ranks(candidates.lexical)
    fused = [
        Fused(
            passage_id,
            DENSE_WEIGHT * dense.get(passage_id, floor) + LEXICAL_WEIGHT * lexical.get(passage_id, 0.0),
            dense_ranks.get(passage_id),
            lexical_ranks.get(passage_id),
        )
        for passage_id in dense.keys() | lexical.keys()
    ]
    return ordered(fused)


def rerank(fused: list[Fused], met: Mapping[str, float]) -> list[Fused]:
    """The candidates with how well each of the best meets the question, 0 to 1, added to its score.

    ``met`` is for the head of the list: what it leaves out stays behind, since nothing is taken from a score.
    """
    return ordered(
        [
            Fused(
                item.passage_id,
                item.score + INTERACTION_WEIGHT * met.get(item.passage_id, 0.0),
                item.dense_rank,
                item.lexical_rank,
            )
            for item in fused
        ]
    )


def lift(fused: list[Fused], gains: Mapping[str, float]) -> list[Fused]:
    """The candidates with what each gains, by passage id, added to its score; a loss is below nought."""
    return ordered(
        [
            replace(item, score=item.score + gains[item.passage_id]) if gains.get(item.passage_id) else item
            for item in fused
        ]
    )


def demote(fused: list[Fused], ceilings: Mapping[str, float]) -> list[Fused]:
    """The candidates with each that has a ceiling, by passage id, just below it."""
    lowered = [
        replace(item, score=min(item.score, math.nextafter(ceilings[item.passage_id], -math.inf)))
        if item.passage_id in ceilings
        else item
        for item in fused
    ]
    return ordered(lowered)


def ordered(fused: list[Fused]) -> list[Fused]:
    """Best first, ties by passage id."""
    return sorted(fused, key=lambda item: (-item.score, item.passage_id))
