"""Report of a calibration: a new fit beside the model in use, and how good each is on sets left out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from paper_search.answering.config import ANSWERING, ConfidenceModel
from paper_search.evaluation.answerability.calibration import (
    ANSWERABLE,
    UNANSWERABLE_KINDS,
    ConfidenceSample,
    fit_regression,
)
from paper_search.evaluation.answerability.outcomes import NEAR_TOPIC, PAPER_REGISTER, PLAIN_REGISTER
from paper_search.evaluation.answerability.thresholds import (
    LeftOutShares,
    Score,
    cross_validate_thresholds,
    find_thresholds,
    measure_shares,
)
from paper_search.evaluation.retrieval import significance
from paper_search.evaluation.retrieval.significance import Interval
from paper_search.records import ConfidenceFeatures

_NAME_WIDTH = 20


def find_model_in_use(features: Mapping[str, float]) -> ConfidenceModel:
    """Return the model in use for features: that for a reader where it read."""
    return ANSWERING.confidence if features.get("reader_best") is None else ANSWERING.reader_confidence


def predict_in_use(features: Mapping[str, float]) -> float:
    """Return the confidence that the model in use gives."""
    return find_model_in_use(features).predict(ConfidenceFeatures(**features))


def compute_auroc_by_kind(samples: Sequence[ConfidenceSample], score: Score) -> dict[str, Interval]:
    """Return the AUROC of one set's answerable questions against each kind of the others, and against all.

    Near topics also stand by their register, where the set says which it is.
    """
    scored = [(row, score(row.features)) for row in samples]
    answerable = [value for row, value in scored if row.kind == ANSWERABLE]
    others = {kind: [value for row, value in scored if row.kind == kind] for kind in UNANSWERABLE_KINDS}
    others["all"] = [value for values in others.values() for value in values]
    for register in (PLAIN_REGISTER, PAPER_REGISTER):
        style = f"{NEAR_TOPIC}, {register}"
        others[style] = [value for row, value in scored if row.style == style]
    judged = {kind: values for kind, values in others.items() if answerable and values}
    return {kind: significance.bootstrap_auroc(answerable, values) for kind, values in judged.items()}


def cross_validate_auroc(samples: Sequence[ConfidenceSample]) -> dict[str, dict[str, Interval]]:
    """Return the AUROC of each set under the regression over all the others."""
    names = list(dict.fromkeys(row.set_name for row in samples))
    return {
        name: compute_auroc_by_kind(
            [row for row in samples if row.set_name == name],
            fit_regression([row for row in samples if row.set_name != name]).predict,
        )
        for name in names
        if len(names) > 1
    }


def format_table(samples: Sequence[ConfidenceSample]) -> str:
    """Return all of it as text."""
    parts = [_format_models(samples), _format_aurocs(samples), _format_in_use(samples), _format_left_out(samples)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _format_models(samples: Sequence[ConfidenceSample]) -> Iterator[str]:
    fitted = fit_regression(samples)
    terms = zip(("intercept", *fitted.names), fitted.coefficients, strict=True)
    yield "Fitted on all: " + ", ".join(f"{name} {value:.3f}" for name, value in terms)
    model = find_model_in_use(samples[0].features)
    in_use = {"intercept": model.intercept, **model.coefficients}
    yield "In use:        " + ", ".join(f"{name} {value:.3f}" for name, value in in_use.items())
    found = find_thresholds(samples, fitted.predict)
    yield f"Thresholds of the fit: found {found.found:.3f}, partial {found.partial:.3f}, strong {found.strong:.3f}"


def _format_aurocs(samples: Sequence[ConfidenceSample]) -> Iterator[str]:
    yield "AUROC of a set left out of the fitting (95 in 100), against questions without an answer"
    for name, kinds in cross_validate_auroc(samples).items():
        figures = [f"{kind} {found.value:.3f} ({found.low:.2f}–{found.high:.2f})" for kind, found in kinds.items()]
        yield f"  {name:{_NAME_WIDTH}} {'  '.join(figures)}"


def _format_in_use(samples: Sequence[ConfidenceSample]) -> Iterator[str]:
    threshold = find_model_in_use(samples[0].features).threshold
    yield f"Refused by the confidence in use, threshold {threshold}"
    yield from _format_by_set(samples, lambda rows: _compute_refusals(rows, threshold))


def _compute_refusals(samples: Sequence[ConfidenceSample], threshold: float) -> str:
    refused = [(row.kind, predict_in_use(row.features) < threshold) for row in samples]
    kinds = dict.fromkeys(kind for kind, _ in refused)
    return "  ".join(f"{kind} {np.mean([no for other, no in refused if other == kind]):.3f}" for kind in kinds)


def _format_left_out(samples: Sequence[ConfidenceSample]) -> Iterator[str]:
    yield "Of a set, by a model and thresholds that all the others gave"
    for name, shares in cross_validate_thresholds(samples).items():
        yield f"  {name:{_NAME_WIDTH}} {_format_shares(shares)}"
    yield ""
    yield "The same of the fit on all, which has seen them"
    fitted = fit_regression(samples)
    found = find_thresholds(samples, fitted.predict)
    yield from _format_by_set(samples, lambda rows: _format_shares(measure_shares(rows, fitted.predict, found)))


def _format_shares(shares: LeftOutShares) -> str:
    bounds = shares.thresholds
    answered = "  ".join(f"{kind} {share:.2f}" for kind, share in shares.answered.items())
    return (
        f"strong {shares.strong_right} right of {shares.strong}, partial {shares.partial_right} of {shares.partial},"
        f" right in all {shares.right}; answerable refused {shares.refused:.2f}; answered of {answered}"
        f" (thresholds {bounds.found:.2f} {bounds.partial:.2f} {bounds.strong:.2f})"
    )


def _format_by_set(
    samples: Sequence[ConfidenceSample], describe: Callable[[Sequence[ConfidenceSample]], str]
) -> Iterator[str]:
    for name in dict.fromkeys(row.set_name for row in samples):
        yield f"  {name:{_NAME_WIDTH}} {describe([row for row in samples if row.set_name == name])}"
