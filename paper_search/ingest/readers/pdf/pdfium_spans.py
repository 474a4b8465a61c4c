"""Spans of the text objects that PDFium lists: where they begin, where a gap divides them, and their fonts."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address
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

    def extend(self, others: _Glyphs) -> None:
        """Add other characters behind them."""
        self.letters.extend(others.letters)
        self.starts.extend(others.starts)
        self.widths.extend(others.widths)


class PdfiumFont:
    """A font of PDFium."""

    def __init__(self, handle: Any) -> None:
        """Read its name and flags."""
        pdfium, font = load_calls(), pass_address(handle)
        buffer = ctypes.create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, ctypes.c_size_t.from_param(256))
        name = buffer.value.decode("utf-8", "replace")
        flags = pdfium.FPDFFont_GetFlags(font)
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
) -> list[ObjectSpan]:
    """Return the spans of a text object.

    Args:
        characters: those of the page.
        address: the object.
        ranges: which characters it shows.
        size: the size of its font in text space.
        font: its font.
        stated_spacing: the spacing of its letters, None where it was not asked for.
    """
    em, sign = abs(size) or 1.0, (-1.0 if size < 0 else 1.0)
    if len(ranges) == 1 and characters.widest[address] <= MAX_KERN_EMS * em:
        glyphs = _Glyphs(characters.letters, characters.starts, characters.widths).select(*ranges[0])
        if font.signs is not None:
            glyphs = _map_signs(glyphs, font.signs)
        spacing = 0.0 if stated_spacing is None else _limit_spacing(stated_spacing, em)
        span = _make_span(glyphs, size, sign * spacing)
        return [] if span is None else [span]
    glyphs, gaps = _take_glyphs(characters, ranges, sign)
    if any(map((MAX_KERN_EMS * em).__lt__, gaps)) and any(map(str.isspace, glyphs.letters)):
        glyphs, gaps = _restore_spaces(glyphs, gaps, size)
    if font.signs is not None:
        glyphs = _map_signs(glyphs, font.signs)
    spacing = _find_spacing(gaps, em) if stated_spacing is None else _limit_spacing(stated_spacing, em)
    jumps = (
        index
        for index, gap in enumerate(gaps, 1)
        if not -MAX_KERN_EMS * em <= gap - spacing <= MAX_KERN_EMS * em
        and _is_jump(gap - spacing, em, glyphs.letters[index])
    )
    pairs = pairwise([0, *jumps, len(glyphs.letters)])
    spans = (_make_span(glyphs.select(first, last), size, sign * spacing) for first, last in pairs)
    return [span for span in spans if span is not None]


def _is_jump(gap: float, em: float, letter: str) -> bool:
    """Return True if a letter does not follow on: a space may be set back into the letter before it."""
    return gap > MAX_KERN_EMS * em or gap < -(MAX_SET_BACK_EMS if letter.isspace() else MAX_KERN_EMS) * em


def _take_glyphs(characters: MeasuredCharacters, ranges: list[Range], sign: float) -> tuple[_Glyphs, list[float]]:
    """Return the characters of an object from its start on, and the gaps between them."""
    if len(ranges) == 1:
        first, last = ranges[0]
        starts = characters.starts[first:last]
        if starts == sorted(starts, reverse=sign < 0):
            letters, widths = characters.letters[first:last], characters.widths[first:last]
            return _Glyphs(letters, starts, widths), characters.gaps[first : last - 1].tolist()
    indices = sorted(
        (index for first, last in ranges for index in range(first, last)),
        key=lambda index: sign * characters.starts[index],
    )
    glyphs = _Glyphs(
        [characters.letters[index] for index in indices],
        [characters.starts[index] for index in indices],
        [characters.widths[index] for index in indices],
    )
    return glyphs, _list_gaps(glyphs, sign)


def _map_signs(glyphs: _Glyphs, signs: Mapping[int, str]) -> _Glyphs:
    return glyphs._replace(letters=[map_sign(signs, letter) for letter in glyphs.letters])


def _list_gaps(glyphs: _Glyphs, sign: float) -> list[float]:
    pairs = zip(pairwise(glyphs.starts), glyphs.widths, strict=False)
    return [sign * (after - start) - width for (start, after), width in pairs]


def _restore_spaces(glyphs: _Glyphs, gaps: list[float], size: float) -> tuple[_Glyphs, list[float]]:
    """Return glyphs with the spaces that follow one another, and their gaps: PDFium gives the first space and a gap.

    Args:
        glyphs: the characters of an object.
        gaps: those between two of them.
        size: the size of its type.
    """
    counts = {}
    for index, (letter, width, gap) in enumerate(zip(glyphs.letters, glyphs.widths, gaps, strict=False)):
        if letter.isspace() and width > 0:
            count = round(gap / width)
            error = (MAX_SPACE_ERROR_EMS[0] + MAX_SPACE_ERROR_EMS[1] * count) * abs(size)
            if 1 <= count <= MAX_SPACES and abs(gap - count * width) <= error:
                counts[index] = count
    if not counts:
        return glyphs, gaps
    sign, restored, after = (-1.0 if size < 0 else 1.0), _Glyphs([], [], []), 0
    for index, count in counts.items():
        restored.extend(glyphs.select(after, index + 1))
        after, start, width = index + 1, glyphs.starts[index], glyphs.widths[index]
        starts = [start + sign * width * number for number in range(1, count + 1)]
        restored.extend(_Glyphs([glyphs.letters[index]] * count, starts, [width] * count))
    restored.extend(glyphs.select(after, len(glyphs.letters)))
    return restored, _list_gaps(restored, sign)


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
