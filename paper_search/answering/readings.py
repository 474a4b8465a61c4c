"""Scores of quotes by a reader: a model that says of each passage whether it answers, and where the answer stands.

The reader's record is known here by its shape alone, so that everything works where there is no reader.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.embeddings import Rows
from paper_search.text.spans import Span

_MIN_SHARE = 1e-6
"""Stands for a share of nothing, whose logarithm there is none of."""


class AnswerReading(Protocol):
    """A passage as the reader read it for a question.

    Attributes:
        log_odds: the logarithm of the odds that the passage answers.
        starts: the probability that the answer begins at a piece, shape (pieces,), of sum 1 at most.
        ends: the probability that it ends there, shape (pieces,).
        spans: the pieces as offsets in the passage's text, shape (pieces, 2); those of its context are negative.
    """

    @property
    def log_odds(self) -> float:
        """See the attributes."""

    @property
    def starts(self) -> Rows:
        """See the attributes."""

    @property
    def ends(self) -> Rows:
        """See the attributes."""

    @property
    def spans(self) -> NDArray[np.int64]:
        """See the attributes."""


def score_unit(reading: AnswerReading, unit: Span) -> float:
    """Return the logarithm of the odds that a unit answers: the passage's, and that of the unit's share of the answer.

    The share is the mean of those of the start and of the end that lie inside the unit.

    Args:
        reading: its passage.
        unit: offsets in the passage's text.
    """
    is_inside = _select_pieces(reading, unit)
    inside = float(reading.starts[is_inside].sum() + reading.ends[is_inside].sum())
    total = float(reading.starts.sum() + reading.ends.sum())
    return reading.log_odds + math.log(max(inside / total if total else 0.0, _MIN_SHARE))


def find_answer(reading: AnswerReading, unit: Span, config: AnswerConfig = ANSWERING) -> Span | None:
    """Return the likeliest words of the answer inside a unit, as offsets in the passage's text; None where none are.

    Args:
        reading: its passage.
        unit: offsets in the passage's text.
        config: how many pieces an answer may have.
    """
    pieces = np.flatnonzero(_select_pieces(reading, unit))
    if not len(pieces):
        return None
    products = np.outer(reading.starts[pieces], reading.ends[pieces])
    # An answer ends where it begins or behind it, and not far.
    allowed = np.triu(products) - np.triu(products, config.max_answer_pieces)
    if not allowed.any():
        return None
    first, last = np.unravel_index(int(allowed.argmax()), allowed.shape)
    return int(reading.spans[pieces[first], 0]), int(reading.spans[pieces[last], 1])


def to_probability(log_odds: float) -> float:
    """Return the probability of which these are the log odds."""
    return 1 / (1 + math.exp(-max(min(log_odds, 50.0), -50.0)))


def _select_pieces(reading: AnswerReading, unit: Span) -> NDArray[np.bool_]:
    is_inside: NDArray[np.bool_] = (reading.spans[:, 0] >= unit[0]) & (reading.spans[:, 1] <= unit[1])
    return is_inside
