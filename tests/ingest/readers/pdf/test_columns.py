"""Prose in columns: what is read column by column, cell by cell, or as rows of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import Draw, grid, lines, pdf, text, together

LEFT = (
    "The committee heard that the number of",
    "faults in the roads had gone up in each of",
    "the last three winters and that the money",
    "set aside had not kept pace with it, so that",
    "members asked how the works would be paid",
    "for and whether the schools had been told.",
)
RIGHT = (
    "Officers said that the programme for the",
    "coming year would be drawn up in the spring",
    "so that members would be consulted on it",
    "before a contract was let, and that the report",
    "would be brought back in the autumn with the",
    "figures for each of the wards of the town.",
)


def side_by_side(count: int = 6, top: float = 100) -> Draw:
    return together(lines(72, top, *LEFT[:count]), lines(310, top, *RIGHT[:count]))


def join(*printed: str) -> str:
    return " ".join(printed)


COLUMNS = [join(*LEFT), join(*RIGHT)]


@pytest.mark.parametrize(
    ("pages", "blocks", "reason"),
    [
        ([side_by_side()], COLUMNS, "two columns"),
        ([side_by_side(3)], [join(*LEFT[:3]), join(*RIGHT[:3])], "few lines whose sentences go on"),
        ([together(grid([66, 300, 540], [86, 180]), side_by_side())], COLUMNS, "a frame around both"),
        ([together(grid([66, 300, 540], [86, 180, 280]), side_by_side(), side_by_side(top=200))], COLUMNS * 2,
         "a frame of two rows is read row by row"),
        ([together(grid([66, 300, 540], [60, 86, 180]), text((72, 78, "Issue"), (310, 78, "Response")),
          side_by_side())], [f"Issue | Response\n{' | '.join(COLUMNS)}"], "heads make it a table"),
        ([together(grid([66, 300, 540], [60, 86, 180]), text((72, 78, "Issue"), (310, 78, "Response")),
          lines(72, 100, *LEFT), lines(310, 100, *RIGHT[:5])),
          together(grid([66, 300, 540], [86, 180]), side_by_side())],
         [f"Issue | Response\n{COLUMNS[0]} | {join(*RIGHT[:5])}", " | ".join(COLUMNS)],
         "a table that goes on over the page"),
        ([text((72, 100, "Name of the body:"), (310, 100, "Larkford Town Council"), (72, 114, "Date of the meeting:"),
          (310, 114, "3 May 2031"), (72, 128, "Place of the meeting:"), (310, 128, "The hall"))],
         ["Name of the body: Larkford Town Council Date of the meeting: 3 May 2031 Place of the meeting: The hall"],
         "a label and what is filled in"),
    ],
)  # fmt: skip
def test_columns_of_prose(tmp_path: Path, pages: list[Draw], blocks: list[str], reason: str) -> None:
    reading = read_pdf(pdf(tmp_path / "a.pdf", pages))
    assert [block.text for block in reading.blocks] == blocks, reason
