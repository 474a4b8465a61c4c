"""Filled-in controls of a web form, whose values are words of the page as a browser prints them.

A decision record is often a form: "Decision:" beside a box that holds the decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

from paper_search.text.spans import collapse_whitespace

CONTROL_TAGS = ("input", "select", "textarea")
TICKED, NOT_TICKED = "\u2612", "\u2610"
_TEXT_TYPES = frozenset(
    ("", "text", "date", "datetime", "datetime-local", "month", "week", "time", "number", "email", "tel", "url")
)
"""Types of input that print their value, without those of searches and passwords."""
_TICK_TYPES = ("checkbox", "radio")
_SEARCH_PATTERN = re.compile(r"\b(?:q|query|search\w*|keywords?|s|chwilio)\b", re.IGNORECASE)
_PLACEHOLDER_PATTERN = re.compile(r"\W*(?:(?:please\s+)?(?:select|choose)\b.*|dewiswch\b.*)?\W*", re.I | re.S)


def find_type(tag: Tag) -> str:
    """Return the type of an input in lower case, empty where none is stated."""
    return str(tag.get("type") or "").strip().lower()


def is_search_box(tag: Tag) -> bool:
    """Return True for an input into which somebody types what to look for."""
    names = " ".join(str(tag.get(name) or "") for name in ("name", "id", "aria-label", "placeholder"))
    return find_type(tag) == "search" or _SEARCH_PATTERN.search(re.sub(r"[_-]", " ", names)) is not None


def fill_controls(soup: BeautifulSoup) -> None:
    """Put into each input the words that it prints.

    It is done before the page's style is worked out, so that what hides an input hides its value. A tick box that is
    ticked is printed as such, and so is one that is not.

    Args:
        soup: the page, which is changed.
    """
    for tag in soup.find_all("input"):
        kind, value = find_type(tag), collapse_whitespace(str(tag.get("value") or ""))
        if kind in _TICK_TYPES:
            tag.append(NavigableString(f" {TICKED if tag.has_attr('checked') else NOT_TICKED} "))
        elif value and kind in _TEXT_TYPES and not is_search_box(tag):
            tag.append(NavigableString(f" {value} "))


def is_filled(tag: Tag) -> bool:
    """Return True for a control in which something is filled in, ticked or chosen."""
    if tag.name == "select":
        return any(True for _ in _find_chosen(tag))
    if tag.name == "input" and find_type(tag) in _TICK_TYPES:
        return tag.has_attr("checked")
    return bool(tag.get_text().strip())


def print_controls(tag: Tag) -> Iterator[str]:
    """Put the words that controls print in their places, and yield the words that they hold and do not print.

    Args:
        tag: the element that holds the document, which is changed.
    """
    for control in list(tag.find_all(CONTROL_TAGS)):
        if control.decomposed:
            continue
        if control.name == "select":
            yield from _print_choice(control)
        else:
            yield from (str(control[name]) for name in ("placeholder",) if control.get(name))
            if control.name == "input" and not control.get_text() and find_type(control) != "hidden":
                yield str(control.get("value") or "")
            control.insert(0, NavigableString(" "))
            control.append(NavigableString(" "))
            if control.name == "input":
                control.unwrap()
            else:
                control.name = "pre"


def _print_choice(select: Tag) -> Iterator[str]:
    """Put the chosen options of a list in its place, and yield the other options."""
    chosen = list(_find_chosen(select))
    words = ", ".join(collapse_whitespace(option.get_text()) for option in chosen)
    numbers = set(map(id, chosen))
    others = (option for option in select.find_all("option") if id(option) not in numbers)
    yield from [collapse_whitespace(option.get_text()) for option in others]
    select.replace_with(NavigableString(f" {words} " if words else " "))


def _find_chosen(select: Tag) -> Iterator[Tag]:
    """Yield the options that somebody has chosen; the last where there can be one only."""
    options = [option for option in select.find_all("option") if option.has_attr("selected")]
    for option in options if select.has_attr("multiple") else options[-1:]:
        if not _PLACEHOLDER_PATTERN.fullmatch(option.get_text()):
            yield option
