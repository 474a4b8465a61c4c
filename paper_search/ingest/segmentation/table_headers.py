"""The heads of a table's columns, kept for the rows that stand far below them.

In: runs of rows ("cell | cell" a line) in the order of the paper; out: for each run the heads and the title that
hold for it. Promised: a row of amounts or of sentences is never taken for heads, and the heads of a table never pass
to one with another number of columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from paper_search.text.spans import fold, squeeze

MOST_WORDS = 8
"""Words of one column head."""
_AMOUNT = re.compile(r"[-–+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn|pp)?\)?|-|n/?a|nil", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d|\d{4}))?")


@dataclass(frozen=True, slots=True)
class Table:
    """The table a run of rows belongs to. ``is_printed``: the run prints the heads itself."""

    columns: tuple[str, ...] = ()
    title: str | None = None
    cells: int = 0
    is_printed: bool = False


def opened_table(text: str, before: Table | None, title: str | None) -> Table:
    """The table of a run of rows; ``before`` is that of the run right above, ``title`` the words above the table."""
    rows = [cells(row) for row in text.splitlines()]
    widest = max(map(len, rows), default=0)
    own = heads(text)
    goes_on = before is not None and abs(before.cells - widest) <= 1
    if before is not None and goes_on and (not own or not _repeats(own, before.columns)) and before.columns:
        return replace(before, is_printed=False)
    return Table(own, before.title if before else title, widest, bool(own))


def heads(text: str) -> tuple[str, ...]:
    """The cells of the first row where they read like heads, else nothing."""
    first, *rest = [cells(row) for row in text.splitlines()] or [()]
    alike = len(first) > 1 and all(map(_is_head, first[1:])) and (not first[0] or _is_head(first[0]))
    return first if alike and (rest or not any(map(_AMOUNT.fullmatch, first))) else ()


def printed(columns: tuple[str, ...]) -> str | None:
    """The heads as a row of the table prints them, or None where there are none."""
    return " | ".join(columns) or None


def cells(row: str) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(squeeze(cell) for cell in row.split("|"))


def _is_head(cell: str) -> bool:
    if not cell or len(cell.split()) > MOST_WORDS or cell.endswith((".", ";", ":")):
        return False
    return bool(_YEAR.fullmatch(cell)) or not _AMOUNT.fullmatch(cell)


def _repeats(own: tuple[str, ...], columns: tuple[str, ...]) -> bool:
    return fold(" ".join(own)) == fold(" ".join(columns))
