"""Passages that are tables, cell by cell."""

from __future__ import annotations

import pytest

from paper_search.export.tables import PrintedTable, read_table
from paper_search.records import Passage, PassageKind

CASES: list[tuple[str, PassageKind, tuple[str, ...], PrintedTable | None, str]] = [
    ("Scheme | Budget £000s\nRoof | 50", "table", (), PrintedTable(("Scheme", "Budget £000s"), (("Roof", "50"),)),
     "heads in the table"),
    ("Roof | 50\nPier | 60", "table", ("Scheme", "Budget"),
     PrintedTable(("Scheme", "Budget"), (("Roof", "50"), ("Pier", "60"))), "heads on an earlier page"),
    ("Chair | Cllr Shaw\nClerk | Ms Reed", "table", (),
     PrintedTable((), (("Chair", "Cllr Shaw"), ("Clerk", "Ms Reed"))), "names and values have no heads"),
    ("Roof | 50\nPier", "table", ("Scheme", "Budget"),
     PrintedTable(("Scheme", "Budget"), (("Roof", "50"), ("Pier", ""))), "rows of one width"),
    ("Roof | ~~50~~\n~~Pier | 60~~", "table", ("Scheme", "Budget"),
     PrintedTable(("Scheme", "Budget"), (("Roof", "~~50~~"), ("~~Pier~~", "~~60~~"))), "struck cells and rows"),
    ("~~Roof | 50 | 20~~\nPier | 60 | 30", "table", ("Scheme", "Budget", "Spent"),
     PrintedTable(("Scheme", "Budget", "Spent"), (("~~Roof~~", "~~50~~", "~~20~~"), ("Pier", "60", "30"))),
     "the cells in the middle of a struck row"),
    ("a | b", "paragraph", (), None, "a bar in a sentence"),
    ("Only words", "table", (), None, "a table of one cell"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "columns", "expected", "reason"), CASES, ids=[case[-1] for case in CASES])
def test_read_table(
    text: str, kind: PassageKind, columns: tuple[str, ...], expected: PrintedTable | None, reason: str
) -> None:
    assert read_table(Passage("p", "d", kind, text, 0, len(text), columns=columns)) == expected
