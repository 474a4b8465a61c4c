"""Interpreter of a page's content stream: the text spans, ruling lines and painted areas that it draws.

It takes operations as a PDF library parses them, the named resources, and the matrix that rotates the page the way it
is shown. Coordinates are in points from the top left of the page as shown. Nothing is reordered or left out here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from paper_search.ingest.readers.pdf.graphics import (
    IDENTITY,
    OPAQUE,
    Box,
    Canvas,
    FormXObject,
    GraphicsState,
    Matrix,
    PageResources,
    PdfFont,
    SpanOrigin,
    TextPiece,
    TextSpan,
    bound_corners,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.graphics_operators import GraphicsInterpreter, to_matrix

MAX_KERN_EMS = 0.12
"""Ems that a glyph string may jump and still be one span."""
MAX_LETTER_SPACING_EMS = 0.9
"""Ems of character spacing from which it sets letters of one string apart, as the columns of a table."""
MAX_FORM_DEPTH = 8
"""How deep forms may lie in one another."""
_INVISIBLE_MODES = (3, 7)
_STROKED_MODES = (1, 2)
_OUTLINE_MODES = (1, 5)
BLOCK_CHARACTERS = frozenset("\u2580\u2584\u2588\u2589\u258a\u258b\u258c\u2590\u2591\u2592\u2593\u25a0\u25ac\u25ae")
"""Characters that cover what they are printed over."""


class _ContentInterpreter(GraphicsInterpreter):
    """An interpreter of one content stream (ISO 32000-1, annex A), with one method for each operator."""

    def __init__(
        self, canvas: Canvas, resources: PageResources, state: GraphicsState, depth: int, is_layer_off: bool
    ) -> None:
        super().__init__(canvas, resources, state, is_layer_off)
        self.depth = depth

    # -- text state

    def begin_text(self, _: Sequence[Any]) -> None:
        self.text_matrix = self.line_matrix = IDENTITY

    def set_font(self, operands: Sequence[Any]) -> None:
        self.state.font = self.resources.fonts.get(str(operands[0]))
        self.state.size = float(operands[1])

    def set_character_spacing(self, operands: Sequence[Any]) -> None:
        self.state.character_spacing = float(operands[0])

    def set_word_spacing(self, operands: Sequence[Any]) -> None:
        self.state.word_spacing = float(operands[0])

    def set_horizontal_scale(self, operands: Sequence[Any]) -> None:
        self.state.horizontal_scale = float(operands[0]) / 100

    def set_leading(self, operands: Sequence[Any]) -> None:
        self.state.leading = float(operands[0])

    def set_rise(self, operands: Sequence[Any]) -> None:
        self.state.rise = float(operands[0])

    def set_render_mode(self, operands: Sequence[Any]) -> None:
        self.state.render_mode = int(operands[0])
        self.state.is_stroked = self.state.render_mode in _STROKED_MODES

    def move_line(self, operands: Sequence[Any]) -> None:
        self.line_matrix = self.text_matrix = multiply_matrices(
            (1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.line_matrix
        )

    def move_line_and_set_leading(self, operands: Sequence[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move_line(operands)

    def set_text_matrix(self, operands: Sequence[Any]) -> None:
        self.line_matrix = self.text_matrix = to_matrix(operands)

    def move_to_next_line(self, _: Sequence[Any]) -> None:
        self.move_line((0.0, -self.state.leading))

    # -- text showing

    def show_text(self, operands: Sequence[Any]) -> None:
        self.show_text_array(([operands[0]],))

    def show_on_next_line(self, operands: Sequence[Any]) -> None:
        self.move_to_next_line(())
        self.show_text(operands)

    def show_with_spacing(self, operands: Sequence[Any]) -> None:
        self.state.word_spacing, self.state.character_spacing = float(operands[0]), float(operands[1])
        self.show_on_next_line(operands[2:])

    def show_text_array(self, operands: Sequence[Any]) -> None:
        font, state = self.state.font, self.state
        self.canvas.operations += any(isinstance(item, bytes | str) and len(item) > 0 for item in operands[0])
        if font is None:
            return
        text, start, position, end_offset, trailing, pad = "", 0.0, 0.0, 0.0, 0.0, 0.0
        pieces: list[TextPiece] = []
        for item in self._set_apart(font, operands[0]):
            if not isinstance(item, bytes):
                position -= item / 1000 * state.size * state.horizontal_scale
                continue
            decoded = font.decode(item)
            if text and abs(position - start - end_offset + pad) > MAX_KERN_EMS * abs(state.size):
                self._emit_text(text, start, start + end_offset - trailing, pieces)
                text, pieces = "", []
            if not text:
                start = position
            text += decoded.text
            pieces.append(TextPiece(font, item, position))
            spacing = decoded.glyphs * state.character_spacing + decoded.spaces * state.word_spacing
            position += (decoded.width * state.size + spacing) * state.horizontal_scale
            end_offset, trailing = position - start, state.character_spacing * state.horizontal_scale
            pad = trailing if self._sets_apart(state.character_spacing) else 0.0
        if text:
            self._emit_text(text, start, start + end_offset - trailing, pieces)
        self.text_matrix = multiply_matrices((1.0, 0.0, 0.0, 1.0, position, 0.0), self.text_matrix)

    def _set_apart(self, font: PdfFont, items: Iterable[Any]) -> Iterator[bytes | float]:
        """Yield the strings and shifts of an array; glyph by glyph where their spacing sets columns apart."""
        is_wide = self._sets_apart(self.state.character_spacing)
        for item in items:
            if isinstance(item, bytes | str):
                raw = item if isinstance(item, bytes) else item.encode("latin-1", "replace")
                step = len(raw) // max(font.decode(raw).glyphs, 1) if is_wide else 0
                yield from (raw[start : start + step] for start in range(0, len(raw), step)) if step else (raw,)
            elif isinstance(item, int | float):
                yield float(item)

    def _sets_apart(self, spacing: float) -> bool:
        return abs(spacing) > MAX_LETTER_SPACING_EMS * abs(self.state.size)

    def _emit_text(self, text: str, start: float, end: float, pieces: Sequence[TextPiece]) -> None:
        state = self.state
        if not text.strip():
            return
        space = (
            (state.font.space_width if state.font else 0.25) * state.size + state.character_spacing + state.word_spacing
        )
        start += (len(text) - len(text.lstrip())) * space * state.horizontal_scale
        end -= (len(text) - len(text.rstrip())) * space * state.horizontal_scale
        matrix = multiply_matrices(self.text_matrix, state.ctm)
        length = math.hypot(matrix[0], matrix[1]) or 1.0
        size = abs(state.size) * (math.hypot(matrix[2], matrix[3]) or length)
        sign = -1.0 if state.size < 0 else 1.0
        rotation = round(math.degrees(math.atan2(matrix[1] * sign, matrix[0] * sign)) / 90) % 4 * 90
        x = matrix[4] + start * matrix[0] + state.rise * matrix[2]
        y = self.canvas.height - (matrix[5] + start * matrix[1] + state.rise * matrix[3])
        bold = state.is_stroked or (state.font is not None and state.font.bold)
        origin = self._make_origin(matrix, tuple(pieces))
        width = abs(end - start) * length
        artifact = True in self.artifact_marks
        decoded = [piece.font.decode(piece.raw) for piece in pieces]
        is_unmapped = 2 * sum(part.unmapped for part in decoded) > sum(part.glyphs for part in decoded)
        span = TextSpan(text, x, x + width, y, size, bold, artifact, rotation, origin, is_unmapped=is_unmapped)
        self.canvas.spans.append(span)
        if BLOCK_CHARACTERS.intersection(text):
            bounds: Box = (start, -0.3 * state.size, end, state.size)
            self.add_area(bound_corners(bounds, matrix, self.canvas.height), "box", origin.luminance)

    def _make_origin(self, matrix: Matrix, pieces: tuple[TextPiece, ...]) -> SpanOrigin:
        state = self.state
        return SpanOrigin(
            self.canvas.order,
            self.canvas.operations - 1,
            matrix,
            state.size,
            state.rise,
            (state.character_spacing, state.word_spacing, state.horizontal_scale),
            pieces,
            state.stroke if state.render_mode in _OUTLINE_MODES else state.fill,
            self._measure_alpha(),
            state.transparency.is_veiled or state.is_group_veiled,
            state.render_mode in _INVISIBLE_MODES,
            self.is_layer_off,
            state.clip,
            state.is_clip_box,
        )

    def _measure_alpha(self) -> float:
        """Return the opacity of text: that of its fill, its outlines, or the stronger one."""
        mode, transparency = self.state.render_mode % 4, self.state.transparency
        alpha = (transparency.fill, transparency.stroke, max(transparency[:2]), transparency.fill)[mode]
        return alpha * self.state.group_alpha

    # -- external objects

    def paint_xobject(self, operands: Sequence[Any]) -> None:
        xobject = self.resources.find_xobject(str(operands[0]))
        if not isinstance(xobject, FormXObject):
            if xobject is None or not xobject.is_layer_off:
                self.paint_picture()
        elif self.depth < MAX_FORM_DEPTH:
            self._run_form(xobject)

    def _run_form(self, form: FormXObject) -> None:
        state = self.state
        inner = GraphicsState(
            ctm=multiply_matrices(form.matrix, state.ctm),
            line_width=state.line_width,
            fill=state.fill,
            stroke=state.stroke,
            transparency=state.transparency,
            group_alpha=state.group_alpha,
            is_group_veiled=state.is_group_veiled,
            clip=state.clip,
            is_clip_box=state.is_clip_box,
        )
        if form.is_group:
            inner.group_alpha *= state.transparency.fill
            inner.is_group_veiled |= state.transparency.is_veiled
            inner.transparency = OPAQUE
        is_off = self.is_layer_off or form.is_layer_off
        interpreter = _ContentInterpreter(self.canvas, form.resources, inner, self.depth + 1, is_off)
        if form.bounds is not None:
            interpreter.clip_to(form.bounds)
        interpreter.run(form.operations)

    def paint_inline_image(self, _: Sequence[Any]) -> None:
        self.paint_picture()

    def run(self, operations: Iterable[tuple[Any, bytes]]) -> None:
        """Draw the operations; one with operands it cannot have is skipped."""
        for operands, operator in operations:
            operate = _OPERATORS.get(operator)
            if operate is None:
                continue
            try:
                operate(self, operands)
            except (IndexError, TypeError, ValueError, OverflowError):
                continue


_OPERATORS: dict[bytes, Callable[[_ContentInterpreter, Sequence[Any]], None]] = {
    b"q": _ContentInterpreter.save_state,
    b"Q": _ContentInterpreter.restore_state,
    b"cm": _ContentInterpreter.concatenate_matrix,
    b"w": _ContentInterpreter.set_line_width,
    b"gs": _ContentInterpreter.apply_graphics_state,
    b"g": _ContentInterpreter.set_fill_colour,
    b"rg": _ContentInterpreter.set_fill_colour,
    b"k": _ContentInterpreter.set_fill_colour,
    b"G": _ContentInterpreter.set_stroke_colour,
    b"RG": _ContentInterpreter.set_stroke_colour,
    b"K": _ContentInterpreter.set_stroke_colour,
    b"cs": _ContentInterpreter.set_fill_space,
    b"CS": _ContentInterpreter.set_stroke_space,
    b"sc": _ContentInterpreter.set_fill_components,
    b"scn": _ContentInterpreter.set_fill_components,
    b"SC": _ContentInterpreter.set_stroke_components,
    b"SCN": _ContentInterpreter.set_stroke_components,
    b"BT": _ContentInterpreter.begin_text,
    b"Tf": _ContentInterpreter.set_font,
    b"Tc": _ContentInterpreter.set_character_spacing,
    b"Tw": _ContentInterpreter.set_word_spacing,
    b"Tz": _ContentInterpreter.set_horizontal_scale,
    b"TL": _ContentInterpreter.set_leading,
    b"Ts": _ContentInterpreter.set_rise,
    b"Tr": _ContentInterpreter.set_render_mode,
    b"Td": _ContentInterpreter.move_line,
    b"TD": _ContentInterpreter.move_line_and_set_leading,
    b"Tm": _ContentInterpreter.set_text_matrix,
    b"T*": _ContentInterpreter.move_to_next_line,
    b"Tj": _ContentInterpreter.show_text,
    b"TJ": _ContentInterpreter.show_text_array,
    b"'": _ContentInterpreter.show_on_next_line,
    b'"': _ContentInterpreter.show_with_spacing,
    b"BMC": _ContentInterpreter.begin_marked_content,
    b"BDC": _ContentInterpreter.begin_marked_content,
    b"EMC": _ContentInterpreter.end_marked_content,
    b"Do": _ContentInterpreter.paint_xobject,
    b"INLINE IMAGE": _ContentInterpreter.paint_inline_image,
    b"re": _ContentInterpreter.append_rectangle,
    b"m": _ContentInterpreter.start_subpath,
    b"l": _ContentInterpreter.line_to,
    b"c": _ContentInterpreter.curve_to,
    b"v": _ContentInterpreter.curve_to,
    b"y": _ContentInterpreter.curve_to,
    b"W": _ContentInterpreter.set_clip,
    b"W*": _ContentInterpreter.set_clip,
    b"n": _ContentInterpreter.end_path,
    b"sh": _ContentInterpreter.paint_shading,
    b"f": _ContentInterpreter.fill_path,
    b"F": _ContentInterpreter.fill_path,
    b"f*": _ContentInterpreter.fill_path,
    b"S": _ContentInterpreter.stroke_path,
    b"s": _ContentInterpreter.stroke_path,
    b"B": _ContentInterpreter.fill_and_stroke_path,
    b"B*": _ContentInterpreter.fill_and_stroke_path,
    b"b": _ContentInterpreter.fill_and_stroke_path,
    b"b*": _ContentInterpreter.fill_and_stroke_path,
}


def run_operations(
    canvas: Canvas, operations: Iterable[tuple[Any, bytes]], resources: PageResources, ctm: Matrix
) -> None:
    """Draw the operations of a page on the canvas; an operation with operands it cannot have is skipped.

    Args:
        canvas: what is drawn on.
        operations: pairs of operands and operator.
        resources: the named resources.
        ctm: the current transformation matrix at the start.
    """
    state = GraphicsState(ctm=ctm)
    _ContentInterpreter(canvas, resources, state, depth=0, is_layer_off=False).run(operations)
