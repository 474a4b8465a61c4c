"""Names and years of a question, and the passages that have the most of them."""

from __future__ import annotations

from datetime import date

import pytest

from paper_search.answering.named_words import find_named_stems, select_naming
from paper_search.records import Document, Hit, Meeting
from paper_search.retrieval.query.parse import parse_query
from paper_search.text.stemming import stem
from tests.samples import paper

NAMED = [
    ("How did Councillor Quayle die?", {"councillor", "quayle"}, "a capital inside a question"),
    ("Quayle's reply", set(), "a capital that begins a question tells nothing"),
    ("spending on roads in 2024", {"2024"}, "a year"),
    ("why were 2500 bins lost", set(), "another number"),
    ("what was said about Quayle's letter in March", {"quayle"}, "a possessive; a month is in most papers"),
    ("HOW DID COUNCILLOR QUAYLE LEAVE CABINET", set(), "all in capitals"),
    ("how did quayle die", set(), "without capitals"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), NAMED)
def test_names_and_years(question: str, expected: set[str], reason: str) -> None:
    assert find_named_stems(parse_query(question)) == {stem(word) for word in expected}, reason


def make_hit(name: str, text: str, title: str = "Minutes", held_on: date | None = None) -> Hit:
    """Return a hit of a paper of one passage."""
    _, _, (passage,) = paper(name, text)
    return Hit(1, 1.0, passage, Document(name, name, "0", title=title, meeting=Meeting(None, "Cabinet", held_on)))


SELECTED = [
    ("How did Mr Quayle die?", {"a"}, "the passage that names him, and no other who died"),
    ("What was spent in 2024?", {"c"}, "the year of the meeting stands above it"),
    ("What did Pugh say on Ludstone?", {"b", "d"}, "the most that there is, in a title as well"),
    ("who died", {"a", "b", "c", "d"}, "nothing is named"),
    ("Did Beddoes die?", {"a", "b", "c", "d"}, "what nothing names tells nothing apart"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), SELECTED)
def test_passages_that_name_what_is_asked_about(question: str, expected: set[str], reason: str) -> None:
    hits = [
        make_hit("a", "The death of Quayle was put down to the ice."),
        make_hit("b", "Pugh died after a long illness."),
        make_hit("c", "In all £4m was spent.", held_on=date(2024, 5, 1)),
        make_hit("d", "The bus was lost.", title="Buses in Ludstone"),
    ]
    assert {hit.document.doc_id for hit in select_naming(hits, find_named_stems(parse_query(question)))} == expected, (
        reason
    )
