"""Reasons why a page does not show some of its words, and the count of such words."""

from __future__ import annotations

from typing import NamedTuple

from paper_search.ingest.readers.colours import WHITE, Colour, has_contrast, is_dark
from paper_search.records import HiddenText


class HiddenReason(NamedTuple):
    """The reason why a page does not show some words, see ``records.HiddenText``."""

    why: str
    is_redaction: bool = False


BLACK_BOX = HiddenReason("hidden under a black box", is_redaction=True)
BOX_COLOUR = HiddenReason("printed in the colour of the box under them", is_redaction=True)
PAGE_COLOUR = HiddenReason("printed in the colour of the page")
TOO_SMALL = HiddenReason("too small to see")
OUTSIDE = HiddenReason("outside the page")
WORD_HIDDEN = HiddenReason("in Word's hidden text")
HIDDEN_BOX = HiddenReason("in a hidden text box")
DELETED = HiddenReason("deleted in tracked changes")
PAGE_STYLE = HiddenReason("hidden by the page's style")
NOT_PRINTED = HiddenReason("in a comment or a definition, which no page prints")
STRUCK = HiddenReason("struck through")


def judge_colours(text: Colour, background: Colour) -> HiddenReason | None:
    """Return the reason why text cannot be seen on a background, or None where it can.

    Words in the colour of a box that is not white are taken to be covered.
    """
    if has_contrast(text, background):
        return None
    if is_dark(background):
        return BLACK_BOX
    return BOX_COLOUR if has_contrast(background, WHITE) else PAGE_COLOUR


class HiddenWords:
    """A count of the words that a document without pages does not show, by reason."""

    def __init__(self) -> None:
        self._texts: dict[HiddenReason, list[str]] = {}
        self._counts: dict[HiddenReason, int] = {}

    def add(self, text: str, reason: HiddenReason) -> None:
        """Count words; those of one reason that follow one another without white space are one word."""
        self._texts.setdefault(reason, []).append(text)

    def end_paragraph(self) -> None:
        """End the words of each reason: what follows is another paragraph."""
        for reason, texts in self._texts.items():
            self._counts[reason] = self._counts.get(reason, 0) + len("".join(texts).split())
        self._texts.clear()

    def summarise(self) -> tuple[HiddenText, ...]:
        """Return how many words are hidden for each reason, in the order in which they came up."""
        self.end_paragraph()
        return tuple(HiddenText(None, words, *reason) for reason, words in self._counts.items() if words)
