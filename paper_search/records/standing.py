"""The words of a text that stand: those that are matched, embedded and compared."""

from __future__ import annotations

from functools import lru_cache

from paper_search.records.strikethrough import mask_struck
from paper_search.records.superscripts import mask_note_marks

_MAX_KEPT_CHARACTERS = 2000
"""The form of a longer text is not kept."""


def mask_unmatched(text: str) -> str:
    """Return the text with a space for every character that is struck through or marks a note, so that offsets stay."""
    if text.isascii():
        return mask_struck(text)
    return _mask_short(text) if len(text) <= _MAX_KEPT_CHARACTERS else _mask(text)


def _mask(text: str) -> str:
    return mask_note_marks(mask_struck(text))


# A question asks for that of each passage several times.
_mask_short = lru_cache(maxsize=2048)(_mask)


def add_minute_number(text: str, minute: str | None) -> str:
    """Return a passage's words with the number of its minute where that is a reference, "24/035": it is matched too."""
    return f"{text}\n{minute}" if minute and "/" in minute else text
