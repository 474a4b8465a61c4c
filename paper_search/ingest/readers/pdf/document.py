"""PDF files opened with pypdf: pages of spans, document information and outline.

It is the only module that knows pypdf. A file that has a password, is cut short, empty, or is no PDF inside raises
UnreadableError.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import EmptyFileError, FileNotDecryptedError, LimitReachedError, PdfStreamError, PyPdfError
from pypdf.generic import ContentStream, DictionaryObject
from pypdf.generic._font import Font

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.pdf.content_stream import (
    Canvas,
    DecodedText,
    Matrix,
    PdfFont,
    RulingLine,
    TextSpan,
    XObjectLookup,
    multiply_matrices,
    run_operations,
)
from paper_search.text.spans import collapse_whitespace

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_UNUSED_CODES = str.maketrans(dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "\u2022"))
"""Codes that the Windows encoding leaves unused stand for a bullet (PDF 32000-1, annex D.2)."""
MAX_LINKS = 2000
"""Links of one page; no document has more."""
_DINGBAT_FONTS = ("wingdings", "webdings", "zapfdingbats")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page as shown.

    ``width`` and ``height`` are in points; ``pictures`` is how many it shows; ``fault`` is why it could not be read to
    its end, if so; ``links`` are the boxes of its links.
    """

    width: float
    height: float
    spans: tuple[TextSpan, ...]
    rules: tuple[RulingLine, ...]
    pictures: int
    fault: str = ""
    links: tuple[RulingLine, ...] = ()


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
        if isinstance(font.encoding, str):
            codes = decoded = raw.decode(font.encoding, "replace")
        else:
            codes = raw.decode("latin-1")
            decoded = "".join(font.encoding.get(byte, chr(byte)) for byte in raw).translate(_UNUSED_CODES)
        text = "".join(font.character_map.get(char, char) for char in decoded)
        if self._dingbats:
            text = "".join("\u2022" if char.isprintable() and not char.isspace() else char for char in text)
        width = sum(font.character_widths.get(char, font.character_widths["default"]) for char in codes)
        return DecodedText(
            text.replace("\0", ""), width / 1000, len(codes), raw.count(b" ") if len(raw) == len(codes) else 0
        )


class PdfFile:
    """An open PDF file."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises UnreadableError where it cannot be read."""
        self._reader = _open_reader(path)
        self._font_cache: dict[int, _PypdfFont] = {}

    def __len__(self) -> int:
        return len(self._reader.pages)

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
        box = page.cropbox
        left, bottom, width, height = map(float, (box.left, box.bottom, box.width, box.height))
        rotation = int(page.rotation or 0) % 360
        ctm = multiply_matrices((1.0, 0.0, 0.0, 1.0, -left, -bottom), _rotation_matrix(rotation, width, height))
        if rotation in (90, 270):
            width, height = height, width
        canvas = Canvas(height)
        contents = page.get("/Contents")
        if contents is not None:
            stream = ContentStream(contents, self._reader, "bytes")
            resources = _resolve_object(page.get("/Resources")) or DictionaryObject()
            run_operations(
                canvas, stream.operations, self._load_fonts(resources), ctm, self._make_xobject_lookup(resources)
            )
        links = tuple(_read_links(page, ctm, height))
        return PdfPage(width, height, tuple(canvas.spans), tuple(canvas.rules), canvas.pictures, links=links)

    def _load_fonts(self, resources: Any) -> dict[str, PdfFont]:
        fonts: dict[str, PdfFont] = {}
        for name, raw in (_resolve_object(resources.get("/Font")) or {}).items():
            with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError):
                fonts[name] = self._load_font(raw.get_object())
        return fonts

    def _load_font(self, font: Any) -> _PypdfFont:
        if id(font) not in self._font_cache:
            self._font_cache[id(font)] = _PypdfFont(Font.from_font_resource(font))
        return self._font_cache[id(font)]

    def _make_xobject_lookup(self, resources: Any) -> XObjectLookup:
        def find_form(name: str) -> tuple[Any, dict[str, PdfFont], Matrix, XObjectLookup] | None:
            xobject = _resolve_object((_resolve_object(resources.get("/XObject")) or {}).get(name))
            if xobject is None or xobject.get("/Subtype") != "/Form":
                return None
            own_resources = _resolve_object(xobject.get("/Resources")) or resources
            a, b, c, d, e, f = (float(number) for number in xobject.get("/Matrix", (1, 0, 0, 1, 0, 0)))
            operations = ContentStream(xobject, self._reader, "bytes").operations
            return (
                operations,
                self._load_fonts(own_resources),
                (a, b, c, d, e, f),
                self._make_xobject_lookup(own_resources),
            )

        return find_form

    def read_info(self) -> tuple[tuple[str, str], ...]:
        """Return title, subject, author, dates and the two outermost levels of the outline, where stated."""
        return (*self._read_metadata(), *self._read_outline())

    def _read_metadata(self) -> Iterator[tuple[str, str]]:
        with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError):
            metadata: Any = self._reader.metadata or {}
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
        for entry in (_resolve_object(page.get("/Annots")) or ())[:MAX_LINKS]:
            annotation = _resolve_object(entry)
            if annotation.get("/Subtype") == "/Link":
                x0, y0, x1, y1 = (float(value) for value in _resolve_object(annotation["/Rect"]))
                xs, ys = zip(*(_transform_point(x, y, ctm) for x, y in ((x0, y0), (x1, y1))), strict=True)
                yield RulingLine(min(xs), height - max(ys), max(xs), height - min(ys))


def _transform_point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _resolve_object(value: Any) -> Any:
    return None if value is None else value.get_object()


def _rotation_matrix(rotation: int, width: float, height: float) -> Matrix:
    """Return the matrix that shows a page with this /Rotate the way a person reads it."""
    return {
        90: (0.0, -1.0, 1.0, 0.0, 0.0, width),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, 1.0, -1.0, 0.0, height, 0.0),
    }.get(rotation, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))


def _open_reader(path: Path) -> PdfReader:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        len(reader.pages)
    except FileNotDecryptedError as error:
        raise UnreadableError(
            "password",
            "The paper is locked with a password",
            "Save a copy without a password and put it in its place.",
            path,
        ) from error
    except EmptyFileError as error:
        raise UnreadableError("empty", "The file is empty", "Fetch the paper again.", path) from error
    except PdfStreamError as error:
        raise UnreadableError(
            "truncated", "The file ends before the paper does", "Fetch the paper again.", path
        ) from error
    return reader
