"""A real mail server on this machine, which keeps what it is sent, and a certificate that is made for it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from paper_search.alerts.smtp import SmtpServer

USER, PASSWORD = "papers", "a password of the mail server"
HOST = "127.0.0.1"


@dataclass
class Mailbox:
    """What the server was sent, and what it shall answer.

    Attributes:
        messages: every mail taken, as its reader's program parses it.
        recipients: the address of each, as the connection gave it.
        replies: the answer to a recipient, in place of "250 OK".
        data_reply: the answer to a mail, in place of taking it.
        was_secure: for each mail True where its connection was protected.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    data_reply: str = ""
    mails_per_connection: int = 0
    was_secure: list[bool] = field(default_factory=list)
    server: SmtpServer = SmtpServer(HOST)  # noqa: RUF009

    # The names are those of aiosmtpd.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply == "hang up":
            server.transport.close()
        elif reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_reply:
            return self.data_reply
        taken = getattr(session, "taken", 0)
        if self.mails_per_connection and taken >= self.mails_per_connection:
            return "421 4.7.0 too many mails over one connection"
        session.taken = taken + 1  # type: ignore[attr-defined]
        content = envelope.original_content
        assert content is not None
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        self.recipients += envelope.rcpt_tos
        self.was_secure.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


@contextmanager
def run_mail_server(
    certificate: Path | None = None, *, security: str = "none", needs_password: bool = False
) -> Iterator[Mailbox]:
    """Run a mail server while the block runs; its own settings stand in ``mailbox.server``."""
    mailbox, port = Mailbox(), find_free_port()
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    if needs_password:
        options |= {"authenticator": check_password, "auth_required": True, "auth_require_tls": security == "starttls"}
    controller = Controller(mailbox, hostname=HOST, port=port, **options)
    controller.start()
    user, password = (USER, PASSWORD) if needs_password else ("", "")
    mailbox.server = SmtpServer(HOST, port, security, certificate, user, password, 10.0)  # type: ignore[arg-type]
    try:
        yield mailbox
    finally:
        controller.stop()


def check_password(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def make_certificate(path: Path, host: str = HOST) -> Path:
    """Write a key and a certificate for a host that it signs itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail server of the tests")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def read_body(message: EmailMessage, kind: str = "plain") -> str:
    """Return the body of a mail in one of its two forms, with the line ends of this machine."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
