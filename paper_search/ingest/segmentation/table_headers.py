"""The heads of a table's columns, kept for the rows that stand far below them.

In: runs of rows ("cell | cell" a line) in the order of the paper; out: for each run the heads and the title that
hold for it. Promised: a row of amounts or of sentences is never taken for heads, and the heads of a table never pass
to one with another number of columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from paper_search.text.spans import collapse_whitespace, normalise

MAX_HEADER_WORDS = 8
"""Words of one column head."""
_AMOUNT_PATTERN = re.compile(r"[-–+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn|pp)?\)?|-|n/?a|nil", re.IGNORECASE)
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d|\d{4}))?")


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The table a run of rows belongs to. ``is_printed``: the run prints the heads itself."""

    columns: tuple[str, ...] = ()
    title: str | None = None
    column_count: int = 0
    is_printed: bool = False


def find_table_header(text: str, previous: TableHeader | None, title: str | None) -> TableHeader:
    """The table of a run of rows; ``before`` is that of the run right above, ``title`` the words above the table."""
    rows = [split_cells(row) for row in text.splitlines()]
    widest = max(map(len, rows), default=0)
    own = find_headers(text)
    goes_on = previous is not None and abs(previous.column_count - widest) <= 1
    if previous is not None and goes_on and (not own or not _is_repeat(own, previous.columns)) and previous.columns:
        return replace(previous, is_printed=False)
    return TableHeader(own, previous.title if previous else title, widest, bool(own))


def find_headers(text: str) -> tuple[str, ...]:
    """The cells of the first row where they read like heads, else nothing."""
    first, *rest = [split_cells(row) for row in text.splitlines()] or [()]
    alike = len(first) > 1 and all(map(_is_header, first[1:])) and (not first[0] or _is_header(first[0]))
    return first if alike and (rest or not any(map(_AMOUNT_PATTERN.fullmatch, first))) else ()


def format_headers(columns: tuple[str, ...]) -> str | None:
    """The heads as a row of the table prints them, or None where there are none."""
    return " | ".join(columns) or None


def split_cells(row: str) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(collapse_whitespace(cell) for cell in row.split("|"))


def _is_header(cell: str) -> bool:
    if not cell or len(cell.split()) > MAX_HEADER_WORDS or cell.endswith((".", ";", ":")):
        return False
    return bool(_YEAR_PATTERN.fullmatch(cell)) or not _AMOUNT_PATTERN.fullmatch(cell)


def _is_repeat(own: tuple[str, ...], columns: tuple[str, ...]) -> bool:
    return normalise(" ".join(own)) == normalise(" ".join(columns))
