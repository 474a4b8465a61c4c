"""Pages whose lines are all slanted: askew scans and slanted posters are read line by line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.pdf import read_pdf
from paper_search.ingest.readers.pdf.graphics import TextSpan
from paper_search.ingest.readers.pdf.slant import measure_slant
from tests.ingest.readers.making import HEIGHT, Draw, lines, pdf

LINES = (
    "The harbour at Larkford is dredged in each year that ends with an even number, which",
    "costs the same as painting the bridge; the Council asked officers to seek a contract",
    "for both, so that one crane may serve the two, and to report in the autumn.",
)


def print_slanted(degrees: float, *, is_turned: bool = False, is_by_word: bool = True) -> Draw:
    """Return the lines at an angle, each word placed by itself as text recognition places them."""

    def draw(canvas: Canvas) -> None:
        if is_turned:
            canvas.translate(560, 60)
            canvas.rotate(90)
        canvas.translate(60, HEIGHT - 300 if not is_turned else 300)
        canvas.rotate(degrees)
        canvas.setFont("Times-Roman", 12)
        for row, line in enumerate(LINES):
            x = 0.0
            for word in line.split() if is_by_word else [line]:
                canvas.drawString(x, -15.0 * row, word)
                x += canvas.stringWidth(f"{word} ", "Times-Roman", 12)

    return draw


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (print_slanted(0), "the control"),
        (print_slanted(0.4), "a sheet fed a little askew"),
        (print_slanted(-1.5), "askew the other way"),
        (print_slanted(2), "two lines further on the other side"),
        (print_slanted(25), "a poster"),
        (print_slanted(25, is_by_word=False), "whole lines"),
        (print_slanted(1.5, is_turned=True), "a page printed upwards, askew"),
    ],
)
def test_slanted_lines_are_read_one_after_the_other(tmp_path: Path, draw: Draw, reason: str) -> None:
    assert read_pdf(pdf(tmp_path / "paper.pdf", [draw])).text == " ".join(LINES), reason


def test_a_slanted_mark_leaves_level_lines_alone(tmp_path: Path) -> None:
    def mark(canvas: Canvas) -> None:
        lines(72, 120, *LINES)(canvas)
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFont("Times-Roman", 60)
        canvas.drawString(0, 0, "DRAFT")

    assert read_pdf(pdf(tmp_path / "paper.pdf", [mark])).text.startswith(" ".join(LINES))


@pytest.mark.parametrize(
    ("spans", "slant", "reason"),
    [
        ([], 0.0, "a page without words"),
        ([TextSpan("Ferndale", 0, 40, 10, 10, False, False, 0)], 0.0, "words that a field holds"),
    ],
)
def test_words_without_an_angle_are_level(spans: list[TextSpan], slant: float, reason: str) -> None:
    assert math.isclose(measure_slant(spans), slant), reason
