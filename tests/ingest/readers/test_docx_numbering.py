"""Numbers as lists print them."""

from __future__ import annotations

import pytest

from paper_search.ingest.readers.counters import format_number


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
