"""Reasons why a part of a paper could not be read, see ``records.UnreadPart``.

Each completes "page 4: ..." and quotes nothing of the paper.
"""

from __future__ import annotations

from paper_search.records.documents import TEXTLESS_PAGE

UNMAPPED_LETTERS = "words in a font that does not say which letters they are"
OUTLINES = "words that are drawn as outlines, not as letters"
DAMAGED_PAGE = "the page is damaged inside"
TOO_LARGE_PAGE = "the page holds more drawing than can be read"
HELPED_BY_OCR = frozenset((TEXTLESS_PAGE, UNMAPPED_LETTERS, OUTLINES))
"""Reasons that text recognition (OCR) may do away with."""
