"""With which force something is told."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.modality import check_modality
from tests.written_answers.making import use

CASES = [
    ("The fee must rise.", "The fee must rise.", False, "the same"),
    ("The fee must rise.", "The fee may rise.", True, "more force"),
    ("The fee may rise.", "The fee must rise.", True, "less force"),
    ("They approved the plan.", "They noted the plan.", True, "a note told as a decision"),
    ("They considered the plan.", "They approved the plan.", True, "a decision told as a debate"),
    ("the fee be raised.", "It was recommended that the fee be raised.", True, "advice left out"),
    ("They noted the plan.", "They noted the plan and approved the fee.", False, "a second decision left out"),
    ("It closed in May 2024.", "It closed in May 2024.", False, "the month is no possibility"),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_fault_is_found_and_nothing_else(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_modality(use(text, span)))) is is_faulty, reason
