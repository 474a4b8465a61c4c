"""A document that is held back and gone is known again by its words, renamed and changed a little."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder
from paper_search.indexing import builder, entries, held_words, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store

BID = (
    "CONTRACT\n\n1. The lowest bid for the ferry of Ferndale was £1.9 million, from a firm of Larkford.\n\n"
    "2. Officers advise that the council should accept it before the old boat is taken out of use in May.\n"
)
PUBLIC_BID = (
    "CONTRACT\n\n1. The council has had four bids for the ferry of Ferndale and will decide on them in private.\n\n"
    "2. Officers advise that the council should accept one before the old boat is taken out of use in May.\n"
)
ROADS = "ROADS\n\n1. Potholes on the A-roads of Larkford were repaired in spring by the usual contractors.\n"
HELD, NEW = "cabinet/bid.txt", "cabinet/tender.txt"


class Desk:
    """A corpus with a paper that is held back in one of two ways, built."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.write(HELD, BID)
        self.write("cabinet/roads.txt", ROADS)

    def write(self, source: str, text: str) -> None:
        (self.corpus / source).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / source).write_text(text, encoding="utf-8")

    def build(self) -> set[str]:
        """Build, and return the sources of what is shown."""
        builder.build(
            self.corpus, self.index, self.encoder, ReaderLimits(processes=1), removal_limit=RemovalLimit(100, True)
        )
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            return {document.source for document in store.documents.list_documents_and_copies()}

    def hold_by_manifest(self) -> None:
        self.write("papers.csv", f"path,access\n{HELD},exempt\n")
        self.build()
        (self.corpus / "papers.csv").unlink()

    def withdraw(self) -> None:
        self.build()
        withdrawals.withdraw(self.corpus, self.index, HELD, "names a child", lock_index)

    def rename(self, text: str = BID, source: str = NEW) -> None:
        (self.corpus / HELD).unlink()
        self.write(source, text)


WAYS = [(Desk.hold_by_manifest, "held back by a manifest"), (Desk.withdraw, "withdrawn")]
EDITS = [
    (BID.replace("lowest", "low est"), "a space more"),
    (BID.replace("1.9", "1.8"), "another figure"),
    (BID.replace("Ferndale", "Fernda1e"), "another letter"),
    (BID.replace("ferry", "Ferry").replace("\n\n2", "\n\n\n2"), "case and blank lines"),
    (BID.replace("Larkford", "Larkford Marine"), "a word more"),
    (BID + "\n", "a line end more"),
    (f"\ufeff{BID}", "a byte order mark"),
]


@pytest.mark.parametrize(("hold", "way"), WAYS, ids=[way for _, way in WAYS])
@pytest.mark.parametrize(("text", "why"), EDITS, ids=[why for _, why in EDITS])
def test_renamed_and_changed_it_stays_held_back(
    tmp_path: Path, encoder: Encoder, hold: Callable[[Desk], None], way: str, text: str, why: str
) -> None:
    desk = Desk(tmp_path, encoder)
    hold(desk)
    desk.rename(text)
    assert desk.build() == {"cabinet/roads.txt"}, f"{way}: {why}"
    assert desk.build() == {"cabinet/roads.txt"}, "and at the next build"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "SPLITTER_VERSION", "another")
        assert desk.build() == {"cabinet/roads.txt"}, "and in an index that is made anew"
    withdrawals.release(desk.corpus, desk.index, NEW, "it is the public one")
    assert desk.build() == {"cabinet/roads.txt", NEW}, "a person ends it"


@pytest.mark.parametrize(("hold", "way"), WAYS, ids=[way for _, way in WAYS])
def test_it_is_known_again_after_a_build_without_it(
    tmp_path: Path, encoder: Encoder, hold: Callable[[Desk], None], way: str
) -> None:
    desk = Desk(tmp_path, encoder)
    hold(desk)
    (desk.corpus / HELD).unlink()
    assert desk.build() == {"cabinet/roads.txt"}, way
    desk.write(NEW, BID.replace("1.9", "1.8"))
    assert desk.build() == {"cabinet/roads.txt"}, way


def add_public_version(desk: Desk) -> None:
    desk.rename(PUBLIC_BID)


def edit_what_was_public(desk: Desk) -> None:
    """It was shown before the other was gone."""
    desk.write(NEW, PUBLIC_BID)
    (desk.corpus / "papers.csv").write_text(f"path,access\n{HELD},exempt\n", encoding="utf-8")
    assert NEW in desk.build()
    (desk.corpus / "papers.csv").unlink()
    desk.rename(BID.replace("1.9 million", "a good sum"))


def say_public(desk: Desk) -> None:
    desk.rename(BID.replace("1.9", "1.8"))
    desk.write("papers.csv", f"path,access\n{NEW},public\n")


def add_another(desk: Desk) -> None:
    desk.rename(ROADS.replace("spring", "autumn"))


SHOWN: list[tuple[Callable[[Desk], None], str]] = [
    (add_public_version, "a public version has other words"),
    (edit_what_was_public, "a paper that was shown before is not the one that is gone"),
    (say_public, "a line says that it is public"),
    (add_another, "another paper"),
]


@pytest.mark.parametrize(("change", "why"), SHOWN, ids=[why for _, why in SHOWN])
def test_what_only_looks_like_it_is_shown(
    tmp_path: Path, encoder: Encoder, change: Callable[[Desk], None], why: str
) -> None:
    desk = Desk(tmp_path, encoder)
    desk.hold_by_manifest()
    change(desk)
    assert NEW in desk.build(), why


LONG = " ".join(f"The {word} committee heard of matter {number}." for number, word in enumerate(BID.split() * 40))
RESEMBLANCES = [
    (BID, BID.replace("1.9", "1.8"), True, "one figure in a short paper"),
    (BID, PUBLIC_BID, False, "the public version"),
    (BID, ROADS, False, "another paper"),
    (LONG, LONG.replace("matter 7.", "matter 8."), True, "one figure in a long paper"),
    (LONG, LONG[: len(LONG) // 2], False, "half of a long paper"),
    ("The meeting on 3 March is cancelled.", "The meeting on 4 April is cancelled.", False, "a notice of few words"),
    ("", "", False, "nothing is like nothing"),
]


@pytest.mark.parametrize(("text", "other", "expected", "why"), RESEMBLANCES, ids=[row[3] for row in RESEMBLANCES])
def test_resemblance(text: str, other: str, expected: bool, why: str) -> None:
    first, second = (held_words.describe_words(place, words, None) for place, words in (("a", text), ("b", other)))
    assert first.resembles(second) is second.resembles(first) is expected, why
