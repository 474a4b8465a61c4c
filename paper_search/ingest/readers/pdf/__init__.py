"""Reader for PDF files: pages, printed page numbers, and what was dropped and why.

``document`` opens the file; ``content_stream`` interprets what a page draws; ``lines`` puts words together;
``headers_footers`` strips running heads and page numbers; ``reading_order`` finds columns and tables; ``paragraphs``
makes blocks of the lines, and ``headings`` tells which are headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.attachments import read_attached
from paper_search.ingest.readers.blocks import TextRun, assemble_reading
from paper_search.ingest.readers.pdf.document import PdfFile, PdfPage
from paper_search.ingest.readers.pdf.headers_footers import strip_headers_footers
from paper_search.ingest.readers.pdf.lines import PageLayout, lay_out_page
from paper_search.ingest.readers.pdf.opening import make_truncated_error
from paper_search.ingest.readers.pdf.paragraphs import build_runs
from paper_search.ingest.readers.pdf.reading_order import find_reading_order
from paper_search.ingest.readers.pdf.strikes import mark_struck_spans
from paper_search.ingest.readers.pdf.visibility import remove_unseen
from paper_search.ingest.readers.unread_reasons import DAMAGED_PAGE, TOO_LARGE_PAGE
from paper_search.records import DroppedText, Reading, UnreadPart

_FAULT_REASONS = {"damaged": DAMAGED_PAGE, "too large": TOO_LARGE_PAGE}
MAX_OCR_PAGES = 30
"""Pages of one paper that are read by text recognition: each takes seconds, and a paper has a limit of time."""


def read_pdf(path: Path) -> Reading:
    """Read a PDF file.

    Args:
        path: the file.

    Returns:
        The reading, with a page start for every page.

    Raises:
        UnreadableError: the code is password, truncated, empty, damaged, memory or scanned.
    """
    pdf_file = PdfFile(path)
    with pdf_file.opened.provide_file(path) as file:
        return _read_opened(pdf_file, path, file)


def _read_opened(pdf_file: PdfFile, path: Path, file: Path) -> Reading:
    """Return the reading of an open file; ``file`` is what draws its pages, and ``path`` what errors name."""
    attached = read_attached(pdf_file.find_attached_files())
    pages, hidden = remove_unseen(file, list(pdf_file.pages()))
    layouts = [lay_out_page(mark_struck_spans(page)) for page in pages]
    bodies = strip_headers_footers(layouts)
    textless = tuple(number for number, layout in enumerate(layouts, 1) if not layout.rows and layout.pictures)
    recognised = [_make_runs(page, words) for page, words in _recognise_pages(file, textless)]
    printed = [*build_runs(find_reading_order(layouts, bodies)), *(run for page in recognised for run in page)]
    recognised_numbers = {run.parts[0][0] for page in recognised for run in page}
    reading = assemble_reading(
        sorted(printed, key=lambda run: run.parts[0][0] or 0) if recognised_numbers else printed,
        pages=len(layouts),
        printed_pages=[body.printed_page for body in bodies],
        dropped=[*(dropped_text for body in bodies for dropped_text in body.dropped), *_list_annotations(pages)],
        info=pdf_file.read_info(),
        textless_pages=[page for page in textless if page not in recognised_numbers],
        recognised_pages=[page for page in textless if page in recognised_numbers],
        hidden=hidden,
        unread_parts=[*pdf_file.opened.unread_parts, *attached.unread_parts, *_list_faults(layouts)],
        attachments=attached.papers,
    )
    if pdf_file.is_xfa_placeholder(reading.text):
        raise _make_form_error(path)
    if not reading.blocks and not reading.attachments:
        if pdf_file.opened.unread_parts:
            raise make_truncated_error(path)
        raise _make_empty_error({layout.fault for layout in layouts}, bool(textless), path)
    return reading


def _recognise_pages(path: Path, pages: Sequence[int]) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Recognise the words on pages that are pictures, the first ``MAX_OCR_PAGES`` of a long scan."""
    return ocr.recognise_pages(path, pages[:MAX_OCR_PAGES]) if pages and ocr.is_available() else ()


def _list_faults(layouts: Sequence[PageLayout]) -> Iterator[UnreadPart]:
    """Yield the pages that could not be read to their end."""
    for number, layout in enumerate(layouts, 1):
        if layout.fault:
            yield UnreadPart(number, _FAULT_REASONS.get(layout.fault, DAMAGED_PAGE))


def _list_annotations(pages: Sequence[PdfPage]) -> Iterator[DroppedText]:
    """Yield the words that annotations and form fields show."""
    for number, page in enumerate(pages, 1):
        for annotation in page.annotations:
            if annotation.text:
                yield DroppedText(number, annotation.text, annotation.why)


def _make_runs(page: int, paragraphs: Iterable[str]) -> list[TextRun]:
    return [TextRun("text", ((page, words),)) for words in paragraphs]


def _make_form_error(path: Path) -> UnreadableError:
    return UnreadableError(
        "form",
        "The paper is a form (XFA) whose pages are made by Adobe Acrobat alone: the file's own page only says to wait",
        "Open it in Adobe Acrobat or Reader, print it to a new PDF, and put that in its place.",
        path,
    )


def _make_empty_error(faults: set[str], has_pictures: bool, path: Path) -> UnreadableError:
    """Return the error for a document without words.

    The reasons are tried in the order in which a clerk can do something about them.
    """
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
