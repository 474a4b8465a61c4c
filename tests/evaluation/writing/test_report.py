"""The figures of the verification, from judged files to the table and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_search.cli import main
from paper_search.errors import EvaluationError
from paper_search.evaluation.writing.falsifying import WritingCase
from paper_search.evaluation.writing.judged import load
from paper_search.evaluation.writing.report import find_missed_targets, format_table, measure, to_json

SPAN = "The hall will open, subject to a vote."
CASES = [
    WritingCase("same words", None, SPAN, SPAN),
    WritingCase("condition cut", "condition", SPAN, "The hall will open."),
    WritingCase("called false", "condition", SPAN, SPAN),
]


def test_shares_are_of_what_is_rightly_kept_or_withheld() -> None:
    report = measure(CASES)
    assert [(figure.name, figure.count, figure.get_share("strict")) for figure in report.rules] == [
        ("condition", 2, 0.5),
        ("true", 1, 1.0),
    ]
    assert find_missed_targets(report) == ("condition",)
    assert [case.kind for case in report.errors["strict"]] == ["called false"]


def test_the_table_names_what_is_wrong_where_it_is_asked_to() -> None:
    reports = {"set": measure(CASES)}
    assert "wrong: called false" in format_table(reports, with_errors=True)
    assert "wrong:" not in format_table(reports)
    assert to_json(reports)["set"]["rules"][0]["right"] == {"strict": 0.5, "careful": 0.5}


def write(folder: Path, rule: object) -> Path:
    line = {"span": SPAN, "sentences": [{"kind": "cut", "rule": rule, "text": "The hall will open."}]}
    (folder / "own.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(("rule", "code"), [("condition", 0), (None, 1)])
def test_the_command_measures_judged_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: object, code: int
) -> None:
    assert main(["evaluate", "writing", "--gold", str(write(tmp_path, rule)), "--strict", "--json"]) == code
    assert json.loads(capsys.readouterr().out)["own"]["kinds"][0]["sentences"] == 1


def test_a_rule_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"own\.jsonl, line 1: has the rule 'colour'"):
        load(write(tmp_path, "colour"))


def test_a_folder_without_judged_sentences_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="has no judged sentences"):
        load(tmp_path)
