"""Characters of a page as PDFium has them: letters, places and advances, by text object.

PDFium is asked for one character at a time. The calls are made by ``map`` over prepared addresses, and what they return
is computed on in arrays, since a page has thousands of characters.
"""

from __future__ import annotations

import ctypes
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.graphics import IDENTITY, Matrix
from paper_search.ingest.readers.pdf.pdfium_advances import CODE_COUNT, measure_advances
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address

MIN_SPREAD = 0.2
"""How far a character must be from half a right angle for its box to tell its width."""
MAX_OVERHANG_EMS = 0.3
"""Ems by which the ink of a letter may stand out over its advance."""
SPACE, SOFT_HYPHEN = 0x20, "\u00ad"
BLOCK_SIZE = 2048
"""Characters that are measured at once."""
_REPLACEMENT = 0xFFFD
_HYPHENS = (0x02, 0xFFFE)
"""What PDFium gives for a hyphen at the end of a line."""
_REPLACED = {0x00: "", **dict.fromkeys(_HYPHENS, "-")}
"""What PDFium gives for nothing, and for such hyphens."""

Floats = npt.NDArray[np.float64]
Places = Mapping[int, tuple[Matrix, float]]
"""Text objects by address: their matrix to user space, and the size of their type in text space."""
Range = tuple[int, int]
"""The index of a first character, and the one after the last."""


class PageCharacters(NamedTuple):
    """The characters of one page, in the order in which they are drawn.

    ``codes`` are what PDFium gives for them, and ``addresses`` those of the objects that show them, 0 for none, both of
    the shape (n,). ``places`` are where each is drawn in user space, and ``sizes`` the width and the height of its box,
    both of the shape (n, 2). ``ranges`` are those of each text object, by its address. ``unmapped`` are the objects of
    which nobody can tell the first letter and the last, ``hyphened`` those that end in a hyphen at the end of a line.
    """

    letters: list[str]
    codes: npt.NDArray[np.int64]
    addresses: npt.NDArray[np.uint64]
    places: Floats
    sizes: Floats
    ranges: dict[int, list[Range]]
    unmapped: frozenset[int]
    hyphened: tuple[int, ...]

    def join(self, other: PageCharacters) -> PageCharacters:
        """Return these characters and then those of other objects."""
        count = len(self.letters)
        moved = {
            address: [(first + count, last + count) for first, last in ranges]
            for address, ranges in other.ranges.items()
        }
        return PageCharacters(
            self.letters + other.letters,
            np.concatenate([self.codes, other.codes]),
            np.concatenate([self.addresses, other.addresses]),
            np.vstack([self.places, other.places]),
            np.vstack([self.sizes, other.sizes]),
            {**self.ranges, **moved},
            self.unmapped | other.unmapped,
            (*self.hyphened, *other.hyphened),
        )

    def end_in_soft_hyphen(self, address: int) -> None:
        """Take the hyphen at the end of an object for a soft one."""
        self.letters[self.ranges[address][-1][1] - 1] = SOFT_HYPHEN


class MeasuredCharacters(NamedTuple):
    """Characters along the baselines of their objects.

    ``starts`` and ``widths`` are in text space, in the direction of writing; ``gaps`` are those to the next character.
    ``widest`` is for each object the widest gap between two of its characters, whichever way.
    """

    letters: list[str]
    starts: list[float]
    widths: list[float]
    gaps: Floats
    widest: Mapping[int, float]


def read_characters(handle: int) -> PageCharacters:
    """Return the characters of a page, but for the spaces and line ends that PDFium adds.

    Args:
        handle: the address of a text page of PDFium.
    """
    pdfium, page = load_calls(), pass_address(handle)
    count = max(pdfium.FPDFText_CountChars(page), 0)
    letters, codes = _read_letters(page, count)
    addresses = np.fromiter(map(pdfium.FPDFText_GetTextObject, repeat(page), range(count)), np.uint64, count)
    # PDFium adds spaces where it sees gaps between words.
    spaces = np.flatnonzero((codes == SPACE) & (addresses != 0))
    are_added = np.fromiter(map(pdfium.FPDFText_IsGenerated, repeat(page), spaces.tolist()), np.int64, len(spaces))
    addresses[spaces[are_added == 1]] = 0
    places, sizes = _measure_boxes(page, count)
    ranges = _find_ranges(addresses)
    unmapped = frozenset(
        address
        for address, parts in ranges.items()
        if pdfium.FPDFText_HasUnicodeMapError(page, parts[0][0]) == 1
        and pdfium.FPDFText_HasUnicodeMapError(page, parts[-1][1] - 1) == 1
    )
    hyphened: tuple[int, ...] = ()
    if _are_any_of(codes, _HYPHENS).any():
        hyphened = tuple(address for address, parts in ranges.items() if codes[parts[-1][1] - 1] in _HYPHENS)
    return PageCharacters(letters, codes, addresses, places, sizes, ranges, unmapped, hyphened)


def _read_letters(page: Any, count: int) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the letters of a text page, and the numbers that PDFium gives for them."""
    codes = np.fromiter(map(load_calls().FPDFText_GetUnicode, repeat(page), range(count)), np.int64, count)
    # A broken map may give numbers that are no characters.
    codes[codes >= CODE_COUNT] = _REPLACEMENT
    letters = list(map(chr, codes.tolist()))
    for place in np.flatnonzero(_are_any_of(codes, _REPLACED)).tolist():
        letters[place] = _REPLACED[int(codes[place])]
    return letters, codes


class _Buffers(threading.local):
    """Where PDFium writes the places and the boxes of characters, and the arguments that say so; for one thread."""

    def __init__(self) -> None:
        origins, boxes = (ctypes.c_double * (2 * BLOCK_SIZE))(), (ctypes.c_float * (4 * BLOCK_SIZE))()
        self.xs = [ctypes.byref(origins, 16 * index) for index in range(BLOCK_SIZE)]
        self.ys = [ctypes.byref(origins, 16 * index + 8) for index in range(BLOCK_SIZE)]
        self.rows = [ctypes.byref(boxes, 16 * index) for index in range(BLOCK_SIZE)]
        self.origins = np.ctypeslib.as_array(origins).reshape(-1, 2)
        self.boxes = np.ctypeslib.as_array(boxes).reshape(-1, 4)


_BUFFERS = _Buffers()


def _measure_boxes(page: Any, count: int) -> tuple[Floats, Floats]:
    """Return the places of the characters of a text page, and the widths and heights of their boxes."""
    pdfium, buffers = load_calls(), _BUFFERS
    places, sizes = np.zeros((count, 2)), np.zeros((count, 2))
    for start in range(0, count, BLOCK_SIZE):
        indices = range(start, min(start + BLOCK_SIZE, count))
        origins, boxes = buffers.origins[: len(indices)], buffers.boxes[: len(indices)]
        # Of a character that has no place nothing is written.
        origins.fill(0.0)
        boxes.fill(0.0)
        deque(map(pdfium.FPDFText_GetCharOrigin, repeat(page), indices, buffers.xs, buffers.ys), maxlen=0)
        deque(map(pdfium.FPDFText_GetLooseCharBox, repeat(page), indices, buffers.rows), maxlen=0)
        places[start : indices.stop] = origins
        sizes[start : indices.stop] = np.abs(boxes[:, 2:] - boxes[:, :2])
    return places, sizes


def measure_characters(characters: PageCharacters, objects: Places) -> MeasuredCharacters:
    """Measure the characters of a page along their baselines.

    Args:
        characters: those of the page.
        objects: its text objects.
    """
    is_inner = np.append(characters.addresses[1:] == characters.addresses[:-1], [False])[: len(characters.letters)]
    is_inner &= characters.addresses != 0
    shown, owners = _number_objects(characters.addresses)
    listed = [objects.get(address, (IDENTITY, 1.0)) for address in shown]
    matrices = np.array([matrix for matrix, _ in listed]).reshape(-1, 6)[owners]
    ems = np.array([size for _, size in listed])[owners]
    a, b, c, d, e, f = matrices.T
    signs = np.where(ems < 0, -1.0, 1.0)
    squared = np.where(a * a + b * b > 0, a * a + b * b, 1.0)
    starts = ((characters.places[:, 0] - e) * a + (characters.places[:, 1] - f) * b) / squared
    steps = np.append(signs[:-1] * np.diff(starts), [0.0])[: len(starts)]
    # The box of a character is that of a parallelogram, whose base is the width of the character.
    spread = np.abs(a * d) - np.abs(b * c)
    is_told = np.abs(spread) > MIN_SPREAD * np.sqrt(squared * (c * c + d * d))
    bases = characters.sizes[:, 0] * np.abs(d) - characters.sizes[:, 1] * np.abs(c)
    # The last character of an object is as wide as the one before it.
    advances = np.where(is_inner, steps, np.roll(steps, 1))
    widths = np.maximum(np.where(is_told, bases / np.where(is_told, spread, 1.0), advances), 0.0)
    widths = _limit_to_advance(widths, measure_advances(characters.codes, shown, owners), np.abs(ems), is_told)
    # The letters of a ligature stand in one place.
    widths[is_inner & (steps == 0)] = 0.0
    gaps = steps - widths
    widest = np.zeros(len(shown))
    np.maximum.at(widest, owners[is_inner], np.abs(gaps[is_inner]))
    return MeasuredCharacters(
        characters.letters,
        starts.tolist(),
        widths.tolist(),
        gaps,
        dict(zip(shown, widest.tolist(), strict=True)),
    )


def _limit_to_advance(widths: Floats, advances: Floats, ems: Floats, is_told: npt.NDArray[np.bool_]) -> Floats:
    """Return widths without the ink that stands out over the advance of a letter, as that of a sloping f does.

    Args:
        widths: those of the letters, in text space.
        advances: those that their fonts state, in ems, negative where the font is not embedded.
        ems: the sizes of their type, in text space.
        is_told: True where the box of a letter tells its width.
    """
    stated = np.abs(advances) * ems
    is_embedded = advances > 0
    is_stood_out = (widths > stated) & (widths - stated <= MAX_OVERHANG_EMS * ems)
    limited: Floats = np.where((stated > 0) & (~is_embedded | ~is_told | is_stood_out), stated, widths)
    return limited


def _number_objects(addresses: npt.NDArray[np.uint64]) -> tuple[list[int], npt.NDArray[np.intp]]:
    """Return the addresses, each once, and for each character which of them it has."""
    cuts = _find_cuts(addresses)
    numbers: dict[int, int] = {}
    owners = [numbers.setdefault(address, len(numbers)) for address in addresses[cuts[:-1]].tolist()]
    return list(numbers), np.repeat(np.array(owners, dtype=np.intp), np.diff(cuts))


def _find_ranges(addresses: npt.NDArray[np.uint64]) -> dict[int, list[Range]]:
    ranges: dict[int, list[Range]] = defaultdict(list)
    cuts = _find_cuts(addresses)
    ends = cuts.tolist()
    for address, first, last in zip(addresses[cuts[:-1]].tolist(), ends, ends[1:], strict=False):
        if address:
            ranges[address].append((first, last))
    return ranges


def _are_any_of(codes: npt.NDArray[np.int64], sought: Iterable[int]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(codes), dtype=bool)
    for code in sought:
        found |= codes == code
    return found


def _find_cuts(addresses: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Return where runs of one address start, and where the last one ends."""
    if not len(addresses):
        return np.zeros(1, dtype=np.intp)
    changes = np.flatnonzero(addresses[1:] != addresses[:-1]) + 1
    return np.concatenate([[0], changes, [len(addresses)]]).astype(np.intp)
