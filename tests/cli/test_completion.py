"""Completion with the tab key, as the scripts of the shells ask for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from paper_search.cli import cli
from paper_search.cli.completion import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{shell}_complete" in result.stdout


TYPED = [
    ("paper-search sea", ["search"], "a command"),
    ("paper-search search --commi", ["--committee"], "an option"),
    ("paper-search evaluate rea", ["reading"], "a measure"),
    ("paper-search help ti", ["timeline"], "a command to be explained"),
    ("paper-search help evaluate sea", ["search"], "a measure to be explained"),
    ("paper-search search --authority wex", ["Wexmoor County Council"], "a council in the index, in small letters"),
    ("paper-search decisions --committee Planning", ["Planning Committee", "Planning and Regulation Committee"],
        "the committees in the index"),
    ("paper-search ask --kind minu", ["minutes"], "a kind of papers"),
    ("paper-search search --authority Atlantis", [], "a council that is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected", "reason"), TYPED, ids=[reason for *_, reason in TYPED])
def test_words_are_completed(sample_index: Path, typed: str, expected: list[str], reason: str) -> None:
    environment = {
        "_PAPER_SEARCH_COMPLETE": "fish_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": typed.rpartition(" ")[2],
        "PAPER_SEARCH_INDEX": str(sample_index),
    }
    result = CliRunner(env=environment).invoke(cli, prog_name="paper-search")
    offered = [line.partition(",")[2].partition("\t")[0] for line in result.stdout.splitlines() if line]
    assert [line for line in offered if line in expected] == expected, reason
    assert expected or not offered, reason


def test_names_are_not_completed_where_there_is_no_index(tmp_path: Path) -> None:
    environment = {
        "_PAPER_SEARCH_COMPLETE": "fish_complete",
        "COMP_WORDS": "paper-search search --authority W",
        "COMP_CWORD": "W",
        "PAPER_SEARCH_INDEX": str(tmp_path),
    }
    result = CliRunner(env=environment).invoke(cli, prog_name="paper-search")
    assert (result.stdout.strip(), result.stderr) == ("", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_keeps_a_name_of_several_words_together(sample_index: Path, tmp_path: Path) -> None:
    program = tmp_path / "paper-search"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m paper_search "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(paper-search completion bash)";'
        "COMP_WORDS=(paper-search search --authority Wex); COMP_CWORD=3; _paper_search_completion paper-search;"
        "printf '%s' \"${COMPREPLY[*]}\""
    )
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PAPER_SEARCH_INDEX": str(sample_index)}
    root = Path(__file__).parents[2]
    done = subprocess.run(["bash", "-c", script], env=environment, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "Wexmoor\\ County\\ Council"
