"""Annotations of a page: the words that they show, and the areas that they cover, redact or strike through.

Widgets of form fields are annotations as well. An annotation that is hidden, or on a layer that is switched off, shows
nothing. Words of fields and free text are part of the page; the others tell what a paper declares about itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, NamedTuple

from paper_search.ingest.readers.pdf.annotation_words import join_text, place_words
from paper_search.ingest.readers.pdf.appearances import draw_appearances
from paper_search.ingest.readers.pdf.graphics import Box, Matrix, TextSpan, bound_corners
from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.objects import resolve_object
from paper_search.text.spans import collapse_whitespace

MAX_ANNOTATIONS = 2000
"""Annotations of one page; no document has more."""
MAX_FIELD_DEPTH = 16
"""How deep a form field may lie under its parents."""
MAX_OPTIONS = 500
"""Options of one list box."""
MAX_STROKES = 2000
"""Squares of the lines of one annotation."""
MIN_OPACITY = 0.9
"""The opacity from which an annotation covers words."""
_HIDDEN_FLAG, _PRINT_FLAG, _NO_VIEW_FLAG = 2, 4, 32
_PUSH_BUTTON_FLAG, _COMBO_FLAG = 1 << 16, 1 << 17
_UNPRINTED = ("/Link", "/Popup")
_WITH_CONTENTS = ("/FreeText", "/Stamp", "/Text", "/Watermark")
"""Annotations whose /Contents are what they show; of others they are a comment on the words below."""
_FILLED_WITHOUT_APPEARANCE = {"/Polygon": "/IC", "/FreeText": "/C"}
"""Annotations that viewers fill with the colour under this key where they have no appearance, and PDFium does not."""

_LINES_WITHOUT_APPEARANCE = {"/Line": "/L", "/PolyLine": "/Vertices", "/Polygon": "/Vertices", "/Ink": "/InkList"}
"""Annotations whose lines viewers draw although they have no appearance, and PDFium often does not."""

Point = tuple[float, float]


class PageAnnotation(NamedTuple):
    """One annotation that shows.

    ``boxes`` are those of its quadrilaterals, else its rectangle, as shown; ``text`` what it says beside the text of
    the page; ``is_filled`` is True where a viewer fills it although it has no appearance that says so; ``spans`` are
    words that are part of the page.
    """

    kind: str
    boxes: tuple[Box, ...]
    text: str
    is_filled: bool
    spans: tuple[TextSpan, ...] = ()

    @property
    def why(self) -> str:
        """The reason why its words are no part of the reading."""
        return "form field" if self.kind == "/Widget" else "annotation"


class _Shown(NamedTuple):
    """An annotation that shows, its kind, its rectangle in user space, and its appearance, if it has one."""

    annotation: Any
    kind: str
    rect: Box
    appearance: Any


def read_annotations(page: Any, ctm: Matrix, height: float, layers: LayerStates) -> Iterator[PageAnnotation]:
    """Yield the annotations that a page shows, other than links.

    Args:
        page: the page.
        ctm: from user space to the page as shown, y upwards.
        height: the height of the page as shown, in points.
        layers: the states of the layers.

    Yields:
        The annotations in the order in which they are drawn; one that is damaged is left out.
    """
    shown = list(_list_shown(page, layers))
    indices = [index for index, item in enumerate(shown) if item.appearance is not None]
    drawn = draw_appearances([(shown[index].appearance, shown[index].rect) for index in indices], ctm, height)
    spans = {indices[place]: words for place, words in drawn.items()}
    for index, item in enumerate(shown):
        with suppress(AttributeError, KeyError, TypeError, ValueError, IndexError):
            yield _read_annotation(item, spans.get(index, ()), ctm, height)


def _list_shown(page: Any, layers: LayerStates) -> Iterator[_Shown]:
    with suppress(AttributeError, KeyError, TypeError, ValueError, IndexError):
        for entry in (resolve_object(page.get("/Annots")) or ())[:MAX_ANNOTATIONS]:
            with suppress(AttributeError, KeyError, TypeError, ValueError, IndexError):
                annotation = resolve_object(entry)
                kind = str(annotation.get("/Subtype"))
                if kind not in _UNPRINTED and _is_shown(annotation, layers):
                    x0, y0, x1, y1 = (float(resolve_object(value)) for value in resolve_object(annotation["/Rect"]))
                    rect = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
                    yield _Shown(annotation, kind, rect, _find_appearance(annotation))


def _read_annotation(item: _Shown, drawn: Sequence[TextSpan], ctm: Matrix, height: float) -> PageAnnotation:
    annotation, kind, rect, appearance = item
    boxes = [bound_corners(rect, ctm, height)]
    quads = [float(resolve_object(value)) for value in resolve_object(annotation.get("/QuadPoints")) or ()]
    if len(quads) >= 8:
        boxes = [_bound_quad(quads[start : start + 8], ctm, height) for start in range(0, len(quads) - 7, 8)]
    has_fill = appearance is None and _has_fill(annotation, kind)
    strokes = list(_list_strokes(annotation, kind)) if appearance is None and not has_fill else []
    if strokes:
        boxes = [bound_corners(stroke, ctm, height) for stroke in strokes]
    words = list(_list_words(annotation, kind)) if kind == "/Widget" or kind in _WITH_CONTENTS else []
    placed: tuple[TextSpan, ...] = ()
    if kind == "/FreeText" or _is_filled_field(annotation, kind):
        placed = place_words("\n".join(words), drawn, bound_corners(rect, ctm, height))
    shown = " ".join(span.text for span in placed) if kind == "/Widget" else ""
    options = _list_options(annotation, kind)
    texts = (word for part in (*words, join_text(drawn), *options) if (word := collapse_whitespace(part)))
    text = " ".join(word for word in dict.fromkeys(texts) if word not in collapse_whitespace(shown))
    return PageAnnotation(kind, tuple(boxes), text, has_fill or bool(strokes), placed)


def _list_options(annotation: Any, kind: str) -> list[str]:
    """Return the options that a list box shows, chosen or not; a combo box shows only what is chosen."""
    if kind != "/Widget" or str(_inherit(annotation, "/FT")) != "/Ch":
        return []
    if int(_inherit(annotation, "/Ff") or 0) & _COMBO_FLAG:
        return []
    options = [option.get_object() for option in (_inherit(annotation, "/Opt") or ())[:MAX_OPTIONS]]
    # An option may be the value that is exported, and the words that show.
    return [_to_words(option[-1] if isinstance(option, list) else option) for option in options]


def _is_filled_field(annotation: Any, kind: str) -> bool:
    """Return True for a field that says something about the matter: no button that is pushed, no signature."""
    if kind != "/Widget":
        return False
    field_type, flags = str(_inherit(annotation, "/FT")), int(_inherit(annotation, "/Ff") or 0)
    return field_type in ("/Tx", "/Ch") or (
        field_type == "/Btn" and "/AS" in annotation and not flags & _PUSH_BUTTON_FLAG
    )


def _bound_quad(quad: list[float], ctm: Matrix, height: float) -> Box:
    xs, ys = quad[::2], quad[1::2]
    return bound_corners((min(xs), min(ys), max(xs), max(ys)), ctm, height)


def _is_shown(annotation: Any, layers: LayerStates) -> bool:
    """Return True if an annotation shows on the screen or in print."""
    flags = int(resolve_object(annotation.get("/F")) or 0)
    if flags & _HIDDEN_FLAG or (flags & _NO_VIEW_FLAG and not flags & _PRINT_FLAG):
        return False
    return "/OC" not in annotation or not layers.is_off(annotation.raw_get("/OC"))


def _has_fill(annotation: Any, kind: str) -> bool:
    return bool(resolve_object(annotation.get(_FILLED_WITHOUT_APPEARANCE.get(kind, "")))) and _is_opaque(annotation)


def _is_opaque(annotation: Any) -> bool:
    opacity = resolve_object(annotation.get("/CA"))
    return opacity is None or float(opacity) > MIN_OPACITY


def _list_strokes(annotation: Any, kind: str) -> Iterator[Box]:
    """Yield the boxes that the lines of an annotation cover, in user space; none where they can be seen through."""
    key = _LINES_WITHOUT_APPEARANCE.get(kind, "")
    lines = resolve_object(annotation.get(key))
    width = _read_width(annotation)
    if not lines or not width or not _is_opaque(annotation):
        return
    strokes = 0
    for line in lines if key == "/InkList" else [lines]:
        numbers = [float(resolve_object(number)) for number in resolve_object(line)]
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        for start, end in pairwise([*points, points[0]] if kind == "/Polygon" else points):
            for stroke in _cover_segment(start, end, width / 2):
                strokes += 1
                if strokes > MAX_STROKES:
                    return
                yield stroke


def _read_width(annotation: Any) -> float:
    """Return the width of the lines in points."""
    border = resolve_object(annotation.get("/Border"))
    width = resolve_object((resolve_object(annotation.get("/BS")) or {}).get("/W"))
    if width is None and border is not None and len(border) > 2:
        width = resolve_object(border[2])
    return 1.0 if width is None else float(width)


def _cover_segment(start: Point, end: Point, half: float) -> Iterator[Box]:
    """Yield the box of a level segment, or the squares along a slanted one."""
    (x0, y0), (x1, y1) = start, end
    if min(abs(x1 - x0), abs(y1 - y0)) < half / 2:
        yield min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half
        return
    steps = min(MAX_STROKES, int(max(abs(x1 - x0), abs(y1 - y0)) / half) + 1)
    for step in range(steps + 1):
        x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
        yield x - half, y - half, x + half, y + half


def _find_appearance(annotation: Any) -> Any:
    """Return the normal appearance stream, in its current state, or None."""
    normal = resolve_object((resolve_object(annotation.get("/AP")) or {}).get("/N"))
    if normal is None or hasattr(normal, "get_data"):
        return normal
    state = annotation.get("/AS")
    return resolve_object(normal.get(state)) if state is not None else None


def _list_words(annotation: Any, kind: str) -> Iterator[str]:
    if kind != "/Widget":
        yield _to_words(annotation.get("/Contents"))
        # Without an appearance a viewer prints the name of a stamp: "NotForPublicRelease".
        if kind == "/Stamp" and annotation.get("/AP") is None:
            yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(annotation.get("/Name") or "").lstrip("/"))
        return
    field_type = str(_inherit(annotation, "/FT"))
    if field_type in ("/Tx", "/Ch"):
        value = _inherit(annotation, "/V")
        for part in value if isinstance(value, list) else [value]:
            yield _to_words(part)
    elif field_type == "/Btn" and (
        annotation.get("/AP") is None or int(_inherit(annotation, "/Ff") or 0) & _PUSH_BUTTON_FLAG
    ):
        yield _to_words((resolve_object(annotation.get("/MK")) or {}).get("/CA"))


def _inherit(annotation: Any, key: str) -> Any:
    """Return an entry of a field, or that of the nearest parent that has it."""
    field = annotation
    for _ in range(MAX_FIELD_DEPTH):
        if field is None:
            return None
        if key in field:
            return resolve_object(field.get(key))
        field = resolve_object(field.get("/Parent"))
    return None


def _to_words(value: Any) -> str:
    """Return a text string or a text stream as words."""
    resolved = resolve_object(value)
    if resolved is None:
        return ""
    if hasattr(resolved, "get_data"):
        return bytes(resolved.get_data()).decode("latin-1")
    return resolved if isinstance(resolved, str) else ""
