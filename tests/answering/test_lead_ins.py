"""What quotes hang from: introductions of lists, in the passage or before it, and the heads of tables."""

from __future__ import annotations

import pytest

from paper_search.answering.lead_ins import add_lead_ins, find_context
from paper_search.answering.quote_units import split_units
from paper_search.citations.format import cite
from paper_search.records import Answer, Coverage, Document, Passage, PassageKind, Quote

TABLE = "Project | 2025-26 £000s | 2026-27 £000s\nLido | 420 | 0\nPier | 60 | 15"
LIST = "RESOLVED that\n(a) the lido be opened in May;\n(b) the pier be closed."

CASES: list[tuple[str, str, PassageKind, str | None, tuple[str, ...], str, str | None, str]] = [
    ("", TABLE, "table", None, (), "Pier | 60 | 15", "Project | 2025-26 £000s | 2026-27 £000s", "heads in the table"),
    ("Project | Year 1\n\n", "Lido | 420\nPier | 60", "table", None, ("Project", "Year 1"), "Pier | 60",
     "Project | Year 1", "heads on an earlier page"),
    ("", "Chair | Cllr Shaw\nClerk | Ms Reed", "table", None, (), "Clerk | Ms Reed", None, "a table without heads"),
    ("", LIST, "resolution", None, (), "(b) the pier be closed.", "RESOLVED that", "a list in one passage"),
    ("", "It was agreed:\n1. to open the lido;\n2. to close the pier.", "minute", None, (), "2. to close the pier.",
     "It was agreed:", "a list behind a colon"),
    ("", "The lido is old.\n1. It leaks;\n2. It is cold.", "paragraph", None, (), "2. It is cold.", None,
     "a sentence that introduces nothing"),
    ("Resolved that the Committee:\n\n", "a) opens the lido.", "bullet", "Resolved that the Committee:", (),
     "a) opens the lido.", "Resolved that the Committee:", "a passage of its own"),
    ("", "The lido will open.", "paragraph", None, (), "The lido will open.", None, "a sentence hangs from nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "text", "kind", "lead_in", "columns", "quoted", "expected", "reason"), CASES)
def test_lead_ins(
    before: str,
    text: str,
    kind: PassageKind,
    lead_in: str | None,
    columns: tuple[str, ...],
    quoted: str,
    expected: str | None,
    reason: str,
) -> None:
    whole, document = before + text, Document("d", "d.pdf", "")
    passage = Passage("p", "d", kind, text, len(before), len(whole), lead_in=lead_in, columns=columns)
    start = len(before) + text.index(quoted)
    quote = Quote(quoted, start, start + len(quoted), cite(passage, document), passage, document)
    answer = add_lead_ins(Answer("", "strong", 1.0, (quote,), (), Coverage(1, 1)), lambda doc_id: whole)
    shown = answer.quotes[0].lead_in
    assert (shown.text if shown else None) == expected, reason
    assert shown is None or whole[shown.start : shown.end] == shown.text
    units = split_units(passage)
    span = next(unit for unit in units if text[slice(*unit)] == quoted)
    assert find_context(passage, span, units) == (expected or ""), reason


def test_of_a_long_lead_in_the_last_sentence_is_shown_and_heads_stay_whole() -> None:
    heads = " | ".join(f"Year {year} in thousands" for year in range(2025, 2045))
    sentence = "The Committee looked at the lido. " * 12
    for kind, lead_in, columns, expected in (
        ("bullet", f"{sentence}It resolved to:", (), "It resolved to:"),
        ("table", None, tuple(heads.split(" | ")), heads),
    ):
        printed, text = lead_in or heads, "Lido | 420"
        whole, document = f"{printed}\n\n{text}", Document("d", "d.pdf", "")
        passage = Passage("p", "d", kind, text, len(printed) + 2, len(whole), lead_in=lead_in, columns=columns)  # type: ignore[arg-type]
        quote = Quote(text, passage.start, passage.end, cite(passage, document), passage, document)
        shown = add_lead_ins(Answer("", "strong", 1.0, (quote,), (), Coverage(1, 1)), lambda doc_id, whole=whole: whole)  # type: ignore[misc]
        assert shown.quotes[0].lead_in
        assert shown.quotes[0].lead_in.text == expected


def test_row_quoted_alone_has_the_heads_of_its_columns() -> None:
    whole, document = "Scheme | Budget | Spent\nRoof | £50 | £20\n1. Noted.", Document("d", "d.pdf", "")
    table = whole[: whole.index("\n1.")]
    row = "Roof | £50 | £20"
    for kind, text, quoted, expected in (
        ("table", table, row, "Scheme Roof | Budget £50 | Spent £20"),
        ("table", row, row, "Roof; £50; £20"),
        ("paragraph", "1. Noted.", "1. Noted.", None),
    ):
        start = whole.index(text)
        passage = Passage("p", "d", kind, text, start, start + len(text))  # type: ignore[arg-type]
        place = whole.index(quoted)
        quote = Quote(quoted, place, place + len(quoted), cite(passage, document), passage, document)
        shown = add_lead_ins(Answer("", "strong", 1.0, (quote,), (), Coverage(1, 1)), lambda _: whole).quotes[0]
        assert (shown.row.text if shown.row else None) == expected
        assert shown.text == quoted, "the words themselves stay as they are printed"
        assert (shown.table is not None) == (kind == "table")
        for head in shown.table.heads if shown.table and shown.lead_in else ():
            spans = [(shown.lead_in.start + start, shown.lead_in.start + end) for start, end in head.spans]  # type: ignore[union-attr]
            assert " ".join(whole[start:end] for start, end in spans) == head.text, "heads are spans of the paper"
        assert shown.shown_lead_in is None, "no head is shown twice"
