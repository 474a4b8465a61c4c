"""The judged sentences reach their targets, in both parts, and no sentence is judged twice."""

from __future__ import annotations

from collections import Counter

import pytest

from paper_search.evaluation.writing.judged import load
from paper_search.evaluation.writing.report import find_missed_targets, measure
from tests.conftest import ROOT

PARTS = load(ROOT / "tests" / "judged_writing")


def test_the_parts_are_as_many_sentences_as_is_said() -> None:
    counts = {"development": 252, "held_out": 224, "council_style": 207, "openings": 100}
    assert {part: len(cases) for part, cases in PARTS.items()} == counts
    pairs = Counter((case.span, case.text) for cases in PARTS.values() for case in cases)
    assert [pair for pair, count in pairs.items() if count > 1] == []


@pytest.mark.parametrize("part", PARTS)
def test_a_part_reaches_its_targets(part: str) -> None:
    assert find_missed_targets(measure(PARTS[part])) == ()
