"""Reading of text objects with all others switched off, for what PDFium does not tell of them on a whole page.

PDFium leaves out words printed twice on one spot, and what has no ink or no width. A hyphen at the end of a line it
gives as a sign of its own, and the spacing of letters not at all. A text page is made of the active objects alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS, WORD_GAP_EMS, is_flat
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls
from paper_search.ingest.readers.pdf.pdfium_text import (
    SOFT_HYPHEN,
    MeasuredCharacters,
    PageCharacters,
    Places,
    measure_characters,
    read_characters,
)

MAX_COPIES = 6
"""How often objects without characters are read again: copies on one spot one after the other, then the rest."""
_OUTLINE_MODE = 1
"""The render mode in which letters are outlines."""
_REPLACEMENT_KEY = b"ActualText"
MAX_HYPHENS = 300
"""Ends of lines of one page whose hyphens are looked at; no page has more."""
MAX_SHORT, MAX_SHORT_CHARACTERS = 3, 20
"""Letters up to which a gap between them may be their spacing or a space, and characters with the spaces."""

LoadText = Callable[[], Any]
"""Makes a text page of the active objects, with its methods ``raw`` and ``close``."""


@contextmanager
def open_text(load: LoadText) -> Iterator[int]:
    """Give the address of a text page."""
    textpage = load()
    try:
        yield ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
    finally:
        textpage.close()


def read_apart(characters: PageCharacters, places: Places, load: LoadText) -> PageCharacters:
    """Return the characters of a page with those that PDFium leaves out.

    The objects that have no characters in the end are the only active ones.

    Args:
        characters: those that PDFium gives for the whole page.
        places: the text objects.
        load: makes a text page.
    """
    missing = _drop_replaced([address for address in places if address not in characters.ranges], characters, places)
    hyphened = [address for address in characters.hyphened if address in places][:MAX_HYPHENS]
    if not missing and not hyphened:
        return characters
    pdfium = load_calls()
    for address in places:
        pdfium.FPDFPageObj_SetIsActive(address, 0)
    for address in hyphened:
        with _activate([address]), open_text(load) as text:
            alone = read_characters(text)
        if alone.letters and alone.letters[-1] == SOFT_HYPHEN:
            characters.end_in_soft_hyphen(address)
    return _add_missing(characters, missing, places, load)


def _drop_replaced(missing: list[int], characters: PageCharacters, places: Places) -> list[int]:
    """Return objects without those for which PDFium gives the words of a replacement text with the first of them."""
    marks = {address: mark for address in missing if (mark := _find_replacement(address)) is not None}
    if not marks:
        return missing
    given = {mark for address in places if address in characters.ranges and (mark := _find_replacement(address))}
    return [address for address in missing if marks.get(address) not in given]


def _find_replacement(address: int) -> int | None:
    """Return the mark of an object that has a replacement text (ISO 32000-1, 14.9.4), None where none has."""
    pdfium = load_calls()
    marks = (pdfium.FPDFPageObj_GetMark(address, number) for number in range(pdfium.FPDFPageObj_CountMarks(address)))
    return next((mark for mark in marks if pdfium.FPDFPageObjMark_GetParamValueType(mark, _REPLACEMENT_KEY) > 0), None)


def _add_missing(characters: PageCharacters, missing: list[int], places: Places, load: LoadText) -> PageCharacters:
    # Copies have ink; most objects without characters are mere spaces, and have none.
    is_widened = not any(map(_has_ink, missing))
    for _ in range(MAX_COPIES):
        if not missing:
            break
        with _activate(missing), _widen(missing if is_widened else (), places), open_text(load) as text:
            found = read_characters(text)
        if not found.ranges and is_widened:
            break
        characters = characters.join(found)
        missing = [address for address in missing if address not in found.ranges]
        if is_widened and not any(map(_has_ink, missing)):
            break
        is_widened = is_widened or not found.ranges
    return characters


def _has_ink(address: int) -> bool:
    bounds = [ctypes.c_float() for _ in range(4)]
    load_calls().FPDFPageObj_GetBounds(address, *map(ctypes.addressof, bounds))
    return bounds[2].value > bounds[0].value and bounds[3].value > bounds[1].value


@contextmanager
def _activate(addresses: Collection[int]) -> Iterator[None]:
    pdfium = load_calls()
    for address in addresses:
        pdfium.FPDFPageObj_SetIsActive(address, 1)
    yield
    for address in addresses:
        pdfium.FPDFPageObj_SetIsActive(address, 0)


@contextmanager
def _widen(addresses: Collection[int], places: Places) -> Iterator[None]:
    """Give objects an outline, and those that are flat a matrix with a width, and take it away again.

    PDFium reads no object whose ink has no width: letters that the font in place of a missing one does not have.
    """
    pdfium = load_calls()
    own: list[tuple[int, int, Any]] = []
    for number, address in enumerate(addresses):
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(address, ctypes.addressof(matrix))
        own.append((address, pdfium.FPDFTextObj_GetTextRenderMode(address), matrix))
        wide = pdfium.FS_MATRIX(1, 0, 0, 1, 0, -40 * number) if is_flat(places[address][0]) else matrix
        pdfium.FPDFTextObj_SetTextRenderMode(address, _OUTLINE_MODE)
        pdfium.FPDFPageObj_SetStrokeWidth(address, 1.0)
        # Setting the matrix makes PDFium measure the object again.
        pdfium.FPDFPageObj_SetMatrix(address, ctypes.addressof(wide))
    yield
    for address, mode, matrix in own:
        pdfium.FPDFTextObj_SetTextRenderMode(address, mode)
        pdfium.FPDFPageObj_SetMatrix(address, ctypes.addressof(matrix))


def measure_spacings(
    characters: PageCharacters, measured: MeasuredCharacters, places: Places, load: LoadText
) -> dict[int, float]:
    """Return the spacing of letters, in text space, of short objects with a gap in them or behind them.

    Such an object shows its first letter twice in the end.

    Args:
        characters: those of the page.
        measured: the same, measured.
        places: the text objects.
        load: makes a text page.
    """
    objects = [address for address in places if address in characters.ranges]
    short = {
        address
        for address, after in pairwise([*objects, 0])
        if _is_short(measured.letters, characters.ranges[address])
        and _has_gap(characters, measured, places, address, after)
    }
    if not short:
        return {}
    pdfium = load_calls()
    for address in objects:
        is_set = address in short and pdfium.FPDFText_SetText(address, _double(measured, characters.ranges[address]))
        pdfium.FPDFPageObj_SetIsActive(address, 1 if is_set else 0)
    with open_text(load) as text:
        doubled = read_characters(text)
    gaps = measure_characters(doubled, places).gaps
    return {
        address: gaps[ranges[0][0]]
        for address, ranges in doubled.ranges.items()
        if len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 2
    }


def _is_short(letters: list[str], ranges: list[tuple[int, int]]) -> bool:
    # Spaces are few: an object of many characters needs no count.
    if sum(last - first for first, last in ranges) > MAX_SHORT_CHARACTERS:
        return False
    return sum(not letter.isspace() for first, last in ranges for letter in letters[first:last]) <= MAX_SHORT


def _has_gap(
    characters: PageCharacters, measured: MeasuredCharacters, places: Places, address: int, after: int
) -> bool:
    """Return True if a gap that may be the spacing of letters lies in an object, or between it and the next one."""
    matrix, size = places[address]
    low, high = WORD_GAP_EMS * abs(size), MAX_LETTER_SPACING_EMS * abs(size)
    if low < measured.widest[address] <= high:
        return True
    last = characters.ranges[address][-1][1] - 1
    if after not in characters.ranges or characters.ranges[address][0][0] != last:
        return False
    x, y = characters.places[characters.ranges[after][0][0]] - characters.places[last]
    squared = matrix[0] ** 2 + matrix[1] ** 2 or 1.0
    gap = (x * matrix[0] + y * matrix[1]) / squared * (-1.0 if size < 0 else 1.0) - measured.widths[last]
    return bool(low < gap <= high and abs(y * matrix[0] - x * matrix[1]) / squared < WORD_GAP_EMS * abs(size))


def _double(measured: MeasuredCharacters, ranges: list[tuple[int, int]]) -> bytes:
    """Return the first letter twice, as PDFium takes it."""
    letters = (measured.letters[index] for first, last in ranges for index in range(first, last))
    letter = next((letter for letter in letters if not letter.isspace()), " ")
    return f"{letter * 2}\0".encode("utf-16-le", "replace")
