"""Text layers of scans: kept where the picture has the words, and only there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.making import HEIGHT, WIDTH, Draw, pdf, text
from tests.ingest.readers.pdf.raw import read_everything

LINES = (
    "Ferndale Parish Council met in the village hall.",
    "The clerk read the letter of the county surveyor.",
    "The tenant of the mill is Josiah Larkford.",
    "Members agreed to mend the footbridge in May.",
    "The meeting closed at nine in the evening.",
)
WORDS = tuple((72.0, 120.0 + 40 * index, line) for index, line in enumerate(LINES))
SECRET = (68.0, 186.0, 320.0, 206.0)
"""The box of the third line, in points from the top left."""


def scan(folder: Path) -> Image.Image:
    """Return a picture of a page with the lines, grey and with specks, as a scanner makes it."""
    document = pypdfium2.PdfDocument(pdf(folder / "printed.pdf", [text(*WORDS)]))
    page = np.array(document[0].render(scale=2, grayscale=True).to_pil(), dtype=float)
    noise = np.random.default_rng(0).normal(0, 4, page.shape)
    return Image.fromarray((page * 0.85 + 20 + noise).clip(0, 255).astype("uint8"))


def fill(picture: Image.Image, box: tuple[float, float, float, float], brightness: int) -> Image.Image:
    """Return the picture with a box filled."""
    ImageDraw.Draw(picture).rectangle([2 * value for value in box], fill=brightness)
    return picture


def draw_picture(
    picture: Image.Image, x: float = 0, y: float = 0, width: float = WIDTH, height: float = HEIGHT
) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), x, y, width, height)

    return draw


def layer(mode: int, dy: float = 0) -> Draw:
    """Return the lines in a render mode, shifted downwards."""

    def draw(canvas: Canvas) -> None:
        for x, top, line in WORDS:
            words = canvas.beginText(x, HEIGHT - top - dy)
            words.setFont("Helvetica", 11)
            words.setTextRenderMode(mode)
            words.textOut(line)
            canvas.drawText(words)

    return draw


def page(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for drawing in draws:
            drawing(canvas)

    return draw


@pytest.mark.parametrize("order", ["under", "over"])
def test_the_invisible_layer_of_a_scan_is_kept(tmp_path: Path, order: str) -> None:
    draws = (layer(3), draw_picture(scan(tmp_path)))
    reading = read_pdf(pdf(tmp_path / "scan.pdf", [page(*(draws if order == "under" else draws[::-1]))]))
    assert " ".join(reading.text.split()) == " ".join(LINES)
    assert reading.hidden == ()


def test_a_painted_layer_under_a_scan_is_kept(tmp_path: Path) -> None:
    reading = read_pdf(pdf(tmp_path / "scan.pdf", [page(layer(0), draw_picture(scan(tmp_path)))]))
    assert " ".join(reading.text.split()) == " ".join(LINES)
    assert reading.hidden == ()


@pytest.mark.parametrize(
    ("brightness", "why", "is_redaction"),
    [(0, "hidden under a black box", True), (230, "invisible", False)],
)
@pytest.mark.parametrize("mode", [3, 0])
@pytest.mark.rare_rows("3-230-invisible-False", "0-0-hidden under a black box-True")
def test_words_blacked_out_in_the_picture_are_not_kept(
    tmp_path: Path, brightness: int, why: str, is_redaction: bool, mode: int
) -> None:
    picture = fill(scan(tmp_path), SECRET, brightness)
    reading = read_pdf(pdf(tmp_path / "scan.pdf", [page(layer(mode), draw_picture(picture))]))
    assert "Larkford" not in read_everything(reading)
    assert LINES[3] in reading.text
    (hidden,) = reading.hidden
    assert hidden.words == 8
    if mode == 3:
        assert (hidden.why, hidden.is_redaction) == (why, is_redaction)


def test_a_box_over_a_scan_hides_its_layer(tmp_path: Path) -> None:
    def box(canvas: Canvas) -> None:
        canvas.rect(SECRET[0], HEIGHT - SECRET[3], SECRET[2] - SECRET[0], SECRET[3] - SECRET[1], stroke=0, fill=1)

    reading = read_pdf(pdf(tmp_path / "scan.pdf", [page(layer(3), draw_picture(scan(tmp_path)), box)]))
    assert "Larkford" not in read_everything(reading)
    assert [(hidden.words, hidden.is_redaction) for hidden in reading.hidden] == [(8, True)]


def test_a_layer_that_lies_elsewhere_than_the_words_is_kept(tmp_path: Path) -> None:
    """Where a scanner put its words cannot be judged then."""
    reading = read_pdf(pdf(tmp_path / "scan.pdf", [page(layer(3, dy=20), draw_picture(scan(tmp_path)))]))
    assert " ".join(reading.text.split()) == " ".join(LINES)


def test_a_photograph_over_the_words_is_no_scan_of_them(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 40)).astype("uint8")
    photograph = Image.fromarray(noise).resize((800, 1200), Image.Resampling.BICUBIC)
    reading_path = pdf(
        tmp_path / "photo.pdf",
        [text((72, 60, "Open words.")), page(layer(0), draw_picture(photograph, y=0, height=760))],
    )
    reading = read_pdf(reading_path)
    assert "Larkford" not in read_everything(reading)
    assert {(hidden.page, hidden.why) for hidden in reading.hidden} == {(2, "hidden under a picture")}


def test_invisible_words_without_a_picture_are_not_kept(tmp_path: Path) -> None:
    reading = read_pdf(pdf(tmp_path / "paper.pdf", [page(text((72, 60, "Open words.")), layer(3))]))
    assert reading.text == "Open words."
    assert [(hidden.why, hidden.is_redaction) for hidden in reading.hidden] == [("invisible", False)]
