"""Cells merged down: which words lead each of the rows, and which stand once."""

from __future__ import annotations

import pytest

from paper_search.ingest.readers.merged_cells import is_repeated_below


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("A. Sample", True, "a name"),
        ("2023/24", True, "a year"),
        ("2023¹", True, "a year with a note"),
        ("Q1 2024/25", True, "a quarter"),
        ("1 April 2024", True, "a date"),
        ("Phase 2", True, "a part and its number"),
        ("Lot 1a", True, "with a letter"),
        ("Policy 12 – Roads", True, "a reference"),
        ("£90", False, "a sum"),
        ("90", False, "a figure"),
        ("12%", False, "a share"),
        ("£3.5m", False, "a sum in millions"),
        ("2 officers", False, "a count"),
        ("Total 90", False, "a sum with its word"),
        ("Up to 30 days", False, "a measure"),
        ("The officer will report on it to the Board when the works are at an end", False, "a remark"),
    ],
)
def test_words_that_lead_every_row(text: str, expected: bool, reason: str) -> None:
    assert is_repeated_below(text) is expected, reason


def test_a_head_stands_over_every_row() -> None:
    assert is_repeated_below("90 days", is_head=True)
