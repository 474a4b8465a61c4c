"""Reading of text objects with all others switched off, for what PDFium does not tell of them on a whole page.

PDFium leaves out words printed twice on one spot, and what has no ink or no width. A hyphen at the end of a line it
gives as a sign of its own, and the spacing of letters not at all. A text page is made of the active objects alone.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise, repeat
from typing import Any

from paper_search.ingest.readers.pdf.graphics import MAX_LETTER_SPACING_EMS, WORD_GAP_EMS, is_flat
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address
from paper_search.ingest.readers.pdf.pdfium_objects import ObjectReader
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
    deque(map(pdfium.FPDFPageObj_SetIsActive, map(pass_address, places), repeat(0)), maxlen=0)
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
    pdfium, item = load_calls(), pass_address(address)
    marks = (pdfium.FPDFPageObj_GetMark(item, number) for number in range(pdfium.FPDFPageObj_CountMarks(item)))
    get_kind = pdfium.FPDFPageObjMark_GetParamValueType
    return next((mark for mark in marks if get_kind(pass_address(mark), _REPLACEMENT_KEY) > 0), None)


def _add_missing(characters: PageCharacters, missing: list[int], places: Places, load: LoadText) -> PageCharacters:
    # Copies have ink; most objects without characters are mere spaces, and have none.
    is_widened = not _have_ink(missing)
    for _ in range(MAX_COPIES):
        if not missing:
            break
        with _activate(missing), _widen(missing if is_widened else (), places), open_text(load) as text:
            found = read_characters(text)
        if not found.ranges and is_widened:
            break
        characters = characters.join(found)
        missing = [address for address in missing if address not in found.ranges]
        if is_widened and not _have_ink(missing):
            break
        is_widened = is_widened or not found.ranges
    return characters


def _have_ink(addresses: Iterable[int]) -> bool:
    """Return True if any of the objects has ink."""
    bounds = map(ObjectReader().bounds, map(pass_address, addresses))
    return any(x1 > x0 and y1 > y0 for x0, y0, x1, y1 in bounds)


@contextmanager
def _activate(addresses: Collection[int]) -> Iterator[None]:
    pdfium, items = load_calls(), list(map(pass_address, addresses))
    for item in items:
        pdfium.FPDFPageObj_SetIsActive(item, 1)
    yield
    for item in items:
        pdfium.FPDFPageObj_SetIsActive(item, 0)


@contextmanager
def _widen(addresses: Collection[int], places: Places) -> Iterator[None]:
    """Give objects an outline, and those that are flat a matrix with a width, and take it away again.

    PDFium reads no object whose ink has no width: letters that the font in place of a missing one does not have.
    """
    pdfium = load_calls()
    own: list[tuple[Any, int, Any]] = []
    width = ctypes.c_float.from_param(1.0)
    for number, address in enumerate(addresses):
        item, matrix = pass_address(address), pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
        own.append((item, pdfium.FPDFTextObj_GetTextRenderMode(item), matrix))
        wide = pdfium.FS_MATRIX(1, 0, 0, 1, 0, -40 * number) if is_flat(places[address][0]) else matrix
        pdfium.FPDFTextObj_SetTextRenderMode(item, _OUTLINE_MODE)
        pdfium.FPDFPageObj_SetStrokeWidth(item, width)
        # Setting the matrix makes PDFium measure the object again.
        pdfium.FPDFPageObj_SetMatrix(item, ctypes.byref(wide))
    yield
    for item, mode, matrix in own:
        pdfium.FPDFTextObj_SetTextRenderMode(item, mode)
        pdfium.FPDFPageObj_SetMatrix(item, ctypes.byref(matrix))


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
        item = pass_address(address)
        is_set = address in short and pdfium.FPDFText_SetText(item, _double(measured, characters.ranges[address]))
        pdfium.FPDFPageObj_SetIsActive(item, 1 if is_set else 0)
    with open_text(load) as text:
        doubled = read_characters(text)
    gaps = measure_characters(doubled, places).gaps
    return {
        address: float(gaps[ranges[0][0]])
        for address, ranges in doubled.ranges.items()
        if len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 2
    }


def _is_short(letters: list[str], ranges: list[tuple[int, int]]) -> bool:
    # Spaces are few: an object of many characters needs no count.
    count = sum([last - first for first, last in ranges])
    if count > MAX_SHORT_CHARACTERS:
        return False
    return count - sum([sum(map(str.isspace, letters[first:last])) for first, last in ranges]) <= MAX_SHORT


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
