"""Mails as RFC 5322 has them, with the headers by which they are stopped and known as sent by a program.

No text of a paper or of a reader can add a header: a header is one line, and what no line can hold is taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote
from uuid import uuid4

_MAX_SUBJECT_CHARS = 150
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_NOT_IN_A_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


_STOP_HEADER = "List-Unsubscribe"


class _MailPolicy(EmailPolicy):
    """The policy for SMTP, but for addresses of the web, which stay whole: it would encode those longer than a line."""

    def fold(self, name: str, value: str) -> str:
        """Return a header as it is sent."""
        whole = f"{name}: {value}{self.linesep}".replace(">, <", f">,{self.linesep} <")
        return whole if name == _STOP_HEADER else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it is sent, in bytes."""
        return self.fold(name, value).encode("ascii") if name == _STOP_HEADER else super().fold_binary(name, value)


_POLICY = _MailPolicy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class MailContent:
    """The words of a mail: its subject, and its body as plain text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends.

    Attributes:
        name: the name shown beside the address.
        address: the address.
        unsubscribe_address: an address that people read, to which somebody can write to stop an alert; or empty.
    """

    name: str
    address: str
    unsubscribe_address: str = ""


def build_message(sender: Sender, recipient: str, content: MailContent, stop_url: str = "") -> EmailMessage:
    """Return a mail in two forms, plain text and HTML.

    Args:
        sender: who sends it.
        recipient: the one address that it goes to.
        content: its words.
        stop_url: where the alert is stopped; empty for a mail that is no alert. By HTTPS one press of a button of the
            mail program stops it (RFC 8058).
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(_to_line(sender.name), addr_spec=sender.address)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = _to_line(content.subject)[:_MAX_SUBJECT_CHARS]
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{uuid4()}@{sender.address.rpartition('@')[2]}>"
    # RFC 3834: no program answers, and no absence is announced.
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    if stop_url:
        ways, by_mail = [f"<{stop_url}>"], quote(sender.unsubscribe_address, safe="@")
        ways += [f"<mailto:{by_mail}?subject=unsubscribe>"] if by_mail else []
        message[_STOP_HEADER] = ", ".join(ways)
        if stop_url.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_NOT_IN_A_TEXT.sub("\N{REPLACEMENT CHARACTER}", content.text), cte="quoted-printable")
    html = _NOT_IN_A_TEXT.sub("\N{REPLACEMENT CHARACTER}", content.html)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _to_line(text: str) -> str:
    """Return text as one line without control characters, and without what would be decoded (RFC 2047) into some."""
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).replace("=?", "= ?").split())
