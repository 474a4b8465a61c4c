"""Column heads: which first rows are heads, and how long they hold."""

from __future__ import annotations

import pytest

from paper_search.ingest.segmentation.table_headers import TableHeader, find_headers, find_table_header, format_headers

HEADS = ("Service", "2025-26 £m", "Change")


@pytest.mark.parametrize(
    ("rows", "expected", "why"),
    [
        ("Service | 2025-26 £m | Change\nRoads | 1.2 | 0.1", HEADS, "the usual table of a budget"),
        ("Service | 2024/25 | 2025/26\nRoads | 1.2 | 0.1", ("Service", "2024/25", "2025/26"), "years are heads"),
        (" | Latest | Previous\nRoads | 1 | 2", ("", "Latest", "Previous"), "the first column may have none"),
        ("Roads | 1.2 | 0.1\nDrains | 2.2 | 0.2", (), "amounts head nothing"),
        ("Salt | A mineral that is spread on roads before the frost comes.\nGrit | Small stones.", (),
         "a sentence heads nothing"),
        ("Growth\nRoads | 1.2", (), "one cell names a group of rows"),
        ("", (), "nothing"),
    ],
)  # fmt: skip
def test_heads(rows: str, expected: tuple[str, ...], why: str) -> None:
    assert find_headers(rows) == expected, why


def test_heads_and_title_hold_for_every_run_of_one_table() -> None:
    first = find_table_header("Service | 2025-26 £m | Change\nRoads | 1.2 | 0.1", None, "Table 1: budgets")
    assert first == TableHeader(HEADS, "Table 1: budgets", 3, True)
    second = find_table_header("Drains | 2.2 | 0.2", first, None)
    assert (second.columns, second.title, second.is_printed) == (HEADS, "Table 1: budgets", False)


def test_heads_printed_again_are_not_given_twice() -> None:
    first = find_table_header("Service | 2025-26 £m | Change\nRoads | 1.2 | 0.1", None, None)
    assert find_table_header("Service | 2025-26 £m | Change\nDrains | 2.2 | 0.2", first, None).is_printed


def test_heads_never_pass_to_another_number_of_columns() -> None:
    first = find_table_header("Service | 2025-26 £m | Change\nRoads | 1.2 | 0.1", None, None)
    assert find_table_header("1 | 2 | 3 | 4 | 5", first, None).columns == ()


def test_printed() -> None:
    assert format_headers(HEADS) == "Service | 2025-26 £m | Change"
    assert format_headers(()) is None
