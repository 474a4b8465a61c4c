"""Objects of a page as PDFium lists them, recorded as the spans, ruling lines and painted areas that a page draws.

Coordinates are in points from the top left of the page as shown. Nothing is reordered or left out here.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping, Sequence
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
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.path_recorder import MAX_RULE_THICKNESS, PathRecorder, find_cell_edges
from paper_search.ingest.readers.pdf.pdfium_apart import LoadText, measure_spacings, open_text, read_apart
from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address
from paper_search.ingest.readers.pdf.pdfium_objects import ObjectReader, PageObject, list_objects
from paper_search.ingest.readers.pdf.pdfium_paths import list_clip_paths, list_segments, read_path
from paper_search.ingest.readers.pdf.pdfium_spans import ObjectSpan, PdfiumFont, list_object_spans
from paper_search.ingest.readers.pdf.pdfium_text import (
    MeasuredCharacters,
    PageCharacters,
    measure_characters,
    read_characters,
)

BLOCK_CHARACTERS = frozenset("\u2580\u2584\u2588\u2589\u258a\u258b\u258c\u2590\u2591\u2592\u2593\u25a0\u25ac\u25ae")
"""Characters that cover what they are printed over."""
_INVISIBLE_MODES, _STROKED_MODES, _OUTLINE_MODES, _BOTH_MODES = (3, 7), (1, 2), (1, 5), (2, 6)
_FIRST_CLIP_MODE = 4
"""The first of the render modes in which letters clip what is drawn after them; PDFium does not tell what they clip."""


Extent = tuple[float, float, int]
"""How wide and how high an em is on the page, and the degrees by which it is rotated."""


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
        self.fills: list[Box] = []
        self._places: dict[int, tuple[Matrix, float]] = {}
        self._extents: dict[tuple[tuple[float, float, float, float], bool], Extent] = {}
        self._read = ObjectReader()
        self._is_clipped_to_letters = False

    def measure(self, objects: Sequence[PageObject], load: LoadText) -> None:
        """Read the characters of the page, and measure them along the baselines of their objects."""
        with open_text(load) as textpage:
            characters = read_characters(textpage)
        places = self._places
        self._list_places(objects, IDENTITY)
        self.characters = read_apart(characters, places, load)
        self.measured = measure_characters(self.characters, places)
        self.spacings = measure_spacings(self.characters, self.measured, places, load)

    def _list_places(self, objects: Sequence[PageObject], around: Matrix) -> None:
        for item in objects:
            if item.kind == self.pdfium.FPDF_PAGEOBJ_TEXT:
                matrix = multiply_matrices(self._read.matrix(item.argument), around)
                self._places[item.address] = matrix, self._read.type_size(item.argument)
            elif item.inner:
                self._list_places(item.inner, multiply_matrices(self._read.matrix(item.argument), around))

    def record(self, objects: Sequence[PageObject], around: _Surroundings) -> None:
        """Record objects in the order in which they are drawn."""
        pdfium = self.pdfium
        draw: dict[int, Callable[[PageObject, _Surroundings], None]] = {
            pdfium.FPDF_PAGEOBJ_TEXT: self._record_text,
            pdfium.FPDF_PAGEOBJ_PATH: self._record_path,
            pdfium.FPDF_PAGEOBJ_IMAGE: self._record_image,
            pdfium.FPDF_PAGEOBJ_SHADING: self._record_shading,
        }
        for item in objects:
            kind = item.kind
            if kind in draw:
                if kind == pdfium.FPDF_PAGEOBJ_TEXT or not self._read_marks(item, around)[1]:
                    draw[kind](item, around)
            elif item.inner:
                is_artifact, is_layer_off = self._read_marks(item, around)
                inner = _Surroundings(
                    multiply_matrices(self._read.matrix(item.argument), around.matrix),
                    is_artifact,
                    is_layer_off,
                    around.is_veiled or bool(pdfium.FPDFPageObj_HasTransparency(item.argument)),
                    self._get_clip(item, around),
                )
                self.record(item.inner, inner)

    # -- text

    def _record_text(self, item: PageObject, around: _Surroundings) -> None:
        self.canvas.operations += 1
        ranges = self.characters.ranges.get(item.address)
        if not ranges:
            return
        mode = self.pdfium.FPDFTextObj_GetTextRenderMode(item.argument)
        font = self._get_font(self.pdfium.FPDFTextObj_GetFont(item.argument))
        size, spacing = self._places[item.address][1], self.spacings.get(item.address)
        parts = list_object_spans(self.measured, item.address, ranges, size, font, spacing)
        if parts:
            self._record_spans(item, parts, mode, font, around)
        self._is_clipped_to_letters |= mode >= _FIRST_CLIP_MODE

    def _record_spans(
        self, item: PageObject, parts: Sequence[ObjectSpan], mode: int, font: PdfiumFont, around: _Surroundings
    ) -> None:
        canvas, (user, size) = self.canvas, self._places[item.address]
        matrix = multiply_matrices(user, self.ctm)
        length, height, rotation = self._measure_letters(matrix[:4], is_mirrored=size < 0)
        artifact, is_layer_off = self._read_marks(item, around)
        luminance, alpha, is_veiled = self._find_ink(item, mode)
        clip, is_clip_box = self._get_clip(item, around)
        is_veiled, is_invisible = is_veiled or around.is_veiled, mode in _INVISIBLE_MODES
        is_unmapped = font.signs is None and item.address in self.characters.unmapped
        type_size, bold = abs(size) * height, font.bold or mode in _STROKED_MODES
        for text, starts, (start, ink_end), end, spacing in parts:
            origin = SpanOrigin(
                canvas.order,
                canvas.operations - 1,
                matrix,
                size,
                starts,
                end,
                spacing,
                luminance,
                alpha,
                is_veiled,
                is_invisible,
                is_layer_off,
                clip,
                is_clip_box,
            )
            x, y = matrix[4] + start * matrix[0], canvas.height - (matrix[5] + start * matrix[1])
            x1 = x + abs(ink_end - start) * length
            span = TextSpan(text, x, x1, y, type_size, bold, artifact, rotation, origin, is_unmapped=is_unmapped)
            canvas.spans.append(span)
            if not is_layer_off and not BLOCK_CHARACTERS.isdisjoint(text):
                box = bound_corners((start, -0.3 * size, ink_end, size), matrix, canvas.height)
                canvas.add_area(intersect_boxes(box, clip), "box", luminance)

    def _find_ink(self, item: PageObject, mode: int) -> tuple[float | None, float, bool]:
        """Return the luminance and the opacity of letters, and True where something may take their ink away."""
        luminance, alpha = self._read.colour(item.argument, is_stroke=mode in _OUTLINE_MODES)
        if mode in _BOTH_MODES:
            alpha = max(alpha, self._read.colour(item.argument, is_stroke=True)[1])
        is_veiled = self._is_clipped_to_letters or (
            alpha == 1.0 and bool(self.pdfium.FPDFPageObj_HasTransparency(item.argument))
        )
        return luminance, alpha, is_veiled

    def _measure_letters(self, matrix: tuple[float, float, float, float], *, is_mirrored: bool) -> Extent:
        """Return the width and the height of an em of text space on the page, and the degrees by which it is rotated.

        Args:
            matrix: from text space to the page, without the place.
            is_mirrored: True where the type has a negative size.
        """
        key = matrix, is_mirrored
        extent = self._extents.get(key)
        if extent is None:
            a, b, c, d = matrix
            length, sign = math.hypot(a, b) or 1.0, -1.0 if is_mirrored else 1.0
            rotation = round(math.degrees(math.atan2(b * sign, a * sign)) / 90) % 4 * 90
            extent = self._extents[key] = length, math.hypot(c, d) or length, rotation
        return extent

    def _get_font(self, handle: int) -> PdfiumFont:
        font = self.fonts.get(handle)
        if font is None:
            font = self.fonts[handle] = PdfiumFont(handle)
        return font

    # -- what is painted besides

    def _record_image(self, item: PageObject, around: _Surroundings) -> None:
        matrix = multiply_matrices(self._read.matrix(item.argument), around.matrix)
        self._make_recorder(item, matrix, around).paint_picture()

    def _record_shading(self, item: PageObject, around: _Surroundings) -> None:
        self._make_recorder(item, around.matrix, around).paint_shading()

    def _record_path(self, item: PageObject, around: _Surroundings) -> None:
        has_fill, has_stroke = self._read.paints(item.argument)
        if not has_fill and not has_stroke:
            return
        matrix = multiply_matrices(self._read.matrix(item.argument), around.matrix)
        recorder = self._make_recorder(item, matrix, around, has_fill=has_fill, has_stroke=has_stroke)
        segments = list_segments(item.argument)
        if segments is None:
            x0, y0, x1, y1 = self._read.bounds(item.argument)
            recorder.state = recorder.state._replace(ctm=multiply_matrices(around.matrix, self.ctm))
            recorder.curves = [(x0, y0), (x1, y1)]
        else:
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

    def _make_recorder(
        self,
        item: PageObject,
        matrix: Matrix,
        around: _Surroundings,
        *,
        has_fill: bool = False,
        has_stroke: bool = False,
    ) -> PathRecorder:
        read, argument = self._read, item.argument
        state = PaintState(
            multiply_matrices(matrix, self.ctm),
            read.stroke_width(argument) if has_stroke else 0.0,
            read.colour(argument, is_stroke=False)[0] if has_fill else None,
            read.colour(argument, is_stroke=True)[0] if has_stroke else None,
            self._get_clip(item, around)[0],
        )
        return PathRecorder(self.canvas, state)

    # -- what objects have in common

    def _get_clip(self, item: PageObject, around: _Surroundings) -> tuple[Box | None, bool]:
        """Return the box to which an object is clipped, and True where the clip is no more than boxes."""
        paths = list_clip_paths(item.argument)
        if not paths:
            return around.clip
        clip, is_box = around.clip
        matrix = multiply_matrices(around.matrix, self.ctm)
        for segments in paths:
            if segments is None:
                is_box = False
                continue
            pieces, curves = read_path(segments)
            xs = [x for piece in pieces for x in (piece[0], piece[2])] + [x for x, _ in curves]
            ys = [y for piece in pieces for y in (piece[1], piece[3])] + [y for _, y in curves]
            if xs:
                bounds = min(xs), min(ys), max(xs), max(ys)
                clip = intersect_boxes(bound_corners(bounds, matrix, self.canvas.height), clip)
                is_box = is_box and len(pieces) == 1 and pieces[0][4] and not curves
        return clip, is_box

    def _read_marks(self, item: PageObject, around: _Surroundings) -> tuple[bool, bool]:
        """Return True for what is no part of the text, and True for what is on a layer that is switched off."""
        is_artifact, is_layer_off = self._read.marks(item.argument)
        return is_artifact or around.is_artifact, is_layer_off or around.is_layer_off


def draw_page(canvas: Canvas, page: Any, ctm: Matrix, fonts: dict[int, PdfiumFont]) -> None:
    """Draw a page of PDFium on the canvas.

    Args:
        canvas: what is drawn on.
        page: the page.
        ctm: from user space to the page as shown, y upwards.
        fonts: the fonts of the document so far, by address; others are added.
    """
    objects = list_objects(pass_address(ctypes.cast(page.raw, ctypes.c_void_p).value or 0))
    recorder = _PageRecorder(canvas, ctm, fonts)
    recorder.measure(objects, page.get_textpage)
    recorder.record(objects, _Surroundings(IDENTITY, is_artifact=False, is_layer_off=False, is_veiled=False))
    canvas.rules += find_cell_edges(recorder.fills, canvas.rules)
