"""``build`` for many councils: the queue is filled, worked off and shown, and faults are said in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_search.cli import main
from paper_search.storage.postgres.connection import connect

COUNCILS = ("ferndale", "larkford", "wexmoor")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    for council in COUNCILS:
        folder = corpus / council / "cabinet" / "2026-01-15"
        folder.mkdir(parents=True)
        (folder / "rent.txt").write_text(f"Cabinet\n\nThe allotment rent of {council} rises to £61 a year.\n")
    return corpus


def run(corpus: Path, *arguments: str) -> int:
    return main(["build", *arguments, "--corpus", str(corpus), "--index", str(corpus.with_name("indexes"))])


def test_a_queue_is_filled_worked_off_and_shown(
    corpus: Path, database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_SEARCH_ENGINE", database)
    (corpus / "larkford" / "papers.csv").write_text("path,access\ngone.txt,exempt\n")
    assert run(corpus, "--enqueue") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Queue: 3 waiting, 0 building, 0 done, 0 failed."
    assert run(corpus, "--worker") == 1, "a folder failed"
    told = capsys.readouterr().out
    assert "ferndale: published. 1 added" in told
    assert "Published here: 2 folders." in told
    assert run(corpus, "--queue-status", "--json") == 1
    entries = {entry["folder"]: entry for entry in json.loads(capsys.readouterr().out)["folders"]}
    assert {name: entry["state"] for name, entry in entries.items()} == {
        "ferndale": "done",
        "larkford": "failed",
        "wexmoor": "done",
    }
    assert "names 'gone.txt', which is no file" in entries["larkford"]["fault"]
    (corpus / "larkford" / "papers.csv").unlink()
    assert run(corpus, "--enqueue", "--folder", "larkford") == 0
    assert run(corpus, "--worker", "--json") == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [(event["event"], event["folder"]) for event in events if event["event"] in ("taken", "published")] == [
        ("taken", "larkford"),
        ("published", "larkford"),
    ]
    with connect(database) as connection:
        rows = connection.execute("SELECT doc_id, collection FROM document_versions WHERE died IS NULL ORDER BY 1")
        assert [tuple(row.values()) for row in rows] == [
            (f"{council}/cabinet/2026-01-15/rent.txt", council) for council in COUNCILS
        ]


def test_one_folder_is_built_without_a_queue(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "--folder", "wexmoor") == 0
    assert "Papers: 1 added" in capsys.readouterr().out
    assert run(corpus, "--folder", "ferndale") == 2
    assert "this index holds the folder 'wexmoor' of the corpus" in capsys.readouterr().err


def test_a_worker_with_another_model_is_refused(
    corpus: Path, database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(corpus, "--enqueue", "--queue", database) == 0
    monkeypatch.setenv("PAPER_SEARCH_PRECISION", "fp32")
    assert run(corpus, "--worker", "--queue", database) == 2
    assert "another precision" in capsys.readouterr().err


WRONG = [
    (("--enqueue", "--worker"), "Give one of --enqueue, --worker and --queue-status", "two things at once"),
    (("--worker", "--folder", "wexmoor"), "A --folder is named with --enqueue", "a worker takes what waits"),
    (("--folder", "wexmoor", "--folder", "ferndale"), "Name one --folder", "an index holds one folder"),
    (("--worker",), "Name the database of the queue", "no database"),
    (("--queue-status", "--queue", "sqlite:index"), "Name the database of the queue", "a queue is no file"),
    (("--worker", "--dead-after", "0"), "0 is not in the range", "nobody dies at once"),
]


@pytest.mark.parametrize(("arguments", "fault", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_what_cannot_be_meant_is_refused(
    corpus: Path, arguments: tuple[str, ...], fault: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(corpus, *arguments) == 2
    assert fault in capsys.readouterr().err


EMPTY = [
    (("--worker",), "nothing was put into the queue yet", "a worker before the queue"),
    (("--queue-status",), "there is no queue of builds", "nothing to show"),
    (("--enqueue", "--folder", "none-such"), "there is no folder 'none-such'", "no such folder"),
]


@pytest.mark.parametrize(("arguments", "fault", "reason"), EMPTY, ids=[reason for *_, reason in EMPTY])
def test_an_empty_database_says_what_to_do(
    corpus: Path,
    database: str,
    arguments: tuple[str, ...],
    fault: str,
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(corpus, *arguments, "--queue", database) == 2
    assert fault in capsys.readouterr().err
