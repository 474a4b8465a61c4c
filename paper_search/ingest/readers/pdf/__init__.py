"""Reader for PDF files: pages, printed page numbers, and what was dropped and why.

``document`` opens the file; ``pdfium_page`` records what a page draws; ``lines`` puts words together;
``headers_footers`` strips running heads and page numbers; ``reading_order`` finds columns and tables; ``paragraphs``
makes blocks of the lines, and ``headings`` tells which are headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.attachments import read_attached
from paper_search.ingest.readers.blocks import TextRun, assemble_reading
from paper_search.ingest.readers.pdf.document import PdfFile, PdfPage
from paper_search.ingest.readers.pdf.graphics import Box
from paper_search.ingest.readers.pdf.headers_footers import strip_headers_footers
from paper_search.ingest.readers.pdf.lines import PageLayout, lay_out_page
from paper_search.ingest.readers.pdf.opening import make_truncated_error
from paper_search.ingest.readers.pdf.paragraphs import build_runs
from paper_search.ingest.readers.pdf.reading_order import find_reading_order
from paper_search.ingest.readers.pdf.strikes import mark_struck_spans
from paper_search.ingest.readers.pdf.unreadable_letters import find_unread_reason, is_mostly_unread, remove_unmapped
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
    seen, hidden = remove_unseen(file, list(pdf_file.pages()))
    reasons = {number: reason for number, page in enumerate(seen, 1) if (reason := find_unread_reason(page))}
    pages = [
        _add_annotation_words(remove_unmapped(page) if number in reasons else page)
        for number, page in enumerate(seen, 1)
    ]
    layouts = [lay_out_page(mark_struck_spans(page)) for page in pages]
    textless = tuple(
        number for number, layout in enumerate(layouts, 1) if not layout.rows and (layout.pictures or number in reasons)
    )
    unread = {*textless, *(number for number in reasons if is_mostly_unread(seen[number - 1]))}
    recognised = {
        page: runs for page, words in _recognise_pages(file, sorted(unread)) if (runs := _make_runs(page, words))
    }
    layouts = [layout._replace(rows=()) if page in recognised else layout for page, layout in enumerate(layouts, 1)]
    bodies = strip_headers_footers(layouts)
    printed = [*build_runs(find_reading_order(layouts, bodies)), *(run for runs in recognised.values() for run in runs)]
    reading = assemble_reading(
        sorted(printed, key=lambda run: run.parts[0][0] or 0) if recognised else printed,
        pages=len(layouts),
        printed_pages=[body.printed_page for body in bodies],
        dropped=[*(dropped_text for body in bodies for dropped_text in body.dropped), *_list_annotations(pages)],
        info=pdf_file.read_info(),
        textless_pages=[page for page in textless if page not in recognised],
        recognised_pages=sorted(recognised),
        hidden=hidden,
        unread_parts=[
            *pdf_file.opened.unread_parts,
            *attached.unread_parts,
            *_list_faults(layouts),
            *(UnreadPart(page, reason) for page, reason in reasons.items() if page not in recognised),
        ],
        attachments=attached.papers,
    )
    _check_reading(reading, pdf_file, {layout.fault for layout in layouts}, set(reasons.values()), path)
    return reading


def _check_reading(reading: Reading, pdf_file: PdfFile, faults: set[str], reasons: set[str], path: Path) -> None:
    """Raise UnreadableError for a reading that holds none of the paper's words."""
    if pdf_file.is_xfa_placeholder(reading.text):
        raise _make_form_error(path)
    if reading.blocks or reading.attachments:
        return
    if pdf_file.opened.unread_parts:
        raise make_truncated_error(path)
    raise _make_empty_error(faults, reading, reasons, path)


def _add_annotation_words(page: PdfPage) -> PdfPage:
    """Return a page with the words of its fields and of its free text, but for those that a redaction marks."""
    redactions = [box for annotation in page.annotations if annotation.kind == "/Redact" for box in annotation.boxes]
    words = [
        span
        for annotation in page.annotations
        for span in annotation.spans
        if not any(_contains(box, (span.x0 + span.x1) / 2, span.y - span.size / 3) for box in redactions)
    ]
    return replace(page, spans=(*page.spans, *words)) if words else page


def _contains(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


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


def _make_empty_error(faults: set[str], reading: Reading, reasons: set[str], path: Path) -> UnreadableError:
    """Return the error for a document without words.

    The reasons are tried in the order in which a clerk can do something about them.
    """
    if "too large" in faults:
        return UnreadableError(
            "memory", "A page holds more drawing than can be read", "Print the paper to a new PDF.", path
        )
    if "damaged" in faults:
        return UnreadableError("damaged", "The pages of the file are damaged", "Fetch the paper again.", path)
    next_step = "Ask for the original file, if there is one." if ocr.is_available() else ocr.INSTALL_HINT
    if reasons:
        return UnreadableError("letters", f"The paper holds only {min(reasons)}", next_step, path)
    if reading.textless_pages:
        return UnreadableError(
            "scanned", "The paper is a scan: its pages are pictures and hold no words", next_step, path
        )
    reason = "The pages of the paper are blank"
    if unseen := sum(hidden.words for hidden in reading.hidden):
        reason = f"The pages of the paper show none of the {unseen} words that the file holds"
    return UnreadableError("empty", reason, "Check that the right file was saved.", path)
