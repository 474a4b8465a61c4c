"""A corpus that is suddenly smaller: a share that is not mounted must not empty the index."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from paper_search import cli
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import builder, entries
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage.store import DATABASE_FILE_NAME, Store

ALLOWED = [
    (3, 1, 20, True, "one of three may go"),
    (1, 1, 20, False, "the only one may not: a corpus that is empty may not be mounted"),
    (1, 1, 100, True, "unless the setting says so"),
    (3, 2, 20, False, "two of three may not"),
    (2, 2, 20, False, "nor all of two"),
    (5, 1, 20, True, "a fifth"),
    (10, 2, 20, True, "a fifth of ten"),
    (10, 3, 20, False, "more than a fifth"),
    (10, 10, 20, False, "all"),
    (10, 5, 50, True, "as much as the setting says"),
    (10, 1, 0, True, "one in any case"),
    (10, 2, 0, False, "and no more"),
    (10, 10, 100, True, "whatever is gone"),
]


@pytest.mark.parametrize(("indexed", "gone", "percent", "is_allowed", "why"), ALLOWED, ids=[row[4] for row in ALLOWED])
def test_how_much_may_go(indexed: int, gone: int, percent: int, is_allowed: bool, why: str) -> None:
    before = {f"{number}.txt": str(number) for number in range(indexed)}
    after = dict(list(before.items())[gone:])
    if is_allowed:
        RemovalLimit(percent).check(Path("corpus"), before, after, ())
    else:
        with pytest.raises(CorpusError, match=rf"{gone} of the {indexed} .*--accept-removals"):
            RemovalLimit(percent).check(Path("corpus"), before, after, ())
        RemovalLimit(percent, is_lifted=True).check(Path("corpus"), before, after, ())


NO_LOSS = [
    ({"new/a": "A", "new/b": "B", "new/c": "C"}, (), "they were moved"),
    ({"all": "A", "b": "B", "c": "C"}, (), "one was renamed"),
    ({"c": "C"}, ("a", "b"), "they were withdrawn"),
]


@pytest.mark.parametrize(("found", "kept", "why"), NO_LOSS, ids=[why for *_, why in NO_LOSS])
def test_what_is_no_loss(found: dict[str, str], kept: tuple[str, ...], why: str) -> None:
    RemovalLimit().check(Path("corpus"), {"a": "A", "b": "B", "c": "C"}, found, kept)


class Desk:
    """A corpus of ten papers in two folders, built once."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        for number in range(10):
            path = self.corpus / f"{'cabinet' if number < 6 else 'scrutiny'}/{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"REPORT {number}\n\n1. The parks of Larkford cost £{number},000 a year.\n", "utf-8")
        self.build()

    def build(self) -> None:
        with closing(builder.build_fulltext(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))):
            pass

    def count(self) -> int:
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            return len(store.build_state.list_sources())


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    return Desk(tmp_path, encoder)


def empty_corpus(desk: Desk) -> None:
    for folder in ("cabinet", "scrutiny"):
        shutil.rmtree(desk.corpus / folder)


def lose_folder(desk: Desk) -> None:
    shutil.rmtree(desk.corpus / "scrutiny")


def replace_all(desk: Desk) -> None:
    """Another share is mounted in its place."""
    empty_corpus(desk)
    (desk.corpus / "other.txt").write_text("Another council's paper.", "utf-8")


LOSSES: list[tuple[Callable[[Desk], None], str]] = [
    (empty_corpus, "all is gone"),
    (lose_folder, "a folder is gone"),
    (replace_all, "all is gone, and something else is there"),
]


def test_what_fetch_has_moved_out_is_no_loss(tmp_path: Path) -> None:
    before = {f"council/{number}.txt": str(number) for number in range(4)}
    limit = RemovalLimit(20)
    with pytest.raises(CorpusError):
        limit.check(tmp_path, before, {"council/0.txt": "0"}, ())
    folder = tmp_path / "council" / ".fetch" / "held-back"
    folder.mkdir(parents=True)
    for number in range(1, 4):
        (folder / f"{number}.txt").touch()
    limit.check(tmp_path, before, {"council/0.txt": "0"}, ())


@pytest.mark.parametrize(("lose", "why"), LOSSES, ids=[why for _, why in LOSSES])
@pytest.mark.parametrize("splitter", [None, "999"], ids=["same version", "made anew"])
def test_a_corpus_that_went_away_empties_nothing(
    desk: Desk, lose: Callable[[Desk], None], why: str, splitter: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(desk)
    if splitter:
        monkeypatch.setattr(entries, "SPLITTER_VERSION", splitter)
    with pytest.raises(CorpusError, match="not mounted"):
        builder.build(desk.corpus, desk.index, desk.encoder)
    assert desk.count() == 10, why


def test_on_the_command_line(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lose_folder(desk)
    arguments = ["build", "--corpus", str(desk.corpus), "--index", str(desk.index)]
    assert cli.main(arguments) == 2
    assert "4 of the 10 indexed files" in capsys.readouterr().err
    monkeypatch.setenv("PAPER_SEARCH_MAX_REMOVALS", "39")
    assert cli.main(arguments) == 2
    capsys.readouterr()
    assert cli.main([*arguments, "--accept-removals"]) == 0
    assert "4 removed" in capsys.readouterr().out
    assert desk.count() == 6
