"""Pieces put together: offsets, page starts and what cannot be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.ingest.readers.blocks import TextRun, assemble_reading, format_number, make_run
from paper_search.records import DroppedText

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8))
def test_blocks_are_slices_and_page_starts_go_up(pairs: list[tuple[str, str]]) -> None:
    pieces = [TextRun("text", ((n, first), (n + 1, second))) for n, (first, second) in enumerate(pairs, 1)]
    reading = assemble_reading(pieces, pages=len(pairs) + 1)
    assert all(reading.text[block.start : block.end] == block.text for block in reading.blocks)
    assert reading.text == "\n".join(block.text for block in reading.blocks)
    assert list(reading.page_starts) == sorted(reading.page_starts)
    assert len(reading.page_starts) == len(pairs) + 1


def test_a_page_without_words_starts_where_the_next_does() -> None:
    reading = assemble_reading([TextRun("text", ((1, "one"),)), TextRun("text", ((3, "three"),))], pages=4)
    assert reading.page_starts == (0, 4, 4, 9)
    assert reading.pages(4, 9) == (3, 3)


def test_halves_of_characters_are_replaced() -> None:
    reading = assemble_reading(
        [make_run("text", "a\ud83d\ude00b\ud800c")], dropped=[DroppedText(1, "\udc00", "running head")]
    )
    assert reading.text == "a\U0001f600b\ufffdc"
    assert reading.dropped[0].text == "\ufffd"


@pytest.mark.parametrize(
    ("style", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("lowerLetter", 1, "a"),
        ("lowerLetter", 27, "aa"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 1949, "MCMXLIX"),
        ("decimalZero", 7, "07"),
        ("ordinal", 11, "11th"),
        ("ordinal", 22, "22nd"),
        ("lowerLetter", 0, "0"),
        ("unheardOf", 5, "5"),
    ],
)
def test_printed_number(style: str, number: int, printed: str) -> None:
    assert format_number(style, number) == printed
