"""The years, months and days that a question asks about, and those of which nothing is held.

A time is held where a paper is of a meeting in it, or where a passage names it. A day is looked for with its whole
month: minutes of that month may print it without its year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from paper_search.records import ExactTerm, Filters, MissingPart, ParsedQuery, Quote
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.asked_answer import find_years
from paper_search.retrieval.query.parse import parse_terms
from paper_search.text.dates import MONTH_NAMES, MONTH_NUMBERS, MONTH_PATTERN, format_date
from paper_search.text.enumeration import join_words
from paper_search.text.vocabulary import STOP_WORDS

_ASKED_TIME = re.compile(
    rf"(?:\b(?P<month>{MONTH_PATTERN})\.?,?\s+)?"
    r"(?<![\w/£.,-])(?P<year>(?:19|20)\d\d)(?:\s?[/–-]\s?(?P<end>(?:20)?\d\d))?(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(
    r"\b(?:over|under|than|about|around|nearly|almost|least|most|up\s+to|some)\s+$", re.IGNORECASE
)
_PLURAL_BEHIND = re.compile(r"\s+(?P<noun>[a-z]+s)\b")


@dataclass(frozen=True, slots=True)
class AskedTime:
    """A time that a question names.

    Attributes:
        label: the time as it is said.
        since: its first day.
        until: its last day.
        forms: the words by which a passage names it.
    """

    label: str
    since: date
    until: date
    forms: tuple[str, ...]


def find_missing_times(question: ParsedQuery, index: IndexSnapshot) -> Iterator[MissingPart]:
    """Yield one part for all times that are asked for and not held within the question's filters.

    Where another time of the question is held, the answer may still be a partial match.

    Args:
        question: the question as typed.
        index: one generation of the index.
    """
    times = find_asked_times(question)
    missing = [time for time in times if not _is_held(time, question.filters, index)]
    if not missing or not index.info.passages:
        return
    named = join_words([time.label for time in missing], "or")
    label = f"{named}, or mentions them" if len(missing) > 1 else f"{named} or mentions it"
    within = " within the filters" if question.filters else ""
    yield MissingPart(f"No paper{within} is from {label}.", "doubtful" if len(missing) == len(times) else "partial")


def report_other_years(question: ParsedQuery, quotes: Sequence[Quote]) -> Iterator[MissingPart]:
    """Yield one part where the first quote is of other years than those asked for.

    A figure of last year is no answer to a question for this year's. Where a later quote is of a year asked for, the
    answer is doubtful, else there is none. The meeting, the title and the headings may say of which year a quote is.

    Args:
        question: the question as typed.
        quotes: the quotes of its answer, best first.
    """
    times = find_asked_times(question)
    asked = {year for time in times for year in range(time.since.year, time.until.year + 1)}
    if not asked or not quotes or not _list_years(_list_words(quotes[0])):
        return
    is_of_asked = [bool(asked & (_list_years(_list_words(quote)) | _list_years_above(quote))) for quote in quotes]
    if is_of_asked[0]:
        return
    label = join_words([time.label for time in times])
    nearest = "first passage speaks" if any(is_of_asked) else "passages nearest to the question speak"
    yield MissingPart(f"The {nearest} of other years than {label}.", "doubtful" if any(is_of_asked) else "none")


def _list_words(quote: Quote) -> str:
    return f"{quote.lead_in.text if quote.lead_in else ''} {quote.text}"


def _list_years_above(quote: Quote) -> set[int]:
    """Return the years that a quote's meeting, paper and headings name."""
    document = quote.document
    held_on = document.meeting.held_on
    names = _list_years(" ".join((document.title or "", document.source, *quote.passage.headings)))
    return names | ({held_on.year} if held_on else set())


def _list_years(text: str) -> set[int]:
    """Return the calendar years of a text; a financial year is of two."""
    named = [year.split("-") for year in find_years(text)]
    return {int(year[0]) + further for year in named for further in range(len(year))}


def find_asked_times(question: ParsedQuery) -> tuple[AskedTime, ...]:
    """Return the years, months and days of a question, each once, in order.

    A number that counts something ("2000 homes") is no year, and neither is a part of a reference.
    """
    days = [date.fromisoformat(term.key) for term in question.exact_terms if term.kind == "date"]
    references = [form for term in question.exact_terms if term.kind == "reference" for form in term.forms]
    found = [_build_day(day) for day in days]
    for match in _ASKED_TIME.finditer(question.text):
        is_of_day = int(match["year"]) in {day.year for day in days}
        is_of_reference = any(match["year"] in reference for reference in references)
        if not (is_of_day or is_of_reference or _is_count(match)):
            found.append(_build_time(match))
    return tuple({time.label: time for time in found}.values())


def _is_count(match: re.Match[str]) -> bool:
    if match["month"] or match["end"]:
        return False
    plural = _PLURAL_BEHIND.match(match.string, match.end())
    is_round = int(match["year"]) % 100 == 0
    counts = plural is not None and plural["noun"] not in STOP_WORDS
    return is_round or counts or _COUNT_BEFORE.search(match.string, 0, match.start()) is not None


def _build_day(day: date) -> AskedTime:
    month = _build_month(day.year, day.month)
    return replace(month, label=format_date(day))


def _build_time(match: re.Match[str]) -> AskedTime:
    year = int(match["year"])
    if match["month"]:
        return _build_month(year, MONTH_NUMBERS[match["month"].lower()])
    end = int(match["end"][-2:]) if match["end"] else None
    if end == (year + 1) % 100:
        return _build_financial_year(year)
    label = match.group().strip()
    last = year - year % 100 + end if end is not None and end > year % 100 else year
    forms = tuple(form for named in range(year, last + 1) for form in _list_year_forms(named))
    return AskedTime(label, date(year, 1, 1), date(last, 12, 31), forms)


def _list_year_forms(year: int) -> tuple[str, str]:
    """Return the year, and the financial year that ends in it; one that begins in it has its figures."""
    return str(year), f"{year - 1}/{year % 100:02}"


def _build_financial_year(year: int) -> AskedTime:
    """Return the twelve months from April; a passage that names either of its calendar years may be about it."""
    label = f"{year}/{(year + 1) % 100:02}"
    forms = (label, str(year), str(year + 1))
    return AskedTime(label, date(year, 1, 1), date(year + 1, 12, 31), forms)


def _build_month(year: int, month: int) -> AskedTime:
    name = MONTH_NAMES[month - 1]
    last = calendar.monthrange(year, month)[1]
    label = f"{name} {year}"
    return AskedTime(label, date(year, month, 1), date(year, month, last), (label, f"{name[:3]} {year}"))


def _is_held(time: AskedTime, filters: Filters, index: IndexSnapshot) -> bool:
    since, until = max(time.since, filters.since or time.since), min(time.until, filters.until or time.until)
    if since <= until and index.coverage(replace(filters, since=since, until=until)).papers:
        return True
    phrase = ExactTerm("words", time.label, time.forms)
    query = replace(parse_terms(time.label, filters), phrases=(phrase,))
    info = index.encoder
    vector = np.zeros(info.dimensions if info else 0, dtype=np.float32)
    found = index.retrieve(query, vector, 1)
    return bool(found.lexical or found.dense)
