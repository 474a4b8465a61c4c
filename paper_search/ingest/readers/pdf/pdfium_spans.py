"""Spans of the text objects that PDFium lists: where they begin, where a gap divides them, and their fonts."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.content_stream import MAX_KERN_EMS, MAX_LETTER_SPACING_EMS
from paper_search.ingest.readers.pdf.graphics import DecodedText, TextPiece, TextSpan
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls
from paper_search.ingest.readers.pdf.pdfium_text import MeasuredCharacters, Range
from paper_search.ingest.readers.pdf.segment_text import follows_on
from paper_search.ingest.readers.pdf.symbol_fonts import find_sign_table, map_sign

_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_FORCE_BOLD_FLAG = 1 << 18
MAX_SURE_SPACING_EMS = 0.3
"""Ems up to which a gap between two or three letters is the spacing of a word."""
MIN_WORDS_APART, MIN_SHARE_APART = 3, 0.8
"""Words, and the share of all words, whose last letter stands apart."""
MIN_SPACED_LETTERS = 4
"""Letters from which wider gaps are such a spacing as well."""


class _Glyphs(NamedTuple):
    """Characters of an object along its baseline, with their starts and widths in text space."""

    letters: list[str]
    starts: list[float]
    widths: list[float]

    def select(self, first: int, last: int) -> _Glyphs:
        """Return those from one index to the one before another."""
        return _Glyphs(self.letters[first:last], self.starts[first:last], self.widths[first:last])


class PdfiumFont:
    """A font of PDFium."""

    def __init__(self, handle: Any) -> None:
        """Read its name and flags."""
        pdfium = load_calls()
        buffer = ctypes.create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(handle, buffer, 256)
        name = buffer.value.decode("utf-8", "replace")
        flags = pdfium.FPDFFont_GetFlags(handle)
        self.bold = any(word in name.lower() for word in _BOLD_NAMES) or (flags > 0 and bool(flags & _FORCE_BOLD_FLAG))
        self.signs: Mapping[int, str] | None = find_sign_table(name)


class _SpanGlyphs:
    """The glyphs of one span, in place of a font that decodes strings."""

    space_width = 0.25

    def __init__(self, glyphs: _Glyphs, size: float, spacing: float, *, bold: bool) -> None:
        self.bold, self._glyphs, self._size, self._spacing = bold, glyphs, abs(size) or 1.0, abs(spacing)

    def decode(self, _: bytes) -> DecodedText:
        """Return the text of the span."""
        text = "".join(self._glyphs.letters)
        return DecodedText(text, sum(width for _, width, _ in self.measure_glyphs(b"")), len(text), text.count(" "))

    def measure_glyphs(self, _: bytes) -> list[tuple[str, float, bool]]:
        """Return the text of each glyph and its advance in ems."""
        letters, starts, widths = self._glyphs
        steps = [abs(after - start) - self._spacing for start, after in pairwise(starts)]
        steps.append(widths[-1])
        return [(letter, step / self._size, False) for letter, step in zip(letters, steps, strict=True)]


class ObjectSpan(NamedTuple):
    """A span of a text object.

    ``start`` and ``end`` are those of its ink in text space, ``spacing`` the spacing of its letters.
    """

    text: str
    start: float
    end: float
    spacing: float
    piece: TextPiece


def list_object_spans(
    characters: MeasuredCharacters, address: int, ranges: list[Range], size: float, font: PdfiumFont, *, is_layer: bool
) -> Iterator[ObjectSpan]:
    """Yield the spans of a text object.

    Args:
        characters: those of the page.
        address: the object.
        ranges: which characters it shows.
        size: the size of its font in text space.
        font: its font.
        is_layer: it is invisible, as the text layer of a scan is.
    """
    em, sign = abs(size) or 1.0, (-1.0 if size < 0 else 1.0)
    glyphs, gaps = _take_glyphs(characters, ranges, sign, is_plain=characters.widest[address] <= MAX_KERN_EMS * em)
    if font.signs is not None:
        glyphs = glyphs._replace(letters=[map_sign(font.signs, letter) for letter in glyphs.letters])
    spacing = _find_spacing(gaps, em, is_layer=is_layer) if gaps else 0.0
    first, count = 0, len(glyphs.letters)
    for index in range(1, count + 1) if gaps else (count,):
        if index == count or abs(gaps[index - 1] - spacing) > MAX_KERN_EMS * em:
            span = _make_span(glyphs.select(first, index), size, sign * spacing, font)
            if span is not None:
                yield span
            first = index


def _take_glyphs(
    characters: MeasuredCharacters, ranges: list[Range], sign: float, *, is_plain: bool
) -> tuple[_Glyphs, list[float]]:
    """Return the characters of an object from its start on, and the gaps between them, none where they are one span."""
    glyphs = _Glyphs(characters.letters, characters.starts, characters.widths)
    if is_plain and len(ranges) == 1:
        return glyphs.select(*ranges[0]), []
    indices = sorted(
        (index for first, last in ranges for index in range(first, last)),
        key=lambda index: sign * characters.starts[index],
    )
    glyphs = _Glyphs(
        [glyphs.letters[index] for index in indices],
        [glyphs.starts[index] for index in indices],
        [glyphs.widths[index] for index in indices],
    )
    pairs = zip(pairwise(glyphs.starts), glyphs.widths, strict=False)
    return glyphs, [sign * (after - start) - width for (start, after), width in pairs]


def _make_span(glyphs: _Glyphs, size: float, spacing: float, font: PdfiumFont) -> ObjectSpan | None:
    """Return the span of glyphs without the spaces before them, None where there is no ink."""
    letters = glyphs.letters
    first, last = 0, len(letters) - 1
    while first <= last and not letters[first].strip():
        first += 1
    while last > first and not letters[last].strip():
        last -= 1
    if first > last:
        return None
    if first:
        glyphs = glyphs.select(first, len(letters))
        last -= first
    sign = -1.0 if size < 0 else 1.0
    end = glyphs.starts[last] + sign * glyphs.widths[last]
    piece = TextPiece(_SpanGlyphs(glyphs, size, spacing, bold=font.bold), b"", glyphs.starts[0])
    return ObjectSpan("".join(glyphs.letters), glyphs.starts[0], end, spacing, piece)


def _find_spacing(gaps: list[float], em: float, *, is_layer: bool) -> float:
    """Return the spacing of letters, 0 where the gaps are those of kerning or of columns."""
    if not gaps:
        return 0.0
    spacing = sorted(gaps)[len(gaps) // 2]
    is_sure = is_layer or len(gaps) + 1 >= MIN_SPACED_LETTERS or spacing <= MAX_SURE_SPACING_EMS * em
    return spacing if is_sure and 0.02 * em < spacing <= MAX_LETTER_SPACING_EMS * em else 0.0


def join_last_letters(spans: list[TextSpan]) -> None:
    """Note the spacing of lone letters in the text layer of a scan whose words have their last letters apart.

    A word of two letters is two objects there, and PDFium does not say how the first one is spaced. Where the last
    letters of longer words stand apart throughout, two lone letters are a word.
    """
    layer = [index for index, span in enumerate(spans) if span.origin is not None and span.origin.is_invisible]
    pairs = list(pairwise(layer))
    words = [pair for pair in pairs if len(spans[pair[0]].text.strip()) > 1]
    apart = [pair for pair in words if _is_lone(spans[pair[1]]) and follows_on(spans[pair[0]], spans[pair[1]])]
    if len(apart) < MIN_WORDS_APART or len(apart) < MIN_SHARE_APART * len(words):
        return
    taken = {second for _, second in apart}
    for first, second in pairs:
        span, after = spans[first], spans[second]
        gap = after.x0 - span.x1
        is_pair = _is_lone(span) and _is_lone(after) and first not in taken and abs(span.y - after.y) < 0.1 * span.size
        if is_pair and 0 < gap <= MAX_LETTER_SPACING_EMS * span.size and span.origin is not None:
            length = math.hypot(span.origin.matrix[0], span.origin.matrix[1]) or 1.0
            spans[first] = span._replace(origin=span.origin._replace(spacing=(gap / length, 0.0, 1.0)))
            taken.add(second)


def _is_lone(span: TextSpan) -> bool:
    return len(span.text.strip()) == 1
