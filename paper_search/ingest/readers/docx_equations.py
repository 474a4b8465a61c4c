"""Equations of a Word document in one line, as people type them: (a + b)/c, x², √(2).

The elements are those of Office Math Markup (ECMA-376 Part 1, 22.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

from paper_search.text.superscripts import to_subscript, to_superscript

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MAX_DEPTH = 60
"""Brackets, fractions and powers in one another."""
_PROPERTIES = ("Pr", "ctrlPr")

ReadRun = Callable[[Any], str]
"""Gives the words of a run of an equation that show."""


def is_equation(element: Any) -> bool:
    """Return True for an equation, in a line or by itself."""
    return element.tag in (f"{MATH}oMath", f"{MATH}oMathPara")


def format_equation(element: Any, read_run: ReadRun, depth: int = 0) -> str:
    """Return an equation, or a part of one, in one line.

    Args:
        element: the element.
        read_run: gives the words of a run.
        depth: the depth of the element.
    """
    if not isinstance(element.tag, str) or depth > MAX_DEPTH or element.tag.endswith(_PROPERTIES):
        return ""
    if element.tag == f"{MATH}r":
        return read_run(element)
    name = element.tag.removeprefix(MATH)

    def part(child_name: str) -> str:
        child = element.find(f"{MATH}{child_name}")
        return "" if child is None else format_equation(child, read_run, depth + 1)

    formatter = _FORMATTERS.get(name)
    if formatter is not None:
        return formatter(element, part)
    if name in ("d", "m", "mr", "eqArr"):
        return _format_list(element, name, [format_equation(child, read_run, depth + 1) for child in element])
    separator = "\n" if name == "oMathPara" else ""
    return separator.join(filter(None, (format_equation(child, read_run, depth + 1) for child in element)))


def _format_list(element: Any, name: str, children: list[str]) -> str:
    parts = [child for child in children if child]
    if name == "d":
        separator = _read_property(element, "d", "sepChr", "|")
        first, last = _read_property(element, "d", "begChr", "("), _read_property(element, "d", "endChr", ")")
        return f"{first}{separator.join(parts)}{last}"
    return {"m": "; ", "mr": ", ", "eqArr": "; "}[name].join(parts)


def _read_property(element: Any, name: str, child: str, default: str) -> str:
    found = element.find(f"{MATH}{name}Pr/{MATH}{child}")
    return default if found is None else str(found.get(f"{MATH}val") or "")


def _bracket(text: str) -> str:
    is_single = all(letter.isalnum() or letter in ".,\u00a3$\u20ac%" for letter in text)
    is_bracketed = text.startswith("(") and text.endswith(")") and ")" not in text[1:-1]
    return text if is_single or is_bracketed else f"({text})"


Part = Callable[[str], str]


def _format_fraction(element: Any, part: Part) -> str:
    if _read_property(element, "f", "type", "bar") == "noBar":
        return f"({part('num')} over {part('den')})"
    return f"{_bracket(part('num'))}/{_bracket(part('den'))}"


def _format_power(_: Any, part: Part) -> str:
    return f"{_bracket(part('e'))}{_raise(part('sup'))}"


def _format_index(_: Any, part: Part) -> str:
    return f"{part('e')}{_lower(part('sub'))}"


def _format_both(_: Any, part: Part) -> str:
    return f"{part('e')}{_lower(part('sub'))}{_raise(part('sup'))}"


def _format_before(_: Any, part: Part) -> str:
    return f"{_lower(part('sub'))}{_raise(part('sup'))}{part('e')}"


def _format_root(_: Any, part: Part) -> str:
    degree = part("deg")
    return f"{to_superscript(degree)}\u221a{_bracket(part('e'))}"


def _format_sum(element: Any, part: Part) -> str:
    sign = _read_property(element, "nary", "chr", "\u222b")
    limits = [f"{mark}{_bracket(text)}" for mark, text in (("_", part("sub")), ("^", part("sup"))) if text]
    return f"{sign}{''.join(limits)} {part('e')}"


def _format_function(_: Any, part: Part) -> str:
    return f"{part('fName')} {part('e')}"


def _format_limit(_: Any, part: Part) -> str:
    return f"{part('e')}_{_bracket(part('lim'))}"


def _raise(text: str) -> str:
    raised = to_superscript(text)
    return raised if raised != text or not text else f"^{_bracket(text)}"


def _lower(text: str) -> str:
    lowered = to_subscript(text)
    return lowered if lowered != text or not text else f"_{_bracket(text)}"


_FORMATTERS: dict[str, Callable[[Any, Part], str]] = {
    "f": _format_fraction,
    "sSup": _format_power,
    "sSub": _format_index,
    "sSubSup": _format_both,
    "sPre": _format_before,
    "rad": _format_root,
    "nary": _format_sum,
    "func": _format_function,
    "limLow": _format_limit,
    "limUpp": _format_limit,
}
RUN_TEXT = f"{MATH}t"
PLAIN_TEXT = qn("w:t")
