"""Office files other than .docx: read through LibreOffice where it is installed, else listed with a true reason."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import office
from paper_search.ingest.readers.pool import read_safely
from paper_search.ingest.readers.registry import OFFICE_SUFFIXES, read
from paper_search.records import Reading

needs_libreoffice = pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")
WORDS = "The depot at Larkford will be sold for 1,250,000 pounds."
_ODF = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">'
    "<office:automatic-styles>{}</office:automatic-styles><office:body>{}</office:body></office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{0}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_odf(path: Path, body: str, styles: str = "") -> Path:
    kind = {".odt": "text", ".ods": "spreadsheet", ".odp": "presentation"}[path.suffix]
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(media_type))
        archive.writestr("content.xml", _ODF.format(styles, f"<office:{kind}>{body}</office:{kind}>"))
    return path


def write_text(path: Path) -> Path:
    return write_odf(path, f"<text:h text:outline-level='1'>Old Depot</text:h><text:p>{WORDS}</text:p>")


def write_slides(path: Path) -> Path:
    frame = (
        "<draw:page draw:name='{0}'><draw:frame svg:width='20cm' svg:height='3cm' svg:x='1cm' svg:y='1cm'>"
        "<draw:text-box><text:p>{1}</text:p></draw:text-box></draw:frame></draw:page>"
    )
    return write_odf(path, frame.format("a", "Old Depot") + frame.format("b", WORDS))


def write_sheets(path: Path) -> Path:
    """A sheet with a hidden row, and a hidden sheet."""
    styles = (
        '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/>'
        '</style:style><style:style style:name="off" style:family="table"><style:table-properties'
        ' table:display="false"/></style:style>'
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row{}>{}</table:table-row>"

    def make_row(*cells: str, is_hidden: bool = False) -> str:
        return row.format(' table:visibility="collapse"' if is_hidden else "", "".join(map(cell.format, cells)))

    rows = (make_row("Site", "Price"), make_row("Old Depot", "£1,250,000"), make_row("Quay", "£9", is_hidden=True))
    shown = f'<table:table table:name="Prices" table:style-name="shown">{"".join(rows)}</table:table>'
    off = f'<table:table table:name="Off" table:style-name="off">{make_row("Secret", "£77")}</table:table>'
    return write_odf(path, shown + off, styles)


def write_rtf(path: Path) -> Path:
    path.write_text(r"{\rtf1\ansi {\b Old Depot}\par " + WORDS + r"\par}")
    return path


def write_xlsx(path: Path) -> Path:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    office_rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office_rel}/{{}}" Target="{{}}"/></Relationships>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", rels.format("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office_rel}"><sheets><sheet name="Prices" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", rels.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{WORDS}</t></is></c></row>'
            "</sheetData></worksheet>",
        )
    return path


CONVERTED: list[tuple[str, Callable[[Path], Path], int, str]] = [
    ("a.odt", write_text, 0, "an OpenDocument text"),
    ("a.rtf", write_rtf, 0, "Rich Text"),
    ("a.doc", write_rtf, 0, "Rich Text under the name of a Word document, as many programs save it"),
    ("a.xlsx", write_xlsx, 0, "a spreadsheet"),
    ("a.odp", write_slides, 2, "slides, which have pages"),
]


@needs_libreoffice
@pytest.mark.parametrize(("name", "write", "pages", "reason"), CONVERTED, ids=[case[-1] for case in CONVERTED])
def test_words_are_read(tmp_path: Path, name: str, write: Callable[[Path], Path], pages: int, reason: str) -> None:
    reading = read(write(tmp_path / name))
    assert WORDS in reading.text, reason
    assert len(reading.page_starts) == pages, reason


@needs_libreoffice
def test_hidden_rows_and_sheets_are_not_read_and_columns_stay(tmp_path: Path) -> None:
    reading = read(write_sheets(tmp_path / "a.ods"))
    assert "Old Depot | £1,250,000" in reading.text and "Price" in reading.text
    assert "£9" not in reading.text and "Secret" not in reading.text and "£77" not in reading.text


@needs_libreoffice
def test_a_worker_with_little_memory_of_its_own_reads_it(tmp_path: Path) -> None:
    ((_, reading),) = read_safely([write_text(tmp_path / "a.odt")], 1, 120, 300)
    assert isinstance(reading, Reading) and WORDS in reading.text


@needs_libreoffice
def test_rubbish_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000)
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.code in ("damaged", "empty")


def test_without_libreoffice_each_kind_is_listed_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.TARGETS.keys() == office.KIND_NAMES.keys() == OFFICE_SUFFIXES
    for suffix, kind in office.KIND_NAMES.items():
        with pytest.raises(UnreadableError) as caught:
            office.read_office(tmp_path / f"a{suffix}")
        assert caught.value.code == "unsupported" and kind in caught.value.reason
        assert "Install LibreOffice" in caught.value.next_step


FAKE = """#!/bin/sh
printf '%s\\n' "$@" > {log}
env > {log}.env
cat "$(printf '%s' "$1" | sed 's|-env:UserInstallation=file://||')/user/registrymodifications.xcu" > {log}.profile
while [ $# -gt 1 ]; do
  [ "$1" = --convert-to ] && target=$2
  [ "$1" = --outdir ] && outdir=$2
  shift
done
{act}
"""
ACTS = [
    ("printf '<p>%s</p>' \"" + WORDS + '" > "$outdir/paper.$target"', "", "it converts"),
    ("exit 1", "damaged", "it says that it cannot"),
    (":", "damaged", "it makes nothing"),
    ('printf "<p></p>" > "$outdir/paper.$target"', "empty", "it makes a page without words"),
]


@pytest.mark.parametrize(("act", "code", "reason"), ACTS, ids=[case[-1] for case in ACTS])
def test_the_program_is_given_no_macros_no_network_and_none_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, code: str, reason: str
) -> None:
    program, log = tmp_path / "soffice", tmp_path / "log"
    program.write_text(FAKE.format(log=log, act=act))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("PAPER_SEARCH_SECRET", "word")
    path = write_xlsx(tmp_path / "-a --b.xlsx")
    if code:
        with pytest.raises(UnreadableError) as caught:
            read(path)
        assert caught.value.code == code, reason
    else:
        assert WORDS in read(path).text, reason
    options = log.read_text().splitlines()
    assert "--headless" in options and options[options.index("--convert-to") + 1] == "html"
    assert options[-1].endswith("/in/paper.xlsx"), "a name cannot be taken for an option"
    assert "PAPER_SEARCH_SECRET" not in Path(f"{log}.env").read_text()
    profile = Path(f"{log}.profile").read_text()
    assert "DisableMacrosExecution" in profile and "127.0.0.1" in profile
    assert not Path(options[-1]).exists(), "nothing is left behind"
