"""Raised and lowered figures: written apart from the words before them, and left out of what is matched.

The notation is that of ``records.superscripts``.
"""

from __future__ import annotations

import re

from paper_search.records.superscripts import TO_LOWERED, TO_RAISED, mask_note_marks

_MARK_PATTERN = re.compile(
    r"[\[(]?(?:[-+\u2212\u2013]?\d{1,3}[a-z]?|[a-z])(?:[,;\u2013-](?:\d{1,2}[a-z]?|[a-z]))*[\])]?|[-+\u2212]"
)


def to_superscript(text: str) -> str:
    """Return what is printed raised in the characters that Unicode has for it: "4" becomes "⁴".

    Figures of notes and powers, their signs and single letters are raised. Words stay as they are, with the figures
    among them: the "th" of "4th", a trade mark, a sentence that somebody made small. Characters that have no raised
    form stay too ("*", "†", a comma).

    Args:
        text: the raised words of one place, whole: several runs of one mark are joined first.
    """
    is_mark = all(map(_MARK_PATTERN.fullmatch, text.split()))
    return text.translate(TO_RAISED) if is_mark else text


def to_subscript(text: str) -> str:
    """Return what is printed lowered, its figures in the characters that Unicode has for them: "2" becomes "₂"."""
    return text.translate(TO_LOWERED) if re.fullmatch(r"\s*\d{1,3}\s*", text) else text


def strip_note_marks(text: str) -> str:
    """Return the text that is matched and embedded: a space for every character of a note mark, so that offsets stay.

    The figure of a unit or a formula becomes a plain one ("40 m²", "CO₂"), and a power of ten stays ("10⁶").
    """
    return mask_note_marks(text)
