"""The check of commit messages, as a table of cases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "commit-message"
CASES = [
    ("Split agenda packs without an outline\n\nWhy.\n", None, "a subject and a body"),
    ("Split agenda packs\n", None, "a subject alone"),
    ("A" + "b" * 71 + "\n", None, "72 characters"),
    ("A" + "b" * 72 + "\n", "73 characters", "one more"),
    ("Split agenda packs.\n", "full stop", "a full stop"),
    ("split agenda packs\n", "small letter", "a small letter"),
    ("Split agenda packs\nbecause\n", "not blank", "no blank line"),
    ("\n\nWhy.\n", "empty", "no subject"),
    ("Merge branch 'docs'\nof somewhere\n", None, "made by git"),
    ("# Please enter the message\nSplit agenda packs\n", None, "git's own lines are passed over"),
]


@pytest.mark.parametrize(("message", "reason", "case"), CASES, ids=[case for *_, case in CASES])
def test_a_message_is_checked(message: str, reason: str | None, case: str, tmp_path: Path) -> None:
    file = tmp_path / "message"
    file.write_text(message, encoding="utf-8")
    done = subprocess.run([sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if reason else 0)
    assert (reason or "") in done.stderr
