"""Quotes of tables as small tables: heads, cells, marks, and how they stand on a narrow screen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from paper_search.answering.table_rows import build_table
from paper_search.citations.format import cite
from paper_search.records import Document, Passage, Quote
from paper_search.web.components.table_quote import make_table_quote
from paper_search.web.html import render_macro

PAPER = Document("d", "d.pdf", "0")


def make_quote(text: str, heads: str, highlight: tuple[int, int] | None = None) -> Quote:
    passage = Passage("p", "d", "table", text, 0, len(text))
    table = build_table(text, heads)
    return Quote(text, 0, len(text), cite(passage, PAPER), passage, PAPER, highlight=highlight, table=table)


WIDE = " | ".join(f"Cell {number}" for number in range(6))
WIDE_HEADS = " | ".join(f"Head {number}" for number in range(6))
CASES = [
    ("Roof | 50", "Scheme | Budget", [["Scheme", "Budget"], ["Roof", "50"]], "heads above their cells"),
    ("Roof | 50\nPier", "Scheme | Budget", [["Scheme", "Budget"], ["Roof", "50"], ["Pier", ""]], "rows of one width"),
    ("Roof | 50", "", [["Roof", "50"]], "no head is known"),
    (WIDE, WIDE_HEADS, [[f"Head {number}", f"Cell {number}"] for number in range(6)],
     "many columns are turned, each head beside its cell"),
    (WIDE, "", None, "many columns without heads are words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "heads", "rows", "why"), CASES, ids=[case[-1] for case in CASES])
def test_a_table_is_shown_as_one(text: str, heads: str, rows: list[list[str]] | None, why: str) -> None:
    table = make_table_quote(make_quote(text, heads), "What is the budget?")
    if table is None:
        assert rows is None, why
        return
    shown = BeautifulSoup(render_macro("_quote_table.html", "quoted_table", table, None), "lxml")
    assert [[cell.get_text() for cell in row(["th", "td"])] for row in shown("tr")] == rows, why
    assert len(shown("th")) == len(table.heads)
    assert {str(head["scope"]) for head in shown("th")} <= {"row" if table.is_turned else "col"}


def test_the_words_that_answer_are_marked_in_their_cell() -> None:
    text = "Lido repairs | 50"
    table = make_table_quote(make_quote(text, "Scheme | Budget", (15, 17)), "How much are the repairs?")
    assert table is not None
    shown = BeautifulSoup(render_macro("_quote_table.html", "quoted_table", table, None), "lxml")
    assert [mark.get_text() for mark in shown.select("mark.answers")] == ["50"]
    assert [mark.get_text() for mark in shown.select("mark:not(.answers)")] == ["repairs"]
