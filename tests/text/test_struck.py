"""Struck-through words: their marks, their spans, and the text without them."""

from __future__ import annotations

import pytest

from paper_search.records import Block, Reading
from paper_search.records.strikethrough import find_struck, find_struck_pairs, mask_struck
from paper_search.text.struck import has_words, join_struck, mark_struck, mask_reading, split_struck


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
        # A tilde of the paper's own would make the mark another sign.
        ("~5 or so", "~~\u223c5 or so~~"),
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
        # Markdown strikes through over a line end, within a paragraph.
        ("~~ends\nelsewhere~~", ["~~ends\nelsewhere~~"]),
        # Words right beside struck ones.
        ("It is ~~40~~45 now", ["~~40~~"]),
        ("the~~40~~", ["~~40~~"]),
        # A passage cut inside struck words: all that may be struck is.
        ("It falls. ~~It rises in", ["~~It rises in"]),
        ("May each year.~~ It falls.", ["May each year.~~"]),
        ("each year.~~ It falls. ~~It rises in", ["each year.~~", "~~It rises in"]),
        # The first of two marks that open can only have closed something.
        ("to 40~~45, and ~~46~~ is", ["to 40~~45, and ~~46~~ is"]),
        # Another paragraph is not reached.
        ("It stays.\n\n~~It rises.\n\nIt falls.", ["~~It rises.\n\n"]),
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


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("The fee is ~~£40~~ £45.", ["~~£40~~"]),
        # In a whole text nothing was cut, and a lone mark must not strike the rest of a paper.
        ("About ~~5 of them came.\nThey left.", []),
        ("It stays.~~\nIt goes.", []),
        ("~~one\n\nother~~", []),
    ],
)
def test_in_a_whole_text_only_pairs_strike(text: str, struck: list[str]) -> None:
    assert [text[start:end] for start, end in find_struck_pairs(text)] == struck


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ([("The fee is ", False), ("£40", True), (" £45.", False)], "The fee is ~~£40~~ £45."),
        # Runs of one look are one.
        ([("£4", True), ("0", True)], "~~£40~~"),
        # Nothing is struck: nothing changes, a tilde of the paper's own neither.
        ([("about ~", False), ("5", False)], "about ~5"),
        ([("about ~", False), ("5", True)], "about \u223c~~5~~"),
    ],
)
def test_pieces_are_joined(pieces: list[tuple[str, bool]], joined: str) -> None:
    assert join_struck(pieces) == joined


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It ~~rises.~~ falls", [("It ", False), ("rises.", True), (" falls", False)]),
        ("~~It rises", [("It rises", True)]),
        ("It rises.~~", [("It rises.", True)]),
        ("~~", [("~~", False)]),
        ("to 40~~45 and ~~46~~", [("to 40", True), ("45 and ", True), ("46", True)]),
        ("", []),
        ("It falls", [("It falls", False)]),
    ],
)
def test_text_is_split_without_its_marks(text: str, parts: list[tuple[str, bool]]) -> None:
    assert [(text[start:end], is_struck) for (start, end), is_struck in split_struck(text)] == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5.    ", False), ("(a)   ", False), ("\u2022  ", False), ("   ", False), ("5. It falls", True), ("a fee", True)],
)
def test_a_label_alone_says_nothing(text: str, expected: bool) -> None:
    assert has_words(text) is expected


def test_a_reading_is_masked_without_its_struck_blocks() -> None:
    lines = ["12", "~~That it be sold.~~", "It is ~~not~~ kept."]
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    blocks = [Block("text", line, start, start + len(line)) for line, start in zip(lines, starts, strict=True)]
    masked = mask_reading(Reading(text, tuple(blocks)))
    assert len(masked.text) == len(text)
    assert [block.text.split() for block in masked.blocks] == [["12"], ["It", "is", "kept."]]
    assert all(masked.text[block.start : block.end] == block.text for block in masked.blocks)


def test_many_marks_take_linear_time() -> None:
    text = "~~a b~~c " * 20_000
    assert len(mask_struck(text)) == len(text)
