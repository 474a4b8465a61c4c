"""What a page's drawing operations print, and where.

In: pairs of (operands, operator) as a PDF library parses them, a table of faces, and the matrix that turns
the page the way it is shown. Out: spans of text and straight rules, in points, measured from the top left
of the page as shown. Nothing is put in order and nothing is left out here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

THIN = 3.0
"""A filled rectangle thinner than this, in points, is a rule."""
KERN = 0.12
"""Ems that a glyph string may jump and still be one span."""


class Span(NamedTuple):
    """Text printed in one go. ``y`` is its baseline; ``turn`` the degrees by which it is turned anticlockwise."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    artifact: bool
    turn: int


class Rule(NamedTuple):
    """A straight line, upright or level, from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


class Shown(NamedTuple):
    """A decoded string: its text, its width in ems, how many glyphs and how many of them spaces."""

    text: str
    width: float
    glyphs: int
    spaces: int


class Face(Protocol):
    """A font: decodes what a string operand shows."""

    bold: bool
    space: float

    def show(self, raw: bytes) -> Shown: ...


Form = Callable[[str], "tuple[Iterable[tuple[Any, bytes]], dict[str, Face], Matrix, Form] | None"]
"""From the name of an external object to its operations, faces, matrix and its own forms; None for a picture."""


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that does m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


@dataclass(slots=True)
class _State:
    """The part of the graphics state that q saves and Q restores."""

    ctm: Matrix = IDENTITY
    face: Face | None = None
    size: float = 0.0
    glyph_gap: float = 0.0
    word_gap: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    stroked: bool = False


@dataclass(slots=True)
class Canvas:
    """Collects what is drawn. ``height`` is the page's, as shown; deeper forms draw on the same canvas."""

    height: float
    spans: list[Span] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0


class _Pen:
    """Runs the operations of one stream over a canvas."""

    def __init__(self, canvas: Canvas, faces: dict[str, Face], ctm: Matrix, forms: Form, depth: int) -> None:
        self.canvas, self.faces, self.forms, self.depth = canvas, faces, forms, depth
        self.state = _State(ctm=ctm)
        self.saved: list[_State] = []
        self.tm = self.line = IDENTITY
        self.marks: list[bool] = []
        self.path: list[tuple[float, float, float, float, bool]] = []
        self.point = (0.0, 0.0)

    # -- graphics state

    def save(self, _: Sequence[Any]) -> None:
        self.saved.append(replace(self.state))

    def restore(self, _: Sequence[Any]) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def concatenate(self, operands: Sequence[Any]) -> None:
        self.state.ctm = multiply(_matrix(operands), self.state.ctm)

    # -- text state

    def begin(self, _: Sequence[Any]) -> None:
        self.tm = self.line = IDENTITY

    def font(self, operands: Sequence[Any]) -> None:
        self.state.face = self.faces.get(str(operands[0]))
        self.state.size = float(operands[1])

    def glyph_gap(self, operands: Sequence[Any]) -> None:
        self.state.glyph_gap = float(operands[0])

    def word_gap(self, operands: Sequence[Any]) -> None:
        self.state.word_gap = float(operands[0])

    def scale(self, operands: Sequence[Any]) -> None:
        self.state.scale = float(operands[0]) / 100

    def leading(self, operands: Sequence[Any]) -> None:
        self.state.leading = float(operands[0])

    def rise(self, operands: Sequence[Any]) -> None:
        self.state.rise = float(operands[0])

    def mode(self, operands: Sequence[Any]) -> None:
        self.state.stroked = int(operands[0]) in (1, 2)

    def move(self, operands: Sequence[Any]) -> None:
        self.line = self.tm = multiply((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.line)

    def move_leading(self, operands: Sequence[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move(operands)

    def place(self, operands: Sequence[Any]) -> None:
        self.line = self.tm = _matrix(operands)

    def next_line(self, _: Sequence[Any]) -> None:
        self.move((0.0, -self.state.leading))

    # -- showing

    def show(self, operands: Sequence[Any]) -> None:
        self.show_array(([operands[0]],))

    def show_next(self, operands: Sequence[Any]) -> None:
        self.next_line(())
        self.show(operands)

    def show_spaced(self, operands: Sequence[Any]) -> None:
        self.state.word_gap, self.state.glyph_gap = float(operands[0]), float(operands[1])
        self.show_next(operands[2:])

    def show_array(self, operands: Sequence[Any]) -> None:
        face, state = self.state.face, self.state
        if face is None:
            return
        text, start, at, lead, trail = "", 0.0, 0.0, 0.0, 0.0
        for item in operands[0]:
            if not isinstance(item, bytes | str):
                if isinstance(item, int | float):
                    at -= float(item) / 1000 * state.size * state.scale
                continue
            shown = face.show(item if isinstance(item, bytes) else item.encode("latin-1", "replace"))
            if text and abs(at - start - lead) > KERN * abs(state.size):
                self._emit(text, start, start + lead - trail)
                text = ""
            if not text:
                start = at
            text += shown.text
            width = shown.width * state.size + shown.glyphs * state.glyph_gap + shown.spaces * state.word_gap
            at += width * state.scale
            lead, trail = at - start, state.glyph_gap * state.scale
        if text:
            self._emit(text, start, start + lead - trail)
        self.tm = multiply((1.0, 0.0, 0.0, 1.0, at, 0.0), self.tm)

    def _emit(self, text: str, start: float, end: float) -> None:
        state = self.state
        if not text.strip():
            return
        space = (state.face.space if state.face else 0.25) * state.size + state.glyph_gap + state.word_gap
        start += (len(text) - len(text.lstrip())) * space * state.scale
        end -= (len(text) - len(text.rstrip())) * space * state.scale
        m = multiply(self.tm, state.ctm)
        length = math.hypot(m[0], m[1]) or 1.0
        size = abs(state.size) * (math.hypot(m[2], m[3]) or length)
        sense = -1.0 if state.size < 0 else 1.0
        turn = round(math.degrees(math.atan2(m[1] * sense, m[0] * sense)) / 90) % 4 * 90
        base = m[4] + start * m[0] + state.rise * m[2], m[5] + start * m[1] + state.rise * m[3]
        self._place(text, base, abs(end - start) * length, size, turn)

    def _place(self, text: str, base: tuple[float, float], width: float, size: float, turn: int) -> None:
        bold = self.state.stroked or (self.state.face is not None and self.state.face.bold)
        x, y = base[0], self.canvas.height - base[1]
        artifact = True in self.marks
        self.canvas.spans.append(Span(text, x, x + width, y, size, bold, artifact, turn))

    # -- marked content, external objects, rules

    def mark(self, operands: Sequence[Any]) -> None:
        self.marks.append(bool(operands) and operands[0] == "/Artifact")

    def unmark(self, _: Sequence[Any]) -> None:
        if self.marks:
            self.marks.pop()

    def paint(self, operands: Sequence[Any]) -> None:
        form = self.forms(str(operands[0]))
        if form is None:
            self.canvas.pictures += 1
        elif self.depth < 8:
            operations, faces, matrix, forms = form
            run(self.canvas, operations, faces, multiply(matrix, self.state.ctm), forms, depth=self.depth + 1)

    def inline_picture(self, _: Sequence[Any]) -> None:
        self.canvas.pictures += 1

    def rectangle(self, operands: Sequence[Any]) -> None:
        x, y, w, h = map(float, operands[:4])
        self.path.append((x, y, x + w, y + h, True))

    def start_path(self, operands: Sequence[Any]) -> None:
        self.point = float(operands[0]), float(operands[1])

    def line_to(self, operands: Sequence[Any]) -> None:
        x, y = float(operands[0]), float(operands[1])
        self.path.append((*self.point, x, y, False))
        self.point = x, y

    def drop_path(self, _: Sequence[Any]) -> None:
        self.path = []

    def fill(self, _: Sequence[Any]) -> None:
        self._rule(stroked=False)

    def stroke(self, _: Sequence[Any]) -> None:
        self._rule(stroked=True)

    def _rule(self, stroked: bool) -> None:
        for x0, y0, x1, y1, is_box in self.path:
            a, b = self._point(x0, y0), self._point(x1, y1)
            left, right = sorted((a[0], b[0]))
            top, bottom = sorted((a[1], b[1]))
            if right - left < THIN or bottom - top < THIN:
                self.canvas.rules.append(Rule(left, top, right, bottom))
            elif is_box and stroked:
                self.canvas.rules += (
                    Rule(left, top, right, top),
                    Rule(left, bottom, right, bottom),
                    Rule(left, top, left, bottom),
                    Rule(right, top, right, bottom),
                )
        self.path = []

    def _point(self, x: float, y: float) -> tuple[float, float]:
        m = self.state.ctm
        return m[0] * x + m[2] * y + m[4], self.canvas.height - (m[1] * x + m[3] * y + m[5])


_OPERATORS: dict[bytes, Callable[[_Pen, Sequence[Any]], None]] = {
    b"q": _Pen.save,
    b"Q": _Pen.restore,
    b"cm": _Pen.concatenate,
    b"BT": _Pen.begin,
    b"Tf": _Pen.font,
    b"Tc": _Pen.glyph_gap,
    b"Tw": _Pen.word_gap,
    b"Tz": _Pen.scale,
    b"TL": _Pen.leading,
    b"Ts": _Pen.rise,
    b"Tr": _Pen.mode,
    b"Td": _Pen.move,
    b"TD": _Pen.move_leading,
    b"Tm": _Pen.place,
    b"T*": _Pen.next_line,
    b"Tj": _Pen.show,
    b"TJ": _Pen.show_array,
    b"'": _Pen.show_next,
    b'"': _Pen.show_spaced,
    b"BMC": _Pen.mark,
    b"BDC": _Pen.mark,
    b"EMC": _Pen.unmark,
    b"Do": _Pen.paint,
    b"INLINE IMAGE": _Pen.inline_picture,
    b"re": _Pen.rectangle,
    b"m": _Pen.start_path,
    b"l": _Pen.line_to,
    b"n": _Pen.drop_path,
    b"f": _Pen.fill,
    b"F": _Pen.fill,
    b"f*": _Pen.fill,
    b"S": _Pen.stroke,
    b"s": _Pen.stroke,
    b"B": _Pen.stroke,
    b"B*": _Pen.stroke,
    b"b": _Pen.stroke,
    b"b*": _Pen.stroke,
}


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands[:6])
    return a, b, c, d, e, f


def run(
    canvas: Canvas,
    operations: Iterable[tuple[Any, bytes]],
    faces: dict[str, Face],
    ctm: Matrix,
    forms: Form,
    *,
    depth: int = 0,
) -> None:
    """Draw the operations on the canvas. An operation with operands it cannot have is passed over."""
    pen = _Pen(canvas, faces, ctm, forms, depth)
    for operands, operator in operations:
        act = _OPERATORS.get(operator)
        if act is None:
            continue
        try:
            act(pen, operands)
        except (IndexError, TypeError, ValueError, OverflowError):
            continue
