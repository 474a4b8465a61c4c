"""Word papers: what the page does not show is left out and counted, what is struck through is marked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from paper_search.ingest.readers.docx import read_docx
from paper_search.records import Reading

VISIBLE = "The depot in Larkford stays open. "
SECRET = "Settle at 900,000 pounds."
HIDDEN_TEXT, NO_CONTRAST, COVERED = (
    "in Word's hidden text",
    "printed in the colour of the page",
    "hidden under a black box",
)
NAMESPACES = (
    f'{nsdecls("w", "wp", "a", "r")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def parse(xml: str) -> Any:
    """Return an element; its name is the first thing in the text."""
    name, rest = xml[1:].split(" ", 1) if " " in xml.split(">", 1)[0] else (xml[1:].split(">", 1)[0].rstrip("/"), "")
    start = f"<{name} {NAMESPACES} "
    return parse_xml(start + rest if rest else xml.replace(f"<{name}", start, 1))


def add_style(document: WordDocument, kind: str, style_id: str, properties: str, based_on: str = "") -> None:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    xml = f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{style_id}"/>{base}{properties}</w:style>'
    root: Any = document.styles.element
    root.append(parse(xml))


def add_paragraph(document: WordDocument, properties: str = "", paragraph: str = "", text: str = SECRET) -> Any:
    """Add a paragraph with a plain run and one with these run properties."""
    paragraph_xml = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    plain = f'<w:r><w:t xml:space="preserve">{VISIBLE}</w:t></w:r>' if not paragraph else ""
    xml = f"<w:p {NAMESPACES}>{paragraph_xml}{plain}<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
    element = parse_xml(xml)
    document.element.body.insert_element_before(element, "w:sectPr")
    return element


def read_saved(folder: Path, document: WordDocument) -> Reading:
    document.save(str(folder / "paper.docx"))
    return read_docx(folder / "paper.docx")


def test_nothing_is_hidden_in_a_plain_paper(tmp_path: Path) -> None:
    document = docx.Document()
    add_paragraph(document)
    reading = read_saved(tmp_path, document)
    assert reading.text == VISIBLE + SECRET
    assert reading.hidden == ()


@pytest.mark.parametrize(
    ("properties", "why", "is_redaction"),
    [
        ("<w:vanish/>", HIDDEN_TEXT, False),
        ('<w:vanish w:val="true"/>', HIDDEN_TEXT, False),
        ("<w:specVanish/>", HIDDEN_TEXT, False),
        # The page numbers of every contents list are hidden on the web only.
        ("<w:webHidden/>", None, False),
        ('<w:vanish w:val="0"/>', None, False),
        ('<w:color w:val="FFFFFF"/>', NO_CONTRAST, False),
        # Nobody tells it from white.
        ('<w:color w:val="FEFEFE"/>', NO_CONTRAST, False),
        ('<w:color w:themeColor="background1"/>', NO_CONTRAST, False),
        ('<w:color w:val="808080"/>', None, False),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>', None, False),
        ('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>', "printed in the colour of the box under them", True),
        ('<w:highlight w:val="yellow"/>', None, False),
        ('<w:highlight w:val="black"/>', COVERED, True),
        ('<w:color w:val="auto"/><w:highlight w:val="black"/>', COVERED, True),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', None, False),
        ('<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>', COVERED, True),
        ('<w:shd w:val="clear" w:color="auto" w:fill="000000"/>', COVERED, True),
        ('<w:shd w:val="solid" w:color="000000" w:fill="auto"/>', COVERED, True),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="pct75" w:color="000000" w:fill="FFFFFF"/>', None, False),
        ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:color="auto" w:fill="auto"/>', NO_CONTRAST, False),
        # Lines: what is behind the words cannot be told.
        ('<w:color w:val="FFFFFF"/><w:shd w:val="horzStripe" w:color="000000" w:fill="auto"/>', None, False),
        ('<w:sz w:val="2"/>', "too small to see", False),
        ('<w:sz w:val="12"/>', None, False),
    ],
)
def test_run_properties(tmp_path: Path, properties: str, why: str | None, is_redaction: bool) -> None:
    document = docx.Document()
    add_paragraph(document, properties)
    reading = read_saved(tmp_path, document)
    assert (SECRET in reading.text) is (why is None)
    assert VISIBLE.strip() in reading.text
    found = [(hidden.page, hidden.words, hidden.why, hidden.is_redaction) for hidden in reading.hidden]
    assert found == ([(None, 4, why, is_redaction)] if why else [])


VANISH = "<w:rPr><w:vanish/></w:rPr>"


@pytest.mark.parametrize(
    ("styles", "run", "paragraph", "is_shown", "why"),
    [
        ([("character", "Note", VANISH, "")], '<w:rStyle w:val="Note"/>', "", False, "a character style"),
        ([("paragraph", "Note", VANISH, "")], "", '<w:pStyle w:val="Note"/>', False, "a paragraph style"),
        (
            [("paragraph", "Base", VANISH, ""), ("paragraph", "Note", "", "Base")],
            "", '<w:pStyle w:val="Note"/>', False, "the style that a style is based on",
        ),
        (
            [("paragraph", "Base", VANISH, ""), ("paragraph", "Note", '<w:rPr><w:vanish w:val="0"/></w:rPr>', "Base")],
            "", '<w:pStyle w:val="Note"/>', True, "a style that shows what its base hides",
        ),
        (
            [("paragraph", "Hide", VANISH, ""), ("character", "Note", VANISH, "")],
            '<w:rStyle w:val="Note"/>', '<w:pStyle w:val="Hide"/>', True, "two styles that toggle it: Word shows it",
        ),
        (
            [("paragraph", "Hide", VANISH, "")],
            '<w:vanish w:val="0"/>', '<w:pStyle w:val="Hide"/>', True, "the run has the last word",
        ),
        (
            [("paragraph", "Hide", VANISH, ""), ("character", "Note", VANISH, "")],
            '<w:rStyle w:val="Note"/><w:vanish/>', '<w:pStyle w:val="Hide"/>', False, "so has it where styles toggle",
        ),
        (
            [("character", "Note", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>', "")],
            '<w:rStyle w:val="Note"/>', "", False, "a colour from a style",
        ),
        (
            [("paragraph", "Box", '<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>', "")],
            '<w:color w:val="FFFFFF"/>', '<w:pStyle w:val="Box"/>', True, "white on a dark paragraph style",
        ),
        ([], '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>', True, "white on a dark paragraph"),
        ([], "", '<w:shd w:val="clear" w:fill="000000"/>', True, "automatic colour on black is printed white"),
        ([], '<w:color w:val="000000"/>', '<w:shd w:val="clear" w:fill="000000"/>', False, "black on black is not"),
        ([("paragraph", "A", VANISH, "B"), ("paragraph", "B", "", "A")], "", '<w:pStyle w:val="A"/>', False, "a ring"),
        # A hidden end of a paragraph hides none of its words.
        ([], "", "<w:rPr><w:vanish/></w:rPr>", True, "the mark alone"),
    ],
)  # fmt: skip
def test_styles(
    tmp_path: Path, styles: list[tuple[str, str, str, str]], run: str, paragraph: str, is_shown: bool, why: str
) -> None:
    document = docx.Document()
    for style in styles:
        add_style(document, *style)
    document.add_paragraph(VISIBLE)
    add_paragraph(document, run, paragraph)
    assert (SECRET in read_saved(tmp_path, document).text) is is_shown, why


def test_document_defaults_hide_all_that_does_not_say_otherwise(tmp_path: Path) -> None:
    document = docx.Document()
    root: Any = document.styles.element
    root.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr")))).append(parse("<w:vanish/>"))
    document.add_paragraph(SECRET)
    add_paragraph(document, '<w:vanish w:val="0"/>', "<w:keepNext/>", VISIBLE)
    reading = read_saved(tmp_path, document)
    assert reading.text == VISIBLE.strip()
    assert [hidden.words for hidden in reading.hidden] == [4]


GRID = """<w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear"
 w:fill="1F3864"/></w:tcPr></w:tblStylePr>"""


@pytest.mark.parametrize(
    ("table", "cell", "run", "row", "is_shown", "why"),
    [
        ("", "", '<w:color w:val="FFFFFF"/>', 0, False, "white in a plain table"),
        ("", '<w:shd w:val="clear" w:fill="1F3864"/>', '<w:color w:val="FFFFFF"/>', 0, True, "white in a dark cell"),
        ("", '<w:shd w:val="clear" w:fill="000000"/>', "", 0, True, "automatic colour in a black cell"),
        ("", '<w:shd w:val="clear" w:fill="000000"/>', '<w:color w:val="000000"/>', 0, False, "black in a black cell"),
        (GRID, "", '<w:color w:val="FFFFFF"/>', 0, True, "white in the first row, which the style shades"),
        (GRID, "", '<w:color w:val="FFFFFF"/>', 1, False, "white in the second row, which it does not"),
        ("<w:rPr><w:vanish/></w:rPr>", "", "", 0, False, "a table style that hides"),
    ],
)
def test_tables(tmp_path: Path, table: str, cell: str, run: str, row: int, is_shown: bool, why: str) -> None:
    document = docx.Document()
    add_style(document, "table", "Plain", table)
    document.add_paragraph(VISIBLE)
    grid: Any = document.add_table(2, 2)
    grid._tbl.tblPr.append(parse('<w:tblStyle w:val="Plain"/>'))
    grid._tbl.tblPr.append(parse('<w:tblLook w:val="0020"/>'))
    element = grid.cell(row, 1)._tc
    if cell:
        element.get_or_add_tcPr().append(parse(cell))
    element.p_lst[0].append(parse_xml(f"<w:r {NAMESPACES}><w:rPr>{run}</w:rPr><w:t>{SECRET}</w:t></w:r>"))
    assert (SECRET in read_saved(tmp_path, document).text) is is_shown, why


def make_box(shape: str, properties: str = "") -> str:
    """Return a run with a text box in a drawing."""
    return f"""<w:p {NAMESPACES}><w:r><w:drawing><wp:anchor behindDoc="0"><wp:extent cx="900" cy="900"/>
<wp:docPr id="9" name="Box" {properties}/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:spPr>{shape}</wps:spPr>
<wps:txbx><w:txbxContent><w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>
</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>"""


DARK = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'


@pytest.mark.parametrize(
    ("xml", "is_shown", "why"),
    [
        (make_box(DARK), True, "white in a dark box"),
        (make_box(DARK, 'hidden="1"'), False, "a hidden box"),
        (make_box('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'), False, "white in a white box"),
        (make_box("<a:noFill/>"), False, "white in a box without a fill"),
        (make_box('<a:blipFill/>'), True, "white on a picture"),
        (
            f'<w:p {NAMESPACES}><w:r><w:pict><v:shape style="visibility:hidden"><v:textbox><w:txbxContent><w:p><w:r>'
            f"<w:t>{SECRET}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
            False, "a hidden box of an older Word",
        ),
        (make_box(DARK).replace("<w:drawing>", "<w:rPr><w:vanish/></w:rPr><w:drawing>", 1), False, "in hidden text"),
    ],
)  # fmt: skip
def test_text_boxes(tmp_path: Path, xml: str, is_shown: bool, why: str) -> None:
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    reading = read_saved(tmp_path, document)
    assert (SECRET in reading.text) is is_shown, why
    assert sum(hidden.words for hidden in reading.hidden) == (0 if is_shown else 4), why


def test_white_words_over_a_large_picture_show(tmp_path: Path) -> None:
    # The cover of a report: a photograph behind its title.
    document = docx.Document()
    picture = (
        f'<w:p {NAMESPACES}><w:r><w:drawing><wp:anchor behindDoc="1"><wp:extent cx="7000000" cy="9000000"/>'
        '<wp:docPr id="1" name="Cover"/></wp:anchor></w:drawing></w:r></w:p>'
    )
    document.element.body.insert_element_before(parse_xml(picture), "w:sectPr")
    add_paragraph(document, '<w:color w:val="FFFFFF"/>', "<w:keepNext/>")
    assert SECRET in read_saved(tmp_path, document).text


@pytest.mark.parametrize(
    ("properties", "paragraph", "expected"),
    [
        ("<w:strike/>", "", f"{VISIBLE}~~{SECRET}~~"),
        ("<w:dstrike/>", "", f"{VISIBLE}~~{SECRET}~~"),
        ('<w:strike w:val="false"/>', "", VISIBLE + SECRET),
        ('<w:rStyle w:val="Gone"/>', "", f"{VISIBLE}~~{SECRET}~~"),
        ("", '<w:pStyle w:val="Out"/>', f"~~{SECRET}~~"),
        ('<w:strike w:val="0"/>', '<w:pStyle w:val="Out"/>', SECRET),
        # Struck through and hidden: hidden.
        ("<w:strike/><w:vanish/>", "", VISIBLE.strip()),
    ],
)
def test_struck_runs_are_marked(tmp_path: Path, properties: str, paragraph: str, expected: str) -> None:
    document = docx.Document()
    add_style(document, "character", "Gone", "<w:rPr><w:strike/></w:rPr>")
    add_style(document, "paragraph", "Out", "<w:rPr><w:strike/></w:rPr>")
    add_paragraph(document, properties, paragraph)
    assert read_saved(tmp_path, document).text == expected


def insert(document: WordDocument, *elements: str) -> None:
    for xml in elements:
        document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def make_item(text: str, mark: str = "", deleted: bool = False) -> str:
    """Return a numbered paragraph."""
    run = f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>" if deleted else f"<w:r><w:t>{text}</w:t></w:r>"
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    return f"<w:p {NAMESPACES}><w:pPr>{numbered}<w:rPr>{mark}</w:rPr></w:pPr>{run}</w:p>"


STRUCK_ITEM = make_item("Two.").replace("<w:r>", "<w:r><w:rPr><w:strike/></w:rPr>")
HIDDEN_RUN = "<w:r><w:rPr><w:vanish/></w:rPr>"


@pytest.mark.parametrize(
    ("items", "expected", "why"),
    [
        ([make_item("One."), make_item("Two.")], ["1. One.", "2. Two."], "control"),
        (
            [make_item("One."), make_item("Gone.", "<w:del/>", deleted=True), make_item("Two.")],
            ["1. One.", "2. Two."], "a paragraph that is deleted as a whole has no number",
        ),
        (
            [make_item("One.", "<w:del/>"), make_item(" And more."), make_item("Two.")],
            ["1. One. And more.", "2. Two."], "a deleted end joins two paragraphs",
        ),
        (
            [make_item("One."), make_item("Gone.", "<w:vanish/>").replace("<w:r>", HIDDEN_RUN), make_item("Two.")],
            ["1. One.", "2. Two."], "a paragraph that is hidden as a whole has no number",
        ),
        (
            [make_item("One."), make_item("Gone.").replace("<w:r>", HIDDEN_RUN), make_item("Two.")],
            ["1. One.", "3. Two."], "the number of hidden words alone is printed",
        ),
        ([make_item("One."), STRUCK_ITEM], ["1. One.", "~~2. Two.~~"], "a struck item is struck with its number"),
    ],
)  # fmt: skip
def test_numbers(tmp_path: Path, items: list[str], expected: list[str], why: str) -> None:
    document = docx.Document()
    root: Any = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    root.insert(0, parse(f'<w:abstractNum w:abstractNumId="77">{level}</w:abstractNum>'))
    for number in root.findall(qn("w:num")):
        root.remove(number)
    root.append(parse('<w:num w:numId="5"><w:abstractNumId w:val="77"/></w:num>'))
    insert(document, *items)
    assert [block.text for block in read_saved(tmp_path, document).blocks] == expected, why


DELETED_ROW = '<w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("", "Fee", "Old"), ("", "40", "45")], "Fee | Old\n40 | 45"),
        ([("", "Fee", "Old"), (DELETED_ROW, "40", "45")], "Fee | Old"),
    ],
)
def test_deleted_rows(tmp_path: Path, rows: list[tuple[str, str, str]], expected: str) -> None:
    cells = "".join(
        f"<w:tr>{properties}{''.join(f'<w:tc><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:tc>' for word in words)}</w:tr>"
        for properties, *words in rows
    )
    document = docx.Document()
    insert(document, f"<w:tbl {NAMESPACES}><w:tblPr/><w:tblGrid/>{cells}</w:tbl>")
    assert read_saved(tmp_path, document).text == expected


def test_tracked_changes(tmp_path: Path) -> None:
    document = docx.Document()
    insert(
        document,
        f"<w:p {NAMESPACES}><w:r><w:t>The fee is </w:t></w:r><w:del><w:r><w:delText>forty old</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>fifty.</w:t></w:r></w:ins></w:p>",
        f"<w:tbl {NAMESPACES}><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    reading = read_saved(tmp_path, document)
    assert reading.text == "The fee is fifty.\na | b"
    assert [(hidden.words, hidden.why) for hidden in reading.hidden] == [(2, "deleted in tracked changes")]


# -- what is printed outside the body ------------------------------------------------------------------------------

MARKING = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"


def add_margin(document: WordDocument, name: str, kind: str) -> None:
    section = document.add_section() if kind == "second section" else document.sections[0]
    margin: Any = getattr(section, name)
    margin.is_linked_to_previous = False
    if kind == "table":
        margin.add_table(1, 2, docx.shared.Cm(10)).cell(0, 1).text = MARKING
    elif kind == "content control":
        margin._element.append(
            parse(f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{MARKING}</w:t></w:r></w:p></w:sdtContent></w:sdt>")
        )
    elif kind == "text box":
        margin._element.append(parse_xml(make_box("<a:noFill/>").replace(SECRET, MARKING)))
    elif kind == "watermark":
        xml = f'<w:p {NAMESPACES}><w:r><w:pict><v:shape><v:textpath string="{MARKING}"/></v:shape></w:pict></w:r></w:p>'
        margin._element.append(parse_xml(xml))
    else:
        margin.paragraphs[0].text = MARKING


@pytest.mark.parametrize("kind", ["plain", "second section", "table", "content control", "text box", "watermark"])
@pytest.mark.parametrize(
    "name",
    ["header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer"],
)
def test_every_header_and_footer_is_dropped_with_its_words(tmp_path: Path, name: str, kind: str) -> None:
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    add_margin(document, name, kind)
    reading = read_saved(tmp_path, document)
    assert reading.text == VISIBLE.strip()
    lines = {
        (line, dropped.why)
        for dropped in reading.dropped
        for line in dropped.text.split("\n")
    }  # fmt: skip
    where = "watermark" if kind == "watermark" else "running foot" if "footer" in name else "running head"
    assert (MARKING, where) in lines


@pytest.mark.parametrize("name", ["category", "title", "subject", "keywords", "comments", "content_status"])
def test_document_properties_are_dropped_with_their_words(tmp_path: Path, name: str) -> None:
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    setattr(document.core_properties, name, MARKING)
    dropped = read_saved(tmp_path, document).dropped
    assert (MARKING, "document property") in [(text.text, text.why) for text in dropped]


def test_word_art_in_the_body_is_dropped_with_its_words(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    insert(
        document,
        f'<w:p {NAMESPACES}><w:r><w:pict><v:shape><v:textpath string="{MARKING}"/></v:shape></w:pict></w:r></w:p>',
    )
    assert (MARKING, "WordArt") in [(text.text, text.why) for text in read_saved(tmp_path, document).dropped]


def test_a_large_table_is_read(tmp_path: Path) -> None:
    # Each cell of white words looks for what is behind it.
    cell = f'<w:tc><w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p></w:tc>'
    row = f"<w:tr>{cell * 2}</w:tr>"
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    insert(document, f"<w:tbl {NAMESPACES}><w:tblPr/><w:tblGrid/>{row * 1000}</w:tbl>")
    reading = read_saved(tmp_path, document)
    assert [hidden.words for hidden in reading.hidden] == [8_000]


def test_no_part_is_missing_from_the_files_made_here(tmp_path: Path) -> None:
    document = docx.Document()
    add_margin(document, "header", "plain")
    document.add_paragraph(VISIBLE)
    read_saved(tmp_path, document)
    assert "word/header1.xml" in zipfile.ZipFile(tmp_path / "paper.docx").namelist()
