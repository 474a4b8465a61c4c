"""Dates as papers print them, in English, Welsh, Irish and Scottish Gaelic; a date without its year is none.

The day comes before the month, as British papers have it. A paper of the United States or Canada has the month first,
which counts for dates in figures alone: words say themselves which is the month. Text recognition reads the raised
letters of an ordinal as a quotation mark ('29" June') and a nought as a letter ("2O24"); both are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTH_TABLE = (
    "january jan ionawr eanair faoilleach faoillich",
    "february feb chwefror feabhra gearran gearrain",
    "march mar mawrth fawrth marta mart mairt",
    "april apr ebrill aibrean aibreain giblean giblein",
    "may mai fai bealtaine ceitean ceitein",
    "june jun mehefin fehefin meitheamh meithimh ogmhios",
    "july jul gorffennaf orffennaf iuil iuchar iuchair",
    "august aug awst lunasa lunastal lunastail",
    "september sept sep medi fedi mean+fomhair mhean+fomhair sultain",
    "october oct hydref deireadh+fomhair dheireadh+fomhair damhair",
    "november nov tachwedd dachwedd samhain samhna",
    "december dec rhagfyr ragfyr nollaig nollag dubhlachd",
)
"""Names and abbreviations of each month, without accents, with the mutated and genitive forms that dates have."""
_MONTH_NUMBERS = {
    name.replace("+", " "): number for number, names in enumerate(_MONTH_TABLE, 1) for name in names.split()
}
_ACCENTS = str.maketrans("áàâäéèêëíìîïóòôöúùûüŵŷÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜ", "aaaaeeeeiiiioooouuuuwyAAAAEEEEIIIIOOOOUUUU")

_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_PATTERN = (
    r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:D?dydd|Nos)\s+(?:Llun|[MF]awrth|[MF]ercher|Iau|G?wener|Sadwrn|Sul)),?\s+(?:the\s+)?)"
)
"""A weekday in English or Welsh before a date, to be matched without regard to case."""
WRITTEN_DATE = re.compile(
    rf"{WEEKDAY_PATTERN}?(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[A-Za-z]{{3,10}})\.?,?[\s-]+"
    r"(?P<year>\d{4})\b",
    re.IGNORECASE,
)
"""A date in words, day first: "Thursday, 30th January, 2025", "17 Mehefin 2025"."""

_WEEKDAY = (
    r"(?:(?P<weekday>[a-z]{3,9}day|(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?"
    r"|d?dydd\s+[a-z]+|nos\s+[a-z]+|de\s+[a-z]+|di[a-z]{4,7})[\s,]+(?:the\s+)?)?"
)
_MONTH = "(?P<month>{})(?![a-z])\\.?".format(
    "|".join(name.replace(" ", r"\s+") for name in sorted(_MONTH_NUMBERS, key=len, reverse=True))
)
_ORDINAL = r"(?:\s?-?(?:st|nd|rd|th|af|il|ydd|ed|fed|eg|ain|mh|na|u)\b|\s?[\"'“”‘’°º*™®]{1,2})"
_OF = r"(?:\s+day)?(?:\s+(?:of|o|de|den|dhen|an|am|mi|mi\s+na)(?:\s+t-)?|\s+an\s+t-)?"
_RANGE = rf"(?:\s?(?:-|–|to|and|&|/)\s?\d{{1,2}}{_ORDINAL}?)?"
_YEAR = (
    r"(?P<year>(?:1[89]|2[0o])[\do]{2}(?![\do])|[‘’'`]\d{2}(?!\d)"
    r"|\d{2}(?=[^\S\n]*(?:$|[\n,;)|–-]|at\b|in\b)))"
)
_WORDS_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?<!\d)(?<!\d[.:/])(?P<day>\d{{1,2}})(?P<ordinal>{_ORDINAL})?{_RANGE}{_OF}[\s.,-]{{0,4}}{_MONTH}"
    rf"(?:\s?(?:-|–|to|and|&)\s?\d{{1,2}}{_ORDINAL}?\s+[a-z]+)?[\s.,-]{{0,4}}{_YEAR}",
    re.IGNORECASE,
)
_WORDS_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}(?<![a-z]){_MONTH}[\s.,-]{{1,3}}(?:the\s+)?(?P<day>\d{{1,2}})(?P<ordinal>{_ORDINAL})?{_RANGE}"
    rf"[\s.,-]{{1,3}}(?P<year>(?:1[89]|2[0o])[\do]{{2}}(?![\do])|[‘’'`]\d{{2}}(?!\d))",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\d/.-])(?P<year>(?:19|20)\d{2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d]|[/.-]\d)"
)
_FIGURES = re.compile(
    rf"{_WEEKDAY}(?<![\d/.-])(?P<day>\d{{1,2}})(?P<sign>\s?[/.-]\s?)(?P<month>\d{{1,2}})(?P=sign)"
    r"(?P<year>(?:19|20)\d{2}|\d{2})(?![\d]|[/.-]\d)",
    re.IGNORECASE,
)
_MONTH_FIRST_PLACES = re.compile(
    r"\b(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Idaho|Illinois|Indiana|Iowa"
    r"|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska"
    r"|Nevada|New\s+(?:Hampshire|Jersey|Mexico|York)|(?:North|South)\s+(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon"
    r"|Pennsylvania|Rhode\s+Island|Tennessee|Texas|Utah|Vermont|Virginia|Wisconsin|Wyoming|Ontario|Quebec|Manitoba"
    r"|Saskatchewan|Alberta|British\s+Columbia|Nova\s+Scotia|New\s+Brunswick|Newfoundland|[A-Z]{2}\s+\d{5}(?:-\d{4})?)\b"
)
_MAX_PLACE_CHARACTERS = 3000
"""Characters of a paper in which it says where it is from."""
_CENTURY_BREAK = 70
"""A year of two figures from here on is of the last century."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date in a text, as a span of it; of a range of days the first.

    ``is_weekday_right`` says whether the weekday printed with it is that of the calendar, None where none is printed.
    """

    day: date
    start: int
    end: int
    is_weekday_right: bool | None = None


def find_dates(text: str, *, month_first: bool = False) -> list[PrintedDate]:
    """Return the dates in a text in order, none overlapping another.

    Args:
        text: the text.
        month_first: dates in figures have the month before the day ("03/04/2024" is 4 March).
    """
    folded = text.translate(_ACCENTS)
    found = sorted(_find_all(folded, month_first), key=lambda printed: (printed.start, -printed.end))
    dates: list[PrintedDate] = []
    for printed in found:
        if not dates or printed.start >= dates[-1].end:
            dates.append(printed)
    return dates


def find_date(text: str) -> date | None:
    """Return the first date in a text, however written; None where there is none."""
    return next((printed.day for printed in find_dates(text)), None)


def is_date_line(text: str) -> bool:
    """Return True if a line holds a date and nothing else."""
    line = text.strip(" .*,")
    return any(printed.start == 0 and printed.end == len(line) for printed in find_dates(line)[:1])


def has_month_first(text: str) -> bool:
    """Return True for a paper of the United States or Canada, as its dates in words or its place say.

    Args:
        text: the text of the paper.
    """
    opening = text[:_MAX_PLACE_CHARACTERS].translate(_ACCENTS)
    month_first = sum(1 for _ in _WORDS_MONTH_FIRST.finditer(opening))
    day_first = sum(1 for _ in _WORDS_DAY_FIRST.finditer(opening))
    if month_first or day_first:
        return month_first > day_first
    return bool(_MONTH_FIRST_PLACES.search(opening))


def _find_all(text: str, month_first: bool) -> Iterator[PrintedDate]:
    for pattern in (_WORDS_DAY_FIRST, _WORDS_MONTH_FIRST):
        for match in pattern.finditer(text):
            month = _MONTH_NUMBERS[re.sub(r"\s+", " ", match["month"].lower())]
            if not _is_broken(match) and (day := _make_date(match["year"], month, int(match["day"]))):
                yield _make_printed(match, day)
    for match in _ISO.finditer(text):
        if day := _make_date(match["year"], int(match["month"]), int(match["day"])):
            yield PrintedDate(day, *match.span())
    for match in _FIGURES.finditer(text):
        if _has_date_form(match) and (day := _choose_reading(match, month_first)):
            yield _make_printed(match, day)


def _is_broken(match: re.Match[str]) -> bool:
    """Return True where a number ends one line and a month begins the next: "Page 3" above "June 2024"."""
    first, last = sorted((match.start("day"), match.start("month")))
    return "\n" in match.string[first:last] and not match["ordinal"] and not match["weekday"]


def _has_date_form(match: re.Match[str]) -> bool:
    """Return False for figures that are more likely a paragraph's number: "4.1.12"."""
    is_full = len(match["year"]) == 4 or (len(match["day"]) == 2 and len(match["month"]) == 2)
    return is_full or "/" in match["sign"]


def _choose_reading(match: re.Match[str], month_first: bool) -> date | None:
    """Return the day that figures mean: as the weekday beside them says, else in the order of the country.

    Figures that are a date in one order only are that date.
    """
    first, second = int(match["day"]), int(match["month"])
    orders = [(second, first), (first, second)] if month_first else [(first, second), (second, first)]
    days = [day for day_number, month in orders if (day := _make_date(match["year"], month, day_number))]
    weekday = _find_weekday(match["weekday"])
    fitting = [day for day in days if day.weekday() == weekday]
    return next(iter(fitting or days), None)


def _make_date(year: str, month: int, day: int) -> date | None:
    figures = int(re.sub(r"\D", "", year.lower().replace("o", "0")))
    if figures < 100:
        figures += 1900 if figures >= _CENTURY_BREAK else 2000
    try:
        return date(figures, month, day)
    except ValueError:
        return None


def _make_printed(match: re.Match[str], day: date) -> PrintedDate:
    weekday = _find_weekday(match["weekday"])
    return PrintedDate(day, match.start(), match.end(), None if weekday is None else weekday == day.weekday())


def _find_weekday(word: str | None) -> int | None:
    """Return the number of an English weekday, from 0 for Monday; None for other words."""
    letters = re.sub(r"[^a-z]", "", (word or "").lower())
    return next((i for i, name in enumerate(_ENGLISH_WEEKDAYS) if letters and name.startswith(letters)), None)
