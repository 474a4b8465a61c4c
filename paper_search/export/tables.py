"""Passages that are tables, cell by cell, for forms that have tables of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paper_search.answering.quotable import find_head_rows
from paper_search.records import Passage
from paper_search.records.strikethrough import STRUCK_MARK
from paper_search.text.spans import find_lines
from paper_search.text.struck import split_struck

_CELL_BOUNDS = re.compile(r"(\s*[|\n]\s*)")


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The cells of a table, as printed.

    Attributes:
        heads: the heads of its columns, which may stand on an earlier page; empty where none is known.
        rows: the rows below them, as many cells in each.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(passage: Passage) -> PrintedTable | None:
    """Return the cells of a passage that is a table; None for any other."""
    if passage.kind != "table" or "|" not in passage.text:
        return None
    text = _mark_cells(passage.text)
    lines = find_lines(text)
    rows = [tuple(cell.strip() for cell in text[slice(*line)].split("|")) for line in lines]
    heads = passage.columns
    if not heads and find_head_rows(lines, passage):
        heads, *rows = rows
    width = max(map(len, (heads, *rows)))
    return PrintedTable(_widen(heads, width) if heads else (), tuple(_widen(row, width) for row in rows))


def _mark_cells(text: str) -> str:
    """Return the text of a table with marks of their own for the struck words of each cell.

    One pair of marks may strike a whole row, and says nothing of the cells between the first and the last.
    """
    if STRUCK_MARK not in text:
        return text
    pieces = []
    for (start, end), is_struck in split_struck(text):
        # The bounds of cells stand at the odd places.
        parts = _CELL_BOUNDS.split(text[start:end]) if is_struck else [text[start:end]]
        marked = [
            f"{STRUCK_MARK}{part}{STRUCK_MARK}" if is_struck and part and not place % 2 else part
            for place, part in enumerate(parts)
        ]
        pieces.append("".join(marked))
    return "".join(pieces)


def _widen(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))
