"""Formulas of a web page (MathML) on one line: a fraction with its stroke, a power with its raised figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bs4 import NavigableString, Tag

from paper_search.text.spans import collapse_whitespace
from paper_search.text.superscripts import to_subscript, to_superscript

_UNPRINTED_TAGS = ("annotation", "annotation-xml", "mphantom")
_SPACED_SIGNS = frozenset("=+-\u2212\u00d7\u00f7<>\u2264\u2265\u2248\u2260\u00b1")


def format_formula(tag: Tag) -> str:
    """Return the words of a ``math`` element, or of one in it, as they are written on one line."""
    return collapse_whitespace(_format(tag))


def _format(node: object) -> str:
    if isinstance(node, NavigableString):
        return str(node).strip()
    if not isinstance(node, Tag) or node.name in _UNPRINTED_TAGS:
        return ""
    parts = [_format(child) for child in node.children if isinstance(child, Tag) or str(child).strip()]
    name = (node.name or "").rpartition(":")[2]
    if name == "mo":
        sign = "".join(parts)
        return f" {sign} " if sign in _SPACED_SIGNS else sign
    if name in ("mtr", "mlabeledtr"):
        return " ".join([*parts, ""])
    if name == "mtext":
        return f" {''.join(parts)} "
    return _format_parts(name, parts, str(node.get("open") or "("), str(node.get("close") or ")"))


def _format_parts(name: str, parts: list[str], opened: str, closed: str) -> str:
    write = _FORMS.get((name, len(parts)))
    if write is not None:
        return write(*parts)
    if name == "msqrt":
        return f"\u221a{_bracket(''.join(parts))}"
    return f"{opened}{', '.join(parts)}{closed}" if name == "mfenced" else "".join(parts)


def _bracket(words: str) -> str:
    words = words.strip()
    return words if len(words) < 2 or words.replace(".", "").replace(",", "").isalnum() else f"({words})"


def _raise(words: str) -> str:
    raised = to_superscript(words)
    return raised if raised != words else f"^{_bracket(words)}"


def _lower(words: str) -> str:
    lowered = to_subscript(words)
    return lowered if lowered != words else f"_{_bracket(words)}"


_FORMS: Mapping[tuple[str, int], Callable[..., str]] = MappingProxyType(
    {
        ("mfrac", 2): lambda over, under: f"{_bracket(over)}/{_bracket(under)}",
        ("mroot", 2): lambda base, index: f"{to_superscript(index)}\u221a{_bracket(base)}",
        ("msup", 2): lambda base, above: base + _raise(above),
        ("mover", 2): lambda base, above: base + _raise(above),
        ("msub", 2): lambda base, below: base + _lower(below),
        ("munder", 2): lambda base, below: base + _lower(below),
        ("msubsup", 3): lambda base, below, above: base + _lower(below) + _raise(above),
        ("munderover", 3): lambda base, below, above: base + _lower(below) + _raise(above),
    }
)
"""How an element of so many parts is written on one line."""
