"""The figures are those of the judged sets' own judging programs, run for run, question by question."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from paper_search.evaluation.retrieval import judged_sets, runs
from paper_search.evaluation.retrieval.scoring import AUROC, RunScores, build_row, score_run
from tests.conftest import SHARED
from tests.evaluation.retrieval.making import read_lines, some_pages, some_spans, write_lines

SETS = SHARED / "evalsets"
JUDGE, SCORE = SETS / "judge.py", SETS / "kent-cabinet" / "score.py"
THEIRS = {
    "nDCG@10": "ndcg@10",
    "recall@5": "recall@5",
    "recall@10": "recall@10",
    "RR@10": "mrr@10",
    "success@1": "success@1",
    "answer@1": "answer@1",
}
needs_shared = pytest.mark.skipif(not JUDGE.is_file(), reason="the judged sets are not here")


def program(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_saved_run(folder: Path, path: Path) -> RunScores:
    judged = judged_sets.load(folder)
    return score_run(judged, judged.questions, runs.load(path, judged))


@needs_shared
@pytest.mark.parametrize("name", ["seeds", "qmsum"])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.rare_rows("1-qmsum", "2-seeds")
def test_spans_are_judged_as_by_the_sets_own_program(name: str, seed: int, tmp_path: Path) -> None:
    folder, judge = SETS / name, program(JUDGE)
    write_lines(tmp_path / "run.jsonl", some_spans(folder, seed))
    write_lines(tmp_path / "other.jsonl", some_spans(folder, seed + 100))
    per, auroc = judge.judge(*judge.load_set(folder), judge.load_run(tmp_path / "run.jsonl"))
    others, _ = judge.judge(*judge.load_set(folder), judge.load_run(tmp_path / "other.jsonl"))
    ours, theirs = score_saved_run(folder, tmp_path / "run.jsonl"), score_saved_run(folder, tmp_path / "other.jsonl")
    assert ours.measures.keys() == per.keys() and sum(value["success@1"] for value in per.values()) > 3
    for query_id, figures in ours.measures.items():
        expected = {mine: per[query_id][its] for mine, its in THEIRS.items() if its in per[query_id]}
        assert figures == pytest.approx(expected), query_id
    found = build_row("", "", theirs, ours)
    for mine, its in THEIRS.items():
        both = [query_id for query_id in per if its in per[query_id]]
        pairs = [per[query_id][its] for query_id in both], [others[query_id][its] for query_id in both]
        if both:
            gain = found.gains[mine]
            assert (gain.gain.value, gain.gain.low, gain.gain.high, gain.p_value) == pytest.approx(judge.paired(*pairs))
            mean = build_row("", "", ours).means[mine]
            assert (mean.value, mean.low, mean.high) == pytest.approx(judge.ci(pairs[0]))
    if auroc is not None:
        assert build_row("", "", ours).means[AUROC].value == pytest.approx(auroc)


@needs_shared
@pytest.mark.parametrize("seed", [1, 2])
def test_pages_are_judged_as_by_the_sets_own_program(seed: int, tmp_path: Path) -> None:
    folder, score = SCORE.parent, program(SCORE)
    run = some_pages(folder, seed)
    write_lines(tmp_path / "run.jsonl", run)
    files = [read_lines(folder / name) for name in ("queries.jsonl", "qrels.jsonl")]
    theirs = score.evaluate(*files, run, read_lines(folder / "metadata.jsonl"))
    ours = score_saved_run(folder, tmp_path / "run.jsonl")
    names = {"nDCG@10": "nDCG@10", "recall@5": "Recall@5", "recall@10": "Recall@10", "RR@10": "MRR@10"}
    assert theirs["all"]["success@1"] > 0.1
    for query_id, figures in ours.measures.items():
        for mine, its in (names | {"success@1": "success@1"}).items():
            assert figures[mine] == pytest.approx(theirs["per_query"][query_id][its]), (query_id, mine)


@needs_shared
def test_a_quote_holds_the_answer_of_a_page_by_the_sets_own_rule(tmp_path: Path) -> None:
    folder, score = SCORE.parent, program(SCORE)
    run = some_pages(folder, 5)
    write_lines(tmp_path / "run.jsonl", run)
    figures = score_saved_run(folder, tmp_path / "run.jsonl").measures
    wanted = {
        line["query_id"]: line["answer_text"] for line in read_lines(folder / "queries.jsonl") if line["answerable"]
    }
    shown = {line["query_id"]: line["answer"] for line in run}
    expected = {
        query_id: score.answer_at([{"text": shown[query_id]["text"][:600]}], answer, 1) if shown.get(query_id) else 0.0
        for query_id, answer in wanted.items()
    }
    assert 3 < sum(expected.values()) < len(expected)
    assert {query_id: each["answer@1"] for query_id, each in figures.items()} == expected
