"""Judged entries are read whole, and a line that cannot be used is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.letter_alignment import LetterSpan, PaperLetters
from paper_search.evaluation.parsing.register_gold import JudgedEntry, load, resolve_entries, resolve_range

TEXT = "Item 4 Market Place. Proposed by Cllr Wren: RESOLVED that the stalls stay. Carried."
LETTERS = PaperLetters((TEXT,))
PAPER = {"entry": "paper", "file": "a.txt", "body": "Larkford"}


def place(words: str) -> dict[str, int]:
    letters = "".join(filter(str.isalnum, words)).lower()
    start = LETTERS.letters.index(letters)
    return {"start": start, "end": start + len(letters)}


def write(folder: Path, *lines: dict[str, Any], name: str = "part.jsonl") -> Path:
    (folder / name).write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return folder


def resolve(folder: Path, **fields: Any) -> JudgedEntry:
    (paper,) = load(write(folder, PAPER, {"file": "a.txt", **fields}))["part"]
    (entry,) = resolve_entries(paper, LETTERS)
    return entry


def test_an_entry_has_its_place_and_the_values_that_are_right(tmp_path: Path) -> None:
    core = place("RESOLVED that the stalls stay")
    entry = resolve(
        tmp_path,
        entry="decision",
        **core,
        begins_from=place("Proposed")["start"],
        ends_by=place("Carried")["end"],
        outcome=["resolved", "agreed"],
        mover=["Cllr Wren", None],
        subject=place("Market Place"),
        unjudged=["minute", "span"],
    )
    assert entry.places == (LetterSpan(core["start"], core["end"]),)
    assert entry.widest == (LetterSpan(place("Proposed")["start"], place("Carried")["end"]),)
    assert entry.values["outcome"] == ("resolved", "agreed")
    assert entry.values["mover"] == ("wren", None), "it may also stay empty"
    assert entry.values["subject"] == ("marketplace",), "its words are those of its place"
    assert entry.values["seconder"] == (None,), "what the line does not have is not printed"
    assert "minute" not in entry.values and "span" not in entry.values and not entry.is_optional


def test_other_forms_of_a_name_are_right_too(tmp_path: Path) -> None:
    entry = resolve(
        tmp_path, entry="attendance", kind=["present", "officer"], name="Wren", also=["Jo Wren"], **place("Wren")
    )
    assert entry.values["name"] == ("wren", "jowren") and entry.kinds == ("present", "officer")


def test_a_place_said_again_is_another_place_of_the_entry(tmp_path: Path) -> None:
    entry = resolve(tmp_path, entry="vote", **place("Carried"), also_at=[place("RESOLVED")], voters_for=["Cllr Wren"])
    assert len(entry.places) == len(entry.widest) == 2
    assert entry.names["voters_for"] == ("wren",)


RANGES = [
    ({}, (0, len(LETTERS.letters)), "all of it"),
    ({"start": 4, "end": 9}, (4, 9), "a stretch of letters"),
    ({"pages": [1, 1]}, (0, len(LETTERS.letters)), "pages"),
]


@pytest.mark.parametrize(("fields", "wanted", "why"), RANGES, ids=[row[-1] for row in RANGES])
def test_a_range_of_a_paper_is_judged(
    tmp_path: Path, fields: dict[str, Any], wanted: tuple[int, int], why: str
) -> None:
    (paper,) = load(write(tmp_path, PAPER | fields))["part"]
    assert resolve_range(paper, LETTERS) == LetterSpan(*wanted), why


def test_every_file_of_the_folder_is_a_part(tmp_path: Path) -> None:
    write(tmp_path, PAPER, name="b.jsonl")
    assert list(load(write(tmp_path, PAPER, name="a.jsonl"))) == ["a", "b"]


BAD_LINES = [
    ([{"entry": "fact", "file": "a.txt", "start": 0, "end": 1}], "line 1: is of 'a.txt'", "no paper before it"),
    ([PAPER, {"entry": "motion", "file": "a.txt"}], "line 2: has the entry 'motion'", "a kind that is none"),
    ([PAPER, {"entry": "role", "file": "a.txt", "start": 0}], "line 2: has no 'end'", "no place"),
    ([{"entry": "paper", "file": "a.txt"}], "line 1: has no 'body'", "of nobody"),
    ([{"entry": "paper"}], "line 1: has no 'body'", "of no file"),
    ([], "there are no judged register entries", "nothing at all"),
]


@pytest.mark.parametrize(("lines", "problem", "why"), BAD_LINES, ids=[row[-1] for row in BAD_LINES])
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, lines: list[dict[str, Any]], problem: str, why: str
) -> None:
    with pytest.raises(EvaluationError, match=problem):
        load(write(tmp_path, *lines))


@pytest.mark.parametrize(
    ("paper", "entry", "why"),
    [
        ({"pages": [1, 2]}, {}, "a page that is none"),
        ({}, {"entry": "vote", "file": "a.txt", "start": 0, "end": 9999}, "letters that are none"),
    ],
)
def test_a_place_that_is_none_names_the_paper(
    tmp_path: Path, paper: dict[str, Any], entry: dict[str, Any], why: str
) -> None:
    (judged,) = load(write(tmp_path, PAPER | paper, *([entry] if entry else [])))["part"]
    with pytest.raises(EvaluationError, match=r"a\.txt: (?:the|a) judged"):
        resolve_range(judged, LETTERS)
        resolve_entries(judged, LETTERS)
