"""The rule of visibility for what many small marks, masks, blend modes and drawn lines take away together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_search.ingest.readers.pdf import drawing, read_pdf
from tests.ingest.readers.pdf.raw import raw_pdf, read_everything, words

BEFORE = words(72, 760, "Ferndale Council keeps its minutes open.")
AFTER = words(72, 600, "Members agreed the plan in full.")
SECRET = "The bidder was Larkford Timber."
NAMES = words(72, 700, SECRET)
PAGE = "/MediaBox [0 0 595 842]"
RECT = "/Rect [60 690 280 716] /F 4"
GREY_IMAGE = "BI /W 1 /H 1 /BPC 8 /CS /G ID \x20 EI"
AXIAL = (
    "<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [70 0 270 0] /Extend [true true]"
    " /Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [0.2] /N 1 >> >>"
)
TILES = (
    "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] /XStep 4 /YStep 4 /Resources << >>",
    b"0 g 0 0 5 5 re f",
)


def repeat(mark: str, *, x: float = 70, y: float = 694, step: tuple[float, float] = (2, 2)) -> str:
    """Return a mark at each place of a grid over the words; ``{x}`` and ``{y}`` are the place."""
    across = range(int(200 / step[0])) if step[0] else [0]
    down = range(int(20 / step[1])) if step[1] else [0]
    places = ((x + column * step[0], y + row * step[1]) for row in down for column in across)
    return " ".join(mark.format(x=round(left, 2), y=round(low, 2)) for left, low in places)


def state(entries: str) -> dict[str, Any]:
    return {"resources": f"/ExtGState << /G1 << {entries} >> >>"}


def mask(grey: float, kind: str = "/Luminosity") -> dict[str, Any]:
    """Return the parts of a page with a soft mask of one grey all over it."""
    group = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>"
    drawing_ = f"{grey} g 0 0 595 842 re f" if kind == "/Luminosity" else ""
    return state(f"/SMask << /S {kind} /G 6 0 R >>") | {"objects": [(group, drawing_.encode())]}


def form(content: str, entries: str = "") -> dict[str, Any]:
    """Return the parts of a page with a form X1, and the graphics states G1 (see-through) and G2 (opaque)."""
    resources = "/Font << /F1 5 0 R >> /ExtGState << /G2 << /ca 1 /CA 1 /SMask /None >> >>"
    stream = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {resources} >> {entries}"
    return {
        "resources": "/XObject << /X1 6 0 R >> /ExtGState << /G1 << /ca 0 /CA 0 >> /G3 << /SMask << /S /Luminosity"
        " /G 7 0 R >> >> >>",
        "objects": [
            (stream, content.encode()),
            ("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>", b""),
        ],
    }


def annotated(*annotations: str) -> dict[str, Any]:
    return {"page": f"{PAGE} /Annots [{' '.join(f'<< /Type /Annot {a} >>' for a in annotations)}]"}


WHITE = "1 g 60 690 240 30 re f"
GROUP = "/Group << /S /Transparency >>"
COVERED = [
    (f"{NAMES} 2.2 w {repeat('{x} 694 m {x} 714 l S', step=(2, 0))}", {}, "vertical bars"),
    (f"{NAMES} {repeat('{x} 694 2 20 re f', step=(2, 0))}", {}, "bars that are filled, edge to edge"),
    (f"{NAMES} 1.2 w {repeat('68 {y} m 275 {y} l S', step=(0, 1))}", {}, "thin level lines"),
    (f"{NAMES} 0.5 w {repeat('68 {y} m 275 {y} l S', step=(0, 0.4))}", {}, "hairlines"),
    (f"{NAMES} 1 1 1 rg {repeat('{x} {y} 2.1 2.1 re f')}", {}, "white squares"),
    (f"{NAMES} 1 J 3.4 w {repeat('{x} {y} m {x} {y} l S')}", {}, "dots with square ends"),
    (f"{NAMES} 1 J 1 j 3.6 w {repeat('{x} {y} m {x} {y} l S')}", {}, "round dots"),
    (f"{NAMES} {repeat('q 2.1 0 0 2.1 {x} {y} cm ' + GREY_IMAGE + ' Q')}", {}, "little pictures"),
    (f"{NAMES} {repeat('q 210 0 0 1.1 68 {y} cm ' + GREY_IMAGE + ' Q', step=(0, 1))}", {}, "strips of a picture"),
    (f"{NAMES} {repeat('q 2.1 0 0 20 {x} 694 cm ' + GREY_IMAGE + ' Q', step=(2, 0))}", {}, "upright strips"),
    (f"{NAMES} {repeat('{x} 694 0.32 20 re f', step=(0.3, 0))}", {}, "bars as thin as hairs"),
    (f"{NAMES} {repeat('{x} {y} 0.81 0.81 re f', step=(0.8, 0.8))}", {}, "more marks than are compared"),
    (
        NAMES + "".join(words(68 + shift, 696, "|" * 90, 26) for shift in range(7)),
        {},
        "upright strokes of a large font",
    ),
    (f"{NAMES} 3 w {repeat('{x} 690 m 80 716 l S', x=60, step=(1, 0))}", {}, "a fan of lines"),
    (f"{NAMES} /Sh1 sh", {"resources": f"/Shading << /Sh1 {AXIAL} >>"}, "a shading of the whole page"),
    (
        f"{NAMES} q 70 695 200 18 re W n /Sh1 sh Q",
        {"resources": f"/Shading << /Sh1 {AXIAL} >>"},
        "a shading in a box",
    ),
    (
        f"{NAMES} /Pattern cs /P1 scn 70 695 200 18 re f",
        {"resources": "/Pattern << /P1 6 0 R >>", "objects": [TILES]},
        "a pattern of tiles",
    ),
    (
        f"{NAMES} /Pattern cs /P1 scn {repeat('{x} {y} 2.1 2.1 re f')}",
        {"resources": "/Pattern << /P1 6 0 R >>", "objects": [TILES]},
        "squares filled with a pattern",
    ),
    (NAMES + words(50, 735, "______", 300), {}, "the low line of a large font"),
    (NAMES + "".join(words(68, 690 + row, "-" * 60, 24) for row in range(0, 12)), {}, "rows of dashes"),
    (NAMES + "".join(words(70, 700, sign * 40) for sign in "XMWH#@N8&%") * 3, {}, "typed over again and again"),
    (f"{NAMES} /G1 gs 70 704 m 270 704 l S", state("/LW 20"), "a line as wide as a graphics state says"),
    (f"{repeat('{x} 694 2 20 re f', step=(2, 0))} {NAMES}", {}, "black words on black bars"),
    (
        f"{NAMES} q 0 g 200 0 0 18 70 695 cm BI /W 1 /H 1 /IM true /D [1 0] ID \xff EI Q Q",
        {},
        "a picture mask of one sample",
    ),
    (f"{NAMES} 0 g q 200 0 0 18 70 695 cm BI /W 1 /H 1 /IM true ID \0EI Q", {}, "a picture mask and no space"),
    *(
        (
            NAMES,
            annotated(f"/Subtype {kind} {RECT} /C [0 0 0] /BS << /W {width} >> {entries}"),
            f"{kind} of a line {width} wide",
        )
        for kind, width, entries in (
            ("/PolyLine", 18, "/Vertices [70 704 270 704]"),
            ("/PolyLine", 18, "/Vertices [70 704 170 706 270 702]"),
            ("/PolyLine", 3, f"/Vertices [{' '.join(f'{70 + 2 * i} {696 + i % 2 * 16}' for i in range(100))}]"),
            ("/Polygon", 18, "/Vertices [70 704 270 704 270 705]"),
            ("/Ink", 18, "/InkList [[70 704 270 704]]"),
            ("/Line", 18, "/L [70 703 270 706]"),
        )
    ),
    (
        NAMES,
        annotated(
            *(f"/Subtype /Line {RECT} /C [0 0 0] /BS << /W 2 >> /L [70 {y} 270 {y}]" for y in range(695, 715, 2))
        ),
        "many line annotations",
    ),
    (
        NAMES,
        annotated(
            *(
                f"/Subtype /Square /Rect [68 {694 + row} 275 {695.2 + row}] /IC [0 0 0] /C [0 0 0] /F 4"
                for row in range(20)
            )
        ),
        "many thin square annotations",
    ),
    (
        NAMES,
        annotated(f"/Subtype /PolyLine {RECT} /C [0 0 0] /Border [0 0 18] /Vertices [70 704 270 704]"),
        "a line as wide as its border",
    ),
    (
        NAMES,
        {
            "page": f"{PAGE} /Annots [6 0 R]",
            "objects": [
                f"<< /Type /Annot /Subtype /Widget {RECT} /FT /Tx /T (a) /AP << /N 7 0 R >> >>",
                ("/Type /XObject /Subtype /Form /BBox [0 0 220 26]", b"0 g 0 0 220 26 re f"),
            ],
        },
        "a black form field of a document that lists no form",
    ),
]
BLENDED = [
    (f"{WHITE} /G1 gs 0 g {NAMES}", state("/BM /Screen"), "black words that brighten white"),
    (f"{WHITE} /G1 gs 0 g {NAMES}", state("/BM [/Lighten /Normal]"), "black words that lighten white"),
    (f"{WHITE} /G1 gs 0 g {NAMES}", state("/BM /Difference"), "black words that are subtracted from white"),
]
NOT_PAINTED = [
    (f"/G1 gs {NAMES}", mask(0), "a soft mask that lets nothing through"),
    (f"/G1 gs {NAMES}", mask(0.02), "a soft mask that lets next to nothing through"),
    (f"/G1 gs {NAMES}", mask(0, "/Alpha"), "a soft mask of an empty group"),
    (f"/G1 gs /X1 Do {NAMES}", mask(0), "a soft mask that stays after a form that is missing"),
    ("/G3 gs /X1 Do", form(NAMES, GROUP), "a group under a soft mask"),
    ("/G3 gs /X1 Do", form(f"/G2 gs {NAMES}", GROUP), "a group under a soft mask that sets none of its own"),
    ("/G1 gs /X1 Do", form(f"/G2 gs {NAMES}", GROUP), "opaque words in a group that is wholly transparent"),
    (
        "/G1 gs /X1 Do",
        form(NAMES, GROUP) | {"resources": "/XObject << /X1 6 0 R >> /ExtGState << /G1 << /ca 0.02 /CA 0.02 >> >>"},
        "words in a group that is nearly transparent",
    ),
    ("/G1 gs /X1 Do", form(NAMES), "words in a form that takes over the opacity"),
    (f"/G1 gs 1 g {NAMES}", state("/BM /Multiply"), "white words that darken"),
    (f"/G1 gs {words(72, 700, SECRET, state='1 Tr')}", state("/CA 0"), "outlines that are wholly transparent"),
    (
        f"/Cs1 cs 1 1 1 sc {NAMES}",
        {"resources": "/ColorSpace << /Cs1 [/CalRGB << /WhitePoint [.95 1 1.09] >>] >>"},
        "white by a calibrated colour space",
    ),
    (
        f"/Cs1 cs 100 0 0 sc {NAMES}",
        {"resources": "/ColorSpace << /Cs1 [/Lab << /WhitePoint [.95 1 1.09] >>] >>"},
        "white by lightness",
    ),
]


@pytest.mark.parametrize(("content", "parts", "reason"), COVERED)
def test_words_that_marks_cover_together_are_a_redaction(
    tmp_path: Path, content: str, parts: dict[str, Any], reason: str
) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + "q " + content + " Q " + AFTER, **parts))
    kept = read_everything(reading)
    assert "Larkford" not in kept, reason
    assert "bidder" not in kept, reason
    assert any(hidden.is_redaction for hidden in reading.hidden), reason


@pytest.mark.parametrize(("content", "parts", "reason"), NOT_PAINTED)
def test_words_without_ink_are_counted_and_not_kept(
    tmp_path: Path, content: str, parts: dict[str, Any], reason: str
) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + "q " + content + " Q " + AFTER, **parts))
    kept = read_everything(reading)
    assert "Ferndale" in kept, reason
    assert "Larkford" not in kept, reason
    assert "bidder" not in kept, reason
    assert sum(hidden.words for hidden in reading.hidden) == len(SECRET.split()), reason
    assert not any(hidden.is_redaction for hidden in reading.hidden), reason


@pytest.mark.parametrize(("content", "parts", "reason"), BLENDED)
def test_words_that_a_blend_mode_takes_away_are_not_kept(
    tmp_path: Path, content: str, parts: dict[str, Any], reason: str
) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + "q " + content + " Q " + AFTER, **parts))
    assert "Larkford" not in read_everything(reading), reason
    assert sum(hidden.words for hidden in reading.hidden) == len(SECRET.split()), reason


SHOWN = [
    (f"{NAMES} 0.3 w {repeat('60 {y} m 300 {y} l S', y=680, step=(0, 14))}", {}, "ruled paper"),
    (
        NAMES
        + " 0.4 w "
        + repeat("60 {y} m 300 {y} l S", y=693, step=(0, 18))
        + repeat("{x} 693 m {x} 711 l S", x=69, step=(40, 0)),
        {},
        "a table whose rules are drawn last",
    ),
    (f"{NAMES} 0.7 G 0.2 w {repeat('{x} 690 m {x} 716 l S', step=(4, 0))}", {}, "a fine grid over the words"),
    (f"{NAMES} 1 w {repeat('{x} 694 m {x} 714 l S', x=280, step=(1, 0))}", {}, "hatching beside the words"),
    (f"{NAMES} {repeat('{x} 694 0.8 20 re f', x=260, step=(1.6, 0))}", {}, "a barcode beside the words"),
    (f"{NAMES} {repeat('{x} 676 1.2 20 re f', step=(2, 0))}", {}, "a barcode just below the words"),
    (f"{NAMES} {repeat('{x} 700 0.8 0.8 re f', x=240, step=(3, 0))}", {}, "dots that lead to the page number"),
    (NAMES + words(235, 700, "." * 60), {}, "typed dots that lead to the page number"),
    (f"{NAMES} 0.8 w 72 698 m 230 698 l S 72 696 m 230 696 l S", {}, "underlined twice"),
    (f"{NAMES} {repeat('{x} 697 2 0.7 re f', step=(3, 0))}", {}, "a dotted underline"),
    (NAMES + words(72, 698, "_" * 26), {}, "typed underlines"),
    (f"0.6 g {repeat('{x} 640 12 55 re f', step=(16, 0))} 0 g {NAMES}", {}, "bars of a chart with labels above"),
    (f"0.6 g {repeat('{x} 640 12 75 re f', step=(16, 0))} 0 g {NAMES}", {}, "labels on the bars of a chart"),
    (f"1 g {repeat('{x} {y} 2.1 2.1 re f')} 0 g {NAMES}", {}, "white squares under the words"),
    (f"{repeat('q 2.1 0 0 20 {x} 694 cm ' + GREY_IMAGE + ' Q', step=(2, 0))} 1 g {NAMES}", {}, "words on strips"),
    ("0.85 g " + words(60, 660, "DRAFT", 120) + "0 g " + NAMES, {}, "a watermark under the words"),
    (NAMES + "/G1 gs 0.7 g " + words(60, 660, "DRAFT", 120), state("/ca 0.3"), "a watermark over the words"),
    (NAMES + words(72.3, 700, SECRET) + words(72.6, 700, SECRET), {}, "printed three times to look bold"),
    (f"/G1 gs {NAMES}", mask(1), "a soft mask that lets everything through"),
    (f"/G1 gs {NAMES}", mask(0.6), "a soft mask that lets most through"),
    (f"q /G1 gs Q {NAMES}", mask(0), "a soft mask that was taken back"),
    (NAMES, mask(0), "a soft mask that is not used"),
    (f"/G1 gs {NAMES}", state("/BM /Multiply"), "black words that multiply"),
    (f"/G1 gs {NAMES}", state("/BM /Screen"), "black words that would brighten, and have nothing under them"),
    (f"/G1 gs {NAMES}", state("/BM [/Darken]"), "black words that darken"),
    (f"0 0 0.4 rg 60 690 240 30 re f /G1 gs 1 g {NAMES}", state("/BM /Screen"), "white words that brighten a box"),
    (f"/G1 gs {words(72, 700, SECRET, state='2 Tr 0.3 w')}", state("/ca 0"), "outlines without a fill"),
    (f"/G1 gs {words(72, 700, SECRET, state='1 Tr 0.3 w')}", state("/ca 0"), "outlines and a fill that is not used"),
    ("/X1 Do", form(f"/G2 gs {NAMES}", GROUP), "a group"),
    (f"{NAMES} /G1 gs 70 704 m 270 704 l S", state("/LW 0.5"), "a thin line of a graphics state"),
    (f"{NAMES} q 40 0 0 18 300 695 cm BI /W 1 /H 1 /IM true /D [1 0] ID \xff EI Q Q", {}, "a picture mask beside"),
    (NAMES, annotated(f"/Subtype /PolyLine {RECT} /C [1 0 0] /Vertices [70 698 270 698]"), "a thin line below"),
    (
        NAMES,
        annotated(f"/Subtype /Polygon {RECT} /C [1 0 0] /BS << /W 2 >> /Vertices [60 690 280 690 280 716 60 716]"),
        "a frame of lines",
    ),
    (
        NAMES,
        annotated(f"/Subtype /PolyLine {RECT} /C [1 1 0] /CA 0.4 /BS << /W 18 >> /Vertices [70 704 270 704]"),
        "a thick line that can be seen through",
    ),
    (
        NAMES,
        annotated(f"/Subtype /Ink {RECT} /C [1 0 0] /BS << /W 1 >> /InkList [[60 690 280 716 60 716 280 690]]"),
        "crossed lines",
    ),
    (
        f"0.96 0.96 0.8 rg 60 690 300 30 re f 0 g {NAMES}",
        {},
        "black words on cream",
    ),
    (f"1 0.9 0 rg {NAMES}", {}, "yellow words"),
    (f"0 0 0 rg 60 690 300 30 re f 0 0 1 rg {NAMES}", {}, "blue words on black"),
]


@pytest.mark.parametrize(("content", "parts", "reason"), SHOWN)
def test_words_that_marks_leave_readable_are_kept(
    tmp_path: Path, content: str, parts: dict[str, Any], reason: str
) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + "q " + content + " Q " + AFTER, **parts))
    assert SECRET in reading.text, reason
    assert reading.hidden == (), reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{NAMES} 0.3 w {repeat('60 {y} m 300 {y} l S', y=680, step=(0, 14))}", "rules between lines"),
        (f"{NAMES} 1 w {repeat('{x} 694 m {x} 714 l S', x=280, step=(1, 0))}", "hatching beside words"),
        (f"{NAMES} {repeat('{x} 676 1.2 20 re f', step=(2, 0))}", "a barcode below words"),
        (f"{NAMES} 0.8 w 72 698 m 230 698 l S 72 696 m 230 696 l S", "an underline"),
        (NAMES + words(235, 700, "." * 60), "leading dots"),
        (f"{NAMES} " + " ".join(words(72, 686 - 12 * row, SECRET) for row in range(4)), "lines set close"),
    ],
)
def test_ordinary_marks_are_no_reason_to_draw_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, reason: str
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError(reason)

    monkeypatch.setattr(drawing.PageDrawer, "open_page", refuse)
    assert SECRET in read_pdf(raw_pdf(tmp_path / "paper.pdf", BEFORE + content + AFTER)).text
