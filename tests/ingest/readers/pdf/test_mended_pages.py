"""Facts that PDFium does not tell: hidden layers, the codes of signs, and soft hyphens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.pdf.raw import raw_pdf, read_everything, read_raw, words

BODY = words(72, 640, "The depot in Mill Lane is empty.")
LAYER = "<< /Type /OCG /Name (Notes) >>"
OFF = "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"
ON = "/OCProperties << /OCGs [6 0 R] /D << /ON [6 0 R] >> >>"
FONT = "/Resources << /Font << /F1 5 0 R >> >>"
HIDDEN = "BT /F1 11 Tf 72 700 Td (Larkford Timber) Tj ET"
IMAGE = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"


def form(entries: str, content: str = HIDDEN) -> tuple[str, bytes]:
    return f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {entries} {FONT}", content.encode()


LAYERS: list[tuple[str, str, list[Any], str]] = [
    (f"/OC /L BDC {HIDDEN} EMC\n", "/Properties << /L 6 0 R >>", [], "marked content"),
    (
        f"/OC /L BDC /Span << /MCID 1 >> BDC {HIDDEN} EMC EMC\n",
        "/Properties << /L 6 0 R >>",
        [],
        "marked content within",
    ),
    ("/X Do\n", "/XObject << /X 7 0 R >>", [form("/OC 6 0 R")], "a form"),
    ("/OC /L BDC /X Do EMC\n", "/Properties << /L 6 0 R >> /XObject << /X 7 0 R >>", [form("")], "a form within"),
    (
        "/X Do\n",
        "/XObject << /X 7 0 R >>",
        [
            (
                "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /Y 8 0 R >> >>",
                b"/Y Do",
            ),
            form("/OC 6 0 R"),
        ],
        "a form in a form",
    ),
    (
        f"/OC /L BDC {HIDDEN} EMC\n",
        "/Properties << /L 7 0 R >>",
        ["<< /Type /OCMD /OCGs [6 0 R] /P /AllOn >>"],
        "a membership",
    ),
]


@pytest.mark.parametrize(("content", "resources", "objects", "reason"), LAYERS)
def test_words_on_a_hidden_layer_are_counted_and_not_read(
    tmp_path: Path, content: str, resources: str, objects: list[Any], reason: str
) -> None:
    parts: dict[str, Any] = {"resources": resources, "objects": [LAYER, *objects]}
    reading = read_raw(tmp_path / "off.pdf", content + BODY, catalogue=OFF, **parts)
    assert "Larkford" not in read_everything(reading), reason
    assert [(hidden.words, hidden.why) for hidden in reading.hidden] == [(2, "on a layer that is switched off")], reason
    shown = read_raw(tmp_path / "on.pdf", content + BODY, catalogue=ON, **parts)
    assert shown.text == "Larkford Timber\nThe depot in Mill Lane is empty.", reason
    assert shown.hidden == (), reason


def test_a_membership_may_hide_while_its_layer_is_on(tmp_path: Path) -> None:
    reading = read_raw(
        tmp_path / "paper.pdf",
        f"/OC /L BDC {HIDDEN} EMC\n" + BODY,
        catalogue=ON,
        resources="/Properties << /L 7 0 R >>",
        objects=[LAYER, "<< /Type /OCMD /OCGs [6 0 R] /P /AllOff >>"],
    )
    assert reading.text == "The depot in Mill Lane is empty."


def test_an_image_on_a_hidden_layer_makes_no_page_of_pictures(tmp_path: Path) -> None:
    from paper_search.ingest.readers.pdf.document import PdfFile

    path = raw_pdf(
        tmp_path / "paper.pdf",
        "q 500 0 0 700 40 40 cm /X Do Q\n" + BODY,
        catalogue=OFF,
        resources="/XObject << /X 7 0 R >>",
        objects=[LAYER, (f"{IMAGE} /OC 6 0 R", b"\x80")],
    )
    (page,) = PdfFile(path).pages()
    assert (page.pictures, page.areas) == (0, ())


@pytest.mark.parametrize(
    ("font", "string", "signs", "reason"),
    [
        ("/Type1 /BaseFont /ZapfDingbats", "<3438>", "\u2714\u2718", "one of the fourteen fonts"),
        ("/Type1 /BaseFont /Symbol", "<b4b8d861>", "\u00d7\u00f7\u00ac\u03b1", "signs of mathematics"),
        ("/TrueType /BaseFont /Wingdings-Regular", "<fefd>", "\u2611\u2612", "boxes"),
        (
            "/TrueType /BaseFont /Wingdings-Regular /Encoding /WinAnsiEncoding",
            "<fea8>",
            "\u2611\u2610",
            "boxes in the encoding of letters",
        ),
    ],
)
def test_signs_of_fonts_that_are_not_embedded(tmp_path: Path, font: str, string: str, signs: str, reason: str) -> None:
    content = words(72, 700, "Sign") + f"BT /F2 11 Tf 120 700 Td {string} Tj ET\n"
    reading = read_raw(
        tmp_path / "paper.pdf", content, fonts="/F2 6 0 R", objects=[f"<< /Type /Font /Subtype {font} >>"]
    )
    assert "".join(reading.text.split()) == f"Sign{signs}", reason


@pytest.mark.parametrize(
    ("lines", "text", "reason"),
    [
        (("the coun\\255", "cillor spoke"), "the councillor spoke", "the code that Windows has for it"),
        (("the coun\xad", "cillor spoke"), "the councillor spoke", "the byte itself"),
        (("a well-", "known coun\\255", "cillor"), "a well-known councillor", "a hyphen beside it is kept"),
    ],
)
def test_soft_hyphens_at_line_ends_are_left_out(tmp_path: Path, lines: tuple[str, ...], text: str, reason: str) -> None:
    content = "".join(words(72, 700 - 13 * index, line) for index, line in enumerate(lines))
    assert read_raw(tmp_path / "paper.pdf", content).text == text, reason
