"""The model is fitted on whatever features samples have, and thresholds keep their shares on every set."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from paper_search.evaluation.answerability import calibration_report
from paper_search.evaluation.answerability.calibration import (
    ANSWERABLE,
    OWN_UNANSWERABLE,
    ConfidenceSample,
    fit_regression,
    list_features,
)
from paper_search.evaluation.answerability.outcomes import NEAR_TOPIC
from paper_search.evaluation.answerability.thresholds import (
    ConfidenceThresholds,
    cross_validate_thresholds,
    find_precision_threshold,
    find_thresholds,
    measure_shares,
)


def _score(features: Mapping[str, float]) -> float:
    return features["score"]


def _sample(score: float, kind: str = ANSWERABLE, right: bool = False, name: str = "ferndale") -> ConfidenceSample:
    return ConfidenceSample(name, kind, {"score": score}, right)


CUTS: list[tuple[list[list[tuple[float, bool]]], float, float, str]] = [
    ([[(0.9, True), (0.8, True), (0.7, False)]], 0.6, 0.7, "all three: two of three are right"),
    ([[(0.9, True), (0.8, True), (0.7, False)]], 0.85, 0.8, "the first two"),
    ([[(0.9, False), (0.8, True), (0.7, True), (0.6, True)]], 0.75, 0.9 + 1e-6, "the surest answer is wrong"),
    ([[(0.9, False), (0.8, False)]], 0.5, 0.9 + 1e-6, "no share is reached: above all of them"),
    ([[(0.9, True), (0.8, True), (0.8, False)]], 0.85, 0.9, "questions of one score stand or fall together"),
    ([[(0.9, True), (0.6, True)], [(0.8, True), (0.7, False)]], 0.85, 0.8, "every set has to reach it"),
    (
        [[(0.9, True), (0.8, False), *((0.7, True),) * 6], [(0.75, True), (0.74, False)]],
        0.85,
        0.9,
        "a set that reaches it again further down has missed it between",
    ),
]


@pytest.mark.parametrize(("sets", "precision", "lowest", "reason"), CUTS, ids=[row[3] for row in CUTS])
def test_from_which_score_a_share_is_right(
    sets: list[list[tuple[float, bool]]], precision: float, lowest: float, reason: str
) -> None:
    samples = [[_sample(score, right=right) for score, right in rows] for rows in sets]
    assert find_precision_threshold(samples, _score, precision) == pytest.approx(lowest), reason


def _make_set(name: str, shift: float = 0.0) -> list[ConfidenceSample]:
    """Return twenty right answers from .5 to .69, ten near topics from .3 on, and ten wrong ones from .2 on."""
    return [
        *(_sample(0.5 + shift + number / 100, right=True, name=name) for number in range(20)),
        *(_sample(0.3 + shift + number / 100, NEAR_TOPIC, name=name) for number in range(10)),
        *(_sample(0.2 + shift + number / 100, name=name) for number in range(10)),
    ]


def test_thresholds_hold_on_every_set() -> None:
    rows = [*_make_set("ferndale"), *_make_set("larkford", 0.1)]
    found = find_thresholds(rows, _score)
    assert found.found == pytest.approx(0.21), "one of thirty lies below: that of the set with the lower scores"
    assert found.found <= found.partial <= found.strong
    for name in ("ferndale", "larkford"):
        shares = measure_shares([row for row in rows if row.set_name == name], _score, found)
        assert shares.strong_precision is not None and shares.strong_precision >= 0.85, name
        assert shares.refused <= 0.05


def test_a_set_is_measured_by_what_the_others_gave() -> None:
    rows = [*_make_set("ferndale"), *_make_set("larkford"), *_make_set("wexmoor")]
    shares = cross_validate_thresholds(rows)
    assert list(shares) == ["ferndale", "larkford", "wexmoor"]
    assert {share.strong_precision for share in shares.values()} == {20 / 23}
    assert {share.right for share in shares.values()} == {20}
    assert cross_validate_thresholds(_make_set("ferndale")) == {}, "one set leaves none to fit on"


def test_nothing_is_strong_where_nothing_is_right() -> None:
    rows = [_sample(0.9), _sample(0.8, NEAR_TOPIC), _sample(0.3, OWN_UNANSWERABLE)]
    shares = measure_shares(rows, _score, find_thresholds(rows, _score))
    assert (shares.strong, shares.strong_precision) == (0, None)
    assert shares.answered == {NEAR_TOPIC: 0.0, OWN_UNANSWERABLE: 0.0}
    loose = measure_shares(rows, _score, ConfidenceThresholds(0.5, 0.85, 0.95))
    assert (loose.partial, loose.partial_right, loose.answered[NEAR_TOPIC]) == (1, 0, 1.0)


def test_a_feature_that_samples_have_is_fitted_without_more_ado() -> None:
    plain = _make_set("ferndale")
    read = [
        ConfidenceSample(
            row.set_name, row.kind, {**row.features, "reader": 2.0 if row.is_right else -2.0}, row.is_right
        )
        for row in plain
    ]
    assert list_features(read) == ("score", "reader")
    assert list_features([*read, *plain]) == ("score",), "a feature that some lack is left out"
    assert fit_regression(read, ("score",)).names == ("score",)
    fitted = fit_regression(read)
    assert fitted.predict({"score": 0.5, "reader": 2.0}) > fitted.predict({"score": 0.5, "reader": -2.0})


def test_the_auroc_of_a_set_is_that_of_the_fit_without_it() -> None:
    rows = [*_make_set("ferndale"), *_make_set("larkford")]
    kinds = calibration_report.cross_validate_auroc(rows)["ferndale"]
    assert kinds[NEAR_TOPIC].value == kinds["all"].value == pytest.approx(20 / 30)
