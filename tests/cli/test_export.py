"""The commands that give to others: evidence packs and readers' judgements, as files that people and programs open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from paper_search import cli, feedback
from paper_search.api import open_library
from paper_search.library import Library
from tests.conftest import CORPUS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def index(built_index: Path, tmp_path: Path) -> Path:
    """A copy of the sample index in which nobody has judged anything."""
    copied = shutil.copytree(built_index, tmp_path / "index")
    (copied / feedback.FILE_NAME).unlink(missing_ok=True)
    return copied


@pytest.fixture
def run(index: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command over the sample papers: its exit code, and what it printed."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([*arguments, "--corpus", str(CORPUS), "--index", str(index)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def passage_ids(library: Library) -> list[str]:
    return [hit.passage.passage_id for hit in library.search("road repairs", k=2)]


def test_a_pack_is_written_where_it_is_wanted(run: Run, passage_ids: list[str], tmp_path: Path) -> None:
    path = tmp_path / "pack.docx"
    code, out, _ = run("export", *passage_ids, "--question", "who repairs roads?", "--output", str(path))
    assert (code, out.strip()) == (0, str(path))
    made = docx.Document(str(path))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "who repairs roads?" in cells
    assert set(passage_ids) <= set(cells)


def test_a_file_that_is_there_is_written_over_only_with_force(run: Run, passage_ids: list[str], tmp_path: Path) -> None:
    path = tmp_path / "pack.csv"
    path.write_text("mine")
    wanted = ("export", *passage_ids, "--format", "csv", "--output", str(path))
    code, _, err = run(*wanted)
    assert (code, path.read_text()) == (2, "mine")
    assert "--force" in err
    assert run(*wanted, "--force")[0] == 0
    assert passage_ids[0] in path.read_text(encoding="utf-8-sig")


def test_a_passage_that_is_not_held_is_said_so(run: Run, tmp_path: Path) -> None:
    code, _, err = run("export", "nothing::1", "--output", str(tmp_path / "pack.docx"))
    assert code == 2
    assert "in the index any more" in err
    assert not (tmp_path / "pack.docx").exists()


def test_judgements_become_a_set_that_is_measured_with(
    run: Run, index: Path, passage_ids: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = open_library(CORPUS, index)
    library.save_judgement("road repairs", passage_ids[0], True)
    library.save_judgement("road repairs", passage_ids[1], False)
    folder = tmp_path / "judged"
    code, out, _ = run("judgements", "--export", str(folder))
    assert code == 0
    assert "2 judgements: 1 questions with 2 judged passages" in out
    corpus = ["--set", str(folder), "--corpus", str(CORPUS), "--index", str(index), "--json"]
    assert cli.main(["evaluate", "search", *corpus]) == 0
    assert "nDCG@10" in capsys.readouterr().out


def test_where_nobody_judged_anything_nothing_is_written(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("judgements", "--export", str(tmp_path / "judged"), "--json")
    assert code == 1
    assert json.loads(out)["judgements"] == 0
    assert not (tmp_path / "judged").exists()
