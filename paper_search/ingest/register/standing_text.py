"""The words of a paper as the register matches them: what is struck or only marks up is blank, and offsets stay."""

from __future__ import annotations

from paper_search.records.standing import mask_unmatched

_MARK_UP = (("*", " "), ("\\", " "), ("\u00a0", " "), ("\t", " "), ("\r", "\n"), ("\f", "\n"))


def mask_mark_up(text: str) -> str:
    """Return a text of the same length, without struck-through words, note marks and the signs of Markdown."""
    text = mask_unmatched(text)
    for sign, blank in _MARK_UP:
        text = text.replace(sign, blank)
    return text
