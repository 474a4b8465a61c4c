"""Struck-through words: kept between marks, and not mistaken for underlined ones or for tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.readers.pdf.raw import read_raw, words

BEFORE = words(72, 760, "Ferndale Council keeps its minutes open.")
FEE = words(72, 700, "The fee is forty pounds a year.")
"""It ends at x = 223; the small letters are about 5 points high."""
WHOLE = "~~The fee is forty pounds a year.~~"
ANNOTATION = "/MediaBox [0 0 595 842] /Annots [<< /Type /Annot /Subtype /%s /Rect [72 697 223 709] %s >>]"
QUADS = "/QuadPoints [72 709 223 709 72 697 223 697]"


@pytest.mark.parametrize(
    ("content", "marked", "reason"),
    [
        (f"{FEE} 0.8 w 72 703 m 223 703 l S", WHOLE, "a line"),
        (f"0.8 w 72 703 m 223 703 l S {FEE}", WHOLE, "a line drawn first"),
        (f"{FEE} 72 702.6 151 0.7 re f", WHOLE, "a thin rectangle"),
        (f"{FEE} 1 0 0 rg 72 702 151 1.5 re f", WHOLE, "a red rectangle"),
        (f"{FEE} 0.5 w 72 702 m 223 702 l S 72 704 m 223 704 l S", WHOLE, "a double line"),
        (f"{FEE} 0.8 w 72 703 m 120 703 l S 120 703 m 223 703 l S", WHOLE, "a line in pieces"),
        (f"{FEE} 0.8 w 70 703 m 232 703 l S", WHOLE, "a line a little longer than the words"),
        (
            f"{FEE} 0.8 w 127 703 m 190 703 l S",
            "The fee is ~~forty pounds~~ a year.",
            "some words of a line",
        ),
        (
            words(72, 700, "The fee is") + words(126.6, 700, "forty pounds") + "0.8 w 127 703 m 189 703 l S",
            "The fee is ~~forty pounds~~",
            "a span of its own",
        ),
        (
            words(72, 700, "It rises. It falls.") + "0.8 w 72 703 m 152 703 l S",
            "~~It rises.~~ ~~It falls.~~",
            "each sentence by itself",
        ),
    ],
)
def test_words_with_a_line_through_them_are_marked(tmp_path: Path, content: str, marked: str, reason: str) -> None:
    reading = read_raw(tmp_path / "paper.pdf", BEFORE + content)
    assert [block.text for block in reading.blocks] == ["Ferndale Council keeps its minutes open.", marked], reason
    assert reading.hidden == ()


def test_words_under_a_strike_out_annotation_are_marked(tmp_path: Path) -> None:
    page = ANNOTATION % ("StrikeOut", QUADS + " /C [1 0 0]")
    assert WHOLE in read_raw(tmp_path / "paper.pdf", BEFORE + FEE, page=page).text


@pytest.mark.parametrize(
    ("content", "page", "reason"),
    [
        (f"{FEE} 0.8 w 72 698.5 m 223 698.5 l S", "", "an underline"),
        (f"{FEE} 0.8 w 72 697 m 223 697 l S 72 695 m 223 695 l S", "", "a double underline"),
        (f"{FEE} 0.8 w 72 711 m 223 711 l S", "", "a rule above the words"),
        (f"{FEE} 0.8 w 30 703 m 68 703 l S", "", "a line in the margin"),
        (f"{FEE} 0.8 w 20 703 m 560 703 l S", "", "a line across the page"),
        (f"{FEE} 0.8 w 72 703 m 223 703 l S 72 690 m 72 720 l S 223 690 m 223 720 l S", "", "a rule of a table"),
        (f"{FEE} 1 g 72 702.6 151 0.7 re f", "", "a white line"),
        (f"{FEE} 0.8 w 140 690 m 140 720 l S", "", "a line downwards"),
        (f"{FEE} 0.8 w 72 694.5 m 223 694.5 l S {words(72, 684, 'twelve')}", "", "the bar of a fraction"),
        (f"{FEE} 1 1 0 rg 72 700 151 5 re f 0 g {FEE}", "", "a highlighter"),
        (FEE, ANNOTATION % ("Underline", QUADS), "an underline annotation"),
        (FEE, ANNOTATION % ("Highlight", QUADS + " /C [1 1 0]"), "a highlight annotation"),
        (FEE, ANNOTATION % ("StrikeOut", QUADS + " /F 2"), "a hidden annotation"),
    ],
)
def test_other_lines_strike_nothing_through(tmp_path: Path, content: str, page: str, reason: str) -> None:
    parts = {"page": page} if page else {}
    reading = read_raw(tmp_path / "paper.pdf", BEFORE + content, **parts)
    assert "The fee is forty pounds a year." in reading.text, reason
    assert "~~" not in reading.text, reason


def test_a_thick_line_over_the_words_is_a_redaction(tmp_path: Path) -> None:
    reading = read_raw(tmp_path / "paper.pdf", f"{BEFORE}{FEE} 12 w 72 703 m 223 703 l S")
    assert "forty" not in reading.text
    assert [(hidden.words, hidden.is_redaction) for hidden in reading.hidden] == [(7, True)]


def test_struck_words_of_a_page_shown_turned_are_marked(tmp_path: Path) -> None:
    content = f"0 1 -1 0 595 0 cm {FEE} 0.8 w 72 703 m 223 703 l S"
    assert WHOLE in read_raw(tmp_path / "paper.pdf", content, page="/MediaBox [-300 0 595 842] /Rotate 90").text
