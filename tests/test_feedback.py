"""What readers said of passages: what is kept of it and what not, and the set that is made of it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from paper_search import feedback
from paper_search.errors import QueryError, StorageError
from paper_search.evaluation.retrieval import judged_sets
from paper_search.feedback import (
    FeedbackSet,
    ReaderJudgement,
    build_feedback_set,
    hash_passage,
    load_judgements,
    save_judgement,
)
from paper_search.library import Library
from paper_search.records import Document, Locator, Passage
from tests.conftest import ROOT
from tests.samples import paper

DOCUMENT, _, PASSAGES = paper("roads.pdf", "Potholes are repaired within two days.", "Hedges are cut in May.")
PASSAGES = (replace(PASSAGES[0], locator=Locator(pages=(3, 4))), PASSAGES[1])
FIRST, SECOND = PASSAGES


def _fetch_passages(passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
    return {passage.passage_id: (passage, DOCUMENT) for passage in PASSAGES if passage.passage_id in passage_ids}


def _make_judgement(passage: Passage, is_right: bool, question: str = "who repairs potholes?") -> ReaderJudgement:
    return ReaderJudgement(question, passage.passage_id, hash_passage(passage), is_right, "2026-01-02")


CHANGED = replace(_make_judgement(FIRST, True), words="0" * 64)
GONE = replace(_make_judgement(FIRST, True), passage_id="gone.pdf::1")
CASES = [
    ([_make_judgement(FIRST, True)], {FIRST.passage_id: 2}, (0, 0, 0), "one yes"),
    (
        [_make_judgement(FIRST, True), _make_judgement(SECOND, False)],
        {FIRST.passage_id: 2, SECOND.passage_id: 0},
        (0, 0, 0),
        "yes and no",
    ),
    (
        [_make_judgement(FIRST, True), _make_judgement(FIRST, True), _make_judgement(FIRST, False)],
        {FIRST.passage_id: 2},
        (0, 0, 0),
        "most said yes",
    ),
    ([_make_judgement(FIRST, True), _make_judgement(FIRST, False)], {}, (1, 0, 1), "as many yes as no say nothing"),
    ([_make_judgement(FIRST, False)], {}, (0, 0, 1), "what is wrong alone does not say what is right"),
    ([CHANGED], {}, (0, 1, 1), "the passage has other words now"),
    ([GONE], {}, (0, 1, 1), "the passage was withdrawn"),
    ([], {}, (0, 0, 0), "nobody said anything"),
]


@pytest.mark.parametrize(("said", "grades", "left_out", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_what_counts(
    said: list[ReaderJudgement], grades: dict[str, int], left_out: tuple[int, int, int], reason: str
) -> None:
    found = build_feedback_set(said, _fetch_passages)
    by_text = {passage.text: passage.passage_id for passage in PASSAGES}
    assert {by_text[line["text"]]: line["grade"] for line in found.qrels} == grades
    assert (found.disputed, found.unheld, found.unanswered) == left_out
    assert len(found.queries) == bool(grades)


def test_a_question_is_the_same_however_it_is_spaced_and_cased() -> None:
    said = [_make_judgement(FIRST, True), _make_judgement(FIRST, True, "Who  repairs POTHOLES?")]
    assert len(build_feedback_set(said, _fetch_passages).queries) == 1


def test_the_set_is_one_that_evaluate_reads(tmp_path: Path) -> None:
    feedback.export_feedback(
        build_feedback_set([_make_judgement(FIRST, True), _make_judgement(SECOND, False)], _fetch_passages),
        tmp_path / "judged",
    )
    (question,) = judged_sets.load(tmp_path / "judged").questions
    assert (question.text, question.answerable) == ("who repairs potholes?", True)
    lines = [json.loads(line) for line in (tmp_path / "judged/qrels.jsonl").read_text().splitlines()]
    assert lines[0] | {"query_id": ""} == {
        "query_id": "",
        "file": "roads.pdf",
        "text": FIRST.text,
        "page_from": 3,
        "page_to": 4,
        "grade": 2,
    }


def test_a_set_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "qrels.jsonl").write_text("mine")
    with pytest.raises(StorageError, match=r"qrels\.jsonl: this file exists"):
        feedback.export_feedback(FeedbackSet((), (), 0), tmp_path)
    assert (tmp_path / "qrels.jsonl").read_text() == "mine"


def test_a_line_that_was_cut_short_costs_no_other(tmp_path: Path) -> None:
    save_judgement(tmp_path, _make_judgement(FIRST, True))
    path = tmp_path / feedback.FILE_NAME
    path.write_bytes(path.read_bytes() + b'{"question": "half a li')
    save_judgement(tmp_path, _make_judgement(SECOND, False))
    assert load_judgements(tmp_path) == [_make_judgement(FIRST, True), _make_judgement(SECOND, False)]


def _keep_many(folder: Path, passage: Passage) -> None:
    for _ in range(50):
        save_judgement(folder, _make_judgement(passage, True))


KEEP_MANY = (
    "import pickle, sys; from paper_search.feedback import save_judgement; from pathlib import Path\n"
    "judgement = pickle.load(sys.stdin.buffer)\n"
    "for _ in range(50): save_judgement(Path(sys.argv[1]), judgement)"
)
"""A program that writes a judgement again and again."""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEEP_MANY, str(tmp_path)]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) for _ in PASSAGES]
    for process, passage in zip(both, PASSAGES, strict=True):
        assert process.stdin
        pickle.dump(_make_judgement(passage, True), process.stdin)
        process.stdin.close()
    assert [process.wait(60) for process in both] == [0, 0]
    kept = load_judgements(tmp_path)
    assert sorted(map(str, kept)) == sorted(
        map(str, [_make_judgement(FIRST, True)] * 50 + [_make_judgement(SECOND, True)] * 50)
    )


@pytest.mark.parametrize("question", ["", "x" * 501], ids=["none", "longer than one can be"])
def test_a_judgement_is_of_a_question(tmp_path: Path, question: str) -> None:
    with pytest.raises(QueryError, match="question"):
        save_judgement(tmp_path, _make_judgement(FIRST, True, question))
    assert load_judgements(tmp_path) == []


def test_visitors_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MAX_FILE_BYTES", 1000)
    with pytest.raises(StorageError, match="it is full; export them"):
        _keep_many(tmp_path, FIRST)
    assert (tmp_path / feedback.FILE_NAME).stat().st_size <= 1000
    assert load_judgements(tmp_path)


def test_no_word_of_a_paper_and_nothing_of_the_visitor_is_kept(library: Library, sample_index: Path) -> None:
    hit = library.search("road repairs", k=1)[0]
    library.save_judgement("road repairs", hit.passage.passage_id, True)
    kept = (sample_index / feedback.FILE_NAME).read_text()
    assert hit.passage.text[:40] not in kept
    assert json.loads(kept.splitlines()[-1]).keys() == {"question", "passage_id", "words", "is_right", "day"}
    assert library.load_feedback().qrels[-1]["text"] == hit.passage.text


def test_only_of_what_is_held_can_anything_be_said(library: Library) -> None:
    with pytest.raises(QueryError, match="not in the index any more"):
        library.save_judgement("road repairs", "nothing::1", True)
