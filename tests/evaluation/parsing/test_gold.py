"""Judgements as files: what may be missing, and what is said of a line that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.gold import METADATA_FILE, STRUCTURE_FILE, load

CARD = {"file": "a.pdf", "authority": "Vale", "agenda_item": 9, "stated_in": {"authority": "text (later page)"}}
ENTRIES = [{"label": "1.", "page": 1, "heading": "1. Salt", "type": "heading"}, {"label": "1.1", "page": 2}]


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path.parent


def test_both_files(tmp_path: Path) -> None:
    write(tmp_path / METADATA_FILE, CARD, {"file": "b.pdf", "unread": "password"})
    write(tmp_path / STRUCTURE_FILE, {"file": "c.pdf", "entries": ENTRIES})
    gold = load(tmp_path)
    assert gold.files == ("a.pdf", "b.pdf", "c.pdf")
    assert gold.metadata["a.pdf"].fields == {"authority": "Vale", "agenda_item": "9"}
    assert gold.metadata["b.pdf"].unread == "password"
    assert [entry.is_heading for entry in gold.structures["c.pdf"].labels] == [True, False]


@pytest.mark.parametrize("name", [METADATA_FILE, STRUCTURE_FILE])
def test_either_file_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, CARD | {"entries": ENTRIES})
    assert load(tmp_path).files == ("a.pdf",)


STATED = [
    ("text", True, "the words"),
    ("text (later page)", True, "the words of a later page"),
    ("document information", True, "the file's own information"),
    ("path", True, "the folders or the name"),
    ("manifest", True, "the corpus says it of the paper"),
    ("other file (agenda frontsheet)", False, "another paper"),
    ("not stated", False, "nobody"),
    ("nowhere", False, "nobody"),
    ("inferred by reader", False, "a person's inference"),
    ("not applicable", False, "there is none"),
]


@pytest.mark.parametrize(("where", "stated", "why"), STATED, ids=[row[0] for row in STATED])
def test_where_a_field_can_be_known_from(tmp_path: Path, where: str, stated: bool, why: str) -> None:
    write(tmp_path / METADATA_FILE, CARD | {"stated_in": {"authority": where}})
    assert load(tmp_path).metadata["a.pdf"].is_stated("authority") is stated, why


def test_a_card_that_says_nothing_of_where_is_taken_to_have_it_from_the_file(tmp_path: Path) -> None:
    write(tmp_path / METADATA_FILE, {"file": "a.pdf", "authority": "Vale", "committee": None}, CARD | {"file": "b.pdf"})
    silent, said = load(tmp_path).metadata.values()
    assert silent.is_stated("authority") and silent.is_unstated("committee")
    assert said.is_stated("authority") and not said.is_stated("agenda_item")
    assert not said.is_unstated("agenda_item"), "nobody knows, so it is neither right nor a guess"


BAD = [
    ("{", "line 2", "no JSON"),
    ('["a.pdf"]', "line 2", "no object"),
    ("{}", "line 2", "no file"),
    ('{"file": "a.pdf", "stated_in": "text"}', "line 2", "places that are no mapping"),
]


@pytest.mark.parametrize(("line", "where", "why"), BAD, ids=[row[2] for row in BAD])
def test_a_line_that_cannot_be_used(tmp_path: Path, line: str, where: str, why: str) -> None:
    folder = write(tmp_path / METADATA_FILE, CARD, line)
    with pytest.raises(EvaluationError, match=where):
        load(folder)


def test_a_folder_without_judgements(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=METADATA_FILE):
        load(tmp_path)
