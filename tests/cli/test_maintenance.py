"""``read``, ``status``, ``check`` and ``backup``: what they print, and the exit codes a script goes by."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from paper_search.cli import main
from paper_search.cli.terminal import format_restore_command
from paper_search.storage.store import DATABASE_FILE_NAME
from tests.conftest import CORPUS


@pytest.fixture
def folders(built_index: Path, tmp_path: Path) -> list[str]:
    shutil.copytree(built_index, tmp_path / "index")
    return ["--corpus", str(tmp_path), "--index", str(tmp_path / "index")]


def test_check_says_sound_then_repaired_then_sound(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *folders]) == 0
    assert "sound" in capsys.readouterr().out
    with sqlite3.connect(tmp_path / "index" / DATABASE_FILE_NAME) as connection:
        connection.execute("UPDATE counters SET value = value + 1")
    assert main(["check", *folders, "--no-repair"]) == 1
    assert "Not repaired: run 'paper-search check'" in capsys.readouterr().out
    assert main(["check", *folders, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["clean"], [fault["part"] for fault in said["faults"]]) == (False, ["counters"])
    assert main(["check", *folders]) == 0


def test_check_of_database_servers_says_what_was_done(
    folders: list[str], database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    folders[1] = str(tmp_path / "empty")
    assert main(["check", *folders, "--engine", database]) == 2
    assert "nothing was published there" in capsys.readouterr().err
    assert main(["publish", *folders, "--to", database]) == 0
    assert main(["check", *folders, "--engine", database]) == 0
    assert "The index is sound: 35 papers" in capsys.readouterr().out
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE passage_counts SET terms = terms + 1")
        connection.execute("UPDATE passages SET paragraph = '99' WHERE passage_row = 1")
    assert main(["check", *folders, "--engine", database, "--no-repair", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert {fault["part"] for fault in said["faults"]} == {"counts", "papers"}
    assert main(["check", *folders, "--engine", database]) == 1
    out = capsys.readouterr().out
    assert "Repaired: counted again." in out
    assert "Repaired: marked to be written again; run 'paper-search publish --to URL'" in out
    assert main(["publish", *folders, "--to", database]) == 0
    assert main(["check", *folders, "--engine", database]) == 0


def test_backup_writes_once_and_again_only_by_force(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "kept.db"
    assert main(["backup", str(target), *folders, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == target.stat().st_size
    assert main(["backup", str(target), *folders]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["backup", str(target), *folders, "--force"]) == 0


def test_status_lists_what_could_not_be_read(run: Any) -> None:
    code, out, _ = run("status", "--json")
    state = json.loads(out)
    assert code == 0
    assert {"scanned", "password", "exempt"} <= {unread["code"] for unread in state["unread"]}
    assert state["waiting"] == 0
    assert run("status", "--strict")[0] == 1
    assert "waiting for a vector" in run("status")[1]


def test_read_shows_metadata_blocks_and_passages(run: Any) -> None:
    paper = next(path for path in sorted(CORPUS.rglob("*.txt")) if path.name != "README.txt")
    code, out, _ = run("read", str(paper), "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown.keys() >= {"document", "blocks", "passages", "dropped"}
    text = paper.read_bytes().decode("utf-8-sig")
    assert all(text[passage["start"] : passage["end"]] == passage["text"] for passage in shown["passages"])
    words = run("read", str(paper))[1]
    assert "title:" in words
    assert shown["passages"][0]["passage_id"] in words


def test_a_backup_prints_the_command_that_restores_it(tmp_path: Path, folders: list[str], run: Any) -> None:
    index, target = Path(folders[3]), tmp_path / "kept copy.db"
    before = run("status", "--json", index=index)[1]
    _, out, _ = run("backup", str(target), index=index)
    command = out.splitlines()[-1].strip()
    assert "To restore it:" in out
    (index / DATABASE_FILE_NAME).unlink()
    subprocess.run(["sh", "-c", command], check=True)
    assert run("status", "--json", index=index)[1] == before


def test_the_guide_has_the_same_command() -> None:
    guide = (Path(__file__).parents[2] / "docs/guides/new-papers-and-backup.md").read_text("utf-8")
    assert format_restore_command(Path("FILE"), Path("index")) in guide
