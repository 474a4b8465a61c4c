"""Pairs of questions about one passage: it answers one of them, and each stands with both labels."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from training.examples import Example, Record
from training.question_pairs import (
    make_slot_pair_examples,
    make_written_insertion_examples,
    make_written_pair_examples,
)
from training.sources import load_data

_PASSAGE = "Two depots were looked at. The depot at Larkford closed on 3 May. The other stays."
CLOSING: dict[str, Any] = {
    "id": "t-1",
    "group": "t-1",
    "title": "Depots",
    "heading": "",
    "passage": _PASSAGE,
    "question": "When did the depot close?",
    "answer": "3 May",
    "start": _PASSAGE.index("3 May"),
    "other_question": "Why did the depot close?",
    "sentence": "Its roof {{had come down}}.",
}
SLOTS: dict[str, Any] = {
    "id": "t-2",
    "group": "t-2",
    "title": "Depots",
    "heading": "",
    "passage": "The depot closed [[1|on 3 May|since its roof leaked]].",
    "questions": [
        {"q": "When did the depot close?", "slot": 1, "side": "A", "answer": "3 May"},
        {"q": "Why did the depot close?", "slot": 1, "side": "B", "answer": "its roof leaked"},
        {"q": "what was wrong with its roof", "slot": 1, "side": "B", "answer": "leaked"},
    ],
}

SAME_PASSAGE = [(make_written_pair_examples, CLOSING), (make_slot_pair_examples, SLOTS)]


def draw(make: Callable[[Record, random.Random], Iterator[Example]], record: Record) -> list[Example]:
    return [example for seed in range(80) for example in make(record, random.Random(seed))]


@pytest.mark.parametrize(("make", "record"), SAME_PASSAGE, ids=["written", "of a slot"])
def test_the_passage_is_the_same_and_the_question_another(
    make: Callable[[Record, random.Random], Iterator[Example]], record: Record
) -> None:
    for example in draw(make, record):
        assert example.other == example.answering
        assert example.other_question not in (None, example.question)
        assert example.answering.passage[slice(*example.answer)] in (
            "3 May",
            "had come down",
            "its roof leaked",
            "leaked",
        )


@pytest.mark.parametrize(("make", "record"), SAME_PASSAGE, ids=["written", "of a slot"])
def test_both_questions_stand_with_both_labels(
    make: Callable[[Record, random.Random], Iterator[Example]], record: Record
) -> None:
    examples = draw(make, record)
    wanted = {"When did the depot close?", "Why did the depot close?"}
    assert wanted <= {example.question for example in examples}
    assert wanted <= {example.other_question for example in examples}


def test_what_answered_the_first_question_has_gone_where_the_second_is_answered() -> None:
    changed = [example for example in draw(make_written_pair_examples, CLOSING) if example.question.startswith("Why")]
    assert changed
    for example in changed:
        assert "3 May" not in example.answering.passage
        assert "Its roof had come down." in example.answering.passage
        assert "The other stays." in example.answering.passage


def test_a_passage_of_one_sentence_keeps_its_own_question() -> None:
    record = CLOSING | {"passage": "The depot closed on 3 May.", "start": 20}
    assert {example.question for example in draw(make_written_pair_examples, record)} == {record["question"]}


def test_the_twin_of_an_inserted_sentence_lacks_it() -> None:
    for example in draw(make_written_insertion_examples, CLOSING):
        assert example.question == CLOSING["other_question"]
        assert example.answering.passage[slice(*example.answer)] == "had come down"
        assert example.other is not None
        assert example.other.passage == CLOSING["passage"]
        assert example.other_question is None


def test_the_partner_of_a_slot_is_mostly_the_one_that_shares_its_words() -> None:
    partners = [
        example.other_question
        for example in draw(make_slot_pair_examples, SLOTS)
        if example.question == "When did the depot close?"
    ]
    assert partners.count("Why did the depot close?") > len(partners) / 2
    assert "what was wrong with its roof" in partners


def test_written_pairs_are_sound() -> None:
    records = load_data().question_pairs
    assert len(records) > 1000
    for record in records:
        end = record["start"] + len(record["answer"])
        assert record["passage"][record["start"] : end] == record["answer"], record["id"]
        assert record["question"].lower() != record["other_question"].lower(), record["id"]
        assert list(make_written_insertion_examples(record, random.Random(1))), record["id"]
