"""Struck-through words: their marks, their spans, and the text without them."""

from __future__ import annotations

import pytest

from paper_search.text.struck import find_struck, mark_struck, mask_struck


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The fee is £40.", "~~The fee is £40.~~"),
        # White space stays outside, so that words join as before.
        (" the old fee ", " ~~the old fee~~ "),
        # Every sentence has its own marks: passages are cut between sentences.
        ("It rises. It falls.", "~~It rises.~~ ~~It falls.~~"),
        # A mark does not reach over a line end.
        ("It\nrises.", "~~It rises.~~"),
        ("  ", "  "),
    ],
)
def test_words_are_marked(text: str, marked: str) -> None:
    assert mark_struck(text) == marked


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("The fee is ~~£40~~ £45.", ["~~£40~~"]),
        ("~~It rises.~~ ~~It falls.~~ It stays.", ["~~It rises.~~", "~~It falls.~~"]),
        # A line drawn with tildes strikes nothing.
        ("Above\n~~~~~~~~\nBelow", []),
        # An amount about which somebody is not sure.
        ("~~ £40 ~~", []),
        ("one ~~ lone mark", []),
        ("~~ends\nelsewhere~~", []),
    ],
)
def test_struck_words_are_found(text: str, struck: list[str]) -> None:
    assert [text[start:end] for start, end in find_struck(text)] == struck


def test_masked_text_keeps_its_offsets() -> None:
    text = "The fee is ~~£40~~ £45, not ~~£50~~."
    masked = mask_struck(text)
    assert len(masked) == len(text)
    assert masked.split() == ["The", "fee", "is", "£45,", "not", "."]
    assert masked.index("£45") == text.index("£45")
