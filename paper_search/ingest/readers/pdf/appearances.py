"""Words that the appearances of annotations show, each drawn as a page of a file of its own in memory."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from paper_search.ingest.readers.pdf.annotation_words import fit_matrix, list_shown
from paper_search.ingest.readers.pdf.graphics import IDENTITY, Box, Canvas, Matrix, TextSpan, multiply_matrices
from paper_search.ingest.readers.pdf.objects import resolve_object
from paper_search.ingest.readers.pdf.pdfium_file import ContentError, PdfiumFile

SHOWING_OPERATORS = (b"Tj", b"TJ", b"'", b'"', b"Do")
"""Operators without which a stream shows no words."""
_PAGE_POINTS = 14400
_ERRORS = (PyPdfError, ContentError, AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)


def draw_appearances(
    appearances: Sequence[tuple[Any, Box]], ctm: Matrix, height: float
) -> dict[int, Sequence[TextSpan]]:
    """Return the words that appearances of one page show.

    Args:
        appearances: appearance streams, each with the rectangle of its annotation: left, bottom, right and top.
        ctm: from user space to the page as shown, y upwards.
        height: the height of the page as shown, in points.

    Returns:
        The spans of those that show words, by index; one that is damaged shows none.
    """
    writer = PdfWriter()
    pages: dict[int, int] = {}
    for index, (appearance, _) in enumerate(appearances):
        with suppress(*_ERRORS):
            if any(operator in appearance.get_data() for operator in SHOWING_OPERATORS):
                _add_page(writer, appearance)
                pages[index] = len(writer.pages) - 1
    if not pages:
        return {}
    drawn: dict[int, Sequence[TextSpan]] = {}
    with suppress(*_ERRORS):
        copy = io.BytesIO()
        writer.write(copy)
        with PdfiumFile(copy.getvalue()) as pdfium_file:
            for index, page in pages.items():
                with suppress(*_ERRORS):
                    canvas, (appearance, rect) = Canvas(height), appearances[index]
                    matrix = _fit(appearance, rect)
                    pdfium_file.draw_page(page, canvas, multiply_matrices(matrix, ctm))
                    drawn[index] = list_shown(canvas.spans)
    return drawn


def _add_page(writer: PdfWriter, appearance: Any) -> None:
    """Add a page that paints an appearance and nothing else."""
    appearance[NameObject("/Subtype")] = NameObject("/Form")
    form = appearance.clone(writer)
    page = writer.add_blank_page(width=_PAGE_POINTS, height=_PAGE_POINTS)
    named = DictionaryObject({NameObject("/X"): form.indirect_reference})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    content = ContentStream(None, None)
    content.set_data(b"/X Do")
    page.replace_contents(content)


def _fit(appearance: Any, rect: Box) -> Matrix:
    """Return the matrix from what an appearance paints to the page."""
    matrix = IDENTITY
    if "/Matrix" in appearance:
        a, b, c, d, e, f = (float(resolve_object(number)) for number in resolve_object(appearance["/Matrix"]))
        matrix = a, b, c, d, e, f
    return fit_matrix(_read_bounds(appearance) or rect, matrix, rect)


def _read_bounds(form: Any) -> Box | None:
    """Return the bounding box of a form, its left, bottom, right and top; None where it has none."""
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        x0, y0, x1, y1 = (float(resolve_object(number)) for number in resolve_object(form["/BBox"]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return None
