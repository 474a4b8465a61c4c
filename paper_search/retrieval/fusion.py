"""Two lists of candidates in, one order out.

A weighted sum of scores, not of ranks: cosines as they are, BM25 as a share of what the question's words could give.
On the judged sets this was better than reciprocal ranks, which forget by how much the first is ahead of the rest. The
best few are then re-ranked by late interaction. Ties are settled by passage id.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from paper_search.records import Candidates, ScoredPassage

DENSE_WEIGHT = 0.5
LEXICAL_WEIGHT = 1.0
LATE_INTERACTION_WEIGHT = 2.0
_BM25_SATURATION = 2.2
"""k1 + 1 of BM25: what a word that is repeated without end would give for each unit of its rarity."""


@dataclass(frozen=True, slots=True)
class FusedCandidate:
    """A candidate with its fused score and its ranks, from 1, in the lists that hold it."""

    passage_id: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


def _compute_ranks(scored: tuple[ScoredPassage, ...]) -> dict[str, int]:
    return {item.passage_id: rank for rank, item in enumerate(scored, 1)}


def fuse(candidates: Candidates, total_idf: float | None = None) -> list[FusedCandidate]:
    """All candidates, best first. One that a list does not hold gets that list's lowest score, or nothing.

    Args:
        rarity: the sum of the rarities of the question's words, which says what BM25 could give; where it is not
            known the best of the list stands for it.
    """
    dense = {item.passage_id: item.score for item in candidates.dense}
    best = max((item.score for item in candidates.lexical), default=0.0)
    most = (best if total_idf is None else _BM25_SATURATION * total_idf) or 1.0
    lexical = {item.passage_id: item.score / most for item in candidates.lexical}
    floor = min(dense.values(), default=0.0)
    dense_ranks, lexical_ranks = _compute_ranks(candidates.dense), _compute_ranks(candidates.lexical)
    fused = [
        FusedCandidate(
            passage_id,
            DENSE_WEIGHT * dense.get(passage_id, floor) + LEXICAL_WEIGHT * lexical.get(passage_id, 0.0),
            dense_ranks.get(passage_id),
            lexical_ranks.get(passage_id),
        )
        for passage_id in dense.keys() | lexical.keys()
    ]
    return sort_by_score(fused)


def rerank(fused: list[FusedCandidate], max_sim_scores: Mapping[str, float]) -> list[FusedCandidate]:
    """The candidates with how well each of the best meets the question, 0 to 1, added to its score.

    ``met`` is for the head of the list: what it leaves out stays behind, since nothing is taken from a score.
    """
    return sort_by_score(
        [
            FusedCandidate(
                item.passage_id,
                item.score + LATE_INTERACTION_WEIGHT * max_sim_scores.get(item.passage_id, 0.0),
                item.dense_rank,
                item.lexical_rank,
            )
            for item in fused
        ]
    )


def add_boosts(fused: list[FusedCandidate], boosts: Mapping[str, float]) -> list[FusedCandidate]:
    """The candidates with what each gains, by passage id, added to its score; a loss is below nought."""
    return sort_by_score(
        [
            replace(item, score=item.score + boosts[item.passage_id]) if boosts.get(item.passage_id) else item
            for item in fused
        ]
    )


def cap_scores(fused: list[FusedCandidate], ceilings: Mapping[str, float]) -> list[FusedCandidate]:
    """The candidates with each that has a ceiling, by passage id, just below it."""
    lowered = [
        replace(item, score=min(item.score, math.nextafter(ceilings[item.passage_id], -math.inf)))
        if item.passage_id in ceilings
        else item
        for item in fused
    ]
    return sort_by_score(lowered)


def sort_by_score(fused: list[FusedCandidate]) -> list[FusedCandidate]:
    """Best first, ties by passage id."""
    return sorted(fused, key=lambda item: (-item.score, item.passage_id))
