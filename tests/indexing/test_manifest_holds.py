"""What a manifest held back stays so when its line is lost, until a person says otherwise."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import builder, entries, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME

EXEMPT = "CONTRACT\n\n1. The lowest bid for the ferry of Ferndale was £1.9 million, from a firm of Larkford.\n"
ROADS = "ROADS\n\n1. Potholes on the A-roads of Larkford were repaired in spring.\n"


class Desk:
    """A corpus with a paper that its manifest holds back, built once."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.write("cabinet/bid.txt", EXEMPT)
        self.write("cabinet/roads.txt", ROADS)
        self.write("cabinet/papers.csv", "path,title,access\nbid.txt,Bid,exempt\nroads.txt,Roads,\n")

    def write(self, source: str, text: str) -> None:
        (self.corpus / source).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / source).write_text(text, encoding="utf-8")

    def build(self) -> set[str]:
        """Build, and return the sources of what is shown."""
        with closing(builder.build_fulltext(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))) as store:
            return {document.source for document in store.documents.list_documents_and_copies()}


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    assert made.build() == {"cabinet/roads.txt"}
    return made


def drop_file(desk: Desk) -> None:
    (desk.corpus / "cabinet/papers.csv").unlink()


def drop_line(desk: Desk) -> None:
    desk.write("cabinet/papers.csv", "path,title,access\nroads.txt,Roads,\n")


def empty_cell(desk: Desk) -> None:
    desk.write("cabinet/papers.csv", "path,title,access\nbid.txt,Bid,\n")


def rename_paper(desk: Desk) -> None:
    drop_line(desk)
    (desk.corpus / "cabinet/bid.txt").rename(desk.corpus / "cabinet/tender.txt")


def change_paper(desk: Desk) -> None:
    drop_line(desk)
    desk.write("cabinet/bid.txt", EXEMPT.replace("1.9", "2.4"))


def copy_and_drop(desk: Desk) -> None:
    drop_line(desk)
    desk.write("elsewhere/copy.txt", EXEMPT)


def take_away_and_bring_back(desk: Desk) -> None:
    """A share that was not mounted, and is there again without its manifest."""
    shutil.move(desk.corpus / "cabinet/bid.txt", desk.corpus.parent / "bid.txt")
    drop_line(desk)
    desk.build()
    shutil.move(desk.corpus.parent / "bid.txt", desk.corpus / "cabinet/bid.txt")


LOST: list[tuple[Callable[[Desk], None], str]] = [
    (drop_file, "the manifest is gone"),
    (drop_line, "its line is gone"),
    (empty_cell, "its access is gone"),
    (rename_paper, "the paper goes by another name"),
    (change_paper, "the paper has changed as well"),
    (copy_and_drop, "a copy stands elsewhere"),
    (take_away_and_bring_back, "the paper was away for a build"),
]


@pytest.mark.parametrize(("lose", "why"), LOST, ids=[why for _, why in LOST])
def test_a_line_that_is_lost_publishes_nothing(desk: Desk, lose: Callable[[Desk], None], why: str) -> None:
    lose(desk)
    for _ in range(2):
        with pytest.raises(CorpusError, match=r"cabinet/papers\.csv.*cabinet/bid\.txt.*paper-search release"):
            desk.build()
    desk.write("parks.txt", "The parks are open.")
    with pytest.raises(CorpusError):
        desk.build()


def put_back(desk: Desk) -> None:
    desk.write("cabinet/papers.csv", "path,access\nbid.txt,exempt\n")


def say_public(desk: Desk) -> None:
    desk.write("cabinet/papers.csv", "path,access\nbid.txt,public\n")


def release(desk: Desk) -> None:
    withdrawals.release(desk.corpus, desk.index, "cabinet/bid.txt", "lapsed")


def withdraw(desk: Desk) -> None:
    withdrawals.withdraw(desk.corpus, desk.index, "cabinet/bid.txt", "never", lock_index)


def move_to_exempt_folder(desk: Desk) -> None:
    (desk.corpus / "cabinet/exempt").mkdir()
    (desk.corpus / "cabinet/bid.txt").rename(desk.corpus / "cabinet/exempt/bid.txt")


def delete_paper(desk: Desk) -> None:
    (desk.corpus / "cabinet/bid.txt").unlink()


MENDED: list[tuple[Callable[[Desk], None], bool, str]] = [
    (put_back, False, "the line is put back"),
    (say_public, True, "a line says that it is public"),
    (release, True, "it is released"),
    (withdraw, False, "it is withdrawn"),
    (move_to_exempt_folder, False, "its folder holds it back"),
    (delete_paper, False, "it is deleted"),
]


@pytest.mark.parametrize(("mend", "is_shown", "why"), MENDED, ids=[row[2] for row in MENDED])
def test_a_person_ends_it(desk: Desk, mend: Callable[[Desk], None], is_shown: bool, why: str) -> None:
    drop_file(desk)
    mend(desk)
    assert ("cabinet/bid.txt" in desk.build()) == is_shown, why
    assert ("cabinet/bid.txt" in desk.build()) == is_shown, f"{why}, and it stays so"


def test_what_was_released_and_changes_is_held_back_again(desk: Desk) -> None:
    drop_file(desk)
    release(desk)
    assert "cabinet/bid.txt" in desk.build()
    desk.write("cabinet/bid.txt", EXEMPT.replace("1.9", "2.4"))
    with pytest.raises(CorpusError, match=r"cabinet/bid\.txt"):
        desk.build()


def test_an_index_made_anew_remembers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_file(desk)
    monkeypatch.setattr(entries, "SPLITTER_VERSION", "999")
    with pytest.raises(CorpusError, match=r"cabinet/bid\.txt"):
        desk.build()


FORGET = "DELETE FROM meta WHERE key = 'manifest_holds' OR key LIKE 'held words of %';"
EARLIER_UNREAD = (
    "CREATE TABLE earlier AS SELECT source, origin, code, reason, next_step FROM unread; DROP TABLE unread;"
    " DROP TABLE held_words;"
    " ALTER TABLE earlier RENAME TO unread; UPDATE meta SET value = '3' WHERE key = 'version';"
)
OLD_INDEXES: list[tuple[str, str, str]] = [
    (FORGET, entries.SPLITTER_VERSION, "made before holds were remembered"),
    (FORGET, "9", "made under older rules, and made anew"),
    (f"{FORGET} DROP TABLE files;", "9", "made before files were remembered"),
    (f"{FORGET} {EARLIER_UNREAD}", "9", "of a layout before the list named files"),
]


def make_older(desk: Desk, statements: str, splitter: str) -> None:
    """Give an index the form that an earlier version left."""
    with closing(sqlite3.connect(desk.index / DATABASE_FILE_NAME)) as connection:
        connection.executescript(f"{statements} UPDATE meta SET value = '{splitter}' WHERE key = 'splitter';")


@pytest.mark.parametrize(("statements", "splitter", "why"), OLD_INDEXES, ids=[row[2] for row in OLD_INDEXES])
def test_an_older_index_publishes_nothing(desk: Desk, statements: str, splitter: str, why: str) -> None:
    make_older(desk, statements, splitter)
    drop_file(desk)
    for _ in range(2):
        with pytest.raises(CorpusError, match=r"papers\.csv.*cabinet/bid\.txt.*paper-search release"):
            desk.build()
    desk.write("cabinet/papers.csv", "path,access\nbid.txt,public\n")
    assert "cabinet/bid.txt" in desk.build(), f"{why}: until a person says so"


RENAMED_IN_OLDER = [
    (EXEMPT, CorpusError, "the same file"),
    (EXEMPT + "\n", None, "its words in another file"),
]


@pytest.mark.parametrize("splitter", [entries.SPLITTER_VERSION, "9"])
@pytest.mark.parametrize(("text", "error", "why"), RENAMED_IN_OLDER, ids=[row[2] for row in RENAMED_IN_OLDER])
def test_an_older_index_knows_a_renamed_file(
    desk: Desk, splitter: str, text: str, error: type[Exception] | None, why: str
) -> None:
    make_older(desk, FORGET, splitter)
    drop_file(desk)
    (desk.corpus / "cabinet/bid.txt").unlink()
    desk.write("cabinet/tender.txt", text)
    if error is None:
        assert desk.build() == {"cabinet/roads.txt"}, why
    else:
        with pytest.raises(error, match=r"cabinet/tender\.txt is the file"):
            desk.build()


def test_a_copy_of_what_an_older_index_held_back_is_no_hold(desk: Desk) -> None:
    """It was held back for its words: when the paper is public, it is, too."""
    desk.write("cabinet/reprint.txt", EXEMPT + "\n")
    desk.build()
    make_older(desk, FORGET, "9")
    desk.write("cabinet/papers.csv", "path,access\nbid.txt,public\n")
    assert desk.build() >= {"cabinet/bid.txt", "cabinet/roads.txt"}
