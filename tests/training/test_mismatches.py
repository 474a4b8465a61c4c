"""Twins about somebody else, another year or another matter, and what questions give away by their style."""

from __future__ import annotations

import random

import pytest

from paper_search.embeddings.pair_input import ReaderText
from training.examples import Example, Record, make_near_miss_examples
from training.mismatches import make_same_kind_examples, make_stranger_examples, make_swap_examples
from training.question_bias import fit_question_bias

OTHERS = tuple(
    Example(
        "why",
        ReaderText("Minutes", "", f"It was moved by {name} that it be left."),
        (0, 2),
        None,
        "slots",
        name,
    )
    for name in ("Quayle", "Beddoes", "Pugh")
)


def make_example(question: str, passage: str, answer: str, group: str = "own", title: str = "Minutes") -> Example:
    """Return an answered question."""
    start = passage.index(answer)
    return Example(question, ReaderText(title, "", passage), (start, start + len(answer)), None, "slots", group)


@pytest.mark.parametrize(
    ("question", "passage", "answer", "gone", "why"),
    [
        (
            "Why did Ludstone lose its bus?",
            "We heard that Ludstone lost its bus as few used it.",
            "few used it",
            "Ludstone",
            "a place",
        ),
        ("spending in 2024", "In all £4m was spent in 2024.", "£4m", "2024", "a year"),
        (
            "What did Councillor Fairbrother's letter ask for?",
            "The chair said that Fairbrother had asked for a ramp.",
            "a ramp",
            "Fairbrother",
            "a name in the possessive",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_a_twin_speaks_of_another(question: str, passage: str, answer: str, gone: str, why: str) -> None:
    made = list(make_swap_examples([make_example(question, passage, answer), *OTHERS], random.Random(1)))
    assert len(made) == 1, why
    assert made[0].other is not None
    assert gone not in made[0].other.passage
    assert answer in made[0].other.passage
    assert made[0].answering.passage == passage


@pytest.mark.parametrize(
    ("question", "passage", "answer", "why"),
    [
        ("Why was it late?", "We heard that Ludstone lost its bus.", "lost its bus", "nothing is named"),
        ("Who stood for Ludstone?", "We heard that Cllr Ludstone stood.", "Ludstone", "the name is the answer"),
        ("What was said in Council?", "We heard in Council that the council met.", "met", "a word that is no name"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_what_names_nothing_has_no_such_twin(question: str, passage: str, answer: str, why: str) -> None:
    assert not list(make_swap_examples([make_example(question, passage, answer), *OTHERS], random.Random(1))), why


def test_strangers_are_of_other_papers_and_lack_a_word_that_tells() -> None:
    examples = [
        make_example("what closed the weir", "The weir was closed by a flood of the river.", "a flood", "weir"),
        make_example("what closed the school", "The school was closed by a fault of the boiler.", "a fault", "school"),
        make_example(
            "what closed the road", "The road was closed by a slip of the bank of the river.", "a slip", "road"
        ),
        make_example("what closed it", "The shop was closed by a slip of the trade.", "a slip of the trade", "shop"),
    ]
    made = list(make_stranger_examples(examples, random.Random(2)))
    # "What closed it" asks for nothing in particular: any paper may answer it.
    assert {example.group for example in made} == {"weir", "school", "road"}
    for example in made:
        assert example.other is not None
        assert example.other != example.answering
        assert example.group not in example.other.passage


def test_twins_of_the_same_kind_answer_a_question_that_begins_alike_in_another_paper() -> None:
    examples = [
        make_example(
            "Why did the weir close?", "The weir was shut as the river was high.", "the river was high", "weir"
        ),
        make_example("why did the school move", "We moved the school as its roof leaked.", "its roof leaked", "school"),
        make_example("When did the shop open?", "The shop was opened in May.", "May", "shop"),
    ]
    made = {example.group: example for example in make_same_kind_examples(examples, random.Random(3))}
    assert set(made) <= {"weir", "school"}, "no other question asks when"
    assert made, "of four draws one is the other question, but for one time in sixteen"
    for group, example in made.items():
        other = examples[1 if group == "weir" else 0]
        assert example.other == other.answering
        assert example.other_place == other.answer[0], "the twin is cut around its own answer"


def make_records(count: int) -> list[Record]:
    """Return passages whose answered questions all begin alike, and their near misses otherwise."""
    passage = "The depot opened on 3 May."
    return [
        {
            "id": f"r{number}",
            "group": f"g{number}",
            "title": "T",
            "passage": passage,
            "answerable": [{"question": f"when did the depot open {number}", "answer": "3 May", "start": 20}],
            "near_misses": [f"how much did the depot cost {number}"],
        }
        for number in range(count)
    ]


def test_style_that_gives_a_question_away_is_in_its_bias() -> None:
    records = make_records(40)
    bias = fit_question_bias(records)
    assert len(bias) == 80
    assert all((value > 0) == question.startswith("when") for (_, question), value in bias.items())
    assert all(abs(value) <= 4 for value in bias.values())


def test_too_few_papers_to_leave_some_out_have_no_bias_and_no_near_misses() -> None:
    records = make_records(3)
    assert fit_question_bias(records) == {}
    assert not list(make_near_miss_examples(records[0], {}, random.Random(1)))


def test_a_near_miss_stands_beside_an_answered_question_with_what_both_give_away() -> None:
    record = make_records(1)[0]
    bias = {("r0", "when did the depot open 0"): 1.5, ("r0", "how much did the depot cost 0"): -0.5}
    (example,) = make_near_miss_examples(record, bias, random.Random(1))
    assert (example.question, example.other_question) == ("when did the depot open 0", "how much did the depot cost 0")
    assert example.other == example.answering
    assert example.bias == (1.5, -0.5)
