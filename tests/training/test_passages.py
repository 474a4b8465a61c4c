"""Passages with all the questions that they answer, cut and filled as an encoder is trained on them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from training.examples import is_held_out
from training.passages import draw_passages, iterate_epochs
from training.sources import TrainingData, load_data

SLOTS: dict[str, Any] = {
    "id": "t-1",
    "group": "t-1",
    "title": "Depots",
    "heading": "Closures",
    "passage": "The depot [[1|closed on 3 May|is to close on 9 June]]. It cost £4,000 a year.",
    "questions": [
        {"q": "when did it shut", "slot": 1, "side": "A", "answer": "3 May"},
        {"q": "when will it shut", "slot": 1, "side": "B", "answer": "9 June"},
    ],
}
FILLER = "The members thanked the crew of the ferry for their long service to the town. " * 12
LONG: dict[str, Any] = {
    "id": "p-1",
    "group": "p",
    "title": "Ferries",
    "heading": None,
    "passage": f"The ferry closes on 3 May. {FILLER}It opens on 9 June.",
    "answerable": [
        {"question": "when does it close", "answer": "3 May", "start": 20},
        {"question": "when does it open", "answer": "9 June", "start": 36 + len(FILLER)},
    ],
    "near_misses": [],
}
BOTH = TrainingData((SLOTS,), (), (LONG,))


def test_a_passage_stands_with_the_questions_of_its_sides_alone() -> None:
    seen = set()
    for seed in range(20):
        (drawn,) = draw_passages(TrainingData((SLOTS,), (), ()), random.Random(seed), held_out=is_held_out("t-1"))
        closed = "closed on 3 May" in drawn.passage
        assert drawn.questions == ("when did it shut" if closed else "when will it shut",)
        assert drawn.context == "Depots\nClosures\n", "a line each, in front of the passage as the index has it"
        seen.add(closed)
    assert seen == {True, False}, "sides are drawn anew"


@pytest.mark.parametrize("seed", range(6))
def test_only_questions_of_the_part_stay(seed: int) -> None:
    assert LONG["passage"][20:25] == "3 May" and LONG["passage"].endswith("9 June.")
    (drawn,) = draw_passages(TrainingData((), (), (LONG,)), random.Random(seed), held_out=is_held_out("p"))
    assert len(drawn.passage.split()) <= 110
    expected = "when does it close" if "3 May" in drawn.passage else "when does it open"
    assert drawn.questions == (expected,)


def test_what_is_held_out_is_not_trained_on() -> None:
    held_out, trained = (draw_passages(BOTH, random.Random(1), held_out=side) for side in (True, False))
    assert len(held_out) + len(trained) == 2
    data = load_data()
    sides = [draw_passages(data, random.Random(1), held_out=side) for side in (True, False)]
    titles = [{(passage.context, passage.passage) for passage in side} for side in sides]
    assert titles[0] and titles[1] and not titles[0] & titles[1]


def test_epochs_are_drawn_by_their_seed() -> None:
    data = TrainingData(tuple({**SLOTS, "group": f"t-{number}"} for number in range(8)), (), ())
    first, second = (list(zip(iterate_epochs(data, 3), range(3), strict=False)) for _ in range(2))
    assert first == second
    assert first[0][0] != first[1][0], "the next epoch draws other sides"
