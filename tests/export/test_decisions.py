"""Decisions as a table: a line each, what is not printed left empty, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest

from paper_search.export.decisions import DECISION_COLUMNS, render_decisions
from paper_search.library import Library
from tests import register_corpus as held


@pytest.fixture(scope="module")
def rows(register_library: Library) -> dict[str, dict[str, str]]:
    """The lines of the table by subject and outcome."""
    content = render_decisions(register_library.list_decisions().decisions)
    assert content.startswith(b"\xef\xbb\xbf")
    read = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(read.fieldnames or ()) == DECISION_COLUMNS
    return {f"{row['subject']}, {row['outcome']}": row for row in read}


def test_every_decision_has_a_line(rows: dict[str, dict[str, str]], register_library: Library) -> None:
    assert len(rows) == register_library.list_decisions().total


CELLS = [
    (f"{held.ROUTE}, resolved", "decision", held.RESOLVED, "the exact words, lines and all"),
    (f"{held.ROUTE}, resolved", "mover", "Cllr Wren", "who moved it"),
    (f"{held.ROUTE}, resolved", "recommendation", held.RECOMMENDED, "what the officers recommended"),
    (f"{held.ROUTE}, resolved", "report", held.ROUTE, "the report"),
    (f"{held.ROUTE}, resolved", "votes_for", "", "no vote is printed"),
    (f"{held.ROUTE}, lost", "votes_for", "1", "the count of a vote"),
    (f"{held.ROUTE}, lost", "vote_result", "lost", "its result"),
    (f"{held.ROUTE}, lost", "is_amendment", "yes", "an amendment"),
    (f"{held.ROUTE}, agreed", "decision_maker", "Cabinet Member for Highways", "a member alone"),
    (f"{held.ROUTE}, agreed", "date", "2025-04-01", "the day"),
    ("Heron's Reach, refused", "conditions", held.CONDITION, "the conditions"),
    ("Heron's Reach, refused", "reference", "25/00042", "the reference"),
    ("The pond, agreed", "status", "draft", "minutes that are not confirmed"),
    ("The ledger, resolved", "page", "p. 1", "the page of a PDF"),
    ("Notices, agreed", "decision", f"'{held.FORMULA}", "what a spreadsheet would run"),
]


@pytest.mark.parametrize(("line", "column", "value", "reason"), CELLS, ids=[reason for *_, reason in CELLS])
def test_a_cell(rows: dict[str, dict[str, str]], line: str, column: str, value: str, reason: str) -> None:
    assert rows[line][column] == value


def test_the_offsets_are_those_of_the_words(rows: dict[str, dict[str, str]], register_library: Library) -> None:
    for row in rows.values():
        text = register_library.reading_text(row["passage_id"].partition("::")[0])
        assert text is not None
        assert text[int(row["start"]) : int(row["end"])] == row["decision"].removeprefix("'")
