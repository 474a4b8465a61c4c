"""Statistics over questions: bootstrap intervals, a paired test, and the area under the ROC curve.

Guarantees: the seed is fixed, so the same figures give the same intervals; both are percentile bootstraps over
questions, and the test is the two-sided randomisation test that gives every difference the other sign by chance
(Smucker, Allan and Carterette, CIKM 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 0
RESAMPLES = 2000
RANDOMISATIONS = 10_000
_BATCH_SIZE = 1000
_TIE_TOLERANCE = 1e-12

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure over ``count`` questions and the bounds that hold 95 of 100 resamples of them."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of two systems over the same questions, and its p-value."""

    gain: Interval
    p_value: float


def bootstrap_mean(values: Sequence[float]) -> Interval:
    """Return the mean of at least one figure."""
    figures = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(figures), (RESAMPLES, len(figures)))
    return _build_interval(float(figures.mean()), figures[drawn].mean(axis=1), len(figures))


def compare_paired(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """Ours less theirs, question by question."""
    figures = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    chance = np.random.default_rng(SEED)
    as_far = 0
    for _ in range(0, RANDOMISATIONS, _BATCH_SIZE):
        signs = chance.choice([-1.0, 1.0], (_BATCH_SIZE, len(figures)))
        as_far += int((np.abs((signs * figures).mean(axis=1)) >= abs(figures.mean()) - _TIE_TOLERANCE).sum())
    return Difference(bootstrap_mean(list(figures)), (as_far + 1) / (RANDOMISATIONS + 1))


def bootstrap_auroc(positive: Sequence[float], negative: Sequence[float]) -> Interval:
    """Return the AUROC, a tie counting half; each side is resampled by itself."""
    above, below = np.asarray(positive, dtype=np.float64), np.asarray(negative, dtype=np.float64)
    chance = np.random.default_rng(SEED)
    wins = (above[:, None] > below) + 0.5 * (above[:, None] == below)
    rows = chance.integers(0, len(above), (RESAMPLES, len(above)))
    columns = chance.integers(0, len(below), (RESAMPLES, len(below)))
    drawn = np.array(
        [
            wins[np.ix_(row_sample, column_sample)].mean()
            for row_sample, column_sample in zip(rows, columns, strict=True)
        ]
    )
    return _build_interval(float(wins.mean()), drawn, len(above) + len(below))


def _build_interval(value: float, resamples: FloatArray, count: int) -> Interval:
    low, high = np.percentile(resamples, [2.5, 97.5])
    return Interval(value, float(low), float(high), count)
