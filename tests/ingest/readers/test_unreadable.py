"""Files that are not what they are called, or are not whole: the code each gets, and that it says what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import READERS, read
from tests.ingest.readers.making import lines, pdf

PAGE = b"<!DOCTYPE html><html><body><p>Please sign in</p></body></html>"


def code_of(path: Path) -> str:
    with pytest.raises(UnreadableError) as error:
        read(path)
    assert error.value.path == path
    assert error.value.reason[0].isupper() and not error.value.reason.endswith(".")
    assert error.value.next_step.endswith(".")
    return error.value.code


@pytest.mark.parametrize("suffix", sorted(READERS))
@pytest.mark.parametrize(("raw", "why"), [(b"", "no bytes"), (b" \r\n\t", "white space"), (b"\0" * 64, "zeros")])
def test_an_empty_file(tmp_path: Path, suffix: str, raw: bytes, why: str) -> None:
    path = tmp_path / f"paper{suffix}"
    path.write_bytes(raw)
    assert code_of(path) == "empty", why


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.pdf", PAGE, "a log-in page saved as a PDF"),
        ("a.docx", PAGE, "a log-in page saved as a Word document"),
        ("a.txt", PAGE, "a web page saved as text"),
        ("a.docx", b"%PDF-1.7\n", "a PDF saved as a Word document"),
        ("a.html", b"%PDF-1.7\n", "a PDF saved as a web page"),
        ("a.txt", b"%PDF-1.7\n", "a PDF saved as text"),
        ("a.pdf", b"{\\rtf1 x}", "a Rich Text document"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", "an old Word document"),
        ("a.txt", b"abc\0\x01\x02", "something binary"),
        ("a.pdf", b"just words", "text"),
    ],
)
def test_content_that_is_not_what_the_name_says(tmp_path: Path, name: str, raw: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    assert code_of(path) == "mismatch", why


def test_other_office_files_in_disguise(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert code_of(path) == "mismatch"


def test_an_office_file_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert code_of(path) == "password"


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_pdf_that_is_cut_short(tmp_path: Path, share: float) -> None:
    whole = pdf(tmp_path / "whole.pdf", [lines(72, 100, "Words")] * 40).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert code_of(path) == "truncated"


def test_a_pdf_made_for_the_web_says_how_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.5\n1 0 obj\n<</Linearized 1/L 90000/N 4>>\nendobj\nstartxref\n0\n%%EOF\n")
    assert code_of(path) == "truncated"


def test_a_pdf_that_is_rubbish_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"rubbish " * 200 + b"startxref\n5\n%%EOF")
    assert code_of(path) in ("damaged", "truncated")


def test_a_suffix_that_is_not_known_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.pages").write_bytes(b"x")
    assert code_of(tmp_path / "a.pages") == "unsupported"
    assert code_of(tmp_path / "gone.pdf") == "damaged"
