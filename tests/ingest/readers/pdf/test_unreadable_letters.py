"""Letters that cannot be made out: fonts without a map to letters, outlines in place of letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import ocr
from paper_search.ingest.readers.pdf import read_pdf
from tests.ingest.readers.pdf.raw import raw_pdf, words

NUMBERS = "".join(f"{code:04x}" for code in (3, 17, 9, 22, 41, 8, 30, 12, 5, 19, 27, 33))
BODY = "".join(
    words(72, 700 - 20 * line, "The depot in Mill Lane is empty, and it is to be sold.") for line in range(4)
)
COMPOSITE = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Larkford /Encoding /Identity-H /DescendantFonts [7 0 R] {more} >>"
)
DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Larkford /DW 500"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    " /FontDescriptor << /Type /FontDescriptor /FontName /Larkford /Flags 4 >> >>"
)
MAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange\n<0000> <ffff>\n"
    "endcodespacerange\n1 beginbfrange\n<0000> <00ff> <0041>\nendbfrange\nendcmap end end"
)
NAMED = (
    "<< /Type /Font /Subtype /Type1 /BaseFont /Ferndale /FirstChar 65 /LastChar 67 /Widths [500 500 500]"
    " /Encoding << /Type /Encoding /Differences [65 /g18 /g19 /g20] >> {more} >>"
)


def show(font: str, string: str, more: str = "") -> dict[str, Any]:
    """Return the parts of a page that prints with another font, F2."""
    return {
        "content": f"BT /F2 11 Tf 72 560 Td {string} Tj ET\n",
        "fonts": "/F2 6 0 R",
        "objects": [font.replace("{more}", more), DESCENDANT, ("", MAP.encode())],
    }


def write(path: Path, parts: dict[str, Any], body: str = "") -> Path:
    """Write a page with some words above."""
    return raw_pdf(path, **{**parts, "content": body + parts["content"]})


@pytest.fixture(autouse=True)
def _no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)


@pytest.mark.parametrize(
    ("parts", "is_unread", "reason"),
    [
        (show(COMPOSITE, f"<{NUMBERS}>"), True, "numbers of glyphs"),
        (show(COMPOSITE, f"<{NUMBERS}>", "/ToUnicode 8 0 R"), False, "numbers with a map"),
        (show(COMPOSITE, "<00030009>"), False, "two signs alone"),
        (show(NAMED, "(ABCABCABCABC)"), True, "names of glyphs that say nothing"),
        (show(NAMED, "(ABCABCABCABC)", "/ToUnicode 8 0 R"), False, "such names with a map"),
    ],
)
def test_letters_without_a_map_are_listed_and_not_read(
    tmp_path: Path, parts: dict[str, Any], is_unread: bool, reason: str
) -> None:
    reading = read_pdf(write(tmp_path / "paper.pdf", parts, BODY))
    assert [(part.page, "font" in part.reason) for part in reading.unread_parts] == ([(1, True)] if is_unread else [])
    assert (reading.text.count("\n") == 0 and reading.text.endswith("sold.")) or not is_unread, reason
    assert "The depot in Mill Lane" in reading.text, reason


def test_a_paper_of_such_letters_is_unread_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(write(tmp_path / "paper.pdf", show(COMPOSITE, f"<{NUMBERS}>")))
    assert caught.value.code == "letters"
    assert "font" in str(caught.value)


def outlines(count: int, size: float) -> str:
    """Return small filled shapes in rows, as a program prints letters that it turned into outlines."""
    shapes = ((72 + index % 40 * (size + 2), 700 - index // 40 * (size + 6)) for index in range(count))
    return "".join(f"{x} {y} m {x + size} {y} l {x + size / 2} {y + size} l h f\n" for x, y in shapes)


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (outlines(120, 6), "letters", "a page of letters drawn as shapes"),
        (outlines(3, 6), "empty", "an ornament"),
        ("", "empty", "a blank page"),
    ],
)
def test_outlines_in_place_of_letters_are_no_blank_page(tmp_path: Path, content: str, code: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(raw_pdf(tmp_path / "paper.pdf", content))
    assert caught.value.code == code, reason


def test_recognised_words_take_the_place_of_such_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "recognise_pages", lambda _, pages: [(page, ("Read off the page.",)) for page in pages])
    reading = read_pdf(write(tmp_path / "paper.pdf", show(COMPOSITE, f"<{NUMBERS * 9}>"), words(72, 700, "Ferndale")))
    assert reading.text == "Read off the page."
    assert (reading.recognised_pages, reading.unread_parts) == ((1,), ())
