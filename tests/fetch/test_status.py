"""The state of a source, read from its journal: where nothing can be written, and without titles of what is closed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from paper_search.fetch.failures import list_failures, list_public_failures
from paper_search.fetch.journal import DocumentState, Journal, JournalDocument
from paper_search.fetch.sources import Source
from paper_search.fetch.status import MovedOutPaper, load_source_status

SOURCE = Source("ferndale", "moderngov", "https://democracy.ferndale.example/", "Ferndale Town Council")
TITLE, MOMENT = "Sale of the depot", "2026-03-02T09:00:00Z"
CASES: list[tuple[DocumentState, str | None, list[str], str]] = [
    ("held", None, [], "had"),
    ("failed", "status", [TITLE], "the site failed"),
    ("held", "status", [TITLE], "had, and a later check failed"),
    ("refused", "link", [TITLE], "a link, which the site lists as public"),
    ("refused", "restricted", [], "restricted"),
    ("refused", "flags", ["Document 7"], "the site does not say whether it is public"),
    ("held", "flags", ["Document 7"], "had, and the site does not say any more"),
    ("failed", "placeholder", ["Document 7"], "the site sent a page that says it is restricted"),
    ("failed", "denied", ["Document 7"], "the site wants somebody to sign in"),
    ("held", "missing", ["Document 7"], "the site lists it no more, and says not why"),
    ("held back", "restricted", [], "moved out"),
    ("held back", "gone", [], "moved out"),
    ("held back", "again", [], "moved out, and a person decides"),
    ("held back", "status", [], "moved out, and loading it again failed"),
]


def open_journal(corpus: Path) -> Journal:
    folder = corpus / SOURCE.folder / ".fetch"
    folder.mkdir(parents=True)
    return Journal(folder / "ferndale.sqlite3")


@pytest.mark.parametrize(("state", "code", "titles", "reason"), CASES, ids=[f"{row[0]}-{row[1]}" for row in CASES])
def test_a_page_names_no_title_of_what_may_be_restricted(
    tmp_path: Path, state: DocumentState, code: str | None, titles: list[str], reason: str
) -> None:
    with closing(open_journal(tmp_path)) as journal:
        journal.save_document(JournalDocument("1", "7", state, TITLE, "5a", code=code, failed_at=MOMENT))
        lines = list_public_failures("ferndale", journal)
        assert [line["title"] for line in lines] == titles, reason
        assert [line["item"] for line in lines] == ["5a" if title == TITLE else "" for title in titles]
        assert len(lines) <= len(list_failures("ferndale", journal))
    moved = load_source_status(tmp_path, SOURCE).moved_out
    kind = code if code in ("gone", "again") else "restricted"
    expected = (MovedOutPaper("7", MOMENT, kind),)  # type: ignore[arg-type]
    assert moved == (expected if state == "held back" else ())


READ_AS_ANOTHER = """
import os, sys
from pathlib import Path
from paper_search.fetch.status import load_source_status
from paper_search.fetch.sources import Source
source = Source("ferndale", "moderngov", "https://democracy.ferndale.example/", "Ferndale Town Council")
if not os.geteuid():
    os.setgroups([])
    os.setuid(65534)
try:
    print(load_source_status(Path(sys.argv[1]), source).held)
except Exception as error:
    print(type(error).__name__, error)
"""
"""Reads as somebody who may not write in the folder; rights are dropped behind the imports, which need them."""


def read_as_another(corpus: Path) -> str:
    command = [sys.executable, "-c", READ_AS_ANOTHER, str(corpus)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def test_a_journal_is_read_where_nothing_can_be_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        corpus.chmod(0o755)
        journal = open_journal(corpus)
        journal.save_document(JournalDocument("1", "7", "held", TITLE))
        journal.path.parent.chmod(0o555)
        assert read_as_another(corpus) == "1", "while a run has it open"
        journal.path.parent.chmod(0o755)
        journal.close()
        assert not journal.path.with_name(f"{journal.path.name}-wal").exists()
        journal.path.parent.chmod(0o555)
        assert read_as_another(corpus) == "1", "after the run"
        journal.path.parent.chmod(0o755)
        journal.path.with_name(f"{journal.path.name}-wal").write_bytes(b"of a run that was killed")
        journal.path.parent.chmod(0o555)
        assert read_as_another(corpus).startswith("FetchError"), "what it says would be left out"
        journal.path.parent.chmod(0o755)
