"""The whole table over the sample papers, and over real ones where they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_search.cli import main
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import EvaluationError
from paper_search.evaluation import parsing
from paper_search.evaluation.parsing import evaluate
from paper_search.evaluation.parsing.gold import METADATA_FILE, STRUCTURE_FILE
from paper_search.evaluation.parsing.report import Figure, ParsingReport, find_missed_targets, format_table, to_json
from tests.conftest import CORPUS, ROOT

GOLD = ROOT / "tests" / "sample_corpus" / "gold"


@pytest.fixture(scope="module")
def report(encoder: SentenceTransformerEncoder) -> ParsingReport:
    return evaluate(GOLD, CORPUS, encoder)


REACH = [
    ("numbered units", 0.95, "a wrong number is a wrong citation"),
    ("heading path", 0.90, "a number means something under its heading alone"),
    ("stated: authority", 0.97, "whose paper it is"),
    ("stated: committee", 0.97, "who met"),
    ("stated: meeting date", 0.97, "when they met"),
    ("stated: kind", 0.97, "a recommendation in a report is no decision in minutes"),
    ("paper title", 0.90, "what an officer would call it"),
    ("no guesses", 1.00, "guessing is worse than not knowing"),
    ("body characters", 0.995, "no word lost, none twice"),
    ("paragraphs across a page break", 0.95, "half a sentence is no quote"),
]


@pytest.mark.parametrize(("name", "reach", "why"), REACH, ids=[row[0] for row in REACH])
def test_the_sample_papers_are_read_as_well_as_was_asked(
    report: ParsingReport, name: str, reach: float, why: str
) -> None:
    (found,) = (figure for figure in report.figures if name in figure.name and figure.reach is not None)
    assert found.reach == reach, why
    assert found.value is not None and found.value >= reach, [miss for miss in report.misses if name in miss.measure]


def test_no_passage_is_longer_than_the_encoder_reads(report: ParsingReport) -> None:
    (found,) = (figure for figure in report.figures if figure.is_count)
    assert found.value == 0 and found.total > 1000


def test_papers_that_cannot_be_read_are_left_out_as_their_cards_say(report: ParsingReport) -> None:
    cards = [json.loads(line) for line in (GOLD / METADATA_FILE).read_text("utf-8").splitlines()]
    assert report.papers == sum(not card["unread"] for card in cards)
    assert report.unread == ()


def test_the_command_prints_the_table_and_the_misses(
    report: ParsingReport, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parsing, "evaluate", lambda gold, corpus, *more: {(GOLD, CORPUS): report}[gold, corpus])
    assert main(["evaluate", "reading", "--gold", str(GOLD), "--corpus", str(CORPUS)]) == 0
    out = capsys.readouterr().out
    assert "numbered units" in out and "≥ 0.950" in out and "what is compared:" in out


def test_the_command_fails_when_asked_to_and_a_figure_is_below(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Salt was bought in June.", "utf-8")
    card = {"file": "a.txt", "authority": "Vale Council", "stated_in": {"authority": "text"}}
    (tmp_path / METADATA_FILE).write_text(json.dumps(card), "utf-8")
    arguments = ["evaluate", "reading", "--gold", str(tmp_path), "--corpus", str(tmp_path), "--json"]
    assert main(arguments) == 0
    assert main([*arguments, "--strict"]) == 1
    found = json.loads(capsys.readouterr().out.split("}\n{")[0] + "}")
    (figure,) = (one for one in found["figures"] if one["name"].endswith("authority"))
    assert (figure["value"], figure["total"], figure["reached"]) == (0.0, 1, False)


def test_a_judged_file_that_is_not_there_is_an_error(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    with pytest.raises(EvaluationError, match="judged, but not there"):
        evaluate(GOLD, tmp_path, encoder)
    assert main(["evaluate", "reading", "--gold", str(GOLD), "--corpus", str(tmp_path)]) == 2


MISSING = [
    (10, 0, False, "all are there"),
    (10, 1, False, "a tenth is gone"),
    (10, 2, True, "more than a tenth is gone"),
    (1, 1, True, "none is there"),
    (20, 2, False, "a tenth of more"),
]


@pytest.mark.parametrize(("judged", "gone", "is_error", "reason"), MISSING, ids=[case[-1] for case in MISSING])
@pytest.mark.rare_rows("a tenth is gone", "a tenth of more")
def test_judged_papers_that_are_gone_are_named_and_in_no_figure(
    tmp_path: Path, encoder: SentenceTransformerEncoder, judged: int, gone: int, is_error: bool, reason: str
) -> None:
    files = [f"{number:02}.txt" for number in range(judged)]
    stated = {"authority": "Vale Council", "stated_in": {"authority": "text"}}
    entries = [{"label": "1.", "page": None}]
    lines = [json.dumps({"file": file, **stated}) for file in files]
    (tmp_path / METADATA_FILE).write_text("\n".join(lines), "utf-8")
    (tmp_path / STRUCTURE_FILE).write_text(
        "\n".join(json.dumps({"file": file, "entries": entries}) for file in files), "utf-8"
    )
    for file in files[gone:]:
        (tmp_path / file).write_text("Vale Council\n\n1. Salt was bought in June.\n", "utf-8")
    if is_error:
        with pytest.raises(EvaluationError, match=f"{gone} of {judged} so"):
            evaluate(tmp_path, tmp_path, encoder)
        return
    report = evaluate(tmp_path, tmp_path, encoder)
    assert (report.papers, report.missing, report.unread) == (judged - gone, tuple(files[:gone]), ()), reason
    assert not any(miss.file in report.missing for miss in report.misses), reason
    authority = next(figure for figure in report.figures if figure.name.endswith("stated: authority"))
    units = next(figure for figure in report.figures if figure.name.strip() == "recall")
    assert (authority.total, units.total) == (judged - gone, judged - gone), reason
    head, *rest = format_table(report).splitlines()
    assert (f"{gone} judged but not in the corpus" in head) is bool(gone), reason
    assert [f"  not in the corpus: {file}" in rest for file in files[:gone]] == [True] * gone, reason
    assert to_json(report)["missing"] == report.missing


FIGURES = [
    (Figure("a", 0.96, 96, 100, 0.95), True, "at least"),
    (Figure("a", 0.94, 94, 100, 0.95), False, "too low"),
    (Figure("a", None, 0, 0, 0.95), None, "nothing to compare is neither"),
    (Figure("a", 0.5, 1, 2), None, "no target"),
    (Figure("a", 0, 5, 5, 0, is_count=True), True, "a count is at most"),
    (Figure("a", 1, 4, 5, 0, is_count=True), False, "one too many"),
]


@pytest.mark.parametrize(("figure", "reached", "why"), FIGURES, ids=[row[2] for row in FIGURES])
def test_when_a_figure_reaches_its_target(figure: Figure, reached: bool | None, why: str) -> None:
    report = ParsingReport(1, 1, (), (figure,), ())
    assert figure.is_target_met is reached, why
    assert bool(find_missed_targets(report)) is (reached is False)
    assert to_json(report)["figures"][0]["reached"] is reached
    assert ("!" in format_table(report)) is (reached is False)
