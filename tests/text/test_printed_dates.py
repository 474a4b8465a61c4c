"""Dates as papers print them: every form, several languages, and what only looks like a date."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.text.printed_dates import find_date, find_dates, has_month_first, is_date_line

FORMS = [
    ("Tuesday, 23rd January, 2024, 10.00 am", date(2024, 1, 23), "commas behind every part"),
    ("MONDAY 3 JUNE 2024", date(2024, 6, 3), "capitals"),
    ("the 3rd day of June 2024", date(2024, 6, 3), "an old form"),
    ("THIS 12TH DAY OF JANUARY, 2011", date(2011, 1, 12), "the old form in capitals"),
    ("Monday 1st of December 2025 at 7pm", date(2025, 12, 1), "'of' behind the ordinal"),
    ("27th.September.2024", date(2024, 9, 27), "points between the parts"),
    ("2-Sept-2024", date(2024, 9, 2), "hyphens and a short month"),
    ("4.00pm1 July 2021", date(2021, 7, 1), "the time touches the day"),
    ("March 21, 2023", date(2023, 3, 21), "month first in words needs no country"),
    ("April, 20, 2021", date(2021, 4, 20), "a comma too many"),
    ("AUGUST 2 2012", date(2012, 8, 2), "month first without commas"),
    ("May 4th, 2020", date(2020, 5, 4), "month first with an ordinal"),
    ("Oct. 16, 2024", date(2024, 10, 16), "a short month first"),
    ("14eg Mawrth 2024", date(2024, 3, 14), "a Welsh ordinal"),
    ("ddydd Mawrth, 17 Mehefin 2024", date(2024, 6, 17), "Mawrth is a Tuesday here, not March"),
    ("1af o Fai 2024", date(2024, 5, 1), "a mutated Welsh month"),
    ("3ydd Orffennaf 2024", date(2024, 7, 3), "another one"),
    ("Dé Luain 3 Meitheamh 2024", date(2024, 6, 3), "Irish"),
    ("12 Deireadh Fómhair 2024", date(2024, 10, 12), "an Irish month of two words"),
    ("4 Márta 2024", date(2024, 3, 4), "an accent in the month"),
    ("3 An t-Ògmhios 2024", date(2024, 6, 3), "Scottish Gaelic with its article"),
    ("5mh den Dàmhair 2024", date(2024, 10, 5), "a Gaelic ordinal"),
    ("2024-06-03", date(2024, 6, 3), "as a machine writes it"),
    ("2024/06/03", date(2024, 6, 3), "the year first with slashes"),
    ("03/06/2024", date(2024, 6, 3), "figures, day first"),
    ("3.6.2024", date(2024, 6, 3), "figures with points"),
    ("03.06.24", date(2024, 6, 3), "a year of two figures"),
    ("3/6/24", date(2024, 6, 3), "short figures with slashes"),
    ("03/21/2024", date(2024, 3, 21), "no month has the number 21"),
    ("Tuesday 3rd June '24", date(2024, 6, 3), "an apostrophe for the century"),
    ("3-4 June 2024", date(2024, 6, 3), "two days: the first"),
    ("3rd and 4th June 2024", date(2024, 6, 3), "two days in words"),
    ("30 June - 1 July 2024", date(2024, 6, 30), "two days in two months"),
    ("June 3-4, 2024", date(2024, 6, 3), "two days, month first"),
    ('29" June, 2020', date(2020, 6, 29), "raised letters that recognition read as a quotation mark"),
    ("17™ OCTOBER, 2019", date(2019, 10, 17), "and as a trade mark"),
    ("MONDAY 4 MARCH 2O24", date(2024, 3, 4), "the letter O for a nought"),
    ("THURSDAY,\n18TH\nFEBRUARY,\n2016", date(2016, 2, 18), "one word to a line"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FORMS, ids=[row[2] for row in FORMS])
def test_every_form_is_read(text: str, expected: date, reason: str) -> None:
    assert find_date(text) == expected, reason


NO_DATES = [
    ("Spring 2014", "a season"),
    ("MONDAY 6 NOVEMBER", "no year"),
    ("24JUNE MINUTES", "a month of a year and no day"),
    ("June 2024", "a month"),
    ("31 February 2025", "no such day"),
    ("4.1.12 The Committee noted the report.", "the number of a paragraph"),
    ("Page 3\nJune 2024", "the end of one line and the beginning of the next"),
    ("on 3 June 10.30 am", "a time is no year"),
    ("May 20 members attend", "a verb"),
    ("R2023-217", "a resolution"),
    ("reference 12/34/5678/9", "a reference"),
    ("0300 123 4567", "a telephone number"),
]


@pytest.mark.parametrize(("text", "reason"), NO_DATES, ids=[row[1] for row in NO_DATES])
def test_what_is_no_date_is_not_read(text: str, reason: str) -> None:
    assert find_dates(text) == [], reason


COUNTRIES = [
    ("03/04/2024", False, date(2024, 4, 3), "British"),
    ("03/04/2024", True, date(2024, 3, 4), "of the United States"),
    ("Monday 03/04/2024", False, date(2024, 3, 4), "the weekday says which"),
    ("Wednesday 03/04/2024", True, date(2024, 4, 3), "the weekday says which, against the country"),
    ("21/03/2024", True, date(2024, 3, 21), "one reading alone is possible"),
]


@pytest.mark.parametrize(("text", "month_first", "expected", "reason"), COUNTRIES, ids=[row[3] for row in COUNTRIES])
def test_order_of_figures(text: str, month_first: bool, expected: date, reason: str) -> None:
    assert [found.day for found in find_dates(text, month_first=month_first)] == [expected], reason


PLACES = [
    ("Larkford City Council, Larkford, Oregon. Adopted 03/04/2024.", True, "a state"),
    ("Township of Ferndale, Ontario", True, "a province"),
    ("A meeting was held on March 3, 2024. The next is on April 7, 2024.", True, "dates in words"),
    ("Ferndale Parish Council met on 3 March 2024.", False, "British words"),
    ("Held on 3 March 2024 in New York Road, Ferndale.", False, "words before places"),
    ("Ferndale Parish Council", False, "nothing says so"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), PLACES, ids=[row[2] for row in PLACES])
def test_country_of_a_paper(text: str, expected: bool, reason: str) -> None:
    assert has_month_first(text) is expected, reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Tuesday 4 June 2024", False), ("Monday 3 June 2024", True), ("3 June 2024", None)],
    ids=["another weekday", "the right weekday", "no weekday"],
)
def test_weekday_is_compared_and_the_date_kept(text: str, expected: bool | None) -> None:
    (found,) = find_dates(text.replace("Tuesday 4", "Wednesday 4"))
    assert found.is_weekday_right is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Monday 3 June 2024.", True), ("**March 21, 2024**", True), ("3 June 2024 at 7 pm", False), ("June", False)],
)
def test_line_of_a_date_alone(text: str, expected: bool) -> None:
    assert is_date_line(text) is expected


def test_dates_are_spans_in_order() -> None:
    text = "Held on 3 June 2024; the next on 2024-07-01 and 5/8/24."
    found = find_dates(text)
    assert [text[printed.start : printed.end] for printed in found] == ["3 June 2024", "2024-07-01", "5/8/24"]
