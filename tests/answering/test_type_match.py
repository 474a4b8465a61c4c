"""The type of answer that a quote has: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.type_match import QuotedUnit, compare_aspect, compare_year, match_answer_type
from paper_search.records import AnswerTypeMatch, PassageKind
from paper_search.retrieval.query.parse import parse_query
from paper_search.text.stemming import stem

MATCHES: list[tuple[str, str, str, PassageKind, bool, str]] = [
    ("Who opened the lido?", "Mr Shaw opened the lido.", "", "paragraph", True, "a name with its title"),
    ("Who opened the lido?", "Ann Shaw opened it.", "", "paragraph", True, "a name"),
    ("Who opened the lido?", "The Head of Leisure opened it.", "", "paragraph", True, "a role"),
    ("Who opened the lido?", "Ferndale Borough Council opened it.", "", "paragraph", False, "a council is no person"),
    ("Who opened the lido?", "It was opened in July.", "", "paragraph", False, "nobody"),
    ("How much did the lido cost?", "The lido cost £4.2m.", "", "paragraph", True, "a sum beside its subject"),
    ("How much did the lido cost?", "The pier took £3m.", "", "paragraph", False, "the sum of something else"),
    ("How much did the lido cost?", "The lido took 12 weeks.", "", "paragraph", False, "a time is no sum"),
    ("How much did the lido cost?", "Lido | 4.2 | 4.4", "Project | £m | £m", "table", True, "pounds in the heads"),
    ("How many homes are planned?", "It has 140 dwellings.", "", "paragraph", True, "a synonym is counted"),
    ("How many homes are planned?", "It has 140 trees.", "", "paragraph", False, "something else is counted"),
    ("How many homes are planned?", "Larkford | 140", "Site | Dwellings", "table", True, "the head says what"),
    ("How many homes are planned?", "Larkford | none yet", "Site | Dwellings", "table", False, "no figure"),
    ("When does the lido open?", "It opens in May 2026.", "", "paragraph", True, "a month"),
    ("When does the lido open?", "It opens six weeks after the works.", "", "paragraph", True, "a day told by another"),
    ("When does the lido open?", "It may open soon.", "", "paragraph", False, "may is not May"),
    ("How long is the lido shut?", "It is shut for three weeks.", "", "paragraph", True, "so long"),
    ("How long is the lido shut?", "It is shut until March 2027.", "", "paragraph", True, "until a day"),
    ("How long is the lido shut?", "It is shut.", "", "paragraph", False, "no time"),
    ("Where is the lido?", "It stands near Larkford.", "", "paragraph", True, "a place by its name"),
    ("Where is the lido?", "It is popular.", "", "paragraph", False, "no place"),
    ("Why was the lido shut?", "It was shut because of a leak.", "", "paragraph", True, "because"),
    ("Why was the lido shut?", "Following complaints it was shut.", "", "paragraph", True, "what it followed"),
    ("Why was the lido shut?", "The lido was shut.", "", "paragraph", False, "no reason"),
    ("What did the Cabinet decide?", "It was agreed to shut the lido.", "", "minute", True, "agreed"),
    ("What did the Cabinet decide?", "The lido be shut.", "RESOLVED that:", "bullet", True, "by its lead-in"),
    ("What did the Cabinet decide?", "a) The lido be shut.", "", "resolution", True, "a resolution"),
    ("What did the Cabinet decide?", "Cllr Shaw moved that the lido be shut.", "", "minute", False, "a motion"),
    ("What did the Cabinet decide?", "It is proposed that this be approved.", "", "paragraph", False, "a proposal"),
    ("What did the Cabinet decide?", "The lido be shut.", "", "recommendation", False, "a recommendation"),
    ("How did the vote go?", "There were 9 votes for and 4 against.", "", "minute", True, "the counts"),
    ("How did the vote go?", "The motion was LOST.", "", "minute", True, "in one word"),
    ("How did the vote go?", "It was agreed nem con.", "", "minute", True, "none against"),
    ("How did the vote go?", "Members debated the motion at length.", "", "minute", False, "no counts"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "context", "kind", "expected", "reason"), MATCHES)
def test_matches(question: str, text: str, context: str, kind: PassageKind, expected: bool, reason: str) -> None:
    asked = parse_query(question).asked_answer
    match = match_answer_type(QuotedUnit(text, context, kind), asked, frozenset(map(stem, ["lido"])))
    assert (match.is_met, bool(match.has)) == (expected, expected), reason


def test_where_nothing_is_asked_every_quote_will_do() -> None:
    asked = parse_query("lido opening").asked_answer
    match = match_answer_type(QuotedUnit("It may open soon."), asked, frozenset())
    assert match == AnswerTypeMatch() and match.is_met


YEARS = [
    ("What was spent in 2024-25?", "In 2024/25 it was £3m.", "", 1, "the year asked for"),
    ("What was spent in 2024-25?", "In 2023/24 it was £3m.", "", -1, "another"),
    ("What was spent in 2024-25?", "In 2023/24 it was £3m, in 2024/25 £4m.", "", 1, "both"),
    ("What was spent in 2024?", "In 2024/25 it was £3m.", "", 1, "the financial year that begins in it"),
    ("What was spent in 2024-25?", "It was £3m.", "Outturn 2023/24", -1, "dated by its paper's title"),
    ("What was spent in 2024-25?", "In 2024/25 it was £3m.", "Outturn 2023/24", 1, "its own words come first"),
    ("What was spent in 2024-25?", "It was £3m.", "", 0, "it is not dated"),
    ("What was spent?", "In 2023/24 it was £3m.", "", 0, "no year is asked for"),
]


@pytest.mark.parametrize(("question", "text", "around", "expected", "reason"), YEARS)
def test_the_year_asked_for(question: str, text: str, around: str, expected: int, reason: str) -> None:
    assert compare_year(QuotedUnit(text), parse_query(question).asked_answer, around) == expected, reason


ASPECTS = [
    ("What is the target?", "The target is 90%.", 1, "what is aimed at"),
    ("What is the target?", "So far 80% was achieved.", -1, "what was counted"),
    ("What was the actual figure?", "The target is 90%.", -1, "the other way round"),
    ("What is the target?", "It was 80%.", 0, "it does not say"),
    ("What is the figure?", "The target is 90%.", 0, "neither is asked for"),
]


@pytest.mark.parametrize(("question", "text", "expected", "reason"), ASPECTS)
def test_the_figure_asked_for(question: str, text: str, expected: int, reason: str) -> None:
    assert compare_aspect(QuotedUnit(text), parse_query(question).asked_answer) == expected, reason
