"""Citations as an officer would write them, one row a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paper_search.citations.format import cite, format_label
from paper_search.records import Document, Locator, Meeting, Passage

PAPER = Document(
    "a.pdf",
    "a.pdf",
    "0",
    kind="report",
    title="Improvement Update",
    meeting=Meeting("Xshire Council", "Select Committee", date(2020, 7, 28)),
)
PASSAGE = Passage("a.pdf::1", "a.pdf", "paragraph", "Words.", 0, 6)
STEM = "Xshire Council, Select Committee, 28 July 2020, “Improvement Update”"

CASES = [
    (Locator((5, 5), None, "20.3"), ", para 20.3 (p. 5)", "paragraph and page"),
    (Locator((5, 6), None, "20.3"), ", para 20.3 (pp. 5–6)", "a paragraph over two pages"),
    (Locator((5, 5), "5", "4"), ", para 4 (p. 5)", "a printed number equal to the file's page is said once"),
    (Locator((5, 5), "41", "4"), ", para 4 (p. 41, PDF page 5)", "a pack's own page number is kept beside it"),
    (Locator((5, 6), "41", "4"), ", para 4 (p. 41, PDF pages 5–6)", "the same over two pages"),
    (Locator((2, 2), None, "2", "285", "3"), ", minute 285, item 3, para 2 (p. 2)", "three numbers are three things"),
    (Locator((2, 2), None, None, "285"), ", minute 285 (p. 2)", "a minute without points"),
    (
        Locator((9, 9), None, "a)", within="32"),
        ", para 32 a) (p. 9)",
        "a lettered item with the paragraph it stands in",
    ),
    (Locator((9, 9), within="4.3"), ", para 4.3 (p. 9)", "a bullet goes by its paragraph"),
    (Locator(None, None, "4.2"), ", para 4.2", "a text file has no pages"),
    (Locator((3, 3)), " (p. 3)", "a page alone"),
    (Locator(), "", "nothing stated"),
]


@pytest.mark.parametrize(("locator", "tail", "reason"), CASES)
def test_where(locator: Locator, tail: str, reason: str) -> None:
    assert format_label(replace(PASSAGE, locator=locator), PAPER) == STEM + tail, reason


def test_without_a_number_the_heading_says_where() -> None:
    headed = replace(PASSAGE, headings=("Background", "Visits"), locator=Locator((3, 3)))
    assert format_label(headed, PAPER) == STEM + ", under “Visits” (p. 3)"


def test_what_nothing_states_is_said_to_be_not_stated() -> None:
    unknown = Document("b.txt", "b.txt", "0")
    assert (
        format_label(PASSAGE, unknown) == "council not stated, committee not stated, date not stated, title not stated"
    )


def test_a_draft_says_that_it_is_one() -> None:
    assert "“Improvement Update” (draft)" in format_label(PASSAGE, replace(PAPER, status="draft"))


def test_cite_carries_the_address() -> None:
    cited = cite(replace(PASSAGE, locator=Locator((5, 6))), PAPER)
    assert (cited.doc_id, cited.passage_id, cited.source, cited.page) == ("a.pdf", "a.pdf::1", "a.pdf", 5)


@pytest.mark.parametrize("status", ["replaced", "draft"])
def test_a_paper_that_does_not_count_in_full_is_cited_as_such(status: str) -> None:
    assert "“Improvement Update” (" + status + ")" in format_label(PASSAGE, replace(PAPER, status=status))
