"""Character formatting of a Word document, as far as it decides which words a page shows and which are struck.

It follows Office Open XML (ECMA-376 Part 1): 17.7.2 for the order of styles, 17.7.3 for toggle properties, 17.3.2 for
the properties of runs. ``w:webHidden`` hides nothing on a page: Word puts it on the page numbers of every contents
list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from paper_search.ingest.readers.colours import BLACK, WHITE, Colour, mix, parse_hex

MAX_STYLE_DEPTH = 50
"""Styles that are based on one another; a chain that goes on is a ring."""
_OFF_VALUES = ("0", "false", "off", "none")
_HIGHLIGHTS = {
    "black": (0, 0, 0), "blue": (0, 0, 255), "cyan": (0, 255, 255), "green": (0, 255, 0), "magenta": (255, 0, 255),
    "red": (255, 0, 0), "yellow": (255, 255, 0), "white": (255, 255, 255), "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0), "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
}  # fmt: skip
_THEME_COLOURS = {"background1": WHITE, "light1": WHITE, "text1": BLACK, "dark1": BLACK}
_EFFECT = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TRANSPARENT = 97_000
"""Thousandths of a per cent of transparency above which nothing shows."""
_STYLE_TYPES = ("paragraph", "character", "table")


@dataclass(frozen=True, slots=True)
class RunProperties:
    """Properties that a run, or a style, states; None for what it does not.

    ``colour`` is "auto" where Word chooses black or white by the shading. ``size`` is in half-points. ``shading`` and
    ``highlight`` are "none" where they say that there is none, "unknown" for a pattern. ``unfilled`` letters are drawn
    with nothing, ``scale`` is their width in per cent, ``position`` how far they are raised, in half-points.
    ``vertical`` is "superscript", "subscript" or "baseline", ``font`` the name of the font.
    """

    vanish: bool | None = None
    strike: bool | None = None
    double_strike: bool | None = None
    always_hidden: bool | None = None
    colour: Colour | str | None = None
    size: int | None = None
    highlight: Colour | str | None = None
    shading: Colour | str | None = None
    unfilled: bool | None = None
    scale: int | None = None
    position: int | None = None
    vertical: str | None = None
    font: str | None = None

    def over(self, other: RunProperties) -> RunProperties:
        """Return these properties, completed by those of another."""
        if self == _NO_PROPERTIES:
            return other
        pairs = ((getattr(self, name), getattr(other, name)) for name in _PROPERTY_NAMES)
        return RunProperties(*(second if first is None else first for first, second in pairs))


_NO_PROPERTIES = RunProperties()
_PROPERTY_NAMES = tuple(field.name for field in fields(RunProperties))


class StyleSheet:
    """The styles of a document, each with what it is based on."""

    def __init__(self, document: WordDocument) -> None:
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._defaults_by_type = {
            kind: next((s.get(qn("w:styleId")) for s in self._styles.values() if _is_default(s, kind)), None)
            for kind in _STYLE_TYPES
        }
        self._document_defaults = parse_run_properties(
            root.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr"))))
        )
        self._resolved: dict[str | None, RunProperties] = {}
        self._combined: dict[tuple[str | None, ...], RunProperties] = {}

    def chain(self, style_id: str | None, kind: str) -> Iterator[Any]:
        """Yield a style and the styles that it is based on.

        Args:
            style_id: the style, None for the default of its kind.
            kind: "paragraph", "character" or "table".
        """
        style = self._styles.get(style_id or self._defaults_by_type[kind])
        for _ in range(MAX_STYLE_DEPTH):
            if style is None:
                return
            yield style
            style = self._styles.get(read_value(style, "w:basedOn"))

    def _resolve_style(self, style_id: str | None, kind: str) -> RunProperties:
        key = style_id or self._defaults_by_type[kind]
        if key not in self._resolved:
            resolved = _NO_PROPERTIES
            for style in self.chain(key, kind):
                resolved = resolved.over(parse_run_properties(style.find(qn("w:rPr"))))
            self._resolved[key] = resolved
        return self._resolved[key]

    def resolve_run(self, run_properties: Any, paragraph_style: str | None, table_style: str | None) -> RunProperties:
        """Return the properties of a run as Word shows it.

        Args:
            run_properties: its ``w:rPr``, or None.
            paragraph_style: the style of its paragraph, None for the default.
            table_style: the style of the table that it stands in; "" outside tables, None for the default.
        """
        styles = read_value(run_properties, "w:rStyle") or "", paragraph_style, table_style
        if styles not in self._combined:
            self._combined[styles] = self._combine_styles(*styles)
        return parse_run_properties(run_properties).over(self._combined[styles])

    def _combine_styles(self, character: str, paragraph: str | None, table: str | None) -> RunProperties:
        """Return what the styles of a run give; a toggle property is on where an odd number of them set it."""
        levels = [
            self._resolve_style(character, "character") if character else _NO_PROPERTIES,
            self._resolve_style(paragraph, "paragraph"),
            _NO_PROPERTIES if table == "" else self._resolve_style(table, "table"),
        ]
        defaults = combined = self._document_defaults
        for level in reversed(levels):
            combined = level.over(combined)
        return replace(
            combined,
            vanish=bool(defaults.vanish) or sum(bool(level.vanish) for level in levels) % 2 == 1,
            strike=bool(defaults.strike) or sum(bool(level.strike) for level in levels) % 2 == 1,
        )


def _is_default(style: Any, kind: str) -> bool:
    return style.get(qn("w:type")) == kind and style.get(qn("w:default")) in ("1", "true", "on")


def read_value(element: Any, name: str) -> str | None:
    """Return the ``w:val`` of a child, or None."""
    child = None if element is None else element.find(qn(name))
    value = None if child is None else child.get(qn("w:val"))
    return None if value is None else str(value)


def find_style_id(element: Any, properties: str, name: str) -> str | None:
    """Return the style that an element names, or None.

    Args:
        element: a paragraph or a table, or None.
        properties: the name of its properties.
        name: the name of the style in them.
    """
    return None if element is None else read_value(element.find(qn(properties)), name)


def find_table_style(table: Any) -> str | None:
    """Return the style that a ``w:tbl`` names, or None."""
    return find_style_id(table, "w:tblPr", "w:tblStyle")


def parse_run_properties(element: Any) -> RunProperties:
    """Return what a ``w:rPr`` states."""
    if element is None or not len(element):
        return _NO_PROPERTIES
    size, highlight = read_value(element, "w:sz"), read_value(element, "w:highlight")
    return RunProperties(
        _parse_toggle(element, "w:vanish"),
        _parse_toggle(element, "w:strike"),
        _parse_toggle(element, "w:dstrike"),
        _parse_toggle(element, "w:specVanish"),
        _parse_fill_colour(element) or parse_colour(element.find(qn("w:color")), "w:val", "w:themeColor"),
        int(size) if size is not None and size.isdecimal() else None,
        None if highlight is None else _HIGHLIGHTS.get(highlight, "none"),
        parse_shading(element.find(qn("w:shd"))),
        _is_unfilled(element),
        parse_number(read_value(element, "w:w")),
        parse_number(read_value(element, "w:position")),
        read_value(element, "w:vertAlign"),
        _find_font(element),
    )


def _find_font(element: Any) -> str | None:
    fonts = element.find(qn("w:rFonts"))
    return None if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))


def parse_number(value: str | None) -> int | None:
    """Return a whole number of an attribute, None where it states none."""
    return int(value) if value is not None and value.removeprefix("-").isdecimal() else None


def _parse_fill_colour(element: Any) -> Colour | None:
    """Return the colour of a text effect, which stands above ``w:color``."""
    filled = element.find(f"{_EFFECT}textFill/{_EFFECT}solidFill/{_EFFECT}srgbClr")
    return None if filled is None or len(filled) else parse_hex(filled.get(f"{_EFFECT}val"))


def _is_unfilled(element: Any) -> bool | None:
    """Return True for letters filled with nothing, or with a colour that is all transparent."""
    fill = element.find(f"{_EFFECT}textFill")
    if fill is None:
        return None
    alphas = (parse_number(alpha.get(f"{_EFFECT}val")) for alpha in fill.iter(f"{_EFFECT}alpha"))
    return fill.find(f"{_EFFECT}noFill") is not None or any(a is not None and a >= _TRANSPARENT for a in alphas)


def _parse_toggle(element: Any, name: str) -> bool | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val")) not in _OFF_VALUES


def parse_colour(element: Any, value_name: str, theme_name: str) -> Colour | str | None:
    """Return the colour that an element states: "auto" where Word chooses it, None where it states none.

    Args:
        element: the element, or None.
        value_name: the attribute of the value.
        theme_name: the attribute that names a colour of the theme, which counts where the value is missing.
    """
    if element is None:
        return None
    stated = parse_hex(element.get(qn(value_name)))
    themed = _THEME_COLOURS.get(element.get(qn(theme_name)) or "")
    # A colour of the theme stands above the value, unless it is tinted or shaded into it (17.3.2.6).
    is_changed = element.get(qn(f"{theme_name}Tint".replace("Color", ""))) or element.get(
        qn(f"{theme_name}Shade".replace("Color", ""))
    )
    return (stated if is_changed else themed) or stated or themed or "auto"


def parse_shading(element: Any) -> Colour | str | None:
    """Return the colour of a ``w:shd``: "none" where nothing is filled, "unknown" for lines, None without one."""
    if element is None:
        return None
    pattern = element.get(qn("w:val")) or "clear"
    fill = parse_colour(element, "w:fill", "w:themeFill")
    if pattern in ("clear", "nil"):
        return fill if isinstance(fill, tuple) else "none"
    drawn = parse_colour(element, "w:color", "w:themeColor")
    colour = drawn if isinstance(drawn, tuple) else BLACK
    if pattern == "solid":
        return colour
    share = pattern.removeprefix("pct")
    return mix(colour, fill if isinstance(fill, tuple) else WHITE, int(share) / 100) if share.isdecimal() else "unknown"
