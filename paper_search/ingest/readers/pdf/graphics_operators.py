"""Operators of a content stream that set the graphics state, build paths and paint them (ISO 32000-1, clause 8).

What is painted is recorded as ruling lines, for tables, and as areas, for telling whether words show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from paper_search.ingest.readers.pdf.graphics import (
    IDENTITY,
    Box,
    Canvas,
    GraphicsState,
    Matrix,
    PageResources,
    RulingLine,
    bound_corners,
    intersect_boxes,
    measure_luminance,
    multiply_matrices,
)

MAX_RULE_THICKNESS = 3.0
"""Points: a filled rectangle thinner than this is a rule."""
_MIN_SCRIBBLE_SEGMENTS = 12
"""Segments of one stroked path from which it may cover what lies between them."""
_DEVICE_SPACES = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/G", "/RGB", "/CMYK")
_EVERYWHERE: Box = (-14400.0, -14400.0, 14400.0, 14400.0)
"""As far as a page may reach (ISO 32000-1, annex C)."""
_UNIT_SQUARE: Box = (0.0, 0.0, 1.0, 1.0)


class GraphicsInterpreter:
    """An interpreter of the operators for graphics, with one method for each operator."""

    def __init__(self, canvas: Canvas, resources: PageResources, state: GraphicsState, is_layer_off: bool) -> None:
        """Start with a graphics state.

        Args:
            canvas: what is drawn on.
            resources: the named resources of the stream.
            state: the state at the start.
            is_layer_off: the stream as a whole is on a layer that is switched off.
        """
        self.canvas, self.resources, self.state = canvas, resources, state
        self.saved_states: list[GraphicsState] = []
        self.text_matrix = self.line_matrix = IDENTITY
        self.artifact_marks: list[bool] = []
        self.layer_marks: list[bool] = [is_layer_off]
        self.path: list[tuple[float, float, float, float, bool]] = []
        self.curves: list[tuple[float, float]] = []
        self.current_point = (0.0, 0.0)
        self.is_clip_pending = False

    @property
    def is_layer_off(self) -> bool:
        """True if what is drawn now is on a layer that is switched off."""
        return True in self.layer_marks

    # -- graphics state

    def save_state(self, _: Sequence[Any]) -> None:
        self.saved_states.append(replace(self.state))

    def restore_state(self, _: Sequence[Any]) -> None:
        if self.saved_states:
            self.state = self.saved_states.pop()

    def concatenate_matrix(self, operands: Sequence[Any]) -> None:
        self.state.ctm = multiply_matrices(to_matrix(operands), self.state.ctm)

    def set_line_width(self, operands: Sequence[Any]) -> None:
        self.state.line_width = float(operands[0])

    def apply_graphics_state(self, operands: Sequence[Any]) -> None:
        settings = self.resources.find_transparency(str(operands[0]))
        if settings is not None:
            self.state.transparency = self.state.transparency.apply(settings)
        width = self.resources.find_line_width(str(operands[0]))
        if width is not None:
            self.state.line_width = width

    # -- colours

    def set_fill_colour(self, operands: Sequence[Any]) -> None:
        self.state.fill, self.state.is_fill_known = _measure_operands(operands), True

    def set_stroke_colour(self, operands: Sequence[Any]) -> None:
        self.state.stroke, self.state.is_stroke_known = _measure_operands(operands), True

    def set_fill_space(self, operands: Sequence[Any]) -> None:
        self.state.is_fill_known = self._is_device_like(operands)
        self.state.fill = 0.0 if self.state.is_fill_known else None

    def set_stroke_space(self, operands: Sequence[Any]) -> None:
        self.state.is_stroke_known = self._is_device_like(operands)
        self.state.stroke = 0.0 if self.state.is_stroke_known else None

    def set_fill_components(self, operands: Sequence[Any]) -> None:
        self.state.fill = _measure_operands(operands) if self.state.is_fill_known else None

    def set_stroke_components(self, operands: Sequence[Any]) -> None:
        self.state.stroke = _measure_operands(operands) if self.state.is_stroke_known else None

    def _is_device_like(self, operands: Sequence[Any]) -> bool:
        name = str(operands[0])
        return name in _DEVICE_SPACES or self.resources.is_device_like(name)

    # -- marked content

    def begin_marked_content(self, operands: Sequence[Any]) -> None:
        tag = str(operands[0]) if operands else ""
        self.artifact_marks.append(tag == "/Artifact")
        is_named = tag == "/OC" and len(operands) > 1
        self.layer_marks.append(is_named and self.resources.is_layer_off(str(operands[1])))

    def end_marked_content(self, _: Sequence[Any]) -> None:
        if self.artifact_marks:
            self.artifact_marks.pop()
            self.layer_marks.pop()

    # -- paths

    def append_rectangle(self, operands: Sequence[Any]) -> None:
        x, y, w, h = map(float, operands[:4])
        self.path.append((x, y, x + w, y + h, True))

    def start_subpath(self, operands: Sequence[Any]) -> None:
        self.current_point = float(operands[0]), float(operands[1])

    def line_to(self, operands: Sequence[Any]) -> None:
        x, y = float(operands[0]), float(operands[1])
        self.path.append((*self.current_point, x, y, False))
        self.current_point = x, y

    def curve_to(self, operands: Sequence[Any]) -> None:
        values = [float(operand) for operand in operands]
        points = list(zip(values[::2], values[1::2], strict=True))
        self.curves += [self.current_point, *points]
        self.current_point = points[-1]

    def set_clip(self, _: Sequence[Any]) -> None:
        self.is_clip_pending = True

    def end_path(self, _: Sequence[Any]) -> None:
        if self.is_clip_pending:
            self._clip_to_path()
        self.path, self.curves, self.is_clip_pending = [], [], False

    def fill_path(self, operands: Sequence[Any]) -> None:
        self._collect_rules(is_stroked=False)
        self._record_fill()
        self.end_path(operands)

    def stroke_path(self, operands: Sequence[Any]) -> None:
        self._collect_rules(is_stroked=True)
        self._record_strokes()
        self.end_path(operands)

    def fill_and_stroke_path(self, operands: Sequence[Any]) -> None:
        self._collect_rules(is_stroked=True)
        self._record_fill()
        self._record_strokes()
        self.end_path(operands)

    def paint_shading(self, _: Sequence[Any]) -> None:
        self.add_area(self.state.clip or _EVERYWHERE, "box", None)

    def paint_picture(self) -> None:
        """Record an image on the unit square of the current matrix."""
        if not self.is_layer_off:
            self.canvas.pictures += 1
            self.add_area(bound_corners(_UNIT_SQUARE, self.state.ctm, self.canvas.height), "picture", None)

    def clip_to(self, box: Box) -> None:
        """Clip to a box of user space as well."""
        bounds = bound_corners(box, self.state.ctm, self.canvas.height)
        self.state.clip = intersect_boxes(bounds, self.state.clip)

    def add_area(self, box: Box, kind: Any, luminance: float | None) -> None:
        """Record what is painted in a box, as far as it is not clipped away."""
        x0, y0, x1, y1 = intersect_boxes(box, self.state.clip)
        if x0 < x1 and y0 < y1 and not self.is_layer_off:
            self.canvas.add_area((x0, y0, x1, y1), kind, luminance)

    def _clip_to_path(self) -> None:
        bounds = self._bound_path()
        if bounds is not None:
            self.clip_to(bounds)
            is_box = len(self.path) == 1 and self.path[0][4] and not self.curves
            self.state.is_clip_box = self.state.is_clip_box and (is_box or _is_level_polygon(self.path, self.curves))

    def _bound_path(self) -> Box | None:
        xs = [x for piece in self.path for x in (piece[0], piece[2])] + [x for x, _ in self.curves]
        ys = [y for piece in self.path for y in (piece[1], piece[3])] + [y for _, y in self.curves]
        return (min(xs), min(ys), max(xs), max(ys)) if xs else None

    def _record_fill(self) -> None:
        """Record a filled path: rectangles one by one, the rest as one area."""
        height, ctm = self.canvas.height, self.state.ctm
        pieces, self.path = self.path, [piece for piece in self.path if not piece[4]]
        for piece in pieces:
            if piece[4]:
                self.add_area(bound_corners(piece[:4], ctm, height), "box", self.state.fill)
        bounds = self._bound_path()
        self.path = pieces
        if bounds is not None:
            self.add_area(bound_corners(bounds, ctm, height), "box", self.state.fill)

    def _record_strokes(self) -> None:
        """Record a stroked path, segment by segment; many segments may cover what lies between them."""
        ctm, height = self.state.ctm, self.canvas.height
        half = self.state.line_width * (abs(ctm[0] * ctm[3] - ctm[1] * ctm[2]) ** 0.5) / 2
        bounds = self._bound_path()
        if bounds is not None and (self.curves or len(self.path) >= _MIN_SCRIBBLE_SEGMENTS):
            self._add_stroke(bound_corners(bounds, ctm, height), half)
        for x0, y0, x1, y1, is_box in self.path:
            sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
            for side in sides if is_box else [(x0, y0, x1, y1)]:
                self._add_stroke(bound_corners(side, ctm, height), half)

    def _add_stroke(self, box: Box, half: float) -> None:
        half = max(half, 0.1)
        x0, y0, x1, y1 = box
        self.add_area((x0 - half, y0 - half, x1 + half, y1 + half), "line", self.state.stroke)

    def _collect_rules(self, is_stroked: bool) -> None:
        if self.is_layer_off:
            return
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

    def _transform_point(self, x: float, y: float) -> tuple[float, float]:
        ctm = self.state.ctm
        return ctm[0] * x + ctm[2] * y + ctm[4], self.canvas.height - (ctm[1] * x + ctm[3] * y + ctm[5])


def to_matrix(operands: Sequence[Any]) -> Matrix:
    """Return six operands as a matrix."""
    a, b, c, d, e, f = (float(operand) for operand in operands[:6])
    return a, b, c, d, e, f


def _measure_operands(operands: Sequence[Any]) -> float | None:
    """Return the luminance of the operands; None for a pattern."""
    if not operands or not all(isinstance(operand, int | float) for operand in operands):
        return None
    return measure_luminance([float(operand) for operand in operands])


def _is_level_polygon(path: Sequence[tuple[float, float, float, float, bool]], curves: Sequence[Any]) -> bool:
    """Return True if a path of lines is a level rectangle."""
    return not curves and 3 <= len(path) <= 4 and all(piece[0] == piece[2] or piece[1] == piece[3] for piece in path)
