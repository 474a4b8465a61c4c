"""Backups of a live index: whole, checked, never over another file; and copied back, with all that may lie around."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from paper_search.errors import DamagedIndexError, StorageError
from paper_search.storage.backup import backup
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.storage.added_papers import add_paper


def names(path: Path) -> list[str]:
    return [document.doc_id for document in Store(path).documents.list_documents()]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    store = Store(folder / DATABASE_FILE_NAME, create=True)
    add_paper(store, "old.txt", "The bridge is closed.", "It opens in May.")
    return folder


def test_a_backup_is_one_file_that_holds_what_the_index_held(index: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    taken = backup(index, target)
    add_paper(Store(index / DATABASE_FILE_NAME), "new.txt", "The ferry runs.")
    assert (taken.papers, taken.passages, taken.size) == (1, 2, target.stat().st_size)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "kept.db"], "nothing else is left behind"
    shutil.copy(target, tmp_path / "looked-at.db")
    assert names(tmp_path / "looked-at.db") == ["old.txt"]


REFUSED = {
    "a file is there already": lambda index, folder: folder / "there.db",
    "it is a folder": lambda index, folder: folder,
    "there is no such folder": lambda index, folder: folder / "none" / "kept.db",
    "it is the index itself": lambda index, folder: index / DATABASE_FILE_NAME,
    "it is the log of the index": lambda index, folder: index / f"{DATABASE_FILE_NAME}-wal",
}


@pytest.mark.parametrize("target", REFUSED.values(), ids=REFUSED.keys())
def test_what_would_be_lost_is_not_overwritten(index: Path, tmp_path: Path, target) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "there.db").write_text("somebody's")
    with pytest.raises(StorageError):
        backup(index, target(index, tmp_path))
    assert (tmp_path / "there.db").read_text() == "somebody's"
    assert names(index / DATABASE_FILE_NAME) == ["old.txt"]


def test_a_file_is_overwritten_where_that_is_asked_for(index: Path, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("somebody's")
    backup(index, tmp_path / "there.db", force=True)
    assert names(tmp_path / "there.db") == ["old.txt"]


def test_a_damaged_index_gives_no_backup(index: Path, tmp_path: Path) -> None:
    store = Store(index / DATABASE_FILE_NAME)
    for number in range(200):
        add_paper(store, f"{number}.txt", *(f"Passage {number} {each} of some length." * 5 for each in range(5)))
    flush = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)')"
    subprocess.run([sys.executable, "-c", flush, str(index / DATABASE_FILE_NAME)], check=True)
    store.close()
    with (index / DATABASE_FILE_NAME).open("r+b") as file:
        file.seek((index / DATABASE_FILE_NAME).stat().st_size // 2 // 4096 * 4096)
        file.write(b"\x55" * 4096 * 8)
    with pytest.raises(DamagedIndexError):
        backup(index, tmp_path / "kept.db")
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_backup_taken_while_papers_are_written_holds_whole_papers_up_to_one_moment(
    index: Path, tmp_path: Path
) -> None:
    ended = threading.Event()

    def write() -> None:
        store = Store(index / DATABASE_FILE_NAME)
        for number in range(10_000):
            add_paper(store, f"{number:05}.txt", *["One passage of a paper of twenty."] * 20)
            if ended.is_set() and number > 20:
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        taken = [backup(index, tmp_path / f"{number}.db") for number in range(5)]
    finally:
        ended.set()
        writer.join()
    for each in taken:
        held = names(each.path)
        assert held == [f"{number:05}.txt" for number in range(len(held) - 1)] + ["old.txt"]
        assert each.passages == 20 * (len(held) - 1) + 2
    assert taken[-1].generation > taken[0].generation, "it was written to meanwhile"


# -- copied back -----------------------------------------------------------------------------------------------

_WRITES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from paper_search.storage.store import Store
from tests.storage.added_papers import add_paper
store = Store(Path(sys.argv[1]))
for number in range(20):
    add_paper(store, f"later-{number}.txt", "Written after the backup was taken.", "And not yet in the file itself.")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_log_left_by_a_killed_writer_is_not_mixed_into_the_copy(index: Path, tmp_path: Path) -> None:
    backup(index, tmp_path / "kept.db")
    died = subprocess.run([sys.executable, "-c", _WRITES_AND_DIES, str(index / DATABASE_FILE_NAME)], check=False)
    log = index / f"{DATABASE_FILE_NAME}-wal"
    assert died.returncode == -signal.SIGKILL
    assert log.stat().st_size > 0, "a log was left behind"
    shutil.copy(tmp_path / "kept.db", index / DATABASE_FILE_NAME)
    assert names(index / DATABASE_FILE_NAME) == ["old.txt"]
    add_paper(Store(index / DATABASE_FILE_NAME), "next.txt", "Life goes on.")
    assert names(index / DATABASE_FILE_NAME) == ["next.txt", "old.txt"]
    assert backup(index, tmp_path / "again.db").papers == 2, "and it is sound, or there would be no backup"


def test_without_a_mark_that_log_would_have_been_mixed_in(index: Path, tmp_path: Path) -> None:
    """Why the mark is there at all: the database's own way with a log that lies beside a file."""
    backup(index, tmp_path / "kept.db")
    subprocess.run([sys.executable, "-c", _WRITES_AND_DIES, str(index / DATABASE_FILE_NAME)], check=False)
    shutil.copy(tmp_path / "kept.db", index / DATABASE_FILE_NAME)
    asks = (
        "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM documents').fetchone())"
    )
    seen = subprocess.run(
        [sys.executable, "-c", asks, str(index / DATABASE_FILE_NAME)], check=False, capture_output=True, text=True
    )
    assert seen.stdout.strip() != "(1,)"


def test_a_copy_moved_into_place_is_noticed_by_who_has_the_index_open(index: Path, tmp_path: Path) -> None:
    reader = Store(index / DATABASE_FILE_NAME)
    backup(index, tmp_path / "kept.db")
    add_paper(reader, "later.txt", "Written after the backup was taken.")
    shutil.copy(tmp_path / "kept.db", index / "new.db")
    (index / "new.db").replace(index / DATABASE_FILE_NAME)
    assert reader.is_replaced
    again = Store(index / DATABASE_FILE_NAME)
    assert [document.doc_id for document in again.documents.list_documents()] == ["old.txt"]
    assert again.get_meta("token") != reader.get_meta("token"), "what was derived from the other is derived again"
    reader.close()
    add_paper(again, "next.txt", "Life goes on.")
    again.close()
    assert names(index / DATABASE_FILE_NAME) == ["next.txt", "old.txt"], "closing the old one took nothing of the new"


def test_two_processes_that_open_a_copy_at_once_both_get_the_index(index: Path, tmp_path: Path) -> None:
    backup(index, tmp_path / "kept.db")
    shutil.rmtree(index)
    index.mkdir()
    shutil.copy(tmp_path / "kept.db", index / DATABASE_FILE_NAME)
    opens = "import sys; from tests.storage.test_backup import *; print(names(Path(sys.argv[1])))"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", opens, str(index / DATABASE_FILE_NAME)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert [each.communicate()[0].strip() for each in both] == ["['old.txt']"] * 4
    assert not (index / f"{DATABASE_FILE_NAME}-journal").exists()
