"""Heads of the columns of tables whose upper row of heads reaches over several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from paper_search.text.spans import collapse_whitespace
from paper_search.text.years import YEAR_PATTERN

HEAD_WORD_PATTERN = re.compile(
    r"\b(?:name|date|item|description|total|ref(?:erence)?|number|no|year|status|costs?|amount|subject|title|page|decision"
    r"|question|answer|owner|lead|timescale|measure|budget|forecast|actual|target|variance|directorate|category|project"
    r"|service|payee|payment|net|vat|change|current|previous|latest|rag|dot|risk|action|outcome|comments?|notes?|key)\b",
    re.IGNORECASE,
)
"""Words of which the heads of columns are made."""
_MAX_HEAD_WORDS = 8


def is_second_head_row(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return True if the second row of a table goes on with its heads: "2023/24 | | 2024/25 |" above "Budget | Spent".

    A head that is merged across leaves empty places behind it, which the row below fills with words of heads.

    Args:
        first: the cells of the first row.
        second: those of the second.
    """
    gaps = [column for column, cell in enumerate(first) if column and not cell]
    if not gaps or not any(first) or len(second) != len(first) or not all(second[column] for column in gaps):
        return False
    filled = [cell for cell in second if cell]
    named = sum(bool(HEAD_WORD_PATTERN.search(cell)) for cell in filled)
    return all(map(_is_plain, filled)) and (len(set(filled)) < len(filled) or named * 2 >= len(filled))


def _is_plain(cell: str) -> bool:
    has_figure = re.search(r"\d", cell) is not None and not YEAR_PATTERN.fullmatch(cell)
    return not has_figure and len(cell.split()) <= _MAX_HEAD_WORDS


def join_head_rows(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the head of each column; a head over several columns is part of the head of each of them.

    Args:
        rows: the cells of the rows of heads, the upper ones first.
    """
    plain = [[collapse_whitespace(cell) for cell in row] for row in rows]
    spread = [_spread(row) for row in plain[:-1]] + plain[-1:]
    return tuple(collapse_whitespace(" ".join(cells)) for cells in zip_longest(*spread, fillvalue=""))


def _spread(row: Sequence[str]) -> list[str]:
    spread = list(row)
    for column in range(2, len(spread)):
        spread[column] = spread[column] or spread[column - 1]
    return spread
