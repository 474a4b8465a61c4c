"""Examples of training: each question stands with a passage that answers it and with one that does not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from paper_search.embeddings.pair_input import ReaderText
from training.examples import (
    Example,
    crop_example,
    fill_slots,
    is_held_out,
    make_deletion_examples,
    make_insertion_examples,
    make_neighbour_examples,
    make_passage_examples,
    make_slot_examples,
    make_slot_paper_examples,
    make_twin_examples,
    parse_insertion,
)
from training.sources import load_data

PASSAGE = "1. The depot [[1|closed on 3 May|is to close on 9 June]]. It cost [[2|£4,000|£9,000]] a year."
RECORD: dict[str, Any] = {
    "id": "t-1",
    "group": "t-1",
    "title": "Depots [[3|2023|2024]]",
    "heading": None,
    "passage": PASSAGE,
    "questions": [
        {"q": "when did it shut", "slot": 1, "side": "A", "answer": "3 May"},
        {"q": "when will it shut", "slot": 1, "side": "B", "answer": "9 June"},
        {"q": "cost in 2024", "slot": 3, "side": "B", "answer": "a year"},
    ],
}


def test_twins_differ_in_the_slot_of_the_question() -> None:
    shut, will_shut, cost = make_slot_examples(RECORD, random.Random(1))
    for example, answer in ((shut, "3 May"), (will_shut, "9 June")):
        assert example.other is not None
        assert example.answering.passage[slice(*example.answer)] == answer
        assert answer not in example.other.passage
    assert cost.other is not None
    assert (cost.answering.title, cost.other.title) == ("Depots 2024", "Depots 2023")


def test_other_slots_are_drawn_anew() -> None:
    rng = random.Random(1)
    drawn = {next(make_slot_examples(RECORD, rng)).answering.passage for _ in range(20)}
    assert len(drawn) == 2, "the cost is drawn, the slot of the question is not"


ANSWERS = [
    ("A in [[1|May|June]], B in [[2|May|July]].", "2", "A", "May", "B in ", "the place that touches the slot"),
    ("It [[1|opened|will open]] on 3 May.", "1", "A", "opened on 3 May", "It ", "one that reaches beyond the slot"),
]


@pytest.mark.parametrize(
    ("passage", "slot", "side", "answer", "before", "why"), ANSWERS, ids=[row[-1] for row in ANSWERS]
)
def test_an_answer_is_found(passage: str, slot: str, side: str, answer: str, before: str, why: str) -> None:
    question = {"q": "when", "slot": slot, "side": side, "answer": answer}
    record = {"id": "t", "group": "t", "title": "Roads", "heading": "", "passage": passage, "questions": [question]}
    for seed in range(8):
        (example,) = make_slot_examples(record, random.Random(seed))
        assert example.answering.passage[slice(*example.answer)] == answer
        assert example.answering.passage[: example.answer[0]].endswith(before), why


def test_a_question_of_a_pair_is_answered_by_one_of_them() -> None:
    questions = [
        {"question": "when", "answer": "May", "start": 3, "answered_by": "first"},
        {"question": "why", "answer": "frost", "start": 8, "answered_by": "second"},
    ]
    record = {"id": "p", "title": "Roads", "first": "In May.", "second": "Because frost.", "questions": questions}
    first, second = make_twin_examples(record)
    assert first.answering == ReaderText("Roads", "", "In May.") == second.other
    assert second.answering.passage[slice(*second.answer)] == "frost"


BRIDGE: dict[str, Any] = {
    "id": "b-1",
    "group": "Bridges",
    "title": "Bridges",
    "passage": "The bridge opened in May. It cost £4,000. The Chair cut a ribbon.",
    "answerable": [{"question": "when did it open", "answer": "May", "start": 21}],
    "near_misses": ["who built it", "why was it late"],
}
INSERTIONS = {
    0: parse_insertion("{{Larkford Works}} built it."),
    1: parse_insertion("It was late, {{owing to frost}}."),
}


@pytest.mark.parametrize("seed", range(12))
def test_a_near_miss_is_answered_once_a_sentence_is_put_in(seed: int) -> None:
    """Where the sentence stands, and whether the twin has another, is drawn; the answer's place is right for each."""
    who, why = make_insertion_examples(BRIDGE, INSERTIONS, random.Random(seed))
    for example, answer in ((who, "Larkford Works"), (why, "owing to frost")):
        assert example.answering.passage[slice(*example.answer)] == answer
        assert example.other is not None
        assert answer not in example.other.passage


def test_a_twin_may_have_a_sentence_put_in_too() -> None:
    drawn = [next(make_insertion_examples(BRIDGE, INSERTIONS, random.Random(seed))).other for seed in range(20)]
    assert {other is not None and "frost" in other.passage for other in drawn} == {True, False}


@pytest.mark.parametrize("seed", range(12))
def test_a_twin_lacks_the_sentence_with_the_answer(seed: int) -> None:
    (example,) = make_deletion_examples(BRIDGE, INSERTIONS, random.Random(seed))
    assert example.answering.passage[slice(*example.answer)] == "May"
    assert example.other is not None
    assert "May" not in example.other.passage
    assert "It cost £4,000." in example.other.passage


NO_TWINS = [
    ("May.", 0, "nothing is left without the sentence"),
    ("It opened in May. May was cold.", 13, "the answer stands elsewhere too"),
]


@pytest.mark.parametrize(("passage", "start", "why"), NO_TWINS, ids=[row[-1] for row in NO_TWINS])
def test_no_twin_is_made(passage: str, start: int, why: str) -> None:
    question = {"question": "when did it open", "answer": "May", "start": start}
    record = BRIDGE | {"passage": passage, "answerable": [question]}
    assert not list(make_deletion_examples(record, {}, random.Random(1))), why


def test_a_twin_is_another_passage_of_the_paper() -> None:
    other = BRIDGE | {"id": "b-2", "passage": "The bridge did open late.", "answerable": []}
    same_answer = BRIDGE | {"id": "b-3", "passage": "May the bridge open.", "answerable": []}
    (example,) = make_neighbour_examples([BRIDGE, other, same_answer], random.Random(1))
    assert example.other == ReaderText("Bridges", "", "The bridge did open late."), "the third holds the answer's words"


@pytest.mark.parametrize("seed", range(4))
def test_a_twin_is_another_passage_of_a_paper_with_slots(seed: int) -> None:
    formal = RECORD | {"id": "t-2", "passage": "RESOLVED that Cabinet agree to:", "questions": []}
    made = list(make_slot_paper_examples([RECORD, formal], random.Random(seed)))
    assert made, "either side of the first slot is asked for"
    for example in made:
        assert example.other is not None
        assert example.other.passage == formal["passage"]
        assert example.source == "neighbours"


@pytest.mark.parametrize("seed", range(12))
def test_parts_hold_the_answer_and_where_the_twin_differs(seed: int) -> None:
    passage = "One ran. Two sat. Three stood. The bridge opened in May. Five slept. Six sang."
    twin = passage.replace("opened in May", "opened late")
    start = passage.index("May")
    example = Example(
        "when", ReaderText("T", "", passage), (start, start + 3), ReaderText("T", "", twin), "slots", "g", start
    )
    part = crop_example(example, 9, random.Random(seed))
    assert part.answering.passage[slice(*part.answer)] == "May"
    assert part.other is not None
    assert "opened late." in part.other.passage
    assert all(4 <= len(text.passage.split()) <= 9 for text in (part.answering, part.other))


def test_a_long_sentence_stays_whole() -> None:
    example = Example(
        "when", ReaderText("T", "", "It opened in May of the year. Two sat."), (13, 16), None, "passages", "g"
    )
    assert crop_example(example, 3, random.Random(1)).answering.passage == "It opened in May of the year."


def test_a_sentence_without_a_marked_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="mark the words"):
        parse_insertion("It was late.")


def test_near_misses_are_not_among_the_answered() -> None:
    question = {"question": "when", "answer": "May", "start": 3}
    record = {"group": "g", "title": "T", "passage": "In May.", "answerable": [question], "near_misses": ["why"]}
    assert [example.question for example in make_passage_examples(record)] == ["when"]


def test_a_group_is_held_out_whole_and_for_good() -> None:
    held_out = [number for number in range(1000) if is_held_out(f"group {number}")]
    assert 60 < len(held_out) < 140
    assert held_out[:3] == [number for number in range(held_out[2] + 1) if is_held_out(f"group {number}")]


@pytest.mark.exhaustive
def test_every_record_kept_is_whole() -> None:
    """Each answer stands on its own side alone, so that every question stands with both labels."""
    records = load_data().slots
    assert len(records) > 500
    for record in records:
        made = list(make_slot_examples(record, random.Random(1)))
        assert len(made) == len(record["questions"]), record["id"]
        assert all(example.other is not None and example.other != example.answering for example in made), record["id"]
        assert "[[" not in fill_slots(record["passage"], {str(number): "A" for number in range(30)}), record["id"]
