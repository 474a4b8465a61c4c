"""PDF files opened with pypdf: pages of spans, document information and outline.

With ``resources`` it is what knows pypdf. A file that has a password, is cut short, empty, or is no PDF inside raises
UnreadableError.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject

from paper_search.ingest.readers.attachments import AttachedFile
from paper_search.ingest.readers.pdf import xfa
from paper_search.ingest.readers.pdf.annotation_words import fit_matrix, list_shown
from paper_search.ingest.readers.pdf.annotations import PageAnnotation, read_annotations
from paper_search.ingest.readers.pdf.attached_files import find_attached_files
from paper_search.ingest.readers.pdf.content_stream import run_operations
from paper_search.ingest.readers.pdf.fonts import PypdfFont
from paper_search.ingest.readers.pdf.graphics import (
    IDENTITY,
    Box,
    Canvas,
    Matrix,
    PaintedArea,
    RulingLine,
    TextSpan,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.opening import open_reader
from paper_search.ingest.readers.pdf.operations import parse_operations
from paper_search.ingest.readers.pdf.pdfium_file import PdfiumFile
from paper_search.ingest.readers.pdf.resources import StreamResources, read_bounds, resolve_object
from paper_search.text.spans import collapse_whitespace

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_STANDARD_KEYS = ("Title", "Subject", "Author", "Creator", "Producer", "CreationDate", "ModDate", "Trapped")
Bottom = Literal["content_stream", "pdfium"]
"""What reads the content of pages: the interpreter of content streams, or PDFium."""
DEFAULT_BOTTOM: Bottom = "content_stream"
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

    def __init__(self, path: Path, bottom: Bottom = DEFAULT_BOTTOM) -> None:
        """Open the file.

        Args:
            path: the file.
            bottom: what reads the content of its pages.

        Raises:
            UnreadableError: it cannot be read.
        """
        self.opened = open_reader(path)
        self._reader = self.opened.reader
        self._pdfium = PdfiumFile(self.opened.repaired or path) if bottom == "pdfium" else None
        self._font_cache: dict[int, PypdfFont] = {}
        self._layers = LayerStates(self._reader.trailer["/Root"])

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
            except (PyPdfError, KeyError, AttributeError, TypeError, ValueError, IndexError, RecursionError):
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
            annotations=tuple(read_annotations(page, ctm, height, self._layers, self._draw_appearance)),
            operations=canvas.operations,
        )

    def _draw_contents(self, page: Any, index: int, canvas: Canvas, ctm: Matrix) -> None:
        contents = page.get("/Contents")
        if contents is None:
            return
        # PDFium does not say which layer an object is on.
        if self._pdfium is not None and not self._layers.are_stated:
            _check_size(contents)
            if self._pdfium.draw_page(index, canvas, ctm):
                return
        resources = self._make_resources(resolve_object(page.get("/Resources")) or DictionaryObject())
        run_operations(canvas, parse_operations(contents, self._reader), resources, ctm)

    def _make_resources(self, resources: Any) -> StreamResources:
        return StreamResources(self._reader, resources, self._layers, self._load_font)

    def _draw_appearance(self, appearance: Any, rect: Box, ctm: Matrix, height: float) -> list[TextSpan]:
        """Return what an appearance stream shows in the rectangle of its annotation."""
        canvas = Canvas(height)
        resources = self._make_resources(resolve_object(appearance.get("/Resources")) or DictionaryObject())
        a, b, c, d, e, f = (float(number) for number in appearance.get("/Matrix", IDENTITY))
        matrix = fit_matrix(read_bounds(appearance) or rect, (a, b, c, d, e, f), rect)
        with suppress(PyPdfError):
            operations = parse_operations(appearance, self._reader)
            run_operations(canvas, operations, resources, multiply_matrices(matrix, ctm))
        return list_shown(canvas.spans)

    def _load_font(self, font: Any) -> PypdfFont:
        if id(font) not in self._font_cache:
            self._font_cache[id(font)] = PypdfFont(font)
        return self._font_cache[id(font)]

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


def _check_size(contents: Any) -> None:
    """Raise LimitReachedError where a page has more content than PDFium should be given."""
    resolved = resolve_object(contents)
    size = 0
    for stream in resolved if isinstance(resolved, list) else [resolved]:
        size += len(resolve_object(stream).get_data())
        if size > MAX_CONTENT_BYTES:
            raise LimitReachedError("content stream")


def _read_links(page: Any, ctm: Matrix, height: float) -> Iterator[RulingLine]:
    """Yield the boxes of a page's links, where the page shows them."""
    with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError):
        for entry in (resolve_object(page.get("/Annots")) or ())[:MAX_LINKS]:
            annotation = resolve_object(entry)
            if annotation.get("/Subtype") == "/Link":
                x0, y0, x1, y1 = (float(value) for value in resolve_object(annotation["/Rect"]))
                xs, ys = zip(*(_transform_point(x, y, ctm) for x, y in ((x0, y0), (x1, y1))), strict=True)
                yield RulingLine(min(xs), height - max(ys), max(xs), height - min(ys))


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
