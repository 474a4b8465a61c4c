"""Paths: whatever a title holds, a path stays inside the corpus, is unique, and works on every system."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.fetch.paths import (
    find_ending,
    is_whole_pdf,
    make_document_path,
    make_identity,
    make_meeting_folder,
    make_slug,
)

TEXTS = st.text(max_size=200) | st.sampled_from(
    ["../../etc/passwd", "CON", "a/b\\c", "\0", "..", " ", "nul.pdf", "é" * 90]
)


@given(TEXTS)
def test_a_slug_is_portable(text: str) -> None:
    slug = make_slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 62
    assert not PureWindowsPath(f"{slug}.pdf").is_reserved()


@given(TEXTS, TEXTS, TEXTS, st.from_regex(r"[0-9]{1,9}", fullmatch=True), st.dates() | st.none())
def test_a_path_stays_inside(committee: str, item: str, title: str, number: str, held_on: date | None) -> None:
    folder = make_meeting_folder(committee, held_on, number)
    path = PurePosixPath(make_document_path(folder, item, title, number, ".pdf"))
    assert len(path.parts) == 3 and not path.is_absolute()
    assert not any(part.startswith(".") or part == ".." for part in path.parts)
    assert len(str(path)) < 240


@given(
    st.lists(st.tuples(TEXTS, st.integers(0, 10**8)), min_size=2, max_size=8, unique_by=lambda document: document[1])
)
def test_paths_of_a_meeting_are_unique_in_any_case(documents: list[tuple[str, int]]) -> None:
    paths = [make_document_path("a/b", None, title, str(number), ".pdf").casefold() for title, number in documents]
    assert len(set(paths)) == len(paths)


FOLDERS = (
    ("Audit Committee", date(2026, 2, 10), False, "audit-committee/2026-02-10", "the usual form"),
    ("Audit Committee", date(2026, 2, 10), True, "audit-committee/2026-02-10-4970", "a second meeting on one day"),
    ("Children's Services & Education", None, False, "childrens-services-and-education/undated-4970", "without a day"),
)


@pytest.mark.parametrize(("title", "day", "is_taken", "expected", "reason"), FOLDERS, ids=[case[4] for case in FOLDERS])
def test_names_a_folder(title: str, day: date | None, is_taken: bool, expected: str, reason: str) -> None:
    assert make_meeting_folder(title, day, "4970", is_taken=is_taken) == expected, reason


def _zip(*names: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        if mimetype:
            archive.writestr("mimetype", mimetype)
    return file.getvalue()


IDS = (
    ("60909", "60909", "a number"),
    ("g4967-t10", "g4967-t10", "letters and digits"),
    ("A1", "a1-", "letters that a disk may not tell from others"),
    ("1/2", "1-2-", "a character that no path holds"),
    ("1-2", "1-2", "what it would be mistaken for"),
    ("../..", "x-", "a way out"),
    ("con", "con-x-", "a name that a system reserves"),
    ("9" * 80, "9" * 40 + "-", "a long one"),
    ("9" * 79, "9" * 40 + "-", "another that begins as it does"),
)  # fmt: skip


@pytest.mark.parametrize(("remote_id", "expected", "reason"), IDS, ids=[case[2] for case in IDS])
def test_makes_an_id_that_no_other_has(remote_id: str, expected: str, reason: str) -> None:
    made = make_identity(remote_id)
    assert made == expected or (expected.endswith("-") and re.fullmatch(f"{expected}[0-9a-f]{{10}}", made)), reason


def test_no_two_ids_are_one_path() -> None:
    assert len({make_identity(case[0]) for case in IDS}) == len(IDS)


def test_a_mimetype_without_measure_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "part"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("mimetype", "w") as part:
        for _ in range(64):
            part.write(bytes(2**20))
    tracemalloc.start()
    try:
        assert find_ending(path) is None
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_a_mimetype_that_is_damaged_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "part"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 9)
    content = bytearray(path.read_bytes())
    content[38:46] = b"\xff" * 8
    path.write_bytes(content)
    assert find_ending(path) is None


CONTENTS = (
    (b"%PDF-1.7\n...%%EOF", "", ".pdf", "a PDF file"),
    (b"\n\n%PDF-1.4", "report.docx", ".pdf", "bytes before its mark, and another name"),
    (_zip("word/document.xml"), "a.pdf", ".docx", "Word"),
    (_zip("xl/workbook.xml"), "", ".xlsx", "a spreadsheet"),
    (_zip("ppt/presentation.xml"), "", ".pptx", "slides"),
    (_zip(mimetype="application/vnd.oasis.opendocument.text"), "", ".odt", "OpenDocument"),
    (_zip("virus.exe"), "report.pdf", None, "any other archive"),
    (b"PK\x03\x04 and no more", "", None, "half an archive"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "budget.xls", ".xls", "an old spreadsheet, by its name"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "budget.pdf", ".doc", "old Word, whatever its name"),
    (b"{\\rtf1 x}", "", ".rtf", "rich text"),
    (b"<html><body>Error</body></html>", "report.pdf", None, "a page"),
    (b"MZ\x90", "report.pdf", None, "a program"),
    (b"", "report.pdf", None, "nothing"),
)


@pytest.mark.parametrize(("content", "hint", "expected", "reason"), CONTENTS, ids=[case[3] for case in CONTENTS])
def test_finds_the_ending_by_content(
    tmp_path: Path, content: bytes, hint: str, expected: str | None, reason: str
) -> None:
    path = tmp_path / "part"
    path.write_bytes(content)
    assert find_ending(path, hint) == expected, reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"%PDF-1.7 x %%EOF\n", True), (b"%PDF-1.7 x", False), (b"%PDF-1.7 %%EOF" + b"\0" * 3000, False)],
)
def test_knows_a_pdf_that_is_whole(tmp_path: Path, content: bytes, expected: bool) -> None:
    path = tmp_path / "part"
    path.write_bytes(content)
    assert is_whole_pdf(path) is expected
