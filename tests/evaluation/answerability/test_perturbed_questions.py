"""Questions that come near to an answer, made of those that have one; over the sample papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.evaluation.answerability.perturbed_questions import (
    SWAPPED_WORD,
    UNKNOWN_WORD,
    find_rarest_words,
    perturb_questions,
)
from paper_search.evaluation.retrieval.qrels import Question
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine

ASKED = [
    Question("q1", "How many potholes were repaired?"),
    Question("q2", "What did the auditor say of reserves?"),
    Question("q3", "Who is it?"),
]
ELSEWHERE = ["mermaids", "potholes", "krakens"]


@pytest.fixture(scope="module")
def index(sample_index: Path) -> Iterator[IndexSnapshot]:
    with LocalEngine(sample_index).snapshot() as snapshot:
        yield snapshot


def test_the_rarest_word_is_the_telling_one(index: IndexSnapshot) -> None:
    assert find_rarest_words(ASKED[:2], index) == ["potholes", "auditor"]
    assert find_rarest_words(ASKED[2:], index) == [], "a question without a word of some length has none"


def test_a_strange_word_is_in_no_paper_and_a_mixed_one_in_another_question(index: IndexSnapshot) -> None:
    made = {(kind, each.query_id): each for kind, each in perturb_questions(ASKED, ELSEWHERE, index)}
    assert set(made) == {(UNKNOWN_WORD, "q1"), (SWAPPED_WORD, "q1"), (UNKNOWN_WORD, "q2"), (SWAPPED_WORD, "q2")}
    assert made[SWAPPED_WORD, "q1"].text == "How many auditor were repaired?"
    assert made[UNKNOWN_WORD, "q1"].text in {"How many mermaids were repaired?", "How many krakens were repaired?"}
    assert not any(value.answerable for value in made.values())


def test_the_same_questions_are_made_every_time(index: IndexSnapshot) -> None:
    assert list(perturb_questions(ASKED, ELSEWHERE, index)) == list(perturb_questions(ASKED, ELSEWHERE, index))


def test_without_words_of_others_only_the_sets_own_are_mixed(index: IndexSnapshot) -> None:
    assert {kind for kind, _ in perturb_questions(ASKED, [], index)} == {SWAPPED_WORD}
