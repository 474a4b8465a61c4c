"""Paragraphs of a Word document that stand off the page, or in a line or a row without height.

A row may be hidden, and the first row or column of a table may have hidden text by the table's style.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from paper_search.ingest.readers.docx_backgrounds import find_applicable_parts
from paper_search.ingest.readers.docx_formatting import (
    StyleSheet,
    find_style_id,
    find_table_style,
    parse_number,
    parse_run_properties,
)
from paper_search.ingest.readers.hidden_words import OUTSIDE, TOO_SMALL, WORD_HIDDEN, HiddenReason

MAX_TWIPS_OFF = -4_000
"""Twentieths of a point to the left of the margin or above the page, beyond which nothing is on it."""
MAX_FLAT_TWIPS = 40
"""An exact height of two points or less cuts off all letters."""
_BANDS = frozenset(("band1Horz", "band2Horz", "band1Vert", "band2Vert"))


class PlaceFinder:
    """The reasons why paragraphs do not show for where they stand, found once each."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._latest: tuple[Any, HiddenReason | None] = None, None

    def find_reason(self, paragraph: Any) -> HiddenReason | None:
        """Return the reason why nothing of a ``w:p`` shows, or None."""
        if paragraph is not self._latest[0]:
            self._latest = paragraph, self._find(paragraph)
        return self._latest[1]

    def _find(self, paragraph: Any) -> HiddenReason | None:
        frame = _find_first(self._find_properties(paragraph), "w:framePr")
        if frame is not None and min(_read_number(frame, "w:x"), _read_number(frame, "w:y")) <= MAX_TWIPS_OFF:
            return OUTSIDE
        indent = _find_first(self._find_properties(paragraph), "w:ind")
        if indent is not None and min(_read_number(indent, "w:left"), _read_number(indent, "w:start")) <= MAX_TWIPS_OFF:
            return OUTSIDE
        spacing = _find_first(self._find_properties(paragraph), "w:spacing")
        if spacing is not None and _is_flat(spacing, "w:line", "w:lineRule"):
            return TOO_SMALL
        return self._find_row_reason(paragraph)

    def _find_properties(self, paragraph: Any) -> Iterator[Any]:
        """Yield the properties of a paragraph, its own first and then those of its styles."""
        for element in (paragraph, *self._styles.chain(find_style_id(paragraph, "w:pPr", "w:pStyle"), "paragraph")):
            properties = element.find(qn("w:pPr"))
            if properties is not None:
                yield properties

    def _find_row_reason(self, paragraph: Any) -> HiddenReason | None:
        for row in paragraph.iterancestors(qn("w:tr")):
            hidden = row.find(f"{qn('w:trPr')}/{qn('w:hidden')}")
            if hidden is not None and hidden.get(qn("w:val")) not in ("0", "false", "off"):
                return WORD_HIDDEN
            height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
            if height is not None and _is_flat(height, "w:val", "w:hRule"):
                return TOO_SMALL
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        return WORD_HIDDEN if cell is not None and self._is_hidden_part(cell) else None

    def _is_hidden_part(self, cell: Any) -> bool:
        """Return True for a cell of which the part of the table has hidden text by the table's style."""
        table = next(cell.iterancestors(qn("w:tbl")))
        conditionals = [
            conditional
            for style in self._styles.chain(find_table_style(table), "table")
            for conditional in style.iter(qn("w:tblStylePr"))
            if parse_run_properties(conditional.find(qn("w:rPr"))).vanish
        ]
        parts = find_applicable_parts(cell, table) - _BANDS if conditionals else set()
        return any(conditional.get(qn("w:type")) in parts for conditional in conditionals)


def _find_first(properties: Iterator[Any], name: str) -> Any:
    return next((child for element in properties if (child := element.find(qn(name))) is not None), None)


def _read_number(element: Any, name: str) -> int:
    return parse_number(element.get(qn(name))) or 0


def _is_flat(element: Any, name: str, rule: str) -> bool:
    return element.get(qn(rule)) == "exact" and 0 < _read_number(element, name) <= MAX_FLAT_TWIPS
