"""Objects of a page as PDFium lists them, with those of the forms in it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.graphics import IDENTITY, Box, Matrix, measure_luminance
from paper_search.ingest.readers.pdf.mended_pages import HIDDEN_KEY
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address

MAX_DEPTH = 12
"""How deep forms may lie in one another."""
MARK_NAME_BYTES = 64
"""Bytes of the name of a mark, of two for a letter; the names that are looked for have fewer."""
_HIDDEN_KEY = HIDDEN_KEY.lstrip("/").encode()


class PageObject(NamedTuple):
    """An object of a page; ``argument`` is its address as functions take it, ``inner`` what a form holds."""

    kind: int
    address: int
    argument: Any
    inner: Sequence[PageObject] = ()


def list_objects(page: Any) -> list[PageObject]:
    """Return the objects of a page in the order in which they are drawn.

    Args:
        page: the page as an argument.
    """
    pdfium = load_calls()
    return list(_list_objects(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0))


def _list_objects(
    owner: Any, count_objects: Callable[[Any], int], get_object: Callable[[Any, int], int], depth: int
) -> Iterator[PageObject]:
    pdfium = load_calls()
    addresses = list(map(get_object, repeat(owner), range(count_objects(owner))))
    arguments = list(map(pass_address, addresses))
    for kind, address, argument in zip(map(pdfium.FPDFPageObj_GetType, arguments), addresses, arguments, strict=True):
        inner: Sequence[PageObject] = ()
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = list(
                _list_objects(argument, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)
            )
        yield PageObject(kind, address, argument, inner)


class ObjectReader:
    """A reader of what objects of one page state; each is asked for by its argument."""

    def __init__(self) -> None:
        self._pdfium = load_calls()
        # PDFium is given places to write to, which are used again and again.
        self._matrix, self._colour = (ctypes.c_float * 6)(), (ctypes.c_uint * 4)()
        self._floats, self._numbers = (ctypes.c_float * 4)(), (ctypes.c_int * 2)()
        self._name, self._length = ctypes.create_string_buffer(MARK_NAME_BYTES), ctypes.c_ulong()
        self._to_matrix, self._to_name = ctypes.byref(self._matrix), ctypes.byref(self._name)
        self._to_length = ctypes.byref(self._length)
        self._to_floats = [ctypes.byref(self._floats, 4 * index) for index in range(4)]
        self._to_colour = [ctypes.byref(self._colour, 4 * index) for index in range(4)]
        self._to_numbers = [ctypes.byref(self._numbers, 4 * index) for index in range(2)]
        self._name_size = ctypes.c_ulong.from_param(MARK_NAME_BYTES)
        self._colours: dict[tuple[int, ...], tuple[float, float]] = {}
        self._marks: dict[int, tuple[bool, bool]] = {}
        self._names: dict[bytes, str] = {}

    def matrix(self, argument: Any) -> Matrix:
        """Return the matrix of an object."""
        if not self._pdfium.FPDFPageObj_GetMatrix(argument, self._to_matrix):
            return IDENTITY
        a, b, c, d, e, f = self._matrix
        return a, b, c, d, e, f

    def type_size(self, argument: Any) -> float:
        """Return the size of the type of a text object, in text space."""
        self._pdfium.FPDFTextObj_GetFontSize(argument, self._to_floats[0])
        return float(self._floats[0])

    def stroke_width(self, argument: Any) -> float:
        """Return the width of the lines of an object."""
        self._pdfium.FPDFPageObj_GetStrokeWidth(argument, self._to_floats[0])
        return float(self._floats[0])

    def bounds(self, argument: Any) -> Box:
        """Return the left, the bottom, the right and the top of an object."""
        self._pdfium.FPDFPageObj_GetBounds(argument, *self._to_floats)
        x0, y0, x1, y1 = self._floats
        return x0, y0, x1, y1

    def paints(self, argument: Any) -> tuple[bool, bool]:
        """Return True if a path is filled, and True if it is stroked."""
        self._pdfium.FPDFPath_GetDrawMode(argument, *self._to_numbers)
        fill, stroke = self._numbers
        return fill > 0, stroke > 0

    def colour(self, argument: Any, *, is_stroke: bool) -> tuple[float | None, float]:
        """Return the luminance and the opacity with which an object is painted."""
        pdfium = self._pdfium
        get = pdfium.FPDFPageObj_GetStrokeColor if is_stroke else pdfium.FPDFPageObj_GetFillColor
        if not get(argument, *self._to_colour):
            return None, 1.0
        stated = tuple(self._colour)
        if stated not in self._colours:
            red, green, blue, alpha = (number / 255 for number in stated)
            self._colours[stated] = measure_luminance(red, green, blue), alpha
        return self._colours[stated]

    def marks(self, argument: Any) -> tuple[bool, bool]:
        """Return True for an artifact, and True for what is marked as on a layer that is switched off."""
        is_artifact = is_layer_off = False
        for number in range(self._pdfium.FPDFPageObj_CountMarks(argument)):
            mark = self._pdfium.FPDFPageObj_GetMark(argument, number)
            # Objects of one marked content share its mark.
            if mark not in self._marks:
                self._marks[mark] = self._read_mark(pass_address(mark))
            is_mark_artifact, is_mark_off = self._marks[mark]
            is_artifact |= is_mark_artifact
            is_layer_off |= is_mark_off
        return is_artifact, is_layer_off

    def _read_mark(self, mark: Any) -> tuple[bool, bool]:
        self._pdfium.FPDFPageObjMark_GetName(mark, self._to_name, self._name_size, self._to_length)
        # A longer name is not written.
        written = self._name.raw[: self._length.value] if self._length.value <= MARK_NAME_BYTES else b""
        if written not in self._names:
            self._names[written] = written.decode("utf-16-le", "replace").rstrip("\0")
        name = self._names[written]
        is_hidden = name == "OC" and self._pdfium.FPDFPageObjMark_GetParamValueType(mark, _HIDDEN_KEY) > 0
        return name == "Artifact", is_hidden
