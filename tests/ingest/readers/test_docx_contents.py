"""Words and figures of a Word file that a page shows, at their place and as they are printed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from paper_search.ingest.readers.registry import read
from paper_search.records import Reading
from tests.ingest.readers.word_files import make_parts, paragraph, run, write_parts

UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


def read_body(folder: Path, body: str) -> Reading:
    return read(write_parts(folder / "paper.docx", make_parts(body)))


def sign(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def form_field(data: str, result: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    code = "<w:r><w:instrText> FORM </w:instrText></w:r>"
    return (
        mark.format("begin", f"<w:ffData>{data}</w:ffData>")
        + code
        + mark.format("separate", "")
        + (run(result) if result else "")
        + mark.format("end", "")
    )


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def term(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def power(base: str, raised: str) -> str:
    return f"<m:sSup><m:e>{term(base)}</m:e><m:sup>{term(raised)}</m:sup></m:sSup>"


def fraction(above: str, below: str) -> str:
    return f"<m:f><m:num>{term(above)}</m:num><m:den>{term(below)}</m:den></m:f>"


ROOT = f"<m:rad><m:deg/><m:e>{term('49')}</m:e></m:rad>"
SUM = (
    f'<m:nary><m:naryPr><m:chr m:val="\u2211"/></m:naryPr><m:sub>{term("i")}</m:sub><m:sup>{term("n")}</m:sup>'
    f"<m:e>{term('c')}</m:e></m:nary>"
)
DROP_DOWN = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Key"/><w:listEntry w:val="Not key"/></w:ddList>'
HIDDEN_MATH = "<m:r><w:rPr><w:vanish/></w:rPr><m:t>9</m:t></m:r>"
LINES = (
    (("In 2019", run("4", UP), ", it rose."), "In 2019⁴, it rose.", "a note behind a year"),
    (("The pool cost £3.5m", run("1", UP), run("2", UP), "."), "The pool cost £3.5m¹².", "a mark in two runs"),
    (("10", run("6", UP), " litres"), "10⁶ litres", "a power of ten"),
    (("the 4", run("th", UP), " of May"), "the 4th of May", "the ending of a date"),
    (("CO", run("2", DOWN)), "CO₂", "a figure that is lowered"),
    (("in 2019", run("4", '<w:position w:val="8"/>')), "in 2019⁴", "raised by its place alone"),
    (("due", run(" in 4 weeks", UP)), "due in 4 weeks", "words that are small are words"),
    ((sign("Wingdings", "F0FE"), " Key"), "☑ Key", "a ticked box"),
    ((sign("Wingdings", "F078"), " Key"), "☒ Key", "a crossed box"),
    ((sign("Wingdings", "F0A8"), " Key"), "☐ Key", "an empty box"),
    ((sign("Wingdings 2", "F052"), sign("Wingdings 2", "F0A3")), "☑☐", "boxes of the second font"),
    ((sign("Wingdings", "F0FC"), " met ", sign("Wingdings", "F0FB"), " missed"), "✓ met ✗ missed", "tick and cross"),
    ((sign("Webdings", "F061"),), "✓", "a tick of the web's font"),
    (("5", sign("Symbol", "F0B0"), "C, ", sign("Symbol", "F0B1"), "5%"), "5°C, ±5%", "signs of Symbol"),
    ((sign("Symbol", "F06D"), "g"), "μg", "a Greek letter"),
    ((sign("Calibri", "00A3"), "40 ", sign("Calibri", "F0B1"), "2"), "£40 ±2", "a font of letters"),
    ((run("\uf0fe", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), " Yes"), "☑ Yes", "a sign as text"),
    ((run("\uf0a3 5", '<w:rFonts w:ascii="Symbol"/>'),), "≤ 5", "a sign of Symbol as text"),
    ((run("Words in the wrong font", '<w:rFonts w:ascii="Wingdings"/>'),), "Words in the wrong font", "no signs"),
    (("Sum ", math(term("£2.4m-£1.1m=£1.3m")), " in all"), "Sum £2.4m-£1.1m=£1.3m in all", "an equation in a line"),
    ((math(fraction("a+b", "2")),), "(a+b)/2", "a fraction"),
    ((math(power("x", "2") + term("+1")),), "x²+1", "a power"),
    ((math(power("x", "k+1")),), "x^(k+1)", "a power that has no raised form"),
    ((math(ROOT),), "√49", "a root"),
    ((math(SUM),), "∑_i^n c", "a sum"),
    (("A ", math(HIDDEN_MATH + term("7"))), "A 7", "a hidden term is left out"),
    (("Box ", form_field("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>")), "Box ☒", "a crossed box"),
    (("Box ", form_field('<w:checkBox><w:default w:val="0"/></w:checkBox>')), "Box ☐", "an empty box of a form"),
    (("Type: ", form_field(DROP_DOWN)), "Type: Not key", "the chosen entry of a list"),
    (("Ref: ", form_field("<w:textInput/>", "ED/117")), "Ref: ED/117", "the text of a form"),
    (("Dear ", "<w:fldSimple w:instr=' MERGEFIELD Name '>" + run("Ms Shaw") + "</w:fldSimple>"),
     "Dear Ms Shaw", "a field of a serial letter"),
    (("See ", "<w:hyperlink w:anchor='x'>" + run("Appendix 2") + "</w:hyperlink>"), "See Appendix 2", "a link"),
    (("<w:bookmarkStart w:id='1' w:name='a'/>", "Cost", "<w:bookmarkEnd w:id='1'/>"), "Cost", "a bookmark"),
    (("<w:sdt><w:sdtPr><w:alias w:val='No'/></w:sdtPr><w:sdtContent>" + run("☒") + "</w:sdtContent></w:sdt>", " Yes"),
     "☒ Yes", "a content control"),
    (("<w:bdo w:val='rtl'>" + run("مجلس") + "</w:bdo>", " Council"), "مجلس Council", "right to left"),
    (("A", "<w:r><w:ptab/></w:r>", "B"), "A B", "a tab by its place"),
    (("Sam", "<w:commentReference w:id='1'/>", "ple"), "Sample", "the place of a comment"),
)  # fmt: skip


@pytest.mark.parametrize(("runs", "printed", "why"), LINES, ids=[row[2] for row in LINES])
def test_line_is_read_as_printed(tmp_path: Path, runs: tuple[str, ...], printed: str, why: str) -> None:
    assert read_body(tmp_path, paragraph(*runs)).text == printed, why


def cell(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<") else paragraph(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>" + "".join(c if c[:1] == "<" else cell(c) for c in cells) + "</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


BEGIN, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
HEAD = row("Scheme", "Lead officer", "Budget")
TABLES = (
    ((HEAD, row("Roof", cell("A. Sample", BEGIN), "50"), row("Pump", cell("", GO_ON), "70")),
     ["Scheme | Lead officer | Budget", "Roof | A. Sample | 50", "Pump | A. Sample | 70"], "words merged down"),
    ((HEAD, row("Roof", "A. Sample", cell("£90", BEGIN)), row("Pump", "B. Test", cell("", GO_ON))),
     ["Scheme | Lead officer | Budget", "Roof | A. Sample | £90", "Pump | B. Test |"], "a sum stands once"),
    ((row("Year", "Cost"), row(cell("2023", BEGIN), "5"), row(cell("", GO_ON), "6")),
     ["Year | Cost", "2023 | 5", "2023 | 6"], "a year merged down is a label"),
    ((row("Part", "Cost"), row(cell("Phase 2", BEGIN), "5"), row(cell("", GO_ON), "6")),
     ["Part | Cost", "Phase 2 | 5", "Phase 2 | 6"], "a part and its number are a label"),
    ((row("Works", "Staff"), row("Roof", cell("2 officers", BEGIN)), row("Pump", cell("", GO_ON))),
     ["Works | Staff", "Roof | 2 officers", "Pump |"], "a count stands once"),
    ((HEAD, row(cell("Total", '<w:gridSpan w:val="2"/>'), "120")),
     ["Scheme | Lead officer | Budget", "Total |  | 120"], "merged across"),
    ((HEAD, row("B. Test", "9", properties='<w:gridBefore w:val="1"/>')),
     ["Scheme | Lead officer | Budget", "| B. Test | 9"], "a place before the first cell"),
    ((HEAD, row("Roof", "A. Sample", properties='<w:gridAfter w:val="1"/>')),
     ["Scheme | Lead officer | Budget", "Roof | A. Sample |"], "a place behind the last cell"),
    ((HEAD, row("Roof", "", "50")), ["Scheme | Lead officer | Budget", "Roof |  | 50"], "an empty cell"),
    ((row(cell("A", '<w:gridSpan w:val="2"/>'), "B"), row("1", cell("2", '<w:gridSpan w:val="2"/>'))),
     ["A | B", "1 | 2"], "edges that differ by a little"),
    ((row(cell("Capital", '<w:gridSpan w:val="3"/>')), HEAD), ["Capital", "Scheme | Lead officer | Budget"],
     "a title across the table"),
    ((HEAD, row("Roof", cell(table(row("May", "4"), row("June", "5")) + paragraph("See below")), "50")),
     ["Scheme | Lead officer | Budget", "Roof | See below | 50", "May | 4", "June | 5"], "a table in a cell"),
    ((HEAD, "<w:sdt><w:sdtContent>" + row("Roof", "A. Sample", "50") + "</w:sdtContent></w:sdt>"),
     ["Scheme | Lead officer | Budget", "Roof | A. Sample | 50"], "a row in a content control"),
    ((row("Scheme", "Cost"), row("Roof", cell(paragraph("£3.5m", run("1", UP))))), ["Scheme | Cost", "Roof | £3.5m¹"],
     "a note in a cell"),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "printed", "why"), TABLES, ids=[row[2] for row in TABLES])
def test_cells_keep_their_columns(tmp_path: Path, rows: tuple[str, ...], printed: list[str], why: str) -> None:
    assert read_body(tmp_path, table(*rows)).text.split("\n") == printed, why


def inner_word_file(path: Path) -> bytes:
    return write_parts(path, make_parts(paragraph("2. An inner clause."))).read_bytes()


WEB_PAGE = b"<html><body><p>2. The depot is sold for 1,250,000 pounds.</p></body></html>"
ARCHIVE = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html;"
    b" charset=utf-8\r\n\r\n" + WEB_PAGE + b"\r\n--x--\r\n"
)
CHUNKS = (
    ("chunk.html", WEB_PAGE, "2. The depot is sold for 1,250,000 pounds.", None, "a web page"),
    ("chunk.mht", ARCHIVE, "2. The depot is sold for 1,250,000 pounds.", None, "an archive of a web page"),
    ("chunk.txt", b"2. Plain words of the annex.", "2. Plain words of the annex.", None, "plain text"),
    ("chunk.docx", None, "2. An inner clause.", None, "a Word file"),
    ("chunk.rtf", b"{\\rtf1 Rich}", "", "an inserted document: it holds Rich Text", "Rich Text is said"),
    ("chunk.bin", b"\0\1\2" * 99, "", "an inserted document: it holds something other than text", "signs are said"),
)


@pytest.mark.parametrize(("name", "raw", "printed", "unread", "why"), CHUNKS, ids=[row[4] for row in CHUNKS])
def test_inserted_document_stands_at_its_place(
    tmp_path: Path, name: str, raw: bytes | None, printed: str, unread: str | None, why: str
) -> None:
    body = paragraph("1. First.") + '<w:altChunk r:id="rId5"/>' + paragraph("3. Third.")
    parts = make_parts(body, {"rId5": ("aFChunk", name)})
    parts[f"word/{name}"] = inner_word_file(tmp_path / "inner.docx") if raw is None else raw
    reading = read(write_parts(tmp_path / "paper.docx", parts))
    assert reading.text.split("\n") == list(filter(None, ["1. First.", printed, "3. Third."])), why
    assert [part.reason for part in reading.unread_parts] == list(filter(None, [unread]))


NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    '<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Source: the ledger.</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="3"><w:p><w:r><w:t>At 2019 prices.</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="9"><w:p><w:r><w:t>Nobody points here.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def test_notes_are_numbered_in_the_order_of_their_marks(tmp_path: Path) -> None:
    body = paragraph(
        "It rose in 2019", '<w:r><w:footnoteReference w:id="7"/></w:r>', " to £3.5m",
        '<w:r><w:footnoteReference w:id="3"/></w:r>', ".",
    )  # fmt: skip
    parts = make_parts(body, {"rId5": ("footnotes", "footnotes.xml")})
    reading = read(write_parts(tmp_path / "paper.docx", parts | {"word/footnotes.xml": NOTES.encode()}))
    assert reading.text == "It rose in 2019¹ to £3.5m².\n¹ Source: the ledger.\n² At 2019 prices."


def test_deleted_paragraph_leaves_its_number_to_the_next(tmp_path: Path) -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    body = (
        f"<w:p><w:pPr>{numbered}</w:pPr>{run('First.')}</w:p>"
        f"<w:p><w:pPr>{numbered}{deleted}</w:pPr><w:del w:id='2' w:author='x'><w:r><w:delText>Gone.</w:delText></w:r>"
        f"</w:del></w:p><w:p><w:pPr>{numbered}</w:pPr>{run('Second.')}</w:p>"
    )
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum'
        ' w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    parts = make_parts(body, {"rId5": ("numbering", "numbering.xml")}) | {"word/numbering.xml": numbering.encode()}
    reading = read(write_parts(tmp_path / "paper.docx", parts))
    assert reading.text == "1. First.\n2. Second.", "as Word prints it once the changes are taken"


DIAGRAM = (
    '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r>'
    '<a:t>Consult</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Decide in</a:t></a:r>'
    "<a:r><a:t> May</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
)


def test_diagram_is_read_at_its_place(tmp_path: Path) -> None:
    ids = '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId5"/>'
    body = paragraph("Steps:", f"<w:r><w:drawing>{ids}</w:drawing></w:r>") + paragraph("Next.")
    parts = make_parts(body, {"rId5": ("diagramData", "data1.xml")}) | {"word/data1.xml": DIAGRAM.encode()}
    reading = read(write_parts(tmp_path / "paper.docx", parts))
    assert reading.text == "Steps:\nConsult\nDecide in May\nNext."
    assert reading.dropped == (), "what is read is not dropped"


BROKEN = (
    (paragraph("Kept.") + '<w:p><w:pPr><w:outlineLvl w:val="x"/></w:pPr>' + run("Lost.") + "</w:p>", "a paragraph"),
    (paragraph("Kept.") + table("<w:tr><w:tc><w:tcPr><w:gridSpan w:val='-9'/></w:tcPr><w:p/></w:tc></w:tr>"), None),
    (paragraph("Kept.", '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'), "an embedded"),
)


@pytest.mark.parametrize(("body", "unread"), BROKEN)
def test_broken_part_costs_nothing_else_and_is_said(tmp_path: Path, body: str, unread: str | None) -> None:
    reading = read_body(tmp_path, body)
    assert reading.text == "Kept."
    assert [part.reason.startswith(unread or "") for part in reading.unread_parts] == ([True] if unread else [])


def test_damaged_numbers_of_lists_are_said(tmp_path: Path) -> None:
    parts = make_parts(paragraph("Kept."), {"rId5": ("numbering", "numbering.xml")})
    path = write_parts(tmp_path / "paper.docx", parts | {"word/numbering.xml": b"<w:numbering"})
    reading = read(path)
    assert reading.text == "Kept."
    assert [part.reason for part in reading.unread_parts] == ["the numbers of lists: the part is damaged inside"]
    assert zipfile.is_zipfile(path)
