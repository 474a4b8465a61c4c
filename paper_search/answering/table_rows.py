"""Rows of tables that are quoted: as words, each cell behind the head of its column, and as tables."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import QuotedTable, TableCell, TableHead, TableRow
from paper_search.text.spans import Span, collapse_whitespace, find_lines, trim_span
from paper_search.text.table_heads import join_head_rows

_WITH_HEADS, _WITHOUT_HEADS = " | ", "; "
_NO_HEAD = TableHead("")


def label_row(row: str, heads: str) -> TableRow:
    """Return a row with the heads of its columns: "Budget £96.3m | Forecast £87.7m".

    Empty cells are left out. Where no head is known the cells stand alone, parted by semicolons.

    Args:
        row: the row as it is printed, "cell | cell".
        heads: the rows of heads, one a line; empty where none is known.
    """
    cells = _find_cells(row)
    columns = [head.text for head in _fit(_find_heads(heads), len(cells))]
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


def build_table(text: str, heads: str) -> QuotedTable:
    """Return the rows of a quote as a table under the heads of its columns.

    Args:
        text: the rows as they are printed, one a line, "cell | cell".
        heads: the rows of heads, one a line; empty where none is known.
    """
    rows = [
        tuple(TableCell(text[first:last], first, last) for first, last in _find_cells_of_line(text, line))
        for line in find_lines(text)
    ]
    columns = _fit(_find_heads(heads), max(map(len, rows)))
    is_known = any(head.text for head in columns)
    return QuotedTable(tuple(columns) if is_known else (), tuple(row for row in rows if any(cell.text for cell in row)))


def _find_cells(row: str) -> list[Span]:
    """Return the spans of the cells of a row, white space at their ends left out."""
    cells, start = [], 0
    for cell in row.split("|"):
        cells.append(trim_span(row, start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _find_cells_of_line(text: str, line: Span) -> list[Span]:
    """Return the spans in a text of the cells of one of its lines."""
    return [(line[0] + start, line[0] + end) for start, end in _find_cells(text[slice(*line)])]


def _find_heads(heads: str) -> list[TableHead]:
    """Return the head of each column with the places of its words."""
    lines = [_find_cells_of_line(heads, line) for line in find_lines(heads) if heads[slice(*line)].strip()]
    places = [(first, last) for line in lines for first, last in line if first < last]
    # The rows are joined as numbers, so that each word is known by its place whatever it says.
    numbers = map(str, range(len(places)))
    numbered = [[next(numbers) if first < last else "" for first, last in line] for line in lines]
    joined = [[places[int(number)] for number in column.split()] for column in join_head_rows(numbered)]
    return [TableHead(_join_words(heads, spans), tuple(spans)) for spans in joined]


def _join_words(heads: str, spans: Sequence[Span]) -> str:
    return collapse_whitespace(" ".join(heads[slice(*span)] for span in spans))


def _fit(columns: Sequence[TableHead], count: int) -> list[TableHead]:
    """Return as many heads as there are cells; where they are fewer or more it cannot be told whose they are."""
    fitting = columns if len(columns) == count else ()
    if len(columns) > count and columns[0].text:
        # A row that ends early has the columns that it begins with.
        fitting = columns[:count]
    return [*fitting, *[_NO_HEAD] * (count - len(fitting))]
