"""Records of what a page draws: text spans, ruling lines and painted areas, and the graphics state behind them.

Coordinates are in points from the top left of the page as shown. ``order`` counts what is drawn, so that of two records
the one with the larger number lies on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
WORD_GAP_EMS = 0.12
"""Ems between two spans that stand for a space."""
AreaKind = Literal["box", "line", "picture", "annotation"]


class DecodedText(NamedTuple):
    """A decoded string: its text, its width in ems, how many glyphs, how many of them spaces.

    ``unmapped`` is how many glyphs stand for letters that nobody can tell.
    """

    text: str
    width: float
    glyphs: int
    spaces: int
    unmapped: int = 0


class PdfFont(Protocol):
    """A font, which decodes the strings that are shown in it."""

    bold: bool
    space_width: float

    def decode(self, raw: bytes) -> DecodedText:
        """Decode a string operand."""

    def measure_glyphs(self, raw: bytes) -> list[tuple[str, float, bool]]:
        """Return the text of each glyph, its width in ems, and True if word spacing is added to it."""


class TextPiece(NamedTuple):
    """One string operand of a span, and where it starts in text space."""

    font: PdfFont
    raw: bytes
    start: float


class SpanOrigin(NamedTuple):
    """The state in which a span was drawn, as far as it bears on its visibility.

    ``operation`` counts the operators of the page that show text; ``matrix`` takes text space to the page with its y
    axis upwards; ``spacing`` is the spacing of characters and words, and the horizontal scale; ``luminance`` is from 0
    for black to 1 for white, None where it is not known; ``is_veiled`` is True where a soft mask or a blend mode may
    take its ink away; ``clip`` is the box outside which nothing is painted.
    """

    order: int
    operation: int
    matrix: Matrix
    size: float
    rise: float
    spacing: tuple[float, float, float]
    pieces: tuple[TextPiece, ...]
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


class FormXObject(NamedTuple):
    """A form: its operations, resources, matrix, and the box to which it is clipped.

    ``is_group`` is True where it is painted as a whole, with the transparency that stands where it is used.
    """

    operations: Iterable[tuple[Any, bytes]]
    resources: PageResources
    matrix: Matrix
    bounds: Box | None
    is_layer_off: bool
    is_group: bool = False


class Picture(NamedTuple):
    """An image, which is painted on the unit square."""

    is_layer_off: bool


class PageResources(Protocol):
    """The named resources of a content stream."""

    fonts: dict[str, PdfFont]

    def find_xobject(self, name: str) -> FormXObject | Picture | None:
        """Return a form or an image."""

    def is_layer_off(self, name: str) -> bool:
        """Return True if a property list names optional content that is switched off."""

    def find_transparency(self, name: str) -> TransparencySettings | None:
        """Return what a graphics state says about transparency; None where there is no such state."""

    def find_line_width(self, name: str) -> float | None:
        """Return the line width that a graphics state sets, None where it sets none."""

    def is_device_like(self, name: str) -> bool:
        """Return True if the components of a colour space are those of grey, RGB or CMYK."""


class TransparencySettings(NamedTuple):
    """Transparency that a graphics state dictionary sets; None where it sets nothing."""

    fill: float | None
    stroke: float | None
    is_masked: bool | None
    is_blended: bool | None


class Transparency(NamedTuple):
    """The degree to which painted things can be seen through.

    ``fill`` and ``stroke`` are the opacities, 0 to 1; ``is_masked`` is True under a soft mask, ``is_blended`` in a
    blend mode that may make dark things light.
    """

    fill: float = 1.0
    stroke: float = 1.0
    is_masked: bool = False
    is_blended: bool = False

    @property
    def is_veiled(self) -> bool:
        """True where opaque ink may not show."""
        return self.is_masked or self.is_blended

    def apply(self, settings: TransparencySettings) -> Transparency:
        """Return the transparency after a graphics state was set."""
        pairs = zip(self, settings, strict=True)
        return Transparency(*(old if new is None else new for old, new in pairs))  # type: ignore[arg-type]


OPAQUE = Transparency()


@dataclass(slots=True)
class GraphicsState:
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
    render_mode: int = 0
    line_width: float = 1.0
    fill: float | None = 0.0
    stroke: float | None = 0.0
    is_fill_known: bool = True
    is_stroke_known: bool = True
    transparency: Transparency = OPAQUE
    group_alpha: float = 1.0
    is_group_veiled: bool = False
    clip: Box | None = None
    is_clip_box: bool = True


@dataclass(slots=True)
class Canvas:
    """The spans, rules, pictures and painted areas drawn so far.

    ``height`` is the page's, as shown. Nested forms draw on the same canvas. ``operations`` counts the operators that
    show text.
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
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [height - (b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def intersect_boxes(box: Box, other: Box | None) -> Box:
    """Return what two boxes share; its right is left of its left where they share nothing."""
    if other is None:
        return box
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def measure_luminance(components: list[float]) -> float | None:
    """Return the luminance of a colour of grey, RGB or CMYK: 0 for black, 1 for white (ITU-R BT.601)."""
    if len(components) == 1:
        return components[0]
    if len(components) == 4:
        cyan, magenta, yellow, black = components
        components = [1 - min(1.0, ink + black) for ink in (cyan, magenta, yellow)]
    if len(components) != 3:
        return None
    return 0.299 * components[0] + 0.587 * components[1] + 0.114 * components[2]
