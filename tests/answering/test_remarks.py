"""Remarks on what a question names and no passage found has."""

from __future__ import annotations

import pytest

from paper_search.answering.remarks import build_remarks, is_reference_missing
from paper_search.records import Document, Hit, Passage
from paper_search.retrieval.query.parse import parse_query

TEXT = "Decision 24/00031 of 9 January 2025 allots £5 million."
PASSAGE = Passage("a::1", "a", "paragraph", TEXT, 0, len(TEXT), attribution="Director of Harbours")
HITS = (Hit(1, 1.0, PASSAGE, Document("a", "a", "0")),)

REMARKS = [
    ("what is 24/00031", HITS, [], "a reference that is there"),
    ("what is 24/99999", HITS, ["24/99999 stands in none of the papers searched."], "one that is not"),
    ("the £5m of 24/00031", HITS, [], "a sum in another form"),
    ("what was agreed on 3 March 2024", HITS, [], "a day may be that of the meeting"),
    ("what did the Director of Harbours say about ice", HITS, [], "the speaker"),
    ("what did the crew say about ice", HITS, ["None of the passages found is attributed to crew."], "another"),
    ('"steps of care"', (), ["“steps of care” stands word for word in no paper of those searched."], "quoted words"),
    ("what is 24/99999", (), [], "nothing is said where nothing was found"),
]


@pytest.mark.parametrize(("question", "hits", "expected", "reason"), REMARKS)
def test_remarks(question: str, hits: tuple[Hit, ...], expected: list[str], reason: str) -> None:
    assert list(build_remarks(parse_query(question), hits)) == expected, reason


@pytest.mark.parametrize(("question", "is_missing"), [("24/99999", True), ("24/00031", False), ("£7m", False)])
def test_a_missing_reference(question: str, is_missing: bool) -> None:
    assert is_reference_missing(parse_query(question), HITS) is is_missing
