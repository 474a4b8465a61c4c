"""What is quoted as one: sentences, whole items, rows; and how a short one grows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from paper_search.answering.config import ANSWERING
from paper_search.answering.quote_units import extend_quote, split_units
from paper_search.records import Passage, PassageKind


def passage(text: str, kind: PassageKind = "paragraph") -> Passage:
    return Passage("p", "d", kind, text, 0, len(text))


LONG = "It was said at length. " * 30

UNITS: list[tuple[PassageKind, str, list[str], str]] = [
    ("paragraph", "One. Two is here.", ["One.", "Two is here."], "sentences"),
    ("paragraph", "See No. 5 and Cllr. Smith. Then go.", ["See No. 5 and Cllr. Smith.", "Then go."], "abbreviations"),
    ("bullet", "• one. And more\n• two", ["• one. And more", "• two"], "an item is whole, full stop or not"),
    (
        "paragraph",
        "The aims are:\na) to build. Soon;\nb) to save.",
        ["The aims are:", "a) to build. Soon;", "b) to save."],
        "what leads in stands apart",
    ),
    ("table", "Name | 1\nOther. Thing | 2", ["Name | 1", "Other. Thing | 2"], "a row is never mixed with the next"),
    (
        "bullet",
        "• " + LONG.strip() + "\n• two",
        ["• It was said at length.", *["It was said at length."] * 29, "• two"],
        "too long to be quoted whole",
    ),
    (
        "paragraph",
        "A range - from five\nto ten - is usual.",
        ["A range - from five\nto ten - is usual."],
        "a dash inside a line begins no item",
    ),
]


@pytest.mark.parametrize(("kind", "text", "expected", "reason"), UNITS)
def test_units(kind: PassageKind, text: str, expected: list[str], reason: str) -> None:
    quoted = passage(text, kind)
    spans = split_units(quoted)
    assert [text[start:end] for start, end in spans] == expected, reason
    assert all(not text[end:start].strip() for (_, end), (start, _) in pairwise(spans)), reason


GROWN = [
    ("paragraph", ["A short one.", "The next.", "The last."], 0, "A short one. The next. The last.", "all of it"),
    (
        "paragraph",
        ["x" * 250 + ".", "y" * 200 + ".", "z" * 200 + "."],
        1,
        "y" * 200 + ". " + "z" * 200 + ".",
        "onwards",
    ),
    (
        "paragraph",
        ["x" * ANSWERING.max_quote_characters + ".", "Yes."],
        1,
        "Yes.",
        "what stands before would make it too long",
    ),
    (
        "paragraph",
        ["x" * ANSWERING.min_quote_characters + ".", "Yes."],
        0,
        "x" * ANSWERING.min_quote_characters + ".",
        "long enough alone",
    ),
]


@pytest.mark.parametrize(("kind", "said", "at", "expected", "reason"), GROWN)
def test_a_short_unit_grows(kind: PassageKind, said: list[str], at: int, expected: str, reason: str) -> None:
    quoted = passage(" ".join(said), kind)
    spans = split_units(quoted)
    start, end = extend_quote(spans[at], quoted, spans)
    assert quoted.text[start:end] == expected, reason
    assert end - start <= max(ANSWERING.max_quote_characters, len(said[at])), reason


def test_a_row_of_a_table_stays_alone() -> None:
    quoted = passage("A | 1\nB | 2", "table")
    assert extend_quote((0, 5), quoted, split_units(quoted)) == (0, 5)


STRUCK: list[tuple[PassageKind, str, list[str], str]] = [
    ("paragraph", "It rises. ~~It falls.~~ It stays.", ["It rises.", "It stays."], "a sentence that is struck is none"),
    (
        "paragraph",
        "That the depot be sold for ~~900,000~~ 1,250,000 pounds.",
        ["That the depot be sold for"],
        "a part of few words says nothing alone",
    ),
    (
        "paragraph",
        "The fee for a stall is 45 pounds ~~from May~~ and it is paid by the month.",
        ["The fee for a stall is 45 pounds", "and it is paid by the month."],
        "both parts stand",
    ),
    ("table", "Stall | ~~40~~ | 45 pounds\nShop | 60 pounds", ["Shop | 60 pounds"], "a row"),
    ("bullet", "1. ~~Sell it to the bidder.~~\n2. Keep it for now.", ["2. Keep it for now."], "a number alone"),
    ("paragraph", "fell to 40 pounds.~~ It rose to 45 pounds.", ["It rose to 45 pounds."], "the beginning was cut off"),
    ("paragraph", "It rose to 45 pounds. ~~It fell to", ["It rose to 45 pounds."], "the end was cut off"),
    ("paragraph", "~~It falls.~~", [], "nothing is left"),
]


@pytest.mark.parametrize(("kind", "text", "expected", "reason"), STRUCK)
def test_no_unit_holds_struck_words(kind: PassageKind, text: str, expected: list[str], reason: str) -> None:
    units = split_units(passage(text, kind))
    assert [text[start:end] for start, end in units] == expected, reason


@pytest.mark.parametrize("at", [0, 1])
def test_a_short_unit_does_not_grow_across_struck_words(at: int) -> None:
    quoted = passage("It rises each year. ~~It fell once.~~ It stays as it is.")
    units = split_units(quoted)
    assert extend_quote(units[at], quoted, units) == units[at]


def test_a_short_unit_does_not_grow_by_what_may_not_be_quoted() -> None:
    quoted = passage("It rises each year.\n\nTHE PIER\n\nIt stays as it is. It is old.")
    rises, heading, stays, old = units = split_units(quoted)
    allowed = [rises, stays, old]
    assert extend_quote(rises, quoted, units, quotable=allowed) == rises
    assert extend_quote(stays, quoted, units, quotable=allowed) == (stays[0], old[1])
    assert extend_quote(rises, quoted, units) == (rises[0], old[1]), heading
