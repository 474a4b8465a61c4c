"""The manifest: what is read from papers.csv, and what a clerk is told when it cannot be used."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from paper_search.errors import CorpusError
from paper_search.ingest.discovery import scan_corpus
from paper_search.ingest.metadata.manifest import ManifestRow, load_rows


def write_corpus(folder: Path, csv: str, *papers: str, encoding: str = "utf-8") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for paper in papers:
        (folder / paper).parent.mkdir(parents=True, exist_ok=True)
        (folder / paper).write_text("A paper.", encoding="utf-8")
    (folder / "papers.csv").write_bytes(csv.encode(encoding))


def test_no_manifest_no_rows(tmp_path: Path) -> None:
    assert load_rows(tmp_path) == {}


def test_all_columns(tmp_path: Path) -> None:
    write_corpus(
        tmp_path,
        "path,authority,committee,meeting_date,title,kind,agenda_item,url,access,status\n"
        'a/b.txt,North Vale,"Roads, Parks",2025-01-30,Verges,report,7,https://example.org/x,exempt,draft\n',
        "a/b.txt",
    )
    row = load_rows(tmp_path)["a/b.txt"]
    assert row == ManifestRow(
        "North Vale", "Roads, Parks", date(2025, 1, 30), "Verges", "report", "7", "https://example.org/x",
        "exempt", "draft",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("csv", "why"),
    [
        ("path,title\nb.txt,Verges\n", "the columns of choice"),
        ("\ufeffpath,title\nb.txt,Verges\n", "the mark that spreadsheets put in front"),
        ("title,path\r\nVerges,b.txt\r\n", "any order, lines ended as spreadsheets end them"),
        (" path , title \n b.txt , Verges \n\n,\n", "spaces and empty lines"),
    ],
)
def test_forms_that_are_read(tmp_path: Path, csv: str, why: str) -> None:
    write_corpus(tmp_path, csv, "b.txt")
    assert load_rows(tmp_path) == {"b.txt": ManifestRow(title="Verges")}, why


def test_a_deeper_manifest_wins_and_its_paths_are_its_own(tmp_path: Path) -> None:
    write_corpus(tmp_path, "path,title,authority\nvale/b.txt,Old,North Vale\n", "vale/b.txt")
    write_corpus(tmp_path / "vale", "path,title\nb.txt,New\n")
    assert load_rows(tmp_path) == {"vale/b.txt": ManifestRow(title="New")}


MISTAKES = [
    ("path,titel\nb.txt,x\n", 1, "unknown column 'titel'", "a slip in a column's name would lose what is beneath"),
    ("title\nx\n", 1, "no column 'path'", "rows that belong to no paper"),
    ("path,path\nb.txt,b.txt\n", 1, "one column twice", "which one counts?"),
    ("path,title\nb.txt,x\nmissing.txt,y\n", 3, "no file", "the paper was renamed or forgotten"),
    ("path,meeting_date\nb.txt,30/01/2025\n", 2, "yyyy-mm-dd", "a date of which day and month can be mistaken"),
    ("path,meeting_date\nb.txt,2025-02-30\n", 2, "2025-02-30", "a day that does not exist"),
    ("path,title\n../b.txt,x\n", 2, "outside", "a path that leaves the folder"),
    ("path,title\n/etc/hosts,x\n", 2, "outside", "a path that was never in it"),
    ("path,kind\nb.txt,letter\n", 2, "report", "a kind that is none; the message lists those that are"),
    ("path,access\nb.txt,secret\n", 2, "exempt", "an access that is none"),
    ("path,url\nb.txt,javascript:alert(1)\n", 2, "https://", "an address that is no web address"),
    ("path,title\nb.txt,a,b\n", 2, "quotes", "an unquoted comma"),
    ("path,title,access\nb.txt,exempt\n", 2, "fewer cells", "a cell left out: the access stands under the title"),
    ("path,access\nb.txt\n", 2, "fewer cells", "the access left out"),
    ("path,title,access\nb.txt,Verges,public\nb.txt,exempt\n", 3, "fewer cells", "the line is that of the fault"),
    ("path,title\nb.txt,x\0y\n", 2, "NUL", "a NUL in a cell"),
    ("path,title\nb.txt\0,x\n", 2, "NUL", "a NUL in a path, which no system call takes"),
    ("\ufeffpath,access\nb.txt,\ufeffexempt\n", 2, "exempt", "a mark in front of a cell, too"),
    ('"path,title\nb.txt,x\n', 1, "CSV", "quotes in the head that are never closed"),
    ("path,title\nb.txt,x\nb.txt,y\n", 3, "second time", "two rows for one paper"),
    ("path,title\n,x\n", 2, "no path", "a row without a paper"),
]


@pytest.mark.parametrize(("csv", "line", "says", "why"), MISTAKES, ids=[row[3] for row in MISTAKES])
def test_mistakes_name_file_line_and_remedy(tmp_path: Path, csv: str, line: int, says: str, why: str) -> None:
    write_corpus(tmp_path / "vale", csv, "b.txt")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        load_rows(tmp_path)
    message = str(caught.value)
    assert says in message and f"line {line}:" in message, why
    assert str(tmp_path / "vale" / "papers.csv") in message


NAMES = [
    ("Papers.csv", "as some systems rename it"),
    ("PAPERS.CSV", "as it comes from an old disk"),
    ("papers.csv ", "with a space behind it"),
]


@pytest.mark.parametrize(("name", "why"), NAMES, ids=[name for name, _ in NAMES])
def test_a_manifest_counts_in_any_case_of_its_name_or_is_refused(tmp_path: Path, name: str, why: str) -> None:
    write_corpus(tmp_path, "path,access\nb.txt,exempt\n", "b.txt")
    (tmp_path / "papers.csv").rename(tmp_path / name)
    for rows in (lambda: load_rows(tmp_path), lambda: dict(scan_corpus(tmp_path).files[0].locations)):
        try:
            row = rows()["b.txt"]
        except CorpusError as error:
            assert str(tmp_path / name) in str(error), why
        else:
            assert row is not None and row.access == "exempt", why


def make_broken(path: Path, kind: str) -> None:
    path.unlink()
    if kind == "folder":
        path.mkdir()
        (path / "c.txt").write_text("A paper.", encoding="utf-8")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("nowhere.csv")
    elif kind == "link to a folder":
        path.symlink_to(path.parent)
    elif kind == "two":
        path.write_text("path\nb.txt\n", encoding="utf-8")
        (path.parent / "Papers.csv").write_text("path\nb.txt\n", encoding="utf-8")
    else:
        (path.parent / "papers.csv.txt").write_text("path\nb.txt\n", encoding="utf-8")


BROKEN = [
    ("folder", "is a folder"),
    ("pipe", "is a pipe or a device"),
    ("link", "leads nowhere"),
    ("link to a folder", "is a folder"),
    ("two", "Keep one of them"),
    ("a second ending", "Give it the name papers.csv"),
]


@pytest.mark.parametrize(("kind", "says"), BROKEN, ids=[kind for kind, _ in BROKEN])
def test_a_manifest_that_cannot_be_read_is_never_passed_over(tmp_path: Path, kind: str, says: str) -> None:
    write_corpus(tmp_path, "path,access\nb.txt,exempt\n", "b.txt")
    make_broken(tmp_path / "papers.csv", kind)
    for act in (load_rows, scan_corpus):
        with pytest.raises(CorpusError, match=says) as caught:
            act(tmp_path)
        assert str(tmp_path) in str(caught.value)


ACCESS = [
    ("exempt", "title\nb.txt,New", "exempt", "a deeper line that says nothing of access publishes nothing"),
    ("exempt", "access\nb.txt,public", "public", "a person says that it is public"),
    ("public", "access\nb.txt,exempt", "exempt", "the deeper line holds it back"),
    ("exempt", "access\nb.txt,", "exempt", "an empty cell says nothing"),
]


@pytest.mark.parametrize(("outer", "deeper", "access", "why"), ACCESS, ids=[row[3] for row in ACCESS])
def test_a_deeper_manifest_does_not_lose_access(tmp_path: Path, outer: str, deeper: str, access: str, why: str) -> None:
    write_corpus(tmp_path, f"path,access\nvale/b.txt,{outer}\n", "vale/b.txt")
    write_corpus(tmp_path / "vale", f"path,{deeper}\n")
    assert load_rows(tmp_path)["vale/b.txt"].access == access, why


def test_another_encoding_is_said(tmp_path: Path) -> None:
    write_corpus(tmp_path, "path,title\nb.txt,Café\n", "b.txt", encoding="cp1252")
    with pytest.raises(CorpusError, match="UTF-8"):
        load_rows(tmp_path)
