"""Numbers that the style of a web page counts and prints in front of elements (CSS Lists 3, section 4).

A rule is followed where it says simply what is printed: counters and strings in front of an element. Content of any
other kind is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2
from bs4 import BeautifulSoup, Tag

from paper_search.ingest.readers.html_lists import find_counter_style, format_counter
from paper_search.ingest.readers.html_stylesheets import Declarations, StyleRules

MAX_DEPTH = 120
"""Elements in one another that are looked into; a page of a paper has fewer."""
MAX_COUNT = 1_000_000


@dataclass(slots=True)
class _Counter:
    """A counter: its value, and the counter of that name around it."""

    value: int
    outer: _Counter | None = None

    def list_values(self) -> list[int]:
        """Return its value behind those around it."""
        return [*(self.outer.list_values() if self.outer else ()), self.value]


_Scope = dict[str, _Counter]


def print_counters(soup: BeautifulSoup, rules: StyleRules) -> None:
    """Print the numbers that style rules put in front of elements.

    It is done while the page is whole, since selectors count siblings.

    Args:
        soup: the page, which is changed.
        rules: its style rules.
    """
    if rules.has_counters:
        for tag, words in list(_walk(soup, rules, {}, 0)):
            tag.insert(0, words if words[-1:] in " (-\u2013" else f"{words} ")


def _walk(parent: Tag, rules: StyleRules, inherited: _Scope, depth: int) -> Iterator[tuple[Tag, str]]:
    """Yield the elements with what is printed in front of them; a counter counts on for siblings that follow."""
    scope: _Scope = dict(inherited)
    for tag in parent.children if depth < MAX_DEPTH else ():
        if not isinstance(tag, Tag):
            continue
        declarations = rules.find_declarations(tag)
        if declarations.get("display") == "none" or tag.has_attr("hidden"):
            continue
        _count(declarations, scope, inherited)
        inner = dict(scope)
        before = rules.find_declarations_before(tag)
        if before and before.get("display") != "none":
            _count(before, inner, scope)
            words = _format_content(before.get("content", ""), inner)
            if words:
                yield tag, words
        yield from _walk(tag, rules, inner, depth + 1)


def _count(declarations: Declarations, scope: _Scope, around: _Scope) -> None:
    """Reset and increment the counters that declarations name."""
    for name, value in _read_counts(declarations.get("counter-reset", ""), 0):
        scope[name] = _Counter(value, around.get(name))
    for name, value in _read_counts(declarations.get("counter-increment", ""), 1):
        counter = scope.setdefault(name, _Counter(0))
        counter.value = max(-MAX_COUNT, min(counter.value + value, MAX_COUNT))


def _read_counts(value: str, default: int) -> Iterator[tuple[str, int]]:
    """Yield the names of counters, each with the number behind it."""
    name = ""
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "ident":
            if name:
                yield name, default
            name = token.value if token.lower_value not in ("none", "inherit", "initial", "unset") else ""
        elif token.type == "number" and name and token.is_integer:
            yield name, max(-MAX_COUNT, min(token.int_value, MAX_COUNT))
            name = ""
    if name:
        yield name, default


def _format_content(content: str, scope: _Scope) -> str:
    """Return what content prints; nothing where it holds no counter, or anything but counters and strings."""
    words, has_counter = "", False
    for token in tinycss2.parse_component_value_list(content, skip_comments=True):
        if token.type == "string":
            words += token.value
        elif token.type == "function" and token.lower_name in ("counter", "counters"):
            printed = _format_function(token, scope)
            if printed is None:
                return ""
            words, has_counter = words + printed, True
        elif token.type != "whitespace":
            return ""
    return words if has_counter else ""


def _format_function(function: Any, scope: _Scope) -> str | None:
    """Return the value of ``counter(name, style)`` or ``counters(name, string, style)``, None where it is not known."""
    tokens = [token for token in function.arguments if token.type != "whitespace" and token != ","]
    names = [token.value.lower() for token in tokens if token.type == "ident"]
    joins = [token.value for token in tokens if token.type == "string"]
    style = find_counter_style(names[1]) if len(names) > 1 else "decimal"
    counter = scope.get(names[0]) if names else None
    if counter is None or style is None:
        return None
    values = counter.list_values() if function.lower_name == "counters" else [counter.value]
    return (joins[0] if joins else "").join(format_counter(style, value) for value in values)
