"""PDF papers. In: a path; out: a Reading with pages, printed page numbers, and what was dropped and why.

``sheets`` speaks to the PDF library; ``spans`` runs a page's drawing operations; ``lines`` puts the words
together; ``margins`` takes off running heads and page numbers; ``order`` finds columns and tables;
``paragraphs`` makes blocks of the lines, and ``headings`` says which are headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.blocks import TextRun, assemble_reading
from paper_search.ingest.readers.pdf.document import PdfFile
from paper_search.ingest.readers.pdf.headers_footers import strip_headers_footers
from paper_search.ingest.readers.pdf.lines import lay_out_page
from paper_search.ingest.readers.pdf.paragraphs import build_runs
from paper_search.ingest.readers.pdf.reading_order import find_reading_order
from paper_search.records import Reading

MAX_OCR_PAGES = 30
"""Pages of one paper that are read by text recognition: each takes seconds, and a paper has a limit of time."""


def read_pdf(path: Path) -> Reading:
    """Read a PDF file. Raises UnreadableError: password, truncated, empty, damaged, memory, or scanned."""
    paper = PdfFile(path)
    sheets = [lay_out_page(sheet) for sheet in paper.pages()]
    bodies = strip_headers_footers(sheets)
    textless = tuple(n for n, sheet in enumerate(sheets, 1) if not sheet.rows and sheet.pictures)
    recognised = [_make_runs(page, words) for page, words in _recognise_pages(path, textless)]
    printed = [*build_runs(find_reading_order(sheets, bodies)), *(piece for page in recognised for piece in page)]
    read = {piece.parts[0][0] for page in recognised for piece in page}
    reading = assemble_reading(
        sorted(printed, key=lambda piece: piece.parts[0][0] or 0) if read else printed,
        pages=len(sheets),
        printed_pages=[body.printed_page for body in bodies],
        dropped=[drop for body in bodies for drop in body.dropped],
        info=paper.read_info(),
        textless_pages=[page for page in textless if page not in read],
        recognised_pages=[page for page in textless if page in read],
    )
    if not reading.blocks:
        raise _make_empty_error({sheet.fault for sheet in sheets}, bool(textless), path)
    return reading


def _recognise_pages(path: Path, pages: Sequence[int]) -> Iterable[tuple[int, tuple[str, ...]]]:
    """The words on pages that are pictures, where text recognition is at hand; of a long scan the first pages."""
    return ocr.recognise_pages(path, pages[:MAX_OCR_PAGES]) if pages and ocr.is_available() else ()


def _make_runs(page: int, paragraphs: Iterable[str]) -> list[TextRun]:
    return [TextRun("text", ((page, words),)) for words in paragraphs]


def _make_empty_error(faults: set[str], has_pictures: bool, path: Path) -> UnreadableError:
    """Why a paper has no words: in the order in which a clerk can do something about it."""
    if "too large" in faults:
        return UnreadableError(
            "memory", "A page holds more drawing than can be read", "Print the paper to a new PDF.", path
        )
    if "damaged" in faults:
        return UnreadableError("damaged", "The pages of the file are damaged", "Fetch the paper again.", path)
    if has_pictures:
        return UnreadableError(
            "scanned",
            "The paper is a scan: its pages are pictures and hold no words",
            "Ask for the original file, if there is one." if ocr.is_available() else ocr.INSTALL_HINT,
            path,
        )
    return UnreadableError("empty", "The pages of the paper are blank", "Check that the right file was saved.", path)
