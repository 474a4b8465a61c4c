"""Rows of tables that are quoted alone."""

from __future__ import annotations

import pytest

from paper_search.answering.table_rows import build_table, label_row

ROWS = (
    ("£96.3m | £87.7m | −£8.6m", "Budget | Forecast | Variance",
     "Budget £96.3m | Forecast £87.7m | Variance −£8.6m", "each cell behind its head"),
    ("Roof | 50 | 20", "Scheme | Budget | Spent", "Scheme Roof | Budget 50 | Spent 20", "the first column has a head"),
    ("Roof | 50 | 20", "| Budget | Spent", "Roof | Budget 50 | Spent 20", "the first column has none"),
    ("Roof |  | 20", "Scheme | Budget | Spent", "Scheme Roof | Spent 20", "an empty cell is left out"),
    ("Roof | 50", "Scheme | Budget | Spent", "Scheme Roof | Budget 50", "a row that ends early"),
    ("Roof | 50 | 20", "", "Roof; 50; 20", "no head is known"),
    ("Roof | 50 | 20", "Scheme | Budget", "Roof; 50; 20", "more cells than heads: it cannot be told whose they are"),
    ("Roof | 50 | 20", "Scheme | 2023/24 |\n | Budget | Spent",
     "Scheme Roof | 2023/24 Budget 50 | 2023/24 Spent 20", "a head over two columns"),
    ("| 100", "Ward | Budget", "Budget 100", "a row whose first cell is empty"),
)  # fmt: skip


@pytest.mark.parametrize(("row", "heads", "shown", "why"), ROWS, ids=[case[3] for case in ROWS])
def test_label_row(row: str, heads: str, shown: str, why: str) -> None:
    labelled = label_row(row, heads)
    assert labelled.text == shown, why
    assert labelled.has_heads == (";" not in shown), "its heads need not be shown again"
    for start, end, place in labelled.places:
        assert labelled.text[place : place + end - start] == row[start:end], "every cell is the row's own words"


@pytest.mark.parametrize(
    ("words", "why"), [("50", "a cell"), ("oof", "a part of one"), ("50 | 20", "two cells"), (None, "not known")]
)
def test_locate_finds_the_answer_in_its_cell(words: str | None, why: str) -> None:
    row = "Roof | 50 | 20"
    labelled = label_row(row, "Scheme | Budget 50 | Spent")
    span = None if words is None else (row.index(words), row.index(words) + len(words))
    located = labelled.locate(span)
    assert (located and labelled.text[slice(*located)]) == (None if words == "50 | 20" else words), why


TABLES: tuple[tuple[str, str, list[str], list[list[str]], str], ...] = (
    ("Roof | 50 | 20", "Scheme | Budget | Spent", ["Scheme", "Budget", "Spent"], [["Roof", "50", "20"]], "a row"),
    ("Roof | 50\nPier | 60", "Scheme | Budget", ["Scheme", "Budget"], [["Roof", "50"], ["Pier", "60"]], "two rows"),
    ("Roof |  | 20", "Scheme | Budget | Spent", ["Scheme", "Budget", "Spent"], [["Roof", "", "20"]],
     "an empty cell keeps its place"),
    ("Roof | 50 | 20", "Scheme | 2023/24 |\n | Budget | Spent", ["Scheme", "2023/24 Budget", "2023/24 Spent"],
     [["Roof", "50", "20"]], "a head over two columns stands over each"),
    ("Roof | 50 | 20", "", [], [["Roof", "50", "20"]], "no head is known"),
    ("Roof | 50 | 20", "Scheme | Budget", [], [["Roof", "50", "20"]], "it cannot be told whose the heads are"),
    ("Roof | 50", "Scheme | Budget | Spent", ["Scheme", "Budget"], [["Roof", "50"]], "a row that ends early"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "heads", "columns", "rows", "why"), TABLES, ids=[case[-1] for case in TABLES])
def test_build_table(text: str, heads: str, columns: list[str], rows: list[list[str]], why: str) -> None:
    table = build_table(text, heads)
    assert [head.text for head in table.heads] == columns, why
    assert [[cell.text for cell in row] for row in table.rows] == rows, why
    assert all(text[cell.start : cell.end] == cell.text for row in table.rows for cell in row), "the row's own words"
    for head in table.heads:
        assert " ".join(heads[start:end] for start, end in head.spans) == head.text, "the paper's own words"
