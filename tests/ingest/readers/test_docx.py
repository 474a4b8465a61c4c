"""Word papers, made with the library that reads them, and what their numbering prints."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from paper_search.records import Reading


def read_saved(folder: Path, document: WordDocument) -> Reading:
    document.save(str(folder / "paper.docx"))
    return read(folder / "paper.docx")


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def number(document: WordDocument, levels: list[tuple[str, str]], list_id: int = 77, extra: str = "") -> None:
    """Define a list: for each level its style of number and its pattern."""
    root: Any = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (style, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{inner}</w:abstractNum>'))
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/>{extra}</w:num>')
    )


def item(document: WordDocument, text: str, level: int = 0, list_id: int = 77) -> None:
    properties: Any = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


def test_paragraphs_headings_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Flood defences", 0)
    document.add_heading("Background", 2)
    document.add_paragraph("The wall was built in 1953.")
    table = document.add_table(2, 2)
    for cell, word in zip(table._cells, ("Year", "Cost", "2024", "5"), strict=True):
        cell.text = word
    document.add_paragraph("It was noted.")
    reading = read_saved(tmp_path, document)
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Flood defences"),
        ("heading", 2, "Background"),
        ("text", None, "The wall was built in 1953."),
        ("table", None, "Year | Cost\n2024 | 5"),
        ("text", None, "It was noted."),
    ]


@pytest.mark.parametrize(
    ("levels", "depths", "printed", "why"),
    [
        ([("decimal", "%1.")], [0, 0], ["1.", "2."], "plain numbers"),
        ([("decimal", "%1."), ("decimal", "%1.%2")], [0, 1, 1, 0, 1], ["1.", "1.1", "1.2", "2.", "2.1"], "dotted"),
        ([("decimal", "%1."), ("lowerLetter", "(%2)")], [0, 1, 1, 0, 1], ["1.", "(a)", "(b)", "2.", "(a)"], "letters"),
        ([("lowerRoman", "%1)")], [0, 0, 0, 0], ["i)", "ii)", "iii)", "iv)"], "Roman numbers"),
        ([("bullet", "\uf0b7")], [0], ["\u2022"], "a bullet of a symbol font"),
        ([("upperRoman", "%1."), ("decimal", "%1.%2")], [0, 1], ["I.", "I.1"], "a mixture"),
    ],
)
def test_labels_as_word_prints_them(
    tmp_path: Path, levels: list[tuple[str, str]], depths: list[int], printed: list[str], why: str
) -> None:
    document = docx.Document()
    number(document, levels)
    for depth in depths:
        item(document, "x", depth)
    assert texts(read_saved(tmp_path, document)) == [f"{label} x" for label in printed], why


def test_a_list_may_start_elsewhere_and_a_style_may_number(tmp_path: Path) -> None:
    document = docx.Document()
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>'
    number(document, [("decimal", "%1.")], extra=start)
    item(document, "x")
    document.add_paragraph("y", style="List Bullet")
    assert texts(read_saved(tmp_path, document)) == ["9. x", "\u2022 y"]


def test_tracked_changes_and_content_controls(tmp_path: Path) -> None:
    document = docx.Document()
    body: Any = document.element.body
    body.insert(0, parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">It was </w:t></w:r><w:ins w:id="1" w:author="a">'
        '<w:r><w:t>agreed</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>refused</w:delText></w:r>'
        "</w:del></w:p>"
    ))  # fmt: skip
    body.insert(1, parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtContent><w:p><w:r><w:t>Held in a control</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    ))  # fmt: skip
    assert texts(read_saved(tmp_path, document)) == ["It was agreed", "Held in a control"]


def test_a_bold_paragraph_is_a_heading_and_heads_are_dropped(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Westmarch Council"
    document.add_paragraph().add_run("Decision").bold = True
    document.add_paragraph("That it be noted.")
    document.core_properties.title = "Flood defences"
    reading = read_saved(tmp_path, document)
    assert [block.kind for block in reading.blocks] == ["heading", "text"]
    assert [(dropped.text, dropped.why) for dropped in reading.dropped] == [
        ("Westmarch Council", "running head"),
        ("Flood defences", "document property"),
        ("generated by python-docx", "document property"),
    ]
    assert dict(reading.info)["title"] == "Flood defences"


def _rewrite_part(path: Path, name: str, raw: bytes) -> Path:
    """A copy of the document with one part replaced or added."""
    out = path.with_name("changed.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, raw)
    return out


def test_archives_that_are_not_what_they_seem(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("x")
    whole = tmp_path / "paper.docx"
    document.save(str(whole))
    entity = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]><w>&a;</w>'
    bomb = _rewrite_part(whole, "word/media/x.bin", b"\0" * 30_000_000)
    (tmp_path / "cut.docx").write_bytes(whole.read_bytes()[:3000])
    cases = [
        (_rewrite_part(whole, "word/document.xml", entity), "damaged", "entities"),
        (tmp_path / "cut.docx", "truncated", "the end is missing"),
    ]
    for path, code, why in cases:
        with pytest.raises(UnreadableError) as error:
            read(path)
        assert error.value.code == code, why
    bomb = _rewrite_part(whole, "word/media/x.bin", b"\0" * 30_000_000)
    with pytest.raises(UnreadableError) as error:
        read(bomb)
    assert error.value.code == "memory"
