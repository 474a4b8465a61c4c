"""Papers as Word files. In: a paper. Out: the bytes of a .docx with real headings, lists and tables.

Promise: the same bytes at any date: every part carries one fixed time and none is compressed.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tests.sample_corpus.markup import Paper, Part, cells

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = {"title": "Title", "heading": "Heading1", "subheading": "Heading2", "numbered": "ListParagraph"}
LISTS = {"bullet": (1, 0), "subbullet": (1, 1), "auto": (2, 0)}
WHEN = (2024, 1, 1, 0, 0, 0)


def run(text: str, bold: bool = False, italic: bool = False) -> str:
    """A run of text."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(part: Part) -> str:
    """One part as a paragraph: style, list membership, text."""
    properties = f'<w:pStyle w:val="{STYLES[part.kind]}"/>' if part.kind in STYLES else ""
    if part.kind in LISTS:
        number, level = LISTS[part.kind]
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    label = f"<w:r><w:t>{escape(part.label)}</w:t></w:r><w:r><w:tab/></w:r>" if part.label else ""
    words = run(part.text, bold=part.kind == "bold", italic=part.kind == "italic")
    return f"<w:p><w:pPr>{properties}</w:pPr>{label}{words}</w:p>"


def front_line(part: Part) -> str:
    """A From / To / Subject line: bold key, tab, value."""
    key, value = cells(part.text)
    return f"<w:p>{run(key + ':', bold=True)}<w:r><w:tab/></w:r>{run(value)}</w:p>"


def table(rows: Iterable[Part]) -> str:
    """A table; every row of the paper is a row of it."""
    lines = [cells(row.text) for row in rows]
    columns = "".join('<w:gridCol w:w="2400"/>' for _ in lines[0])
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{run(cell, bold=not n)}</w:p></w:tc>" for cell in line) + "</w:tr>"
        for n, line in enumerate(lines)
    )
    width = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{width}<w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


def body(parts: Iterable[Part]) -> str:
    """Everything between the tags of the document's body."""
    out: list[str] = []
    for kind, group in groupby(parts, key=lambda part: part.kind):
        if kind == "row":
            out.append(table(group))
        else:
            out += [front_line(part) if kind == "front" else paragraph(part) for part in group]
    return "".join(out)


def style(identifier: str, name: str, level: int | None = None) -> str:
    """A paragraph style; a heading says at which level of the outline it stands."""
    outline = "" if level is None else f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>'
    based = "" if identifier == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if identifier == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{based}{outline}'
        "</w:style>"
    )


def numbering() -> str:
    """Two lists: bullets in two levels, and 1. 2. 3. that only the word processor prints."""
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    bullets = level.format(0, "bullet", "•") + level.format(1, "bullet", "–")
    numbers = level.format(0, "decimal", "%1.")
    lists = f'<w:abstractNum w:abstractNumId="0">{bullets}</w:abstractNum>'
    lists += f'<w:abstractNum w:abstractNumId="1">{numbers}</w:abstractNum>'
    uses = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (0, 1))
    return f"{XML}<w:numbering {W}>{lists}{uses}</w:numbering>"


def content_types() -> str:
    """What each part of the package is."""
    kinds = {
        "/word/document.xml": f"{OFFICE}.document.main+xml",
        "/word/styles.xml": f"{OFFICE}.styles+xml",
        "/word/numbering.xml": f"{OFFICE}.numbering+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = f'<Default Extension="rels" ContentType="{rels}"/>'
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}</Types>'


def relationships(targets: dict[str, str]) -> str:
    """Which parts a part leads to: target by type."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def core(paper: Paper) -> str:
    """The document information."""
    names = f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    title = escape(paper.get("info-title") or "")
    return f"{XML}<cp:coreProperties {names}><dc:title>{title}</dc:title></cp:coreProperties>"


def paper_docx(paper: Paper) -> bytes:
    """One paper as the bytes of a .docx."""
    styles = style("Normal", "Normal") + style("Title", "Title") + style("ListParagraph", "List Paragraph")
    styles += style("Heading1", "heading 1", 0) + style("Heading2", "heading 2", 1)
    package = f"{PACKAGE}/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships({f"{R}/officeDocument": "word/document.xml", package: "docProps/core.xml"}),
        "docProps/core.xml": core(paper),
        "word/_rels/document.xml.rels": relationships({f"{R}/styles": "styles.xml", f"{R}/numbering": "numbering.xml"}),
        "word/document.xml": f"{XML}<w:document {W}><w:body>{body(paper.parts)}</w:body></w:document>",
        "word/numbering.xml": numbering(),
        "word/styles.xml": f"{XML}<w:styles {W}>{styles}</w:styles>",
    }
    return package_of(parts)


def package_of(parts: dict[str, str]) -> bytes:
    """The parts as a zip file that looks the same on every system."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, WHEN)
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, content)
    return out.getvalue()
