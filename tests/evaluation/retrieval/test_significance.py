"""Intervals, the paired test and the area under the curve: what they must say of figures that are plain."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from paper_search.evaluation.retrieval import significance

HALVES = [0.0, 1.0] * 20

MEANS = [
    ([1.0] * 30, 1.0, 0.0, "no doubt where all are alike"),
    (HALVES, 0.5, 0.35, "two standard errors to either side of a half: 0.16"),
    (HALVES * 25, 0.5, 0.08, "five times as narrow with 25 times as many"),
]


@pytest.mark.parametrize(("values", "value", "widest", "why"), MEANS, ids=[row[3] for row in MEANS])
def test_a_mean_and_its_interval(values: list[float], value: float, widest: float, why: str) -> None:
    found = significance.bootstrap_mean(values)
    assert (found.value, found.count) == (value, len(values))
    assert found.low <= value <= found.high
    assert widest / 2 <= found.high - found.low <= widest, why
    assert significance.bootstrap_mean(values) == found, "the seed is fixed"


def test_the_paired_test_is_as_likely_as_counting_every_change_of_signs() -> None:
    ours, theirs = [0.9, 0.4, 0.7, 0.8, 0.2, 0.6, 0.5, 1.0], [0.5, 0.5, 0.3, 0.6, 0.2, 0.1, 0.4, 0.7]
    differences = np.array(ours) - np.array(theirs)
    as_far = [
        abs((np.array(signs) * differences).sum()) >= abs(differences.sum()) - 1e-12
        for signs in itertools.product([-1, 1], repeat=len(differences))
    ]
    found = significance.compare_paired(ours, theirs)
    assert found.gain.value == pytest.approx(differences.mean())
    assert found.p_value == pytest.approx(np.mean(as_far), abs=0.01)


def test_two_runs_that_are_alike_do_not_differ() -> None:
    found = significance.compare_paired(HALVES, HALVES)
    assert (found.gain.value, found.p_value) == (0.0, 1.0)


CURVES = [
    ([0.9, 0.8], [0.1, 0.2], 1.0, "all above"),
    ([0.1, 0.2], [0.9, 0.8], 0.0, "all below"),
    ([0.5, 0.5], [0.5], 0.5, "a tie is half"),
    ([0.9, 0.3], [0.5, 0.1], 0.75, "three pairs of four"),
]


@pytest.mark.parametrize(("positive", "negative", "value", "why"), CURVES, ids=[row[3] for row in CURVES])
def test_how_often_a_positive_stands_above_a_negative(
    positive: list[float], negative: list[float], value: float, why: str
) -> None:
    found = significance.bootstrap_auroc(positive, negative)
    assert found.value == value, why
    assert found.low <= value <= found.high
