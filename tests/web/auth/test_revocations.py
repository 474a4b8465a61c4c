"""Sessions that were signed out: in a file that outlives the process, and that every process reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from paper_search.errors import StorageError
from paper_search.web.auth import revocations
from paper_search.web.auth.revocations import MAX_SESSIONS_PER_USER, Revocations

HOUR = 3600.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "signed-out"


def test_what_was_revoked_stays_so_in_the_next_process_and_in_others(file: Path) -> None:
    first, beside, now = Revocations(file), Revocations(file), time.time()
    first.revoke("max", "a", now)
    for held in (first, beside, Revocations(file)):
        assert held.is_revoked("max", "a", now)
        assert not held.is_revoked("max", "b", now)
        assert not held.is_revoked("rita", "a", now)
    beside.revoke("rita", "c", now)
    assert first.is_revoked("rita", "c", now)


def test_lines_that_end_as_on_windows_are_read(file: Path) -> None:
    now = time.time()
    Revocations(file).revoke("max", "a", now)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert Revocations(file).is_revoked("max", "a", now)


def test_the_file_names_nobody_and_is_for_its_owner_alone(file: Path) -> None:
    Revocations(file).revoke("max", "session-id", time.time())
    assert b"max" not in file.read_bytes()
    assert b"session-id" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_an_entry_goes_when_its_cookie_is_too_old_by_itself(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revocations, "_COMPACT_BYTES", 10)
    held, now = Revocations(file, HOUR), time.time()
    held.revoke("max", "old", now)
    monkeypatch.setattr(time, "time", lambda: now + HOUR + 30)
    assert held.is_revoked("max", "old", now), "the cookie may still count for a second"
    monkeypatch.setattr(time, "time", lambda: now + 2 * HOUR)
    held.revoke("max", "new", now + 2 * HOUR)
    assert len(file.read_text().split()) == 2
    assert not Revocations(file, HOUR).is_revoked("max", "old", now)
    assert Revocations(file, HOUR).is_revoked("max", "new", now + 2 * HOUR)


def test_whoever_signs_out_very_often_ends_all_earlier_sessions(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revocations.os, "fsync", lambda descriptor: None)
    held, now = Revocations(file), time.time()
    for number in range(MAX_SESSIONS_PER_USER + 20):
        held.revoke("max", str(number), now - 5)
    read = Revocations(file)
    assert all(read.is_revoked("max", str(number), now - 5) for number in range(MAX_SESSIONS_PER_USER + 20))
    assert read.is_revoked("max", "never signed out", now - 5)
    assert not read.is_revoked("max", "later", now + 10)
    assert not read.is_revoked("rita", "another's", now - 5)


def _cut_last_line(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def _add_garbage(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\xff\x00 not a line\n99 too-short\n-1 " + b"a" * 65 + b"\n")


def _remove(file: Path) -> None:
    file.unlink()


DAMAGE = [
    (_cut_last_line, ["a"], "a line that was cut short by a full disk"),
    (_add_garbage, ["a", "b"], "bytes that are no lines"),
    (_remove, ["a", "b"], "a file that was removed under a running server"),
]


@pytest.mark.parametrize(("damage", "kept", "reason"), DAMAGE, ids=[reason for *_, reason in DAMAGE])
def test_a_file_that_was_damaged_keeps_what_can_be_read(
    file: Path, damage: Callable[[Path], None], kept: list[str], reason: str
) -> None:
    running, now = Revocations(file), time.time()
    for session in ("a", "b"):
        running.revoke("max", session, now)
    damage(file)
    assert running.is_revoked("max", "a", now) and running.is_revoked("max", "b", now)
    running.revoke("max", "c", now)
    restarted = Revocations(file)
    assert all(restarted.is_revoked("max", session, now) for session in (*kept, "c"))


def test_many_processes_at_once_lose_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revocations, "_COMPACT_BYTES", 500)
    now = time.time()

    def sign_out_some(process: int) -> None:
        held = Revocations(file)
        for number in range(10):
            held.revoke(f"user {process}", str(number), now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign_out_some, range(8)))
    read = Revocations(file)
    assert all(read.is_revoked(f"user {process}", str(number), now) for process in range(8) for number in range(10))


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="PAPER_SEARCH_SIGNED_OUT"):
        Revocations(tmp_path / "nowhere" / "signed-out")


def test_what_cannot_be_written_counts_in_this_process(file: Path) -> None:
    held, now = Revocations(file), time.time()
    file.unlink()
    file.mkdir()
    with pytest.raises(StorageError, match="cannot be kept"):
        held.revoke("max", "a", now)
    assert held.is_revoked("max", "a", now)
