"""Sending: what moves on when, and what one failure means to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from paper_search.alerts.messages import MailContent, Sender, build_message
from paper_search.alerts.sending import SendReport, send_alerts
from paper_search.alerts.smtp import SmtpServer
from paper_search.alerts.subscriptions import Alert, AlertFile, lock_file
from paper_search.errors import QueryError, StorageError
from tests.alerts.mail_server import HOST, Mailbox, find_free_port, run_mail_server

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ALEX, JO, KIM = "alex@ferndale.example", "jo@larkford.example", "kim@larkford.example"
Find = Callable[[Alert, datetime], str | None]


@pytest.fixture
def file(tmp_path: Path) -> AlertFile:
    return AlertFile(tmp_path / "alerts.json", NOON.timestamp)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with run_mail_server() as running:
        yield running


def subscribe(file: AlertFile, address: str, query: str = "q=roads") -> str:
    alert = file.add_pending(address, "question", query)
    assert alert is not None
    assert file.confirm(alert.alert_id)
    return alert.alert_id


def find_always(alert: Alert, until: datetime) -> str | None:
    return f"new on {alert.query} since {alert.since}"


def build(alert: Alert, news: str) -> EmailMessage:
    return build_message(Sender("Papers", "papers@ferndale.example"), alert.address, MailContent("s", news, news))


def send(file: AlertFile, server: SmtpServer, find: Find = find_always, until: datetime = LATER) -> SendReport:
    return send_alerts(file, server, until, find, build)


def moments(file: AlertFile) -> dict[str, datetime]:
    return {alert.address: alert.asked_since for alert in file.load()}


def test_each_address_gets_its_own_mail_and_a_second_sending_sends_nothing(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX), subscribe(file, JO), subscribe(file, JO, "q=buses")
    asked: list[str] = []

    def find(alert: Alert, until: datetime) -> str | None:
        asked.append(alert.query)
        return find_always(alert, until)

    assert send(file, mailbox.server, find) == SendReport(sent=3)
    assert sorted(mailbox.recipients) == [ALEX, JO, JO]
    assert sorted(asked) == ["q=buses", "q=roads"], "a query that two share is asked once"
    assert [message["To"] for message in mailbox.messages] == mailbox.recipients
    assert set(moments(file).values()) == {LATER}
    assert send(file, mailbox.server, find) == SendReport()
    assert len(mailbox.messages) == 3


def test_nothing_is_sent_where_nothing_is_new(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX)
    assert send(file, mailbox.server, lambda alert, until: None) == SendReport(without_news=1)
    assert (mailbox.messages, moments(file)) == ([], {ALEX: LATER})


def test_nothing_is_sent_before_it_is_confirmed(file: AlertFile, mailbox: Mailbox) -> None:
    file.add_pending(ALEX, "question", "q=roads")
    assert send(file, mailbox.server) == SendReport()
    assert mailbox.messages == []


def test_what_one_address_does_not_take_is_sent_next_time(file: AlertFile, mailbox: Mailbox) -> None:
    for address in (ALEX, JO, KIM):
        subscribe(file, address)
    mailbox.replies[JO] = "451 4.7.1 try again later"
    report = send(file, mailbox.server)
    assert (report.sent, [(failed.address, failed.reason) for failed in report.failed]) == (
        2,
        [(JO, "451 4.7.1 try again later")],
    )
    assert not report.is_complete
    assert moments(file) == {ALEX: LATER, JO: NOON, KIM: LATER}
    mailbox.replies.clear()
    assert send(file, mailbox.server, until=LATER + timedelta(hours=1)).sent == 3
    assert f"since {NOON.isoformat()}" in str(mailbox.messages[mailbox.recipients.index(JO)])


def test_a_server_that_is_dead_loses_nothing(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX), subscribe(file, JO)
    report = send(file, SmtpServer(HOST, find_free_port(), "none", timeout_seconds=5))
    assert (report.sent, report.left) == (0, 2)
    assert "no e-mail can be sent" in report.server_fault
    assert moments(file) == {ALEX: NOON, JO: NOON}
    assert send(file, mailbox.server).sent == 2


def test_an_address_that_is_not_there_is_forgotten_after_three_days(
    file: AlertFile, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(file, ALEX), subscribe(file, JO)
    mailbox.replies[JO] = "550 5.1.1 no such mailbox"
    forgotten = []
    for day in range(3):

        class Today(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return NOON + timedelta(days=day)  # noqa: B023

        monkeypatch.setattr("paper_search.alerts.sending.datetime", Today)
        for hour in range(2):
            report = send(file, mailbox.server, until=LATER + timedelta(days=day, hours=hour))
            forgotten += [(day, failed.address) for failed in report.failed if failed.is_forgotten]
    assert forgotten == [(2, JO)]
    assert list(moments(file)) == [ALEX]


def test_a_rule_of_the_server_makes_nobody_forgotten(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX)
    mailbox.replies[ALEX] = "550 5.7.1 relaying denied"
    for hour in range(5):
        send(file, mailbox.server, until=LATER + timedelta(hours=hour))
    assert [alert.refusals for alert in file.load()] == [0]


def test_a_query_that_cannot_be_asked_any_more_stops_no_other(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX, "q=roads&authority=Gone"), subscribe(file, JO)

    def find(alert: Alert, until: datetime) -> str | None:
        if "Gone" in alert.query:
            raise QueryError("no such council is held.")
        return find_always(alert, until)

    report = send(file, mailbox.server, find)
    assert report.sent == 1
    assert [failed.reason for failed in report.failed] == [
        "the query cannot be asked any more: no such council is held."
    ]
    assert moments(file) == {ALEX: NOON, JO: LATER}


def test_who_stops_it_meanwhile_gets_no_mail(file: AlertFile, mailbox: Mailbox) -> None:
    alert_id = subscribe(file, ALEX)

    def find(alert: Alert, until: datetime) -> str | None:
        file.remove(alert_id)
        return "new"

    assert send(file, mailbox.server, find).sent == 0
    assert mailbox.messages == []


def test_two_do_not_send_at_once(file: AlertFile, mailbox: Mailbox) -> None:
    subscribe(file, ALEX)
    sending = file.path.with_name("alerts.json.sending")
    with lock_file(sending, lambda error: StorageError("never")), pytest.raises(StorageError, match="already"):
        send(file, mailbox.server)
    assert send(file, mailbox.server).sent == 1
