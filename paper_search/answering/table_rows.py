"""Rows of tables that are quoted alone, each cell behind the head of its column."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import TableRow
from paper_search.text.spans import Span, trim_span
from paper_search.text.table_heads import join_head_rows

_WITH_HEADS, _WITHOUT_HEADS = " | ", "; "


def label_row(row: str, heads: str) -> TableRow:
    """Return a row with the heads of its columns: "Budget £96.3m | Forecast £87.7m".

    Empty cells are left out. Where no head is known the cells stand alone, parted by semicolons.

    Args:
        row: the row as it is printed, "cell | cell".
        heads: the rows of heads, one a line; empty where none is known.
    """
    cells = _find_cells(row)
    columns = _fit(_join_heads(heads), len(cells))
    separator = _WITH_HEADS if any(columns) else _WITHOUT_HEADS
    text, places = "", []
    for (start, end), head in zip(cells, columns, strict=True):
        if start == end:
            continue
        text += separator if text else ""
        text += f"{head} " if head and head != row[start:end] else ""
        places.append((start, end, len(text)))
        text += row[start:end]
    return TableRow(text, tuple(places), any(columns))


def _find_cells(row: str) -> list[Span]:
    """Return the spans of the cells of a row, white space at their ends left out."""
    cells, start = [], 0
    for cell in row.split("|"):
        cells.append(trim_span(row, start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _join_heads(heads: str) -> tuple[str, ...]:
    return join_head_rows([line.split("|") for line in heads.split("\n") if line.strip()])


def _fit(columns: Sequence[str], count: int) -> list[str]:
    """Return as many heads as there are cells; where they are fewer or more it cannot be told whose they are."""
    fitting = columns if len(columns) == count else ()
    if len(columns) > count and columns[0]:
        # A row that ends early has the columns that it begins with.
        fitting = columns[:count]
    return [*fitting, *[""] * (count - len(fitting))]
