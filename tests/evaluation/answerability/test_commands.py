"""The commands that count wrong answers and fit the confidence, over papers of two councils: real index, real model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paper_search.cli import main
from paper_search.evaluation.answerability.calibration import UNANSWERABLE_KINDS
from paper_search.evaluation.parsing.page_letters import extract_letters
from paper_search.evaluation.retrieval.placed_questions import QUESTIONS_FILE
from tests.evaluation.retrieval.making import Line, read_lines, write_lines

PAPERS = {
    "ferndale": (
        "Minutes of the Parks Committee\n\n1. The Committee agreed to buy a second pump for the boating lake at a cost"
        " of £1,250.\n\n2. The Clerk reported that the bandstand had been painted by volunteers in April.\n",
        [
            ("What did the second pump for the boating lake cost?", "£1,250"),
            ("Who painted the bandstand?", "volunteers"),
        ],
        "Which firm sold the pump for the boating lake?",
    ),
    "larkford": (
        "Report on the library\n\n1. The library at Larkford is to open on Sundays from 4 May 2025.\n\n2. Members asked"
        " for a second self-service desk, which is to cost £3,400.\n",
        [("When will the library open on Sundays?", "4 May 2025"), ("What will the self-service desk cost?", "£3,400")],
        "How many people visited the library on Sundays?",
    ),
}


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the options that name the questions and the papers."""
    monkeypatch.setenv("PAPER_SEARCH_INDEX", str(tmp_path / "index"))
    lines: list[Line] = []
    for council, (text, asked, near) in PAPERS.items():
        file = f"{council}/paper.txt"
        (tmp_path / council / file).parent.mkdir(parents=True)
        (tmp_path / council / file).write_text(text, "utf-8")
        for number, (question, words) in enumerate(asked):
            start = extract_letters(text).index(extract_letters(words))
            place = {"file": file, "page": 1, "start": start, "end": start + len(extract_letters(words))}
            lines.append(_make_line(council, f"a{number}", question, True) | {"kind": "other words", "answer": place})
        lines.append(
            _make_line(council, "n", near, False)
            | {"kind": "near topic", "register": "plain", "near": {"file": file, "page": 1}}
        )
    lines.append(_make_line("wexmoor", "n", "Who sold it?", False) | {"near": {"file": "none.txt", "page": 1}})
    folder = write_lines(tmp_path / "set" / QUESTIONS_FILE, lines)
    corpora = [word for council in PAPERS for word in ("--corpus", str(tmp_path / council))]
    return ["--questions", str(folder), *corpora]


def _make_line(council: str, number: str, text: str, answerable: bool) -> Line:
    return {"query_id": f"{council}-{number}", "collection": council, "text": text, "answerable": answerable}


def test_wrong_answers_are_counted(judged: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "outcomes.jsonl"
    assert main(["evaluate", "answers", *judged, "--save", str(saved), "--json"]) == 0
    printed = capsys.readouterr()
    assert "wexmoor: 1 questions are skipped, their papers are not here." in printed.err
    found: dict[str, Any] = json.loads(printed.out)
    assert [item["name"] for item in found["sets"]] == ["ferndale-questions", "larkford-questions"]
    everything = found["all_sets"]["all"]
    assert everything["questions"] == 6
    assert everything["verdicts"].get("right", 0) >= 3, "short papers, plain questions"
    unwarned = [
        line for line in read_lines(saved) if line["match"] == found["strongest"] and line["verdict"] != "right"
    ]
    assert everything["unwarned_errors"] == len([line for line in unwarned if line["verdict"] != "partly"])
    assert main(["evaluate", "answers", *judged]) == 0
    assert f"are wrong: {everything['unwarned_errors']} of {everything['shown']}" in capsys.readouterr().out


def test_the_confidence_is_fitted_over_collections(judged: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "confidence", *judged]) == 0
    printed = capsys.readouterr().out
    assert "Thresholds of the fit: found" in printed
    left_out = printed.partition("by a model and thresholds that all the others gave")[2]
    for council in PAPERS:
        assert f"{council}-questions" in left_out
    asked = [kind for kind in UNANSWERABLE_KINDS if kind != "own"]
    assert all(f"{kind} " in printed for kind in asked), "each kind without an answer was asked"
