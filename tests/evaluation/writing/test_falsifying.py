"""Sentences that are made of a paper's own: each way does what it is called."""

from __future__ import annotations

import pytest

from paper_search.evaluation.writing.falsifying import JOINED, MAKERS, make_cases

SENTENCE = (
    "In March 2024, the Cabinet approved about £40 for the Leader of Old Brook, which is the former market town,"
    " and the Board will not repair 12 roads within six days if the rain increased in May 2025."
)
OTHER = "The Panel of Nether Wold was told that 77 trees were planted."
EXPECTED = {
    "said by the paper": "The paper says that in March",
    "a digit changed": "In March 3024",
    "a figure of another sentence": "In March 77",
    "a unit exchanged": "six weeks",
    "a hedge of a figure left out": "approved £40",
    "a name replaced": "In Councillor Tarrow 2024",
    "a rank or a stage left out": "is the market town",
    "two figures exchanged": "In March 2025",
    "who did it to whom exchanged": "the Board approved",
    "a denial put in": "is not the former",
    "a denial left out": "will repair",
    "a direction reversed": "rain decreased",
    "less force": "considered about",
    "a condition cut": "repair 12 roads.",
    "a date left out at the end of a phrase": "rain increased.",
    "an aside left out": "Old Brook, and",
    "an opening left out": "The Cabinet approved",
    JOINED: "which was told that 77 trees",
}


def test_each_way_makes_what_it_is_called() -> None:
    made = {case.kind: case.text for case in make_cases([SENTENCE, OTHER]) if case.span.startswith(SENTENCE)}
    assert {kind: words for kind, words in EXPECTED.items() if words not in made[kind]} == {}


def test_the_same_sentences_give_the_same_cases() -> None:
    assert list(make_cases([SENTENCE, OTHER])) == list(make_cases([SENTENCE, OTHER]))


@pytest.mark.parametrize(
    "sentence", ["Roads.", "Roads are | closed in the town for now.", "roads are closed in the town."]
)
def test_what_is_no_whole_sentence_is_left_out(sentence: str) -> None:
    assert list(make_cases([sentence])) == []


def test_every_way_has_a_name_of_its_own() -> None:
    assert len({maker.kind for maker in MAKERS}) == len(MAKERS)
