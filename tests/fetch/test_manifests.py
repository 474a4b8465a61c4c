"""The manifest of fetched papers: whatever cells hold, a build reads it, and what a person wrote stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import CorpusError
from paper_search.fetch.manifests import ManifestLine, make_cell, write_manifest
from paper_search.ingest.metadata import manifest

CELLS = (
    ("=1+1", "'=1+1", "a formula"),
    ("+44", "'+44", "a formula too"),
    ("@x", "'@x", "a formula of old"),
    ("-5", "'-5", "a formula too"),
    ("two\nlines", "two lines", "on one line"),
    ("a, b", "a, b", "a comma, which is quoted"),
    (None, "", "nothing"),
    ("＝1+1", "'＝1+1", "a formula in wide letters"),
    ("\u200b=1+1", "'=1+1", "a formula behind a character that nobody sees"),
    ("\u202etroper\u202c", "troper", "an order of letters turned round"),
    ("a\x00b\x1b[31m\x85c", "ab[31m c", "control characters"),
    ("\ufffd", "\ufffd", "a character that was lost stays to be seen"),
)


@pytest.mark.parametrize(("text", "expected", "reason"), CELLS, ids=[case[2] for case in CELLS])
def test_makes_a_cell(text: str | None, expected: str, reason: str) -> None:
    assert make_cell(text) == expected, reason


@given(st.text(max_size=80))
def test_a_build_reads_any_title(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    (folder / "a.pdf").touch()
    cells = {"title": make_cell(title.encode("utf-8", "ignore").decode().replace("\0", "")), "access": ""}
    write_manifest(folder, [ManifestLine("a.pdf", cells, {})])
    assert (manifest.load_rows(folder)["a.pdf"].title or "") == cells["title"]


CHANGES = (
    ("Ours", "Ours", "New", "New", "nobody changed it"),
    ("Theirs", "Ours", "New", "Theirs", "a person changed it"),
    ("New", "Ours", "New", "New", "a run was killed behind the manifest"),
    ("", "Ours", "New", "", "a person emptied it"),
)


@pytest.mark.parametrize(("found", "written", "wanted", "expected", "reason"), CHANGES, ids=[c[4] for c in CHANGES])
def test_keeps_what_a_person_changed(
    tmp_path: Path, found: str, written: str, wanted: str, expected: str, reason: str
) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "papers.csv").write_text(f"path,title\na.pdf,{found}\n", encoding="utf-8")
    write_manifest(tmp_path, [ManifestLine("a.pdf", {"title": wanted}, {"title": written})])
    assert (manifest.load_rows(tmp_path)["a.pdf"].title or "") == expected, reason


def test_a_line_follows_its_paper_with_a_persons_words(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").touch()
    (tmp_path / "papers.csv").write_text("path,title,access\na.pdf,Theirs,exempt\n", encoding="utf-8")
    cells = {"title": "Ours", "access": ""}
    write_manifest(tmp_path, [ManifestLine("b.pdf", cells, cells, "a.pdf")])
    row = manifest.load_rows(tmp_path)["b.pdf"]
    assert (row.title, row.access) == ("Theirs", "exempt")


@pytest.mark.parametrize("text", ["path,colour\na.pdf,red\n", "title\nx\n", 'path,title\n"a.pdf,x\n'])
def test_a_manifest_that_cannot_be_read_stops_a_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "papers.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"papers\.csv, line"):
        write_manifest(tmp_path, [])
    assert (tmp_path / "papers.csv").read_text(encoding="utf-8") == text
