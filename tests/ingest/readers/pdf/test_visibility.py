"""The rule of visibility: what a page does not show is nowhere kept, and what it shows is never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_search.ingest.readers.pdf import drawing, read_pdf
from paper_search.records import HiddenText
from tests.ingest.readers.pdf.raw import raw_pdf, read_everything, words

BEFORE = words(72, 760, "Ferndale Council keeps its minutes open.")
AFTER = words(72, 600, "Members agreed the plan in full.")
SECRET = "The bidder was Larkford Timber."
NAMES = words(72, 700, SECRET)
COVER = "70 695 200 18 re"
"""A rectangle over the words."""
PATTERN_IMAGE = "BI /W 2 /H 2 /BPC 8 /CS /G ID \xff\x40\x40\xff EI"
RECT = "/Rect [70 695 270 713]"
QUADS = "/QuadPoints [70 713 270 713 70 695 270 695]"
ONE_LAYER = "/OCProperties << /OCGs [6 0 R] /D << %s >> >>"
LAYER = "<< /Type /OCG /Name (Notes) >>"
MARKED = f"/OC /L1 BDC {NAMES} EMC "
PROPERTIES = "/Properties << /L1 %d 0 R >>"


def annotated(*annotations: str) -> dict[str, Any]:
    """Return the parts of a page with these annotations."""
    return {"page": f"/MediaBox [0 0 595 842] /Annots [{' '.join(f'<< /Type /Annot {a} >>' for a in annotations)}]"}


def with_appearance(kind: str, drawing: str, **extra: str) -> dict[str, Any]:
    """Return the parts of a page with one annotation that draws this in its rectangle."""
    stream = (f"/Type /XObject /Subtype /Form /BBox [0 0 200 18] {extra.get('form', '')}", drawing.encode())
    annotation = f"<< /Type /Annot /Subtype {kind} {RECT} /F 4 /AP << /N 7 0 R >> {extra.get('entries', '')} >>"
    return {"page": "/MediaBox [0 0 595 842] /Annots [6 0 R]", "objects": [annotation, stream]}


def form(content: str, entries: str = "") -> tuple[str, bytes]:
    return f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> {entries}", (
        content.encode()
    )


def in_forms(
    content: str, *, box: str = "-2000 -2000 3000 3000", matrix: str = "1 0 0 1 0 0", depth: int = 1
) -> tuple[str, dict[str, Any]]:
    """Return an operator that draws a form with this content, in as many forms as asked for, and the page's parts."""
    named = "/Resources << /Font << /F1 5 0 R >> /XObject << /X1 %d 0 R >> >>"
    entries = "/Type /XObject /Subtype /Form /BBox [%s] /Matrix [%s] "
    forms: list[tuple[str, bytes]] = []
    for number in range(depth):
        is_last = number == depth - 1
        bounds = box if number == 0 else "-2000 -2000 3000 3000"
        inner = content if is_last else "q /X1 Do Q"
        forms.append((entries % (bounds, matrix) + named % (7 + number), inner.encode()))
    return "/X1 Do ", {"resources": "/XObject << /X1 6 0 R >>", "objects": [*forms, form("")]}


HIDDEN = [
    # Painted over.
    (f"{NAMES} 0 g {COVER} f", {}, "hidden under a black box", True, "a black box"),
    (f"{NAMES} 0.1 0.1 0.3 rg {COVER} f*", {}, "hidden under a black box", True, "a box that is nearly black"),
    (f"{NAMES} 1 g {COVER} f", {}, "hidden under a box", True, "a white box"),
    (f"{NAMES} 0 0 1 RG 16 w 70 704 m 270 704 l S", {}, "hidden under a box", True, "a thick line"),
    (f"{NAMES} 0 g {COVER} f 1 g {words(75, 700, 'Withheld')}", {}, "hidden under a black box", True, "a label on it"),
    (f"0 g {COVER} f {NAMES}", {}, "hidden under a black box", True, "black on black"),
    (f"{NAMES} q 200 0 0 18 70 695 cm {PATTERN_IMAGE} Q", {}, "hidden under a picture", True, "a picture"),
    (
        f"{NAMES} /X1 Do",
        {"resources": "/XObject << /X1 6 0 R >>", "objects": [form(f"0 g {COVER} f")]},
        "hidden under a black box",
        True,
        "a box in a form",
    ),
    (
        f"/X1 Do 0 g {COVER} f",
        {"resources": "/XObject << /X1 6 0 R >>", "objects": [form(NAMES)]},
        "hidden under a black box",
        True,
        "words in a form",
    ),
    (
        f"0 g {COVER} f".join([NAMES, words(72.3, 700, SECRET) + f"0 g {COVER} f"]),
        {},
        "hidden under a black box",
        True,
        "printed twice, each time covered",
    ),
    (
        f"{NAMES} 0 g {COVER} f",
        {"page": "/MediaBox [0 0 595 842] /Rotate 90"},
        "hidden under a black box",
        True,
        "on a page shown turned",
    ),
    (
        f"{NAMES} 0 g {COVER} f",
        {"page": "/MediaBox [-40 -60 595 842] /CropBox [20 300 400 800]"},
        "hidden under a black box",
        True,
        "on a page whose corner is not the origin",
    ),
    (
        f"{NAMES} 2.2 w " + " ".join(f"70 {698 + index * 2} m 240 {698 + index * 2} l S" for index in range(6)),
        {},
        "hidden under a black box",
        True,
        "many thin lines",
    ),
    (
        f"{NAMES} 3 w 70 702 m " + " ".join(f"{70 + index * 3} {698 + index % 2 * 12} l" for index in range(60)) + " S",
        {},
        "hidden under a black box",
        True,
        "a scribble",
    ),
    (
        f"{NAMES} 60 704 m 60 730 240 730 240 704 c 240 690 60 690 60 704 c f",
        {},
        "hidden under a black box",
        True,
        "a blot",
    ),
    # Annotations.
    (
        NAMES,
        annotated("/Subtype /Line /Rect [60 690 280 720] /L [70 704 270 704] /BS << /W 18 >> /C [0 0 0] /F 4"),
        "hidden under an annotation",
        True,
        "a thick line without an appearance",
    ),
    (
        NAMES,
        annotated(f"/Subtype /FreeText {RECT} /C [1 1 1] /DA (/Helv 10 Tf 0 g) /Contents (Withheld) /F 4"),
        "hidden under an annotation",
        True,
        "free text with a ground of its own",
    ),
    (
        NAMES,
        with_appearance("/Widget", "1 g 0 0 200 18 re f", entries="/FT /Tx /T (a)")
        | {"catalogue": "/AcroForm << /Fields [6 0 R] >>"},
        "hidden under an annotation",
        True,
        "a form field",
    ),
    (NAMES, annotated(f"/Subtype /Redact {RECT}"), "under a redaction that was not applied", True, "a mark"),
    (
        NAMES,
        annotated(f"/Subtype /Redact /Rect [0 0 595 842] {QUADS}"),
        "under a redaction that was not applied",
        True,
        "a mark by its quadrilaterals",
    ),
    (
        NAMES,
        annotated(f"/Subtype /Square {RECT} /C [0 0 0] /IC [0 0 0] /F 4"),
        "hidden under an annotation",
        True,
        "a filled square without an appearance",
    ),
    (
        NAMES,
        annotated(f"/Subtype /Polygon {RECT} /IC [0 0 0] /Vertices [70 695 270 695 270 713 70 713] /F 4"),
        "hidden under an annotation",
        True,
        "a filled polygon without an appearance",
    ),
    *(
        (NAMES, with_appearance(kind, "0 g 0 0 200 18 re f"), "hidden under an annotation", True, f"an opaque {kind}")
        for kind in ("/Square", "/Circle", "/Polygon", "/FreeText", "/Stamp", "/Highlight", "/Ink", "/Line")
    ),
    (
        NAMES,
        annotated(f"/Subtype /Ink {RECT} /C [0 0 0] /BS << /W 20 >> /InkList [[70 704 270 704]] /F 4"),
        "hidden under an annotation",
        True,
        "a broad pen",
    ),
    # The colour of what lies under them.
    (f"1 g {NAMES}", {}, "printed in the colour of the page", False, "white on white"),
    (f"0.99 g {NAMES}", {}, "printed in the colour of the page", False, "nearly white"),
    (f"0 0 0 0 k {NAMES}", {}, "printed in the colour of the page", False, "without ink"),
    (f"/DeviceRGB cs 1 1 1 sc {NAMES}", {}, "printed in the colour of the page", False, "white by a colour space"),
    (
        f"0 0.4 0 rg {COVER} f {NAMES}",
        {},
        "printed in the colour of the box under them",
        True,
        "green on green",
    ),
    # Not painted.
    (words(72, 700, SECRET, state="3 Tr"), {}, "invisible", False, "render mode 3"),
    (words(72, 700, SECRET, state="7 Tr"), {}, "invisible", False, "render mode 7"),
    (
        f"q /G1 gs {NAMES} Q",
        {"resources": "/ExtGState << /G1 << /ca 0 /CA 0 >> >>"},
        "invisible",
        False,
        "wholly transparent",
    ),
    (
        words(72, 680, "Roads and bridges were discussed.") + words(72, 680, SECRET, state="3 Tr"),
        {},
        "invisible",
        False,
        "render mode 3 over other words",
    ),
    (words(72, 700, SECRET, state="0 Tz"), {}, "too small to see", False, "without width"),
    (words(72, 700, SECRET, size=0.4), {}, "too small to see", False, "type of less than a point"),
    # Outside.
    (words(72, -40, SECRET), {}, "outside the page", False, "below the page"),
    (words(700, 700, SECRET), {}, "outside the page", False, "beside the page"),
    (NAMES, {"page": "/MediaBox [0 0 595 842] /CropBox [0 0 595 690]"}, "outside the page", False, "cropped away"),
    (
        words(72, 50, SECRET),
        {"page": "/MediaBox [0 0 595 842] /CropBox [0 200 595 842] /Rotate 90"},
        "outside the page",
        False,
        "cropped away and turned",
    ),
    (f"q 0 0 595 100 re W n {NAMES} Q", {}, "clipped away", False, "clipped by a rectangle"),
    (f"q 0 0 m 90 0 l 0 90 l h W n {NAMES} Q", {}, "clipped away", False, "clipped by a triangle"),
    (
        "/X1 Do",
        {
            "resources": "/XObject << /X1 6 0 R >>",
            "objects": [(form(NAMES)[0].replace("[0 0 595 842]", "[0 0 60 60]"), form(NAMES)[1])],
        },
        "clipped away",
        False,
        "outside the box of a form",
    ),
    (
        f"q 0 0 595 100 re W n {in_forms(NAMES)[0]} Q",
        in_forms(NAMES)[1],
        "clipped away",
        False,
        "a form that is clipped",
    ),
    (
        f"q 0 0 595 100 re W n {in_forms(NAMES, depth=3)[0]} Q",
        in_forms(NAMES, depth=3)[1],
        "clipped away",
        False,
        "forms in a form that is clipped",
    ),
    (*in_forms(NAMES, box="0 0 60 60", depth=2), "clipped away", False, "outside the box of the outer form"),
    (*in_forms(NAMES, matrix="1 0 0 1 500 0", depth=2), "outside the page", False, "moved off the page by two forms"),
    (*in_forms(f"1 g {NAMES}", depth=2), "printed in the colour of the page", False, "white in a form in a form"),
    (
        f"{NAMES} {in_forms(f'0 g {COVER} f', depth=2)[0]}",
        in_forms(f"0 g {COVER} f", depth=2)[1],
        "hidden under a black box",
        True,
        "a box in a form in a form",
    ),
    (
        f"q {words(72, 300, 'Clip', state='7 Tr').removeprefix('q ').removesuffix('Q' + chr(10))} 0 Tr {NAMES} Q",
        {},
        "invisible",
        False,
        "clipped to letters elsewhere",
    ),
    # Too small.
    (*in_forms(NAMES, matrix="0.05 0 0 0.05 70 660"), "too small to see", False, "a form that is made small"),
    (words(72, 700, SECRET, state="1 Tz"), {}, "too small to see", False, "letters as narrow as hairs"),
    ("".join(words(72, y, SECRET, 0.4) for y in range(640, 720, 9)), {}, "too small to see", False, "most of the type"),
    # Layers.
    (
        MARKED,
        {"catalogue": ONE_LAYER % "/OFF [6 0 R]", "objects": [LAYER], "resources": PROPERTIES % 6},
        "on a layer that is switched off",
        False,
        "listed as off",
    ),
    (
        MARKED,
        {"catalogue": ONE_LAYER % "/BaseState /OFF", "objects": [LAYER], "resources": PROPERTIES % 6},
        "on a layer that is switched off",
        False,
        "off because all are",
    ),
    (
        MARKED,
        {
            "catalogue": ONE_LAYER % "/AS [<< /Event /View /Category [/View] /OCGs [6 0 R] >>]",
            "objects": ["<< /Type /OCG /Name (N) /Usage << /View << /ViewState /OFF >> >> >>"],
            "resources": PROPERTIES % 6,
        },
        "on a layer that is switched off",
        False,
        "off for viewing",
    ),
    (
        MARKED,
        {
            "catalogue": ONE_LAYER % "/OFF [6 0 R]",
            "objects": [LAYER, "<< /Type /OCMD /OCGs [6 0 R] /P /AllOn >>"],
            "resources": PROPERTIES % 7,
        },
        "on a layer that is switched off",
        False,
        "a membership of layers that are off",
    ),
    (
        MARKED,
        {
            "catalogue": ONE_LAYER % "",
            "objects": [LAYER, "<< /Type /OCMD /VE [/Not [/Or 6 0 R 6 0 R]] >>"],
            "resources": PROPERTIES % 7,
        },
        "on a layer that is switched off",
        False,
        "an expression",
    ),
    (
        f"/OC /L1 BDC /Span BMC {NAMES} EMC EMC",
        {"catalogue": ONE_LAYER % "/OFF [6 0 R]", "objects": [LAYER], "resources": PROPERTIES % 6},
        "on a layer that is switched off",
        False,
        "marked content within the layer",
    ),
    (
        "/X1 Do",
        {
            "catalogue": ONE_LAYER % "/OFF [6 0 R]",
            "objects": [LAYER, form(NAMES, "/OC 6 0 R")],
            "resources": "/XObject << /X1 7 0 R >>",
        },
        "on a layer that is switched off",
        False,
        "a form on the layer",
    ),
]


@pytest.mark.parametrize(("content", "parts", "why", "is_redaction", "reason"), HIDDEN)
def test_words_that_the_page_does_not_show_are_counted_and_not_kept(
    tmp_path: Path, content: str, parts: dict[str, Any], why: str, is_redaction: bool, reason: str
) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + content + " 0 g " + AFTER, **parts))
    kept = read_everything(reading)
    assert "Larkford" not in kept, reason
    assert "bidder" not in kept, reason
    assert [(hidden.page, hidden.why, hidden.is_redaction) for hidden in reading.hidden if hidden.why == why] == [
        (1, why, is_redaction)
    ], reason


SHOWN = [
    (f"0.8 g {COVER} f 0 g {NAMES}", {}, "a coloured cell under black words"),
    (f"0 0 0.4 rg {COVER} f 1 g {NAMES}", {}, "white words on a dark cell"),
    (f"1 g {COVER} f 0 g {NAMES}", {}, "a white box under the words"),
    (f"0.8 g {NAMES}", {}, "light grey words"),
    (f"0.75 g {words(72, 700, SECRET, size=5)}", {}, "small grey words"),
    (f"q 200 0 0 18 70 695 cm {PATTERN_IMAGE} Q 1 0 0 rg {NAMES}", {}, "words on a picture"),
    (f"{NAMES} 1 w {COVER} S", {}, "a frame around the words"),
    (f"{NAMES} 1 w 72 698 m 230 698 l S", {}, "an underline"),
    (
        f"{NAMES} q /G1 gs 1 1 0 rg {COVER} f Q",
        {"resources": "/ExtGState << /G1 << /BM /Multiply >> >>"},
        "a highlighter that multiplies",
    ),
    (
        f"{NAMES} q /G1 gs 0 g {COVER} f Q",
        {"resources": "/ExtGState << /G1 << /ca 0.4 >> >>"},
        "a box that can be seen through",
    ),
    (
        f"q /G1 gs {NAMES} Q",
        {
            "resources": "/ExtGState << /G1 << /SMask << /S /Luminosity /G 6 0 R >> >> >>",
            "objects": [
                (
                    "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>",
                    b"1 g 0 0 595 842 re f",
                )
            ],
        },
        "a soft mask that lets them through",
    ),
    (words(72, 700, SECRET, state="2 Tr"), {}, "filled and stroked"),
    (words(72, 700, SECRET, state="1 Tr 0.3 w"), {}, "outlines only"),
    (NAMES + words(72.4, 700, SECRET), {}, "printed twice to look bold"),
    ("0.7 g " + words(73, 699, SECRET) + "0 g " + NAMES, {}, "a shadow"),
    (f"q 60 690 400 30 re W n {NAMES} Q", {}, "clipped to a box around them"),
    (f"q 40 650 m 500 650 l 500 760 l 300 790 l 40 760 l h W n {NAMES} Q", {}, "clipped to a shape around them"),
    (f"{NAMES} 0 g 70 720 200 18 re f", {}, "a black box above the words"),
    (f"{NAMES} 0 g 70 680 200 16 re f", {}, "a black box just below the words"),
    (NAMES, {"page": "/MediaBox [0 0 595 842] /CropBox [0 400 595 842]"}, "inside a crop box"),
    (NAMES, {"page": "/MediaBox [0 0 595 842] /CropBox [595 842 0 400]"}, "a crop box named from its other corner"),
    (NAMES, {"page": "/MediaBox [0 0 595 842] /CropBox [-50 -50 700 900]"}, "a crop box larger than the page"),
    (NAMES, annotated(f"/Subtype /Highlight {RECT} {QUADS} /C [1 1 0] /F 4"), "a highlight"),
    (NAMES, annotated(f"/Subtype /Underline {RECT} {QUADS} /C [1 0 0] /F 4"), "an underline annotation"),
    (NAMES, annotated(f"/Subtype /Square {RECT} /C [1 0 0] /F 4"), "a frame annotation"),
    (NAMES, annotated(f"/Subtype /Square {RECT} /IC [0 0 0] /F 2"), "a hidden annotation"),
    (NAMES, annotated(f"/Subtype /Square {RECT} /IC [1 1 0] /CA 0.3 /F 4"), "a square that can be seen through"),
    (NAMES, annotated(f"/Subtype /Link {RECT}"), "a link"),
    (NAMES, annotated("/Subtype /Redact /Rect [70 500 270 520]"), "a redaction mark elsewhere"),
    (NAMES, with_appearance("/Stamp", "1 0 0 RG 0.5 0.5 199 17 re S"), "a stamp that is a frame"),
    (
        MARKED,
        {"catalogue": ONE_LAYER % "", "objects": [LAYER], "resources": PROPERTIES % 6},
        "a layer that is on",
    ),
    (
        MARKED,
        {
            "catalogue": ONE_LAYER % "/BaseState /OFF /ON [6 0 R]",
            "objects": [LAYER],
            "resources": PROPERTIES % 6,
        },
        "a layer that is on where others are off",
    ),
    (
        MARKED,
        {
            "catalogue": "/OCProperties << /OCGs [6 0 R 8 0 R] /D << /OFF [8 0 R] >> >>",
            "objects": [LAYER, "<< /Type /OCMD /OCGs [6 0 R 8 0 R] >>", LAYER],
            "resources": PROPERTIES % 7,
        },
        "a membership of which one layer is on",
    ),
    (
        f"{NAMES} /OC /L1 BDC 0 g {COVER} f EMC",
        {"catalogue": ONE_LAYER % "/OFF [6 0 R]", "objects": [LAYER], "resources": PROPERTIES % 6},
        "a box on a layer that is off",
    ),
]


@pytest.mark.parametrize(("content", "parts", "reason"), SHOWN)
def test_words_that_the_page_shows_are_kept(tmp_path: Path, content: str, parts: dict[str, Any], reason: str) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + content + " 0 g " + AFTER, **parts))
    assert SECRET in reading.text, reason
    assert reading.hidden == (), reason


def test_only_the_covered_words_of_a_line_are_taken_out(tmp_path: Path) -> None:
    line = words(72, 700, "The best bid was made by Larkford Timber on Monday.")
    content = f"{BEFORE}{line} 0 g 201 695 83 18 re f {AFTER}"
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", content))
    assert "The best bid was made by on Monday." in reading.text
    assert reading.hidden == (HiddenText(1, 2, "hidden under a black box", True),)


@pytest.mark.parametrize(
    ("kind", "entries", "reason"),
    [
        ("/FreeText", f"/Contents ({SECRET})", "free text beside the page"),
        ("/Widget", f"/FT /Tx /T (a) /V ({SECRET})", "a field beside the page"),
        ("/Stamp", f"/Contents ({SECRET})", "a stamp beside the page"),
    ],
)
def test_words_of_annotations_beside_the_page_are_not_kept(
    tmp_path: Path, kind: str, entries: str, reason: str
) -> None:
    parts = annotated(f"/Subtype {kind} /Rect [70 -60 270 -40] /F 4 {entries}")
    assert "Larkford" not in read_everything(read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE, **parts))), reason


def test_type_of_a_font_with_a_scale_of_its_own_is_read(tmp_path: Path) -> None:
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 6 0 R >>"
        " /Encoding << /Differences [97 /a /a /a] >> /FirstChar 97 /LastChar 99 /Widths [600 600 600]"
        " /ToUnicode 8 0 R >>"
    )
    characters = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <00> <ff>"
        b" endcodespacerange\n1 beginbfrange <61> <63> <0061> endbfrange endcmap end end"
    )
    glyph = b"600 0 0 0 500 700 d1 0 0 500 700 re f"
    content = "BT /F2 0.012 Tf 1 0 0 1 72 700 Tm (cab) Tj ET"
    path = raw_pdf(tmp_path / "paper.pdf", content, fonts="/F2 7 0 R", objects=[("", glyph), font, ("", characters)])
    assert read_pdf(path).text == "cab"


def test_letters_printed_one_by_one_are_counted_as_words(tmp_path: Path) -> None:
    letters = "".join(f"({letter}) Tj " for letter in "Larkford")
    content = f"{BEFORE} BT /F1 11 Tf 72 700 Td {letters} ET 0 g {COVER} f {AFTER}"
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", content))
    assert reading.hidden == (HiddenText(1, 1, "hidden under a black box", True),)


def test_a_visible_copy_over_hidden_words_is_kept(tmp_path: Path) -> None:
    content = f"{BEFORE}{NAMES} 1 g {COVER} f 0 g {words(72, 700, SECRET)}{AFTER}"
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", content))
    assert reading.text.count(SECRET) == 1


def test_reasons_are_counted_by_page_and_kind(tmp_path: Path) -> None:
    content = f"{BEFORE}{NAMES} 0 g {COVER} f 1 g {words(72, 650, 'Larkford Timber')} 0 g {AFTER}"
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", content))
    assert sorted(reading.hidden, key=lambda hidden: hidden.words) == [
        HiddenText(1, 2, "printed in the colour of the page", False),
        HiddenText(1, 5, "hidden under a black box", True),
    ]


def test_a_page_that_cannot_be_drawn_keeps_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MAX_OBJECTS", 0)
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", f"{BEFORE}{NAMES} 0 g {COVER} f {AFTER}"))
    assert SECRET in reading.text
    assert reading.hidden == ()


def test_a_page_without_suspicion_is_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(drawing.PageDrawer, "open_page", refuse)
    content = f"0.8 g {COVER} f 0 g {NAMES} 0.5 w {COVER} S {BEFORE}{AFTER}"
    assert SECRET in read_pdf(raw_pdf(tmp_path / "paper.pdf", content)).text
