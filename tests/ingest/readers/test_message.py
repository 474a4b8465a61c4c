"""Messages: the body is the paper, what is attached are papers of their own, and the headers its metadata."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import lines, pdf

WORDS = "The depot at Larkford will be sold for £1,250,000."
PLAIN, HTML = f"Dear councillor,\n\n{WORDS}\n", f"<html><body><p>{WORDS}</p></body></html>"


def make_message(subject: str = "Old Depot: réponse") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Jo Clerk <jo.clerk@ferndale.example>"
    message["To"] = "someone.private@ferndale.example"
    message["Date"] = "Thu, 14 Mar 2024 10:00:00 +0000"
    return message


def write(path: Path, message: EmailMessage) -> Path:
    path.write_bytes(message.as_bytes())
    return path


BODIES = [
    ((PLAIN, None), "plain words"),
    ((None, HTML), "HTML alone"),
    ((PLAIN, HTML), "both: the plain words, once"),
]


@pytest.mark.parametrize(("bodies", "reason"), BODIES, ids=[case[-1] for case in BODIES])
def test_bodies(tmp_path: Path, bodies: tuple[str | None, str | None], reason: str) -> None:
    message, (plain, html) = make_message(), bodies
    if plain is not None:
        message.set_content(plain, charset="iso-8859-1", cte="quoted-printable")
        if html is not None:
            message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html", cte="base64")
    reading = read(write(tmp_path / "a.eml", message))
    assert reading.text.count(WORDS) == 1, reason
    assert dict(reading.info)["title"] == "Old Depot: réponse"
    assert dict(reading.info)["author"] == "Jo Clerk"
    assert "private" not in reading.text + repr(reading.info), "addresses are nobody's business"


def test_what_is_attached_is_read_or_listed(tmp_path: Path) -> None:
    message = make_message()
    message.set_content(PLAIN)
    paper = pdf(tmp_path / "a.pdf", [lines(72, 100, "4.1 The quay will be kept.")]).read_bytes()
    message.add_attachment(paper, maintype="application", subtype="pdf", filename="Item 6.pdf")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="Budget.xyz")
    inner = make_message("Inner")
    inner.set_content("4.2 The heron bridge will be painted.")
    message.add_attachment(inner)
    reading = read(write(tmp_path / "a.eml", message))
    assert [(paper.name, paper.reading.text.strip()) for paper in reading.attachments] == [
        ("Item 6.pdf", "4.1 The quay will be kept."),
        ("message.eml", "4.2 The heron bridge will be painted."),
    ]
    assert [part.reason for part in reading.unread_parts] == [
        "attachment 2 (.xyz) is not read: files called .xyz cannot be read"
    ]


def test_a_logo_that_the_body_shows_is_no_attachment(tmp_path: Path) -> None:
    message = make_message()
    message.set_content(HTML, subtype="html")
    message.add_related(b"GIF89a\0", maintype="image", subtype="gif", cid="<logo>")
    assert read(write(tmp_path / "a.eml", message)).unread_parts == ()


REFUSED = [
    (b"", "empty", "nothing in it"),
    (b"\n\nwords without a header\n", "mismatch", "no message"),
    (b"Subject: a\nFrom: b\n\n", "empty", "no body"),
    (b"%PDF-1.4\n", "mismatch", "a PDF under its name"),
]


@pytest.mark.parametrize(("content", "code", "reason"), REFUSED, ids=[case[-1] for case in REFUSED])
def test_what_is_no_message(tmp_path: Path, content: bytes, code: str, reason: str) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.code == code, reason
