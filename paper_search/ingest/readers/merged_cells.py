"""Cells that are merged down over several rows: which words stand in each of the rows, in Word, HTML and PDF alike.

A row is quoted alone, and a quote is a span of the reading. So the words that lead each row, such as a name, a year or
a phase, are part of each row's line. A sum, a count or a long remark stands in the first row alone: one sum for three
rows would read as three sums.
"""

from __future__ import annotations

import re

from paper_search.text.superscripts import strip_note_marks
from paper_search.text.years import YEAR_PATTERN

MAX_LEAD_WORDS = 12
"""Words of a cell that leads several rows; a longer one is a remark."""
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE_PATTERN = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\.?,?(?:\s\d{{4}})?|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d",
    re.I,
)
_LABEL_PATTERN = re.compile(
    r"\b[^\W\d_]+[\s.-]?\d{1,3}[a-z]?\b(?![\d.,]*\d|\s?(?:%|[mk]\b|bn\b|per cent|million|thousand))", re.I
)
"""A word and its number: "Phase 2", "Lot 1a", "EL1"."""
_MEASURE_PATTERN = re.compile(
    r"\b(?:about|by|cost|costs|of|some|to|total|up|was|were|is|are|and|plus|only|over|under|nearly)\s*$", re.I
)


def is_repeated_below(text: str, *, is_head: bool = False) -> bool:
    """Return True if the words of a cell that is merged down stand in each of its rows.

    Args:
        text: the words of the cell.
        is_head: the file marks it as a head.
    """
    words = strip_note_marks(text)
    if is_head or not re.search(r"\d", words):
        return is_head or len(words.split()) <= MAX_LEAD_WORDS
    for pattern in (_DATE_PATTERN, YEAR_PATTERN):
        words = pattern.sub("", words)
    words = _LABEL_PATTERN.sub(_drop_label, words)
    return not re.search(r"\d", words) and len(text.split()) <= MAX_LEAD_WORDS


def _drop_label(match: re.Match[str]) -> str:
    """Return nothing for a label, and the words as they are where the number counts something: "up 12"."""
    word = re.match(r"[^\W\d_]+", match[0])
    return match[0] if word and _MEASURE_PATTERN.fullmatch(word[0]) else ""
