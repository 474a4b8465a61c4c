"""Column headers of tables, kept for the rows that stand far below them.

Runs of rows ("cell | cell" a line) are taken in the order of the document. A row of amounts or of sentences is never
taken for headers, and headers never pass to a table with another number of columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from paper_search.text.columns import split_columns
from paper_search.text.spans import collapse_whitespace, normalise
from paper_search.text.table_heads import is_second_head_row, join_head_rows
from paper_search.text.years import YEAR_PATTERN

MAX_HEADER_WORDS = 8
"""Words of one column header."""
_AMOUNT_PATTERN = re.compile(r"[-–+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn|pp)?\)?|-|n/?a|nil", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The table that a run of rows belongs to.

    ``is_printed``: the run prints the headers itself.
    """

    columns: tuple[str, ...] = ()
    title: str | None = None
    column_count: int = 0
    is_printed: bool = False


def find_table_header(text: str, previous: TableHeader | None, title: str | None) -> TableHeader:
    """Return the table that a run of rows belongs to.

    Args:
        text: the run, one row a line.
        previous: the table of the run right above, or None.
        title: the words above the table.
    """
    rows = [split_cells(row) for row in text.splitlines()]
    column_count = max(map(len, rows), default=0)
    own_headers = find_headers(text)
    is_continued = previous is not None and abs(previous.column_count - column_count) <= 1
    if (
        previous is not None
        and is_continued
        and (not own_headers or not _is_repeat(own_headers, previous.columns))
        and previous.columns
    ):
        return replace(previous, is_printed=False)
    return TableHeader(own_headers, previous.title if previous else title, column_count, bool(own_headers))


def find_headers(text: str) -> tuple[str, ...]:
    """Return the cells of the first row, or the first two together, where they read like headers, else nothing."""
    first, *rest = [split_cells(row) for row in text.splitlines()] or [()]
    if rest and is_second_head_row(first, rest[0]):
        return join_head_rows((first, rest[0]))
    are_headers = len(first) > 1 and all(map(_is_header, first[1:])) and (not first[0] or _is_header(first[0]))
    return first if are_headers and (rest or not any(map(_AMOUNT_PATTERN.fullmatch, first))) else ()


def format_headers(columns: tuple[str, ...]) -> str | None:
    """Return the headers as a row of the table prints them, or None where there are none."""
    return " | ".join(columns) or None


def split_cells(row: str) -> tuple[str, ...]:
    """Split a row into its cells."""
    return tuple(collapse_whitespace(cell) for cell in split_columns(row))


def _is_header(cell: str) -> bool:
    if not cell or len(cell.split()) > MAX_HEADER_WORDS or cell.endswith((".", ";", ":")):
        return False
    return bool(YEAR_PATTERN.fullmatch(cell)) or not _AMOUNT_PATTERN.fullmatch(cell)


def _is_repeat(own: tuple[str, ...], columns: tuple[str, ...]) -> bool:
    return normalise(" ".join(own)) == normalise(" ".join(columns))
