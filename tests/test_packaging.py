"""The wheel holds what the program needs when it is installed without its project: ``uvx``, ``pipx`` or pip."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "paper_search"
NOT_SHIPPED = {".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the project, made without a network by what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    here = {
        path.relative_to(ROOT).as_posix(): path.stat().st_size
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    there = {
        entry.filename: entry.file_size for entry in wheel.infolist() if entry.filename.startswith("paper_search/")
    }
    assert there == here


def test_templates_static_files_data_and_the_reader_are_among_them(wheel: zipfile.ZipFile) -> None:
    """Guards the test above against a folder that is looked for elsewhere."""
    folders = {Path(name).parent.as_posix() for name in wheel.namelist()}
    assert {"paper_search/web/templates", "paper_search/web/static", "paper_search/text/data"} <= folders
    assert {f"paper_search/embeddings/{name}.safetensors" for name in ("encoder", "reader")} <= set(wheel.namelist())
    assert "paper_search/storage/schema.sql" in wheel.namelist()


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    assert {name.partition("/")[0].rpartition(".")[2] for name in wheel.namelist()} == {"paper_search", "dist-info"}


def test_the_wheel_has_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    (points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "paper-search = paper_search.cli:main" in wheel.read(points).decode()
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
