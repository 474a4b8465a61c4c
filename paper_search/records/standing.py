"""The words of a text that stand: those that are matched, embedded and compared."""

from __future__ import annotations

from paper_search.records.strikethrough import mask_struck
from paper_search.records.superscripts import mask_note_marks


def mask_unmatched(text: str) -> str:
    """Return the text with a space for every character that is struck through or marks a note, so that offsets stay."""
    return mask_note_marks(mask_struck(text))


def add_minute_number(text: str, minute: str | None) -> str:
    """Return a passage's words with the number of its minute where that is a reference, "24/035": it is matched too."""
    return f"{text}\n{minute}" if minute and "/" in minute else text
