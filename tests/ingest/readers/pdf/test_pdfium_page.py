"""Records of what a page draws, as PDFium lists it, and the reading made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

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
IN_FORM = {"resources": "/XObject << /X 6 0 R >>", "objects": [FORM]}
WITH_IMAGE = {"resources": "/XObject << /I 6 0 R >>", "objects": [IMAGE]}


class Drawn(NamedTuple):
    """The texts before the body, the first span, and how many rules, pictures, areas and text objects there are.

    ``place`` is the left, the right, the baseline and the size of the first span.
    """

    texts: list[str]
    place: tuple[float, float, float, float]
    rotation: int = 0
    is_artifact: bool = False
    is_invisible: bool = False
    luminance: float = 0.0
    counts: tuple[int, int, int, int] = (0, 0, 0, 2)


def show(*operators: str) -> str:
    """Return operators that print text at 72, 700."""
    return f"q BT /F1 11 Tf 1 0 0 1 72 700 Tm {' '.join(operators)} ET Q\n"


CONTENTS: list[tuple[str, dict[str, Any], Drawn, str]] = [
    (show("(The depot.) Tj"), {}, Drawn(["The depot."], (72, 124.6, 142, 11)), "a string"),
    (
        show("[(The) -278 (de) 20 (pot.)] TJ"),
        {},
        Drawn(["The", "depot."], (72, 91, 142, 11)),
        "kerning and a word gap",
    ),
    (
        show("(On the        day of    20) Tj"),
        {},
        Drawn(["On the        day of    20"], (72, 183.9, 142, 11)),
        "spaces in a row",
    ),
    (
        show("(Depot) Tj 100 0 Td (4,000) Tj"),
        {},
        Drawn(["Depot", "4,000"], (72, 101.3, 142, 11), counts=(0, 0, 0, 3)),
        "two strings on one line",
    ),
    (show("120 Tz (The depot.) Tj"), {}, Drawn(["The depot."], (72, 135.1, 142, 11)), "stretched type"),
    (show("3 Tc (Larkford) Tj"), {}, Drawn(["Larkford"], (72, 133.3, 142, 11)), "spaced letters"),
    (show("4 Ts (2) Tj"), {}, Drawn(["2"], (72, 78.1, 138, 11)), "raised type"),
    (show("0 1 -1 0 72 700 Tm (Upwards) Tj"), {}, Drawn(["Upwards"], (72, 115.4, 142, 11), 90), "printed upwards"),
    (show("0.7 0.7 -0.7 0.7 72 600 Tm (Slanting) Tj"), {}, Drawn(["Slanting"], (72, 111.3, 242, 10.9)), "aslant"),
    (show("1 0 0.3 1 72 700 Tm (Sloping) Tj"), {}, Drawn(["Sloping"], (72, 108.7, 142, 11.5)), "sloping letters"),
    (
        show("-11 0 0 -11 200 700 Tm /F1 -1 Tf (Mirrored) Tj"),
        {},
        Drawn(["Mirrored"], (200, 240.9, 142, 11)),
        "a negative size",
    ),
    (
        words(72, 700, "In a form:") + "/X Do\n",
        IN_FORM,
        Drawn(["In a form:", "Words of a form."], (72, 118.5, 142, 11), counts=(1, 0, 1, 3)),
        "a form",
    ),
    (
        show("/Artifact BMC (Page 4) Tj EMC (Body) Tj"),
        {},
        Drawn(["Page 4", "Body"], (72, 106.9, 142, 11), is_artifact=True, counts=(0, 0, 0, 3)),
        "an artifact",
    ),
    (
        TABLE + CELLS,
        {},
        Drawn(["Ward", "Sum", "Larkford", "40"], (76, 102.3, 256, 11), counts=(6, 0, 6, 5)),
        "a ruled table",
    ),
    (
        "q 100 0 0 50 72 500 cm /I Do Q\n",
        WITH_IMAGE,
        Drawn([], (72, 227.3, 202, 11), counts=(0, 1, 1, 1)),
        "an image",
    ),
    (
        "q 100 0 0 50 72 500 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \x00EI EI Q\n",
        {},
        Drawn([], (72, 227.3, 202, 11), counts=(0, 1, 1, 1)),
        "an inline image whose samples look like its end",
    ),
    (
        "q 60 690 200 30 re W n " + show("(Clipped to a box) Tj") + " Q\n",
        {},
        Drawn(["Clipped to a box"], (72, 151.5, 142, 11)),
        "a clip",
    ),
    (show("1 1 1 rg (White words) Tj"), {}, Drawn(["White words"], (72, 132.5, 142, 11), luminance=1.0), "white"),
    (
        show("3 Tr (Invisible words) Tj"),
        {},
        Drawn(["Invisible words"], (72, 144.1, 142, 11), is_invisible=True),
        "invisible words",
    ),
    (
        words(72, 700, "Turned"),
        {"page": "/MediaBox [0 0 595 842] /Rotate 90"},
        Drawn(["Turned"], (700, 734.8, 72, 11), 270),
        "a page shown turned",
    ),
    (
        words(72, 700, "Cropped"),
        {"page": "/MediaBox [0 0 595 842] /CropBox [50 50 500 800]"},
        Drawn(["Cropped"], (22, 64.2, 100, 11)),
        "a cropped page",
    ),
    (
        show("(\\223Caf\\351\\224 \\226 \\24340) Tj"),
        {},
        Drawn(["\u201cCaf\u00e9\u201d \u2013 \u00a340"], (72, 133.1, 142, 11)),
        "letters beyond ASCII",
    ),
    (
        words(72, 700, "Twice") * 3,
        {},
        Drawn(["Twice"] * 3, (72, 100.7, 142, 11), counts=(0, 0, 0, 4)),
        "words printed three times on one spot",
    ),
]


def read_page(path: Path, content: str, **parts: Any) -> PdfPage:
    (page,) = PdfFile(raw_pdf(path, content, **parts)).pages()
    return page


@pytest.mark.parametrize(("content", "parts", "drawn", "reason"), CONTENTS)
def test_a_page_is_recorded(tmp_path: Path, content: str, parts: dict[str, Any], drawn: Drawn, reason: str) -> None:
    page = read_page(tmp_path / "paper.pdf", content + BODY, **parts)
    span = page.spans[0]
    assert [found.text for found in page.spans] == [*drawn.texts, "The depot in Mill Lane is empty."], reason
    place = (span.x0, span.x1, span.y, span.size)
    assert place == pytest.approx(drawn.place, abs=6 if "aslant" in reason else 0.6), reason
    assert (span.rotation, span.artifact, span.bold) == (drawn.rotation, drawn.is_artifact, False), reason
    assert span.origin is not None, reason
    assert span.origin.is_invisible is drawn.is_invisible, reason
    assert span.origin.luminance == pytest.approx(drawn.luminance, abs=0.01), reason
    assert (len(page.rules), page.pictures, len(page.areas), page.operations) == drawn.counts, reason


@pytest.mark.parametrize(
    ("content", "text", "reason"),
    [
        (TABLE + CELLS, "The depot in Mill Lane is empty.\nWard | Sum\nLarkford | 40", "a ruled table"),
        (show("[(The) -278 (de) 20 (pot.)] TJ"), "The depot.\nThe depot in Mill Lane is empty.", "a gap is a space"),
        (
            show("(Depot) Tj 100 0 Td (4,000) Tj"),
            "Depot | 4,000\nThe depot in Mill Lane is empty.",
            "a wide gap divides cells",
        ),
        (
            show("0 1 -1 0 72 700 Tm (Upwards) Tj"),
            "The depot in Mill Lane is empty.\nUpwards",
            "words printed upwards come last",
        ),
        (show("1 1 1 rg (White words) Tj"), "The depot in Mill Lane is empty.", "white words do not show"),
        (show("3 Tr (Invisible words) Tj"), "The depot in Mill Lane is empty.", "invisible words do not show"),
    ],
)
def test_a_page_is_read(tmp_path: Path, content: str, text: str, reason: str) -> None:
    assert read_pdf(raw_pdf(tmp_path / "paper.pdf", content + BODY)).text == text, reason


def test_a_shaded_head_belongs_to_the_ruled_table_below(tmp_path: Path) -> None:
    boxes = "0.9 g " + "".join(f"{x} 580 m {x + 150} 580 l {x + 150} 600 l {x} 600 l h f\n" for x in (72, 222))
    body = "".join(f"{x} 560 0.5 20 re f\n" for x in (72, 222, 372)) + "72 560 300 0.5 re f 72 580 300 0.5 re f\n"
    path = raw_pdf(tmp_path / "paper.pdf", boxes + "0 g " + body + CELLS)
    assert read_pdf(path).text == "Ward | Sum\nLarkford | 40"


@pytest.mark.parametrize(
    ("width", "edges", "reason"),
    [(14, 12, "strips in the rows of a table mark them, and divide its columns"), (60, 0, "a wide box shades words")],
)
def test_narrow_boxes_between_long_rules_have_edges(tmp_path: Path, width: int, edges: int, reason: str) -> None:
    rules = "".join(f"72 {y} 400 0.5 re f\n" for y in (500, 540, 580))
    strips = "1 0 0 rg " + "".join(
        f"180 {y} {width} {height} re f\n" for y, height in ((500, 40), (540, 40), (580, 30))
    )
    page = read_page(tmp_path / "paper.pdf", rules + strips + "0 g " + BODY)
    assert len(page.rules) == 3 + edges, reason


@pytest.mark.parametrize(
    ("content", "words_hidden", "reason"),
    [
        (words(72, 700, "No width at all", state="0 Tz"), 4, "a scale of nothing"),
        ("q 0 0 0 0 0 0 cm " + words(72, 700, "Flat") + "Q\n", 1, "a matrix of nothing"),
    ],
)
def test_type_without_width_is_counted_as_hidden(tmp_path: Path, content: str, words_hidden: int, reason: str) -> None:
    reading = read_pdf(raw_pdf(tmp_path / "paper.pdf", content + BODY))
    assert reading.text == "The depot in Mill Lane is empty.", reason
    assert [(hidden.words, hidden.why) for hidden in reading.hidden] == [(words_hidden, "too small to see")], reason


def test_what_pdfium_cannot_open_is_read_from_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    open_document = pypdfium2.PdfDocument

    def refuse_files(source: Path | bytes, *others: object) -> object:
        if isinstance(source, Path):
            raise pypdfium2.PdfiumError("damaged")
        return open_document(source, *others)

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse_files)
    assert read_pdf(raw_pdf(tmp_path / "paper.pdf", BODY)).text == "The depot in Mill Lane is empty."


def test_a_page_that_pdfium_does_not_find_is_read_from_a_copy(tmp_path: Path) -> None:
    path = raw_pdf(tmp_path / "paper.pdf", BODY)
    data = path.read_bytes()
    place = data.index(b"3 0 obj")
    path.write_bytes(data.replace(b"%010d 00000 n" % place, b"%010d 00000 n" % (len(data) - 20)))
    assert read_pdf(path).text == "The depot in Mill Lane is empty."


MAP = (
    "",
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n"
    b"1 beginbfrange <61> <61> <0061> endbfrange endcmap end end",
)
NARROW = (
    "<< /Type /Font /Subtype /Type1 /BaseFont /Larkford /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 122"
    f" /Widths [{' '.join(['400'] * 91)}] >>"
)
OVERHANGING = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs"
    " << /a 6 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [400] /ToUnicode 8 0 R >>"
)


def show_words(text: str, width: float) -> str:
    """Return operators that print words one by one in a font F2, whose letters have a width in points."""
    xs = [72 + width * index for index in range(len(text)) if index == 0 or text[index - 1] == " "]
    parts = zip(xs, text.split(), strict=True)
    return "".join(f"BT /F2 12 Tf 1 0 0 1 {x} 700 Tm ({word}) Tj ET\n" for x, word in parts)


@pytest.mark.parametrize(
    ("text", "fonts", "objects", "line", "reason"),
    [
        (
            "The 1998 Dog Show now",
            "/F2 6 0 R",
            [NARROW],
            "The 1998 Dog Show now",
            "the ink of another font is wider than the font that is not embedded",
        ),
        (
            "aa aa",
            "/F2 7 0 R",
            [("", b"400 0 0 0 600 700 d1 0 0 600 700 re f"), OVERHANGING, MAP],
            "aa aa",
            "ink stands out over the advance",
        ),
    ],
)
def test_letters_are_as_wide_as_their_font_says(
    tmp_path: Path, text: str, fonts: str, objects: list[Any], line: str, reason: str
) -> None:
    page = read_page(tmp_path / "paper.pdf", show_words(text, 4.8) + BODY, fonts=fonts, objects=objects)
    assert " ".join(span.text for span in page.spans[:-1]) == line, reason
    for before, span in zip(page.spans[:-1], page.spans[1:-1], strict=False):
        assert span.x0 - before.x1 == pytest.approx(4.8, abs=0.1), reason


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("/Span << /ActualText (Larkford) >> BDC {} EMC", "Larkford", "one text for all of them"),
        ("/Span << /Lang (en) >> BDC {} EMC", "Lark ford", "marked content that replaces nothing"),
    ],
)
def test_a_replacement_text_is_read_once(tmp_path: Path, content: str, line: str, reason: str) -> None:
    printed = "".join(words(x, 700, word) for x, word in ((72, "Lark"), (100, "ford")))
    path = raw_pdf(tmp_path / "paper.pdf", content.format(printed))
    assert read_pdf(path).text == line, reason
