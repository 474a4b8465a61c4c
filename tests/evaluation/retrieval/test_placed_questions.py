"""Questions whose places are named by letters: where the words are found again, and when a quote shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.page_letters import extract_letters
from paper_search.evaluation.retrieval import placed_questions
from paper_search.evaluation.retrieval.placed_questions import PlacedEvaluationSet
from paper_search.evaluation.retrieval.qrels import RetrievedSpan
from tests.evaluation.retrieval.making import Line, write_lines

MINUTES, REPORT = "ferndale/minutes.txt", "ferndale/report.txt"
FULL = "The Committee agreed to buy a second pump for the boating lake at a cost of £1,250 from reserves."
PART = "A pump had been asked for by the boating club in the spring of last year."
BEFORE, AFTER = "Apologies came from the Clerk and from two members.", "The next meeting is in May at the usual hour."
MINUTES_TEXT = f"{BEFORE}\n{FULL}\n{PART}\n{AFTER}\n"


def _find_place(words: str, grade: int) -> Line:
    start = extract_letters(MINUTES_TEXT).index(extract_letters(words))
    end = start + len(extract_letters(words))
    return {"file": MINUTES, "page_from": 1, "page_to": 1, "start": start, "end": end, "grade": grade}


ASKED: Line = {
    "query_id": "q1",
    "collection": "ferndale",
    "kind": "other words",
    "answerable": True,
    "text": "What did the new machine for the boats come to?",
    "answer": _find_place("£1,250", 2) | {"page": 1},
    "places": [_find_place(FULL, 2), _find_place(PART, 1)],
}
NEAR: Line = {
    "query_id": "q2",
    "collection": "ferndale",
    "kind": "near topic",
    "answerable": False,
    "text": "Who sold the pump?",
    "register": "plain",
    "near": {"file": REPORT, "page": 1},
}
ELSEWHERE: Line = NEAR | {"query_id": "q3", "collection": "larkford", "near": {"file": "larkford.pdf", "page": 1}}


def _write(folder: Path, lines: list[Line]) -> tuple[Path, Path]:
    corpus = folder / "papers"
    (corpus / MINUTES).parent.mkdir(parents=True, exist_ok=True)
    (corpus / MINUTES).write_text(MINUTES_TEXT, "utf-8")
    (corpus / REPORT).write_text("A pump was sold.", "utf-8")
    return write_lines(folder / "set" / placed_questions.QUESTIONS_FILE, lines), corpus


@pytest.fixture
def judged(tmp_path: Path) -> PlacedEvaluationSet:
    folder, corpus = _write(tmp_path, [ASKED, NEAR])
    (found,) = placed_questions.load(folder, [tmp_path / "nowhere", corpus])
    return found


def test_a_collection_is_a_set_whose_words_are_read_from_its_papers(judged: PlacedEvaluationSet) -> None:
    assert judged.folder.name == "ferndale-questions"
    assert [(question.query_id, question.answerable) for question in judged.questions] == [("q1", True), ("q2", False)]
    assert judged.shortest_answers == {"q1": "1,250"}
    assert judged.registers == {"q2": "plain"}
    assert set(judged.files) == {MINUTES, REPORT}, "the papers of the matter belong to the set too"
    gain = judged.compute_gain("q1", [RetrievedSpan(MINUTES, 0, 0, FULL), RetrievedSpan(MINUTES, 0, 0, AFTER)])
    assert gain.relevant == (True, False)


QUOTES = [
    (MINUTES, FULL, 2, "the judged words"),
    (MINUTES, f"{BEFORE} {FULL}", 2, "with others before them"),
    (MINUTES, FULL.upper()[:10] + FULL[10:], 2, "spelt in part in capitals, so not found letter for letter, yet alike"),
    (MINUTES, "a second pump for the boating lake", 2, "a piece of more than twenty letters"),
    (MINUTES, "£1,250", 2, "a shorter quote that lies inside whole"),
    (MINUTES, PART, 1, "what answers in part"),
    (MINUTES, f"{FULL}\n{PART}", 2, "the better of two places counts"),
    (MINUTES, AFTER, 0, "another sentence of the page"),
    (MINUTES, BEFORE + " The Committee agreed", 0, "it only touches the place: eighteen letters"),
    (REPORT, FULL, 2, "a copy in another paper says the same"),
    (REPORT, "a second pump for the boating lake", 0, "a piece in another paper may be of another matter"),
    (MINUTES, "", 0, "nothing"),
]


@pytest.mark.parametrize(("file", "words", "grade", "reason"), QUOTES, ids=[row[3] for row in QUOTES])
def test_a_quote_has_the_grade_of_the_place_that_it_shows(
    judged: PlacedEvaluationSet, file: str, words: str, grade: int, reason: str
) -> None:
    assert judged.grade_quote("q1", RetrievedSpan(file, 0, 0, words)) == grade, reason


def test_without_places_the_answer_is_the_place(tmp_path: Path) -> None:
    folder, corpus = _write(tmp_path, [{key: value for key, value in ASKED.items() if key != "places"}])
    (found,) = placed_questions.load(folder, [corpus])
    assert found.grade_quote("q1", RetrievedSpan(MINUTES, 0, 0, FULL)) == 2
    assert found.grade_quote("q1", RetrievedSpan(MINUTES, 0, 0, PART)) == 0


def test_a_collection_without_its_papers_is_skipped_and_said_to_be(tmp_path: Path) -> None:
    folder, corpus = _write(tmp_path, [ASKED, ELSEWHERE])
    skipped: list[str] = []
    found = placed_questions.load(folder, [corpus], skipped.append)
    assert [item.folder.name for item in found] == ["ferndale-questions"]
    assert skipped == ["larkford: 1 questions are skipped, their papers are not here."]


WRONG = [
    ([ASKED | {"places": [_find_place(FULL, 2) | {"start": 900, "end": 950}]}], "line 1: cannot be used.*900 to 950"),
    ([NEAR, {"collection": "ferndale", "text": "no name"}], "line 2: cannot be used .*query_id"),
    ([{key: value for key, value in ASKED.items() if key not in ("places", "answer")}], "cannot be used .*answer"),
    ([], "there are no judged questions"),
]


@pytest.mark.parametrize(("lines", "message"), WRONG, ids=["no place", "no name", "no answer", "no questions"])
def test_a_line_that_cannot_be_used_is_named(lines: list[Line], message: str, tmp_path: Path) -> None:
    folder, corpus = _write(tmp_path, lines)
    with pytest.raises(EvaluationError, match=message):
        placed_questions.load(folder, [corpus])
