"""Words that style rules print in front of elements, behind them or in the margins of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2
from bs4 import BeautifulSoup


def find_strings(value: str) -> Iterator[str]:
    """Yield the strings of words in the value of a declaration, those of its blocks too."""
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "string" and re.search(r"\w{2}", token.value):
            yield token.value
        elif token.type == "{} block":
            yield from find_strings(tinycss2.serialize(token.content))


def list_strings(value: str) -> list[str]:
    """Return the strings of a value, as they are printed."""
    return [token.value for token in tinycss2.parse_component_value_list(value) if token.type == "string"]


def find_attributes(value: str) -> Iterator[str]:
    """Yield a sign for each attribute that generated content is taken from, see ``StyleRules.generated``."""
    yield from (f"attr({name})" for name in re.findall(r"attr\(\s*([\w-]+)", value))


def resolve_attribute(soup: BeautifulSoup, words: str) -> Iterator[str]:
    """Yield generated words; for ``attr(name)`` those of every element that has the attribute."""
    match = re.fullmatch(r"attr\(([\w-]+)\)", words)
    if match is None:
        yield words
        return
    yield from (str(tag[match[1]]) for tag in soup.find_all(attrs={match[1]: True}))
