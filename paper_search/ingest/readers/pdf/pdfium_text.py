"""Characters of a page as PDFium has them: letters, places and advances, by text object.

PDFium is asked for one character at a time. The calls are made by ``map`` over prepared addresses, and what they return
is computed on in arrays, since a page has thousands of characters.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.graphics import IDENTITY, Matrix
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls

MIN_SPREAD = 0.2
"""How far a character must be from half a right angle for its box to tell its width."""
SPACE, SOFT_HYPHEN = 0x20, "\u00ad"
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

    ``places`` are where each is drawn in user space, and ``sizes`` the width and the height of its box, both of the
    shape (n, 2). ``ranges`` are those of each text object, by its address. ``unmapped`` are the objects of which nobody
    can tell the first letter and the last, ``hyphened`` those that end in a hyphen at the end of a line.
    """

    letters: list[str]
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
    gaps: list[float]
    widest: Mapping[int, float]


def read_characters(handle: int) -> PageCharacters:
    """Return the characters of a page, but for the spaces and line ends that PDFium adds.

    Args:
        handle: the address of a text page of PDFium.
    """
    pdfium = load_calls()
    count = max(pdfium.FPDFText_CountChars(handle), 0)
    codes = list(map(pdfium.FPDFText_GetUnicode, repeat(handle), range(count)))
    objects = list(map(pdfium.FPDFText_GetTextObject, repeat(handle), range(count)))
    for index in [index for index, code in enumerate(codes) if code == SPACE]:
        # PDFium adds spaces where it sees gaps between words.
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:
            objects[index] = None
    places, boxes = np.zeros((count, 2)), np.zeros((count, 4), dtype=np.float32)
    first, box = places.ctypes.data, boxes.ctypes.data
    columns = range(first, first + 16 * count, 16), range(first + 8, first + 8 + 16 * count, 16)
    _run(map(pdfium.FPDFText_GetCharOrigin, repeat(handle), range(count), *columns))
    rows = range(box, box + 16 * count, 16)
    _run(map(pdfium.FPDFText_GetLooseCharBox, repeat(handle), range(count), rows))
    letters = list(map(chr, codes))
    if not _REPLACED.keys().isdisjoint(codes):
        letters = [_REPLACED.get(code, letter) for code, letter in zip(codes, letters, strict=True)]
    ranges = _find_ranges(objects)
    unmapped = frozenset(
        address
        for address, parts in ranges.items()
        if pdfium.FPDFText_HasUnicodeMapError(handle, parts[0][0]) == 1
        and pdfium.FPDFText_HasUnicodeMapError(handle, parts[-1][1] - 1) == 1
    )
    hyphened = tuple(address for address, parts in ranges.items() if codes[parts[-1][1] - 1] in _HYPHENS)
    sizes = np.abs(boxes[:, 2:] - boxes[:, :2]).astype(float)
    return PageCharacters(letters, places, sizes, ranges, unmapped, hyphened)


def measure_characters(characters: PageCharacters, objects: Places) -> MeasuredCharacters:
    """Measure the characters of a page along their baselines.

    Args:
        characters: those of the page.
        objects: its text objects.
    """
    count = len(characters.letters)
    is_inner = np.zeros(count, dtype=bool)
    matrices = np.tile(np.array([*IDENTITY, 1.0]), (count, 1))
    for address, ranges in characters.ranges.items():
        matrix, size = objects.get(address, (IDENTITY, 1.0))
        for first, last in ranges:
            matrices[first:last] = *matrix, (-1.0 if size < 0 else 1.0)
            is_inner[first : last - 1] = True
    a, b, c, d, e, f, signs = matrices.T
    squared = np.where(a * a + b * b > 0, a * a + b * b, 1.0)
    starts = ((characters.places[:, 0] - e) * a + (characters.places[:, 1] - f) * b) / squared
    steps = np.append(signs[:-1] * np.diff(starts), 0.0) if count else starts
    # The box of a character is that of a parallelogram, whose base is the width of the character.
    spread = np.abs(a * d) - np.abs(b * c)
    is_told = np.abs(spread) > MIN_SPREAD * np.sqrt(squared * (c * c + d * d))
    bases = characters.sizes[:, 0] * np.abs(d) - characters.sizes[:, 1] * np.abs(c)
    # The last character of an object is as wide as the one before it.
    advances = np.where(is_inner, steps, np.roll(steps, 1))
    widths = np.maximum(np.where(is_told, bases / np.where(is_told, spread, 1.0), advances), 0.0)
    # The letters of a ligature stand in one place.
    widths[is_inner & (steps == 0)] = 0.0
    gaps = steps - widths
    widest = {
        address: max((float(np.abs(gaps[first : last - 1]).max(initial=0.0)) for first, last in ranges), default=0.0)
        for address, ranges in characters.ranges.items()
    }
    return MeasuredCharacters(characters.letters, starts.tolist(), widths.tolist(), gaps.tolist(), widest)


def _find_ranges(objects: list[int | None]) -> dict[int, list[Range]]:
    ranges: dict[int, list[Range]] = defaultdict(list)
    if objects:
        addresses = np.array([address or 0 for address in objects], dtype=np.uint64)
        cuts = [0, *(np.flatnonzero(addresses[1:] != addresses[:-1]) + 1).tolist(), len(objects)]
        for first, last in pairwise(cuts):
            address = objects[first]
            if address is not None:
                ranges[address].append((first, last))
    return ranges


def _run(calls: Iterable[Any]) -> None:
    deque(calls, maxlen=0)
