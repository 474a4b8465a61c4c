"""An index of one folder of a corpus: what is read, what counts that stands above it, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import corpus_folder
from paper_search.indexing.builder import ReaderLimits
from paper_search.records import BuildReport
from paper_search.storage.store import DATABASE_FILE_NAME, Store

FERNDALE, WEXMOOR = "ferndale-council", "wexmoor-council"
PAPER = "Cabinet\n\n1. Allotments\n\nThe allotment rent of {} rises to £61 a year from April 2026.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two councils with papers of the same name, one of which the manifest of the corpus holds back."""
    corpus = tmp_path / "corpus"
    for council in (FERNDALE, WEXMOOR):
        folder = corpus / council / "cabinet" / "2026-01-15"
        folder.mkdir(parents=True)
        (folder / "rent.txt").write_text(PAPER.format(council))
        (folder / "land.txt").write_text(f"Cabinet\n\nThe land of {council} is sold.\n")
    (corpus / "papers.csv").write_text(f"path,access\n{FERNDALE}/cabinet/2026-01-15/land.txt,exempt\n")
    return corpus


def build(corpus: Path, index: Path, encoder: Encoder, folder: str | None = None) -> BuildReport:
    return api.build(corpus, index, encoder, ReaderLimits(1), folder=folder)


def list_ids(index: Path) -> list[str]:
    return sorted(document.doc_id for document in Store(index / DATABASE_FILE_NAME).documents.list_documents())


def test_a_folder_is_built_as_a_part_of_the_whole(corpus: Path, tmp_path: Path, encoder: Encoder) -> None:
    for folder in (FERNDALE, WEXMOOR, None):
        build(corpus, tmp_path / str(folder), encoder, folder)
    parts = [list_ids(tmp_path / folder) for folder in (FERNDALE, WEXMOOR)]
    assert parts[0] == [f"{FERNDALE}/cabinet/2026-01-15/rent.txt"], "the manifest above it holds the other back"
    assert sorted(parts[0] + parts[1]) == list_ids(tmp_path / "None")


def test_what_comes_later_knows_the_folder(corpus: Path, tmp_path: Path, encoder: Encoder) -> None:
    index, held = tmp_path / "index", f"{FERNDALE}/cabinet/2026-01-15/land.txt"
    build(corpus, index, encoder, FERNDALE)
    assert build(corpus, index, encoder).unchanged == 2
    api.release(held, "sold now", corpus, index, encoder, ReaderLimits(1))
    assert list_ids(index) == [held, f"{FERNDALE}/cabinet/2026-01-15/rent.txt"]
    assert api.check(corpus, index).is_clean
    api.withdraw(f"{FERNDALE}/cabinet/2026-01-15/rent.txt", "names a child", corpus, index)
    assert list_ids(index) == [held]


def test_an_index_that_is_made_anew_keeps_its_folder(corpus: Path, tmp_path: Path, encoder: Encoder) -> None:
    index = tmp_path / "index"
    build(corpus, index, encoder, FERNDALE)
    Store(index / DATABASE_FILE_NAME).set_meta({"splitter": "of an older release"})
    build(corpus, index, encoder)
    assert list_ids(index) == [f"{FERNDALE}/cabinet/2026-01-15/rent.txt"]


REFUSED = [
    (FERNDALE, WEXMOOR, "holds the folder 'ferndale-council'", "another council's index"),
    (None, WEXMOOR, "holds all folders", "the index of the whole corpus"),
    (FERNDALE, "", "cannot take all folders", "all of the corpus into one council's"),
    ("none-such", "none-such", "there is no folder 'none-such'", "no such folder"),
    ("../corpus", "../corpus", "there is no folder", "a path that leads outside"),
    (f"{FERNDALE}/", f"{FERNDALE}/", "there is no folder", "another spelling of a name"),
]


@pytest.mark.parametrize(("first", "then", "fault", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_another_folder_is_refused(
    corpus: Path, tmp_path: Path, encoder: Encoder, first: str | None, then: str, fault: str, reason: str
) -> None:
    index = tmp_path / "index"
    with pytest.raises(CorpusError, match=fault):
        build(corpus, index, encoder, first)
        build(corpus, index, encoder, then)


def test_folders_of_a_corpus_are_listed(corpus: Path, tmp_path: Path) -> None:
    (corpus / ".hidden").mkdir()
    (corpus / "linked").symlink_to(corpus / FERNDALE)
    assert list(corpus_folder.list_folders(corpus)) == [FERNDALE, WEXMOOR]
    with pytest.raises(CorpusError, match="there is no such folder of papers"):
        list(corpus_folder.list_folders(tmp_path / "none"))
