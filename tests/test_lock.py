"""The check of the lock files against pyproject.toml, as a table of changes that it must notice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / ".ci" / "lock"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-torch.lock", "requirements-torch-cpu.lock")
DIGEST = "sha256:" + "0" * 64
CASES = [
    (
        "pyproject.toml",
        '"numpy>=1.26"',
        '"numpy>=1.26", "ferndale>=1"',
        "ferndale>=1: no lock file names",
        "a new package",
    ),
    ("pyproject.toml", '"numpy>=1.26"', '"numpy>=99"', "numpy>=99: the lock file names release", "a range moved on"),
    ("pyproject.toml", '    "numpy>=1.26",\n', "", "made for other requirements", "a package less"),
    ("pyproject.toml", '"pypdf[crypto]', '"pypdf[full]', "made for other requirements", "another extra"),
    ("pyproject.toml", '"hatchling>=1.25"', '"hatchling>=99"', "hatchling>=99: the lock", "what builds the package"),
    ("pyproject.toml", '"torch==2.13.0"', '"torch==2.13.1"', "torch==2.13.1: the lock", "another torch"),
    ("requirements.lock", "click==", "click>=", "does not name one release", "a range in place of a release"),
    ("requirements.lock", "sha256:", "md5:", "has no SHA-256", "another kind of digest"),
    (
        "requirements.lock",
        "\n",
        f"\nferndale @ https://files.invalid/f.whl \\\n    --hash={DIGEST}\n",
        "an address",
        "an address",
    ),
    (
        "requirements.lock",
        "\n",
        "\nferndale==1.0\n    # via larkford\n",
        "ferndale==1.0: it has no SHA-256",
        "no digest",
    ),
    ("requirements-torch-cpu.lock", "torch==2.13.0+cpu", "torch==2.12.0+cpu", "not for the CPU build", "two releases"),
]


def copy_project(folder: Path) -> None:
    for name in ("pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, folder)


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--check", "--folder", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_lock_files_agree_with_the_project() -> None:
    done = check(ROOT)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("name", "old", "new", "fault", "case"), CASES, ids=[case for *_, case in CASES])
def test_a_change_is_noticed(name: str, old: str, new: str, fault: str, case: str, tmp_path: Path) -> None:
    copy_project(tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text, "the row no longer fits the file"
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = check(tmp_path)
    assert done.returncode == 1
    assert fault in done.stderr
    assert "make lock" in done.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_a_missing_file_is_noticed(name: str, tmp_path: Path) -> None:
    copy_project(tmp_path)
    (tmp_path / name).unlink()
    assert f"{name}: the file is missing" in check(tmp_path).stderr
