"""Spans of the text objects that PDFium lists: where they begin, where a gap divides them, and their fonts."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls
from paper_search.ingest.readers.pdf.pdfium_text import MeasuredCharacters, Range
from paper_search.ingest.readers.pdf.symbol_fonts import find_sign_table, map_sign

MAX_KERN_EMS = 0.12
"""Ems that letters may jump and still be one span."""
MAX_SET_BACK_EMS = 0.4
"""Ems by which a space may be set back."""
MAX_SPACES, MAX_SPACE_ERROR_EMS = 400, (0.004, 0.001)
"""Spaces in a row, and ems by which a gap may differ from them: in all, and for each."""
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_FORCE_BOLD_FLAG = 1 << 18
MIN_SPACED_LETTERS = 4
"""Letters from which their gaps tell their spacing."""


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


class ObjectSpan(NamedTuple):
    """A span of a text object.

    ``starts`` are those of its characters in text space, ``ink`` is where its ink starts and ends, ``end`` where its
    last character does, white space included, and ``spacing`` lies between two letters.
    """

    text: str
    starts: Sequence[float]
    ink: tuple[float, float]
    end: float
    spacing: float


def list_object_spans(
    characters: MeasuredCharacters,
    address: int,
    ranges: list[Range],
    size: float,
    font: PdfiumFont,
    stated_spacing: float | None,
) -> Iterator[ObjectSpan]:
    """Yield the spans of a text object.

    Args:
        characters: those of the page.
        address: the object.
        ranges: which characters it shows.
        size: the size of its font in text space.
        font: its font.
        stated_spacing: the spacing of its letters, None where it was not asked for.
    """
    em, sign = abs(size) or 1.0, (-1.0 if size < 0 else 1.0)
    glyphs, gaps = _take_glyphs(characters, ranges, sign, is_plain=characters.widest[address] <= MAX_KERN_EMS * em)
    if any(gap > MAX_KERN_EMS * em for gap in gaps) and any(map(str.isspace, glyphs.letters)):
        glyphs = _restore_spaces(glyphs, gaps, size)
        gaps = _list_gaps(glyphs, sign)
    if font.signs is not None:
        glyphs = glyphs._replace(letters=[map_sign(font.signs, letter) for letter in glyphs.letters])
    spacing = _find_spacing(gaps, em) if stated_spacing is None else _limit_spacing(stated_spacing, em)
    first, count = 0, len(glyphs.letters)
    for index in range(1, count + 1) if gaps else (count,):
        if index == count or _is_jump(gaps[index - 1] - spacing, em, glyphs.letters[index]):
            span = _make_span(glyphs.select(first, index), size, sign * spacing)
            if span is not None:
                yield span
            first = index


def _is_jump(gap: float, em: float, letter: str) -> bool:
    """Return True if a letter does not follow on: a space may be set back into the letter before it."""
    return gap > MAX_KERN_EMS * em or gap < -(MAX_SET_BACK_EMS if letter.isspace() else MAX_KERN_EMS) * em


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
    return glyphs, _list_gaps(glyphs, sign)


def _list_gaps(glyphs: _Glyphs, sign: float) -> list[float]:
    pairs = zip(pairwise(glyphs.starts), glyphs.widths, strict=False)
    return [sign * (after - start) - width for (start, after), width in pairs]


def _restore_spaces(glyphs: _Glyphs, gaps: list[float], size: float) -> _Glyphs:
    """Return glyphs with the spaces that follow one another: PDFium gives the first of them and a gap.

    Args:
        glyphs: the characters of an object.
        gaps: those between two of them.
        size: the size of its type.
    """
    sign, restored = (-1.0 if size < 0 else 1.0), _Glyphs([], [], [])
    for letter, start, width, gap in zip(*glyphs, [*gaps, 0.0], strict=True):
        is_space = letter.isspace() and width > 0
        count = round(gap / width) if is_space else 0
        error = (MAX_SPACE_ERROR_EMS[0] + MAX_SPACE_ERROR_EMS[1] * count) * abs(size)
        if not 1 <= count <= MAX_SPACES or abs(gap - count * width) > error:
            count = 0
        restored.letters.extend([letter] * (count + 1))
        restored.starts.extend(start + sign * width * number for number in range(count + 1))
        restored.widths.extend([width] * (count + 1))
    return restored


def _make_span(glyphs: _Glyphs, size: float, spacing: float) -> ObjectSpan | None:
    """Return the span of glyphs, None where there is no ink."""
    letters, starts, widths = glyphs
    first, last = 0, len(letters) - 1
    while first <= last and not letters[first].strip():
        first += 1
    while last > first and not letters[last].strip():
        last -= 1
    if first > last:
        return None
    sign = -1.0 if size < 0 else 1.0
    ink = starts[first], starts[last] + sign * widths[last]
    # A list of numbers would take eight times the memory of the text.
    return ObjectSpan("".join(letters), array("f", starts), ink, starts[-1] + sign * widths[-1], spacing)


def _find_spacing(gaps: list[float], em: float) -> float:
    """Return the spacing of letters that their gaps tell, 0 where these are of kerning or of columns."""
    if len(gaps) + 1 < MIN_SPACED_LETTERS:
        return 0.0
    return _limit_spacing(sorted(gaps)[len(gaps) // 2], em)


def _limit_spacing(spacing: float, em: float) -> float:
    return spacing if 0.02 * em < spacing <= MAX_LETTER_SPACING_EMS * em else 0.0
