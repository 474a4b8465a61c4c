"""PDF files opened with pypdf: pages of spans, document information and outline.

With ``resources`` it is what knows pypdf. A file that has a password, is cut short, empty, or is no PDF inside raises
UnreadableError.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from paper_search.ingest.readers.attachments import AttachedFile
from paper_search.ingest.readers.pdf import xfa
from paper_search.ingest.readers.pdf.annotations import PageAnnotation, read_annotations
from paper_search.ingest.readers.pdf.attached_files import find_attached_files
from paper_search.ingest.readers.pdf.content_stream import run_operations
from paper_search.ingest.readers.pdf.graphics import (
    IDENTITY,
    Box,
    Canvas,
    DecodedText,
    Matrix,
    PaintedArea,
    RulingLine,
    TextSpan,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.opening import open_reader
from paper_search.ingest.readers.pdf.operations import parse_operations
from paper_search.ingest.readers.pdf.resources import StreamResources, resolve_object
from paper_search.text.spans import collapse_whitespace

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_STANDARD_KEYS = ("Title", "Subject", "Author", "Creator", "Producer", "CreationDate", "ModDate", "Trapped")
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_UNUSED_CODES = str.maketrans(dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "\u2022"))
"""Codes that the Windows encoding leaves unused stand for a bullet (PDF 32000-1, annex D.2)."""
MAX_LINKS = 2000
"""Links of one page; no document has more."""
WORD_GAP_EMS = 0.12
"""Ems between two spans that stand for a space."""
_DINGBAT_FONTS = ("wingdings", "webdings", "zapfdingbats")


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


class _PypdfFont:
    """A pypdf font with a cache of its decoded strings."""

    def __init__(self, font: Font) -> None:
        name = font.name.lower()
        weight = str(font.font_descriptor.weight)
        self.bold = any(word in name for word in _BOLD_NAMES) or (weight.isdecimal() and int(weight) >= 600)
        self.space_width = float(font.space_width or 250) / 1000
        self._dingbats = any(word in name for word in _DINGBAT_FONTS)
        self._font, self._decoded = font, dict[bytes, DecodedText]()

    def decode(self, raw: bytes) -> DecodedText:
        """Decode a string operand, from the cache where it was decoded before."""
        decoded = self._decoded.get(raw)
        if decoded is None:
            decoded = self._decoded[raw] = self._decode_string(raw)
        return decoded

    def _decode_string(self, raw: bytes) -> DecodedText:
        font = self._font
        codes, decoded = self._split_codes(raw)
        text = "".join(font.character_map.get(char, char) for char in decoded)
        width = sum(font.character_widths.get(char, font.character_widths["default"]) for char in codes)
        return DecodedText(
            self._clean_text(text), width / 1000, len(codes), raw.count(b" ") if len(raw) == len(codes) else 0
        )

    def measure_glyphs(self, raw: bytes) -> list[tuple[str, float, bool]]:
        """Return the text of each glyph, its width in ems, and True if word spacing is added to it."""
        font = self._font
        codes, decoded = self._split_codes(raw)
        is_simple = len(raw) == len(codes)
        return [
            (
                self._clean_text(font.character_map.get(char, char)),
                font.character_widths.get(code, font.character_widths["default"]) / 1000,
                is_simple and raw[index : index + 1] == b" ",
            )
            for index, (code, char) in enumerate(zip(codes, decoded, strict=False))
        ]

    def _split_codes(self, raw: bytes) -> tuple[str, str]:
        """Return one character for each code, and those that they decode to."""
        encoding = self._font.encoding
        if isinstance(encoding, str):
            decoded = raw.decode(encoding, "replace")
            return decoded, decoded
        return raw.decode("latin-1"), "".join(encoding.get(byte, chr(byte)) for byte in raw).translate(_UNUSED_CODES)

    def _clean_text(self, text: str) -> str:
        if self._dingbats:
            text = "".join("\u2022" if char.isprintable() and not char.isspace() else char for char in text)
        return text.replace("\0", "")


class PdfFile:
    """An open PDF file."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises UnreadableError where it cannot be read."""
        self.opened = open_reader(path)
        self._reader = self.opened.reader
        self._font_cache: dict[int, _PypdfFont] = {}
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
        for page in self._reader.pages:
            try:
                yield self._read_page(page)
            except LimitReachedError:
                yield PdfPage(595.0, 842.0, (), (), 0, "too large")
            except (PyPdfError, KeyError, AttributeError, TypeError, ValueError, IndexError, RecursionError):
                yield PdfPage(595.0, 842.0, (), (), 0, "damaged")

    def _read_page(self, page: Any) -> PdfPage:
        left, bottom, width, height = _measure_crop_box(page)
        rotation = int(page.rotation or 0) % 360
        ctm = multiply_matrices((1.0, 0.0, 0.0, 1.0, -left, -bottom), _rotation_matrix(rotation, width, height))
        if rotation in (90, 270):
            width, height = height, width
        canvas = Canvas(height)
        contents = page.get("/Contents")
        if contents is not None:
            resources = self._make_resources(resolve_object(page.get("/Resources")) or DictionaryObject())
            run_operations(canvas, parse_operations(contents, self._reader), resources, ctm)
        return PdfPage(
            width,
            height,
            tuple(canvas.spans),
            tuple(canvas.rules),
            canvas.pictures,
            links=tuple(_read_links(page, ctm, height)),
            areas=tuple(canvas.areas),
            annotations=tuple(read_annotations(page, ctm, height, self._layers, self._read_appearance)),
            operations=canvas.operations,
        )

    def _make_resources(self, resources: Any) -> StreamResources:
        return StreamResources(self._reader, resources, self._layers, self._load_font)

    def _read_appearance(self, appearance: Any) -> str:
        """Return the words that an appearance stream shows."""
        canvas = Canvas(0.0)
        resources = self._make_resources(resolve_object(appearance.get("/Resources")) or DictionaryObject())
        with suppress(PyPdfError):
            run_operations(canvas, parse_operations(appearance, self._reader), resources, IDENTITY)
        return "".join(_join_spans(canvas.spans))

    def _load_font(self, font: Any) -> _PypdfFont:
        if id(font) not in self._font_cache:
            self._font_cache[id(font)] = _PypdfFont(Font.from_font_resource(font))
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


def _read_links(page: Any, ctm: Matrix, height: float) -> Iterator[RulingLine]:
    """Yield the boxes of a page's links, where the page shows them."""
    with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError):
        for entry in (resolve_object(page.get("/Annots")) or ())[:MAX_LINKS]:
            annotation = resolve_object(entry)
            if annotation.get("/Subtype") == "/Link":
                x0, y0, x1, y1 = (float(value) for value in resolve_object(annotation["/Rect"]))
                xs, ys = zip(*(_transform_point(x, y, ctm) for x, y in ((x0, y0), (x1, y1))), strict=True)
                yield RulingLine(min(xs), height - max(ys), max(xs), height - min(ys))


def _join_spans(spans: Iterable[TextSpan]) -> Iterator[str]:
    """Yield the text of spans as drawn, with a space wherever the next one does not follow on."""
    before: TextSpan | None = None
    for span in spans:
        if span.origin is None or span.origin.is_layer_off or span.origin.is_invisible:
            continue
        if before is not None and (abs(span.y - before.y) > 1 or abs(span.x0 - before.x1) > WORD_GAP_EMS * span.size):
            yield " "
        yield span.text
        before = span


def _measure_crop_box(page: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of the part of the page that is shown."""
    crop, media = _order_corners(page.cropbox), _order_corners(page.mediabox)
    left, bottom, right, top = (
        *(max(pair) for pair in zip(crop[:2], media[:2], strict=True)),
        *(min(pair) for pair in zip(crop[2:], media[2:], strict=True)),
    )
    if left >= right or bottom >= top:
        left, bottom, right, top = crop
    return left, bottom, right - left, top - bottom


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
