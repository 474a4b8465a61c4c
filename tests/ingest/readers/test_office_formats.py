"""Real .doc, .xls and .ppt files, made by LibreOffice when the test runs: what is read, and what is left out."""

from __future__ import annotations

import os
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.documents import documents_in_file
from paper_search.ingest.readers import office
from paper_search.ingest.readers.office_locks import is_locked
from paper_search.ingest.readers.office_spreadsheet import read_page_margins, remove_additions
from paper_search.ingest.readers.registry import read
from paper_search.records import Reading
from tests.ingest.readers.test_office import write_odf, write_xlsx

needs_libreoffice = pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
    "svg": "svg-compatible", "fo": "xsl-fo-compatible", "presentation": "presentation",
}  # fmt: skip
MARK = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"
SECRETS = ("Quillfeather", "Wimblestraw", "Harrowgale", "Pennyroyal", "Larkspurrow")


def write_flat(path: Path, kind: str, styles: str, body: str, masters: str = "") -> Path:
    """Write an OpenDocument file of one part."""
    spaces = " ".join(f'xmlns:{prefix}="{_OASIS}:{name}:1.0"' for prefix, name in _SPACES.items())
    masters = f"<office:master-styles>{masters}</office:master-styles>" if masters else ""
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>{masters}"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>",
        encoding="utf-8",
    )
    return path


def make_table(*rows: tuple[str, ...], name: str = "", hidden: int | None = None) -> str:
    """Return a table; the row ``hidden``, and the second of three columns, are not shown in a spreadsheet."""
    columns = "<table:table-column/><table:table-column table:visibility='collapse'/><table:table-column/>"
    columns = columns if name and len(rows[0]) == 3 else "<table:table-column/>" * len(rows[0])
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    made = [
        f"<table:table-row{' table:visibility=' + repr('collapse') if number == hidden else ''}>"
        f"{''.join(map(cell.format, row))}</table:table-row>"
        for number, row in enumerate(rows)
    ]
    style = " table:style-name='off'" if name == "Off" else " table:style-name='on'"
    return f"<table:table{f' table:name={name!r}' + style if name else ''}>{columns}{''.join(made)}</table:table>"


def write_document(folder: Path) -> Path:
    styles = "".join(
        f"<style:style style:name='{name}' style:family='text'><style:text-properties {value}/></style:style>"
        for name, value in (
            ("hidden", "text:display='none'"),
            ("struck", "style:text-line-through-style='solid' style:text-line-through-type='single'"),
            ("white", "fo:color='#ffffff'"),
        )
    )
    body = (
        "<text:h text:outline-level='1'>Old Depot</text:h><text:p>1.1 The depot is sold for £1,250,000."
        f"<text:span text:style-name='hidden'> {SECRETS[0]} bids.</text:span></text:p><text:p>1.2 It costs"
        " <text:span text:style-name='struck'>40,000</text:span> 50,000 a year."
        f"<text:span text:style-name='white'> {SECRETS[1]}</text:span></text:p>"
        + make_table(("Site", "Budget", "Forecast"), ("Quay", "£96.3m", "£87.7m"))
    )
    return write_flat(folder / "document.fodt", "text", styles, body)


def write_workbook(folder: Path) -> Path:
    styles = "".join(
        f"<style:style style:name='{name}' style:family='table' style:master-page-name='Default'>"
        f"<style:table-properties table:display='{shown}'/></style:style>"
        for name, shown in (("on", "true"), ("off", "false"))
    )
    styles = "<style:page-layout style:name='page'><style:header-style/></style:page-layout>" + styles
    masters = (
        "<style:master-page style:name='Default' style:page-layout-name='page'>"
        f"<style:header><text:p>{MARK}</text:p></style:header></style:master-page>"
    )
    rows = ("Site", SECRETS[0], "Price"), ("Depot", SECRETS[1], "£1,250,000"), (SECRETS[2], "x", "£9")
    body = make_table(*rows, name="Prices 2024", hidden=2) + make_table((SECRETS[3],), name="Off")
    return write_flat(
        folder / "workbook.fods",
        "spreadsheet",
        styles,
        body + make_table(("Year", "Sum"), ("2025", "£7m"), name="Forecast"),
        masters,
    )


def write_slides(folder: Path) -> Path:
    styles = "".join(
        f"<style:style style:name='{name}' style:family='drawing-page'>"
        f"<style:drawing-page-properties presentation:visibility='{name}'/></style:style>"
        for name in ("visible", "hidden")
    )
    frame = (
        "<draw:frame svg:width='20cm' svg:height='3cm' svg:x='1cm' svg:y='{}cm'{}><draw:text-box><text:p>{}</text:p>"
        "</draw:text-box></draw:frame>"
    )
    words = frame.format(14, " presentation:class='notes'", SECRETS[4])
    notes = f"<presentation:notes>{words}</presentation:notes>"
    slides = (("visible", "Old Depot at Larkford", notes), ("hidden", SECRETS[0], ""), ("visible", "It is sold.", ""))
    body = "".join(
        f"<draw:page draw:name='{words}' draw:style-name='{style}'>{frame.format(1, '', words)}{rest}</draw:page>"
        for style, words, rest in slides
    )
    return write_flat(folder / "slides.fodp", "presentation", styles, body)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A document, a workbook and slides in the old formats of Office, by suffix."""
    folder = tmp_path_factory.mktemp("office")
    program = office.find_program() or ""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    made = {}
    for write, suffix in ((write_document, "doc"), (write_workbook, "xls"), (write_slides, "ppt")):
        source = write(folder)
        command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made[f".{suffix}"] = source.with_suffix(f".{suffix}")
    return made


@pytest.fixture(scope="module")
def old_readings(old_files: dict[str, Path]) -> dict[str, Reading]:
    return {suffix: read(path) for suffix, path in old_files.items()}


SHOWN = [
    (
        ".doc",
        (
            "Old Depot",
            "£1,250,000",
            "1.2 It costs ~~40,000~~ 50,000 a year.",
            "Site | Budget",
            "Quay | £96.3m | £87.7m",
        ),
        0,
        "a table keeps its columns, and struck words their marks",
    ),
    (".xls", ("Prices 2024\n", "Depot | £1,250,000", "Forecast\n", "2025 | £7m"), 0, "sheets have their names"),
    (".ppt", ("Old Depot at Larkford", "It is sold."), 2, "each slide is a page"),
]


@needs_libreoffice
@pytest.mark.parametrize(("suffix", "words", "pages", "reason"), SHOWN, ids=[case[0] for case in SHOWN])
def test_what_old_formats_show_is_read_and_no_more(
    old_readings: dict[str, Reading], suffix: str, words: tuple[str, ...], pages: int, reason: str
) -> None:
    reading = old_readings[suffix]
    assert all(part in reading.text for part in words), reason
    assert len(reading.page_starts) == pages, reason
    assert not any(secret in repr(reading) for secret in SECRETS), "hidden words, rows, sheets and slides, and notes"
    assert "Overview" not in reading.text and "Sheet 1" not in reading.text, "words that the paper does not hold"


@needs_libreoffice
def test_a_workbook_that_says_so_in_its_printed_header_is_held_back(old_readings: dict[str, Reading]) -> None:
    document = documents_in_file("prices.xls", "0" * 64, old_readings[".xls"]).file_document
    assert document.held_back_code == "exempt"


def lock(path: Path, folder: Path) -> Path:
    """Return a copy of an old Office file that says of itself that it is encrypted."""
    raw, locked = bytearray(path.read_bytes()), folder / f"locked{path.suffix}"
    if path.suffix == ".doc":
        head = next(start for start in range(512, len(raw), 512) if raw[start : start + 2] == b"\xec\xa5")
        raw[head + 11] |= 1
    elif path.suffix == ".xls":
        start = raw.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
        raw[start + 20 : start + 22] = b"\x2f\x00"
    else:
        start = raw.index(b"\x5f\xc0\x91\xe3")
        raw[start : start + 4] = b"\xdf\xc4\xd1\xf3"
    locked.write_bytes(raw)
    return locked


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".doc", ".xls", ".ppt"])
def test_the_mark_of_a_password_is_known(old_files: dict[str, Path], tmp_path: Path, suffix: str) -> None:
    assert not is_locked(old_files[suffix])
    assert is_locked(lock(old_files[suffix], tmp_path))


@needs_libreoffice
def test_a_locked_document_is_said_to_have_a_password(old_files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(lock(old_files[".doc"], tmp_path))
    assert caught.value.code == "password" and "locked with a password" in caught.value.reason


def write_fake(folder: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{act}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def write_locked_text(path: Path) -> Path:
    write_odf(path, "<text:p>x</text:p>")
    raw = path.read_bytes()
    path.unlink()

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", raw[:64])
        archive.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
    return path


FAILURES = [
    ("a.odt", True, "password", "locked with a password", "its manifest says that its parts are encrypted"),
    ("a.odt", False, "damaged", "cannot open: it is damaged", "nothing says so"),
]


@pytest.mark.parametrize(("name", "locked", "code", "words", "reason"), FAILURES, ids=[case[-1] for case in FAILURES])
def test_a_file_that_is_not_opened_has_a_true_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, locked: bool, code: str, words: str, reason: str
) -> None:
    write_fake(tmp_path, monkeypatch, "exit 1")
    path = write_locked_text(tmp_path / name) if locked else write_odf(tmp_path / name, "<text:p>x</text:p>")
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.code == code and words in caught.value.reason, reason


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system tells of no descendants")
def test_a_program_that_hangs_is_ended_with_what_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fake(tmp_path, monkeypatch, f"sleep 600 &\necho $! > {tmp_path}/pid\nwait")
    monkeypatch.setattr(office, "_MAX_SECONDS", 1)
    with pytest.raises(UnreadableError) as caught:
        read(write_xlsx(tmp_path / "a.xlsx"))
    assert caught.value.code == "time" and "within 1 seconds" in caught.value.reason
    state = Path("/proc") / (tmp_path / "pid").read_text().strip() / "stat"
    deadline = time.monotonic() + 120
    while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.05)


HEADERS = [
    ('&L&"Arial,Bold"&12EXEMPT &amp;&amp; CLOSED&C&P of &N', "EXEMPT & CLOSED of", "codes of fonts and fields"),
    ("&amp;CNOT FOR PUBLICATION", "NOT FOR PUBLICATION", "an escaped code"),
    ("&K01+000x", "01+000x", "no colour of six digits"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("header", "text", "reason"), HEADERS, ids=[case[-1] for case in HEADERS])
def test_printed_headers_of_sheets(tmp_path: Path, header: str, text: str | None, reason: str) -> None:

    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        sheet = f"<worksheet><headerFooter><oddHeader>{header}</oddHeader></headerFooter></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    assert [dropped.text for dropped in read_page_margins(path)] == ([text] if text else []), reason


def test_a_damaged_archive_has_no_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(b"PK\x03\x04 rubbish")
    assert read_page_margins(path) == ()


LIST = (
    '<body>\n<hr>\n<p><center>\n<h1>Overview</h1>\n<A HREF="#table0">Prices</A><br>\n<A HREF="#table2">More</A><br>\n'
    '</center></p>\n<hr>\n<A NAME="table0"><h1>Sheet 1: <em>Prices</em></h1></A>'
)
PAGES = [
    (LIST, '<body>\n<hr>\n<A NAME="table0"><h1><em>Prices</em></h1></A>', "the list of sheets and the number"),
    ("<td>Sheet 1: Prices</td>", "<td>Sheet 1: Prices</td>", "a cell of the paper"),
    ("<hr><h1>Overview</h1><hr>", "<hr><h1>Overview</h1><hr>", "a heading of the paper"),
]


@pytest.mark.parametrize(("page", "kept", "reason"), PAGES, ids=[case[-1] for case in PAGES])
def test_what_the_conversion_adds_is_taken_away(page: str, kept: str, reason: str) -> None:
    assert remove_additions(page) == kept, reason
