"""Indexes that were read by older rules: refused at every way in before the next build, and searched after it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from paper_search import api
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.errors import OutdatedIndexError
from paper_search.indexing import builder, entries
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.check import check
from paper_search.storage.reading_version import OLDEST_SHOWN_VERSION, find_outdated_rules
from paper_search.storage.store import DATABASE_FILE_NAME, Store


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "kerbs.txt").write_text("Kerbs\n\n1. The kerbs of Ferndale cost £8,888 a year.\n", "utf-8")
    builder.build(folder / "corpus", folder / "index", encoder, ReaderLimits(processes=1))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def set_version(folder: Path, version: str | None) -> None:
    store = Store(folder / "index" / DATABASE_FILE_NAME)
    with store.transaction() as transaction:
        transaction.execute("DELETE FROM meta WHERE key = 'splitter'")
        if version is not None:
            transaction.set_meta({"splitter": version})
    store.close()


def test_what_is_built_now_is_read_by_the_present_rules() -> None:
    assert int(entries.SPLITTER_VERSION) >= OLDEST_SHOWN_VERSION


VERSIONS = [
    (str(OLDEST_SHOWN_VERSION), False, "the first version of the present rules"),
    (str(OLDEST_SHOWN_VERSION + 1), False, "a version that reads better, and holds back the same"),
    (str(OLDEST_SHOWN_VERSION - 1), True, "the version before"),
    ("9.5", True, "a version that is no number"),
    ("", True, "an empty value"),
    (None, True, "no build has said what it read by"),
]


@pytest.mark.parametrize(("version", "is_refused", "reason"), VERSIONS, ids=[case[-1] for case in VERSIONS])
def test_versions(folder: Path, encoder: Encoder, version: str | None, is_refused: bool, reason: str) -> None:
    set_version(folder, version)
    if not is_refused:
        assert open_library(folder / "corpus", folder / "index", encoder).search("kerbs"), reason
        return
    with pytest.raises(OutdatedIndexError, match="paper-search build"):
        open_library(folder / "corpus", folder / "index", encoder)
    assert any("older version" in note for note in api.status(folder / "index").notes)
    before = (folder / "index" / DATABASE_FILE_NAME).read_bytes()
    report = check(folder / "corpus", folder / "index")
    assert {fault.part for fault in report.faults} == {"rules"}
    assert (report.faults[0].done, report.faults[0].next_step) == (None, "run 'paper-search build'")
    assert (folder / "index" / DATABASE_FILE_NAME).read_bytes() == before, "nothing was repaired"


def test_an_older_index_is_not_repaired_by_its_words(folder: Path) -> None:
    set_version(folder, "9")
    store = Store(folder / "index" / DATABASE_FILE_NAME)
    with store.transaction() as transaction:
        transaction.execute("INSERT INTO words (words) VALUES ('delete-all')")
    store.close()
    assert [fault.part for fault in check(folder / "corpus", folder / "index").faults] == ["rules"]


def test_a_build_makes_it_fit_to_be_searched(folder: Path, encoder: Encoder) -> None:
    set_version(folder, "9")
    builder.build(folder / "corpus", folder / "index", encoder, ReaderLimits(processes=1))
    assert open_library(folder / "corpus", folder / "index", encoder).search("kerbs")
    assert check(folder / "corpus", folder / "index").is_clean


def test_an_index_that_becomes_an_older_one_while_it_is_served_is_refused(folder: Path, encoder: Encoder) -> None:
    library = open_library(folder / "corpus", folder / "index", encoder)
    assert library.search("kerbs")
    set_version(folder, "9")
    with pytest.raises(OutdatedIndexError):
        library.search("kerbs")


def test_an_empty_index_has_nothing_to_hold_back(tmp_path: Path) -> None:
    assert find_outdated_rules(Store(tmp_path / DATABASE_FILE_NAME, create=True)) is None
