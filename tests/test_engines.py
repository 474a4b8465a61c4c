"""Engines by the scheme of an address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from paper_search import engines
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("index", "folder", "reason"),
    [
        (Path("papers/index"), Path("papers/index"), "a folder"),
        (Path("a:b"), Path("a:b"), "a folder whose name looks like an address"),
        ("index", Path("index"), "a folder as text"),
        ("sqlite:index", Path("index"), "a folder by its scheme"),
        ("postgresql://reader@db.example/papers", None, "servers"),
    ],
)
def test_only_an_index_in_a_folder_has_one(index: str | Path, folder: Path | None, reason: str) -> None:
    assert engines.find_folder(index) == folder, reason


def test_without_the_package_it_is_said_how_to_install_it() -> None:
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from paper_search.cli import main\n"
        "sys.exit(main(['ask', 'anything', '--engine', 'postgresql://reader:s3cret@db.example/papers']))"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "pip install 'paper-search[postgresql]'" in ended.stderr
    assert "s3cret" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
