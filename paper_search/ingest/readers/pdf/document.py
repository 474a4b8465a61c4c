"""PDF files opened with pypdf and PDFium: pages of spans, document information and outline.

PDFium gives the content of pages; pypdf gives what the file says about itself. A file that has a password, is cut
short, empty, or is no PDF inside raises UnreadableError.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf.errors import LimitReachedError, PyPdfError

from paper_search.ingest.readers.attachments import AttachedFile
from paper_search.ingest.readers.pdf import xfa
from paper_search.ingest.readers.pdf.annotations import PageAnnotation, read_annotations
from paper_search.ingest.readers.pdf.attached_files import find_attached_files
from paper_search.ingest.readers.pdf.graphics import (
    Box,
    Canvas,
    Matrix,
    PaintedArea,
    RulingLine,
    TextSpan,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.mended_pages import PageMender, write_page
from paper_search.ingest.readers.pdf.objects import resolve_object
from paper_search.ingest.readers.pdf.opening import open_reader
from paper_search.ingest.readers.pdf.pdfium_file import ContentError, PdfiumFile
from paper_search.text.spans import collapse_whitespace

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_STANDARD_KEYS = ("Title", "Subject", "Author", "Creator", "Producer", "CreationDate", "ModDate", "Trapped")
_DAMAGE_ERRORS = (PyPdfError, KeyError, AttributeError, TypeError, ValueError, IndexError, RecursionError)
"""What pypdf raises where a file is damaged."""
MAX_CONTENT_BYTES = 50_000_000
"""Bytes of the content of one page; PDFium has no limit of its own."""
USUAL_BOX: Box = (0.0, 0.0, 612.0, 792.0)
"""The box of a page that states none, in points: US Letter, which PDFium and Acrobat take."""
MAX_LINKS = 2000
"""Links of one page; no document has more."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page as shown.

    ``width`` and ``height`` are in points; ``pictures`` is how many it shows; ``fault`` is why it could not be read to
    its end, if so; ``links`` are the boxes of its links; ``areas`` what it paints besides text; ``operations``
    how many operators show text.
    """

    width: float
    height: float
    spans: tuple[TextSpan, ...]
    rules: tuple[RulingLine, ...]
    pictures: int
    fault: str = ""
    links: tuple[RulingLine, ...] = ()
    areas: tuple[PaintedArea, ...] = ()
    annotations: tuple[PageAnnotation, ...] = ()
    operations: int = 0


class PdfFile:
    """An open PDF file."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            UnreadableError: it cannot be read.
        """
        self.opened = open_reader(path)
        self._reader = self.opened.reader
        self._layers = LayerStates(self._reader.trailer["/Root"])
        self._mender = PageMender(self._layers)
        self._pdfium: PdfiumFile | None = None
        with suppress(ContentError):
            self._pdfium = PdfiumFile(self.opened.repaired or path)

    def __len__(self) -> int:
        return len(self._reader.pages)

    def find_attached_files(self) -> Iterator[AttachedFile]:
        """Yield the files attached to it."""
        return find_attached_files(self._reader)

    def is_xfa_placeholder(self, text: str) -> bool:
        """Return True if its pages, which hold these words, stand in for a form that they do not show."""
        return xfa.is_placeholder(self._reader, text)

    def pages(self) -> Iterator[PdfPage]:
        """Yield the pages in order; a page whose content cannot be parsed is an empty page with a fault."""
        for index, page in enumerate(self._reader.pages):
            try:
                yield self._read_page(page, index)
            except LimitReachedError:
                yield PdfPage(595.0, 842.0, (), (), 0, "too large")
            except (ContentError, *_DAMAGE_ERRORS):
                yield PdfPage(595.0, 842.0, (), (), 0, "damaged")

    def _read_page(self, page: Any, index: int) -> PdfPage:
        left, bottom, width, height = _measure_crop_box(page)
        rotation = int(page.rotation or 0) % 360
        ctm = multiply_matrices((1.0, 0.0, 0.0, 1.0, -left, -bottom), _rotation_matrix(rotation, width, height))
        if rotation in (90, 270):
            width, height = height, width
        canvas = Canvas(height)
        self._draw_contents(page, index, canvas, ctm)
        return PdfPage(
            width,
            height,
            tuple(canvas.spans),
            tuple(canvas.rules),
            canvas.pictures,
            links=tuple(_read_links(page, ctm, height)),
            areas=tuple(canvas.areas),
            annotations=tuple(
                annotation
                for annotation in read_annotations(page, ctm, height, self._layers)
                if any(_is_on_page(box, width, height) for box in annotation.boxes)
            ),
            operations=canvas.operations,
        )

    def _draw_contents(self, page: Any, index: int, canvas: Canvas, ctm: Matrix) -> None:
        contents = page.get("/Contents")
        is_changed = self._mender.mend(page, b"" if contents is None else _read_content(contents))
        if contents is None:
            return
        if self._pdfium is not None and not is_changed:
            with suppress(ContentError):
                self._pdfium.draw_page(index, canvas, ctm)
                return
        # What is changed, or what PDFium cannot open, is written anew, page by page.
        with PdfiumFile(write_page(page)) as copy:
            copy.draw_page(0, canvas, ctm)

    def read_info(self) -> tuple[tuple[str, str], ...]:
        """Return title, subject, author, dates and the two outermost levels of the outline, where stated."""
        return (*self._read_metadata(), *self._read_outline())

    def _read_metadata(self) -> Iterator[tuple[str, str]]:
        with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError):
            metadata: Any = self._reader.metadata or {}
            for key, stated in metadata.items():
                # Keywords, and the properties that an office program lets its users fill in.
                if str(key).lstrip("/") not in _STANDARD_KEYS and isinstance(stated, str) and stated.strip():
                    yield "keywords", collapse_whitespace(str(stated))
            for key in ("Title", "Subject", "Author", "Creator", "CreationDate", "ModDate"):
                value = collapse_whitespace(str(metadata.get(f"/{key}") or ""))
                if value:
                    yield {"CreationDate": "created", "ModDate": "modified"}.get(key, key.lower()), value

    def _read_outline(self) -> Iterator[tuple[str, str]]:
        with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            yield from self._read_entries(self._reader.outline, "outline")

    def _read_entries(self, entries: list[Any], name: str) -> Iterator[tuple[str, str]]:
        """Yield the outermost outline entries, each followed by those right beneath it.

        Entries that lie deeper name no document.
        """
        for entry in entries:
            if isinstance(entry, list):
                if name == "outline":
                    yield from self._read_entries(entry, "inner outline")
                continue
            page = self._reader.get_destination_page_number(entry)
            title = collapse_whitespace(str(entry.title or ""))
            if page is not None and page >= 0 and title:
                yield name, f"{page + 1}|{title}"


def _read_content(contents: Any) -> bytes:
    """Return the content of a page.

    Raises:
        LimitReachedError: it is more than PDFium should be given.
    """
    resolved = resolve_object(contents)
    parts: list[bytes] = []
    size = 0
    for stream in resolved if isinstance(resolved, list) else [resolved]:
        parts.append(resolve_object(stream).get_data())
        size += len(parts[-1])
        if size > MAX_CONTENT_BYTES:
            raise LimitReachedError("content stream")
    return b"\n".join(parts)


def _read_links(page: Any, ctm: Matrix, height: float) -> Iterator[RulingLine]:
    """Yield the boxes of a page's links, where the page shows them."""
    with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError):
        for entry in (resolve_object(page.get("/Annots")) or ())[:MAX_LINKS]:
            annotation = resolve_object(entry)
            if annotation.get("/Subtype") == "/Link":
                x0, y0, x1, y1 = (float(value) for value in resolve_object(annotation["/Rect"]))
                xs, ys = zip(*(_transform_point(x, y, ctm) for x, y in ((x0, y0), (x1, y1))), strict=True)
                yield RulingLine(min(xs), height - max(ys), max(xs), height - min(ys))


def _is_on_page(box: Box, width: float, height: float) -> bool:
    """Return True if a page as shown has a part of a box."""
    return box[0] < width and box[2] > 0 and box[1] < height and box[3] > 0


def _measure_crop_box(page: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of the part of the page that is shown."""
    media = _read_box(page, "mediabox") or USUAL_BOX
    crop = _read_box(page, "cropbox") or media
    left, bottom, right, top = (
        *(max(pair) for pair in zip(crop[:2], media[:2], strict=True)),
        *(min(pair) for pair in zip(crop[2:], media[2:], strict=True)),
    )
    if left >= right or bottom >= top:
        left, bottom, right, top = crop
    return left, bottom, right - left, top - bottom


def _read_box(page: Any, name: str) -> Box | None:
    """Return left, bottom, right and top of a box of a page, None where it is missing, damaged or empty."""
    with suppress(PyPdfError, AttributeError, TypeError, ValueError):
        left, bottom, right, top = _order_corners(getattr(page, name))
        return (left, bottom, right, top) if left < right and bottom < top else None
    return None


def _order_corners(box: Any) -> Box:
    """Return left, bottom, right and top of a rectangle, whichever of its corners the file names first."""
    xs, ys = sorted((float(box.left), float(box.right))), sorted((float(box.bottom), float(box.top)))
    return xs[0], ys[0], xs[1], ys[1]


def _transform_point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _rotation_matrix(rotation: int, width: float, height: float) -> Matrix:
    """Return the matrix that shows a page with this /Rotate the way a person reads it."""
    return {
        90: (0.0, -1.0, 1.0, 0.0, 0.0, width),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, 1.0, -1.0, 0.0, height, 0.0),
    }.get(rotation, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
