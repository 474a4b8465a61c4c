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
    bound_corners,
    intersect_boxes,
    measure_luminance,
    multiply_matrices,
)
from paper_search.ingest.readers.pdf.path_recorder import PathRecorder

_DEVICE_SPACES = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/G", "/RGB", "/CMYK")


class GraphicsInterpreter(PathRecorder):
    """An interpreter of the operators for graphics, with one method for each operator."""

    def __init__(self, canvas: Canvas, resources: PageResources, state: GraphicsState, is_layer_off: bool) -> None:
        """Start with a graphics state.

        Args:
            canvas: what is drawn on.
            resources: the named resources of the stream.
            state: the state at the start.
            is_layer_off: the stream as a whole is on a layer that is switched off.
        """
        super().__init__(canvas, state)
        self.resources = resources
        self.saved_states: list[GraphicsState] = []
        self.text_matrix = self.line_matrix = IDENTITY
        self.artifact_marks: list[bool] = []
        self.layer_marks: list[bool] = [is_layer_off]
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

    def end_path(self, operands: Sequence[Any]) -> None:
        if self.is_clip_pending:
            self._clip_to_path()
        self.is_clip_pending = False
        super().end_path(operands)

    def clip_to(self, box: Box) -> None:
        """Clip to a box of user space as well."""
        bounds = bound_corners(box, self.state.ctm, self.canvas.height)
        self.state.clip = intersect_boxes(bounds, self.state.clip)

    def _clip_to_path(self) -> None:
        bounds = self._bound_path()
        if bounds is not None:
            self.clip_to(bounds)
            is_box = len(self.path) == 1 and self.path[0][4] and not self.curves
            self.state.is_clip_box = self.state.is_clip_box and (is_box or _is_level_polygon(self.path, self.curves))


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
