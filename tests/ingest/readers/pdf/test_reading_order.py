"""Columns of prose that differ in how far their lines fill them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import Draw, Words, pdf, text, together

LEFT = [
    "Ferry times",
    "from May to August",
    "on working days",
    "at 7.15 and at 8.45",
    "from the quay",
    "with dogs on a lead",
    "Please ring the clerk if the flag is not up",
    "when you reach the quay in the morning, for then",
    "the ferry lies still.",
]
RIGHT = [
    "The new benches of the green were paid for by the",
    "sale of last year's cider, and stand where the old elm",
    "stood. Those who sat on them first were the children",
    "of the school, who had painted the backs of them all.",
    "The roof of the hall is next: the Council has heard",
    "of three builders, and asks each of them for a price",
    "before the harvest, so that no rain comes in when the",
    "shows begin. Helpers for the stalls are welcome, and",
    "so is cake of any kind that keeps until the evening.",
]


def print_columns(step: float, *, is_centred: bool) -> Draw:
    """Return two columns, the left one with lines a step apart, the right one with lines closer together."""
    left: list[Words] = [
        (72 + (100 - 2.4 * len(line) if is_centred else 0), 120 + step * row, line) for row, line in enumerate(LEFT)
    ]
    right: list[Words] = [(320, 117 + 14 * row, line) for row, line in enumerate(RIGHT)]
    return together(text(*left, size=10), text(*right, size=10))


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (print_columns(19, is_centred=True), "short centred lines beside full ones"),
        (print_columns(19, is_centred=False), "short lines"),
        (print_columns(15.5, is_centred=True), "nearly the same step"),
    ],
)
def test_a_column_of_short_lines_is_read_before_the_one_beside_it(tmp_path: Path, draw: Draw, reason: str) -> None:
    read = " ".join(read_pdf(pdf(tmp_path / "paper.pdf", [draw])).text.split())
    assert " ".join(RIGHT) in read, reason
    assert read.index(LEFT[0]) < read.index(LEFT[-1]) < read.index(RIGHT[0]), reason
