"""The whole measure over invented minutes, read as a build reads them, with what an extractor might make of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from paper_search.cli import main
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing import register
from paper_search.evaluation.parsing.register_gold import load
from paper_search.evaluation.parsing.register_report import RegisterFigure, RegisterReport
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import Document, Passage
from paper_search.records.register import (
    Attendance,
    Decision,
    MeetingFact,
    RegisterEntries,
    Role,
    SourceSpan,
    Vote,
)

MINUTES = """Larkford Parish Council

Minutes of the meeting held in the Guildhall at 7.30 pm on 4 March 2031

Present: Cllr J Wren (Chairman), Cllr A Finch

Apologies: Cllr B Heron

4. Market Place

Proposed by Cllr Finch, seconded by Cllr Wren: RESOLVED that the stalls stay where they are.

For: Cllrs Wren and Finch (2). Against: none (0).
"""
NAME = "minutes.txt"

Extract = Callable[[RegisterPaper], RegisterEntries]


def letters_of(words: str) -> dict[str, int]:
    all_letters = "".join(filter(str.isalnum, MINUTES)).lower()
    wanted = "".join(filter(str.isalnum, words)).lower()
    start = all_letters.index(wanted)
    return {"start": start, "end": start + len(wanted)}


def judge(entry: str, words: str, **fields: Any) -> dict[str, Any]:
    return {"entry": entry, "file": NAME, **letters_of(words), **fields}


GOLD = [
    {"entry": "paper", "file": NAME, "body": "Larkford Parish Council"},
    judge("fact", "7.30 pm", fact="time", value="7.30 pm"),
    judge("fact", "the Guildhall", fact="place", value="the Guildhall"),
    judge("attendance", "J Wren", kind="present", name="J Wren", capacity="Chairman"),
    judge("attendance", "A Finch", kind="present", name="A Finch"),
    judge("attendance", "B Heron", kind="apologies", name="B Heron"),
    judge(
        "decision",
        "RESOLVED that the stalls stay where they are",
        begins_from=letters_of("Proposed by")["start"],
        outcome="resolved",
        mover="Cllr Finch",
        seconder="Cllr Wren",
        subject=letters_of("Market Place"),
        agenda_item=["4", None],
        minute=["4", None],
    ),
    judge("vote", "For: Cllrs Wren and Finch (2). Against: none (0)", votes_for=2, votes_against=0,
          voters_for=["Wren", "Finch"], is_recorded=True),
    judge("role", "J Wren (Chairman", name="J Wren", title="Chairman"),
]  # fmt: skip


def span(paper: RegisterPaper, words: str) -> SourceSpan:
    start = paper.text.index(words)
    source = paper.make_span(start, start + len(words))
    assert source is not None
    return source


def extract_all(paper: RegisterPaper) -> RegisterEntries:
    """Everything that is printed, in other forms than the judged ones where forms do not matter."""
    wren, finch, heron = span(paper, "Cllr J Wren"), span(paper, "Cllr A Finch"), span(paper, "Apologies: Cllr B Heron")
    motion = span(paper, "Proposed by Cllr Finch, seconded by Cllr Wren: RESOLVED that the stalls stay where they are.")
    ballot = span(paper, "For: Cllrs Wren and Finch (2). Against: none (0)")
    return RegisterEntries(
        facts=(
            MeetingFact(span(paper, "7.30 pm"), "time", "7.30pm"),
            MeetingFact(span(paper, "the Guildhall"), "place", "Guildhall"),
        ),
        attendance=(
            Attendance(wren, "present", "Cllr J Wren", "j wren", "Chairman"),
            Attendance(finch, "present", "A Finch", "a finch", "Cllr"),
            Attendance(heron, "apologies", "Cllr B Heron", "b heron"),
        ),
        decisions=(
            Decision(motion, "resolved", subject="4. Market Place", agenda_item="4", mover="Finch", seconder="Wren"),
        ),
        votes=(
            Vote(ballot, votes_for=2, votes_against=0, voters_for=("Cllr Wren", "Cllr Finch"), is_recorded=True),
        ),
        roles=(Role(wren, "Cllr J Wren", "j wren", "Chairman"),),
    )  # fmt: skip


def extract_badly(paper: RegisterPaper) -> RegisterEntries:
    """Heron present, the motion cut short and moved by the wrong one, a vote with a name too few, no role."""
    every = extract_all(paper)
    motion = span(paper, "RESOLVED that the stalls")
    (ballot,) = every.votes
    return RegisterEntries(
        facts=every.facts[:1],
        attendance=(*every.attendance[:2], Attendance(every.attendance[2].source, "present", "B Heron", "b heron")),
        decisions=(Decision(motion, "agreed", mover="Cllr Wren", is_amendment=True),),
        votes=(Vote(ballot.source, votes_for=3, votes_against=0, voters_for=("Cllr Wren",)),),
    )


def extract_nothing(paper: RegisterPaper) -> RegisterEntries:
    return RegisterEntries()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(MINUTES, "utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "invented.jsonl").write_text("\n".join(json.dumps(line) for line in GOLD), "utf-8")
    return tmp_path


def stand_in(monkeypatch: pytest.MonkeyPatch, extract: Extract) -> None:
    def extract_register(document: Document, text: str, passages: Sequence[Passage]) -> RegisterEntries:
        return extract(RegisterPaper(document, text, tuple(passages)))

    monkeypatch.setattr(register, "extract_register", extract_register)


def measure(folder: Path, encoder: SentenceTransformerEncoder) -> RegisterReport:
    return register.evaluate_register(load(folder / "gold")["invented"], folder, encoder)


def test_all_that_is_printed_is_all_right(
    folder: Path, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, extract_all)
    report = measure(folder, encoder)
    assert report.errors == ()
    assert {(figure.precision, figure.recall) for figure in report.figures} == {(1.0, 1.0)}
    assert [figure.judged for figure in report.figures if ":" not in figure.measure] == [1, 1, 1, 2, 1, 1, 1]


FAULTS = [
    ("fact, place", (0, 0, 1), "the place was not found"),
    ("attendance, apologies", (0, 0, 1), "the apology was taken for something else"),
    ("attendance, present", (2, 3, 2), "for somebody present"),
    ("attendance, present: name", (2, 2, 2), "the names of those found are right"),
    ("decision", (1, 1, 1), "the decision was found"),
    ("decision: exact words", (0, 1, 1), "but cut short"),
    ("decision: outcome", (0, 1, 1), "with another outcome"),
    ("decision: mover", (0, 1, 1), "and another mover"),
    ("decision: seconder", (0, 0, 1), "and no seconder"),
    ("decision: subject", (0, 0, 1), "nor its heading"),
    ("decision: amendment", (0, 1, 0), "an amendment it is not"),
    ("vote: votes for", (0, 1, 1), "a count misread"),
    ("vote: votes against", (1, 1, 1), "none against is a count"),
    ("vote: names", (1, 1, 2), "a name too few"),
    ("vote: is recorded", (0, 0, 1), "a recorded vote that nobody called one"),
    ("role", (0, 0, 1), "no role"),
]


@pytest.mark.parametrize(("name", "counts", "why"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_counted_where_it_is_and_listed(
    folder: Path,
    encoder: SentenceTransformerEncoder,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    counts: tuple[int, int, int],
    why: str,
) -> None:
    stand_in(monkeypatch, extract_badly)
    report = measure(folder, encoder)
    assert RegisterFigure(name, *counts) in report.figures, why
    right, found, judged = counts
    listed = [error for error in report.errors if error.measure == name]
    assert bool(listed) == (right < max(found, judged)), why
    assert all(error.file == NAME and error.page == 1 for error in listed)


def test_the_entries_of_each_body_are_counted(
    folder: Path, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, extract_badly)
    (figures,) = measure(folder, encoder).bodies.values()
    assert RegisterFigure("attendance", 2, 3, 3) in figures and RegisterFigure("role", 0, 0, 1) in figures


def test_a_field_that_may_be_empty_is_neither_wrong_nor_missing(
    folder: Path, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, extract_badly)
    assert not [figure for figure in measure(folder, encoder).figures if figure.measure == "decision: agenda item"]


def test_judged_papers_that_are_not_there_are_named_and_counted_nowhere(
    folder: Path, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, extract_all)
    part = folder / "gold" / "invented.jsonl"
    gone = [json.dumps({"entry": "paper", "file": "gone.txt", "body": "Ferndale"})]
    others = [json.dumps({"entry": "paper", "file": NAME, "body": "Larkford Parish Council"})]
    names = [f"{number}.txt" for number in range(9)]
    for name in names:
        (folder / name).write_text(MINUTES.replace("4 March", f"{len(name)} April {name[0]}"), "utf-8")
        others.append(json.dumps({"entry": "paper", "file": name, "body": "Ferndale"}))
    part.write_text("\n".join([*gone, *others]), "utf-8")
    report = measure(folder, encoder)
    assert report.missing == ("gone.txt",) and report.papers == 10


def test_a_set_whose_papers_are_elsewhere_is_refused(folder: Path, encoder: SentenceTransformerEncoder) -> None:
    (folder / NAME).unlink()
    with pytest.raises(EvaluationError, match="name the corpus"):
        measure(folder, encoder)


COMMANDS = [
    ([], ["invented: 1 papers, 0 not read", "attendance, present", "Larkford Parish Council"], "the tables"),
    (["--errors"], ["wrong and missing:", "expected finch, got wren", "expected RESOLVED that"], "with what is wrong"),
    (["--part", "invented"], ["decision: exact words"], "one part by its name"),
]


@pytest.mark.parametrize(("options", "wanted", "why"), COMMANDS, ids=[row[-1] for row in COMMANDS])
def test_the_command_prints_the_report(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    wanted: list[str],
    why: str,
) -> None:
    stand_in(monkeypatch, extract_badly)
    assert main(["evaluate", "register", "--gold", str(folder / "gold"), "--corpus", str(folder), *options]) == 0
    out = capsys.readouterr().out
    assert [words for words in wanted if words not in out] == [], why
    assert ("wrong and missing" in out) == ("--errors" in options)


def test_the_command_prints_json(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in(monkeypatch, extract_nothing)
    assert main(["evaluate", "register", "--gold", str(folder / "gold"), "--corpus", str(folder), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["invented"]
    (decision,) = (figure for figure in report["figures"] if figure["measure"] == "decision")
    assert decision == {
        "measure": "decision", "right": 0, "found": 0, "judged": 1, "precision": None, "recall": 0.0,
    }  # fmt: skip
    assert len(report["errors"]) == len(GOLD) - 1


def test_a_part_that_is_none_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "register", "--gold", str(folder / "gold"), "--corpus", str(folder), "--part", "x"]) == 2
    assert "there is no part 'x'; it has invented." in capsys.readouterr().err
