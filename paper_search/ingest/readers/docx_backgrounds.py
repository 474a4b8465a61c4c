"""Colours behind the text of a Word document: those of paragraphs, cells, table styles, text boxes and the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from paper_search.ingest.readers.colours import WHITE, Colour, parse_hex
from paper_search.ingest.readers.docx_formatting import (
    StyleSheet,
    find_style_id,
    find_table_style,
    parse_colour,
    parse_shading,
)

MIN_PICTURE_SIZE = 1_500_000
"""English Metric Units, 4 cm: a picture that is larger either way may lie behind words."""
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WORD_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_VML = "{urn:schemas-microsoft-com:vml}"
_LOOK_BITS = (
    ("firstRow", 0x20), ("lastRow", 0x40), ("firstColumn", 0x80), ("lastColumn", 0x100), ("noHBand", 0x200),
    ("noVBand", 0x400),
)  # fmt: skip
_TRUE_VALUES = ("1", "true", "on")

Backgrounds = frozenset[Colour]
"""The colours that may lie behind a word; empty where that cannot be told."""
_UNKNOWN: Backgrounds = frozenset()


class BackgroundFinder:
    """The colours behind the paragraphs of a document, found once each."""

    def __init__(self, document: WordDocument, styles: StyleSheet) -> None:
        self._styles = styles
        self._page = _find_page_colours(document)
        self._has_drawings = next(_find_floating(document.element), None) is not None
        self._cells: dict[Any, Backgrounds] = {}
        self._style_shadings: dict[tuple[str | None, frozenset[str]], list[Colour | str | None]] = {}

    def find(self, paragraph: Any) -> Backgrounds:
        """Return the colours that may lie behind the words of a ``w:p``, besides what its runs state."""
        shading = self._find_paragraph_shading(paragraph)
        if shading not in (None, "none"):
            return _to_backgrounds(shading)
        container = next(paragraph.iterancestors(qn("w:tc"), qn("w:txbxContent")), None)
        if container is None:
            return self._page
        if container not in self._cells:
            is_cell = container.tag == qn("w:tc")
            self._cells[container] = (
                self._find_cell_colours(container) if is_cell else self._find_box_colours(container)
            )
        return self._cells[container]

    def _find_paragraph_shading(self, paragraph: Any) -> Colour | str | None:
        shading = parse_shading(paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
        for style in self._styles.chain(find_style_id(paragraph, "w:pPr", "w:pStyle"), "paragraph"):
            if shading is not None:
                break
            shading = parse_shading(style.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
        return shading

    def _find_cell_colours(self, cell: Any) -> Backgrounds:
        """Return the colour of a cell: its own, else all that the table's style may give it, else what is behind."""
        own = parse_shading(cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
        if own not in (None, "none"):
            return _to_backgrounds(own)
        table = next(cell.iterancestors(qn("w:tbl")))
        shadings = [parse_shading(table.find(f"{qn('w:tblPr')}/{qn('w:shd')}"))]
        shadings += self._find_style_shadings(cell, table)
        filled = [shading for shading in shadings if shading not in (None, "none")]
        if "unknown" in filled:
            return _UNKNOWN
        outer = next(table.iterancestors(qn("w:tc"), qn("w:txbxContent")), None)
        if outer is None:
            behind = self._page
        else:
            behind = self._find_cell_colours(outer) if outer.tag == qn("w:tc") else self._find_box_colours(outer)
        return behind and behind | {shading for shading in filled if isinstance(shading, tuple)}

    def _find_style_shadings(self, cell: Any, table: Any) -> list[Colour | str | None]:
        key = find_table_style(table), frozenset(find_applicable_parts(cell, table))
        if key not in self._style_shadings:
            self._style_shadings[key] = list(self._read_style_shadings(*key))
        return self._style_shadings[key]

    def _read_style_shadings(self, style_id: str | None, parts: frozenset[str]) -> Iterator[Colour | str | None]:
        for style in self._styles.chain(style_id, "table"):
            for path in ("w:tblPr", "w:tcPr"):
                yield parse_shading(style.find(f"{qn(path)}/{qn('w:shd')}"))
            for conditional in style.iter(qn("w:tblStylePr")):
                if conditional.get(qn("w:type")) in parts:
                    yield parse_shading(conditional.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))

    def _find_box_colours(self, box: Any) -> Backgrounds:
        """Return the fill of the shape around a text box."""
        shape = next(box.iterancestors(f"{_WORD_SHAPE}wsp", f"{_VML}shape", f"{_VML}rect", f"{_VML}roundrect"), None)
        if shape is None:
            return _UNKNOWN
        if shape.tag.startswith(_VML):
            return self._find_vml_fill(shape)
        properties = shape.find(f"{_WORD_SHAPE}spPr")
        solid = None if properties is None else properties.find(f"{_DRAWING}solidFill/{_DRAWING}srgbClr")
        colour = None if solid is None else parse_hex(solid.get("val"))
        if colour and solid is not None and not len(solid):
            return frozenset({colour})
        is_empty = properties is not None and properties.find(f"{_DRAWING}noFill") is not None
        return self._page if is_empty and not self._has_drawings else _UNKNOWN

    def _find_vml_fill(self, shape: Any) -> Backgrounds:
        if shape.get("filled") in ("f", "false") or shape.find(f"{_VML}fill") is not None:
            return _UNKNOWN if self._has_drawings or shape.get("filled") is None else self._page
        named = {"white": WHITE, "black": (0, 0, 0)}.get(shape.get("fillcolor") or "white")
        colour = named or parse_hex((shape.get("fillcolor") or "").split(" ")[0])
        return frozenset({colour}) if colour else _UNKNOWN


def _to_backgrounds(shading: Colour | str | None) -> Backgrounds:
    return frozenset({shading}) if isinstance(shading, tuple) else _UNKNOWN


def _find_page_colours(document: WordDocument) -> Backgrounds:
    """Return the colour of the page; it cannot be told where a large picture lies behind the words."""
    roots = [document.element, *(part.target_part.element for part in _find_margin_relations(document))]
    if any(_is_behind_text(drawing) for root in roots for drawing in _find_floating(root)):
        return _UNKNOWN
    background = parse_colour(document.element.find(qn("w:background")), "w:color", "w:themeColor")
    is_shown = document.settings.element.find(qn("w:displayBackgroundShape")) is not None
    return frozenset({background}) if isinstance(background, tuple) and is_shown else frozenset({WHITE})


def _find_margin_relations(document: WordDocument) -> Iterator[Any]:
    for relation in document.part.rels.values():
        is_margin = relation.reltype.rsplit("/", 1)[-1] in ("header", "footer")
        if is_margin and not relation.is_external and hasattr(relation.target_part, "element"):
            yield relation


def _find_floating(root: Any) -> Iterator[Any]:
    """Yield the pictures and shapes that stand apart from the lines, without text boxes."""
    for drawing in root.iter(f"{_WORD_DRAWING}anchor"):
        if next(drawing.iter(qn("w:txbxContent")), None) is None:
            yield drawing
    for image in root.iter(f"{_VML}imagedata"):
        shape = image.getparent()
        if shape is not None and "position:absolute" in (shape.get("style") or "").replace(" ", ""):
            yield shape


def _is_behind_text(drawing: Any) -> bool:
    if drawing.tag != f"{_WORD_DRAWING}anchor":
        return "z-index:-" in (drawing.get("style") or "").replace(" ", "")
    extent = drawing.find(f"{_WORD_DRAWING}extent")
    sizes = [extent.get("cx"), extent.get("cy")] if extent is not None else []
    is_large = any(str(size).isdecimal() and int(size) >= MIN_PICTURE_SIZE for size in sizes)
    return drawing.get("behindDoc") in _TRUE_VALUES and is_large


def find_applicable_parts(cell: Any, table: Any) -> set[str]:
    """Return the parts of a table style that may format a cell; of the bands it may be either."""
    look = _read_look(table)
    row = next(cell.iterancestors(qn("w:tr")))
    is_header = row is table.find(qn("w:tr")) or row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    places = {
        "firstRow": is_header and "firstRow" in look,
        "lastRow": row is next(table.iterchildren(qn("w:tr"), reversed=True), None) and "lastRow" in look,
        "firstCol": cell is row.find(qn("w:tc")) and "firstColumn" in look,
        "lastCol": cell is next(row.iterchildren(qn("w:tc"), reversed=True), None) and "lastColumn" in look,
        "band1Horz": "noHBand" not in look, "band2Horz": "noHBand" not in look,
        "band1Vert": "noVBand" not in look, "band2Vert": "noVBand" not in look,
    }  # fmt: skip
    corners = {"nwCell": ("firstRow", "firstCol"), "neCell": ("firstRow", "lastCol"),
               "swCell": ("lastRow", "firstCol"), "seCell": ("lastRow", "lastCol")}  # fmt: skip
    parts = {name for name, applies in places.items() if applies} | {"wholeTable"}
    return parts | {name for name, sides in corners.items() if set(sides) <= parts}


def _read_look(table: Any) -> set[str]:
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    if look is None:
        return {name for name, _ in _LOOK_BITS[:4]}
    try:
        bits = int(look.get(qn("w:val")) or "0", 16)
    except ValueError:
        bits = 0
    stated = {name: look.get(qn(f"w:{name}")) for name, _ in _LOOK_BITS}
    return {name for name, bit in _LOOK_BITS if stated[name] in _TRUE_VALUES or (stated[name] is None and bits & bit)}
