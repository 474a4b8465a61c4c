"""The time at which a meeting begins, as the head of its paper prints it."""

from __future__ import annotations

import re

from paper_search.text.dates import FULL_MONTH_PATTERN
from paper_search.text.spans import Span

TIME = (
    r"(?<![\d:.£$])(?:\d{1,2}(?:\s?[.:,]\s?\d{2}(?!\d))?\s*(?:[ap]\.?\s?m\b\.?|noon\b|o['’]clock\b)|(?:12\s+)?(?:noon|midday)\b"
    r"|[01]?\d[:.][0-5]\d\s*(?:hrs?|hours)\b|(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])"
    r"|(?<=\bat )(?:[01]\d|2[0-3])[0-5]\d(?![\d:.])(?:\s*(?:hrs?|hours)\b)?"
    r"|(?:[01]\d|2[0-3])[0-5]\d\s*(?:hrs?|hours)\b)"
)
"""A time of day as papers print it: "7.30 pm", "10am", "19:00", "12 noon"."""
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE_WORD = (
    rf"{WEEKDAY}|{FULL_MONTH_PATTERN}"
    r"|(?:dydd|nos)\s+\w+|\b20[\do]{2}\b|\d{1,2}/\d{1,2}/\d{2,4}"
)
_STARTED = re.compile(
    rf"\b(?:commenc\w+|start(?:ed|ing|s)?|opened|began|called\s+to\s+order|convened)\s+(?:the\s+)?(?:meeting\s+)?(?:promptly\s+)?(?:at|@|from)\s+(?P<time>{TIME})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:^|[\n|])\W*(?:start\s+|meeting\s+)?(?:time|amser|am)(?:\s+of\s+(?:the\s+)?meeting)?\s*[:|\s]\W{{0,6}}(?P<time>{TIME})"
    rf"|\b(?:date\s*(?:and|&|/)\s*time|dyddiad\s+ac\s+amser)\b[^\n]{{0,80}}?(?P<time2>{TIME})",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?P<time>{TIME})", re.IGNORECASE)
_DATE = re.compile(_DATE_WORD, re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\b(?:at|from|commencing|starting|@|am)\s*|[,–—-]\s*|\b20[\do]{2}\s*|day\s*|\n\s*)$", re.IGNORECASE
)
_RANGE_BEFORE = re.compile(r"(?<![\d:.£$])(?P<first>\d{1,2}[.:]\d{2})\s*(?:[–—-]|to)\s*$")
_MEETING = re.compile(
    r"\b(?:meeting|minutes|held|agenda|council|committee|cabinet|summons|session|panel|board|cyfarfod)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:until|till|closed|clos(?:es|ing)|ended|ends?|finish\w*|adjourn\w*|call-?in|deadline|by|before|between|next|no\s+later|published|issued"
    r"|left|arriv\w+|joined|pre-?meeting|briefing|previous|last|doors|lunch|refreshments|offices?\s*(?::|(?:hours|open\w*|is|are|closed|tel\w*)\b)|open\s+from|reconvene\w*|followed)\b[^\n]{0,60}$",
    re.IGNORECASE,
)
_END_OF_TITLE = re.compile(
    r"\b(?:members\s+|councillors\s+|those\s+)?(?:present|attending|in\s+attendance)[^\S\n]*:|\bapologies\b|\n[^\S\n]*agenda[^\S\n]*\n[^\S\n]*\n?[^\S\n]*(?:1\b|apolog)|\n[^\S\n]*(?:present|attendance|1\.(?!\d))",
    re.IGNORECASE,
)
"""Words with which the body of a paper begins, and so its title ends."""
_MAX_TITLE_BLOCK = 1800


def find_time(head: str) -> Span | None:
    """Return the span of the time at which the meeting of a paper begins, None where none is printed in its head."""
    title_end = find_title_end(head)
    span = _find_time(head, title_end)
    return None if span is None else _take_first_of_range(head, span)


def _find_time(head: str, title_end: int) -> Span | None:
    for pattern, limit in ((_LABELLED, title_end), (_STARTED, len(head))):
        for match in pattern.finditer(head, 0, limit):
            group = "time" if match["time"] is not None else "time2"
            if not _OTHER.search(head[max(0, match.start() - 80) : match.start(group)]):
                return match.span(group)
    return _find_dated(head[:title_end])


def _take_first_of_range(head: str, span: Span) -> Span:
    """Return the beginning of "6.00 - 8.25 pm", where the second time alone says which half of the day."""
    first = _RANGE_BEFORE.search(head, max(0, span[0] - 16), span[0])
    return span if first is None else first.span("first")


def find_title_end(head: str) -> int:
    """Return where the title of a paper ends and its list of those present, or its first item, begins."""
    end = _END_OF_TITLE.search(head)
    return min(_MAX_TITLE_BLOCK, end.start() if end else len(head))


def _find_dated(head: str) -> Span | None:
    """Return the first time beside the date of the meeting."""
    for match in _DATED.finditer(head):
        before = head[max(0, match.start() - 170) : match.start()]
        near = before[-70:] + head[match.end() : match.end() + 60]
        sentence = before[before.rfind(". ") + 1 :] if re.search(r"[a-z]\. [A-Z]", before) else before
        if _OTHER.search(sentence[-90:]) or not _DATE.search(near):
            continue
        if _LEAD.search(before) and (_MEETING.search(before) or match.start() < 400):
            return match.span()
    return None
