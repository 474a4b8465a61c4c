"""Initials and letters in the margins of a page: what stays in the sentence, and what stands by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import Draw, grid, lines, pdf, text, together

FIRST = (
    "The district is to be told of the new precept that was set at",
    "five thousand pounds for the year and of the grants for the",
    "hall, which the clerk had found in the papers of the year.",
)
SECOND = ("The register of assets was agreed with the additions that the", "clerk had found in the hall")
PROSE = [" ".join(FIRST), " ".join(SECOND)]


def body(left: float = 72) -> Draw:
    return together(lines(left, 100, *FIRST), lines(left, 160, *SECOND))


@pytest.mark.parametrize(
    ("pages", "blocks", "reason"),
    [
        ([together(body(), text((500, 113.5, "JM"), (500, 160, "BM/JM")))],
         [PROSE[0], "JM", PROSE[1], "BM/JM"], "initials of who is to act"),
        ([together(body(), text((500, 106, "JM"), (500, 160, "Clerk")))],
         [PROSE[0], "JM", PROSE[1], "Clerk"], "between two lines"),
        ([together(lines(72, 100, *FIRST), text((500, 113.5, "JM"))),
          together(lines(72, 100, *SECOND), text((500, 100, "AW")))],
         [PROSE[0], "JM", PROSE[1], "AW"], "one on each page"),
        ([together(body(100), text((60, 113.5, "B"), (60, 173.5, "C")))],
         [PROSE[0], "B", PROSE[1], "C"], "letters left of the text that count the parts of a page"),
        ([together(body(), text((450, 113.5, "JM")))],
         [" ".join((*FIRST[:2], "JM", FIRST[2])), PROSE[1]], "a single one is no column"),
        ([together(grid([60, 400, 520], [90, 150, 190]), body(), text((450, 113.5, "JM"), (450, 173.5, "AW")))],
         [f"{PROSE[0]} | JM\n{PROSE[1]} | AW"], "a column of a ruled table stays one"),
        ([text((72, 100, "Cllr A Wren"), (300, 100, "LAB"), (72, 114, "Cllr B Lark"), (300, 114, "CON"))],
         ["Cllr A Wren LAB Cllr B Lark CON"], "names of a list, with what belongs to each"),
    ],
)  # fmt: skip
def test_notes_in_a_margin(tmp_path: Path, pages: list[Draw], blocks: list[str], reason: str) -> None:
    reading = read_pdf(pdf(tmp_path / "a.pdf", pages))
    assert [block.text for block in reading.blocks] == blocks, reason
