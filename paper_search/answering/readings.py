"""Scores of quotes by a reader: a model that says of each passage whether it answers, and where the answer stands."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.embeddings import Rows
from paper_search.embeddings.cross_encoder import PassageReading
from paper_search.text.spans import Span

_MIN_SHARE = 1e-6
"""Stands for a share of nothing, whose logarithm there is none of."""
_WHOLE_WORD = re.compile(r"(?:(?<!\w)[-+\u2212](?=[£$€]))?[£$€]?\w+(?:[.,/'\u2019-]\w+)*%?")
"""A word or a figure with all that belongs to it: -£41.0m, 9,240, 2024/25, 79%."""


def score_units(reading: PassageReading, units: Sequence[Span]) -> list[float]:
    """Return the log odds that each unit answers: the passage's, and the logarithm of the unit's share of the answer.

    The share is the mean of those of the start and of the end that lie inside the unit.

    Args:
        reading: their passage.
        units: offsets in the passage's text.
    """
    probabilities = [_to_probabilities(logits) for logits in (reading.starts, reading.ends)]
    inside = [_select_pieces(reading, unit) for unit in units]
    shares = [sum(float(ends[pieces].sum()) for ends in probabilities) / len(probabilities) for pieces in inside]
    return [reading.log_odds + math.log(max(share, _MIN_SHARE)) for share in shares]


def skip_printed_number(unit: Span, text: str, number: str | None) -> Span:
    """Return a unit without the paragraph's own number, which answers nothing ("3.3 88% of the potholes").

    Args:
        unit: offsets in the passage's text.
        text: the passage's text, which may begin with its number.
        number: the number as printed, without a closing stop; None where it has none.
    """
    printed = re.match(rf"\s*{re.escape(number)}[.:)]*\s+", text) if number else None
    return (min(max(unit[0], printed.end()), unit[1]), unit[1]) if printed else unit


def find_answer(reading: PassageReading, unit: Span, config: AnswerConfig = ANSWERING) -> Span | None:
    """Return the likeliest words of the answer inside a unit, as offsets in the passage's text.

    Args:
        reading: its passage.
        unit: offsets in the passage's text.
        config: how many pieces an answer may have.

    Returns:
        The span; None where no piece lies inside the unit.
    """
    pieces = np.flatnonzero(_select_pieces(reading, unit))
    if not len(pieces):
        return None
    sums = reading.starts[pieces][:, None] + reading.ends[pieces][None, :]
    # An answer ends where it begins or behind it, and not far.
    length = np.arange(len(pieces))[None, :] - np.arange(len(pieces))[:, None]
    allowed = np.where((length >= 0) & (length < config.max_answer_pieces), sums, -np.inf)
    first, last = np.unravel_index(int(allowed.argmax()), allowed.shape)
    return int(reading.spans[pieces[first], 0]), int(reading.spans[pieces[last], 1])


def extend_to_whole_words(answer: Span, text: str, unit: Span) -> Span:
    """Return an answer with all of the words and figures that it begins or ends in, as far as the unit goes.

    A reader sees word pieces, and half a figure ("240" of "9,240") is another figure.

    Args:
        answer: offsets in the text.
        text: the passage's text.
        unit: offsets of the unit that the answer stands in.
    """
    words = [match.span() for match in _WHOLE_WORD.finditer(text, *unit)]
    cut = [word for word in words if any(word[0] < edge < word[1] for edge in answer)]
    return min([answer[0], *(start for start, _ in cut)]), max([answer[1], *(end for _, end in cut)])


def _to_probabilities(logits: Rows) -> Rows:
    """Return the softmax, shape (pieces,)."""
    if not len(logits):
        return logits
    raised: Rows = np.exp(logits - logits.max())
    probabilities: Rows = raised / raised.sum()
    return probabilities


def _select_pieces(reading: PassageReading, unit: Span) -> NDArray[np.bool_]:
    is_inside: NDArray[np.bool_] = (reading.spans[:, 0] >= unit[0]) & (reading.spans[:, 1] <= unit[1])
    return is_inside
