"""Visibility of the words of a Word document: which the page shows, which it hides and why, and which are struck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from paper_search.ingest.readers.colours import BLACK, Colour
from paper_search.ingest.readers.docx_backgrounds import BackgroundFinder, Backgrounds
from paper_search.ingest.readers.docx_formatting import RunProperties, StyleSheet, find_style_id, find_table_style
from paper_search.ingest.readers.docx_places import PlaceFinder
from paper_search.ingest.readers.hidden_words import (
    HIDDEN_BOX,
    OUTSIDE,
    PAGE_COLOUR,
    TOO_SMALL,
    WORD_HIDDEN,
    HiddenReason,
    judge_colours,
)

_PARAGRAPH, _RUN_PROPERTIES = qn("w:p"), qn("w:rPr")
MIN_SCALE, MAX_RAISE = 5, 1600
"""Per cent of the width of letters, and half-points that they are raised, beyond which they are not seen."""
MIN_RAISE = 6
"""Half-points by which figures are raised that stand for a power or a note."""
MIN_HALF_POINTS = 3
"""Type of one point or less is not there for readers."""
DELETED_TAGS = frozenset(map(qn, ("w:del", "w:moveFrom")))
_DRAWING_TAGS = frozenset(
    f"{{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}}{name}" for name in ("anchor", "inline")
)
_DOCUMENT_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHAPE_TAGS = tuple(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in ("shape", "rect", "roundrect", "group"))
_TRUE_VALUES = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class Appearance:
    """The look of a run: the reason why nobody sees it, or None, and True where it is struck through.

    ``vertical`` is "superscript" or "subscript" where it is raised or lowered; ``font`` is the name of its font.
    """

    hidden: HiddenReason | None = None
    is_struck: bool = False
    vertical: str | None = None
    font: str | None = None


class WordVisibility:
    """The look of the runs, paragraphs and text boxes of one document."""

    def __init__(self, document: WordDocument) -> None:
        self._styles = StyleSheet(document)
        self._backgrounds = BackgroundFinder(document, self._styles)
        self._places = PlaceFinder(self._styles)
        self._latest: tuple[Any, str | None, str | None] = None, None, ""

    def find_appearance(self, run: Any) -> Appearance:
        """Return the look of a ``w:r``."""
        paragraph = next(run.iterancestors(_PARAGRAPH), None)
        properties = self._styles.resolve_run(run.find(_RUN_PROPERTIES), *self._find_styles(paragraph))
        return Appearance(
            self._find_hidden_reason(properties, paragraph),
            bool(properties.strike or properties.double_strike),
            _find_vertical(properties),
            properties.font,
        )

    def _find_styles(self, paragraph: Any) -> tuple[str | None, str | None]:
        """Return the styles of a paragraph and of the table that it stands in; runs come paragraph by paragraph."""
        if paragraph is None:
            return None, ""
        if paragraph is not self._latest[0]:
            table = next(paragraph.iterancestors(qn("w:tbl")), None)
            table_style = "" if table is None else find_table_style(table)
            self._latest = paragraph, find_style_id(paragraph, "w:pPr", "w:pStyle"), table_style
        return self._latest[1:]

    def _find_hidden_reason(self, properties: RunProperties, paragraph: Any) -> HiddenReason | None:
        if properties.vanish or properties.always_hidden:
            return WORD_HIDDEN
        if properties.unfilled:
            return PAGE_COLOUR
        if (properties.size is not None and properties.size < MIN_HALF_POINTS) or (
            properties.scale is not None and properties.scale <= MIN_SCALE
        ):
            return TOO_SMALL
        if abs(properties.position or 0) >= MAX_RAISE:
            return OUTSIDE
        placed = self._places.find_reason(paragraph) if paragraph is not None else None
        if placed:
            return placed
        backgrounds = self._find_backgrounds(properties, paragraph)
        colour = properties.colour if isinstance(properties.colour, tuple) else BLACK
        reasons = [judge_colours(colour, background) for background in sorted(backgrounds)]
        return reasons[0] if reasons and all(reasons) else None

    def _find_backgrounds(self, properties: RunProperties, paragraph: Any) -> Backgrounds:
        """Return the colours that may lie behind a run.

        Word prints text of automatic colour white where a paragraph or a cell is shaded black, so that it is seen.
        """
        if isinstance(properties.highlight, tuple):
            return frozenset({properties.highlight})
        if properties.shading not in (None, "none"):
            shading: Colour | str | None = properties.shading
            return frozenset({shading}) if isinstance(shading, tuple) else frozenset()
        has_colour = isinstance(properties.colour, tuple)
        return self._backgrounds.find(paragraph) if has_colour and paragraph is not None else frozenset()

    def is_mark_gone(self, paragraph: Any) -> bool:
        """Return True for a ``w:p`` whose end is hidden, so that without words it prints nothing, nor a number."""
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        if is_deleted_mark(paragraph):
            return True
        return bool(self._styles.resolve_run(mark, *self._find_styles(paragraph)).vanish)

    def find_box_reason(self, box: Any) -> HiddenReason | None:
        """Return the reason why nobody sees a text box, or None."""
        if any(_is_hidden_shape(shape) for shape in _find_shapes(box)):
            return HIDDEN_BOX
        run = next(box.iterancestors(qn("w:r")), None)
        reason = None if run is None else self.find_appearance(run).hidden
        return reason if reason == WORD_HIDDEN else None


def _find_vertical(properties: RunProperties) -> str | None:
    """Return "superscript" or "subscript" for a run that is raised or lowered, by its place where it states no more."""
    if properties.vertical in ("superscript", "subscript"):
        return properties.vertical
    position = properties.position or 0
    if properties.vertical is None and abs(position) >= MIN_RAISE:
        return "superscript" if position > 0 else "subscript"
    return None


def is_deleted_mark(paragraph: Any) -> bool:
    """Return True for a ``w:p`` whose end is deleted in tracked changes: its words go on in the next paragraph."""
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    return mark is not None and any(child.tag in DELETED_TAGS for child in mark)


def is_deleted_row(row: Any) -> bool:
    """Return True for a ``w:tr`` that is deleted in tracked changes."""
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def is_deleted_cell(cell: Any) -> bool:
    """Return True for a ``w:tc`` that is deleted in tracked changes."""
    return cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None


def _find_shapes(box: Any) -> Iterator[Any]:
    for ancestor in box.iterancestors():
        if ancestor.tag in _DRAWING_TAGS or ancestor.tag in _SHAPE_TAGS:
            yield ancestor
        elif ancestor.tag == qn("w:r"):
            return


def _is_hidden_shape(shape: Any) -> bool:
    if shape.tag in _DRAWING_TAGS:
        properties = shape.find(_DOCUMENT_PROPERTIES)
        return properties is not None and properties.get("hidden") in _TRUE_VALUES
    style = (shape.get("style") or "").replace(" ", "").lower()
    return "visibility:hidden" in style or "display:none" in style
