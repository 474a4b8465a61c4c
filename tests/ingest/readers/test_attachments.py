"""Files attached to a PDF: read as papers of their own, within limits, or said not to be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import attachments
from paper_search.ingest.readers.pool import read_safely
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import lines, pdf

COVER = lines(72, 100, "The papers for this meeting are attached to this file.")


def attach(path: Path, files: Mapping[str, bytes], *cover: str) -> Path:
    """A PDF with these files attached; without cover words its page is blank."""
    writer = PdfWriter(clone_from=PdfReader(pdf(path, [lines(72, 100, *cover)])))
    for name, content in files.items():
        writer.add_attachment(name, content)
    writer.write(path)
    return path


def make_pdf(folder: Path, *printed: str) -> bytes:
    return pdf(folder / "inner.pdf", [lines(72, 100, line) for line in printed]).read_bytes()


HTML = b"<html><body><h1>Old Depot</h1><p>The depot at Larkford will be sold for 1,250,000 pounds.</p></body></html>"
NOT_READ = [
    ("figures.xml", b"<figures/>", "attachment 2 (.xml) is not read: files called .xml cannot be read", "no paper"),
    ("a.pdf", b"", "attachment 2 (.pdf) is not read: the file is empty", "an empty file"),
    ("a.docx", HTML, "attachment 2 (.docx) is not read: the file is called .docx but holds", "a wrong name"),
    ("notes", b"words", "attachment 2 is not read: files called without a suffix cannot be read", "no suffix"),
]


@pytest.mark.parametrize(("name", "content", "said", "reason"), NOT_READ, ids=[case[-1] for case in NOT_READ])
def test_what_cannot_be_read_is_listed_and_not_named(
    tmp_path: Path, name: str, content: bytes, said: str, reason: str
) -> None:
    path = attach(tmp_path / "a.pdf", {"0 depot.html": HTML, f"Secret {name}": content}, "Cabinet of Ferndale")
    reading = read(path)
    assert [paper.name for paper in reading.attachments] == ["0 depot.html"], reason
    (part,) = reading.unread_parts
    assert part.page is None and part.reason.startswith(said), reason
    assert "Secret" not in part.reason, "a name may say too much"


def test_papers_keep_their_own_pages_and_come_through_the_worker(tmp_path: Path) -> None:
    content = make_pdf(tmp_path, "4.1 The depot will be sold.", "4.2 The quay will be kept.")
    path = attach(tmp_path / "a.pdf", {"item 6.pdf": content, "item 7.html": HTML}, "Cabinet of Ferndale")
    ((_, reading),) = read_safely([path], 1, 60, 1000)
    assert not isinstance(reading, UnreadableError)
    assert reading == read(path)
    first, second = reading.attachments
    assert first.name == "item 6.pdf" and [block.page for block in first.reading.blocks] == [1, 2]
    assert "1,250,000" in second.reading.text and "1,250,000" not in reading.text


def test_a_portfolio_may_hold_nothing_but_its_papers(tmp_path: Path) -> None:
    reading = read(attach(tmp_path / "a.pdf", {"item 7.html": HTML}))
    assert reading.text == "" and len(reading.attachments) == 1


def test_attachments_of_attachments_stand_behind_them_to_a_limit(tmp_path: Path) -> None:
    content, names = HTML, ["0.html"]
    for depth in range(1, attachments.MAX_DEPTH + 2):
        content = attach(tmp_path / "inner.pdf", {names[-1]: content}, f"Cover {depth}").read_bytes()
        names.append(f"{depth}.pdf")
    (tmp_path / "outer.pdf").write_bytes(content)
    reading = read(tmp_path / "outer.pdf")
    assert [paper.name for paper in reading.attachments] == ["3.pdf", "3.pdf/2.pdf", "3.pdf/2.pdf/1.pdf"]
    assert [part.reason for paper in reading.attachments for part in paper.reading.unread_parts] == [
        f"attachments that lie in more than {attachments.MAX_DEPTH} others are not read"
    ]


LIMITS = [
    ("MAX_ATTACHMENTS", 2, 2, "of its attachments the first 2 are read and no more", "many"),
    ("MAX_ATTACHED_BYTES", 250, 2, "attachment 3, and those behind it, are too large to be read", "large"),
]


@pytest.mark.parametrize(("limit", "value", "count", "said", "reason"), LIMITS, ids=[case[-1] for case in LIMITS])
def test_a_hostile_file_has_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, count: int, said: str, reason: str
) -> None:
    monkeypatch.setattr(attachments, limit, value)
    files = {f"{number}.html": HTML.replace(b"Depot", b"Depot %d" % number) for number in range(5)}
    reading = read(attach(tmp_path / "a.pdf", files, "Cabinet of Ferndale"))
    assert len(reading.attachments) == count, reason
    assert [part.reason for part in reading.unread_parts] == [said], reason


NAMES = [
    ("Item 6.pdf", "Item 6.pdf", "as it is"),
    ("..\\..\\papers\\Item 6.pdf", "Item 6.pdf", "a way out of the folder"),
    ("../../etc/passwd", "passwd", "another way out"),
    ("a\0b\n.html", "ab.html", "characters that cannot be printed"),
    ("", "attachment", "none"),
    ("x" * 300 + ".pdf", "x" * 120 + ".pdf", "a very long one"),
]


@pytest.mark.parametrize(("given", "name", "reason"), NAMES, ids=[case[-1] for case in NAMES])
def test_names(given: str, name: str, reason: str) -> None:
    assert attachments._clean_name(given) == name, reason
