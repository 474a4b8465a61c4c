"""Builds that are hindered: a full disk, a folder that may not be written, another build, a corpus that moves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder, Rows, Tokens
from paper_search.errors import LockedIndexError, StorageError
from paper_search.indexing import builder
from paper_search.records import EncoderInfo
from paper_search.storage.lock import lock_index
from tests.conftest import ROOT

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring.\n\n2. The bridge stays closed until May.\n"
PARKS = "PARKS\n\n1. Four parks are to be planted with oak, and the ponds in them cleaned by volunteers.\n"
QUESTION = "when is the bridge closed?"


class Desk:
    """A corpus and an index, built once."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.corpus.mkdir()
        (self.corpus / "roads.txt").write_text(ROADS)

    def build(self, encoder: Encoder | None = None) -> builder.BuildReport:
        return builder.build(self.corpus, self.index, encoder or self.encoder)

    def first(self, question: str) -> str:
        return open_library(self.corpus, self.index, self.encoder).search(question)[0].document.source


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.build()
    return made


class Meanwhile:
    """The real encoder, which does something else to the corpus while the first paper is being split."""

    def __init__(self, real: Encoder, what) -> None:  # type: ignore[no-untyped-def]
        self._real, self._what, self._is_done = real, what, False

    @property
    def info(self) -> EncoderInfo:
        return self._real.info

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not self._is_done:
            self._is_done = True
            self._what()
        return self._real.count_tokens(texts)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        return self._real.encode_with_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        return self._real.encode_passages(texts)

    def encode_query(self, text: str) -> Rows:
        return self._real.encode_query(text)

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._real.encode_tokens(texts)


# -- the disk --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A file system of one mebibyte, where this user may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only an administrator may mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_named_and_the_next_build_completes(desk: Desk, small_disk: Path) -> None:
    shutil.copytree(desk.index, small_disk / "index")
    desk.index = small_disk / "index"
    for number in range(40):
        (desk.corpus / f"{number}.txt").write_text("\n\n".join(f"{at}. {PARKS} {number} {at}" for at in range(120)))
    with pytest.raises(StorageError, match=r"papers\.db.*full.*Free some space"):
        desk.build()
    assert desk.first(QUESTION) == "roads.txt", "the old answers stand"
    for number in range(2, 40):
        (desk.corpus / f"{number}.txt").unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert {*desk.build().added} <= {"0.txt", "1.txt"}
    assert {"roads.txt", "0.txt", "1.txt"} == {
        paper.source for paper in open_library(desk.corpus, desk.index, desk.encoder).documents()
    }


def test_a_folder_that_may_not_be_written_is_named_and_still_answers(desk: Desk, small_disk: Path) -> None:
    shutil.copytree(desk.index, small_disk / "index")
    desk.index = small_disk / "index"
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StorageError, match=r"LOCK: the index folder cannot be written to .*Questions can be asked"):
        desk.build()
    assert desk.first(QUESTION) == "roads.txt"


# -- others ----------------------------------------------------------------------------------------------------


def test_a_second_build_is_told_who_writes_and_since_when(desk: Desk) -> None:
    with (
        lock_index(desk.index),
        pytest.raises(LockedIndexError, match=rf"process {os.getpid()} since 20\d\d-\d\d-\d\dT"),
    ):
        desk.build()


def test_the_lock_of_a_process_that_died_is_free(desk: Desk) -> None:
    program = (
        "import sys, os, signal; from pathlib import Path; from paper_search.storage.lock import lock_index\n"
        "with lock_index(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, desk.index], cwd=ROOT, check=False)
    assert "process" in (desk.index / "LOCK").read_text(), "it left its name"
    desk.build()
    assert (desk.index / "LOCK").read_text() == ""


# -- a corpus that moves ---------------------------------------------------------------------------------------


def corpus_of(*names: str) -> dict[str, str]:
    return {f"{name}.txt": f"{name.upper()}\n\n1. What is said of {name} is said here.\n" for name in names}


def rewrite(desk: Desk) -> None:
    (desk.corpus / "zoo.txt").write_text("ZOO\n\n1. The zoo has moved to the other bank of the river.\n")


MEANWHILE = [
    (lambda desk: (desk.corpus / "zoo.txt").unlink(), {"roads.txt", "art.txt"}, "a file goes before it is written"),
    (rewrite, {"roads.txt", "art.txt", "zoo.txt"}, "a file changes before it is written"),
    (lambda desk: (desk.corpus / "new.txt").write_text(PARKS), {"roads.txt", "art.txt", "zoo.txt"}, "one comes"),
    (
        lambda desk: (desk.corpus / "zoo.txt").rename(desk.corpus / "b.txt"),
        {"roads.txt", "art.txt", "b.txt"},
        "one moves",
    ),
]


@pytest.mark.parametrize(("what", "expected", "reason"), MEANWHILE, ids=[reason for *_, reason in MEANWHILE])
def test_the_corpus_changes_during_a_build(desk: Desk, what, expected: set[str], reason: str) -> None:  # type: ignore[no-untyped-def]
    for source, text in corpus_of("art", "zoo").items():
        (desk.corpus / source).write_text(text)
    report = desk.build(Meanwhile(desk.encoder, lambda: what(desk)))
    assert report.unread == (), reason
    held = {paper.source: paper.sha256 for paper in open_library(desk.corpus, desk.index, desk.encoder).documents()}
    assert expected <= held.keys() <= expected | {"new.txt"}, reason
    if what is rewrite:
        text = open_library(desk.corpus, desk.index, desk.encoder).reading_text("zoo.txt")
        assert "other bank" in (text or ""), "what is held is what its hash stands for"
    desk.build()
    now = {paper.source for paper in open_library(desk.corpus, desk.index, desk.encoder).documents()}
    assert now == {path.name for path in desk.corpus.iterdir()}, "the next build sees the rest"


def test_a_file_that_never_comes_to_rest_is_listed_and_read_when_it_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read_safely, lines = desk.corpus / "upload.txt", builder.pool.read_safely, count(1)

    def upload() -> None:
        path.write_text("UPLOAD\n\n" + "1. A line of what is still being written.\n" * next(lines))

    def read_during_upload(*arguments: object) -> Iterator[object]:
        for reading in read_safely(*arguments):  # type: ignore[arg-type]
            upload()
            yield reading

    upload()
    with monkeypatch.context() as patch:
        patch.setattr(builder.pool, "read_safely", read_during_upload)
        report = desk.build()
    assert [(unread.source, unread.code) for unread in report.unread] == [("upload.txt", "moving")]
    assert desk.first(QUESTION) == "roads.txt"
    assert desk.build().unread == ()


def test_a_paper_withdrawn_while_the_index_is_made_anew_stays_out(desk: Desk) -> None:
    from paper_search import api
    from paper_search.indexing import entries, withdrawals

    (desk.corpus / "parks.txt").write_text(PARKS)
    desk.build()

    def withdraw() -> None:
        withdrawals.LOCK_WAIT_SECONDS, before = 0.0, withdrawals.LOCK_WAIT_SECONDS
        try:
            api.withdraw("roads.txt", "names a person", desk.corpus, desk.index)
        finally:
            withdrawals.LOCK_WAIT_SECONDS = before

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "SPLITTER_VERSION", "999")
        desk.build(Meanwhile(desk.encoder, withdraw))
    assert [paper.source for paper in open_library(desk.corpus, desk.index, desk.encoder).documents()] == ["parks.txt"]
