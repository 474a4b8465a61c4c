"""Dates as people type them; nothing is guessed.

The day comes before the month, and no day is read that the calendar does not have. A month or a year that is typed
alone is meant whole: as a beginning it is its first day, as an end its last. Dates that papers print are found by
``printed_dates``.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from paper_search.errors import QueryError
from paper_search.text.printed_dates import WEEKDAY_PATTERN, WRITTEN_DATE, find_date, is_date_line
from paper_search.text.spans import collapse_whitespace

__all__ = [
    "MONTH_NAMES",
    "MONTH_NUMBERS",
    "WEEKDAY_PATTERN",
    "WRITTEN_DATE",
    "find_date",
    "format_date",
    "is_date_line",
    "parse_typed_date",
]

_MONTH_TABLE = (
    ("January", "jan"),
    ("February", "feb"),
    ("March", "mar"),
    ("April", "apr"),
    ("May", "may"),
    ("June", "jun"),
    ("July", "jul"),
    ("August", "aug"),
    ("September", "sep sept"),
    ("October", "oct"),
    ("November", "nov"),
    ("December", "dec"),
)
"""The name and the abbreviations of each month."""

MONTH_NAMES = tuple(name for name, _ in _MONTH_TABLE)
"""English names in the order of the calendar."""
MONTH_NUMBERS = {
    name: number for number, (full, short) in enumerate(_MONTH_TABLE, 1) for name in (full.lower(), *short.split())
}
"""From 1, by English name or abbreviation in lower case."""
MONTH_PATTERN = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
"""Each of these names, the longest first."""
FULL_MONTH_PATTERN = "|".join(MONTH_NAMES)
"""The names alone, without the abbreviations."""

_TYPED_PATTERNS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<name>[a-z]+),? (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})"),
)
_FORMAT_HINT = "Write it like 28/07/2020, 28 July 2020, July 2020 or 2020"


def format_date(day: date) -> str:
    """Return a date as papers print it: "28 July 2020"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def parse_typed_date(typed: str, end: bool = False) -> date | None:
    """Return the date typed, day before month; None for nothing.

    Args:
        typed: what was typed.
        end: a month or a year alone means its last day, not its first.

    Raises:
        QueryError: it is no date; the error says what was typed and how to write a date.
    """
    text = collapse_whitespace(typed).lower()
    if not text:
        return None
    for pattern in _TYPED_PATTERNS:
        if match := pattern.fullmatch(text):
            return _build_date(typed, match.groupdict(), end)
    raise QueryError(f"“{collapse_whitespace(typed)[:40]}” is not a date we can read. {_FORMAT_HINT}.")


def _build_date(typed: str, parts: dict[str, str | None], end: bool) -> date:
    try:
        year = int(parts["year"] or 0)
        month = _parse_month(parts) or (12 if end else 1)
        last_day = calendar.monthrange(year, month)[1]
        return date(year, month, int(parts.get("day") or (last_day if end else 1)))
    except (ValueError, KeyError) as error:
        raise QueryError(f"There is no date “{collapse_whitespace(typed)[:40]}”. {_FORMAT_HINT}.") from error


def _parse_month(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), parts.get("month")
    if name:
        return MONTH_NUMBERS[name]
    return int(number) if number else None
