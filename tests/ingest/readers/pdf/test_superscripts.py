"""Raised and lowered figures: what is printed, what is read, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from paper_search.ingest.readers.pdf import read_pdf
from paper_search.records.superscripts import mask_note_marks
from tests.ingest.readers.pdf.raw import raw_pdf, words

Part = str | tuple[str, float, float]
"""Words in the type of the line, or words with their size and their rise in points."""


def line(x: float, y: float, *parts: Part) -> str:
    """Return operators that print a line, each part where the one before it ends."""
    content = ""
    for part in parts:
        text, size, rise = (part, 11.0, 0.0) if isinstance(part, str) else part
        content += words(x, y, text, size, f"{rise} Ts")
        x += stringWidth(text, "Helvetica", size)
    return content


def mark(text: str, size: float = 7, rise: float = 4) -> Part:
    return text, size, rise


def read_blocks(folder: Path, content: str) -> list[str]:
    return [block.text for block in read_pdf(raw_pdf(folder / "paper.pdf", content)).blocks]


@pytest.mark.parametrize(
    ("parts", "text", "reason"),
    [
        (("Spending rose in 2019", mark("4"), " and fell."), "Spending rose in 2019⁴ and fell.", "a note on a year"),
        (("It cost 3.5m", mark("12"), " in all."), "It cost 3.5m¹² in all.", "a note on a sum"),
        (("It cost 3.5m", mark("1"), mark("2"), " in all."), "It cost 3.5m¹² in all.", "drawn in two pieces"),
        (("It was heard before", mark("1,2"), " now"), "It was heard before¹,² now", "two notes"),
        (("It was heard before", mark("(3)"), " now"), "It was heard before⁽³⁾ now", "a note in brackets"),
        (("built in 10", mark("6"), " hours"), "built in 10⁶ hours", "a power of ten"),
        (("about 10", mark("-3"), " g"), "about 10⁻³ g", "a power below nought"),
        (("is 40 m", mark("2"), " wide"), "is 40 m² wide", "a unit"),
        (("less CO", mark("2", 7, -2), " in all"), "less CO₂ in all", "a formula, whose figure is lowered"),
        (("on 3", mark("rd"), " May"), "on 3rd May", "raised letters are plain letters"),
        (("on 21", mark("s"), mark("t"), " May"), "on 21st May", "raised letters, each drawn alone"),
        (("Spending in 2019", mark("4", 9.1), " rose"), "Spending in 2019⁴ rose", "a browser's smaller type"),
        (("Spending in 2019", mark("4", 11), " rose"), "Spending in 2019⁴ rose", "type as large as that of the word"),
        (("in 2019 ", mark("4"), " and fell"), "in 2019 ⁴ and fell", "a space that is printed stays"),
        (("about 2", mark("1"), "/", mark("2", 7, -1), " hours"), "about 2 1/2 hours", "a fraction is no note"),
        (("Votes of 12", mark("*"), " were"), "Votes of 12* were", "a star has no raised form"),
        (("Part 12", mark("34", 11, 0), " is"), "Part 1234 is", "figures on the line"),
        (("Part ", mark("12", 7, 0), " is"), "Part 12 is", "small figures on the line"),
    ],
)  # fmt: skip
def test_raised_figures_belong_to_the_word_they_touch(
    tmp_path: Path, parts: tuple[Part, ...], text: str, reason: str
) -> None:
    assert read_blocks(tmp_path, line(72, 700, *parts)) == [text], reason


def test_a_mark_in_a_heading_is_measured_by_the_heading(tmp_path: Path) -> None:
    """It is as large as the body, and so high that it would stand on a line of its own."""
    body = "".join(line(72, y, "The Council heard the report of the officer on the roads.") for y in (700, 686, 672))
    content = line(72, 760, ("Spending in 2019", 18, 0), mark("4", 11, 7)) + body
    assert read_blocks(tmp_path, content)[0] == "Spending in 2019⁴"


def test_each_note_begins_with_its_mark(tmp_path: Path) -> None:
    body = "".join(line(72, y, "The Council heard the report of the officer on the roads.") for y in (700, 686, 672))
    notes = line(72, 100, mark("4", 5.5, 3), (" See the paper of May", 8, 0))
    notes += line(72, 90, mark("5", 5.5, 3), (" See the paper of June", 8, 0))
    assert read_blocks(tmp_path, body + notes)[1:] == ["⁴ See the paper of May", "⁵ See the paper of June"]


def test_figures_of_a_table_keep_their_marks_apart(tmp_path: Path) -> None:
    """A note on an amount adds no digit to it, and figures that are small or off the line are no notes."""
    rows = [("Ward", ("Budget",), "Paid"), ("Larkford", ("12.4", mark("1")), "13.0"), ("Mill", ("15.4",), "16.0")]
    content = "".join(
        line(72, 700 - 14 * index, ward) + line(250, 700 - 14 * index, *budget) + line(350, 700 - 14 * index, paid)
        for index, (ward, budget, paid) in enumerate(rows)
    )
    (table,) = read_blocks(tmp_path, content)
    assert table == "Ward | Budget | Paid\nLarkford | 12.4¹ | 13.0\nMill | 15.4 | 16.0"
    assert "Larkford | 12.4  | 13.0" in mask_note_marks(table)


def test_a_small_figure_in_a_column_of_its_own_is_no_mark(tmp_path: Path) -> None:
    content = "".join(line(72, y, "Larkford") + words(140, y + 3, "3", 7) + line(250, y, "13.0") for y in (700, 680))
    assert not any("³" in text for text in read_blocks(tmp_path, content))


def test_a_sentence_ends_before_its_note(tmp_path: Path) -> None:
    """The next line is outdented: it begins another paragraph only where the one above has ended."""
    content = line(100, 700, "The sum was repaid in full by the Board in the spring of the year.", mark("4"))
    content += line(72, 686, "Officers will report again in the autumn of the year on what is left of the sum.")
    assert len(read_blocks(tmp_path, content)) == 2
