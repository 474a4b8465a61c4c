"""Word papers: words that stand off the page, in a flat line or row, or in a part that its table hides."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from paper_search.ingest.readers.docx import read_docx
from tests.ingest.readers.test_docx_visibility import SECRET, VISIBLE, add_paragraph, add_style, parse

TEXT_FILL = '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
SOLID = "<w14:solidFill><w14:srgbClr w14:val="
TRANSPARENT = '"000000"><w14:alpha w14:val="100000"/></w14:srgbClr>'
OFF, SMALL, NO_COLOUR, HIDDEN = (
    "outside the page", "too small to see", "printed in the colour of the page", "in Word's hidden text",
)  # fmt: skip


@pytest.mark.parametrize(
    ("run", "paragraph", "why"),
    [
        ('<w:w w:val="1"/>', "", SMALL),
        ('<w:w w:val="80"/>', "", None),
        ('<w:position w:val="-4000"/>', "", OFF),
        ('<w:position w:val="6"/>', "", None),
        ("", '<w:framePr w:w="2000" w:x="-9000" w:y="-9000"/>', OFF),
        ("", '<w:framePr w:w="2000" w:x="900" w:y="900"/>', None),
        ("", '<w:ind w:left="-30000"/>', OFF),
        ("", '<w:ind w:left="-567"/>', None),
        ("", '<w:spacing w:line="1" w:lineRule="exact"/>', SMALL),
        ("", '<w:spacing w:line="240" w:lineRule="auto"/>', None),
        (f"{TEXT_FILL}<w14:noFill/></w14:textFill>", "", NO_COLOUR),
        (f'{TEXT_FILL}{SOLID}"FFFFFF"/></w14:solidFill></w14:textFill>', "", NO_COLOUR),
        (f'{TEXT_FILL}{SOLID}"000000"/></w14:solidFill></w14:textFill>', "", None),
        (f"{TEXT_FILL}{SOLID}{TRANSPARENT}</w14:solidFill></w14:textFill>", "", NO_COLOUR),
        ('<w:color w:val="000000" w:themeColor="background1"/>', "", NO_COLOUR),
        ('<w:color w:val="FFFFFF" w:themeColor="text1"/>', "", None),
        ('<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="80"/>', "", None),
    ],
)  # fmt: skip
def test_run_shows_by_its_place_and_fill(tmp_path: Path, run: str, paragraph: str, why: str | None) -> None:
    document = docx.Document()
    document.add_paragraph(VISIBLE)
    add_paragraph(document, run, paragraph)
    document.save(str(tmp_path / "paper.docx"))
    reading = read_docx(tmp_path / "paper.docx")
    assert VISIBLE.strip() in reading.text
    assert (SECRET in reading.text) is (why is None)
    assert [text.why for text in reading.hidden] == ([why] if why else [])


@pytest.mark.parametrize(
    ("row", "hides_first_row", "why"),
    [
        ("<w:hidden/>", False, HIDDEN),
        ('<w:trHeight w:val="1" w:hRule="exact"/>', False, SMALL),
        ('<w:trHeight w:val="1" w:hRule="atLeast"/>', False, None),
        ("", True, HIDDEN),
        ("", False, None),
    ],
)
def test_row_shows_by_its_height_and_style(tmp_path: Path, row: str, hides_first_row: bool, why: str | None) -> None:
    document = docx.Document()
    conditional = "<w:rPr><w:vanish/></w:rPr>" if hides_first_row else ""
    add_style(document, "table", "Grid", f'<w:tblStylePr w:type="firstRow">{conditional}</w:tblStylePr>')
    cells = [
        f"<w:tr><w:trPr>{inner}</w:trPr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"
        for inner, text in ((row, SECRET), ("", VISIBLE))
    ]
    look = '<w:tblPr><w:tblStyle w:val="Grid"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
    document.element.body.insert_element_before(parse(f"<w:tbl>{look}{''.join(cells)}</w:tbl>"), "w:sectPr")
    document.save(str(tmp_path / "paper.docx"))
    reading = read_docx(tmp_path / "paper.docx")
    assert VISIBLE.strip() in reading.text
    assert (SECRET in reading.text) is (why is None)
    assert [text.why for text in reading.hidden] == ([why] if why else [])


@pytest.mark.parametrize(
    ("inside", "is_shown", "why"),
    [
        ("code", False, "text where a field has its code"),
        ("result", True, "what the field prints"),
    ],
)
def test_field_prints_its_result(tmp_path: Path, inside: str, is_shown: bool, why: str) -> None:
    document = docx.Document()
    words = f"<w:r><w:t>{SECRET}</w:t></w:r>"
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    middle = words + separate if inside == "code" else separate + words
    xml = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    document.element.body.insert_element_before(parse(xml), "w:sectPr")
    document.add_paragraph(VISIBLE)
    document.save(str(tmp_path / "paper.docx"))
    text = read_docx(tmp_path / "paper.docx").text
    assert VISIBLE.strip() in text
    assert (SECRET in text) is is_shown, why
