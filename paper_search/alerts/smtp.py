"""Mail handed to the site's own mail server, with the standard library: STARTTLS or TLS, and a password if asked for.

An error says whether the server cannot be used at all, takes no mail for one address for the time being, or refuses the
address for good. No error holds the password.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Literal

from paper_search.errors import SettingsError, StoreError

SmtpSecurity = Literal["starttls", "tls", "none"]
TIMEOUT_SECONDS = 30.0
_BAD_MAILBOX = re.compile(r"\s*5\.1\.\d+\b")
_ENHANCED_CODE = re.compile(r"\s*[245]\.\d+\.\d+\b")
_NO_MAILBOX_CODES = (550, 551, 553)
"""RFC 5321, section 4.2.3: there is no such mailbox, it is elsewhere, or its name is not allowed."""
_OK_CODE, _CLOSING_CODE = 250, 421
_MAX_LOSSES = 3
"""Mails in a row at which the connection was lost, after which no more are sent: it is the server then."""
_MAX_REPLY_CHARS = 200


class MailServerError(StoreError):
    """The mail server cannot be used: it does not answer, or refuses the password or the sender."""


class MailNotTakenError(MailServerError):
    """The mail server does not take one mail.

    Args:
        message: what it said.
        is_permanent: True where it says that there is no such mailbox.
    """

    def __init__(self, message: str, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


class _LostConnectionError(MailNotTakenError):
    """The connection was lost while one mail was sent."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server, and how to sign in to it.

    Attributes:
        security: "starttls", "tls" from the beginning, or "none".
        ca_file: certificates by which it is known; None for those of the system.
        user: the name to sign in with; empty to send without.
    """

    host: str
    port: int = 587
    security: SmtpSecurity = "starttls"
    ca_file: Path | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    @property
    def name(self) -> str:
        """The server as messages name it."""
        return f"{self.host}:{self.port}"


class Mailer:
    """Sends mail over one connection, which is opened when it is needed, and again after it was lost."""

    def __init__(self, server: SmtpServer) -> None:
        """Name the server; nothing is sent yet."""
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._losses = 0

    def __enter__(self) -> Mailer:
        """Return the mailer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._disconnect()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail to the server.

        Args:
            message: the mail, with one sender and one recipient.

        Raises:
            MailNotTakenError: the server does not take this mail.
            MailServerError: the server cannot be used.
        """
        sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        had_connection = self._is_alive()
        try:
            try:
                self._try_send(message, sender, recipient)
            except _LostConnectionError:
                # A server may take only so many mails over one connection.
                if not had_connection:
                    raise
                self._try_send(message, sender, recipient)
        except _LostConnectionError as error:
            self._losses += 1
            if self._losses >= _MAX_LOSSES:
                raise self._make_error(str(error)) from error
            raise
        self._losses = 0

    def _try_send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        if self._connection is None:
            with self._translate_connect_errors():
                self._connection = connect(self._server)
        with self._translate_send_errors():
            self._connection.send_message(message, sender, [recipient])

    def _is_alive(self) -> bool:
        """Return True if the connection is there and still answers: servers close those that wait too long."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._connection.noop()[0] == _OK_CODE:
                    return True
            self._disconnect()
        return False

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._connection = None

    @contextmanager
    def _translate_connect_errors(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            # What a server says to a password may repeat it.
            raise self._make_error(f"it refuses the name or the password (code {error.smtp_code})") from None
        except smtplib.SMTPResponseException as error:
            raise self._make_error(f"it answered {_describe(error.smtp_code, error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._make_error(str(error) or type(error).__name__) from error

    @contextmanager
    def _translate_send_errors(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise MailNotTakenError(_describe(code, reply), _is_permanent(code, reply)) from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == _CLOSING_CODE:
                raise self._lose_connection(_describe(error.smtp_code, error.smtp_error)) from error
            raise MailNotTakenError(_describe(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise self._lose_connection(str(error) or type(error).__name__) from error
        except (smtplib.SMTPException, UnicodeEncodeError) as error:
            raise MailNotTakenError(str(error)) from error

    def _lose_connection(self, what: str) -> MailNotTakenError:
        self._disconnect()
        return _LostConnectionError(what)

    def _make_error(self, what: str) -> MailServerError:
        return MailServerError(
            f"{self._server.name}: no e-mail can be sent: {what.rstrip('.')}. See to the mail server and to"
            " PAPER_SEARCH_SMTP_HOST, _PORT, _SECURITY, _CA, _USER and _PASSWORD; what was not sent is sent next time."
        )


def connect(server: SmtpServer) -> smtplib.SMTP:
    """Return an open connection that may send.

    Raises:
        SMTPException: the server refuses.
        OSError: the server does not answer, or is not the one that its certificate names.
        SettingsError: the file of certificates cannot be read.
    """
    context = _create_context(server.ca_file) if server.security != "none" else None
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_seconds, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _create_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise SettingsError(
            f"PAPER_SEARCH_SMTP_CA is {str(ca_file)!r}; it holds no certificates that can be read"
            f" ({error.strerror or error})."
        ) from error


def _is_permanent(code: int, reply: bytes | str) -> bool:
    """Return True if a refusal is of the mailbox, and not of the sender, the network or a rule (RFC 3463)."""
    text = _to_text(reply)
    if _ENHANCED_CODE.match(text):
        return code // 100 == 5 and _BAD_MAILBOX.match(text) is not None
    return code in _NO_MAILBOX_CODES


def _describe(code: int, reply: bytes | str) -> str:
    words = " ".join(_to_text(reply).split())[:_MAX_REPLY_CHARS]
    return f"{code} {words}" if code else words


def _to_text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
