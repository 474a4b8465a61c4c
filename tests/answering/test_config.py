"""The confidence model that the package brings along, and the settings of answering."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from importlib.resources import files

import pytest

from paper_search.answering.config import (
    ANSWERING,
    CONFIDENCE,
    READER_CONFIDENCE,
    ConfidenceModel,
    load_confidence_model,
)
from paper_search.records import ConfidenceFeatures

LOW = ConfidenceFeatures(0.0, 0.0, 0.0, -5.0, -9.0, 0.0, -8.0, -8.0, 0.0)
HIGH = ConfidenceFeatures(1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 8.0, 8.0, 0.35)
MODELS = [("without_reader", CONFIDENCE), ("with_reader", READER_CONFIDENCE)]
OF_THE_READER = {"reader_best", "quote_alone"}


@pytest.mark.parametrize(("name", "model"), MODELS)
def test_the_weights_are_read_from_the_package(name: str, model: ConfidenceModel) -> None:
    assert files("paper_search.answering").joinpath("confidence_weights.json").is_file()
    assert load_confidence_model(name) == model
    assert set(model.coefficients) <= {entry.name for entry in fields(ConfidenceFeatures)}


def test_where_nothing_was_read_no_reading_is_asked_for() -> None:
    assert not OF_THE_READER & set(CONFIDENCE.coefficients)


@pytest.mark.parametrize(("name", "model"), MODELS)
def test_a_confidence_is_a_share_and_grows_with_each_feature(name: str, model: ConfidenceModel) -> None:
    assert 0.0 < model.predict(LOW) < model.threshold < model.predict(HIGH) < 1.0
    for feature in model.coefficients:
        better = replace(LOW, **{feature: getattr(HIGH, feature)})
        assert model.predict(better) > model.predict(LOW), f"{feature}, {name}"


def test_by_another_model_another_confidence() -> None:
    strict = replace(ANSWERING.confidence, intercept=-10.0)
    assert strict.predict(HIGH) < ANSWERING.confidence.predict(HIGH)
    log_odds = -10.0 + sum(CONFIDENCE.coefficients[name] for name in ("weakest_term", "answer_score", "pooled_cosine"))
    assert strict.predict(HIGH) == pytest.approx(1 / (1 + math.exp(-log_odds)))
