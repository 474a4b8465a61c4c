"""A PDF file opened with PDFium for the content of its pages."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from paper_search.ingest.readers.pdf.graphics import Canvas, Matrix
from paper_search.ingest.readers.pdf.pdfium_page import draw_page
from paper_search.ingest.readers.pdf.pdfium_spans import PdfiumFont


class ContentError(Exception):
    """A file, or a page, whose content PDFium cannot open."""


class PdfiumFile:
    """An open file of PDFium."""

    def __init__(self, source: Path | bytes) -> None:
        """Open the file, or its bytes.

        Raises:
            ContentError: PDFium cannot open it.
        """
        import pypdfium2

        self._fonts: dict[int, PdfiumFont] = {}
        self._error = pypdfium2.PdfiumError
        try:
            self._document: Any = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise ContentError from error

    def __enter__(self) -> PdfiumFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def draw_page(self, index: int, canvas: Canvas, ctm: Matrix) -> None:
        """Draw a page on the canvas.

        Args:
            index: the page, counted from 0.
            canvas: what is drawn on.
            ctm: from user space to the page as shown, y upwards.

        Raises:
            ContentError: PDFium cannot open the page; nothing is drawn then.
        """
        try:
            page = self._document[index]
        except (self._error, IndexError) as error:
            raise ContentError from error
        # Fonts are freed with the last page that uses them, and their addresses are used again.
        self._fonts.clear()
        try:
            draw_page(canvas, page, ctm, self._fonts)
        finally:
            page.close()
