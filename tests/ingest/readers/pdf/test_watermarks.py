"""Watermarks printed letter by letter."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.ingest.readers.pdf.raw import read_raw, words

BODY = words(72, 640, "The depot in Mill Lane is empty.")


def print_along(texts: str, step: float, size: float, degrees: float) -> str:
    """Return operators that print letters, or words set apart by slashes, one by one along a slanted line."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    parts = texts.split("/") if "/" in texts else list(texts)
    return "".join(
        f"q BT /F1 {size} Tf {cosine} {sine} {-sine} {cosine}"
        f" {120 + step * number * cosine} {200 + step * number * sine} Tm ({text}) Tj ET Q\n"
        for number, text in enumerate(parts)
    )


@pytest.mark.parametrize(
    ("texts", "step", "size", "degrees", "line", "reason"),
    [
        ("DRAFT", 66, 90, 45, "DRAFT", "half a right angle, at which boxes tell no widths"),
        ("DRAFT", 66, 90, 30, "DRAFT", "a slant"),
        ("DRAFT", 66, 90, 60, "DRAFT", "a steep slant"),
        ("DRAFT", 66, 90, -45, "DRAFT", "down the page"),
        ("DRAFT", 95, 90, 45, "DRAFT", "letters set apart"),
        ("DRAFT", 95, 90, 0, "DRAFT", "large level letters set apart"),
        ("NOT/FOR/SALE", 30, 12, 45, "NOT FOR SALE", "words printed one by one"),
    ],
)
def test_a_watermark_is_one_line(
    tmp_path: Path, texts: str, step: float, size: float, degrees: float, line: str, reason: str
) -> None:
    reading = read_raw(tmp_path / "paper.pdf", BODY + print_along(texts, step, size, degrees))
    assert line in reading.text.splitlines(), reason


@pytest.mark.parametrize(
    ("texts", "step", "size", "reason"),
    [
        ("12345", 95, 90, "figures of a table"),
        ("ABC", 16, 11, "letters of the size of a text"),
        ("AB", 95, 90, "two letters"),
    ],
)
def test_level_letters_set_apart_are_no_word(tmp_path: Path, texts: str, step: float, size: float, reason: str) -> None:
    assert texts not in read_raw(tmp_path / "paper.pdf", BODY + print_along(texts, step, size, 0)).text, reason
