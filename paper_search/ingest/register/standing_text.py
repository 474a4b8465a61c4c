"""The words of a paper as the register matches them: what is struck or only marks up is blank, and offsets stay."""

from __future__ import annotations

from paper_search.records.standing import mask_unmatched

_MARK_UP = (("*", " "), ("\\", " "), ("\u00a0", " "), ("\r", "\n"), ("\f", "\n"))


def mask_mark_up(text: str, has_tabs: bool = False) -> str:
    """Return a text of the same length, without struck-through words, note marks and the signs of Markdown.

    Args:
        text: the reading text of a paper.
        has_tabs: True to leave the tabs that stand between columns.
    """
    text = mask_unmatched(text)
    for sign, blank in _MARK_UP:
        text = text.replace(sign, blank)
    return text if has_tabs else text.replace("\t", " ")
