"""Measures of one answered question, computed from what its hits found.

``nDCG@10`` discounts each gain by the logarithm of its rank, over that of a perfect list; ``recall@k`` is the share
of the judged targets among the first k; ``RR@10`` one over the rank of the first hit that is right; ``success@1``
whether that is the first; ``answer@1`` whether the first quote holds the smallest answer, for the questions that have
one written down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from paper_search.evaluation.retrieval.qrels import JUDGED_DEPTH, Gain

MEASURE_NAMES = ("nDCG@10", "recall@5", "recall@10", "RR@10", "success@1", "answer@1")


def compute_measures(gain: Gain, has_answer: bool | None) -> dict[str, float]:
    """Return the figures of one question, ``answer@1`` only where its answer could be judged."""
    first = next((rank for rank, right in enumerate(gain.relevant, 1) if right), None)
    figures = {
        "nDCG@10": compute_ndcg(gain.gains, gain.ideal),
        "recall@5": sum(rank <= 5 for rank in gain.ranks) / gain.targets,
        "recall@10": sum(rank <= JUDGED_DEPTH for rank in gain.ranks) / gain.targets,
        "RR@10": 1 / first if first else 0.0,
        "success@1": float(first == 1),
    }
    return figures if has_answer is None else figures | {"answer@1": float(has_answer)}


def compute_ndcg(gains: Sequence[float], ideal: Sequence[float]) -> float:
    """Return the discounted gains over those of a perfect list, at most 1: one hit may find two targets."""
    best = _discount_gains(ideal)
    return min(1.0, _discount_gains(gains) / best) if best else 0.0


def _discount_gains(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))
