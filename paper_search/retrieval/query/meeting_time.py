"""The time of a meeting that a question names: "on 9 January", "in March 2025", "the March Cabinet", "since May 2024".

Only a time behind a preposition, or in front of a body, is one: "the May 2025 elections" are a matter, not a meeting.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from paper_search.text.dates import MONTH_NAMES, MONTH_NUMBERS, MONTH_PATTERN
from paper_search.text.printed_dates import WEEKDAY_PATTERN
from paper_search.text.spans import collapse_whitespace

BODY_WORD = (
    r"(?:council|cabinet|committee|sub-?committee|panel|board|executive|commission|forum|assembly|meetings?|sittings?"
    r"|sessions?|minutes|agm)"
)
"""The nouns by which bodies and their meetings are called."""
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
_MONTH = rf"(?P<month>{MONTH_PATTERN})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![/\u2013-]\s?\d)"
_WEEKDAY = rf"{WEEKDAY_PATTERN}?"
_OF_BODY = rf"\s+(?:(?!(?:about|on|of|in|to|for|and|the|by|with|over|at|what|who)\b)[\w&-]+\s+){{0,3}}?{BODY_WORD}\b"
"""Behind a time: the name of a body."""
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<since>since)\s+{_WEEKDAY}(?:{_DAY})?(?:{_MONTH},?\s+)?{_YEAR}\b",
        rf"\b(?:on|of|at|from|for|held\s+on)\s+(?:the\s+)?{_WEEKDAY}{_DAY}{_MONTH}(?:,?\s+{_YEAR})?(?!\w)",
        r"\b(?:on|of|from|held\s+on)\s+(?P<day>\d{1,2})[/.](?P<month_number>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b",
        rf"\b(?:the|its|their|at|last|this)\s+{_WEEKDAY}(?:{_DAY})?{_MONTH}(?:,?\s+{_YEAR})?(?:['\u2019]s)?"
        rf"(?={_OF_BODY})",
        rf"\b(?:in|during|of|from|for)\s+(?:early\s+|late\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?(?!\w)(?!\s+\d)",
        rf"\b(?:in|during)\s+{_YEAR}\b",
        rf"\b(?:the|its|their)\s+{_YEAR}(?={_OF_BODY})",
    )
)
_UNREAD_TIME = re.compile(
    rf"\b(?:before|after|until|between|by|since|from)\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH_PATTERN})\b"
    r"|\b(?:before|after|until|between|since)\s+(?:19|20)\d\d\b"
    r"|\b(?:yesterday|today|tonight|tomorrow|(?:last|this|next)\s+(?:week|month|year|night|time|meeting))\b",
    re.IGNORECASE,
)
"""A time that limits in another way, or depends on the day on which it is asked."""


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """The time of a meeting: its day, its month, its year, as far as they are named.

    Attributes:
        is_since: True for any time from there on ("since May 2024").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_since: bool = False

    @property
    def label(self) -> str:
        """The time as papers print it: "13 March 2025"."""
        parts = (self.day, MONTH_NAMES[self.month - 1] if self.month else None, self.year)
        return " ".join(str(part) for part in parts if part)


def split_meeting_time(text: str) -> tuple[MeetingTime | None, str] | None:
    """Return the time of a meeting that a question names, and the question without it.

    Args:
        text: the question.

    Returns:
        No time where none is named; None where one is named that cannot be read.
    """
    found = (match for pattern in _PATTERNS for match in pattern.finditer(text))
    match = next((match for match in found if not _is_modal_verb(match)), None)
    if match is None:
        return None if _UNREAD_TIME.search(text) else (None, text)
    time = _build_time(match)
    if time is None:
        return None
    kept = match.group().split(maxsplit=1)[0] if _stands_before_body(match) else ""
    rest = f"{text[: match.start()]}{kept}{text[match.end() :]}"
    return None if _UNREAD_TIME.search(rest) else (time, collapse_whitespace(rest))


def _stands_before_body(match: re.Match[str]) -> bool:
    """Return True for "the March Cabinet", of which "the Cabinet" is left."""
    return re.match(_OF_BODY, match.string[match.end() :], re.IGNORECASE) is not None


def _is_modal_verb(match: re.Match[str]) -> bool:
    """Return True for "may" in lower case without a day or a year."""
    groups = match.groupdict()
    return groups.get("month") == "may" and not (groups.get("year") or groups.get("day"))


def _build_time(match: re.Match[str]) -> MeetingTime | None:
    groups = match.groupdict()
    name, number = groups.get("month"), groups.get("month_number")
    month = MONTH_NUMBERS[name.lower()] if name else int(number) if number else None
    year, day = (int(groups[part]) if groups.get(part) else None for part in ("year", "day"))
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= calendar.monthrange(year or 2024, month or 1)[1]:
        return None
    return MeetingTime(year, month, day, is_since=bool(groups.get("since")))
