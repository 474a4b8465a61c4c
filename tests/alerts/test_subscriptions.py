"""The file of alerts: what is kept, for how long, by whom it can be read, and what a crash leaves."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from paper_search.alerts import subscriptions
from paper_search.alerts.subscriptions import MAX_PENDING_PER_MAILBOX, MAX_REFUSALS, Alert, AlertFile
from paper_search.alerts.tokens import PENDING_SECONDS
from paper_search.errors import StorageError

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ALEX, JO = "alex@ferndale.example", "jo@larkford.example"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = NOON.timestamp()

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> AlertFile:
    return AlertFile(tmp_path / "alerts.json", clock)


def add(file: AlertFile, address: str = ALEX, query: str = "q=road+repairs") -> Alert:
    alert = file.add_pending(address, "question", query)
    assert alert is not None
    return alert


def confirm(file: AlertFile, address: str = ALEX, query: str = "q=road+repairs") -> Alert:
    alert = file.confirm(add(file, address, query).alert_id)
    assert alert is not None
    return alert


def test_nothing_is_kept_but_address_query_and_moment(file: AlertFile) -> None:
    confirm(file)
    kept = json.loads(file.path.read_text())
    assert set(kept) == {"version", "key", "alerts"}
    (entry,) = kept["alerts"]
    assert len(entry.pop("alert_id")) >= 22
    assert entry == {
        "address": ALEX,
        "kind": "question",
        "query": "q=road+repairs",
        "since": "2026-03-04T12:00:00+00:00",
        "expires_at": 0,
        "refusals": 0,
        "refused_on": "",
    }


def test_only_its_owner_can_read_it(file: AlertFile) -> None:
    before = os.umask(0)
    try:
        confirm(file)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.path.parent.iterdir()}
    assert modes == {"alerts.json": 0o600, "alerts.json.lock": 0o600}


def test_what_nobody_confirms_is_forgotten(file: AlertFile, clock: Clock) -> None:
    alert = add(file)
    clock.seconds += PENDING_SECONDS - 1
    assert file.find(alert.alert_id) == alert
    clock.seconds += 2
    assert file.load() == ()
    assert file.confirm(alert.alert_id) is None
    assert ALEX in file.path.read_text()
    file.remove_expired()
    assert ALEX not in file.path.read_text()


def test_an_alert_is_confirmed_once_however_often_its_button_is_pressed(file: AlertFile, clock: Clock) -> None:
    alert = confirm(file)
    assert (alert.is_confirmed, alert.asked_since) == (True, NOON)
    clock.seconds += 10 * PENDING_SECONDS
    assert file.confirm(alert.alert_id) == alert
    assert file.load() == (alert,)


def test_who_asks_twice_is_written_to_once(file: AlertFile, clock: Clock) -> None:
    first = confirm(file)
    clock.seconds += 60
    assert confirm(file, ALEX.upper().replace("FERNDALE.EXAMPLE", "ferndale.example")) == first
    other = confirm(file, query="q=potholes")
    assert file.load() == (first, other)


def test_a_mailbox_is_not_flooded(file: AlertFile, clock: Clock) -> None:
    for number in range(MAX_PENDING_PER_MAILBOX):
        add(file, f"alex+{number}@ferndale.example", f"q=roads+{number}")
    assert file.add_pending("Alex+9@ferndale.example", "question", "q=x") is None
    add(file, JO)
    clock.seconds += PENDING_SECONDS + 1
    add(file)


def test_it_has_a_largest_size(file: AlertFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MAX_PENDING", 2)
    monkeypatch.setattr(subscriptions, "MAX_ALERTS_PER_MAILBOX", 1)
    confirm(file)
    assert file.add_pending(ALEX, "question", "q=more") is None
    add(file, JO)
    add(file, JO)
    with pytest.raises(StorageError, match="it is full"):
        file.add_pending("kim@larkford.example", "question", "q=x")


def test_an_address_is_erased_with_all_that_it_asked_for(file: AlertFile) -> None:
    confirm(file), confirm(file, query="q=potholes"), add(file, query="q=buses")
    kept = confirm(file, JO)
    assert file.remove_address(ALEX.upper()) == 3
    assert file.load() == (kept,)
    assert "ferndale" not in file.path.read_text().lower()
    assert file.remove_address(ALEX) == 0


def test_the_moment_moves_and_takes_back_refusals(file: AlertFile) -> None:
    alert = confirm(file)
    assert not file.count_refusal(alert.alert_id, date(2026, 3, 4))
    file.advance([alert.alert_id], NOON + timedelta(days=1), is_taken=False)
    (moved,) = file.load()
    assert (moved.asked_since, moved.refusals) == (NOON + timedelta(days=1), 1)
    file.advance([alert.alert_id], NOON + timedelta(days=2))
    (moved,) = file.load()
    assert (moved.asked_since, moved.refusals, moved.refused_on) == (NOON + timedelta(days=2), 0, "")


def test_an_address_that_is_refused_on_three_days_is_forgotten(file: AlertFile) -> None:
    alert, other = confirm(file), confirm(file, JO)
    for day in range(MAX_REFUSALS - 1):
        for _ in range(5):
            assert not file.count_refusal(alert.alert_id, date(2026, 3, 4 + day)), "once a day"
    assert file.count_refusal(alert.alert_id, date(2026, 3, 9))
    assert file.load() == (other,)


def test_the_key_is_made_once_and_stays(file: AlertFile) -> None:
    key = file.load_key()
    assert len(key) == 32
    confirm(file)
    assert AlertFile(file.path).load_key() == key


UNREADABLE = [
    (b"", "empty"),
    (b"\x80", "no text"),
    (b"[]", "no record"),
    (b'{"version": 2, "key": "", "alerts": []}', "a later version"),
    (b'{"version": 1, "key": "", "alerts": [{"alert_id": "x"}]}', "an alert without an address"),
    (b'{"version": 1, "key": "", "alerts": [{"alert_id":"x","address":"a","kind":"x","query":"q"}]}', "another kind"),
    (b'{"version": 1, "key": "", "alerts": [{"alert_id":"x","address":"a","kind":"question","query":""}]}', "no time"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), UNREADABLE, ids=[reason for _, reason in UNREADABLE])
def test_a_file_that_is_not_understood_is_left_as_it_is(file: AlertFile, content: bytes, reason: str) -> None:
    file.path.write_bytes(content)
    for use in (file.load, file.load_key, lambda: add(file), lambda: file.remove_address(ALEX)):
        with pytest.raises(StorageError, match=r"alerts\.json: the alerts in it cannot be understood"):
            use()
    assert file.path.read_bytes() == content


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="PAPER_SEARCH_ALERTS"):
        add(AlertFile(tmp_path / "none" / "alerts.json"))


def test_a_write_that_fails_leaves_the_file_as_it_was(file: AlertFile, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = confirm(file)

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="No space left"):
        add(file, JO)
    assert file.load() == (kept,)
    assert [path.name for path in file.path.parent.iterdir() if path.name.endswith(".part")] == []


def test_a_process_that_was_killed_leaves_no_lock_and_half_a_file_hinders_nobody(file: AlertFile) -> None:
    kept = confirm(file)
    program = (
        "import os, signal, sys; from pathlib import Path; from paper_search.alerts import subscriptions as s\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"s.AlertFile(Path({str(file.path)!r})).add_pending('jo@larkford.example', 'question', 'q=x')"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -9
    assert file.load() == (kept,)
    add(file, JO)
    assert len(file.load()) == 2


def test_what_many_write_at_once_is_all_kept(file: AlertFile) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: confirm(file, f"a{number}@ferndale.example"), range(40)))
    assert len({alert.address for alert in file.load() if alert.is_confirmed}) == 40
