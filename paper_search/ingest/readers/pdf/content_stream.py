"""Interpreter of a page's content stream: the text spans and ruling lines that it draws.

It takes operations as a PDF library parses them, a table of fonts, and the matrix that rotates the page the way it is
shown. Coordinates are in points from the top left of the page as shown. Nothing is reordered or left out here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

MAX_RULE_THICKNESS = 3.0
"""Points: a filled rectangle thinner than this is a rule."""
MAX_KERN_EMS = 0.12
"""Ems that a glyph string may jump and still be one span."""


class TextSpan(NamedTuple):
    """Text printed in one go.

    ``y`` is its baseline; ``rotation`` the degrees by which it is rotated anticlockwise.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    artifact: bool
    rotation: int


class RulingLine(NamedTuple):
    """A straight vertical or horizontal line from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


class DecodedText(NamedTuple):
    """A decoded string: its text, its width in ems, how many glyphs and how many of them spaces."""

    text: str
    width: float
    glyphs: int
    spaces: int


class PdfFont(Protocol):
    """A font, which decodes the strings that are shown in it."""

    bold: bool
    space_width: float

    def decode(self, raw: bytes) -> DecodedText:
        """Decode a string operand."""


XObjectLookup = Callable[[str], "tuple[Iterable[tuple[Any, bytes]], dict[str, PdfFont], Matrix, XObjectLookup] | None"]
"""The operations, fonts, matrix and own lookup of a form XObject by name; None for a picture."""


def multiply_matrices(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


@dataclass(slots=True)
class _GraphicsState:
    """The part of the graphics state that q saves and Q restores."""

    ctm: Matrix = IDENTITY
    font: PdfFont | None = None
    size: float = 0.0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    horizontal_scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    is_stroked: bool = False


@dataclass(slots=True)
class Canvas:
    """The spans, rules and pictures drawn so far.

    ``height`` is the page's, as shown. Nested forms draw on the same canvas.
    """

    height: float
    spans: list[TextSpan] = field(default_factory=list)
    rules: list[RulingLine] = field(default_factory=list)
    pictures: int = 0


class _ContentInterpreter:
    """An interpreter of one content stream (ISO 32000-1, annex A), with one method for each operator."""

    def __init__(
        self, canvas: Canvas, fonts: dict[str, PdfFont], ctm: Matrix, xobjects: XObjectLookup, depth: int
    ) -> None:
        self.canvas, self.fonts, self.xobjects, self.depth = canvas, fonts, xobjects, depth
        self.state = _GraphicsState(ctm=ctm)
        self.saved_states: list[_GraphicsState] = []
        self.text_matrix = self.line_matrix = IDENTITY
        self.artifact_marks: list[bool] = []
        self.path: list[tuple[float, float, float, float, bool]] = []
        self.current_point = (0.0, 0.0)

    # -- graphics state

    def save_state(self, _: Sequence[Any]) -> None:
        self.saved_states.append(replace(self.state))

    def restore_state(self, _: Sequence[Any]) -> None:
        if self.saved_states:
            self.state = self.saved_states.pop()

    def concatenate_matrix(self, operands: Sequence[Any]) -> None:
        self.state.ctm = multiply_matrices(_to_matrix(operands), self.state.ctm)

    # -- text state

    def begin_text(self, _: Sequence[Any]) -> None:
        self.text_matrix = self.line_matrix = IDENTITY

    def set_font(self, operands: Sequence[Any]) -> None:
        self.state.font = self.fonts.get(str(operands[0]))
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
        self.state.is_stroked = int(operands[0]) in (1, 2)

    def move_line(self, operands: Sequence[Any]) -> None:
        self.line_matrix = self.text_matrix = multiply_matrices(
            (1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.line_matrix
        )

    def move_line_and_set_leading(self, operands: Sequence[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move_line(operands)

    def set_text_matrix(self, operands: Sequence[Any]) -> None:
        self.line_matrix = self.text_matrix = _to_matrix(operands)

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
        if font is None:
            return
        text, start, position, end_offset, trailing = "", 0.0, 0.0, 0.0, 0.0
        for item in operands[0]:
            if not isinstance(item, bytes | str):
                if isinstance(item, int | float):
                    position -= float(item) / 1000 * state.size * state.horizontal_scale
                continue
            decoded = font.decode(item if isinstance(item, bytes) else item.encode("latin-1", "replace"))
            if text and abs(position - start - end_offset) > MAX_KERN_EMS * abs(state.size):
                self._emit_text(text, start, start + end_offset - trailing)
                text = ""
            if not text:
                start = position
            text += decoded.text
            width = (
                decoded.width * state.size
                + decoded.glyphs * state.character_spacing
                + decoded.spaces * state.word_spacing
            )
            position += width * state.horizontal_scale
            end_offset, trailing = position - start, state.character_spacing * state.horizontal_scale
        if text:
            self._emit_text(text, start, start + end_offset - trailing)
        self.text_matrix = multiply_matrices((1.0, 0.0, 0.0, 1.0, position, 0.0), self.text_matrix)

    def _emit_text(self, text: str, start: float, end: float) -> None:
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
        origin = (
            matrix[4] + start * matrix[0] + state.rise * matrix[2],
            matrix[5] + start * matrix[1] + state.rise * matrix[3],
        )
        self._append_span(text, origin, abs(end - start) * length, size, rotation)

    def _append_span(self, text: str, origin: tuple[float, float], width: float, size: float, rotation: int) -> None:
        bold = self.state.is_stroked or (self.state.font is not None and self.state.font.bold)
        x, y = origin[0], self.canvas.height - origin[1]
        artifact = True in self.artifact_marks
        self.canvas.spans.append(TextSpan(text, x, x + width, y, size, bold, artifact, rotation))

    # -- marked content, external objects, rules

    def begin_marked_content(self, operands: Sequence[Any]) -> None:
        self.artifact_marks.append(bool(operands) and operands[0] == "/Artifact")

    def end_marked_content(self, _: Sequence[Any]) -> None:
        if self.artifact_marks:
            self.artifact_marks.pop()

    def paint_xobject(self, operands: Sequence[Any]) -> None:
        form = self.xobjects(str(operands[0]))
        if form is None:
            self.canvas.pictures += 1
        elif self.depth < 8:
            operations, fonts, matrix, xobjects = form
            run_operations(
                self.canvas,
                operations,
                fonts,
                multiply_matrices(matrix, self.state.ctm),
                xobjects,
                depth=self.depth + 1,
            )

    def count_inline_image(self, _: Sequence[Any]) -> None:
        self.canvas.pictures += 1

    def append_rectangle(self, operands: Sequence[Any]) -> None:
        x, y, w, h = map(float, operands[:4])
        self.path.append((x, y, x + w, y + h, True))

    def start_subpath(self, operands: Sequence[Any]) -> None:
        self.current_point = float(operands[0]), float(operands[1])

    def line_to(self, operands: Sequence[Any]) -> None:
        x, y = float(operands[0]), float(operands[1])
        self.path.append((*self.current_point, x, y, False))
        self.current_point = x, y

    def end_path(self, _: Sequence[Any]) -> None:
        self.path = []

    def fill_path(self, _: Sequence[Any]) -> None:
        self._collect_rules(is_stroked=False)

    def stroke_path(self, _: Sequence[Any]) -> None:
        self._collect_rules(is_stroked=True)

    def _collect_rules(self, is_stroked: bool) -> None:
        for x0, y0, x1, y1, is_box in self.path:
            a, b = self._transform_point(x0, y0), self._transform_point(x1, y1)
            left, right = sorted((a[0], b[0]))
            top, bottom = sorted((a[1], b[1]))
            if right - left < MAX_RULE_THICKNESS or bottom - top < MAX_RULE_THICKNESS:
                self.canvas.rules.append(RulingLine(left, top, right, bottom))
            elif is_box and is_stroked:
                self.canvas.rules += (
                    RulingLine(left, top, right, top),
                    RulingLine(left, bottom, right, bottom),
                    RulingLine(left, top, left, bottom),
                    RulingLine(right, top, right, bottom),
                )
        self.path = []

    def _transform_point(self, x: float, y: float) -> tuple[float, float]:
        ctm = self.state.ctm
        return ctm[0] * x + ctm[2] * y + ctm[4], self.canvas.height - (ctm[1] * x + ctm[3] * y + ctm[5])


_OPERATORS: dict[bytes, Callable[[_ContentInterpreter, Sequence[Any]], None]] = {
    b"q": _ContentInterpreter.save_state,
    b"Q": _ContentInterpreter.restore_state,
    b"cm": _ContentInterpreter.concatenate_matrix,
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
    b"INLINE IMAGE": _ContentInterpreter.count_inline_image,
    b"re": _ContentInterpreter.append_rectangle,
    b"m": _ContentInterpreter.start_subpath,
    b"l": _ContentInterpreter.line_to,
    b"n": _ContentInterpreter.end_path,
    b"f": _ContentInterpreter.fill_path,
    b"F": _ContentInterpreter.fill_path,
    b"f*": _ContentInterpreter.fill_path,
    b"S": _ContentInterpreter.stroke_path,
    b"s": _ContentInterpreter.stroke_path,
    b"B": _ContentInterpreter.stroke_path,
    b"B*": _ContentInterpreter.stroke_path,
    b"b": _ContentInterpreter.stroke_path,
    b"b*": _ContentInterpreter.stroke_path,
}


def _to_matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands[:6])
    return a, b, c, d, e, f


def run_operations(
    canvas: Canvas,
    operations: Iterable[tuple[Any, bytes]],
    fonts: dict[str, PdfFont],
    ctm: Matrix,
    xobjects: XObjectLookup,
    *,
    depth: int = 0,
) -> None:
    """Draw the operations on the canvas; an operation with operands it cannot have is skipped.

    Args:
        canvas: what is drawn on.
        operations: pairs of operands and operator.
        fonts: the fonts by resource name.
        ctm: the current transformation matrix at the start.
        xobjects: the lookup of external objects by resource name.
        depth: how many forms enclose the stream.
    """
    interpreter = _ContentInterpreter(canvas, fonts, ctm, xobjects, depth)
    for operands, operator in operations:
        operate = _OPERATORS.get(operator)
        if operate is None:
            continue
        try:
            operate(interpreter, operands)
        except (IndexError, TypeError, ValueError, OverflowError):
            continue
