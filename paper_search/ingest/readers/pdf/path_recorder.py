"""Recorder of what is painted: ruling lines, for tables, and areas, for telling whether words show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from paper_search.ingest.readers.pdf.graphics import (
    AreaKind,
    Box,
    Canvas,
    PaintState,
    RulingLine,
    bound_corners,
    intersect_boxes,
)

MAX_RULE_THICKNESS = 3.0
"""Points: a filled rectangle thinner than this is a rule."""
MAX_CELL_GAP = 1.0
"""Points between two filled boxes side by side that are cells of one row."""
MAX_STRIP_WIDTH, MIN_STRIP_RULE = 20.0, 200.0
"""Points: how wide a strip in the rows of a table is at most, and how long the rule at one of its ends is at least."""
_MIN_SCRIBBLE_SEGMENTS = 12
"""Segments of one stroked path from which it may cover what lies between them."""
_EVERYWHERE: Box = (-14400.0, -14400.0, 14400.0, 14400.0)
"""As far as a page may reach (ISO 32000-1, annex C)."""
_UNIT_SQUARE: Box = (0.0, 0.0, 1.0, 1.0)


class PathRecorder:
    """A path in user space, and what is recorded when it is painted.

    ``path`` holds lines, and boxes, which are True at their end; ``curves`` holds the points of curves.
    """

    def __init__(self, canvas: Canvas, state: PaintState) -> None:
        """Start with an empty path.

        Args:
            canvas: what is drawn on.
            state: the state in which it is painted.
        """
        self.canvas, self.state = canvas, state
        self.path: list[tuple[float, float, float, float, bool]] = []
        self.curves: list[tuple[float, float]] = []

    def fill_path(self) -> None:
        self._collect_rules(is_stroked=False)
        self._record_fill()

    def stroke_path(self) -> None:
        self._collect_rules(is_stroked=True)
        self._record_strokes()

    def fill_and_stroke_path(self) -> None:
        self._collect_rules(is_stroked=True)
        self._record_fill()
        self._record_strokes()

    def paint_shading(self) -> None:
        self.add_area(self.state.clip or _EVERYWHERE, "box", None)

    def paint_picture(self) -> None:
        """Record an image on the unit square of the current matrix."""
        self.canvas.pictures += 1
        self.add_area(bound_corners(_UNIT_SQUARE, self.state.ctm, self.canvas.height), "picture", None)

    def add_area(self, box: Box, kind: AreaKind, luminance: float | None) -> None:
        """Record what is painted in a box, as far as it is not clipped away."""
        x0, y0, x1, y1 = intersect_boxes(box, self.state.clip)
        if x0 < x1 and y0 < y1:
            self.canvas.add_area((x0, y0, x1, y1), kind, luminance)

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
        for x0, y0, x1, y1, is_box in self.path:
            a, b = self._transform_point(x0, y0), self._transform_point(x1, y1)
            left, right = sorted((a[0], b[0]))
            top, bottom = sorted((a[1], b[1]))
            if right - left < MAX_RULE_THICKNESS or bottom - top < MAX_RULE_THICKNESS:
                self.canvas.rules.append(RulingLine(left, top, right, bottom))
            elif is_box and is_stroked:
                self.canvas.rules += list_edges((left, top, right, bottom))

    def _transform_point(self, x: float, y: float) -> tuple[float, float]:
        ctm = self.state.ctm
        return ctm[0] * x + ctm[2] * y + ctm[4], self.canvas.height - (ctm[1] * x + ctm[3] * y + ctm[5])


def find_cell_edges(boxes: Sequence[Box], rules: Sequence[RulingLine]) -> list[RulingLine]:
    """Return the edges of filled boxes that head the columns of a ruled table, or stand as strips in its rows.

    Args:
        boxes: those of a page that are filled and have no outline.
        rules: the rules of the page.
    """
    dividers: dict[int, list[RulingLine]] = defaultdict(list)
    for rule in rules:
        if rule.x1 - rule.x0 < MAX_RULE_THICKNESS < rule.y1 - rule.y0:
            dividers[round(rule.x0)].append(rule)
    rows: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in boxes:
        rows[round(box[1]), round(box[3])].append(box)
    cells: set[Box] = set()
    for row in rows.values():
        row.sort()
        for before, box in pairwise(row):
            if abs(box[0] - before[2]) <= MAX_CELL_GAP and _heads_columns(box, dividers):
                cells |= {before, box}
    cells |= _find_strips(boxes, rules)
    return [edge for box in sorted(cells) for edge in list_edges(box)]


def _find_strips(boxes: Sequence[Box], rules: Sequence[RulingLine]) -> set[Box]:
    """Return the narrow boxes that end at long rules: they mark rows of a table as red, amber or green."""
    across: dict[int, list[RulingLine]] = defaultdict(list)
    for rule in rules:
        if rule.y1 - rule.y0 < MAX_RULE_THICKNESS and rule.x1 - rule.x0 >= MIN_STRIP_RULE:
            across[round(rule.y0)].append(rule)
    return {
        box
        for box in boxes
        if box[2] - box[0] <= MAX_STRIP_WIDTH
        and any(
            rule.x0 <= box[0] and box[2] <= rule.x1
            for end in (box[1], box[3])
            for y in (-1, 0, 1)
            for rule in across.get(round(end) + y, ())
        )
    }


def list_edges(box: Box) -> tuple[RulingLine, RulingLine, RulingLine, RulingLine]:
    """Return the top, the bottom, the left and the right edge of a box."""
    x0, y0, x1, y1 = box
    return (
        RulingLine(x0, y0, x1, y0),
        RulingLine(x0, y1, x1, y1),
        RulingLine(x0, y0, x0, y1),
        RulingLine(x1, y0, x1, y1),
    )


def _heads_columns(box: Box, dividers: Mapping[int, Sequence[RulingLine]]) -> bool:
    """Return True if the left edge of a box goes on in a rule between columns below it."""
    near = (rule for x in (-1, 0, 1) for rule in dividers.get(round(box[0]) + x, ()))
    return any(abs(rule.y0 - box[3]) <= MAX_RULE_THICKNESS for rule in near)
