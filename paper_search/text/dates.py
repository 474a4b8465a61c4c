"""Dates as people write them. In: what somebody typed; out: a date, or an error that says how to write one.

A month or a year alone is meant whole: as a beginning it is its first day, as an end its last.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from paper_search.errors import QueryError
from paper_search.text.spans import collapse_whitespace

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DATE_PATTERNS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<name>[a-z]+),? (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})"),
)
_FORMAT_HINT = "write it like 28/07/2020, 28 July 2020, July 2020 or 2020"


def format_date(day: date) -> str:
    """ "28 July 2020"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def parse_typed_date(typed: str, end: bool = False) -> date | None:
    """The date typed, day before month; None for nothing. ``end``: a whole month or year means its last day.

    Raises QueryError saying what was typed and how to write a date.
    """
    text = collapse_whitespace(typed).lower()
    if not text:
        return None
    for form in _DATE_PATTERNS:
        if match := form.fullmatch(text):
            return _build_date(typed, match.groupdict(), end)
    raise QueryError(f"“{collapse_whitespace(typed)[:40]}” is not a date that can be used: {_FORMAT_HINT}.")


def _build_date(typed: str, parts: dict[str, str | None], end: bool) -> date:
    try:
        year = int(parts["year"] or 0)
        month = _parse_month(parts) or (12 if end else 1)
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(parts.get("day") or (last if end else 1)))
    except (ValueError, KeyError) as error:
        raise QueryError(f"There is no date “{collapse_whitespace(typed)[:40]}”: {_FORMAT_HINT}.") from error


def _parse_month(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), parts.get("month")
    if name:
        return _MONTHS[name]
    return int(number) if number else None
