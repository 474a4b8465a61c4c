"""Days as British papers print them: "Thursday, 30th January, 2025", "30/01/2025", "17 Mehefin 2025".

In: text; out: dates. Promised: the day before the month, and no day that the calendar does not have.
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan ionawr", "february feb chwefror", "march mar mawrth", "april apr ebrill", "may mai",
         "june jun mehefin", "july jul gorffennaf", "august aug awst", "september sept sep medi",
         "october oct hydref", "november nov tachwedd", "december dec rhagfyr"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAY_PATTERN = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)"
WRITTEN_DATE = re.compile(
    rf"{WEEKDAY_PATTERN}?(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?,?[\s-]+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b")
_ISO_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")


def find_date(text: str) -> date | None:
    """The first date in a text, however written (British order), or None."""
    for pattern in (WRITTEN_DATE, _ISO_DATE, _NUMERIC_DATE):
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = _MONTHS.get(month) or (int(month) if month.isdigit() else 0)
            try:
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                continue
    return None


def is_date_line(text: str) -> bool:
    """True where a line holds a date and nothing else."""
    return bool(WRITTEN_DATE.fullmatch(text.strip(" .*,")))
