"""Mails: their headers, and that no text can add one."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.alerts.messages import MailContent, Sender, build_message
from tests.alerts.mail_server import read_body

SENDER = Sender("Ask the papers", "papers@ferndale.example")
TO = "alex@larkford.example"


def parse(message: EmailMessage) -> EmailMessage:
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def make(
    subject: str = "2 new passages", text: str = "Words\n", stop_url: str = "", sender: Sender = SENDER
) -> EmailMessage:
    return parse(build_message(sender, TO, MailContent(subject, text, f"<p>{text}</p>"), stop_url))


def test_a_mail_has_the_headers_of_a_mail_that_a_program_sends() -> None:
    mail = make(stop_url="https://papers.example/alerts/stop/abc")
    assert mail["From"] == "Ask the papers <papers@ferndale.example>"
    assert mail["To"] == TO
    assert mail["Subject"] == "2 new passages"
    assert parsedate_to_datetime(mail["Date"]).tzinfo is not None
    assert mail["Message-ID"].endswith("@ferndale.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Precedence"] == "bulk"
    assert mail["List-Unsubscribe"] == "<https://papers.example/alerts/stop/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


LONG_URL = "https://papers.a-council-with-a-long-name.gov.example/alerts/stop/" + "Ik1SaE9id2RieHdl" * 6
STOPS = [
    ("https://p.example/s", "", "<https://p.example/s>", True, "by HTTPS one press does it"),
    ("http://p.example/s", "", "<http://p.example/s>", False, "RFC 8058 asks for HTTPS"),
    ("https://p.example/s", "a@b.example", "<https://p.example/s>, <mailto:a@b.example?{}>", True, "two ways"),
    ("https://p.example/s", "a&b?@b.example", "<https://p.example/s>, <mailto:a%26b%3F@b.example?{}>", True, "signs"),
    (LONG_URL, "a@b.example", f"<{LONG_URL}>, <mailto:a@b.example?{{}}>", True, "longer than a line, and not encoded"),
    ("", "a@b.example", None, False, "a mail to confirm is of no list"),
]


@pytest.mark.parametrize(("url", "by_mail", "header", "has_post", "reason"), STOPS)
def test_how_a_mail_is_stopped(url: str, by_mail: str, header: str | None, has_post: bool, reason: str) -> None:
    sender = Sender("P", "p@b.example", by_mail)
    mail = make(stop_url=url, sender=sender)
    assert mail["List-Unsubscribe"] == (header and header.format("subject=unsubscribe"))
    raw = build_message(sender, TO, MailContent("s", "x\n", "x"), url).as_bytes()
    assert not url or f"\r\nList-Unsubscribe: <{url}>".encode() in raw
    assert (mail["List-Unsubscribe-Post"] is not None) is has_post


HOSTILE = [
    ("roads\r\nBcc: mallory@evil.example", "a carriage return and a line feed"),
    ("roads\nBcc: mallory@evil.example", "a line feed"),
    ("roads\rBcc: mallory@evil.example", "a carriage return"),
    ("roads\u2028Bcc: mallory@evil.example", "a line separator"),
    ("roads\x85Bcc: mallory@evil.example", "a next line"),
    ("roads\x0bBcc: x\x0cBcc: y\x00", "other breaks and a null"),
    ("\ud800 half a letter", "half a surrogate pair"),
    ("=?utf-8?q?=0ABcc:_mallory@evil.example?=", "an encoded word"),
    ("п" * 400, "long, of letters that are encoded"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("subject", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_no_subject_and_no_name_adds_a_header(subject: str, reason: str) -> None:
    expected = set(make().keys())
    mail = make(subject, sender=Sender(subject, "papers@ferndale.example"))
    assert set(mail.keys()) == expected
    assert mail["Bcc"] is None
    assert mail["To"] == TO
    assert not set("\r\n\x00") & set(str(mail["Subject"]))
    assert read_body(mail) == "Words\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (".\nMAIL FROM:<x>\n", "a lone dot, which ends a mail"),
        ("From the Cabinet\n", "a line that begins with From"),
        ("x" * 5000 + "\n", "a line longer than a mail may have"),
        ("Cllr Wren said “yes” · £3 – ŵ\n", "letters beyond ASCII"),
        ("trailing space \n\ttab\n", "white space"),
    ],
)
def test_a_text_arrives_as_it_is(text: str, reason: str) -> None:
    built = build_message(SENDER, TO, MailContent("s", text, "<p></p>"))
    assert max(map(len, built.as_bytes().split(b"\r\n"))) <= 998
    assert read_body(parse(built)) == text


def test_what_no_screen_shows_is_replaced() -> None:
    assert read_body(make(text="a\x00b\x1bc\ud800\n")) == "a\ufffdb\ufffdc\ufffd\n"


@given(st.text(max_size=80), st.text(alphabet="=?q_b\r\n:ABcutf-8x0D0A Bcc@.", max_size=80))
def test_no_text_at_all_adds_a_header(subject: str, name: str) -> None:
    mail = make(subject + name, sender=Sender(name, "papers@ferndale.example"))
    assert set(mail.keys()) == set(make().keys())
    assert read_body(mail) == "Words\n"
