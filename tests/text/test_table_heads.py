"""Heads of columns in two rows."""

from __future__ import annotations

import pytest

from paper_search.text.table_heads import is_second_head_row, join_head_rows

ROWS = (
    ("Scheme | 2023/24 | | 2024/25 |", " | Budget | Spent | Budget | Spent", True, "heads over two columns each"),
    ("Scheme | Pupils | ", " | Boys | Boys", True, "heads that are no usual words, and the same twice"),
    ("Scheme | Money | ", " | Budget | Spent", True, "half of them are words of heads"),
    ("Scheme | Budget | Spent", "Roof | Low | High", False, "nothing is merged across"),
    ("Scheme | Money | ", "Roof | 50 | 20", False, "figures are no heads"),
    ("Scheme | Agreed | ", "Roof | Yes | In May", False, "words of a row"),
    ("Scheme | Money | ", "Roof | Budget | ", False, "the empty place stays empty"),
    ("Scheme | Money | ", "Budget | Spent", False, "another number of cells"),
)


def split(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


@pytest.mark.parametrize(("first", "second", "expected", "why"), ROWS, ids=[case[3] for case in ROWS])
def test_is_second_head_row(first: str, second: str, expected: bool, why: str) -> None:
    assert is_second_head_row(split(first), split(second)) is expected, why


def test_join_head_rows_gives_each_column_all_that_stands_over_it() -> None:
    rows = [split("Scheme | 2023/24 | | 2024/25 |"), split(" | Budget | Spent | Budget | Spent")]
    joined = ("Scheme", "2023/24 Budget", "2023/24 Spent", "2024/25 Budget", "2024/25 Spent")
    assert join_head_rows(rows) == joined
    assert join_head_rows([]) == ()
