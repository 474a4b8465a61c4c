"""Dates as people type them and as British papers print them; nothing is guessed.

The day comes before the month, and no day is read that the calendar does not have. A month or a year that is typed
alone is meant whole: as a beginning it is its first day, as an end its last.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from paper_search.errors import QueryError
from paper_search.text.spans import collapse_whitespace

_MONTH_TABLE = (
    ("January", "jan", "ionawr"),
    ("February", "feb", "chwefror"),
    ("March", "mar", "mawrth"),
    ("April", "apr", "ebrill"),
    ("May", "may", "mai"),
    ("June", "jun", "mehefin"),
    ("July", "jul", "gorffennaf"),
    ("August", "aug", "awst"),
    ("September", "sep sept", "medi"),
    ("October", "oct", "hydref"),
    ("November", "nov", "tachwedd"),
    ("December", "dec", "rhagfyr"),
)
"""The name, the abbreviations and the Welsh name of each month."""

MONTH_NAMES = tuple(name for name, _, _ in _MONTH_TABLE)
"""English names in the order of the calendar."""
MONTH_NUMBERS = {
    name: number for number, (full, short, _) in enumerate(_MONTH_TABLE, 1) for name in (full.lower(), *short.split())
}
"""From 1, by English name or abbreviation in lower case."""
_PRINTED_MONTH_NUMBERS = MONTH_NUMBERS | {welsh: number for number, (_, _, welsh) in enumerate(_MONTH_TABLE, 1)}

# -- dates that are typed ------------------------------------------------------------------------------------------

_TYPED_PATTERNS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<name>[a-z]+),? (?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})"),
)
_FORMAT_HINT = "write it like 28/07/2020, 28 July 2020, July 2020 or 2020"


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
    raise QueryError(f"“{collapse_whitespace(typed)[:40]}” is not a date that can be used: {_FORMAT_HINT}.")


def _build_date(typed: str, parts: dict[str, str | None], end: bool) -> date:
    try:
        year = int(parts["year"] or 0)
        month = _parse_month(parts) or (12 if end else 1)
        last_day = calendar.monthrange(year, month)[1]
        return date(year, month, int(parts.get("day") or (last_day if end else 1)))
    except (ValueError, KeyError) as error:
        raise QueryError(f"There is no date “{collapse_whitespace(typed)[:40]}”: {_FORMAT_HINT}.") from error


def _parse_month(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), parts.get("month")
    if name:
        return MONTH_NUMBERS[name]
    return int(number) if number else None


# -- dates that are printed ----------------------------------------------------------------------------------------

WEEKDAY_PATTERN = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)"
WRITTEN_DATE = re.compile(
    rf"{WEEKDAY_PATTERN}?(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?,?[\s-]+"
    r"(?P<year>\d{4})\b",
    re.IGNORECASE,
)
"""A date in words: "Thursday, 30th January, 2025", "17 Mehefin 2025"."""
_NUMERIC_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b")
_ISO_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")


def find_date(text: str) -> date | None:
    """Return the first date in a text, however written, in English or Welsh; None where there is none."""
    for pattern in (WRITTEN_DATE, _ISO_DATE, _NUMERIC_DATE):
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = _PRINTED_MONTH_NUMBERS.get(month) or (int(month) if month.isdigit() else 0)
            try:
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                continue
    return None


def is_date_line(text: str) -> bool:
    """Return True if a line holds a date and nothing else."""
    return bool(WRITTEN_DATE.fullmatch(text.strip(" .*,")))
