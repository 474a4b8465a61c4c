"""Signs of Symbol, Wingdings and their like."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.ingest.readers.pdf.symbol_fonts import find_sign_table, map_sign
from tests.ingest.readers.pdf.raw import read_raw, words


@pytest.mark.parametrize(
    ("font", "text", "signs", "reason"),
    [
        ("ABCDEF+Wingdings-Regular", "\xfe\xa8\xfd\xfc\xfb", "\u2611\u2610\u2612\u2713\u2717", "boxes and ticks"),
        ("Wingdings", "\uf0fe\uf0a8", "\u2611\u2610", "characters for private use"),
        ("Wingdings", "\xa7\xd8\x76", "\u2022\u2022\u2022", "signs of lists are bullets"),
        ("Wingdings 2", "PO\xa3", "\u2713\u2717\u2610", "another table"),
        ("SymbolMT", "\xb1\xa3\xb3\xb7\x61", "\u00b1\u2264\u2265\u2022\u03b1", "signs of mathematics"),
        ("ABCDEF+SymbolMT,Bold", "\uf0b1", "\u00b1", "a bold subset"),
        ("ZapfDingbats", "48", "\u2714\u2718", "the ticks of form fields"),
        ("Wingdings", "\u2713", "\u2713", "what Unicode has is kept"),
    ],
)
def test_signs_of_a_font(font: str, text: str, signs: str, reason: str) -> None:
    table = find_sign_table(font)
    assert table is not None, reason
    assert map_sign(table, text) == signs, reason


@pytest.mark.parametrize("font", ["SegoeUISymbol", "Helvetica", "Symbola", "ABCDEF+Arial-BoldMT", "Unknown"])
def test_fonts_of_letters_have_no_table(font: str) -> None:
    assert find_sign_table(font) is None


def test_ticks_of_a_form_are_told_apart(tmp_path: Path) -> None:
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Wingdings-Regular >>"
    ticks = "BT /F2 11 Tf 120 700 Td <fe> Tj 80 0 Td <a8> Tj ET\n"
    content = words(72, 700, "Agreed") + ticks + words(140, 700, "Refused")
    reading = read_raw(tmp_path / "paper.pdf", content, fonts="/F2 6 0 R", objects=[font])
    assert reading.text.split() == ["Agreed", "\u2611", "Refused", "\u2610"]


@pytest.mark.parametrize(
    ("code", "sign", "reason"),
    [("f0a3", "\u00a3", "a pound"), ("f0b1", "\u00b1", "plus or minus"), ("f041", "A", "a letter")],
)
def test_letters_for_private_use_of_other_fonts_are_read(tmp_path: Path, code: str, sign: str, reason: str) -> None:
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Larkford /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>"
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange\n<00> <ff>\n"
        f"endcodespacerange\n1 beginbfchar\n<41> <{code}>\nendbfchar\nendcmap end end"
    )
    content = words(72, 700, "Sum:") + "BT /F2 11 Tf 110 700 Td (A) Tj ET\n"
    reading = read_raw(tmp_path / "paper.pdf", content, fonts="/F2 6 0 R", objects=[font, ("", mapping.encode())])
    assert reading.text == f"Sum: {sign}", reason
