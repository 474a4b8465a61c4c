"""List labels of a Word document, counted the way Word counts them.

Paragraphs are taken in document order; each gets the label that it prints ("4.2", "(a)", a bullet) or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from paper_search.ingest.readers.blocks import format_number

MAX_LIST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """One level of a list: its first number, its number style and the pattern of its label."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    legal: bool = False


class ListNumbering:
    """Running counts of the lists of one document."""

    def __init__(self, document: WordDocument) -> None:
        self._abstract: dict[str, dict[int, _ListLevel]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[str] = set()
        root = _find_numbering_root(document)
        if root is not None:
            self._load(root)

    def next_label(self, paragraph: Any, style: Any) -> str:
        """Return the label in front of a paragraph and count it.

        Args:
            paragraph: the ``w:p`` element, taken in document order.
            style: the paragraph's style, or None.

        Returns:
            The label as printed; "" where there is none.
        """
        number_id, level = _find_list_level(paragraph, style)
        if number_id not in self._lists or not 0 <= level < MAX_LIST_LEVELS:
            return ""
        abstract_id, overrides = self._lists[number_id]
        levels = self._abstract.get(abstract_id, {})
        counts = self._counts.setdefault(abstract_id, [None] * MAX_LIST_LEVELS)
        if number_id not in self._restarted:
            self._restarted.add(number_id)
            for index, start in overrides.items():
                counts[index:] = [start - 1, *[None] * (MAX_LIST_LEVELS - index - 1)]
        count = counts[level]
        counts[level:] = [
            levels.get(level, _ListLevel()).start if count is None else count + 1,
            *[None] * (MAX_LIST_LEVELS - level - 1),
        ]
        return _format_label(levels, counts, level)

    def _load(self, root: Any) -> None:
        linked: dict[str, str] = {}
        for abstract in root.iter(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"))
            self._abstract[name] = dict(_read_levels(abstract))
            own = abstract.find(qn("w:styleLink"))
            if own is not None:
                linked[own.get(qn("w:val"))] = name
        for abstract in root.iter(qn("w:abstractNum")):
            other = abstract.find(qn("w:numStyleLink"))
            if other is not None and other.get(qn("w:val")) in linked:
                self._abstract[abstract.get(qn("w:abstractNumId"))] = self._abstract[linked[other.get(qn("w:val"))]]
        for number in root.iter(qn("w:num")):
            abstract_id = number.find(qn("w:abstractNumId")).get(qn("w:val"))
            self._lists[number.get(qn("w:numId"))] = abstract_id, dict(_read_overrides(number))


def _find_numbering_root(document: WordDocument) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None


def _read_levels(abstract: Any) -> Iterator[tuple[int, _ListLevel]]:
    for level in abstract.iter(qn("w:lvl")):
        yield (
            int(level.get(qn("w:ilvl"))),
            _ListLevel(
                int(_read_value(level, "w:start", "1")),
                _read_value(level, "w:numFmt", "decimal"),
                _read_value(level, "w:lvlText", ""),
                level.find(qn("w:isLgl")) is not None,
            ),
        )


def _read_overrides(number: Any) -> Iterator[tuple[int, int]]:
    for override in number.iter(qn("w:lvlOverride")):
        start = _read_value(override, "w:startOverride", "")
        if start:
            yield int(override.get(qn("w:ilvl"))), int(start)


def _read_value(element: Any, name: str, default: str) -> str:
    child = element.find(qn(name))
    return default if child is None else str(child.get(qn("w:val")) or default)


def _find_list_level(paragraph: Any, style: Any) -> tuple[str, int]:
    """Return the list and the level that a paragraph belongs to.

    They come from the paragraph itself, or from its style and the styles that it is based on.
    """
    number_id: str | None = None
    level: int | None = None
    elements = [paragraph]
    while style is not None and len(elements) < 20:
        elements.append(style.element)
        style = getattr(style, "base_style", None)
    for element in elements:
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            continue
        number_id = number_id or _read_value(properties, "w:numId", "") or None
        stated = _read_value(properties, "w:ilvl", "")
        level = int(stated) if level is None and stated else level
    return number_id or "0", level or 0


def _format_label(levels: dict[int, _ListLevel], counts: list[int | None], level: int) -> str:
    own = levels.get(level, _ListLevel())
    if own.style == "bullet":
        return "\u2022"
    if own.style == "none":
        return re.sub(r"%\d", "", own.pattern).strip()

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        other = levels.get(index, _ListLevel())
        count = counts[index] if index < MAX_LIST_LEVELS and counts[index] is not None else other.start
        return format_number("decimal" if own.legal else other.style, count if count is not None else 1)

    return re.sub(r"%([1-9])", number, own.pattern or f"%{level + 1}.").strip()
