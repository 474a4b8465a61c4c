"""The copy of the decisions that an index and its backups keep: a decision that is lost does not show a paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from paper_search import cli
from paper_search.access import decisions
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.errors import DamagedIndexError, PaperSearchError
from paper_search.indexing import builder, entries, withdrawals
from paper_search.records import BuildReport
from paper_search.storage.backup import backup
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store

MERMAID = "MERMAIDS\n\n1. Councillor Quill of Larkford was seen with a mermaid on the quay in March.\n"
ROADS = "ROADS\n\n1. Potholes on the A-roads of Larkford were repaired in spring by the contractor.\n"


class Desk:
    """A corpus of two papers and its index; one is withdrawn, and a backup was taken then."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.decisions, self.backup = self.corpus / "decisions.csv", folder / "kept.db"
        self.corpus.mkdir()
        (self.corpus / "mermaid.txt").write_text(MERMAID, encoding="utf-8")
        (self.corpus / "roads.txt").write_text(ROADS, encoding="utf-8")
        self.build()

    def build(self, *, restore: bool = False) -> BuildReport:
        return builder.build(self.corpus, self.index, self.encoder, restore_decisions=restore)

    def withdraw(self, name: str = "mermaid.txt") -> None:
        withdrawals.withdraw(self.corpus, self.index, name, "names a person", lock_index)

    def shown(self) -> set[str]:
        return {document.source for document in open_library(self.corpus, self.index, self.encoder).documents()}

    def restore_backup(self) -> None:
        shutil.rmtree(self.index)
        self.index.mkdir()
        shutil.copy(self.backup, self.index / DATABASE_FILE_NAME)


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.withdraw()
    backup(made.index, made.backup)
    return made


def rebuild(desk: Desk) -> None:
    desk.build()


def rebuild_anew(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "SPLITTER_VERSION", "999")
        desk.build()


def restore_and_ask(desk: Desk) -> None:
    desk.restore_backup()
    desk.shown()


def restore_and_build(desk: Desk) -> None:
    desk.restore_backup()
    desk.build()


USES: list[tuple[Callable[[Desk], None], str]] = [
    (rebuild, "a build"),
    (rebuild_anew, "a build that makes the index anew"),
    (restore_and_ask, "a backup that is copied back and asked"),
    (restore_and_build, "a backup that is copied back and built upon"),
]


def lose_file(desk: Desk) -> None:
    desk.decisions.unlink()


def lose_line(desk: Desk) -> None:
    desk.decisions.write_text(",".join(decisions.COLUMNS) + "\n", encoding="utf-8")


def change_hash(desk: Desk) -> None:
    line = decisions.load_decisions(desk.corpus).lines[0]
    desk.decisions.write_text(desk.decisions.read_text("utf-8").replace(line.sha256, "0" * 64), encoding="utf-8")


def empty_file(desk: Desk) -> None:
    desk.decisions.write_bytes(b"")


def put_an_old_release_last(desk: Desk) -> None:
    """As a spreadsheet leaves it that sorted the lines."""
    withdrawals.release(desk.corpus, desk.index, "mermaid.txt", "corrected")
    desk.withdraw()
    backup(desk.index, desk.backup, force=True)
    lines = decisions.load_decisions(desk.corpus).lines
    desk.decisions.write_bytes(decisions.format_decisions(sorted(lines, key=lambda line: line.ruling, reverse=True)))


def turn_into_release(desk: Desk) -> None:
    """The line was edited: a release at the very moment of the withdrawal."""
    text = desk.decisions.read_text("utf-8")
    desk.decisions.write_text(text.replace(",withdraw,", ",release,"), encoding="utf-8")


def add_older_release(desk: Desk) -> None:
    line = decisions.load_decisions(desk.corpus).lines[0]
    release = replace(line, decided_at=line.decided_at - timedelta(days=1), ruling="release")
    desk.decisions.write_bytes(decisions.format_decisions([line, release]))


LOSSES: list[tuple[Callable[[Desk], None], str]] = [
    (lose_file, "the file is gone"),
    (lose_line, "a line is gone"),
    (empty_file, "the file is empty"),
    (change_hash, "a line was changed"),
    (put_an_old_release_last, "an older release stands last"),
    (turn_into_release, "the line was turned into a release"),
    (add_older_release, "a release of the day before was added"),
]


@pytest.mark.parametrize(("use", "how"), USES, ids=[how for _, how in USES])
@pytest.mark.parametrize(("lose", "what"), LOSSES, ids=[what for _, what in LOSSES])
def test_lost_decisions_are_missed_and_can_be_put_back(
    desk: Desk, lose: Callable[[Desk], None], what: str, use: Callable[[Desk], None], how: str
) -> None:
    lose(desk)
    with pytest.raises(PaperSearchError, match=r"decisions\.csv.*mermaid\.txt.*--restore-decisions"):
        use(desk)
    report = desk.build(restore=True)
    assert "put back" in report.notes[0], f"{what}, {how}"
    assert desk.shown() == {"roads.txt"}
    desk.build()
    assert desk.shown() == {"roads.txt"}, "and it stays so"


def test_a_person_who_releases_it_needs_no_old_line(desk: Desk) -> None:
    lose_file(desk)
    withdrawals.release(desk.corpus, desk.index, "mermaid.txt", "corrected")
    desk.build()
    assert desk.shown() == {"mermaid.txt", "roads.txt"}


def test_what_was_withdrawn_after_the_backup_is_in_the_file(desk: Desk) -> None:
    desk.withdraw("roads.txt")
    desk.restore_backup()
    assert desk.shown() == set()


@pytest.mark.parametrize("key", ["sealed_decisions", "pending_decisions"])
def test_a_copy_that_was_edited_is_noticed(desk: Desk, key: str) -> None:
    with closing(Store(desk.index / DATABASE_FILE_NAME)) as store:
        sealed = store.get_meta("sealed_decisions")
        assert sealed
        store.set_meta({key: sealed.replace("withdraw,", "release,")})
    with pytest.raises(DamagedIndexError, match="changed"):
        desk.build()


def test_decisions_are_found_in_any_case_of_their_name(desk: Desk) -> None:
    other = desk.corpus / "Decisions.CSV"
    desk.decisions.rename(other)
    desk.build()
    desk.withdraw("roads.txt")
    assert desk.shown() == set()
    assert not desk.decisions.exists() and "roads.txt" in other.read_text("utf-8"), "it is added to where it is"
    desk.decisions.write_bytes(other.read_bytes())
    assert len(decisions.load_decisions(desk.corpus).lines) == 2, "the name as it should be goes first"


def test_two_files_of_decisions_are_refused(desk: Desk) -> None:
    desk.decisions.rename(desk.corpus / "Decisions.csv")
    (desk.corpus / "DECISIONS.csv").write_bytes((desk.corpus / "Decisions.csv").read_bytes())
    with pytest.raises(PaperSearchError, match=r"DECISIONS\.csv and Decisions\.csv"):
        desk.build()


def test_a_start_from_nothing_says_what_is_not_known(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(desk.index)
    assert desk.build().notes == (), "the decisions are there"
    shutil.rmtree(desk.index)
    lose_file(desk)
    assert cli.main(["build", "--corpus", str(desk.corpus), "--index", str(desk.index)]) == 0
    said = capsys.readouterr().out
    assert "If papers were withdrawn here before, nobody knows of it any more" in said
    assert desk.build().notes == (), "it is said once"


@pytest.mark.parametrize("edit", [turn_into_release, add_older_release])
def test_what_is_put_back_goes_before_an_edited_line(desk: Desk, edit: Callable[[Desk], None]) -> None:
    edit(desk)
    desk.build(restore=True)
    assert desk.shown() == {"roads.txt"}


def test_a_copy_that_was_changed_keeps_nothing_from_being_withdrawn(desk: Desk) -> None:
    with closing(Store(desk.index / DATABASE_FILE_NAME)) as store:
        store.set_meta({"sealed_decisions": (store.get_meta("sealed_decisions") or "").replace("person", "nobody")})
    desk.withdraw("roads.txt")
    assert desk.shown() == set()
    with pytest.raises(DamagedIndexError, match="sealed copy"):
        desk.build()
