"""Objects of a page as PDFium lists them, recorded as the spans, ruling lines and painted areas that a page draws.

Coordinates are in points from the top left of the page as shown. Nothing is reordered or left out here.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.graphics import (
    IDENTITY,
    Box,
    Canvas,
    Matrix,
    PaintState,
    SpanOrigin,
    TextSpan,
    bound_corners,
    intersect_boxes,
    measure_luminance,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.mended_pages import HIDDEN_KEY
from paper_search.ingest.readers.pdf.path_recorder import MAX_RULE_THICKNESS, PathRecorder, find_cell_edges
from paper_search.ingest.readers.pdf.pdfium_apart import LoadText, measure_spacings, open_text, read_apart
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls
from paper_search.ingest.readers.pdf.pdfium_paths import read_path
from paper_search.ingest.readers.pdf.pdfium_spans import PdfiumFont, list_object_spans
from paper_search.ingest.readers.pdf.pdfium_text import (
    MeasuredCharacters,
    PageCharacters,
    measure_characters,
    read_characters,
)

MAX_DEPTH = 12
"""How deep forms may lie in one another."""
MAX_SEGMENTS = 400
"""Segments of a path that are looked at one by one; of a longer path only the bounds are."""
BLOCK_CHARACTERS = frozenset("\u2580\u2584\u2588\u2589\u258a\u258b\u258c\u2590\u2591\u2592\u2593\u25a0\u25ac\u25ae")
"""Characters that cover what they are printed over."""
_HIDDEN_KEY = HIDDEN_KEY.lstrip("/").encode()
_INVISIBLE_MODES, _STROKED_MODES, _OUTLINE_MODES, _BOTH_MODES = (3, 7), (1, 2), (1, 5), (2, 6)
_FIRST_CLIP_MODE = 4
"""The first of the render modes in which letters clip what is drawn after them; PDFium does not tell what they clip."""


class _Surroundings(NamedTuple):
    """The matrix and the state that an object takes from the form that it lies in.

    ``clip`` is the box to which the form is clipped, with all those around it, and whether boxes are all that clips it.
    """

    matrix: Matrix
    is_artifact: bool
    is_layer_off: bool
    is_veiled: bool
    clip: tuple[Box | None, bool] = (None, True)


class _PageRecorder:
    """A recorder of the objects of one page."""

    def __init__(self, canvas: Canvas, ctm: Matrix, fonts: dict[int, PdfiumFont]) -> None:
        self.canvas, self.ctm, self.fonts = canvas, ctm, fonts
        self.pdfium = load_calls()
        self.characters: PageCharacters
        self.measured: MeasuredCharacters
        self.spacings: Mapping[int, float] = {}
        self._places: dict[int, tuple[Matrix, float]] = {}
        self._marks: dict[int, tuple[bool, bool]] = {}
        self.fills: list[Box] = []
        self._is_clipped_to_letters = False
        self._matrix, self._mark = self.pdfium.FS_MATRIX(), (ctypes.c_ushort * 32)()
        self._floats, self._numbers = [ctypes.c_float() for _ in range(4)], [ctypes.c_uint() for _ in range(4)]
        # Functions of PDFium are given addresses to write to.
        self._to_matrix, self._to_mark = ctypes.addressof(self._matrix), ctypes.addressof(self._mark)
        self._length = ctypes.c_ulong()
        self._to_length = ctypes.addressof(self._length)
        self._to_floats = [ctypes.addressof(value) for value in self._floats]
        self._to_numbers = [ctypes.addressof(value) for value in self._numbers]

    def measure(self, objects: Iterable[Any], load: LoadText) -> None:
        """Read the characters of the page, and measure them along the baselines of their objects."""
        with open_text(load) as textpage:
            characters = read_characters(textpage)
        places = self._places
        self._list_places(objects, IDENTITY, places, 0)
        self.characters = read_apart(characters, places, load)
        self.measured = measure_characters(self.characters, places)
        self.spacings = measure_spacings(self.characters, self.measured, places, load)

    def _list_places(
        self, handles: Iterable[Any], around: Matrix, places: dict[int, tuple[Matrix, float]], depth: int
    ) -> None:
        pdfium = self.pdfium
        for handle in handles:
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                places[handle] = multiply_matrices(self._get_matrix(handle), around), self._get_size(handle)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(handle)
                inner = (pdfium.FPDFFormObj_GetObject(handle, index) for index in range(count))
                self._list_places(inner, multiply_matrices(self._get_matrix(handle), around), places, depth + 1)

    def record(self, handles: Iterable[Any], around: _Surroundings, depth: int) -> None:
        """Record objects in the order in which they are drawn."""
        pdfium = self.pdfium
        draw: dict[int, Callable[[Any, _Surroundings], None]] = {
            pdfium.FPDF_PAGEOBJ_TEXT: self._record_text,
            pdfium.FPDF_PAGEOBJ_PATH: self._record_path,
            pdfium.FPDF_PAGEOBJ_IMAGE: self._record_image,
            pdfium.FPDF_PAGEOBJ_SHADING: self._record_shading,
        }
        for handle in handles:
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind in draw:
                if kind == pdfium.FPDF_PAGEOBJ_TEXT or not self._read_marks(handle, around)[1]:
                    draw[kind](handle, around)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                count = pdfium.FPDFFormObj_CountObjects(handle)
                is_artifact, is_layer_off = self._read_marks(handle, around)
                inner = _Surroundings(
                    multiply_matrices(self._get_matrix(handle), around.matrix),
                    is_artifact,
                    is_layer_off,
                    around.is_veiled or bool(pdfium.FPDFPageObj_HasTransparency(handle)),
                    self._get_clip(handle, around),
                )
                self.record((pdfium.FPDFFormObj_GetObject(handle, index) for index in range(count)), inner, depth + 1)

    # -- text

    def _record_text(self, handle: Any, around: _Surroundings) -> None:
        pdfium, canvas = self.pdfium, self.canvas
        canvas.operations += 1
        ranges = self.characters.ranges.get(handle)
        if not ranges:
            return
        user, size = self._places[handle]
        matrix = multiply_matrices(user, self.ctm)
        font, mode = self._get_font(pdfium.FPDFTextObj_GetFont(handle)), pdfium.FPDFTextObj_GetTextRenderMode(handle)
        artifact, is_layer_off = self._read_marks(handle, around)
        state = self._make_origin(handle, around._replace(is_layer_off=is_layer_off), matrix, size, mode)
        is_unmapped = font.signs is None and handle in self.characters.unmapped
        length = math.hypot(matrix[0], matrix[1]) or 1.0
        type_size = abs(size) * (math.hypot(matrix[2], matrix[3]) or length)
        sign = -1.0 if size < 0 else 1.0
        rotation = round(math.degrees(math.atan2(matrix[1] * sign, matrix[0] * sign)) / 90) % 4 * 90
        bold = font.bold or mode in _STROKED_MODES
        for part in list_object_spans(self.measured, handle, ranges, size, font, self.spacings.get(handle)):
            origin = state._replace(order=canvas.order, starts=part.starts, end=part.end, spacing=part.spacing)
            start, ink_end = part.ink
            x, y = matrix[4] + start * matrix[0], canvas.height - (matrix[5] + start * matrix[1])
            ends = x, x + abs(ink_end - start) * length
            span = TextSpan(part.text, *ends, y, type_size, bold, artifact, rotation, origin, is_unmapped=is_unmapped)
            canvas.spans.append(span)
            if BLOCK_CHARACTERS.intersection(part.text):
                box = bound_corners((start, -0.3 * size, ink_end, size), matrix, canvas.height)
                if not is_layer_off:
                    canvas.add_area(intersect_boxes(box, state.clip), "box", state.luminance)

    def _make_origin(self, handle: Any, around: _Surroundings, matrix: Matrix, size: float, mode: int) -> SpanOrigin:
        """Return the state in which a text object is drawn, without the places of its characters."""
        colour, alpha = self._get_colour(handle, is_stroke=mode in _OUTLINE_MODES)
        if mode in _BOTH_MODES:
            alpha = max(alpha, self._get_colour(handle, is_stroke=True)[1])
        is_veiled = (
            around.is_veiled
            or self._is_clipped_to_letters
            or (alpha == 1.0 and bool(self.pdfium.FPDFPageObj_HasTransparency(handle)))
        )
        self._is_clipped_to_letters |= mode >= _FIRST_CLIP_MODE
        return SpanOrigin(
            self.canvas.order,
            self.canvas.operations - 1,
            matrix,
            size,
            (),
            0.0,
            0.0,
            colour,
            alpha,
            is_veiled,
            mode in _INVISIBLE_MODES,
            around.is_layer_off,
            *self._get_clip(handle, around),
        )

    def _get_font(self, handle: Any) -> PdfiumFont:
        if handle not in self.fonts:
            self.fonts[handle] = PdfiumFont(handle)
        return self.fonts[handle]

    # -- what is painted besides

    def _record_image(self, handle: Any, around: _Surroundings) -> None:
        self._make_recorder(handle, multiply_matrices(self._get_matrix(handle), around.matrix), around).paint_picture()

    def _record_shading(self, handle: Any, around: _Surroundings) -> None:
        self._make_recorder(handle, around.matrix, around).paint_shading()

    def _record_path(self, handle: Any, around: _Surroundings) -> None:
        pdfium = self.pdfium
        pdfium.FPDFPath_GetDrawMode(handle, *self._to_numbers[:2])
        has_fill, has_stroke = self._numbers[0].value > 0, self._numbers[1].value > 0
        if not has_fill and not has_stroke:
            return
        recorder = self._make_recorder(handle, multiply_matrices(self._get_matrix(handle), around.matrix), around)
        count = pdfium.FPDFPath_CountSegments(handle)
        if count > MAX_SEGMENTS:
            pdfium.FPDFPageObj_GetBounds(handle, *self._to_floats)
            x0, y0, x1, y1 = (value.value for value in self._floats)
            recorder.state = recorder.state._replace(ctm=multiply_matrices(around.matrix, self.ctm))
            recorder.curves = [(x0, y0), (x1, y1)]
        else:
            segments = list(map(pdfium.FPDFPath_GetPathSegment, repeat(handle), range(count)))
            recorder.path, recorder.curves = read_path(segments)
        if has_fill and has_stroke:
            recorder.fill_and_stroke_path()
        elif has_stroke:
            recorder.stroke_path()
        else:
            boxes = (
                bound_corners(piece[:4], recorder.state.ctm, self.canvas.height) for piece in recorder.path if piece[4]
            )
            self.fills += [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= MAX_RULE_THICKNESS]
            recorder.fill_path()

    def _make_recorder(self, handle: Any, matrix: Matrix, around: _Surroundings) -> PathRecorder:
        self.pdfium.FPDFPageObj_GetStrokeWidth(handle, self._to_floats[0])
        state = PaintState(
            multiply_matrices(matrix, self.ctm),
            self._floats[0].value,
            self._get_colour(handle, is_stroke=False)[0],
            self._get_colour(handle, is_stroke=True)[0],
            self._get_clip(handle, around)[0],
        )
        return PathRecorder(self.canvas, state)

    # -- what objects have in common

    def _get_size(self, handle: Any) -> float:
        self.pdfium.FPDFTextObj_GetFontSize(handle, self._to_floats[0])
        return float(self._floats[0].value)

    def _get_matrix(self, handle: Any) -> Matrix:
        matrix = self._matrix
        if not self.pdfium.FPDFPageObj_GetMatrix(handle, self._to_matrix):
            return IDENTITY
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _get_colour(self, handle: Any, *, is_stroke: bool) -> tuple[float | None, float]:
        """Return the luminance and the opacity."""
        get = self.pdfium.FPDFPageObj_GetStrokeColor if is_stroke else self.pdfium.FPDFPageObj_GetFillColor
        if not get(handle, *self._to_numbers):
            return None, 1.0
        red, green, blue, alpha = (value.value / 255 for value in self._numbers)
        return measure_luminance(red, green, blue), alpha

    def _get_clip(self, handle: Any, around: _Surroundings) -> tuple[Box | None, bool]:
        """Return the box to which an object is clipped, and True where the clip is no more than boxes."""
        pdfium = self.pdfium
        path = pdfium.FPDFPageObj_GetClipPath(handle)
        clip, is_box = around.clip
        matrix = multiply_matrices(around.matrix, self.ctm)
        for number in range(max(pdfium.FPDFClipPath_CountPaths(path), 0) if path else 0):
            count = pdfium.FPDFClipPath_CountPathSegments(path, number)
            if count > MAX_SEGMENTS:
                is_box = False
                continue
            pieces, curves = read_path(
                list(map(pdfium.FPDFClipPath_GetPathSegment, repeat(path), repeat(number), range(count)))
            )
            xs = [x for piece in pieces for x in (piece[0], piece[2])] + [x for x, _ in curves]
            ys = [y for piece in pieces for y in (piece[1], piece[3])] + [y for _, y in curves]
            if xs:
                bounds = min(xs), min(ys), max(xs), max(ys)
                clip = intersect_boxes(bound_corners(bounds, matrix, self.canvas.height), clip)
                is_box = is_box and len(pieces) == 1 and pieces[0][4] and not curves
        return clip, is_box

    def _read_marks(self, handle: Any, around: _Surroundings) -> tuple[bool, bool]:
        """Return True for what is no part of the text, and True for what is on a layer that is switched off."""
        pdfium, is_artifact, is_layer_off = self.pdfium, around.is_artifact, around.is_layer_off
        for number in range(max(pdfium.FPDFPageObj_CountMarks(handle), 0)):
            mark = pdfium.FPDFPageObj_GetMark(handle, number)
            # Objects of one marked content share its mark.
            if mark not in self._marks:
                self._marks[mark] = self._read_mark(mark)
            is_artifact |= self._marks[mark][0]
            is_layer_off |= self._marks[mark][1]
        return is_artifact, is_layer_off

    def _read_mark(self, mark: Any) -> tuple[bool, bool]:
        self.pdfium.FPDFPageObjMark_GetName(mark, self._to_mark, 64, self._to_length)
        name = bytes(self._mark)[: self._length.value].decode("utf-16-le", "replace").rstrip("\0")
        is_hidden = name == "OC" and self.pdfium.FPDFPageObjMark_GetParamValueType(mark, _HIDDEN_KEY) > 0
        return name == "Artifact", is_hidden


def draw_page(canvas: Canvas, page: Any, ctm: Matrix, fonts: dict[int, PdfiumFont]) -> None:
    """Draw a page of PDFium on the canvas.

    Args:
        canvas: what is drawn on.
        page: the page.
        ctm: from user space to the page as shown, y upwards.
        fonts: the fonts of the document so far, by address; others are added.
    """
    pdfium, handle = load_calls(), ctypes.cast(page.raw, ctypes.c_void_p).value

    def list_objects() -> Iterator[Any]:
        count = pdfium.FPDFPage_CountObjects(handle)
        return (pdfium.FPDFPage_GetObject(handle, index) for index in range(count))

    recorder = _PageRecorder(canvas, ctm, fonts)
    recorder.measure(list_objects(), page.get_textpage)
    around = _Surroundings(IDENTITY, is_artifact=False, is_layer_off=False, is_veiled=False)
    recorder.record(list_objects(), around, 0)
    canvas.rules += find_cell_edges(recorder.fills, canvas.rules)
