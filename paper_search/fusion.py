"""Two lists of candidates in, one order out.

Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): each list gives 1 / (60 + rank). Ranks need
no calibration between cosines and BM25, and ties are settled by passage id.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.records import Candidates, Scored

RANK_CONSTANT = 60


@dataclass(frozen=True, slots=True)
class Fused:
    """A candidate with its fused score and its ranks, from 1, in the lists that hold it."""

    passage_id: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


def _ranks(scored: tuple[Scored, ...]) -> dict[str, int]:
    return {item.passage_id: rank for rank, item in enumerate(scored, 1)}


def fuse(candidates: Candidates) -> list[Fused]:
    """All candidates, best first."""
    dense, lexical = _ranks(candidates.dense), _ranks(candidates.lexical)
    fused = [
        Fused(
            passage_id,
            sum(1 / (RANK_CONSTANT + ranks[passage_id]) for ranks in (dense, lexical) if passage_id in ranks),
            dense.get(passage_id),
            lexical.get(passage_id),
        )
        for passage_id in dense.keys() | lexical.keys()
    ]
    return sorted(fused, key=lambda item: (-item.score, item.passage_id))
