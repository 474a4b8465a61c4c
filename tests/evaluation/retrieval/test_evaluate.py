"""A person's own small sets, measured whole: real papers, real index, real model."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from paper_search.answering.config import ANSWERING
from paper_search.cli import main
from paper_search.config import DEFAULT_MODEL
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import EvaluationError
from paper_search.evaluation import retrieval
from paper_search.evaluation.retrieval import (
    ALL_DOCUMENTS,
    OWN_DOCUMENTS,
    EvaluationOptions,
    judged_sets,
    report,
    runs,
    set_index,
    systems,
)
from paper_search.evaluation.retrieval.scoring import AUROC, score_run
from paper_search.evaluation.retrieval.scoring import build_row as row_of
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.evaluation.retrieval.systems import BASELINES, LIBRARY_SYSTEM, fuse_reciprocal_ranks
from paper_search.records import Candidates, Filters, ScoredPassage
from paper_search.retrieval.config import RANKING
from tests.conftest import CORPUS
from tests.evaluation.retrieval.making import page_set, span_set
from tests.sample_corpus.questions import APPEAL, HOMELESS, POTHOLES, QUESTIONS

FILES = (APPEAL, HOMELESS, POTHOLES)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sample papers in the set's own folder, the questions about them, and two that nothing answers."""
    folder = tmp_path_factory.mktemp("own-set")
    for file in FILES:
        (folder / "papers" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CORPUS / file, folder / "papers" / file)
    judged = [
        (f"q{number}", question, [target for target in question.targets if target.file in FILES])
        for number, question in enumerate(QUESTIONS)
    ]
    asked = [(query_id, one, targets) for query_id, one, targets in judged if targets or not one.targets]
    page_set(
        folder,
        [
            {"query_id": query_id, "text": one.text, "answerable": bool(targets), "kind": "fact" if targets else "none"}
            | ({"answer_text": targets[0].words} if targets else {})
            for query_id, one, targets in asked
        ],
        [
            {"query_id": query_id, "file": target.file, "page_from": 1, "page_to": 99, "text": target.words}
            for query_id, _, targets in asked
            for target in targets
        ],
    )
    return folder


@pytest.fixture(scope="module")
def indexed_set(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> IndexedSet:
    return set_index.build_set_index(judged_sets.load(pages), (), tmp_path_factory.mktemp("own-index"), DEFAULT_MODEL)


@pytest.mark.exhaustive
def test_a_database_gives_the_hits_of_the_folder(pages: Path, indexed_set: IndexedSet, database: str) -> None:
    published = set_index.build_set_index(
        judged_sets.load(pages), (), indexed_set.index, DEFAULT_MODEL, engine=database
    )
    assert published.library.engine.name.startswith("postgresql://")
    ours, theirs = (systems.create_library_system(held, ANSWERING) for held in (published, indexed_set))
    for question in indexed_set.evaluation_set.questions:
        found, expected = ours(question, Filters()).spans, theirs(question, Filters()).spans
        assert found, question.text
        assert [span.passage_id for span in found] == [span.passage_id for span in expected], question.text


@dataclass(frozen=True)
class Measured:
    """The set measured once, and the folder with what was saved of it."""

    found: retrieval.RetrievalReport
    folder: Path


@pytest.fixture(scope="module")
def measured(
    indexed_set: IndexedSet, encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Measured:
    folder = tmp_path_factory.mktemp("measured")
    options = EvaluationOptions(save_path=folder / "run.jsonl", trec_path=folder / "run.trec")
    return Measured(retrieval.evaluate(indexed_set, encoder, options), folder)


def test_an_own_set_is_measured_and_its_run_can_be_judged_again(indexed_set: IndexedSet, measured: Measured) -> None:
    first, saved = measured.found, measured.folder / "run.jsonl"
    (ours,) = first.rows
    assert (first.papers, first.unanswerable) == (3, 4) and first.answerable > 3
    assert ours.means["answer@1"].value > 0.4, ours
    assert ours.means[AUROC].count == first.answerable + first.unanswerable
    again = runs.load(saved, indexed_set.evaluation_set)
    marks = score_run(indexed_set.evaluation_set, indexed_set.evaluation_set.questions, again)
    lines = [json.loads(line) for line in saved.read_text("utf-8").splitlines()]
    assert {line["query_id"]: line["measures"] for line in lines if line["measures"]} == marks.measures
    backwards = score_run(
        indexed_set.evaluation_set,
        indexed_set.evaluation_set.questions,
        [replace(each, spans=each.spans[::-1]) for each in again],
    )
    worse = row_of("pooled", "backwards", backwards, marks).gains["nDCG@10"].gain
    assert worse.value > 0.2, "what is found in the order of its fit is worth more than the other way round"
    trec = [line.split(" ") for line in (measured.folder / "run.trec").read_text("utf-8").splitlines()]
    assert {len(line) for line in trec} == {6} and len(trec) == sum(len(line["hits"]) for line in lines)
    assert [line[3] for line in trec[:3]] == ["1", "2", "3"]


def test_a_saved_run_and_baselines_stand_beside_ours(
    indexed_set: IndexedSet, encoder: SentenceTransformerEncoder, measured: Measured
) -> None:
    saved = measured.folder / "run.jsonl"
    found = retrieval.evaluate(indexed_set, encoder, EvaluationOptions(tuple(BASELINES), compare_path=saved))
    assert [row.system for row in found.rows] == [LIBRARY_SYSTEM, "run.jsonl", *BASELINES]
    same = found.rows[1]
    assert same.means == found.rows[0].means
    assert all((gain.gain.value, gain.p_value) == (0.0, 1.0) for gain in same.gains.values())
    for row in found.rows[2:]:
        gain = row.gains["nDCG@10"].gain.value
        assert found.rows[0].means["nDCG@10"].value - row.means["nDCG@10"].value == pytest.approx(gain)
        assert row.means["nDCG@10"].value > 0.3, row
    printed = report.format_table([found, found])
    assert "ours gains" in printed and "all sets" in printed and "success@1" in printed


def test_a_sweep_is_a_loop_over_configs(
    indexed_set: IndexedSet, encoder: SentenceTransformerEncoder, measured: Measured
) -> None:
    configs = [replace(ANSWERING, ranking=replace(RANKING, dense_weight=weight)) for weight in (0.5, -20.0)]
    found = [
        measured.found,
        *(retrieval.evaluate(indexed_set, encoder, EvaluationOptions(config=one)) for one in configs),
    ]
    default, same, against_meaning = (one.rows[0].means["nDCG@10"].value for one in found)
    assert default == same, "the default is the value in use"
    assert against_meaning < default, "and another value is another ranking"


def test_a_sweep_of_answers_moves_what_is_found(indexed_set: IndexedSet) -> None:
    question = indexed_set.evaluation_set.questions[0]
    strict = replace(ANSWERING, confidence=replace(ANSWERING.confidence, threshold=1.0))
    found = [
        systems.create_library_system(indexed_set, config)(question, Filters()).answer is not None
        for config in (ANSWERING, strict)
    ]
    assert found == [True, False]


def test_a_baseline_that_is_none(indexed_set: IndexedSet, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(EvaluationError, match="no baseline 'best'; there are bm25, dense"):
        retrieval.evaluate(indexed_set, encoder, EvaluationOptions(("best",)))


def test_reciprocal_ranks_of_two_lists() -> None:
    lists = Candidates(
        (ScoredPassage("a", 0.9), ScoredPassage("b", 0.8)), (ScoredPassage("b", 7.0), ScoredPassage("c", 3.0))
    )
    assert fuse_reciprocal_ranks(lists) == [
        ScoredPassage("b", pytest.approx(1 / 62 + 1 / 61)),
        ScoredPassage("a", 1 / 61),
        ScoredPassage("c", 1 / 62),
    ]


BAD_RUNS = [
    ('{"query_id": "nobody", "hits": []}', "line 1: answers 'nobody', which", "another set's run"),
    ('{"query_id": "q0", "hits": [{"file": "a"}]}', "line 1: has no 'page_from'", "a hit without its place"),
]


@pytest.mark.parametrize(("line", "said", "why"), BAD_RUNS, ids=[row[2] for row in BAD_RUNS])
def test_a_run_that_cannot_be_used(indexed_set: IndexedSet, tmp_path: Path, line: str, said: str, why: str) -> None:
    (tmp_path / "run.jsonl").write_text(line, "utf-8")
    with pytest.raises(EvaluationError, match=said):
        runs.load(tmp_path / "run.jsonl", indexed_set.evaluation_set)
    with pytest.raises(EvaluationError, match="no such run"):
        runs.load(tmp_path / "none.jsonl", indexed_set.evaluation_set)


# -- papers that the set brings along --------------------------------------------------------------------------

MEETINGS = {
    "one": "Mrs Fry: The ferry will run every hour in summer.\n\nMr Hall: The quay was repaired in May.",
    "one/b": "Mr Hall: The ferry was cancelled on nine days because of fog.\n\nMrs Fry: The bus goes every hour.",
}


def meetings(folder: Path) -> Path:
    fog = MEETINGS["one/b"]
    return span_set(
        folder,
        MEETINGS,
        [{"_id": "q", "text": "How often does the ferry run?", "doc_filter": ["one/b"]}],
        [{"query_id": "q", "doc_id": "one/b", "start": 0, "end": fog.index("\n")}],
    )


def test_papers_are_told_apart_by_the_filter_that_people_have(
    tmp_path: Path, encoder: SentenceTransformerEncoder
) -> None:
    judged = judged_sets.load(meetings(tmp_path / "set"))
    opened = set_index.build_set_index(judged, (), tmp_path / "index", DEFAULT_MODEL)
    assert sorted(opened.names.values()) == sorted(MEETINGS)
    found = retrieval.evaluate(opened, encoder, EvaluationOptions(("dense",), save_path=tmp_path / "run.jsonl"))
    assert [(row.task, row.system) for row in found.rows] == [
        (task, system) for task in (ALL_DOCUMENTS, OWN_DOCUMENTS) for system in (LIBRARY_SYSTEM, "dense")
    ]
    pooled, within = (runs.load(tmp_path / name, judged)[0].spans for name in ("run.jsonl", "run.own.jsonl"))
    assert {place.document_name for place in pooled} == set(MEETINGS)
    assert {place.document_name for place in within} == {"one/b"}
    assert found.rows[2].means["recall@5"].value == 1.0


def test_the_index_is_used_again_and_follows_the_papers(tmp_path: Path) -> None:
    folder, index = meetings(tmp_path / "set"), tmp_path / "index"
    set_index.build_set_index(judged_sets.load(folder), (), index, DEFAULT_MODEL)
    times = {path: path.stat().st_mtime_ns for path in (index / "papers").glob("*.txt")}
    assert len(times) == 2
    set_index.build_set_index(judged_sets.load(folder), (), index, DEFAULT_MODEL)
    assert {path: path.stat().st_mtime_ns for path in (index / "papers").glob("*.txt")} == times
    longer = MEETINGS | {"one": MEETINGS["one"] + "\n\nMrs Fry: Fares are frozen."}
    span_set(folder, longer, [{"_id": "q", "text": "?"}], [{"query_id": "q", "doc_id": "one", "start": 0, "end": 9}])
    opened = set_index.build_set_index(judged_sets.load(folder), (), index, DEFAULT_MODEL)
    assert opened.library.reading_text("one.txt") == longer["one"]


def test_another_encoder_or_set_has_another_index(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    one, two = (judged_sets.load(meetings(tmp_path / name)) for name in ("one", "two"))
    kept = set_index.resolve_index_folder(one, (), tmp_path, encoder.info)
    assert kept == set_index.resolve_index_folder(one, (), tmp_path, encoder.info)
    assert kept.parent == tmp_path / "evaluation"
    assert kept != set_index.resolve_index_folder(two, (), tmp_path, encoder.info)


# -- the command -----------------------------------------------------------------------------------------------


def test_the_command_prints_json_for_programs(
    pages: Path, indexed_set: IndexedSet, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", "search", "--set", str(pages), "--index", str(indexed_set.index), "--baseline", "bm25"]
    assert main([*arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    ours, other = found["sets"][0]["rows"]
    assert (ours["system"], other["system"]) == (LIBRARY_SYSTEM, "bm25")
    assert ours["means"]["nDCG@10"].keys() == {"value", "low", "high", "count"}
    assert 0 < other["gains"]["nDCG@10"]["p"] <= 1
    assert main(arguments) == 0
    assert "asked of all papers" in capsys.readouterr().out


def test_the_command_says_where_the_papers_are_missing(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("queries.jsonl", "qrels.jsonl"):
        shutil.copy(pages / name, tmp_path / name)
    assert main(["evaluate", "search", "--set", str(tmp_path), "--corpus", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "qrels.jsonl, line 1: judges" in said and "--corpus" in said


def test_files_of_a_run_belong_to_one_set(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["evaluate", "search", "--set", str(pages), "--set", str(pages), "--save", str(tmp_path / "run.jsonl")]
    assert main(arguments) == 2
    assert "name one --set" in capsys.readouterr().err
