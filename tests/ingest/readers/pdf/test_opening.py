"""PDF files that are broken outside their pages: repaired, read in part, or refused with a true reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.pdf.opening import CUT_SHORT
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import HEIGHT, lines, pdf
from tests.ingest.readers.pdf.raw import raw_pdf, read_raw, words

PAGES = [lines(72, 100, f"4.{number} The heron option was accepted by the Cabinet.") for number in range(1, 4)]


def shift_offsets(raw: bytes) -> bytes:
    return re.sub(rb"(\d{10}) 00000 n", lambda entry: b"%010d 00000 n" % (int(entry[1]) + 9), raw)


def empty_table(raw: bytes) -> bytes:
    return re.sub(rb"\nxref\n.*?trailer", b"\nxref\n0 1\n0000000000 65535 f \ntrailer", raw, flags=re.S)


REPAIRED: list[tuple[Callable[[bytes], bytes], bool, str]] = [
    (lambda raw: raw, False, "the control"),
    (lambda raw: re.sub(rb"startxref\s+\d+", b"startxref\n7", raw), False, "the table is said to be elsewhere"),
    (shift_offsets, False, "every offset of the table is wrong"),
    (empty_table, False, "the table is empty"),
    (lambda raw: raw[: raw.index(b"trailer")], True, "the trailer is missing"),
    (lambda raw: raw[: raw.index(b"\nxref") + 1], True, "the table and the trailer are missing"),
    (lambda raw: b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + raw, False, "what a server said stands in front"),
    (lambda raw: b"x" * 2000 + b"\n" + raw, False, "much rubbish stands in front"),
    (lambda raw: raw + b"\n" * 3000 + b"<html>rubbish</html>" + b" " * 3000, False, "much rubbish stands behind"),
]


@pytest.mark.parametrize(("damage", "is_in_part", "reason"), REPAIRED, ids=[case[-1] for case in REPAIRED])
def test_a_file_whose_pages_are_whole_is_read(
    tmp_path: Path, damage: Callable[[bytes], bytes], is_in_part: bool, reason: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(damage(pdf(tmp_path / "whole.pdf", PAGES).read_bytes()))
    reading = read(path)
    assert [reading.text.count(f"4.{number} The heron") for number in (1, 2, 3)] == [1, 1, 1], reason
    assert len(reading.page_starts) == 3, reason
    assert [part.reason for part in reading.unread_parts] == ([CUT_SHORT] if is_in_part else []), reason


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ("", "no box at all"),
        ("/MediaBox null", "a box that is nothing"),
        ("/MediaBox [0 0 595]", "a box of three numbers"),
        ("/MediaBox [0 0 0 0]", "an empty box"),
        ("/MediaBox [0 0 595 842] /CropBox [9 9 9 9]", "an empty part of it that shows"),
    ],
)
def test_a_page_without_a_box_has_the_usual_one(tmp_path: Path, box: str, reason: str) -> None:
    reading = read_raw(tmp_path / "a.pdf", words(72, 700, "The heron stands at the weir."), page=box)
    assert (reading.text, reading.hidden, reading.unread_parts) == ("The heron stands at the weir.", (), ()), reason


def test_a_page_that_shows_none_of_its_words_is_not_called_blank(tmp_path: Path) -> None:
    raw_pdf(tmp_path / "a.pdf", words(72, 700, "The heron stands", state="3 Tr"))
    with pytest.raises(UnreadableError, match="show none of the 3 words that the file holds") as caught:
        read(tmp_path / "a.pdf")
    assert caught.value.code == "empty"


def test_what_a_repaired_page_does_not_show_is_not_read(tmp_path: Path) -> None:
    """The original cannot be drawn, and its repaired copy can."""

    def draw(canvas: Canvas) -> None:
        lines(72, 100, "4.1 The heron option was accepted.", "The price is 77 pounds.")(canvas)
        canvas.rect(60, HEIGHT - 118, 400, 13, fill=1)

    path = tmp_path / "a.pdf"
    raw = pdf(tmp_path / "whole.pdf", [draw]).read_bytes()
    path.write_bytes(raw[: raw.index(b"trailer")])
    reading = read(path)
    assert "heron" in reading.text and "77" not in reading.text
    assert [hidden.is_redaction for hidden in reading.hidden] == [True]


REFUSED: list[tuple[Callable[[bytes], bytes], str, str]] = [
    (lambda raw: raw[: len(raw) // 2], "truncated", "half of the file is there"),
    (
        lambda raw: raw.replace(b"/Info", b"/Encrypt <</Filter /Own.Rights /V 9>> /Info"),
        "password",
        "a rights management of a program's own",
    ),
    (lambda raw: b"%PDF-1.7\n" + b"rubbish " * 900 + b"startxref\n5\n%%EOF", "damaged", "no object is there"),
]


@pytest.mark.parametrize(("damage", "code", "reason"), REFUSED, ids=[case[-1] for case in REFUSED])
def test_a_file_without_its_pages_is_refused(
    tmp_path: Path, damage: Callable[[bytes], bytes], code: str, reason: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(damage(pdf(tmp_path / "whole.pdf", PAGES).read_bytes()))
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.code == code, reason
