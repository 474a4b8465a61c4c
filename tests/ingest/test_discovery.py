"""Files that are refused unopened, each with a true reason and a step that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.discovery import scan_corpus

REFUSED = [
    ("a.msg", "Outlook", ".eml", "a message of Outlook"),
    ("a.PNG", "a picture", "OCR", "a picture, its suffix in capitals"),
    ("a.zip", "archive", "Put the papers in it", "an archive"),
    ("a.xyz", "cannot be read", "Save it as PDF", "a kind that is not known"),
    ("paper", "cannot be read", "Save it as PDF", "no suffix"),
]


@pytest.mark.parametrize(("name", "said", "step", "reason"), REFUSED, ids=[case[-1] for case in REFUSED])
def test_what_is_not_read_is_named(tmp_path: Path, name: str, said: str, step: str, reason: str) -> None:
    (tmp_path / name).write_bytes(b"words")
    (unread,) = scan_corpus(tmp_path).refusals.values()
    assert unread.code == "unsupported" and said in unread.reason and step in unread.next_step, reason


@pytest.mark.parametrize("name", ["a.doc", "a.odt", "a.RTF", "a.xlsx", "a.pptx", "a.eml"])
def test_office_files_and_messages_are_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"words")
    scan = scan_corpus(tmp_path)
    assert not scan.refusals and [file.source for file in scan.files] == [name]
