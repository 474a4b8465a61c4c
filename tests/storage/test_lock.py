"""The LOCK of an index folder: one writer, whom the next one is told of."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from paper_search.errors import LockedIndexError, StorageError
from paper_search.storage.lock import LOCK_FILE_NAME, find_settled_moment, lock_index

HOLDER = rf"process {os.getpid()} since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"


def test_the_second_writer_is_told_of_the_first_however_often_it_tries(tmp_path: Path) -> None:
    with lock_index(tmp_path):
        for _ in range(3):
            with (
                pytest.raises(LockedIndexError, match=f"the index is being written by {HOLDER}. Try again"),
                lock_index(tmp_path),
            ):
                pytest.fail("the lock is held")


def test_the_folder_is_made_and_the_lock_names_nobody_afterwards(tmp_path: Path) -> None:
    index = tmp_path / "some" / "index"
    with lock_index(index):
        assert "process" in (index / LOCK_FILE_NAME).read_text()
    assert (index / LOCK_FILE_NAME).read_text() == ""


def test_an_error_frees_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mistake"), lock_index(tmp_path):
        raise ValueError("mistake")
    with lock_index(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StorageError, match="LOCK: the index folder cannot be written to"),
        lock_index(tmp_path / "file" / "index"),
    ):
        pytest.fail("there is no such folder")


def test_what_a_writer_adds_is_not_settled_before_it_ends(tmp_path: Path) -> None:
    with lock_index(tmp_path):
        begun = datetime.now(UTC) - timedelta(hours=1)
        (tmp_path / LOCK_FILE_NAME).write_text(f"process 1 since {begun.isoformat(timespec='seconds')}\n")
        assert find_settled_moment(tmp_path) == begun.replace(microsecond=0)
    assert datetime.now(UTC) - find_settled_moment(tmp_path) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("holder", "reason"),
    [
        ("process 1 since 2020-02-02T02:02:02+00:00\n", "a process that died has left its name"),
        ("process 1 since a while\n", "no moment"),
        ("", "nobody writes"),
        (None, "nobody has ever written"),
    ],
)
def test_where_nobody_writes_all_is_settled(tmp_path: Path, holder: str | None, reason: str) -> None:
    if holder is not None:
        (tmp_path / LOCK_FILE_NAME).write_text(holder)
    moment = find_settled_moment(tmp_path)
    assert timedelta(0) <= datetime.now(UTC) - moment < timedelta(seconds=5)
    assert moment.microsecond == 0
