"""Markers that a browser prints in front of the items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from paper_search.ingest.readers.blocks import format_number
from paper_search.ingest.readers.html_generated import list_strings
from paper_search.ingest.readers.html_stylesheets import StyleRules

_STYLES = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "disc": "bullet", "circle": "bullet",
    "square": "bullet",
}  # fmt: skip
_STYLE_ATTRIBUTE = "data-list-style"
_STRING_SIGN = "="
"""It opens a style that is a string: what the browser prints in place of a number."""


def note_list_styles(soup: BeautifulSoup, rules: StyleRules) -> None:
    """Note at each list and item the marker that the page's style gives it.

    It is done while the page is whole, since selectors count siblings.

    Args:
        soup: the page, which is changed.
        rules: its style rules.
    """
    styles = []
    for tag in soup.find_all(["ol", "ul", "menu", "li"]):
        declarations = rules.find_declarations(tag)
        stated = declarations.get("list-style-type") or declarations.get("list-style") or ""
        words = [word for word in re.findall(r"[\w-]+", stated.lower()) if word in _STYLES]
        words = [f"{_STRING_SIGN}{string}" for string in list_strings(stated)] or words
        if declarations.get("display") in ("block", "inline", "inline-block", "flex") and tag.name == "li":
            words = ["none"]
        styles.append((tag, words[0] if words else None))
    for tag, style in styles:
        del tag[_STYLE_ATTRIBUTE]
        if style:
            tag[_STYLE_ATTRIBUTE] = style


def iterate_items(tag: Tag) -> Iterator[tuple[Tag, str]]:
    """Yield the elements of a list, each item with the marker in front of it (HTML, 4.4.5 and 4.4.8)."""
    style = _find_style(tag)
    number, step = _find_first_number(tag), -1 if tag.has_attr("reversed") else 1
    for item in tag.children:
        if not isinstance(item, Tag):
            continue
        if item.name != "li":
            yield item, ""
            continue
        if re.fullmatch(r"-?\d{1,9}", value := str(item.get("value") or "").strip()):
            number = int(value)
        own = str(item.get(_STYLE_ATTRIBUTE) or (tag.name == "ol" and item.get("type")) or "")
        yield item, _format_marker(_resolve_style(own, style), number)
        number += step


def _find_style(tag: Tag) -> str:
    stated = str(tag.get(_STYLE_ATTRIBUTE) or "")
    if stated:
        return _resolve_style(stated, "decimal")
    if tag.name != "ol":
        return "bullet"
    return _STYLES.get(str(tag.get("type") or ""), "decimal")


def _resolve_style(stated: str, default: str) -> str:
    """Return the style that a list or an item states, or the string that it prints for a marker."""
    return stated if stated.startswith(_STRING_SIGN) else _STYLES.get(stated, default)


def _find_first_number(tag: Tag) -> int:
    start = str(tag.get("start") or "").strip()
    if re.fullmatch(r"-?\d{1,9}", start):
        return int(start)
    return len(tag.find_all("li", recursive=False)) if tag.has_attr("reversed") else 1


def _format_marker(style: str, number: int) -> str:
    if style == "none":
        return ""
    if style.startswith(_STRING_SIGN):
        return style.removeprefix(_STRING_SIGN)
    return "\u2022 " if style == "bullet" else f"{format_counter(style, number)}. "


def find_counter_style(name: str) -> str | None:
    """Return the style of a CSS counter by its name, None where it is not known or prints no number."""
    style = _STYLES.get(name)
    return style if style not in ("none", "bullet") else None


def format_counter(style: str, number: int) -> str:
    """Format a number as a browser prints it.

    Args:
        style: one of ``find_counter_style``.
        number: the number.
    """
    if style.endswith("Letter") and number > 0:
        letters = _to_letters(number)
        return letters.upper() if style.startswith("upper") else letters
    return format_number(style, number)


def _to_letters(number: int) -> str:
    """Format a number as a to z, then aa, ab, ac, as browsers count on (CSS Counter Styles, alphabetic)."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
