"""Fields of a Word document: which of their words are printed, and the boxes and lists of old forms."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

CHECKED, UNCHECKED = "\u2612", "\u2610"
_OFF_VALUES = ("0", "false", "off")


class FieldStack:
    """The fields that are open at a place of a paragraph, the innermost last."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def note(self, mark: Any) -> None:
        """Note a ``w:fldChar``: where a field begins, has its code behind it, or ends."""
        kind = mark.get(qn("w:fldCharType"))
        if kind == "begin":
            self._open.append("code")
        elif self._open and kind == "separate":
            self._open[-1] = "result"
        elif self._open and kind == "end":
            self._open.pop()

    def is_code(self) -> bool:
        """Return True where words are the code of a field, which is not printed."""
        return "code" in self._open

    def clear(self) -> None:
        """Forget fields that were not ended."""
        self._open.clear()


def format_form_field(mark: Any) -> str | None:
    """Return what the box or the list of an old form prints (ECMA-376 Part 1, 17.16.17); None for another field.

    Args:
        mark: the ``w:fldChar`` at which the field begins.
    """
    data = mark.find(qn("w:ffData"))
    if data is None:
        return None
    box, entries = data.find(qn("w:checkBox")), data.find(qn("w:ddList"))
    if box is not None:
        stated = box.find(qn("w:checked"))
        state = box.find(qn("w:default")) if stated is None else stated
        is_checked = state is not None and state.get(qn("w:val")) not in _OFF_VALUES
        return CHECKED if is_checked else UNCHECKED
    return None if entries is None else _find_chosen(entries)


def _find_chosen(entries: Any) -> str:
    """Return the chosen entry of a list: the result, else the default, else the first."""
    names = [str(entry.get(qn("w:val")) or "") for entry in entries.iter(qn("w:listEntry"))]
    stated = entries.find(qn("w:result"))
    chosen = entries.find(qn("w:default")) if stated is None else stated
    number = "0" if chosen is None else str(chosen.get(qn("w:val")) or "0")
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else ""
