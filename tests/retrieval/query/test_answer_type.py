"""What questions ask for and what sentences offer, one row a case."""

from __future__ import annotations

import pytest

from paper_search.records import AnswerKind, ExpectedAnswer
from paper_search.retrieval.query.answer_type import has_expected_answer
from paper_search.retrieval.query.parse import parse_query

ASKED: list[tuple[str, set[AnswerKind], str]] = [
    ("How many potholes were repaired?", {"count"}, "so many of something"),
    ("How many?", {"number"}, "of what is not said"),
    ("how much did it cost", {"money"}, "a sum"),
    ("How much grant does the gallery get?", {"money"}, "a sum, named by what it is for"),
    ("What did losing the appeal cost?", {"money"}, "a sum, asked for by the verb"),
    ("What does a place in care cost each week, typically?", {"money"}, "how often stands behind the verb"),
    ("What did the bridge cost in 2023?", {"money"}, "the year stands behind the verb"),
    ("What has the council done that may cost votes?", set(), "votes are no time and nobody who pays"),
    ("What did the panel say about the cost?", set(), "what was said of a cost is no sum"),
    ("How much rain fell?", {"number"}, "an amount, not of money"),
    ("What proportion of staff are agency?", {"share"}, "a share"),
    ("What percentage of the budget is held back?", {"share"}, "a share of money is no sum"),
    ("What is the budget gap?", {"money"}, "a figure named by what it measures"),
    ("What did the Leader say about the budget gap?", set(), "what was said of it is no figure"),
    ("How deep must a pothole be?", {"number"}, "a measure"),
    ("How often does the board meet?", {"frequency"}, "so often"),
    ("When will the library open?", {"date"}, "a time"),
    ("What is the deadline for comments?", {"date"}, "a day by another name"),
    ("In which year was the inspection?", {"date"}, "a year"),
    ("When and how often does the board meet?", {"frequency", "date"}, "both"),
    ("Tell me by when the review must end", {"date"}, "not the first word"),
    ("Who approved the plan, and when?", {"date"}, "at the end"),
    ("What did Ofsted think when discussing caseloads?", set(), "on which occasion, not on which day"),
    ("What happens when a pothole is reported?", set(), "under what circumstances"),
    ("Who chairs the board?", set(), "a person is no kind that is read"),
    ("potholes", set(), "a bare word asks for nothing in particular"),
]


@pytest.mark.parametrize(("question", "kinds", "reason"), ASKED)
def test_asked_for(question: str, kinds: set[AnswerKind], reason: str) -> None:
    assert parse_query(question).expected_answer.kinds == kinds, reason


COUNTED = [
    ("How many visits were late?", {"visit"}, "as far as the next word of the frame"),
    ("How many of the visits were late?", {"visit"}, "words of the frame before it are passed over"),
    ("how many newly qualified social workers start", {"newli", "qualifi", "social", "worker"}, "at most four words"),
    ("What was late?", set(), "nothing is counted"),
]


@pytest.mark.parametrize(("question", "counted", "reason"), COUNTED)
def test_counted(question: str, counted: set[str], reason: str) -> None:
    assert parse_query(question).expected_answer.counted_stems == counted, reason


OFFERED: list[tuple[str, AnswerKind, bool, str]] = [
    ("About 38,000 were repaired.", "number", True, "figures"),
    ("Half of the staff were temporary.", "number", True, "a number in words"),
    ("4.2 The board was pleased.", "number", False, "a paragraph's own number answers nothing"),
    ("4.2 The board met 3 times.", "number", True, "but the figure behind it does"),
    ("The work will start in May.", "date", True, "a month"),
    ("It opened on 3/4/2024.", "date", True, "a date in figures"),
    ("It may open soon.", "date", False, "may is not May"),
    ("There were 40 of them.", "date", False, "a count is no date"),
    ("At present 50% of staff were agency.", "share", True, "a percentage"),
    ("Half of the staff were agency.", "share", True, "a share in words"),
    ("There were 7 of 12 in post.", "share", True, "so many of so many"),
    ("There were 40 agency staff.", "share", False, "a count is no share"),
    ("It cost £4.2m.", "money", True, "a sum"),
    ("The bill was 12 million.", "money", True, "a sum without its sign"),
    ("Bridge repairs | 4.0 | -1.2", "money", True, "a cell, whose unit stands in the heading"),
    ("It took 12 weeks.", "money", False, "a time is no sum"),
    ("The board meets every six weeks.", "frequency", True, "so often"),
    ("Reports come quarterly.", "frequency", True, "in one word"),
    ("The board met in Wexmoor.", "frequency", False, "not how often"),
]


@pytest.mark.parametrize(("text", "kind", "expected", "reason"), OFFERED)
def test_offers(text: str, kind: AnswerKind, expected: bool, reason: str) -> None:
    assert has_expected_answer(text, ExpectedAnswer(frozenset({kind}))) is expected, reason


def test_nothing_asked_nothing_offered() -> None:
    assert not has_expected_answer("There were 40 of them.", ExpectedAnswer())


COUNTS = [
    ("In all 212 visits were late.", True, "the number before it"),
    ("Visits: 212, of which nine late.", True, "the number behind it"),
    ("Twenty-four visits were made.", True, "in words"),
    ("Of 300 inspections, some were late.", False, "the number of something else"),
    ("There were four reasons why visits were late.", False, "the number of something else that stands near"),
    ("By December 2024 the number of visits had fallen.", False, "a year counts nothing"),
    ("Late visits fell by 31%.", False, "a share is no count"),
    ("4. Visits were late.", False, "a paragraph's own number counts nothing"),
    ("Visits were late.", False, "no number"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), COUNTS)
def test_what_is_counted_stands_by_its_number(text: str, expected: bool, reason: str) -> None:
    assert has_expected_answer(text, parse_query("How many visits were late?").expected_answer) is expected, reason
