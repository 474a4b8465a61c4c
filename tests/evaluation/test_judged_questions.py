"""The judged questions are whole: each is answered at a place, or says what stands near and why it is no answer."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.conftest import KENT, ROOT, SHARED

FILE = ROOT / "tests" / "judged_questions" / "questions.jsonl"
FOLDERS = {"kent": KENT, "councils": SHARED / "papers" / "councils"}
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_the_kinds_are_as_many_as_is_said() -> None:
    kinds = Counter((question["kind"], question["answerable"]) for question in QUESTIONS)
    assert kinds == {
        ("other words", True): 60,
        ("near topic", False): 60,
        ("real question", True): 38,
        ("real question", False): 12,
    }
    assert len({question["query_id"] for question in QUESTIONS}) == len({q["text"] for q in QUESTIONS}) == 170


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["query_id"] for question in QUESTIONS])
def test_a_question_is_judged_by_places_in_papers(question: dict[str, Any]) -> None:
    assert question["gold_answer"]
    places = [question["answer"] if question["answerable"] else question["near"], *question.get("places", ())]
    for place in places:
        if FOLDERS[question["collection"]].is_dir():
            assert (FOLDERS[question["collection"]] / place["file"]).is_file()
        assert place.get("start", 0) < place.get("end", 1)
        assert place.get("page", place.get("page_from")) >= 1
    if question["kind"] == "other words":
        assert any(place["grade"] == 2 for place in question["places"])
