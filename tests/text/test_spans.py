"""Words, sentences and folding, as tables of cases."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.text.spans import (
    collapse_whitespace,
    extract_content_words,
    find_lines,
    find_words,
    has_overlap,
    normalise,
    slugify,
    split_sentences,
    trim_span,
)

SENTENCES = [
    ("One. Two.", ["One.", "Two."], "a full stop ends a sentence"),
    ("Cllr. Jones spoke. He sat.", ["Cllr. Jones spoke.", "He sat."], "a title's full stop does not"),
    ("See para. 4 of it.", ["See para. 4 of it."], "nor does a reference's"),
    ("J. Smith agreed.", ["J. Smith agreed."], "nor an initial's"),
    ("4. The plan was agreed.", ["4. The plan was agreed."], "nor the one behind a leading number"),
    ("It cost £1.5m. It rose.", ["It cost £1.5m.", "It rose."], "nor one inside a sum"),
    ("Was it so? Yes!", ["Was it so?", "Yes!"], "questions and exclamations end too"),
    ("He said “Stop.” They did.", ["He said “Stop.”", "They did."], "the closing quote stays with its sentence"),
    ("First line\n\nSecond line", ["First line", "Second line"], "a blank line always ends one"),
    ("no stop at all", ["no stop at all"], "the rest is a sentence"),
    ("   ", [], "white space holds none"),
]


LINES = [
    ("one\ntwo", [(0, 3), (4, 7)], "without the break"),
    ("one\n\ntwo\n", [(0, 3), (4, 4), (5, 8), (9, 9)], "empty lines too, also behind the last break"),
    ("", [(0, 0)], "an empty text is one empty line"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), LINES, ids=[row[-1] for row in LINES])
def test_lines(text: str, expected: list[tuple[int, int]], reason: str) -> None:
    assert find_lines(text) == expected, reason


OVERLAPS = [
    ((0, 4), (3, 6), True, "one character is shared"),
    ((0, 9), (3, 6), True, "one lies inside the other"),
    ((0, 3), (3, 6), False, "spans that touch share none"),
    ((0, 2), (3, 6), False, "apart"),
]


@pytest.mark.parametrize(("first", "second", "expected", "reason"), OVERLAPS, ids=[row[-1] for row in OVERLAPS])
def test_overlap(first: tuple[int, int], second: tuple[int, int], expected: bool, reason: str) -> None:
    assert has_overlap(first, second) is has_overlap(second, first) is expected, reason


@pytest.mark.parametrize(("text", "expected", "reason"), SENTENCES)
def test_sentences(text: str, expected: list[str], reason: str) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == expected, reason


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_sentences_lose_nothing_and_keep_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("The Council’s  PLAN", "the council's plan", "case, quotes and spaces"),
        ("e\ufb03cient", "efficient", "a ligature is its letters"),
        ("soft\u00adhyphen", "softhyphen", "a soft hyphen is nothing"),
        ("2024–25", "2024-25", "dashes are one"),
    ],
)
def test_fold(text: str, expected: str, reason: str) -> None:
    assert normalise(text) == expected, reason


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        (
            "what did Ofsted say about management oversight",
            ["ofsted", "management", "oversight"],
            "the frame falls away",
        ),
        ("potholes", ["potholes"], "one word stays"),
        ("who was it", ["who", "was", "it"], "a question of small words keeps them all"),
        ("roads Roads ROADS", ["roads"], "each word once"),
        ("the council's plan", ["council", "plan"], "a possessive is a form of its word"),
        ("24/00109", ["24", "00109"], "a reference is its numbers"),
    ],
)
def test_content_words(question: str, expected: list[str], reason: str) -> None:
    assert extract_content_words(question) == expected, reason


def test_squeeze_trim_slug_and_words() -> None:
    assert collapse_whitespace("  a \n b ") == "a b"
    assert trim_span("  ab ", 0, 5) == (2, 4)
    assert trim_span("   ", 0, 3) == (3, 3)
    assert slugify("Ofsted: Current Situation") == "ofsted-current-situation"
    assert [("don't stop"[a:b]) for a, b in find_words("don't stop")] == ["don't", "stop"]
