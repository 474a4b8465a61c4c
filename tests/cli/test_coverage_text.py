"""What is unread and held back is counted once, and said in the same words by ``status`` and by answers."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from paper_search.cli.coverage_text import describe_empty, describe_unread_counts
from paper_search.records import Coverage, Status, UnreadFile
from tests.conftest import CORPUS

STATUS = Status(
    papers=12,
    passages=90,
    waiting=0,
    generation=1,
    encoder=None,
    unread=tuple(
        UnreadFile(f"{number}.pdf", code, "reason", "step")
        for number, code in enumerate(
            ("scanned", "password", "exempt", "review", "withdrawn", "withdrawn", "redaction")
        )
    ),
)


def test_reasons_of_what_is_held_back_are_counted() -> None:
    held_back = "4 (1 exempt, 1 to be reviewed, 2 withdrawn)"
    assert dict(describe_unread_counts(STATUS))["held back"] == held_back
    assert dict(describe_unread_counts(STATUS))["unread"] == "2"


def test_papers_for_members_are_held_back_from_the_public() -> None:
    counts = dict(describe_unread_counts(STATUS, Coverage(papers=10, passages=80, unread=2, held_back=6)))
    assert counts["held back"] == "6 (1 exempt, 2 for members only, 1 to be reviewed, 2 withdrawn)"


def test_status_and_answers_have_the_same_counts(run: Any) -> None:
    answered = json.loads(run("ask", "are there any mermaids in the harbour?", "--json")[1])["coverage"]
    state = json.loads(run("status", "--json")[1])
    assert {name: state["coverage"][name] for name in answered} == answered
    text = run("status")[1]
    for name in ("papers", "unread", "held_back"):
        printed = re.search(rf"^{name.replace('_', ' ')}: +(\d+)", text, re.MULTILINE)
        assert printed and int(printed[1]) == answered[name], name
    assert f"Not searched: {answered['unread']} unread, {answered['held_back']} held back." in " ".join(
        run("ask", "mermaids")[1].split()
    )


EMPTY = [
    (("build",), "the index is made"),
    (("ask", "potholes"), "a question"),
    (("search", "potholes"), "a search"),
    (("compare", "potholes"), "a comparison"),
    (("status",), "the state"),
    (("ask", "potholes", "--json"), "a question by a program"),
]


@pytest.mark.parametrize(("arguments", "reason"), EMPTY, ids=[reason for _, reason in EMPTY])
def test_an_empty_corpus_says_what_to_do(run: Any, tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    corpus, index = tmp_path / "my papers", tmp_path / "index"
    corpus.mkdir()
    assert run("build", corpus=corpus, index=index)[0] == 1
    code, out, err = run(*arguments, corpus=corpus, index=index)
    assert code == 1, reason
    assert f"{corpus}: no papers" in err
    assert ".pdf, .html, .docx, .txt, .md or .eml" in err
    assert f"paper-search build --corpus '{corpus}' --index {index}" in err
    assert "--json" not in arguments or json.loads(out)["found"] is False


def test_a_corpus_of_which_nothing_could_be_read_says_where_the_reasons_are(run: Any, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "empty.pdf").write_bytes(b"")
    assert run("build", corpus=corpus, index=index)[0] == 0
    code, _, err = run("ask", "potholes", corpus=corpus, index=index)
    assert code == 1
    assert "1 unread, 0 held back" in err
    assert "paper-search status" in err


def test_a_missing_corpus_is_refused_although_there_is_an_index(run: Any, tmp_path: Path) -> None:
    for words in (("ask", "potholes"), ("search", "potholes"), ("meetings",), ("build",)):
        code, out, err = run(*words, corpus=tmp_path / "gone")
        assert (code, out) == (2, ""), words
        assert f"{tmp_path / 'gone'}: there is no such folder" in err
        assert "--corpus" in err


NAMES = ["Größe & Länge.txt", "report #2.txt", "part %41.txt", "with space.txt"]


def test_paths_are_printed_as_they_are_on_the_disk(run: Any, tmp_path: Path) -> None:
    corpus, index = tmp_path / "Rats-Akten #1 %41", tmp_path / "index"
    corpus.mkdir()
    for number, name in enumerate(NAMES):
        (corpus / name).write_text(f"The Cabinet agreed to repair {number + 3} bridges over the river in spring.")
        shutil.copy(corpus / name, corpus / f"copy of {name}")
    (corpus / "leer ü%20.pdf").write_bytes(b"")
    _, out, err = run("build", corpus=corpus, index=index)
    assert "leer ü%20.pdf" in err
    found = run("search", "bridges over the river", corpus=corpus, index=index)[1]
    fields = run("search", "bridges over the river", "--json", corpus=corpus, index=index)[1]
    status = run("status", corpus=corpus, index=index)[1]
    sources = {hit["source"] for hit in json.loads(fields)["hits"]}
    assert {source.removeprefix("copy of ") for source in sources} == set(NAMES)
    assert "leer ü%20.pdf" in status
    assert not re.search(r"%(?!41|20)[0-9A-F]{2}", out + err + found + fields + status)


def test_the_sentence_for_an_empty_corpus_names_the_command() -> None:
    assert describe_empty(CORPUS, "paper-search build").endswith("then run: paper-search build")
