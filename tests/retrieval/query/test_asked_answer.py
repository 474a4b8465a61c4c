"""What a quote should have, by the form of the question: one row a case."""

from __future__ import annotations

import pytest

from paper_search.records import AnswerType, Aspect, FrontField
from paper_search.retrieval.query.asked_answer import find_aspect, find_years
from paper_search.retrieval.query.parse import parse_query
from paper_search.text.stemming import stem

TYPES: list[tuple[str, set[AnswerType], str]] = [
    ("Who chairs the board?", {"person"}, "a person"),
    ("Whose idea was the footbridge?", {"person"}, "a person, in the genitive"),
    ("Which councillor moved the amendment?", {"person"}, "a person by the role"),
    ("Who is eligible for the grant?", set(), "a group, and no person"),
    ("What help is there for people who care for a parent?", set(), "who tells which people, and asks nothing"),
    ("Who approved the plan, and when?", {"person", "date"}, "both"),
    ("How many teenagers chose who speaks for them?", {"count"}, "the figure opens the question"),
    ("How much did the bridge cost?", {"sum"}, "a sum"),
    ("What is the forecast underspend?", {"sum"}, "a sum by what it measures"),
    ("What is the target for repairs in time?", {"number"}, "a figure by what it measures"),
    ("What did the Leader say about the underspend?", set(), "what was said of it is no sum"),
    ("How much rain fell?", {"number"}, "an amount, and no sum"),
    ("What share of staff are agency?", {"share"}, "a share"),
    ("How often does the board meet?", {"frequency"}, "so often"),
    ("When will the library open?", {"date"}, "a date"),
    ("How long was the library closed?", {"duration"}, "a time, and no count"),
    ("For how many weeks is the road shut?", {"duration"}, "counted in weeks"),
    ("Where will the new school stand?", {"place"}, "a place"),
    ("Where do we stand on the overspend?", set(), "how far it has come is no place"),
    ("Which street is to be closed?", {"place"}, "a place by its noun"),
    ("Why was the ferry stopped?", {"reason"}, "a reason"),
    ("What caused the flood at Larkford?", {"reason"}, "a reason by its noun"),
    ("What did the Cabinet decide about the ferry?", {"decision"}, "a decision"),
    ("Was the application for the barn approved?", {"decision"}, "a decision, asked as yes or no"),
    ("What did the officer recommend?", set(), "a recommendation is no decision"),
    ("How did the vote on the ferry go?", {"vote"}, "the counts"),
    ("What was the result of the vote?", {"vote"}, "the counts by another name"),
    ("How many members voted against the budget?", {"vote"}, "one side of the counts"),
    ("ferry timetable", set(), "bare words ask for nothing"),
]


@pytest.mark.parametrize(("question", "types", "reason"), TYPES)
def test_types(question: str, types: set[AnswerType], reason: str) -> None:
    assert parse_query(question).asked_answer.types == types, reason


def test_what_is_counted_has_its_synonyms() -> None:
    asked = parse_query("How many children walk to school?").asked_answer
    assert {stem("children"), stem("pupils")} <= asked.counted_stems


YEARS = [
    ("the budget of 2024-25", {"2024-25"}, "a financial year"),
    ("the budget of 2024/25", {"2024-25"}, "with a stroke"),
    ("the budget of 2024\u20132025", {"2024-25"}, "written out"),
    ("by March 2026", {"2026"}, "a plain year"),
    ("from 2019-2024", {"2019"}, "a span of years is no financial year"),
    ("\u00a32024 or 1,999 of them", set(), "sums and counts are no years"),
]


@pytest.mark.parametrize(("text", "years", "reason"), YEARS)
def test_years(text: str, years: set[str], reason: str) -> None:
    assert find_years(text) == years, reason


ASPECTS: list[tuple[str, Aspect | None, str]] = [
    ("What is the target for repairs?", "planned", "what is aimed at"),
    ("What was the actual number of repairs?", "actual", "what was counted"),
    ("Is the outturn above the forecast?", None, "both are asked for"),
    ("How many repairs were there?", None, "neither is named"),
]


@pytest.mark.parametrize(("text", "aspect", "reason"), ASPECTS)
def test_aspects(text: str, aspect: Aspect | None, reason: str) -> None:
    assert find_aspect(text) == aspect, reason


FIELDS: list[tuple[str, set[FrontField], str]] = [
    ("Who was present at the meeting?", {"attendance"}, "those present"),
    ("Who sent apologies?", {"attendance"}, "those absent"),
    ("What is the present figure?", set(), "present is now"),
    ("Who is the contact officer for the report?", {"contact"}, "whom to ask"),
    ("Who chairs the panel?", {"chair"}, "the chair"),
    ("When did the panel meet?", {"meeting"}, "its day"),
    ("Which wards are affected?", {"ward"}, "its field"),
    ("What is on the agenda?", {"agenda"}, "its lines"),
    ("Which appendix has the map?", {"contents", "documents"}, "the list of contents, or that of the appendices"),
    ("What are the background papers?", {"documents"}, "the list of other papers"),
    ("How many potholes were filled?", set(), "the body of a paper"),
]


@pytest.mark.parametrize(("question", "fields", "reason"), FIELDS)
def test_fields_of_front_matter(question: str, fields: set[FrontField], reason: str) -> None:
    assert parse_query(question).asked_answer.front_fields == fields, reason
