"""Thresholds of the words of certainty, and how far they hold on a set that was left out of everything.

Below the first nothing is found; from the second at least ``PARTIAL_PRECISION`` of the answers are right on average
over the sets, and from the third at least ``STRONG_PRECISION`` of them on every set that they were found on. A set on
which no threshold reaches that share puts it above all of its scores. Shares are taken over questions as people put
them, see ``OWN_KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from paper_search.evaluation.answerability.calibration import (
    ANSWERABLE,
    OWN_KINDS,
    ConfidenceSample,
    fit_regression,
)

MAX_REFUSED_SHARE = 0.05
"""Share of each set's answerable questions that may be refused."""
PARTIAL_PRECISION, STRONG_PRECISION = 0.6, 0.85
"""Shares of the answers with this word, or a stronger one, that are right."""
MIN_QUESTIONS = 20
"""Questions below which a set says nothing of a share."""
_ABOVE = 1e-6

Score = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, slots=True)
class ConfidenceThresholds:
    """From where on the scale of a score something is found, matches partly, and matches strongly."""

    found: float
    partial: float
    strong: float


@dataclass(frozen=True, slots=True)
class LeftOutShares:
    """A set under a model and thresholds that all the other sets gave.

    Attributes:
        thresholds: those of the other sets.
        refused: the share of its answerable questions for which nothing is found.
        answered: of each kind without an answer, the share for which something is found.
        strong, strong_right: its own questions answered with the strongest word, and how many of them are right.
        partial, partial_right: the same for the next word.
        right: its questions with a right first quote, shown or not.
    """

    thresholds: ConfidenceThresholds
    refused: float
    answered: Mapping[str, float]
    strong: int
    strong_right: int
    partial: int
    partial_right: int
    right: int

    @property
    def strong_precision(self) -> float | None:
        """Share of the strongest answers that are right; None where there is none."""
        return self.strong_right / self.strong if self.strong else None


def find_thresholds(samples: Sequence[ConfidenceSample], score: Score) -> ConfidenceThresholds:
    """Return the thresholds that keep their shares on each of the sets."""
    sets = [list(rows) for _, rows in groupby(sorted(samples, key=_get_set_name), key=_get_set_name)]
    found = min(_find_refusal_threshold(rows, score) for rows in sets if any(row.kind == ANSWERABLE for row in rows))
    own = [[row for row in rows if row.kind in OWN_KINDS] for rows in sets]
    judged = [rows for rows in own if len(rows) >= MIN_QUESTIONS] or own
    partial = max(found, _find_mean_precision_threshold(judged, score, PARTIAL_PRECISION))
    strong = max(partial, find_precision_threshold(judged, score, STRONG_PRECISION))
    return ConfidenceThresholds(found, partial, strong)


def find_precision_threshold(sets: Sequence[Sequence[ConfidenceSample]], score: Score, precision: float) -> float:
    """Return the lowest score from which, and from every higher one, this share is right on each set.

    The highest of the sets' own thresholds would not do: a set may reach the share below it and miss it there.
    """
    levels = _list_levels(sets, score)
    lowest = levels[0][0] + _ABOVE
    for value, shown in levels:
        if any(sum(verdicts) < precision * len(verdicts) for verdicts in shown):
            break
        lowest = value
    return lowest


def _find_mean_precision_threshold(sets: Sequence[Sequence[ConfidenceSample]], score: Score, precision: float) -> float:
    """Return the lowest score from which this share is right on average over the sets that have such answers."""
    levels = _list_levels(sets, score)
    lowest = levels[0][0] + _ABOVE
    for value, shown in levels:
        shares = [sum(verdicts) / len(verdicts) for verdicts in shown if verdicts]
        if sum(shares) >= precision * len(shares):
            lowest = value
    return lowest


def _list_levels(sets: Sequence[Sequence[ConfidenceSample]], score: Score) -> list[tuple[float, list[list[bool]]]]:
    """Return each score, the highest first, and for each set whether what has it or a higher one is right."""
    scored = [[(score(row.features), row.is_right) for row in rows] for rows in sets]
    values = sorted({value for rows in scored for value, _ in rows}, reverse=True)
    return [(value, [[is_right for other, is_right in rows if other >= value] for rows in scored]) for value in values]


def cross_validate_thresholds(samples: Sequence[ConfidenceSample]) -> dict[str, LeftOutShares]:
    """Return for each set what the model and the thresholds of all the others do on it."""
    names = list(dict.fromkeys(row.set_name for row in samples))
    return dict(_leave_out(samples, names)) if len(names) > 1 else {}


def _leave_out(samples: Sequence[ConfidenceSample], names: Sequence[str]) -> Iterator[tuple[str, LeftOutShares]]:
    for name in names:
        others = [row for row in samples if row.set_name != name]
        score = fit_regression(others).predict
        yield (
            name,
            measure_shares([row for row in samples if row.set_name == name], score, find_thresholds(others, score)),
        )


def measure_shares(
    samples: Sequence[ConfidenceSample], score: Score, thresholds: ConfidenceThresholds
) -> LeftOutShares:
    """Return what a model and its thresholds do on one set.

    Args:
        samples: those of the set.
        score: the model.
        thresholds: on the scale of the model.
    """
    scored = [(row, score(row.features)) for row in samples]
    answered = {
        kind: [value >= thresholds.found for row, value in scored if row.kind == kind]
        for kind in dict.fromkeys(row.kind for row in samples if row.kind != ANSWERABLE)
    }
    answerable = [value < thresholds.found for row, value in scored if row.kind == ANSWERABLE]
    own = [(row.is_right, value) for row, value in scored if row.kind in OWN_KINDS]
    strong = [is_right for is_right, value in own if value >= thresholds.strong]
    partial = [is_right for is_right, value in own if thresholds.partial <= value < thresholds.strong]
    return LeftOutShares(
        thresholds,
        sum(answerable) / max(len(answerable), 1),
        {kind: sum(values) / len(values) for kind, values in answered.items()},
        len(strong),
        sum(strong),
        len(partial),
        sum(partial),
        sum(is_right for is_right, _ in own),
    )


def _find_refusal_threshold(samples: Sequence[ConfidenceSample], score: Score) -> float:
    """Return the score below which at most the given share of the answerable questions lies."""
    scores = sorted(score(row.features) for row in samples if row.kind == ANSWERABLE)
    return scores[int(MAX_REFUSED_SHARE * len(scores))]


def _get_set_name(sample: ConfidenceSample) -> str:
    return sample.set_name
