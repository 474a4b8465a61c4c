"""Tables of a Word document: the grid that merged cells and left-out ones make.

A cell that is merged down stands in each of its rows where its words lead them, see ``merged_cells``. A cell that is
merged across stands in the first of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from paper_search.ingest.readers.docx_formatting import parse_number, read_value
from paper_search.ingest.readers.docx_visibility import is_deleted_cell, is_deleted_row
from paper_search.ingest.readers.merged_cells import is_repeated_below

MAX_COLUMNS = 100
"""Columns that are counted; a table of more is no table of a paper."""


class GridCell(NamedTuple):
    """A place of a table: its cell, None where none is printed, and True where it began in a row above."""

    cell: Any
    is_continued: bool = False


_EMPTY = GridCell(None)


def list_rows(table: Any) -> list[Any]:
    """Return the rows of a ``w:tbl`` that are printed, without those of tables in it."""
    return [
        row
        for row in table.iter(qn("w:tr"))
        if next(row.iterancestors(qn("w:tbl"))) is table and not is_deleted_row(row)
    ]


def list_cells(row: Any) -> list[Any]:
    """Return the cells of a ``w:tr`` that are printed, those that go on from above among them."""
    return [
        cell
        for cell in row.iter(qn("w:tc"))
        if next(cell.iterancestors(qn("w:tr"))) is row and not is_deleted_cell(cell)
    ]


def build_grid(table: Any) -> list[list[GridCell]]:
    """Return the rows of a table, each with one place for every column.

    Rows whose cells are as many have the same columns, even where their edges differ by a little.
    """
    rows = list_rows(table)
    counts = {len(cells) for cells in (_list_places(row) for row in rows) if len(cells) > 1}
    grid: list[list[GridCell]] = []
    for row in rows:
        places = _list_places(row)
        is_even = len(counts) == 1 and len(places) > 1
        placed = [(cell, 1 if is_even else span) for cell, span in places]
        grid.append(_place_cells(placed, grid[-1] if grid else []))
    return _drop_unused_columns(grid)


def _list_places(row: Any) -> list[tuple[Any, int]]:
    """Return the cells of a row and over how many columns each reaches; None for places before and behind them."""
    properties = row.find(qn("w:trPr"))
    before, after = (_count(properties, name, 0) for name in ("w:gridBefore", "w:gridAfter"))
    cells = [(cell, max(_count(cell.find(qn("w:tcPr")), "w:gridSpan", 1), 1)) for cell in list_cells(row)]
    return [*([(None, before)] if before else []), *cells, *([(None, after)] if after else [])]


def _count(properties: Any, name: str, default: int) -> int:
    count = parse_number(read_value(properties, name))
    return default if count is None else max(0, min(count, MAX_COLUMNS))


def _place_cells(places: list[tuple[Any, int]], above: list[GridCell]) -> list[GridCell]:
    row: list[GridCell] = []
    for cell, span in places:
        if len(row) >= MAX_COLUMNS:
            break
        if cell is None:
            row += [_EMPTY] * span
            continue
        origin = above[len(row)] if _is_merged_down(cell) and len(row) < len(above) else _EMPTY
        first = GridCell(origin.cell, True) if origin.cell is not None else GridCell(cell)
        row += [first, *[_EMPTY] * (span - 1)]
    return row


def _is_merged_down(cell: Any) -> bool:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val")) != "restart"


def _drop_unused_columns(grid: list[list[GridCell]]) -> list[list[GridCell]]:
    width = max(map(len, grid), default=0)
    used = [any(len(row) > column and row[column].cell is not None for row in grid) for column in range(width)]
    return [[place for place, is_used in zip(row, used, strict=False) if is_used] for row in grid]


def format_rows(grid: list[list[GridCell]], texts: dict[Any, str]) -> Iterator[str]:
    """Yield the rows that hold words as "cell | cell", each cell in its column.

    Args:
        grid: the table.
        texts: the words of each cell.
    """
    for row in grid:
        cells = [_find_text(place, texts) for place in row]
        has_own = any(text and not place.is_continued for text, place in zip(cells, row, strict=True))
        if not has_own:
            continue
        # A cell across the whole table is a title of the rows below it.
        is_title = sum(place.cell is not None for place in row) == 1 and row[0].cell is not None
        yield cells[0] if is_title else " | ".join(cells).strip()


def _find_text(place: GridCell, texts: dict[Any, str]) -> str:
    text = "" if place.cell is None else texts.get(place.cell, "")
    return text if not place.is_continued or is_repeated_below(text) else ""
