"""The file of the store when it is damaged, locked, read-only or on a full disk: each is said by its own name, with
what to do, and nothing is answered from what is damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from paper_search.api import backup, open_library, withdraw
from paper_search.embeddings import Encoder
from paper_search.errors import DamagedIndexError, LockedIndexError, MissingIndexError, OtherLayoutError, StorageError
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.storage.restore import RESTORED_KEY
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.conftest import ROOT
from tests.storage.added_papers import add_paper

PAGE = 4096


@pytest.fixture(scope="module")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of some hundred pages, closed."""
    folder = tmp_path_factory.mktemp("index")
    store = Store(folder / DATABASE_FILE_NAME, create=True)
    for number in range(100):
        add_paper(store, f"{number}.txt", *(f"Passage {each} of paper {number}. " * 20 for each in range(5)))
    store.close()
    return folder


@pytest.fixture
def path(made_folder: Path, tmp_path: Path) -> Path:
    """A copy of the store for the test alone."""
    return Path(shutil.copytree(made_folder, tmp_path / "index")) / DATABASE_FILE_NAME


def everything(path: Path) -> int:
    """Reads all that a question may read; returns how many words that were."""
    store = Store(path)
    return sum(
        len((store.documents.find_reading_text(document.doc_id) or "").split())
        for document in store.documents.list_documents()
    ) + sum(
        len(passage.text)
        for document in store.documents.list_documents()
        for passage in store.documents.list_passages(document.doc_id)
    )


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "its header is overwritten": lambda held: b"\0" * 100 + held[100:],
    "its first page is overwritten": lambda held: b"\xff" * PAGE + held[PAGE:],
    "it is cut in half": lambda held: held[: len(held) // 2],
    "pages in the middle are overwritten": lambda held: held[: 40 * PAGE] + b"\xa5" * PAGE * 40 + held[80 * PAGE :],
    "all but its header is nought": lambda held: held[:100] + b"\0" * (len(held) - 100),
    "it is empty": lambda held: b"",
    "it is a text": lambda held: b"Dear all, please find attached the index.\n" * 500,
}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_file_is_named_with_the_way_back(path: Path, how: Callable[[bytes], bytes]) -> None:
    path.write_bytes(how(path.read_bytes()))
    with pytest.raises(DamagedIndexError) as caught:
        everything(path)
    assert str(path) in str(caught.value)
    assert "backup" in str(caught.value)
    assert "paper-search build" in str(caught.value)


@pytest.mark.parametrize(
    ("version", "step", "reason"),
    [
        ("4", "Leave the file where it is and run 'paper-search build'", "moved away, it hands on no withdrawal"),
        ("99", "newer version", "a build by this one would throw away what the newer one keeps"),
        ("x", "Move the file away", "nothing is known of it"),
    ],
)
def test_a_file_of_another_layout_is_named_with_what_to_do(path: Path, version: str, step: str, reason: str) -> None:
    store = Store(path)
    store.set_meta({"version": version})
    store.close()
    with pytest.raises(OtherLayoutError, match=step) as caught:
        Store(path)
    assert str(path) in str(caught.value), reason


def test_a_database_of_somebody_else_is_none_of_ours(path: Path) -> None:
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE guests (name TEXT)")
    with pytest.raises(DamagedIndexError, match="no such table"):
        Store(path)


def test_a_folder_in_the_place_of_the_file_is_named(path: Path) -> None:
    path.unlink()
    path.mkdir()
    for create in (False, True):
        with pytest.raises(DamagedIndexError, match="no file"):
            Store(path, create=create)


def test_no_file_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="paper-search build"):
        Store(tmp_path / DATABASE_FILE_NAME)


def test_a_writer_that_does_not_end_is_no_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paper_search.storage.connection.LOCK_TIMEOUT_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LockedIndexError, match=r"papers\.db"):
        add_paper(Store(path), "new.txt", "Words.")
    assert len(Store(path).documents.list_documents()) == 100, "reading goes on meanwhile"
    other.close()


def test_a_full_disk_is_no_damage_and_loses_nothing(path: Path) -> None:
    store = Store(path)
    # SQLite's own limit ends a transaction just as a full disk does, and needs no disk of its own.
    store.database.connection.execute(f"PRAGMA max_page_count = {path.stat().st_size // PAGE + 5}")
    with pytest.raises(StorageError, match="disk is full"):
        add_paper(store, "large.txt", *["A passage that is much too long for what is left. " * 40] * 200)
    assert len(store.documents.list_documents()) == 100
    store.database.connection.execute("PRAGMA max_page_count = 1073741823")
    add_paper(store, "small.txt", "There is space again.")
    assert len(store.documents.list_documents()) == 101, "the same connection goes on"


# -- a folder that may only be read ----------------------------------------------------------------------------

_AS_NOBODY = """
import os, sys
from pathlib import Path
from paper_search.errors import PaperSearchError
from paper_search.storage.store import Store
from tests.storage.added_papers import add_paper
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
try:
    store = Store(path)
    print(len(store.documents.list_documents()))
    add_paper(store, "new.txt", "Words.")
except PaperSearchError as error:
    print(type(error).__name__, error)
"""


def as_nobody(path: Path) -> list[str]:
    """What a user sees who may read the folder and not write to it."""
    for each in (path, *path.parent.iterdir()):
        each.chmod(0o444)
    for folder in (path.parent, *path.parents[1:5]):
        folder.chmod(0o555 if folder == path.parent else folder.stat().st_mode | 0o055)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    seen = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path)], capture_output=True, text=True, env=environment, check=False
    )
    path.parent.chmod(0o755)
    return [*seen.stdout.splitlines(), *seen.stderr.splitlines()]


def test_a_folder_that_may_only_be_read_is_read(path: Path) -> None:
    papers, error = as_nobody(path)
    assert papers == "100"
    assert error.startswith("StorageError")
    assert "may not be written" in error


def test_a_folder_that_may_only_be_read_is_read_while_somebody_else_has_it_open(path: Path) -> None:
    writer = Store(path)
    add_paper(writer, "new.txt", "In the log, not yet in the file.")
    assert as_nobody(path)[0] == "101"


def test_a_log_that_only_a_writer_can_take_up_is_said_to_be_so(path: Path, tmp_path: Path) -> None:
    writer = Store(path)
    add_paper(writer, "new.txt", "In the log, not yet in the file.")
    copied = tmp_path / "left"
    copied.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", copied / f"{DATABASE_FILE_NAME}{ending}")
    (seen,) = as_nobody(copied / DATABASE_FILE_NAME)
    assert seen.startswith("StorageError")
    assert "-wal" in seen


# -- many threads ----------------------------------------------------------------------------------------------


def test_threads_that_end_leave_no_file_open(path: Path) -> None:
    store = Store(path)

    def ask() -> None:
        assert store.documents.list_documents()

    def count_open_files() -> int:
        return sum(str(path) in str(descriptor.readlink()) for descriptor in _descriptors())

    ask()
    before = count_open_files()
    for _ in range(20):
        threads = [threading.Thread(target=ask) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # SQLite keeps a file that it closed until it opens it again: at most one for each thread that ran at once.
    assert count_open_files() <= before + 10


def _descriptors() -> list[Path]:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not list the files that a process has open")
    return [each for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]


# -- a library over it -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A folder with papers and their index, each copied for a test."""
    parent = tmp_path_factory.mktemp("built")
    folder = parent / "papers"
    folder.mkdir()
    for name in ("roads", "schools", "parks"):
        points = "\n\n".join(f"{n}. Point {n} of the {name} budget is about {name}." for n in range(1, 30))
        (folder / f"{name}.txt").write_text(f"The {name} budget\n\n{points}", encoding="utf-8")
    builder.build(folder, parent / "made", encoder, ReaderLimits(processes=1))
    return parent


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "papers"


def test_nothing_is_answered_from_a_damaged_index_until_it_is_restored(
    corpus: Path, tmp_path: Path, encoder: Encoder
) -> None:
    index = tmp_path / "made"
    backup(tmp_path / "kept.db", index)
    library = open_library(corpus, index, encoder)
    assert library.search("roads budget")
    # As where another program writes over the file of a server that is running; its log has been taken up already.
    flush = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint')"
    subprocess.run([sys.executable, "-c", flush, str(index / DATABASE_FILE_NAME)], check=True)
    held = (index / DATABASE_FILE_NAME).read_bytes()
    with (index / DATABASE_FILE_NAME).open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xa5" * (len(held) - PAGE))
    fresh = partial(open_library, corpus, index, encoder)
    with pytest.raises(DamagedIndexError, match="backup"):
        fresh().search("roads budget")
    for ending in ("-wal", "-shm"):
        (index / f"{DATABASE_FILE_NAME}{ending}").unlink(missing_ok=True)
    put_back(tmp_path / "kept.db", index)
    assert fresh().search("roads budget")
    assert library.search("roads budget"), "and so does the one that was open all the time"


def test_damage_that_one_question_met_ends_every_question(corpus: Path, tmp_path: Path, encoder: Encoder) -> None:
    index = tmp_path / "made"
    backup(tmp_path / "kept.db", index)
    pages = sqlite3.connect(tmp_path / "kept.db").execute("SELECT rootpage FROM sqlite_master WHERE name = 'texts'")
    texts = (pages.fetchone()[0] - 1) * PAGE
    shutil.copy(tmp_path / "kept.db", index / "damaged.db")
    with (index / "damaged.db").open("r+b") as file:
        file.seek(texts)
        file.write(b"\xa5" * PAGE)
    (index / "damaged.db").replace(index / DATABASE_FILE_NAME)
    library = open_library(corpus, index, encoder)
    assert library.document("roads.txt"), "the damage has not been met yet"
    with pytest.raises(DamagedIndexError):
        library.reading_text("roads.txt")
    with pytest.raises(DamagedIndexError):
        library.document("roads.txt")
    put_back(tmp_path / "kept.db", index)
    assert library.document("roads.txt"), "a backup that is put back is noticed"


def put_back(kept: Path, index: Path) -> None:
    shutil.copy(kept, index / "new.db")
    (index / "new.db").replace(index / DATABASE_FILE_NAME)


def test_what_was_withdrawn_after_the_backup_is_not_shown_when_it_is_restored(
    corpus: Path, tmp_path: Path, encoder: Encoder
) -> None:
    index = tmp_path / "made"
    backup(tmp_path / "kept.db", index)
    library = open_library(corpus, index, encoder)
    withdraw("roads.txt", "names a child", corpus, index)
    put_back(tmp_path / "kept.db", index)
    for each in (library, open_library(corpus, index, encoder)):
        assert "roads.txt" not in {hit.document.doc_id for hit in each.search("roads budget")}
        assert each.document("roads.txt") is None
    assert not Store(index / DATABASE_FILE_NAME).get_meta(RESTORED_KEY), "it is done once"
