"""Word files that Word opens, in the forms that other programs give them, and true reasons for those it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.word_files import MAIN_TYPE, OFFICE, make_parts, paragraph, write_parts

WORDS = "The depot in Larkford stays open."
BODY = paragraph(WORDS)
Parts = dict[str, bytes]


def make_strict(parts: Parts) -> Parts:
    def convert(raw: bytes) -> bytes:
        for old, new in (
            (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"wordprocessingml/main"),
            (OFFICE.encode(), b"officeDocument/relationships"),
        ):
            raw = raw.replace(old, b"http://purl.oclc.org/ooxml/" + new)
        return raw

    return {name: convert(raw) for name, raw in parts.items()}


def add_relation(kind: str, target: str, part: str = "word/_rels/document.xml.rels") -> Callable[[Parts], Parts]:
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'

    def add(parts: Parts) -> Parts:
        return parts | {part: parts[part].replace(b"</Relationships>", relation.encode())}

    return add


def set_type(name: str) -> Callable[[Parts], Parts]:
    types = "[Content_Types].xml"
    return lambda parts: parts | {types: parts[types].replace(MAIN_TYPE.encode(), name.encode())}


def rename(parts: Parts) -> Parts:
    return make_parts(BODY, main="word/document2.xml")


TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_TEMPLATE = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
READ: tuple[tuple[Callable[[Parts], Parts], str], ...] = (
    (lambda parts: parts, "plain"),
    (rename, "as Word for the web names its main part"),
    (make_strict, "the strict form of the standard"),
    (add_relation("image", "../NULL"), "a picture that was taken out"),
    (add_relation("image", "NULL"), "the same, without a folder"),
    (add_relation("hyperlink", "#bookmark"), "a link to a place of the document"),
    (add_relation("image", "media/gone.png"), "a picture that is missing"),
    (add_relation("metadata/thumbnail", "docProps/thumbnail.jpeg", "_rels/.rels"), "a preview that is missing"),
    (add_relation("customXml", "../customXml/item%201.xml"), "data that is missing"),
    (set_type(TEMPLATE), "a template"),
    (set_type(MACRO), "a document with macros"),
    (set_type(MACRO_TEMPLATE), "a template with macros"),
    (set_type("application/xml"), "a main part without a type of its own"),
    (lambda parts: {name: raw for name, raw in parts.items() if name != "_rels/.rels"}, "without relations"),
    (lambda parts: {name.replace("word/", "Word\\"): raw for name, raw in parts.items()}, "names of another system"),
    (lambda parts: parts | {"word/document.xml": parts["word/document.xml"].decode().encode("utf-16")}, "two bytes"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "why"), READ, ids=[row[1] for row in READ])
def test_file_that_word_opens_is_read(tmp_path: Path, change: Callable[[Parts], Parts], why: str) -> None:
    reading = read(write_parts(tmp_path / "paper.docx", change(make_parts(BODY))))
    assert reading.text == WORDS, why
    assert reading.unread_parts == (), "nothing that is printed is missing"
    assert reading.info == (), "nothing is made up"


@pytest.mark.parametrize("suffix", [".docm", ".dotx", ".dotm", ".DOCX"])
def test_other_suffixes_of_word_are_read(tmp_path: Path, suffix: str) -> None:
    parts = set_type(MACRO)(make_parts(BODY))
    assert read(write_parts(tmp_path / f"paper{suffix}", parts)).text == WORDS


@pytest.mark.parametrize(
    ("kind", "name"), [("footnotes", "the footnotes"), ("header", "a page header"), ("aFChunk", "an inserted document")]
)
@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (None, "is missing from the file"),
        (b"<w:x", "is damaged inside"),
        (b'<!DOCTYPE w [<!ENTITY a "x">]><w/>', "is damaged inside"),
    ],
)
def test_part_that_cannot_be_read_is_said(tmp_path: Path, kind: str, name: str, raw: bytes | None, state: str) -> None:
    parts = add_relation(kind, "part.xml")(make_parts(BODY))
    reading = read(write_parts(tmp_path / "paper.docx", parts if raw is None else parts | {"word/part.xml": raw}))
    assert reading.text == WORDS
    expected = [f"{name}: the part {state}"] if raw is None or kind != "aFChunk" else []
    assert [part.reason for part in reading.unread_parts] == expected


PICTURE = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r></w:p>'
REFUSED: tuple[tuple[Callable[[Parts], Parts], str, str], ...] = (
    (lambda parts: parts | {"word/document.xml": b"<w:document><w:body>"}, "damaged",
     "holds its text is damaged inside"),
    (lambda parts: {n: raw for n, raw in parts.items() if n != "word/document.xml"}, "damaged",
     "holds its text is missing"),
    (lambda parts: parts | {"word/document.xml": make_parts(PICTURE)["word/document.xml"]}, "scanned",
     "holds pictures and no words"),
    (lambda parts: parts | {"word/document.xml": make_parts("<w:p/>")["word/document.xml"]}, "empty", "holds no words"),
    (lambda parts: add_relation("footnotes", "gone.xml")(make_parts("<w:p/>")), "damaged", "the footnotes: the part"),
    (lambda parts: {"letter.txt": b"words"}, "mismatch", "holds a ZIP archive"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code", "reason"), REFUSED)
def test_reason_is_true(tmp_path: Path, change: Callable[[Parts], Parts], code: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(write_parts(tmp_path / "paper.docx", change(make_parts(BODY))))
    assert (caught.value.code, reason in str(caught.value)) == (code, True)
