"""Rows of a table that are quoted, as a small table under the heads of its columns.

A table of many columns is turned: each head stands beside its cell, so that nothing runs out of a narrow screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from paper_search.answering.snippets import find_marks
from paper_search.records import Quote, TableCell
from paper_search.text.spans import Span, has_overlap

MAX_COLUMNS_ACROSS = 3
"""Columns up to which a table fits a telephone with its words side by side."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: its words, those of the question marked, those that answer, and the head of its column."""

    text: str
    head: str = ""
    marks: tuple[Span, ...] = ()
    highlight: Span | None = None


@dataclass(frozen=True, slots=True)
class TableQuote:
    """The rows of a table under their heads.

    Attributes:
        heads: the head of each column; empty where none is known.
        rows: the cells of each row, as many in each.
        is_turned: True where each head stands beside its cell and not above it.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[CellView, ...], ...]
    is_turned: bool = False


def make_table_quote(quote: Quote, question: str) -> TableQuote | None:
    """Return the table that a quote holds; None where it holds other words, or cells that no table can show.

    Args:
        quote: the quote.
        question: the question, whose words are marked.
    """
    table = quote.table
    if table is None or not table.rows:
        return None
    width = max(map(len, table.rows))
    is_turned = width > MAX_COLUMNS_ACROSS
    if is_turned and not table.heads:
        return None
    heads = tuple(head.text for head in table.heads)
    columns = heads or ("",) * width
    rows = tuple(
        (
            *(_make_cell(cell, head, quote.highlight, question) for cell, head in zip(row, columns, strict=False)),
            *[CellView("")] * (width - len(row)),
        )
        for row in table.rows
    )
    return TableQuote(heads, rows, is_turned)


def _make_cell(cell: TableCell, head: str, highlight: Span | None, question: str) -> CellView:
    answers = None
    if highlight and has_overlap(highlight, (cell.start, cell.end)):
        answers = max(highlight[0], cell.start) - cell.start, min(highlight[1], cell.end) - cell.start
    return CellView(cell.text, head, find_marks(question, cell.text), answers)
