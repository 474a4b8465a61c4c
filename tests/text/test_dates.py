"""Dates as people type them: day before month, parts left out, and errors that say what to do."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.errors import QueryError
from paper_search.text.dates import format_date, parse_typed_date

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
