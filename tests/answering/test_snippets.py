"""What is marked, and what is shown of a long passage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.answering.snippets import MAX_SNIPPET_CHARACTERS, build_snippet, find_marks

CASES = [
    ("potholes", "The pothole and the potholes.", ["pothole", "potholes"], "inflections are one word"),
    ("what did Ofsted say", "OFSTED said so; what of it?", ["OFSTED"], "words of the frame are not marked"),
    ("council’s plan", "The council's plans", ["council's", "plans"], "either apostrophe, possessive or not"),
    ("24/00109", "Decision 24/00109 of 2024", ["24", "00109"], "numbers whole, not as parts of others"),
    ("road", "Broadstairs roads", ["roads"], "never inside another word"),
    ("mermaids", "Nothing here", [], "no match, no mark"),
    ("old fee", "The ~~old~~ fee", ["fee"], "never inside struck words"),
]


@pytest.mark.parametrize(("question", "text", "expected", "reason"), CASES)
def test_marks(question: str, text: str, expected: list[str], reason: str) -> None:
    assert [text[start:end] for start, end in find_marks(question, text)] == expected, reason


def test_a_long_text_is_cut_to_the_sentences_with_most_marks() -> None:
    text = "Nothing to see here. " * 100 + "The potholes were repaired. " + "More of nothing. " * 100
    shown = build_snippet("potholes repaired", text)
    assert shown.text in text
    assert len(shown.text) <= MAX_SNIPPET_CHARACTERS
    assert [shown.text[start:end] for start, end in shown.marks] == ["potholes", "repaired"]


def test_one_endless_word_is_cut_and_not_lost() -> None:
    shown = build_snippet("x", "y" * 100_000)
    assert len(shown.text) == MAX_SNIPPET_CHARACTERS


@given(st.text(max_size=60), st.text(max_size=400))
def test_marks_always_lie_inside_the_text(question: str, text: str) -> None:
    shown = build_snippet(question, text)
    assert shown.text in text
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)
