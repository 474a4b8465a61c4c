"""Characters of a page as PDFium has them: letters, places and advances, by text object.

PDFium is asked for one character at a time. The calls are made by ``map`` over prepared addresses, and what they return
is computed on in arrays, since a page has thousands of characters.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.graphics import IDENTITY, Matrix
from paper_search.ingest.readers.pdf.pdfium_advances import CODE_COUNT, measure_advances
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls

MIN_SPREAD = 0.2
"""How far a character must be from half a right angle for its box to tell its width."""
MAX_OVERHANG_EMS = 0.3
"""Ems by which the ink of a letter may stand out over its advance."""
SPACE, SOFT_HYPHEN = 0x20, "\u00ad"
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
    # A broken map may give numbers that are no characters.
    codes = [code if code < CODE_COUNT else _REPLACEMENT for code in codes]
    letters = list(map(chr, codes))
    if not _REPLACED.keys().isdisjoint(codes):
        letters = [_REPLACED.get(code, letter) for code, letter in zip(codes, letters, strict=True)]
    addresses = np.array([address or 0 for address in objects], dtype=np.uint64)
    ranges = _find_ranges(addresses)
    unmapped = frozenset(
        address
        for address, parts in ranges.items()
        if pdfium.FPDFText_HasUnicodeMapError(handle, parts[0][0]) == 1
        and pdfium.FPDFText_HasUnicodeMapError(handle, parts[-1][1] - 1) == 1
    )
    hyphened = tuple(address for address, parts in ranges.items() if codes[parts[-1][1] - 1] in _HYPHENS)
    sizes = np.abs(boxes[:, 2:] - boxes[:, :2]).astype(float)
    numbers = np.array(codes, dtype=np.int64)
    return PageCharacters(letters, numbers, addresses, places, sizes, ranges, unmapped, hyphened)


def measure_characters(characters: PageCharacters, objects: Places) -> MeasuredCharacters:
    """Measure the characters of a page along their baselines.

    Args:
        characters: those of the page.
        objects: its text objects.
    """
    is_inner = np.append(characters.addresses[1:] == characters.addresses[:-1], [False])[: len(characters.letters)]
    is_inner &= characters.addresses != 0
    shown, owners = np.unique(characters.addresses, return_inverse=True)
    listed = [objects.get(address, (IDENTITY, 1.0)) for address in shown.tolist()]
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
        gaps.tolist(),
        dict(zip(shown.tolist(), widest.tolist(), strict=True)),
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


def _find_ranges(addresses: npt.NDArray[np.uint64]) -> dict[int, list[Range]]:
    ranges: dict[int, list[Range]] = defaultdict(list)
    cuts = [0, *(np.flatnonzero(addresses[1:] != addresses[:-1]) + 1).tolist(), len(addresses)]
    firsts = addresses[cuts[:-1]].tolist() if len(addresses) else []
    for address, first, last in zip(firsts, cuts, cuts[1:], strict=False):
        if address:
            ranges[address].append((first, last))
    return ranges


def _run(calls: Iterable[Any]) -> None:
    deque(calls, maxlen=0)
