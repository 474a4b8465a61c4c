"""Failures as people meet them: one line on stderr, an exit code, and no traceback, whatever is in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from paper_search.cli import cli, main
from paper_search.errors import QueryError
from tests.conftest import CORPUS

ENDINGS: list[tuple[BaseException, int, str, str]] = [
    (QueryError("Ask something."), 2, "paper-search: Ask something.\n", "an error of ours"),
    (click.Abort(), 130, "paper-search: stopped.\n", "a question at the terminal that is not answered"),
    (
        MemoryError(),
        2,
        "paper-search: there is not enough memory for this. Close other programs, or use a machine with more memory.\n",
        "too little memory",
    ),
    (
        PermissionError(13, "Permission denied", "index/LOCK"),
        2,
        "paper-search: index/LOCK: Permission denied. Check the name, the disk, and your rights to it.\n",
        "a file of another user",
    ),
    (KeyboardInterrupt(), 130, "paper-search: stopped.\n", "a key that stops"),
]


@pytest.mark.parametrize(("error", "code", "message", "reason"), ENDINGS, ids=[reason for *_, reason in ENDINGS])
def test_a_command_that_ends_early(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str, reason: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("paper_search.cli.options.LibraryOptions.open", fail)
    result = CliRunner().invoke(cli, ["judgements"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message), reason


@pytest.mark.parametrize("flags", ["-u", ""], ids=["printed at once", "printed at the end"])
def test_a_reader_that_has_gone_is_no_error(flags: str) -> None:
    done = subprocess.run(
        f"{sys.executable} {flags} -m paper_search --help | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is known to Linux")
@pytest.mark.parametrize("flags", [["-u"], []], ids=["printed at once", "printed at the end"])
def test_a_full_disk_is_said_in_one_line(flags: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, *flags, "-m", "paper_search", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("paper-search: the output cannot be written (No space left on device)")
    assert len(done.stderr.splitlines()) == 1


def _make_damaged(folder: Path) -> None:
    (folder / "papers.db").write_text("no database")


def _make_folder(folder: Path) -> None:
    (folder / "papers.db").mkdir()


def _leave_empty(folder: Path) -> None:
    assert not list(folder.iterdir())


BROKEN = [
    (_make_damaged, "is damaged", "a file that is no database"),
    (_make_folder, "is damaged", "a folder in place of the file"),
    (_leave_empty, "To make it, run: paper-search build --corpus", "no file, with the command that makes it"),
]


@pytest.mark.parametrize(("break_index", "message", "reason"), BROKEN, ids=[reason for *_, reason in BROKEN])
@pytest.mark.parametrize("words", [["ask", "roads"], ["status"], ["meetings"]], ids=" ".join)
def test_an_index_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], break_index: Any, message: str, reason: str
) -> None:
    break_index(tmp_path)
    code = main([*words, "--corpus", str(CORPUS), "--index", str(tmp_path)])
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1), reason
    assert message in err, reason


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read by root")
def test_an_index_of_another_user_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "papers.db").write_bytes(b"")
    (tmp_path / "papers.db").chmod(0)
    assert main(["status", "--index", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
