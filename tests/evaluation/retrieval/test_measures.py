"""The measures, by hand and against another program's."""

from __future__ import annotations

import math
import random

import ir_measures
import pytest

from paper_search.evaluation.retrieval import measures
from paper_search.evaluation.retrieval.qrels import Gain

THIRD = 1 / math.log2(4)
SECOND = 1 / math.log2(3)

BY_HAND = [
    ((1.0,), (1.0,), (1,), 1, (1.0, 1.0, 1.0, 1.0, 1.0), "the one target at the top"),
    ((), (1.0,), (), 1, (0.0, 0.0, 0.0, 0.0, 0.0), "no hit at all"),
    ((0, 0, 1.0), (1.0,), (3,), 1, (THIRD, 1.0, 1.0, 1 / 3, 0.0), "at the third rank"),
    ((0, 1.0), (1.0, 1.0), (2,), 2, (SECOND / (1 + SECOND), 0.5, 0.5, 0.5, 0.0), "half of what there is"),
    ((0,) * 5 + (1.0,), (1.0,), (6,), 1, (1 / math.log2(7), 0.0, 1.0, 1 / 6, 0.0), "too late for five"),
    ((2.0,), (1.0, 1.0), (1, 1), 2, (1.0, 1.0, 1.0, 1.0, 1.0), "one hit finds two targets: not more than perfect"),
    ((1.0, 3.0), (3.0, 1.0), (1, 2), 2, ((1 + 3 * SECOND) / (3 + SECOND), 1, 1, 1, 1), "the better one second"),
]


@pytest.mark.parametrize(
    ("gains", "ideal", "ranks", "targets", "figures", "why"), BY_HAND, ids=[r[-1] for r in BY_HAND]
)
def test_figures_of_one_question(
    gains: tuple[float, ...],
    ideal: tuple[float, ...],
    ranks: tuple[int, ...],
    targets: int,
    figures: tuple[float, ...],
    why: str,
) -> None:
    relevant = tuple(gain > 0 for gain in gains)
    found = measures.compute_measures(Gain(gains, relevant, ideal, ranks, targets), None)
    assert list(found) == list(measures.MEASURE_NAMES[:5])
    assert tuple(found.values()) == pytest.approx(figures), why


def test_an_answer_counts_only_where_one_was_written_down() -> None:
    credit = Gain((1.0,), (True,), (1.0,), (1,), 1)
    assert measures.compute_measures(credit, True)["answer@1"] == 1.0
    assert measures.compute_measures(credit, False)["answer@1"] == 0.0
    assert "answer@1" not in measures.compute_measures(credit, None)


def test_the_measures_equal_those_of_ir_measures() -> None:
    """Over runs drawn by chance, in which a hit is one target or none: then both speak of the same thing."""
    chance = random.Random(7)
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    found: dict[str, Gain] = {}
    for number in range(60):
        judged = {f"t{each}": chance.choice([1, 1, 3]) for each in range(chance.randint(1, 14))}
        hits = chance.sample([*judged, *(f"x{each}" for each in range(25))], 10)
        qrels[f"q{number}"] = judged
        run[f"q{number}"] = {name: 1 / rank for rank, name in enumerate(hits, 1)}
        gains = tuple(float(judged.get(name, 0)) for name in hits)
        ranks = tuple(rank for rank, name in enumerate(hits, 1) if name in judged)
        ideal = tuple(sorted(map(float, judged.values()), reverse=True)[:10])
        found[f"q{number}"] = Gain(gains, tuple(gain > 0 for gain in gains), ideal, ranks, len(judged))
    names = {"nDCG@10": "nDCG@10", "R@5": "recall@5", "R@10": "recall@10", "RR@10": "RR@10", "Success@1": "success@1"}
    wanted = [ir_measures.parse_measure(name) for name in names]
    compared = 0
    for metric in ir_measures.iter_calc(wanted, qrels, run):
        ours = measures.compute_measures(found[metric.query_id], None)[names[str(metric.measure)]]
        assert ours == pytest.approx(metric.value), (metric, found[metric.query_id])
        compared += 1
    assert compared == 60 * len(names)
