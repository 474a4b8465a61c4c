"""The alerts that were asked for, in one file: addresses and queries, and nothing else of anybody.

Only the owner of the file can read it. A change is written whole or not at all, under a lock, so that the site and the
command line may change it at the same time. What nobody has confirmed in time is left out of all that is read, and of
the file at the next change.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from paper_search import file_lock
from paper_search.alerts.addresses import make_mailbox_key
from paper_search.alerts.tokens import PENDING_SECONDS
from paper_search.errors import StorageError

FILE_NAME = "alerts.json"
AlertKind = Literal["question", "decisions"]
"""The kinds of saved queries: a question with its limits, or the limits of a list of decisions."""
MAX_ALERTS, MAX_PENDING = 20_000, 2_000
"""Visitors must not be able to fill the disk."""
MAX_PENDING_PER_MAILBOX = 3
"""Mails to confirm that one mailbox is sent within two days, however many ask for them."""
MAX_ALERTS_PER_MAILBOX = 100
MAX_REFUSALS = 3
"""Days on which the mail server must have refused an address for good before it is forgotten."""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Alert:
    """One query that an address is written to about.

    Attributes:
        alert_id: a random id.
        address: where the mails go.
        kind: what is asked for.
        query: the question and its limits, or those of the decisions, as in the address of their page.
        since: the second of UTC up to which all that is new was sent, in ISO 8601; empty until it is confirmed.
        expires_at: the second since 1970 at which it is forgotten unless it is confirmed; 0 once it is.
        refusals: on how many days the mail server has refused the address for good since it last took a mail.
        refused_on: the last of these days, in ISO 8601.
    """

    alert_id: str
    address: str
    kind: AlertKind
    query: str
    since: str = ""
    expires_at: int = 0
    refusals: int = 0
    refused_on: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Return True once the address has confirmed it."""
        return not self.expires_at

    @property
    def asked_since(self) -> datetime:
        """The second of UTC from which papers are new."""
        return datetime.fromisoformat(self.since)

    def is_same_query(self, other: Alert) -> bool:
        """Return True if the two ask the same for one address."""
        asked = self.address.casefold(), self.kind, self.query
        return asked == (other.address.casefold(), other.kind, other.query)


@dataclass(frozen=True, slots=True)
class _Content:
    key: bytes
    alerts: tuple[Alert, ...]


class AlertFile:
    """The file of alerts. Safe for threads and processes."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Name the file, which is made when it is first written.

        Args:
            path: the file; its lock stands beside it.
            clock: gives the time in seconds since 1970.
        """
        self.path, self._clock = path, clock

    def load(self) -> tuple[Alert, ...]:
        """Return all alerts that were not forgotten, in the order in which they were asked for.

        Raises:
            StorageError: the file cannot be read or understood.
        """
        return self._read().alerts

    def find(self, alert_id: str | None) -> Alert | None:
        """Return one alert; None where there is none with this id any more."""
        return next((alert for alert in self.load() if alert.alert_id == alert_id), None)

    def load_key(self) -> bytes:
        """Return the key that tokens are signed with, which is made with the file.

        Raises:
            StorageError: the file cannot be read, understood or made.
        """
        if self.path.exists():
            return self._read().key
        with self._change() as content:
            self._write(content)
            return content.key

    def add_pending(self, address: str, kind: AlertKind, query: str) -> Alert | None:
        """Keep what somebody asks for until it is confirmed.

        Args:
            address: where the mails shall go.
            kind: what is asked for.
            query: the limits, as in the address of their page.

        Returns:
            The alert; None where the mailbox has been sent enough mails to confirm, or has enough alerts.

        Raises:
            StorageError: the file is full or cannot be written.
        """
        alert = Alert(secrets.token_urlsafe(16), address, kind, query, expires_at=int(self._clock()) + PENDING_SECONDS)
        with self._change() as content:
            mailbox = make_mailbox_key(address)
            known = [other for other in content.alerts if make_mailbox_key(other.address) == mailbox]
            pending = sum(not other.is_confirmed for other in known)
            if pending >= MAX_PENDING_PER_MAILBOX or len(known) - pending >= MAX_ALERTS_PER_MAILBOX:
                return None
            all_pending = sum(not other.is_confirmed for other in content.alerts)
            if all_pending >= MAX_PENDING or len(content.alerts) >= MAX_ALERTS:
                raise StorageError(f"{self.path}: no more alerts are kept, it is full.")
            self._write(replace(content, alerts=(*content.alerts, alert)))
        return alert

    def confirm(self, alert_id: str) -> Alert | None:
        """Keep an alert for good, from now on; None where it is too late. One that is there twice is kept once."""
        with self._change() as content:
            found = next((alert for alert in content.alerts if alert.alert_id == alert_id), None)
            if found is None or found.is_confirmed:
                return found
            same = (alert for alert in content.alerts if alert.is_confirmed and alert.is_same_query(found))
            # Links in mails that were sent already go on counting.
            confirmed = next(same, None) or replace(found, since=_format(self._clock()), expires_at=0)
            rest = tuple(alert for alert in content.alerts if alert.alert_id not in (alert_id, confirmed.alert_id))
            self._write(replace(content, alerts=(*rest, confirmed)))
            return confirmed

    def advance(self, alert_ids: Collection[str], until: datetime, *, is_taken: bool = True) -> None:
        """Record that all that came before a second of UTC was sent.

        Args:
            alert_ids: the alerts.
            until: the second.
            is_taken: True where the mail server took a mail, which takes back what it has refused.
        """
        since = until.astimezone(UTC).isoformat(timespec="seconds")

        def move(alert: Alert) -> Alert:
            moved = replace(alert, since=since)
            return replace(moved, refusals=0, refused_on="") if is_taken else moved

        self._replace_each(frozenset(alert_ids), move)

    def count_refusal(self, alert_id: str, day: date) -> bool:
        """Count that the mail server refused an address for good, once a day; return True if it is now forgotten."""

        def refuse(alert: Alert) -> Alert | None:
            is_counted = alert.refused_on == day.isoformat()
            refused = replace(alert, refusals=alert.refusals + (not is_counted), refused_on=day.isoformat())
            return refused if refused.refusals < MAX_REFUSALS else None

        return not self._replace_each({alert_id}, refuse)

    def remove(self, alert_id: str) -> bool:
        """Forget one alert; return True if it was there."""
        with self._change() as content:
            rest = tuple(alert for alert in content.alerts if alert.alert_id != alert_id)
            self._write(replace(content, alerts=rest))
            return len(rest) < len(content.alerts)

    def remove_address(self, address: str) -> int:
        """Forget all alerts of an address, however it is capitalised; return how many there were."""
        with self._change() as content:
            wanted = address.casefold()
            rest = tuple(alert for alert in content.alerts if alert.address.casefold() != wanted)
            self._write(replace(content, alerts=rest))
            return len(content.alerts) - len(rest)

    def remove_expired(self) -> None:
        """Take out of the file what nobody has confirmed in time."""
        if self.path.exists() and len(self._parse().alerts) > len(self.load()):
            with self._change() as content:
                self._write(content)

    def _replace_each(self, alert_ids: Collection[str], change: Callable[[Alert], Alert | None]) -> int:
        """Change alerts or take them out; return how many of those named are left."""
        with self._change() as content:
            changed = [change(alert) if alert.alert_id in alert_ids else alert for alert in content.alerts]
            kept = tuple(alert for alert in changed if alert is not None)
            self._write(replace(content, alerts=kept))
            return sum(alert.alert_id in alert_ids for alert in kept)

    # -- the file ----------------------------------------------------------------------------------------------

    def _read(self) -> _Content:
        """Return the content without what has expired; a new key where there is no file."""
        content, now = self._parse(), self._clock()
        alerts = (alert for alert in content.alerts if alert.is_confirmed or alert.expires_at > now)
        return replace(content, alerts=tuple(alerts))

    def _parse(self) -> _Content:
        try:
            fields = json.loads(self.path.read_bytes())
            if fields["version"] != _VERSION:
                raise ValueError(fields["version"])
            return _Content(b64decode(fields["key"]), tuple(_parse_alert(entry) for entry in fields["alerts"]))
        except FileNotFoundError:
            return _Content(secrets.token_bytes(32), ())
        except OSError as error:
            raise self._make_error(error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"{self.path}: the alerts in it cannot be understood. Put a copy of it back, or move it away,"
                " which deletes all alerts."
            ) from error

    @contextmanager
    def _change(self) -> Iterator[_Content]:
        """Keep everybody else from writing while the block runs, which is given what is there."""
        with lock_file(self.path.with_name(self.path.name + ".lock"), self._make_error):
            yield self._read()

    def _write(self, content: _Content) -> None:
        """Write the file anew in one step: whoever reads it sees the old or the new, a crash leaves either."""
        fields = {
            "version": _VERSION,
            "key": b64encode(content.key).decode("ascii"),
            "alerts": [asdict(alert) for alert in content.alerts],
        }
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with suppress(FileNotFoundError):
                partial.unlink()
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
                file.write(json.dumps(fields, ensure_ascii=False, indent=1).encode())
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise self._make_error(error) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def _make_error(self, error: OSError) -> StorageError:
        return StorageError(
            f"{self.path}: alerts cannot be kept there ({error.strerror}); name a file that this user can write with"
            " PAPER_SEARCH_ALERTS."
        )


@contextmanager
def lock_file(path: Path, make_error: Callable[[OSError], StorageError], *, is_waiting: bool = True) -> Iterator[None]:
    """Hold a lock while the block runs; that of a process that died is free.

    Args:
        path: the file that is locked, made where there is none.
        make_error: makes the error that is raised where it cannot be locked.
        is_waiting: False to fail at once where another holds it.

    Raises:
        StorageError: the lock cannot be had.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise make_error(error) from error
    try:
        try:
            file_lock.lock_file(descriptor, is_waiting=is_waiting)
        except OSError as error:
            raise make_error(error) from error
        yield
    finally:
        os.close(descriptor)


def _parse_alert(entry: dict[str, Any]) -> Alert:
    """Return an alert. Raises ValueError, TypeError or KeyError for what is none."""
    alert = Alert(**entry)
    texts = (alert.alert_id, alert.address, alert.kind, alert.query, alert.since, alert.refused_on)
    if not all(isinstance(text, str) for text in texts) or alert.kind not in get_args(AlertKind):
        raise ValueError(alert.kind)
    if alert.is_confirmed and alert.asked_since.tzinfo is None:
        raise ValueError(alert.since)
    return alert


def _format(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat(timespec="seconds")


def _sync_folder(folder: Path) -> None:
    # A network file system may sync no folders.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
