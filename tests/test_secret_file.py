"""A secret is read from a file of its owner alone, and no message has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paper_search.errors import FetchError, PaperSearchError, SettingsError
from paper_search.secret_file import read_secret

FILES = [
    ("s3cret\nmore\n", 0o600, "", "the first line"),
    ("s3cret", 0o640, "chmod 600", "the group may read it"),
    ("", 0o600, "holds no token", "an empty file"),
    ("s3cret s3cret", 0o600, "holds no token", "two words"),
    ("s3cret" * 1000, 0o600, "holds no token", "no secret is that long"),
    ("s3crét", 0o600, "cannot be read", "no header can hold it"),
]


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize("error", [FetchError, SettingsError])
@pytest.mark.parametrize(("text", "mode", "fault", "reason"), FILES)
def test_a_secret_is_the_first_line_of_a_file_of_its_owner(
    text: str, mode: int, fault: str, reason: str, error: type[PaperSearchError], tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    if not fault:
        assert read_secret(path, "--token-file", "token", error) == "s3cret", reason
        return
    with pytest.raises(error, match=fault) as raised:
        read_secret(path, "--token-file", "token", error)
    assert str(path) in str(raised.value), reason
    assert "s3cr" not in str(raised.value), reason


def test_the_message_names_the_setting_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PAPER_SEARCH_KEY is .*cannot be read"):
        read_secret(tmp_path / "none", "PAPER_SEARCH_KEY", "key", SettingsError)
