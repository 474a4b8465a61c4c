"""Years, months and days of questions."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.answering.asked_times import find_asked_times, report_other_years
from paper_search.citations.format import cite
from paper_search.library import Library
from paper_search.records import Document, LeadIn, Meeting, Passage, Quote
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


def quote(text: str, held_on: date | None = None, heading: str = "", lead_in: str = "") -> Quote:
    passage = Passage("p", "d", "paragraph", text, 0, len(text), headings=(heading,))
    document = Document("d", "lido.pdf", "", title="The lido", meeting=Meeting(None, None, held_on))
    return Quote(text, 0, len(text), cite(passage, document), passage, document, LeadIn(lead_in, "d", 0, 0))


VISITS = "In 2018 there were 9,240 visits."
OF_OTHER_YEARS = [
    ("how many visits were there in 2019", [quote(VISITS)], True, "a figure of the year before"),
    ("how many visits were there in 2018", [quote(VISITS)], False, "the year itself"),
    ("how many visits were there", [quote(VISITS)], False, "no year is asked for"),
    ("how many visits were there in 2019", [], False, "nothing is quoted"),
    ("how many visits were there in 2019", [quote("There were 9,240 visits.")], False, "no year is said"),
    ("how many visits were there in 2019", [quote(VISITS), quote("It shut in 2019.")], True, "a later quote is of it"),
    ("how many visits were there in 2019", [quote("There were 9,240 visits."), quote(VISITS)], False,
     "the first quote may be of any year"),
    ("how many visits were there in 2019", [quote(VISITS, date(2019, 3, 1))], False, "the meeting was in it"),
    ("how many visits were there in 2019", [quote(VISITS, heading="Visits in 2019")], False, "the heading says it"),
    ("how many visits were there in 2019", [quote("9,240 visits", lead_in="In 2018:")], True, "a year in the lead-in"),
    ("how many visits were there in 2019", [quote("Visits rose in 2018/19.")], False, "half of the financial year"),
    ("how many visits were there in 2018/19", [quote("Visits rose in 2019.")], False, "a year that is half of it"),
    ("how many visits were there in March 2019", [quote(VISITS)], True, "a month of another year"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "quotes", "is_reported", "reason"), OF_OTHER_YEARS)
def test_quotes_of_other_years(question: str, quotes: list[Quote], is_reported: bool, reason: str) -> None:
    assert bool(list(report_other_years(parse_query(question), quotes))) == is_reported, reason


def test_quotes_of_other_years_are_no_answer() -> None:
    (part,) = report_other_years(parse_query("were there more visits in 2019 than in 2021"), [quote(VISITS)])
    assert part.ceiling == "none"
    assert part.remark == "The passages nearest to the question speak of other years than 2019 and 2021."


def test_an_answer_is_doubtful_where_a_later_quote_is_of_the_year() -> None:
    (part,) = report_other_years(parse_query("visits in 2019"), [quote(VISITS), quote("It shut in 2019.")])
    assert part.ceiling == "doubtful"
    assert part.remark == "The first passage speaks of other years than 2019."


def test_a_question_for_another_year_is_answered_with_doubt(library: Library) -> None:
    answer = library.ask("How many homeless households were in hotels in 2023?")
    assert "31 December 2024" in answer.quotes[0].text
    assert (answer.match, answer.missing) == ("doubtful", ("The first passage speaks of other years than 2023.",))
