"""The content of pages as PDFium gives it: the same reading as by the interpreter of content streams."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_search.ingest.readers.pdf import read_pdf
from paper_search.ingest.readers.pdf.document import PdfFile, PdfPage
from tests.ingest.readers.pdf.raw import raw_pdf, words

BODY = words(72, 640, "The depot in Mill Lane is empty.")
FORM = (
    "/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Matrix [1 0 0 1 72 600] /Resources << /Font << /F1 5 0 R >> >>",
    b"BT /F1 11 Tf 4 8 Td (Words of a form.) Tj ET 0 0 300 2 re f",
)
IMAGE = ("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", b"\x80")
TABLE = "".join(f"72 {y} 300 0.5 re f\n" for y in (560, 580, 600)) + "".join(
    f"{x} 560 0.5 40 re f\n" for x in (72, 222, 372)
)
CELLS = "".join(
    words(x, y, word) for x, y, word in ((76, 586, "Ward"), (226, 586, "Sum"), (76, 566, "Larkford"), (226, 566, "40"))
)


def pages(path: Path) -> tuple[PdfPage, PdfPage]:
    """Return the page as both read it."""
    (old,), (new,) = list(PdfFile(path).pages()), list(PdfFile(path, "pdfium").pages())
    return old, new


def show(*operators: str) -> str:
    """Return operators that print text at 72, 700."""
    return f"q BT /F1 11 Tf 1 0 0 1 72 700 Tm {' '.join(operators)} ET Q\n"


CONTENTS: list[tuple[str, dict[str, Any], str]] = [
    (show("(The depot.) Tj"), {}, "a string"),
    (show("[(The) -278 (de) 20 (pot.)] TJ"), {}, "kerning and a word gap"),
    (show("(Depot) Tj 100 0 Td (4,000) Tj"), {}, "two strings on one line"),
    (show("120 Tz (The depot.) Tj"), {}, "stretched type"),
    (show("3 Tc (Larkford) Tj"), {}, "spaced letters"),
    (show("4 Ts (2) Tj"), {}, "raised type"),
    (show("0 1 -1 0 72 700 Tm (Upwards) Tj"), {}, "words printed upwards"),
    (show("0.7 0.7 -0.7 0.7 72 600 Tm (Slanting) Tj"), {}, "words printed aslant"),
    (show("1 0 0.3 1 72 700 Tm (Sloping) Tj"), {}, "sloping letters"),
    (show("-11 0 0 -11 200 700 Tm /F1 -1 Tf (Mirrored) Tj"), {}, "a negative size"),
    (words(72, 700, "In a form:") + "/X Do\n", {"resources": "/XObject << /X 6 0 R >>", "objects": [FORM]}, "a form"),
    (show("/Artifact BMC (Page 4) Tj EMC (Body) Tj"), {}, "an artifact"),
    (TABLE + CELLS, {}, "a ruled table"),
    ("q 100 0 0 50 72 500 cm /I Do Q\n", {"resources": "/XObject << /I 6 0 R >>", "objects": [IMAGE]}, "an image"),
    ("q 60 690 200 30 re W n " + show("(Clipped to a box) Tj") + " Q\n", {}, "a clip"),
    (show("1 1 1 rg (White words) Tj"), {}, "white words"),
    (show("3 Tr (Invisible words) Tj"), {}, "invisible words"),
    (words(72, 700, "Turned"), {"page": "/MediaBox [0 0 595 842] /Rotate 90"}, "a page shown turned"),
    (words(72, 700, "Cropped"), {"page": "/MediaBox [0 0 595 842] /CropBox [50 50 500 800]"}, "a cropped page"),
    (show("(\\223Caf\\351\\224 \\226 \\24340) Tj"), {}, "letters beyond ASCII"),
]


@pytest.mark.parametrize(("content", "parts", "reason"), CONTENTS)
def test_both_give_the_same_spans(tmp_path: Path, content: str, parts: dict[str, Any], reason: str) -> None:
    old, new = pages(raw_pdf(tmp_path / "paper.pdf", content + BODY, **parts))
    assert [span.text for span in new.spans] == [span.text for span in old.spans], reason
    for before, span in zip(old.spans, new.spans, strict=True):
        assert (span.rotation, span.artifact, span.bold) == (before.rotation, before.artifact, before.bold), reason
        places = (span.x0, span.x1, span.y, span.size)
        assert places == pytest.approx(
            (before.x0, before.x1, before.y, before.size), abs=6 if "aslant" in reason else 0.6
        ), reason
        assert span.origin is not None, reason
        assert before.origin is not None, reason
        assert span.origin.is_invisible == before.origin.is_invisible, reason
        assert span.origin.luminance == pytest.approx(before.origin.luminance, abs=0.01), reason
    assert len(new.rules) == len(old.rules), reason
    assert (new.pictures, len(new.areas), new.operations) == (old.pictures, len(old.areas), old.operations), reason


@pytest.mark.parametrize(("content", "parts", "reason"), CONTENTS)
def test_both_give_the_same_reading(tmp_path: Path, content: str, parts: dict[str, Any], reason: str) -> None:
    path = raw_pdf(tmp_path / "paper.pdf", content + BODY, **parts)
    assert read_pdf(path, "pdfium") == read_pdf(path), reason


def test_a_shaded_head_belongs_to_the_ruled_table_below(tmp_path: Path) -> None:
    boxes = "0.9 g " + "".join(f"{x} 580 m {x + 150} 580 l {x + 150} 600 l {x} 600 l h f\n" for x in (72, 222))
    body = "".join(f"{x} 560 0.5 20 re f\n" for x in (72, 222, 372)) + "72 560 300 0.5 re f 72 580 300 0.5 re f\n"
    path = raw_pdf(tmp_path / "paper.pdf", boxes + "0 g " + body + CELLS)
    assert read_pdf(path, "pdfium").text == "Ward | Sum\nLarkford | 40"


def test_spaced_letters_are_one_word(tmp_path: Path) -> None:
    path = raw_pdf(tmp_path / "paper.pdf", show("[(A) -300 (g) -300 (e) -300 (n) -300 (d) -300 (a)] TJ") + BODY)
    assert read_pdf(path, "pdfium").text.startswith("Agenda\n")


def test_a_layer_that_is_off_is_left_out(tmp_path: Path) -> None:
    hidden = "/OC /L BDC " + words(72, 700, "Hidden") + "EMC\n"
    path = raw_pdf(
        tmp_path / "paper.pdf",
        hidden + BODY,
        resources="/Properties << /L 6 0 R >>",
        objects=["<< /Type /OCG /Name (Notes) >>"],
        catalogue="/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
    )
    assert read_pdf(path, "pdfium").text == "The depot in Mill Lane is empty."


def test_what_pdfium_cannot_open_is_read_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    def refuse(*_: object) -> None:
        raise pypdfium2.PdfiumError("damaged")

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    assert read_pdf(raw_pdf(tmp_path / "paper.pdf", BODY), "pdfium").text == "The depot in Mill Lane is empty."
