"""The confidence model that the package brings along, and the settings of answering."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from paper_search.answering.config import ANSWERING, CONFIDENCE, FEATURE_NAMES, load_confidence_model
from paper_search.records import ConfidenceFeatures

LOW, HIGH = ConfidenceFeatures(0.0, 0.0, 0.0, -5.0, -9.0), ConfidenceFeatures(1.0, 1.0, 1.0, 0.0, 0.0)


def test_the_weights_are_read_from_the_package() -> None:
    assert files("paper_search.answering").joinpath("confidence_weights.json").is_file()
    assert load_confidence_model() == CONFIDENCE
    assert len(CONFIDENCE.coefficients) == len(FEATURE_NAMES) == 5


def test_a_confidence_is_a_share_and_grows_with_each_feature() -> None:
    assert 0.0 < CONFIDENCE.predict(LOW) < CONFIDENCE.threshold < CONFIDENCE.predict(HIGH) < 1.0
    for name in FEATURE_NAMES:
        better = replace(LOW, **{name: getattr(HIGH, name)})
        assert CONFIDENCE.predict(better) > CONFIDENCE.predict(LOW), name


def test_by_another_model_another_confidence() -> None:
    strict = replace(ANSWERING.confidence, intercept=-10.0)
    assert strict.predict(HIGH) < ANSWERING.confidence.predict(HIGH)
    assert strict.predict(HIGH) == pytest.approx(1 / (1 + 2.718281828**-0.68), abs=1e-3)
