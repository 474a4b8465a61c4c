"""What builds refuse, said by a check too, in the same words; and the index's copy of the decisions kept whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError, DamagedIndexError
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.check import check
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.transfer import PENDING_DECISIONS_KEY, SEALED_DECISIONS_KEY


class Desk:
    """Three papers and their index: one is withdrawn, one held back by a manifest, one is public."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.corpus.mkdir()
        for name in ("ferry", "lease", "roads"):
            text = f"The {name}\n\n1. The {name} of Larkford was looked at by the panel in May, at a cost of £9.\n"
            (self.corpus / f"{name}.txt").write_text(text, "utf-8")
        (self.corpus / "papers.csv").write_text("path,access\nlease.txt,exempt\n", "utf-8")
        self.build()
        withdrawals.withdraw(self.corpus, self.index, "ferry.txt", "names a person", lock_index)
        self.build()

    def build(self) -> None:
        builder.build(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))

    def set_meta(self, key: str, value: str) -> None:
        store = Store(self.index / DATABASE_FILE_NAME)
        store.set_meta({key: value})
        store.close()

    def get_meta(self, key: str) -> str:
        store = Store(self.index / DATABASE_FILE_NAME)
        try:
            return store.get_meta(key) or ""
        finally:
            store.close()


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    return Desk(tmp_path, encoder)


def lose_decisions(desk: Desk) -> None:
    (desk.corpus / "decisions.csv").unlink()


def break_decisions(desk: Desk) -> None:
    (desk.corpus / "decisions.csv").write_text("neither,here,nor,there\n1,2,3,4\n", "utf-8")


def edit_seal(desk: Desk) -> None:
    sealed = desk.get_meta(SEALED_DECISIONS_KEY)
    assert "ferry.txt" in sealed
    desk.set_meta(SEALED_DECISIONS_KEY, sealed.replace("ferry.txt", "other.txt"))


def edit_pending(desk: Desk) -> None:
    desk.set_meta(PENDING_DECISIONS_KEY, desk.get_meta(SEALED_DECISIONS_KEY) + "x")


def lose_manifest(desk: Desk) -> None:
    (desk.corpus / "papers.csv").unlink()


REFUSED: list[tuple[Callable[[Desk], None], str]] = [
    (lose_decisions, "decisions.csv is gone"),
    (break_decisions, "decisions.csv cannot be read"),
    (edit_seal, "the sealed copy was edited"),
    (edit_pending, "what waits to be written was edited"),
    (lose_manifest, "the manifest is gone, and what it held back is in no other"),
]


@pytest.mark.parametrize(("lose", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_check_says_what_a_build_says(desk: Desk, lose: Callable[[Desk], None], reason: str) -> None:
    assert check(desk.corpus, desk.index).is_clean
    lose(desk)
    for repair in (False, True):
        faults = check(desk.corpus, desk.index, repair=repair).faults
        assert [(fault.part, fault.done) for fault in faults] == [("decisions", None)], reason
        assert faults[0].next_step
    with pytest.raises((CorpusError, DamagedIndexError)) as refused:
        desk.build()
    assert str(refused.value) in faults[0].places, reason


def test_a_copy_that_is_lost_is_made_again_from_the_decisions(desk: Desk) -> None:
    before = desk.get_meta(SEALED_DECISIONS_KEY)
    desk.set_meta(SEALED_DECISIONS_KEY, "")
    assert [fault.places for fault in check(desk.corpus, desk.index, repair=False).faults] == [("ferry.txt",)]
    assert check(desk.corpus, desk.index).faults[0].done
    assert desk.get_meta(SEALED_DECISIONS_KEY) == before
    assert check(desk.corpus, desk.index).is_clean


def test_what_is_held_back_is_taken_out_although_the_copy_was_edited(desk: Desk) -> None:
    edit_seal(desk)
    store = Store(desk.index / DATABASE_FILE_NAME)
    with store.transaction() as transaction:
        transaction.execute("UPDATE documents SET access = 'exempt' WHERE doc_id = 'roads.txt'")
    store.close()
    assert "papers" in {fault.part for fault in check(desk.corpus, desk.index).faults}
    store = Store(desk.index / DATABASE_FILE_NAME)
    assert store.documents.find_document("roads.txt") is None
    store.close()
