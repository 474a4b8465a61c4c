"""Mail over a real server: with and without TLS and a password, and all the ways in which it is not taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paper_search.alerts.messages import MailContent, Sender, build_message
from paper_search.alerts.smtp import Mailer, MailNotTakenError, MailServerError, SmtpServer
from paper_search.errors import SettingsError
from tests.alerts.mail_server import HOST, PASSWORD, Mailbox, find_free_port, make_certificate, run_mail_server

CONTENT = MailContent("Subject", "Words\n", "<p>Words</p>")
ALEX, JO = "alex@ferndale.example", "jo@larkford.example"


def send(server: SmtpServer, *recipients: str) -> None:
    with Mailer(server) as mailer:
        for recipient in recipients or (ALEX,):
            mailer.send(build_message(Sender("Papers", "papers@ferndale.example"), recipient, CONTENT))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificates") / "server.pem")


WAYS = [("none", False), ("starttls", False), ("tls", False), ("starttls", True), ("tls", True), ("none", True)]


@pytest.mark.parametrize(("security", "needs_password"), WAYS)
def test_mail_is_taken(security: str, needs_password: bool, certificate: Path) -> None:
    used = certificate if security != "none" else None
    with run_mail_server(used, security=security, needs_password=needs_password) as mailbox:
        send(mailbox.server, ALEX, JO)
    assert mailbox.recipients == [ALEX, JO]
    assert [message["To"] for message in mailbox.messages] == [ALEX, JO]
    assert set(mailbox.was_secure) == {security != "none"}


@pytest.fixture
def protected(certificate: Path) -> Mailbox:
    with run_mail_server(certificate, security="starttls", needs_password=True) as mailbox:
        yield mailbox  # type: ignore[misc]


def test_a_wrong_password_is_said_and_not_shown(protected: Mailbox) -> None:
    with pytest.raises(MailServerError, match="refuses the name or the password") as raised:
        send(replace(protected.server, password="quite another one"))
    assert "quite another one" not in f"{raised.value!r} {protected.server!r}"
    assert PASSWORD not in repr(protected.server)
    assert protected.messages == []


def test_a_server_that_nobody_vouches_for_gets_no_password(protected: Mailbox) -> None:
    with pytest.raises(MailServerError, match="certificate verify failed"):
        send(replace(protected.server, ca_file=None))
    assert protected.messages == []


def test_a_certificate_of_another_host_does_not_count(tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other.pem", "127.0.0.9")
    with (
        run_mail_server(other, security="starttls") as mailbox,
        pytest.raises(MailServerError, match="certificate verify failed"),
    ):
        send(mailbox.server)
    assert mailbox.messages == []


def test_a_server_without_starttls_gets_no_mail_where_it_is_asked_for() -> None:
    with run_mail_server() as mailbox, pytest.raises(MailServerError, match="STARTTLS"):
        send(replace(mailbox.server, security="starttls"))
    assert mailbox.messages == []


def test_a_server_that_is_not_there_is_named() -> None:
    port = find_free_port()
    with pytest.raises(MailServerError, match=rf"{HOST}:{port}: no e-mail can be sent: .*refused") as raised:
        send(SmtpServer(HOST, port, "none", timeout_seconds=5))
    assert not isinstance(raised.value, MailNotTakenError)


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_certificates_that_cannot_be_read_are_a_fault_of_the_settings(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_bytes(content)
    with run_mail_server() as mailbox, pytest.raises(SettingsError, match="PAPER_SEARCH_SMTP_CA"):
        send(replace(mailbox.server, security="starttls", ca_file=file))


REFUSALS = [
    ("550 5.1.1 no such mailbox", True, "there is no such mailbox"),
    ("550 no such mailbox", True, "the same of a server without enhanced codes"),
    ("551 it has moved", True, "it is elsewhere"),
    ("553 5.1.3 bad address", True, "it is no address there"),
    ("550 5.7.1 relaying denied", False, "a rule of the server, of whatever address"),
    ("554 5.7.1 blocked", False, "so is this"),
    ("552 5.2.2 mailbox full", False, "it may be emptied"),
    ("451 4.7.1 try again later", False, "greylisting"),
    ("450 mailbox busy", False, "for the time being"),
]


@pytest.mark.parametrize(("reply", "is_permanent", "reason"), REFUSALS, ids=[reason for *_, reason in REFUSALS])
def test_what_counts_as_an_address_that_is_not_there(reply: str, is_permanent: bool, reason: str) -> None:
    with run_mail_server() as mailbox:
        mailbox.replies[ALEX] = reply
        with Mailer(mailbox.server) as mailer:
            sender = Sender("Papers", "papers@ferndale.example")
            with pytest.raises(MailNotTakenError, match=reply.split(maxsplit=1)[0]) as raised:
                mailer.send(build_message(sender, ALEX, CONTENT))
            assert raised.value.is_permanent is is_permanent
            mailer.send(build_message(sender, JO, CONTENT))
    assert mailbox.recipients == [JO], "the next one is sent over the same connection"


def test_a_mail_that_is_refused_is_no_fault_of_its_address() -> None:
    with run_mail_server() as mailbox:
        mailbox.data_reply = "554 5.6.0 it looks like spam"
        with pytest.raises(MailNotTakenError, match="looks like spam") as raised:
            send(mailbox.server)
    assert not raised.value.is_permanent


def test_a_server_that_takes_few_mails_over_one_connection_is_asked_again() -> None:
    with run_mail_server() as mailbox:
        mailbox.mails_per_connection = 2
        send(mailbox.server, *[ALEX] * 7)
    assert len(mailbox.messages) == 7


def test_an_address_at_which_the_server_hangs_up_stops_no_other() -> None:
    with run_mail_server() as mailbox:
        mailbox.replies[ALEX] = "hang up"
        sender = Sender("Papers", "papers@ferndale.example")
        with Mailer(mailbox.server) as mailer:
            with pytest.raises(MailNotTakenError) as raised:
                mailer.send(build_message(sender, ALEX, CONTENT))
            assert not raised.value.is_permanent
            mailer.send(build_message(sender, JO, CONTENT))
    assert mailbox.recipients == [JO]


def test_a_server_that_hangs_up_again_and_again_is_given_up() -> None:
    with run_mail_server() as mailbox:
        mailbox.replies[ALEX] = "hang up"
        sender, faults = Sender("Papers", "papers@ferndale.example"), []
        with Mailer(mailbox.server) as mailer:
            for _ in range(3):
                with pytest.raises(MailServerError) as raised:
                    mailer.send(build_message(sender, ALEX, CONTENT))
                faults.append(isinstance(raised.value, MailNotTakenError))
    assert faults == [True, True, False]
