"""Remarks: what nothing held has is said first, and each missing word once."""

from __future__ import annotations

import pytest

from paper_search.answering.remarks import build_remarks
from paper_search.records import Document, Hit, MissingPart, Passage, RewrittenQuery
from paper_search.retrieval.query.parse import parse_query

TEXT = "The harbour fund pays for dredging."
PASSAGE = Passage("a::1", "a", "paragraph", TEXT, 0, len(TEXT), attribution="Director of Harbours")
HITS = (Hit(1, 1.0, PASSAGE, Document("a", "a", "0")),)
DEVON = MissingPart("No paper has the word “Devon”.", "doubtful")
BY_MEANING = "No paper has the word “pong”, so the search was by meaning."

REMARKS = [
    ("dredging", HITS, (), (), [], "nothing is missing"),
    ("does Devon dredge", HITS, (DEVON,), ("Devon",), [DEVON.remark], "a word that was said is not said again"),
    ("the pong", HITS, (), ("pong",), ["Read.", BY_MEANING], "another is searched for by meaning"),
    ("the pong in Devon", HITS, (DEVON,), ("pong", "Devon"), [DEVON.remark, "Read.", BY_MEANING], "what counts first"),
    ("what did the Director of Harbours say about ice", HITS, (), (), [], "the speaker"),
    (
        "what did the crew say about ice",
        HITS,
        (),
        (),
        ["None of the passages found is attributed to crew."],
        "another speaker",
    ),
    (
        '"steps of care"',
        (),
        (),
        (),
        ["“steps of care” stands word for word in no paper of those searched."],
        "quoted words",
    ),
]


@pytest.mark.parametrize(("question", "hits", "missing", "words", "expected", "reason"), REMARKS)
def test_remarks(
    question: str,
    hits: tuple[Hit, ...],
    missing: tuple[MissingPart, ...],
    words: tuple[str, ...],
    expected: list[str],
    reason: str,
) -> None:
    parsed = parse_query(question)
    query = RewrittenQuery(parsed, parsed, missing_words=words, remarks=("Read.",) if "Read." in expected else ())
    assert list(build_remarks(query, missing, hits)) == expected, reason
