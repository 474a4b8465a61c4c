"""The guard against slow changes: what counts as a loss, and that every ratio it measures is stored."""

from __future__ import annotations

import json

import pytest

from tests.bench.quick import BYTES, PIECES, STORED, find_losses, measure_ratios


@pytest.mark.parametrize(
    ("measured", "stored", "is_fine", "why"),
    [
        (2.0, {"hits": 2.0}, True, "as it was"),
        (2.29, {"hits": 2.0}, True, "a little slower is within the noise"),
        (2.31, {"hits": 2.0}, False, "over 15 % slower is a loss"),
        (1.0, {"hits": 2.0}, True, "faster is no loss"),
        (9.0, {}, None, "what was never stored has nothing to lose"),
    ],
)
def test_a_loss_is_over_15_percent(measured: float, stored: dict[str, float], is_fine: bool | None, why: str) -> None:
    (figure,) = find_losses({"hits": measured}, stored)
    assert figure.is_target_met is is_fine, why


def test_every_ratio_is_stored_and_no_other() -> None:
    assert set(json.loads(STORED.read_text(encoding="utf-8"))) == {*PIECES, BYTES}


def test_each_piece_is_given_the_questions_between_two_yardsticks() -> None:
    calls: list[tuple[str, str]] = []
    pieces = {"one": lambda text: calls.append(("one", text)), "other": lambda text: calls.append(("other", text))}
    # The yardstick takes some time, since a ratio to nothing is none.
    ratios = measure_ratios(pieces, lambda text: calls.append(("by", str(sum(range(200_000))))), [["a"], ["b"]])
    assert set(ratios) == set(pieces)
    assert [name for name, _ in calls[:6]] == ["by", "one", "by", "by", "other", "by"]
    assert [text for name, text in calls if name == "one"] == ["a", "b"]
