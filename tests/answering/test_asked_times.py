"""Years, months and days of questions."""

from __future__ import annotations

import pytest

from paper_search.answering.asked_times import find_asked_times
from paper_search.retrieval.query.parse import parse_query

TIMES = [
    ("what was spent in 2019", ["2019"], "a year"),
    ("potholes filled in March 2019 and Feb 2018", ["March 2019", "February 2018"], "months with their years"),
    ("potholes filled in March", [], "a month of no year is in every year"),
    ("the budget for 2024/25 and 2025-26", ["2024/25", "2025/26"], "financial years"),
    ("the budget for 2024/2025", ["2024/25"], "a financial year in full"),
    ("the plan for 2019-23", ["2019-23"], "several years"),
    ("what was decided on 9 January 2025", ["9 January 2025"], "a day is no month and no year beside"),
    ("what was decided on 2025-01-09", ["9 January 2025"], "a day of ISO 8601"),
    ("what are 2024/00031 and 24/00031", [], "references"),
    ("how many of the 1950 homes", [], "a number that counts what is behind it"),
    ("more than 1950 of them", [], "a number that is compared"),
    ("a grant of £2019", [], "a sum"),
    ("the 2000 of them", [], "a round number"),
    ("was 2019 better than 2019", ["2019"], "a year is said once"),
    ("item 2019.4, 12019 and 20191", [], "parts of other numbers"),
]


@pytest.mark.parametrize(("question", "labels", "reason"), TIMES)
def test_asked_times(question: str, labels: list[str], reason: str) -> None:
    assert [time.label for time in find_asked_times(parse_query(question))] == labels, reason


def test_a_year_is_also_named_by_the_financial_year_that_ends_in_it() -> None:
    (time,) = find_asked_times(parse_query("what was spent in 2019"))
    assert time.forms == ("2019", "2018/19")
    assert (time.since.isoformat(), time.until.isoformat()) == ("2019-01-01", "2019-12-31")
