"""Alerts asked and sent: each query as the public sees it, with what came since its last mail.

What is new is sent at least once: the moment from which papers are new moves only when the mail server has taken the
mail. The failure of one address stops no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import groupby
from typing import Generic, TypeVar

from paper_search.alerts.smtp import Mailer, MailNotTakenError, MailServerError, SmtpServer
from paper_search.alerts.subscriptions import Alert, AlertFile, lock_file
from paper_search.errors import QueryError, StorageError

NewsT = TypeVar("NewsT")
FindNews = Callable[[Alert, datetime], NewsT | None]
"""Returns what is new for an alert before a second of UTC; None where nothing is. Raises QueryError."""
BuildMessage = Callable[[Alert, NewsT], EmailMessage]


@dataclass(frozen=True, slots=True)
class FailedAlert:
    """An alert that was not sent, and why; ``is_forgotten`` where its address was refused for the last time."""

    alert_id: str
    address: str
    reason: str
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class SendReport:
    """The work of one sending: how many mails the server took, how many alerts had nothing new, and what failed.

    ``server_fault`` says why the server could not be used any more; what was left then is sent next time.
    """

    sent: int = 0
    without_news: int = 0
    failed: tuple[FailedAlert, ...] = ()
    left: int = 0
    server_fault: str = ""

    @property
    def is_complete(self) -> bool:
        """Return True if all that was new was sent."""
        return not self.failed and not self.left


def send_alerts(
    file: AlertFile, server: SmtpServer, until: datetime, find_news: FindNews[NewsT], build_message: BuildMessage[NewsT]
) -> SendReport:
    """Send what is new to every address that has confirmed it.

    Args:
        file: the alerts.
        server: the mail server.
        until: the second of UTC before which all that came is settled.
        find_news: gives what is new for an alert.
        build_message: makes the mail of it.

    Returns:
        What was done.

    Raises:
        StorageError: the file of alerts cannot be used, or alerts are being sent already.
    """

    def describe_lock(error: OSError) -> StorageError:
        return StorageError(f"{file.path}: alerts are being sent already. Try again when that has finished.")

    with lock_file(file.path.with_name(file.path.name + ".sending"), describe_lock, is_waiting=False):
        file.remove_expired()
        with Mailer(server) as mailer:
            run = _SendingRun(file, mailer, until, find_news, build_message)
            return run.send_all()


class _SendingRun(Generic[NewsT]):
    """One sending, with what it has done so far."""

    def __init__(
        self,
        file: AlertFile,
        mailer: Mailer,
        until: datetime,
        find_news: FindNews[NewsT],
        build_message: BuildMessage[NewsT],
    ) -> None:
        self._file, self._mailer, self._until = file, mailer, until
        self._find_news, self._build_message = find_news, build_message
        self._failed: list[FailedAlert] = []
        self._sent = 0

    def send_all(self) -> SendReport:
        alerts = [alert for alert in self._file.load() if alert.is_confirmed and alert.asked_since < self._until]
        alerts.sort(key=_get_query)
        waiting, without_news = list[tuple[Alert, NewsT]](), list[str]()
        # A query that several addresses share is asked once.
        for _, group in groupby(alerts, key=_get_query):
            same = list(group)
            news, fault = self._ask(same[0])
            if fault:
                self._failed += [FailedAlert(alert.alert_id, alert.address, fault) for alert in same]
            elif news is None:
                without_news += [alert.alert_id for alert in same]
            else:
                waiting += [(alert, news) for alert in same]
        if without_news:
            # An address that is refused is not good again because there was nothing to send.
            self._file.advance(without_news, self._until, is_taken=False)
        return self._deliver_all(waiting, len(without_news))

    def _ask(self, alert: Alert) -> tuple[NewsT | None, str]:
        try:
            return self._find_news(alert, self._until), ""
        except QueryError as error:
            return None, f"the query cannot be asked any more: {error}"

    def _deliver_all(self, waiting: list[tuple[Alert, NewsT]], without_news: int) -> SendReport:
        server_fault, done = "", 0
        for alert, news in waiting:
            try:
                self._deliver(alert, news)
            except MailServerError as error:
                server_fault = str(error)
                break
            done += 1
        left = len(waiting) - done
        return SendReport(self._sent, without_news, tuple(self._failed), left, server_fault)

    def _deliver(self, alert: Alert, news: NewsT) -> None:
        """Send one mail. Raises MailServerError where the server can send none."""
        if self._file.find(alert.alert_id) is None:
            # It was stopped a moment ago.
            return
        try:
            self._mailer.send(self._build_message(alert, news))
        except MailNotTakenError as error:
            day = datetime.now(UTC).date()
            is_forgotten = error.is_permanent and self._file.count_refusal(alert.alert_id, day)
            self._failed.append(FailedAlert(alert.alert_id, alert.address, str(error), is_forgotten))
        else:
            self._file.advance([alert.alert_id], self._until)
            self._sent += 1


def _get_query(alert: Alert) -> tuple[str, str, str]:
    return alert.kind, alert.query, alert.since
