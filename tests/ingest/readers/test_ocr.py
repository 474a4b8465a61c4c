"""Pages that are pictures: listed by page, read by text recognition where it is at hand, and marked as such."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from paper_search.api import open_library
from paper_search.citations.format import cite
from paper_search.cli import terminal
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import UnreadableError
from paper_search.indexing import builder
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import HEIGHT, WIDTH, Draw, lines, pdf

needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="text recognition is not installed: " + ocr.INSTALL_HINT
)


def scan(*printed: str) -> Draw:
    """A page that is a picture of these lines."""

    def draw(canvas: Canvas) -> None:
        picture = Image.new("L", (1240, 1754), 255)
        pencil, font = ImageDraw.Draw(picture), ImageFont.load_default(34)
        for number, line in enumerate(printed):
            pencil.text((150, 150 + 60 * number), line, fill=0, font=font)
        canvas.drawInlineImage(picture, 0, 0, WIDTH, HEIGHT)

    return draw


SCANNED = scan("4.2 The cormorant option was rejected", "because the quay would flood in winter.")
PRINTED = lines(72, 100, "4.1 The heron option was accepted by the Cabinet.")


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system on which Tesseract is not installed."""
    (tmp_path / "nothing").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


@pytest.mark.usefixtures("no_tesseract")
def test_without_it_a_scan_is_listed_with_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        read(pdf(tmp_path / "a.pdf", [SCANNED]))
    assert error.value.code == "scanned"
    assert "tesseract" in error.value.next_step and "paper-search[ocr]" in error.value.next_step


@pytest.mark.usefixtures("no_tesseract")
def test_without_it_a_paper_scanned_in_part_is_read_and_its_pages_are_noted(
    tmp_path: Path, encoder: SentenceTransformerEncoder
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    pdf(corpus / "a.pdf", [PRINTED, SCANNED, SCANNED, PRINTED, SCANNED])
    assert read(corpus / "a.pdf").textless_pages == (2, 3, 5)
    builder.build_fulltext(corpus, index, encoder)
    status = open_library(corpus, index, encoder).status()
    assert (status.papers, status.unread) == (1, ())
    (partly_read,) = status.read_in_part
    line = terminal.format_partly_read(partly_read)
    assert line.startswith("read in part: a.pdf: pages 2–3, 5: a picture without words.") and "tesseract" in line


@needs_tesseract
def test_a_scan_is_read_and_the_citation_says_so(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    pdf(corpus / "a.pdf", [PRINTED, SCANNED])
    reading = read(corpus / "a.pdf")
    assert (reading.textless_pages, reading.recognised_pages) == ((), (2,))
    assert "cormorant option" in reading.text and reading.pages(reading.text.index("cormorant"), -1) == (2, 2)
    builder.build(corpus, index, encoder)
    library = open_library(corpus, index, encoder)
    found = {hit.passage.locator.pages: cite(hit.passage, hit.document).label for hit in library.search("option")}
    assert found[2, 2].endswith("(p. 2) (read by OCR)")
    assert found[1, 1].endswith("(p. 1)")
    assert library.status().read_in_part == ()


@needs_tesseract
def test_a_scan_whose_page_shows_no_words_is_still_a_scan(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="scan"):
        read(pdf(tmp_path / "a.pdf", [scan()]))


@needs_tesseract
def test_pages_stand_in_their_order(tmp_path: Path) -> None:
    reading = read(pdf(tmp_path / "a.pdf", [SCANNED, PRINTED, SCANNED]))
    assert [block.page for block in reading.blocks] == sorted(block.page or 0 for block in reading.blocks)
    assert reading.recognised_pages == (1, 3)


def test_welsh_is_read_where_it_is_installed() -> None:
    assert ocr.choose_languages(["cym", "eng", "osd"]) == "eng+cym"
    assert ocr.choose_languages([]) == "eng"
