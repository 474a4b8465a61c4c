"""Dates as people type them: day before month, parts left out, and errors that say what to do."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.errors import QueryError
from paper_search.text.dates import find_date, format_date, is_date_line, parse_typed_date

TYPED = [
    ("28/07/2020", date(2020, 7, 28), date(2020, 7, 28), "as a form asks for it"),
    ("3.4.2021", date(2021, 4, 3), date(2021, 4, 3), "with points: the day comes first"),
    ("2020-07-28", date(2020, 7, 28), date(2020, 7, 28), "as a machine writes it"),
    ("28 July 2020", date(2020, 7, 28), date(2020, 7, 28), "as a paper prints it"),
    ("1st Sept 2020", date(2020, 9, 1), date(2020, 9, 1), "an ordinal and a short month"),
    ("  28   JULY 2020 ", date(2020, 7, 28), date(2020, 7, 28), "spaces and capitals"),
    ("February 2024", date(2024, 2, 1), date(2024, 2, 29), "a month is meant whole, leap years too"),
    ("2/2023", date(2023, 2, 1), date(2023, 2, 28), "a month in figures"),
    ("2024-06", date(2024, 6, 1), date(2024, 6, 30), "a month as a machine writes it"),
    ("2021", date(2021, 1, 1), date(2021, 12, 31), "a year is meant whole"),
    ("", None, None, "nothing typed limits nothing"),
    ("   ", None, None, "nor do spaces"),
]


@pytest.mark.parametrize(("typed", "first", "last", "reason"), TYPED)
def test_what_is_typed_is_understood(typed: str, first: date | None, last: date | None, reason: str) -> None:
    assert (parse_typed_date(typed), parse_typed_date(typed, end=True)) == (first, last)


NO_DATES = [
    ("31/02/2021", "no such day"),
    ("12/25/2020", "month and day exchanged"),
    ("tomorrow", "a word"),
    ("28 Juli 2020", "no English month"),
    ("28/07/20", "a year of two figures could be two centuries"),
    ("0000", "a year before the calendar"),
    ("<script>", "markup"),
    ("٣/٤/٢٠٢١x", "figures of another script with something behind"),
]


@pytest.mark.parametrize(("typed", "reason"), NO_DATES)
def test_what_is_no_date_says_how_to_write_one(typed: str, reason: str) -> None:
    with pytest.raises(QueryError, match="28 July 2020"):
        parse_typed_date(typed)


def test_dates_are_said_as_papers_print_them() -> None:
    assert format_date(date(2024, 7, 1)) == "1 July 2024"


PRINTED = [
    ("Thursday, 30th January, 2025", date(2025, 1, 30), "with its weekday"),
    ("on 1 Sept. 2024 at noon", date(2024, 9, 1), "a short month"),
    ("30/01/2025", date(2025, 1, 30), "the day before the month"),
    ("17 Mehefin 2025", date(2025, 6, 17), "in Welsh"),
    ("31 February 2025, then 2025-03-01", date(2025, 3, 1), "no day that the calendar does not have"),
    ("room 30", None, "no date"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), PRINTED)
def test_printed_dates(text: str, expected: date | None, reason: str) -> None:
    assert find_date(text) == expected, reason


def test_a_line_that_is_a_date_and_nothing_else() -> None:
    assert is_date_line("Thursday, 30th January, 2025")
    assert not is_date_line("Held on 30 January 2025")
