"""What readers said of passages: what is kept of it and what not, and the set that is made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from paper_search import feedback as judgements
from paper_search.errors import QueryError, StorageError
from paper_search.evaluation.retrieval import judged_sets as sets
from paper_search.feedback import JudgedSet, Judgement, judged_set, keep, load, words_of
from paper_search.library import Library
from paper_search.records import Document, Locator, Passage
from tests.samples import paper

DOCUMENT, _, PASSAGES = paper("roads.pdf", "Potholes are repaired within two days.", "Hedges are cut in May.")
PASSAGES = (replace(PASSAGES[0], locator=Locator(pages=(3, 4))), PASSAGES[1])
FIRST, SECOND = PASSAGES


def _held(passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
    return {each.passage_id: (each, DOCUMENT) for each in PASSAGES if each.passage_id in passage_ids}


def _said(passage: Passage, is_right: bool, question: str = "who repairs potholes?") -> Judgement:
    return Judgement(question, passage.passage_id, words_of(passage), is_right, "2026-01-02")


CHANGED = replace(_said(FIRST, True), words="0" * 64)
GONE = replace(_said(FIRST, True), passage_id="gone.pdf::1")
CASES = [
    ([_said(FIRST, True)], {FIRST.passage_id: 2}, (0, 0, 0), "one yes"),
    ([_said(FIRST, True), _said(SECOND, False)], {FIRST.passage_id: 2, SECOND.passage_id: 0}, (0, 0, 0), "yes and no"),
    ([_said(FIRST, True), _said(FIRST, True), _said(FIRST, False)], {FIRST.passage_id: 2}, (0, 0, 0), "most said yes"),
    ([_said(FIRST, True), _said(FIRST, False)], {}, (1, 0, 1), "as many yes as no say nothing"),
    ([_said(FIRST, False)], {}, (0, 0, 1), "what is wrong alone does not say what is right"),
    ([CHANGED], {}, (0, 1, 1), "the passage has other words now"),
    ([GONE], {}, (0, 1, 1), "the passage was withdrawn"),
    ([], {}, (0, 0, 0), "nobody said anything"),
]


@pytest.mark.parametrize(("said", "grades", "left_out", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_what_counts(
    said: list[Judgement], grades: dict[str, int], left_out: tuple[int, int, int], reason: str
) -> None:
    found = judged_set(said, _held)
    by_text = {each.text: each.passage_id for each in PASSAGES}
    assert {by_text[line["text"]]: line["grade"] for line in found.qrels} == grades
    assert (found.disputed, found.unheld, found.unanswered) == left_out
    assert len(found.queries) == bool(grades)


def test_a_question_is_the_same_however_it_is_spaced_and_cased() -> None:
    said = [_said(FIRST, True), _said(FIRST, True, "Who  repairs POTHOLES?")]
    assert len(judged_set(said, _held).queries) == 1


def test_the_set_is_one_that_evaluate_reads(tmp_path: Path) -> None:
    judgements.export(judged_set([_said(FIRST, True), _said(SECOND, False)], _held), tmp_path / "judged")
    (question,) = sets.load(tmp_path / "judged").questions
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
    with pytest.raises(StorageError, match=r"qrels\.jsonl: there is such a file"):
        judgements.export(JudgedSet((), (), 0), tmp_path)
    assert (tmp_path / "qrels.jsonl").read_text() == "mine"


def test_a_line_that_was_cut_short_costs_no_other(tmp_path: Path) -> None:
    keep(tmp_path, _said(FIRST, True))
    path = tmp_path / judgements.FILE_NAME
    path.write_bytes(path.read_bytes() + b'{"question": "half a li')
    keep(tmp_path, _said(SECOND, False))
    assert load(tmp_path) == [_said(FIRST, True), _said(SECOND, False)]


def _keep_many(folder: Path, passage: Passage) -> None:
    for _ in range(50):
        keep(folder, _said(passage, True))


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    context = get_context("spawn")
    both = [context.Process(target=_keep_many, args=(tmp_path, each)) for each in PASSAGES]
    for each in both:
        each.start()
    for each in both:
        each.join()
    kept = load(tmp_path)
    assert sorted(map(str, kept)) == sorted(map(str, [_said(FIRST, True)] * 50 + [_said(SECOND, True)] * 50))


@pytest.mark.parametrize("question", ["", "x" * 501], ids=["none", "longer than one can be"])
def test_a_judgement_is_of_a_question(tmp_path: Path, question: str) -> None:
    with pytest.raises(QueryError, match="question"):
        keep(tmp_path, _said(FIRST, True, question))
    assert load(tmp_path) == []


def test_visitors_cannot_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgements, "LARGEST", 1000)
    with pytest.raises(StorageError, match="it is full; export them"):
        _keep_many(tmp_path, FIRST)
    assert (tmp_path / judgements.FILE_NAME).stat().st_size <= 1000
    assert load(tmp_path)


def test_no_word_of_a_paper_and_nothing_of_the_visitor_is_kept(library: Library, sample_index: Path) -> None:
    hit = library.search("road repairs", k=1)[0]
    library.judge("road repairs", hit.passage.passage_id, True)
    kept = (sample_index / judgements.FILE_NAME).read_text()
    assert hit.passage.text[:40] not in kept
    assert json.loads(kept.splitlines()[-1]).keys() == {"question", "passage_id", "words", "is_right", "day"}
    assert library.judged().qrels[-1]["text"] == hit.passage.text


def test_only_of_what_is_held_can_anything_be_said(library: Library) -> None:
    with pytest.raises(QueryError, match="not held"):
        library.judge("road repairs", "nothing::1", True)
