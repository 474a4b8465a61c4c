"""The judged sentences reach their targets, in both parts, and no sentence is judged twice."""

from __future__ import annotations

from collections import Counter

import pytest

from paper_search.evaluation.writing.judged import load
from paper_search.evaluation.writing.report import TARGETS, TRUE, find_missed_targets, measure
from tests.conftest import ROOT

LEAST_KEPT = {"second_author": 0.72, "third_author": 0.77, "fourth_author": 0.67}
"""The share of true sentences kept of a part that misses the target: no true one of its even half was looked at."""
AUTHORS = {"second_author": 288, "third_author": 306, "fourth_author": 338}
"""The sentences of the parts by authors who had not seen the rules."""
PARTS = load(ROOT / "tests" / "judged_writing")


def test_the_parts_are_as_many_sentences_as_is_said() -> None:
    counts = {"development": 252, "held_out": 224, "council_style": 207, "openings": 100, "widenings": 465, **AUTHORS}
    assert {part: len(cases) for part, cases in PARTS.items()} == counts
    pairs = Counter((case.span, case.text) for cases in PARTS.values() for case in cases)
    assert [pair for pair, count in pairs.items() if count > 1] == []


@pytest.mark.parametrize("part", PARTS)
def test_a_part_reaches_its_targets(part: str) -> None:
    report = measure(PARTS[part])
    least_kept = LEAST_KEPT.get(part)
    assert find_missed_targets(report) == ((TRUE,) if least_kept else ())
    kept = next(figure for figure in report.rules if figure.name == TRUE)
    assert kept.get_share("strict") >= (least_kept or TARGETS[TRUE])
