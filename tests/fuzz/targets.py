"""From bytes to files. Each target has a suffix, a way to wrap the bytes into a file, and seeds to start from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import docx
from reportlab.pdfgen.canvas import Canvas

TOKENS = (
    "obj", "endobj", "stream", "endstream", "/Type", "/Pages", "/Kids", "/Count", "/Parent", "/Contents", "/Font",
    "/XObject", "/Form", "/Matrix", "/Outlines", "/First", "/Next", "/Title", "/Dest", "/Rotate", "/MediaBox",
    "/ToUnicode", "/Encoding", "/Differences", "/Widths", "/DescendantFonts", "/ASCIIHexDecode", "/FlateDecode",
    " Tj", " TJ", " Tf", " Td", " Tm", " BT", " ET", " Do", " cm", " re", " BI", " ID", " EI", "<<", ">>", "0 R",
    "99999999999999999999", "-1", "1e400", "[[[[[[[[", "((((", "\\377", "<table>", "<ol start=", "<li value=",
    "<td rowspan=", "<!--", "&#xD800;", "<w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:numPr>", "<w:sdt>",
    "<w:txbxContent>",
    "Recommendation", "RESOLVED", "1.1 ", "(a) ", "(i) ", "Minute 285", "(Item 3)", "\u2022 ", "Page 41", "\r\n\r\n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A format to fuzz."""

    suffix: str
    wrap: Callable[[bytes], bytes]
    seeds: Callable[[], list[bytes]]


def _canvas(compressed: bool, pages: int = 2) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=int(compressed), invariant=1)
    for number in range(1, pages + 1):
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"{number} Item", f"p{number}", level=0)
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(72, 760, f"{number}. ROAD REPAIRS")
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 730, f"{number}.1 The bridge stays closed; \u2022 salt is spread.")
        canvas.grid([72, 200, 330], [500, 520, 540])
        canvas.drawString(76, 525, "Ward")
        canvas.drawString(204, 505, "12")
        canvas.rotate(90)
        canvas.drawString(72, -40, "sideways")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_around(content: bytes) -> bytes:
    """A PDF of one page whose drawing is ``content``."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 25>>stream\nBT /F 9 Tf (form) Tj ET /X Do\nendstream"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        font,
        form,
    ]
    return pdf_of(bodies)


def pdf_of(bodies: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first being the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count, start = len(bodies) + 1, len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, start)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _word_parts() -> dict[str, bytes]:
    document = docx.Document()
    document.add_heading("Road repairs", 1)
    document.add_paragraph("1.1 The bridge stays closed.", style="List Number")
    document.add_paragraph("Salt is spread.", style="List Bullet")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Ward", "12"
    table.cell(0, 0).merge(table.cell(0, 1))
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_WORD = _word_parts()


def _word_around(part: str) -> Callable[[bytes], bytes]:
    def wrap(raw: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, held in {**_WORD, part: raw}.items():
                archive.writestr(name, held)
        return file.getvalue()

    return wrap


_HTML = b"""<!doctype html><html lang=en><head><title>Item 5</title><meta name=date content=x></head><body><nav>x</nav>
<form><main><h1>Minutes</h1><p><b>5</b><br>1.1 The bridge<br>1.2 Salt</p><ol type=a start=3><li value=2>One<ul><li>Two
</ul></ol><table><caption>T</caption><tr><th>A<td>B<tr><td rowspan=2>1<td>2</table><pre>x

y</pre></main></form></body></html>"""
_TEXT = (
    "MINUTES OF THE CABINET\n\n1. Roads\n\n1.1 The bridge stays closed.\n\u2022 salt\n  \u00d8 grit\n\n"
    "RESOLVED that the Committee:\n\n(a) note\n(b) agree\n\n| A | B |\n| 1 | 2 |\n\n# Heading\n\nBold\n====\n"
).encode()
_DRAWING = (
    b"q 1 0 0 1 0 0 cm BT /F 11 Tf 72 700 Td (1.1 The bridge) Tj 0 -14 TD [(sta) -300 (ys)] TJ T* (x) ' ET Q"
    b" /X Do 72 600 100 20 re S BI /W 1 /H 1 /CS /G /BPC 8 ID x EI /Artifact BMC BT (y) Tj ET EMC"
)


def _as_it_is(raw: bytes) -> bytes:
    return raw


TARGETS = {
    "pdf": Target(".pdf", _as_it_is, lambda: [_canvas(False), _canvas(True), pdf_around(_DRAWING)]),
    "drawing": Target(".pdf", pdf_around, lambda: [_DRAWING]),
    "docx": Target(".docx", _word_around("word/document.xml"), lambda: [_WORD["word/document.xml"]]),
    "numbering": Target(".docx", _word_around("word/numbering.xml"), lambda: [_WORD["word/numbering.xml"]]),
    "html": Target(".html", _as_it_is, lambda: [_HTML]),
    "txt": Target(".txt", _as_it_is, lambda: [_TEXT, _TEXT.decode().encode("utf-16"), b"\xa3 4.12 caf\xe9\r\n"]),
}
