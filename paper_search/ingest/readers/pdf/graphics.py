"""Records of what a page draws: text spans, ruling lines and painted areas, and the graphics state behind them.

Coordinates are in points from the top left of the page as shown. ``order`` counts what is drawn, so that of two records
the one with the larger number lies on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
WORD_GAP_EMS = 0.12
"""Ems between two spans that stand for a space."""
MIN_DETERMINANT = 1e-6
"""The determinant of a matrix from which type has a width."""
MAX_LETTER_SPACING_EMS = 0.9
"""Ems of spacing from which it sets letters of one string apart, as the columns of a table."""
AreaKind = Literal["box", "line", "picture", "annotation"]


class SpanOrigin(NamedTuple):
    """The state in which a span was drawn, as far as it bears on its visibility.

    ``operation`` counts the text objects of the page; ``matrix`` takes text space to the page with its y axis upwards;
    ``starts`` are where its characters start along the baseline, in text space, ``end`` is where the last one ends, and
    ``spacing`` lies between two; ``luminance`` is from 0 for black to 1 for white, None where it is not known;
    ``is_veiled`` is True where a soft mask or a blend mode may take its ink away; ``clip`` is the box outside which
    nothing is painted.
    """

    order: int
    operation: int
    matrix: Matrix
    size: float
    starts: Sequence[float]
    end: float
    spacing: float
    luminance: float | None
    alpha: float
    is_veiled: bool
    is_invisible: bool
    is_layer_off: bool
    clip: Box | None
    is_clip_box: bool


class TextSpan(NamedTuple):
    """Text printed in one go.

    ``y`` is its baseline; ``rotation`` the degrees by which it is rotated anticlockwise. ``is_unmapped`` is True where
    its font does not say which letters it shows.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    artifact: bool
    rotation: int
    origin: SpanOrigin | None = None
    is_struck: bool = False
    is_unmapped: bool = False


class RulingLine(NamedTuple):
    """A straight vertical or horizontal line from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


class PaintedArea(NamedTuple):
    """The bounds of something painted that may lie over words or under them."""

    x0: float
    y0: float
    x1: float
    y1: float
    order: int
    kind: AreaKind
    luminance: float | None


class PaintState(NamedTuple):
    """The state in which something other than text is painted.

    ``ctm`` takes its user space to the page with its y axis upwards; ``fill`` and ``stroke`` are luminances.
    """

    ctm: Matrix
    line_width: float
    fill: float | None
    stroke: float | None
    clip: Box | None


@dataclass(slots=True)
class Canvas:
    """The spans, rules, pictures and painted areas drawn so far.

    ``height`` is the page's, as shown. Nested forms draw on the same canvas. ``operations`` counts the text objects.
    """

    height: float
    spans: list[TextSpan] = field(default_factory=list)
    rules: list[RulingLine] = field(default_factory=list)
    areas: list[PaintedArea] = field(default_factory=list)
    pictures: int = 0
    operations: int = 0

    @property
    def order(self) -> int:
        """The number of the next record."""
        return len(self.spans) + len(self.areas)

    def add_area(self, box: Box, kind: AreaKind, luminance: float | None) -> None:
        """Record a painted area."""
        self.areas.append(PaintedArea(*box, self.order, kind, luminance))


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


def is_flat(matrix: Matrix) -> bool:
    """Return True if what a matrix shows has no width, or no height."""
    return abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) < MIN_DETERMINANT


def bound_corners(box: Box, matrix: Matrix, height: float) -> Box:
    """Return the bounds, as shown, of a box of user space.

    Args:
        box: left, bottom, right and top in user space.
        matrix: from user space to the page, y upwards.
        height: the height of the page in points.

    Returns:
        Left, top, right and bottom as shown.
    """
    a, b, c, d, e, f = matrix
    if not b and not c:
        x0, x1, y0, y1 = a * box[0] + e, a * box[2] + e, height - (d * box[1] + f), height - (d * box[3] + f)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [height - (b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def intersect_boxes(box: Box, other: Box | None) -> Box:
    """Return what two boxes share; its right is left of its left where they share nothing."""
    if other is None:
        return box
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def measure_luminance(red: float, green: float, blue: float) -> float:
    """Return the luminance of a colour: 0 for black, 1 for white (ITU-R BT.601)."""
    return 0.299 * red + 0.587 * green + 0.114 * blue
