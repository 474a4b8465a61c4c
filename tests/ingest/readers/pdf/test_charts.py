"""Charts: what is drawn among the lines of a paragraph, and what is read of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import HEIGHT, Draw, grid, lines, pdf, text, together

ABOVE = (
    "The committee heard that the number of faults in the county's roads had gone up in each of",
    "the last three winters, that the money had not kept pace with it as the chart shows",
)
BELOW = (
    "and that the programme for the coming year would be drawn up in the spring, so that members",
    "would be consulted on it before a contract was let.",
)
SENTENCE = " ".join((*ABOVE, *BELOW))
YEARS = ["2019", "2020", "2021", "2022", "2023"]


def bars(left: float, top: float, width: float, height: float, *, has_grid: bool = True) -> Draw:
    """Five bars on an axis, with the lines of its grid."""

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - top - height
        for number in range(5):
            canvas.rect(left + 10 + number * width / 5, base, width / 8, height * (0.3 + 0.13 * number), 0, 1)
        if has_grid:
            canvas.line(left, base, left, base + height)
            for number in range(6):
                canvas.line(left, base + number * height / 5, left + width, base + number * height / 5)

    return draw


def curve(left: float, top: float, width: float, height: float) -> Draw:
    """A line that rises and falls between two axes."""

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - top - height
        heights = [base + height * share for share in (0.2, 0.7, 0.3, 0.9, 0.5, 0.6, 0.1)]
        for number, (start, end) in enumerate(pairwise(heights)):
            canvas.line(left + number * width / 6, start, left + (number + 1) * width / 6, end)
        canvas.line(left, base, left + width, base)
        canvas.line(left, base, left, base + height)

    return draw


def sectors(left: float, top: float, radius: float) -> Draw:
    """A circle in two sectors."""

    def draw(canvas: Canvas) -> None:
        box = left, HEIGHT - top - 2 * radius, left + 2 * radius, HEIGHT - top
        canvas.setFillGray(0.6)
        canvas.wedge(*box, 0, 130, fill=1)
        canvas.setFillGray(0.8)
        canvas.wedge(*box, 130, 360, fill=1)
        canvas.setFillGray(0)

    return draw


def ticks(x: float, top: float, height: float) -> Draw:
    return text(*((x, top + height - number * height / 5 + 3, str(20 * number)) for number in range(6)), size=9)


def names(left: float, y: float, width: float, labels: list[str]) -> Draw:
    return text(*((left + 10 + n * width / 5, y, label) for n, label in enumerate(labels)), size=9)


@pytest.mark.parametrize(
    ("drawn", "label", "reason"),
    [
        (together(bars(110, 150, 380, 150), ticks(85, 150, 150), names(110, 312, 380, YEARS),
                  text((250, 328, "Target"), (320, 328, "Actual"), size=9)),
         "2019 2020 2021 2022 2023\nTarget Actual", "the years of an axis, and a legend"),
        (together(bars(110, 126, 380, 150), ticks(85, 126, 150), names(110, 290, 380, YEARS)),
         "100\n80", "the first tick right below the line above"),
        (together(curve(110, 150, 380, 150), ticks(85, 150, 150), names(110, 312, 380, YEARS)),
         "2019 2020", "a line"),
        (together(sectors(200, 150, 70), text((350, 190, "Roads"), (350, 205, "Libraries and schools")),
                  text((220, 200, "34%"), (280, 250, "66%"))),
         "Libraries and schools", "sectors of a circle, with a legend at the side"),
        (together(bars(250, 150, 240, 150), names(250, 312, 240, ["0%", "20%", "40%", "60%", "80%"]),
                  text(*((90, 165 + 28 * n, name) for n, name in enumerate(["Roads and bridges", "Parks", "Waste"])))),
         "Roads and bridges\nParks\nWaste", "names left of the bars"),
        (together(bars(110, 150, 380, 150, has_grid=False), names(110, 312, 380, ["Sea", "Ice", "Bins", "A", "B"]),
                  text(*((125 + 76 * n, 250 - 19.5 * n, f"{12.5 + n}%") for n in range(5)))),
         "16.5%\n15.5%", "the values of the bars, and no axis"),
    ],
)  # fmt: skip
def test_a_sentence_runs_on_below_a_chart(tmp_path: Path, drawn: Draw, label: str, reason: str) -> None:
    page = together(lines(72, 100, *ABOVE), drawn, lines(72, 360, *BELOW))
    prose, chart = read_pdf(pdf(tmp_path / "a.pdf", [page])).blocks
    assert prose.text == SENTENCE, reason
    assert chart.kind == "table" and label in chart.text, reason


def test_labels_beside_prose_are_no_part_of_its_lines(tmp_path: Path) -> None:
    narrow = [
        "The committee heard that the number",
        "of faults in the roads had gone up in",
        "each of the last three winters,",
    ]
    narrow += [
        "that the money had not kept pace",
        "with it, as the chart shows, and that",
        "the works would wait for the spring.",
    ]
    page = together(lines(72, 120, *narrow), bars(340, 110, 180, 90), ticks(315, 110, 90), names(340, 212, 180, YEARS))
    prose, chart = read_pdf(pdf(tmp_path / "a.pdf", [page])).blocks
    assert prose.text == " ".join(narrow)
    assert chart.text == "100\n80\n60\n40\n20\n0\n2019 2020 2021 2022 2023"


@pytest.mark.parametrize(
    ("drawn", "row", "reason"),
    [
        (together(bars(300, 100, 200, 50, has_grid=False), grid([60, 290, 520], [90, 110, 130, 150]),
                  text((70, 105, "Roads"), (70, 125, "Parks"), (70, 145, "Waste")),
                  text((300, 105, "12"), (300, 125, "15"), (300, 145, "19"))),
         "Roads | 12", "bars drawn in the cells of a table"),
        (together(curve(72, 100, 60, 20), text((72, 140, "A Wren"), (72, 154, "Clerk to the Council"))),
         "A Wren", "a signature is no chart"),
    ],
)  # fmt: skip
def test_what_is_no_chart(tmp_path: Path, drawn: Draw, row: str, reason: str) -> None:
    blocks = read_pdf(pdf(tmp_path / "a.pdf", [drawn])).blocks
    assert any(line.startswith(row) for block in blocks for line in block.text.split("\n")), reason
    assert not any(block.text.startswith("12\n") for block in blocks), reason
