"""A PDF file opened with PDFium for the content of its pages."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from paper_search.ingest.readers.pdf.graphics import Canvas, Matrix
from paper_search.ingest.readers.pdf.pdfium_page import draw_page
from paper_search.ingest.readers.pdf.pdfium_spans import PdfiumFont


class PdfiumFile:
    """An open file of PDFium; one that it cannot open draws no pages."""

    def __init__(self, source: Path | bytes) -> None:
        """Open the file, or its bytes."""
        import pypdfium2

        self._document: Any = None
        self._fonts: dict[int, PdfiumFont] = {}
        self._error = pypdfium2.PdfiumError
        with suppress(pypdfium2.PdfiumError):
            self._document = pypdfium2.PdfDocument(source)

    def draw_page(self, index: int, canvas: Canvas, ctm: Matrix) -> bool:
        """Draw a page on the canvas.

        Args:
            index: the page, counted from 0.
            canvas: what is drawn on.
            ctm: from user space to the page as shown, y upwards.

        Returns:
            False where PDFium cannot open the page; nothing is drawn then.
        """
        if self._document is None or index >= len(self._document):
            return False
        try:
            page = self._document[index]
        except self._error:
            return False
        # Fonts are freed with the last page that uses them, and their addresses are used again.
        self._fonts.clear()
        try:
            draw_page(canvas, page, ctm, self._fonts)
        finally:
            page.close()
        return True
