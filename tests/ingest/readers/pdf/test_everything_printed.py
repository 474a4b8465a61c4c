"""Whatever is printed reaches the reading with its page: in its blocks, or among what was dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import HEIGHT, Draw, grid, lines, pdf, text, together

BODY = lines(72, 120, "The depot in Mill Lane has stood empty for five years, and the Council", "keeps it safe.")
MARK = "Not for publication"


def turned(degrees: float, x: float, top: float, size: float) -> Draw:
    """Return the mark at an angle."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, HEIGHT - top)
        canvas.rotate(degrees)
        canvas.setFont("Helvetica-Bold", size)
        canvas.setFillGray(0.8)
        canvas.drawString(0, 0, MARK)
        canvas.restoreState()

    return draw


def long_table(canvas: Canvas) -> None:
    tops = [60 + 20 * row for row in range(33)]
    grid((72, 250, 500), tops)(canvas)
    text(*((76.0, top + 14, f"Row {row}") for row, top in enumerate(tops[:-1])))(canvas)
    text(*((254.0, top + 14, MARK if row == 29 else "Open") for row, top in enumerate(tops[:-1])))(canvas)


@pytest.mark.parametrize(
    ("pages", "numbers", "reason"),
    [
        ([BODY, together(BODY, text((72, 30, MARK))), together(BODY, text((72, 30, MARK)))], [2, 3], "later heads"),
        ([BODY, together(BODY, text((72, 820, MARK))), together(BODY, text((72, 820, MARK)))], [2, 3], "later feet"),
        ([together(BODY, text((72, 820, MARK)))], [1], "the foot of one page"),
        ([BODY, together(BODY, turned(90, 30, 500, 10))], [2], "a margin printed upwards"),
        ([BODY, together(BODY, turned(-90, 570, 300, 10))], [2], "a margin printed downwards"),
        ([BODY, together(turned(30, 120, 600, 40), BODY)], [2], "a flat watermark"),
        ([BODY, together(turned(45, 120, 600, 40), BODY)], [2], "a diagonal watermark"),
        ([BODY, together(turned(60, 200, 700, 40), BODY)], [2], "a steep watermark"),
        ([BODY, long_table], [2], "a late row of a table"),
    ],
)
def test_a_mark_is_seen_with_its_page(tmp_path: Path, pages: list[Draw], numbers: list[int], reason: str) -> None:
    reading = read_pdf(pdf(tmp_path / "paper.pdf", pages))
    found = {text.page for text in reading.dropped if MARK in text.text}
    for block in reading.blocks:
        if MARK in block.text:
            found |= set(reading.pages(block.start + block.text.index(MARK), block.end) or ())
    assert sorted(page for page in found if page) == numbers, reason
    assert reading.hidden == (), reason


INFORMATION = [
    ("/Title", "the title"),
    ("/Subject", "the subject"),
    ("/Keywords", "the keywords"),
    ("/Classification", "a field of the publisher's own"),
]


@pytest.mark.parametrize(("field", "reason"), INFORMATION, ids=[row[1] for row in INFORMATION])
def test_a_mark_in_the_document_information_is_heard(tmp_path: Path, field: str, reason: str) -> None:
    writer = PdfWriter(clone_from=pdf(tmp_path / "plain.pdf", [BODY]))
    writer.add_metadata({field: MARK})
    writer.write(tmp_path / "marked.pdf")
    assert describe_access(tmp_path / "plain.pdf") == "public", reason
    assert describe_access(tmp_path / "marked.pdf") == "exempt", reason


def describe_access(path: Path) -> str:
    return documents_in_file(path.name, "0" * 64, read_pdf(path)).file_document.access
