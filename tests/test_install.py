"""The installation: what an installer prints becomes progress, and what is in the way becomes a sentence."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture
def script(tmp_path: Path) -> ModuleType:
    """The script ``.ci/install`` as a module, with a lock of this test's own."""
    loader = importlib.machinery.SourceFileLoader("install_script", str(ROOT / ".ci" / "install"))
    made = importlib.util.module_from_spec(importlib.util.spec_from_loader("install_script", loader))  # type: ignore[arg-type]
    loader.exec_module(made)
    made.LOCKED = tmp_path  # type: ignore[attr-defined]
    return made


FAULTS = [
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "which TMPDIR names",
     "pip on a full disk"),
    ("error: Request failed after 3 retries\n dns error: failed to lookup address", "cannot be reached", "uv offline"),
    ("NewConnectionError('<HTTPSConnection>: Failed to establish a new connection')\n"
     "ERROR: No matching distribution found for numpy==2.3", "cannot be reached",
     "pip offline, which also says that it found nothing"),
    ("SSLError(SSLCertVerificationError(1, 'certificate verify failed'))", "cannot be reached", "a proxy"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "was not installed", "pip"),
    ("  Hash mismatch for `click==8.5`", "was not installed", "uv"),
    ("ERROR: Could not install packages: [Errno 13] Permission denied: '.venv/bin'", "may not write", "rights"),
    ("ERROR: No matching distribution found for torch==2.13.0+cpu", "no ready-made package", "no build for the system"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "said", "why"), FAULTS, ids=[row[2] for row in FAULTS])
def test_what_an_installer_prints_becomes_a_sentence(script: ModuleType, printed: str, said: str, why: str) -> None:
    fault = script.find_fault([printed], Path(".venv"))
    assert fault is not None and said in fault, why
    assert "{" not in fault


def test_what_nobody_has_foreseen_is_shown_as_it_is(script: ModuleType) -> None:
    assert script.find_fault(["something else"], Path(".venv")) is None
    with pytest.raises(script.Failure, match=r"could not be installed\.\n  \| something else"):
        script.Installer(Path(".venv"), None, []).check(1, ["something else\n"])


def test_the_progress_of_pip_is_counted(script: ModuleType) -> None:
    progress = script.Progress(3, io.StringIO())
    for line in (
        "Collecting click==8.5 (from -r requirements.lock (line 1))\n",
        "  Downloading click-8.5-py3-none-any.whl (500 kB)\n",
        "Requirement already satisfied: numpy==2.3 in ./lib\n",
        "Collecting torch==2.13\n",
        "  Downloading torch-2.13-cp311.whl (84.5 MB)\n",
    ):
        progress.read_line(line)
    assert progress.describe().startswith("3 of 3 packages, 85 MB (")
    progress.read_line("Installing collected packages: click, torch\n")
    assert progress.describe().startswith("all 3 downloaded, 85 MB, now being unpacked (")


def test_both_parts_of_the_second_step_count_the_same_packages(script: ModuleType) -> None:
    packages, torch = script.Progress(3, io.StringIO(), last=2), script.Progress(3, io.StringIO(), before=2)
    for line in ("Collecting click==8.5\n", "Collecting numpy==2.3\n", "Collecting click==8.5\n"):
        packages.read_line(line)
    assert packages.describe().startswith("2 of 3 packages (")
    packages.read_line("Installing collected packages: click, numpy\n")
    assert packages.describe().startswith("2 of 3 downloaded, now being unpacked (")
    torch.read_line("Collecting torch==2.13\n")
    assert torch.describe().startswith("3 of 3 packages (")
    torch.read_line("Installing collected packages: torch\n")
    assert torch.describe().startswith("all 3 downloaded, now being unpacked (")


def test_a_line_is_written_every_ten_seconds_and_not_more_often(script: ModuleType) -> None:
    out = io.StringIO()
    progress = script.Progress(3, out)
    progress.show()
    assert out.getvalue() == ""
    progress._began -= script.SECONDS_BETWEEN_LINES
    progress.show()
    progress.show()
    assert out.getvalue().count("\n") == 1


def test_a_python_that_is_too_old_is_told_so(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "sys", type("Old", (), {"version_info": (3, 9, 2)}))
    with pytest.raises(script.Failure, match=r"3\.11 or newer is needed.*make PYTHON="):
        script.check_machine(Path(".venv"))


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(script.shutil, "disk_usage", lambda folder: usage._replace(free=5 * 10**8))
    with pytest.raises(script.Failure, match=r"Only 0\.5 GB are free.*3 GB are needed"):
        script.check_machine(tmp_path)


def test_a_folder_that_may_not_be_written_is_told(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script.os, "access", lambda path, mode: False)
    with pytest.raises(script.Failure, match=r"may not write to .*Move the project"):
        script.check_machine(Path(".venv"))


@pytest.mark.parametrize("is_made", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_an_installer_that_fails_ends_in_a_sentence(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    is_made: bool,
) -> None:
    """The whole of it, with a Python in place of the environment's that fails as pip does without a network.

    To make the environment takes many seconds.
    """
    if not is_made:
        monkeypatch.setattr(script, "make_environment", lambda venv, uv: None)
    fake = tmp_path / "bin" / "python"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'Temporary failure in name resolution'\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["install", str(tmp_path)])
    assert script.main() == 1
    printed = capsys.readouterr()
    assert "Step 1 of 4" in printed.out and "Step 2 of 4" in printed.out
    assert "The package index cannot be reached" in printed.err and "Traceback" not in printed.err


def test_uv_is_told_of_the_indexes_that_pip_has(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://papers.invalid/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels")
    options = script.find_index_options(sys.executable)
    assert options[options.index("--default-index") + 1] == "https://papers.invalid/simple"
    assert "/wheels" in [options[place + 1] for place, word in enumerate(options) if word == "--find-links"]


def make_environment(folder: Path) -> Path:
    """An environment with pip's program in it, as far as the script looks at it."""
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").touch()
    (folder / "bin" / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (folder / "bin" / "python").chmod(0o755)
    (folder / "bin" / "pip").write_text(f"#!{folder}/bin/python\n")
    return folder


def take_pip_away(venv: Path) -> Path:
    (venv / "bin" / "python").write_text("#!/bin/sh\necho No module named pip\nexit 1\n")
    return venv


def take_python_away(venv: Path) -> Path:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to(venv / "gone")
    return venv


ENVIRONMENTS = [
    (lambda venv: venv, True, "whole"),
    (take_pip_away, False, "Ctrl-C before pip was in it"),
    (take_python_away, False, "the Python that made it was replaced by a newer one"),
    (lambda venv: venv.rename(venv.with_name("elsewhere")), False, "the folder of the project was moved"),
    (lambda venv: venv.with_name("none"), False, "there is none"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "usable", "why"), ENVIRONMENTS, ids=[row[2] for row in ENVIRONMENTS])
def test_an_environment_that_cannot_be_used_is_known(
    script: ModuleType, tmp_path: Path, change: Callable[[Path], Path], usable: bool, why: str
) -> None:
    assert script.is_usable(change(make_environment(tmp_path / "venv"))) is usable, why


def test_an_environment_that_is_not_whole_is_made_again(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    venv = take_pip_away(make_environment(tmp_path / "venv"))
    made: list[list[str]] = []
    run = script.run

    def run_and_note(command: list[str], progress: object) -> object:
        if "venv" not in command:
            return run(command, progress)
        made.append(command)
        return 0, []

    monkeypatch.setattr(script, "run", run_and_note)
    script.make_environment(venv, None)
    assert "made again" in capsys.readouterr().out and not venv.exists()
    assert made == [[sys.executable, "-m", "venv", str(venv)]]


def test_a_second_installation_at_once_is_told_to_wait(
    script: ModuleType,
) -> None:
    """Two would write into each other's environment, and both would fail."""
    script.lock_folder()
    with pytest.raises(script.Failure, match=r"Another make is installing.*Wait"):
        script.lock_folder()


@pytest.mark.parametrize("uv", [None, "/usr/bin/uv"], ids=["pip", "uv"])
@pytest.mark.parametrize("with_tests", [False, True], ids=["program", "tests"])
def test_only_the_locked_files_are_installed(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uv: str | None, with_tests: bool
) -> None:
    commands: list[list[str]] = []

    def note_command(command: list[str], progress: object) -> tuple[int, list[str]]:
        commands.append(command)
        return 0, []

    monkeypatch.setattr(script, "run", note_command)
    monkeypatch.setattr(script, "find_index_options", lambda python: [])
    monkeypatch.setattr(script.shutil, "which", lambda name: uv)
    script.install(tmp_path / "environment", with_tests, ["--only-binary", ":all:"])
    installing = [command for command in commands if "install" in command]
    assert len(installing) == (4 if with_tests else 3), "the packages, torch, the project, what the tests need"
    for command in installing:
        assert "--no-deps" in command
        is_project = command[-3:-1] == ["--no-build-isolation", "--editable"]
        assert is_project or {"--require-hashes", "--only-binary"} <= set(command), command
