"""The name that a person gives to a paper that is to be withdrawn: known for certain, or refused and STILL SHOWN."""

from __future__ import annotations

import shutil
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest

from paper_search.access import decisions
from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests import packs

FERRY = "FERRY\n\n1. The river ferry of Ferndale carried 81,000 passengers in the year to March.\n"
CAFE = "CAFÉ\n\n1. The café in the park of Larkford is let for £9,000 a year to a local firm.\n"
PLACE, PACK, HEDGES = "cabinet/ferry.txt", "cabinet/pack.pdf", "cabinet/pack.pdf#6-hedge-cutting-on-country-lanes"
ACCENTED = unicodedata.normalize("NFC", "cabinet/café.txt")


class Desk:
    """A corpus with a paper, a copy of its file, a pack and a name with an accent, and its index."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.corpus, self.index = folder, folder / "corpus", folder / "index"

    def build(self, encoder: Encoder) -> None:
        with closing(builder.build_fulltext(self.corpus, self.index, encoder, ReaderLimits(processes=1))):
            pass

    def withdraw(self, name: str, reason: str = "names a child") -> withdrawals.WithdrawalResult:
        return withdrawals.withdraw(self.corpus, self.index, name, reason, lock_index)

    def shown(self) -> set[str]:
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            return {document.doc_id for document in store.documents.list_documents_and_copies()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("named"))
    for name, text in {PLACE: FERRY, "cabinet/copy.txt": FERRY, ACCENTED: CAFE}.items():
        (desk.corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.corpus / name).write_text(text, encoding="utf-8")
    packs.usual(desk.corpus / PACK)
    desk.build(encoder)
    return desk


@pytest.fixture
def desk(built: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(built.folder, tmp_path / "desk")
    return Desk(tmp_path / "desk")


NAMED = [
    (PLACE, PLACE, "its path"),
    (f"./{PLACE}", PLACE, "from here"),
    ("cabinet//ferry.txt", PLACE, "a slash too many"),
    ("cabinet/../cabinet/ferry.txt", PLACE, "by a way around, which would never be found again"),
    (unicodedata.normalize("NFD", ACCENTED), ACCENTED, "accents apart from their letters"),
    (HEDGES, HEDGES, "a paper of a pack"),
    (PACK, PACK, "a pack"),
]


@pytest.mark.parametrize(("name", "place", "why"), NAMED, ids=[row[2] for row in NAMED])
def test_a_name_that_is_known(desk: Desk, name: str, place: str, why: str) -> None:
    before = desk.shown()
    result = desk.withdraw(name)
    assert result.decisions[0].path == place, why
    assert result.removed and desk.shown() == before - set(result.removed), why


REFUSED = [
    ("CABINET/Ferry.TXT", PLACE, "another case"),
    (f"{PLACE} ", PLACE, "a space behind it"),
    ("cabinet\\ferry.txt", PLACE, "slashes of another system"),
    ("cabinet%2Fferry.txt", PLACE, "as an address has it"),
    ("/paper?id=cabinet/ferry.txt&passage=x", PLACE, "the address of its page"),
    ("https://papers.example/view/cabinet/ferry.txt", PLACE, "the address of its view"),
    (f"{PLACE}::top/1~1", PLACE, "one passage of it"),
    ("/etc/hostname", "", "outside the corpus"),
    ("../../../etc/hostname", "", "outside by a way around"),
    ("cabinet", "", "a folder"),
    ("cabinet/none.txt", "", "there is none"),
    ("", "", "nothing"),
    ("cabinet/ferry\0.txt", "", "no name at all"),
    (f"{PLACE}#pages=1-1", "", "pages of a file without pages"),
    (f"{PACK}#nope", HEDGES, "no part of the pack"),
    (f"{PACK}#6-Hedge-cutting", HEDGES, "nearly the name of a part"),
    (f"{PACK}#page=2", HEDGES, "the address of a page"),
    (f"{PACK}#pages=90-99", HEDGES, "pages that it has not"),
    (f"{PACK}#pages=2-1", HEDGES, "pages in the wrong order"),
]


@pytest.mark.parametrize(("name", "meant", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_name_that_is_not_known(desk: Desk, name: str, meant: str, why: str) -> None:
    before = desk.shown()
    with pytest.raises(CorpusError, match=r"nothing was decided.*STILL SHOWN.* Name ") as refused:
        desk.withdraw(name)
    assert meant in str(refused.value), why
    assert desk.shown() == before and not decisions.load_decisions(desk.corpus), why


def test_pages_go_at_once_with_what_holds_them_and_the_rest_comes_back(desk: Desk, encoder: Encoder) -> None:
    pages = f"{PACK}#pages=1-1"
    result = desk.withdraw(pages)
    assert result.removed and all(doc_id.startswith(PACK) for doc_id in result.removed)
    assert result.note is not None and "next build shows the rest" in result.note
    with closing(Store(desk.index / DATABASE_FILE_NAME)) as store:
        assert store.unread.is_partly_restricted(PACK), "nor is its file given out"
    assert not desk.withdraw(pages).removed, "once"
    desk.build(encoder)
    assert HEDGES in desk.shown() and not set(result.removed) & desk.shown()


def test_a_copy_of_which_both_files_are_gone(desk: Desk) -> None:
    """The index knows the paper by its other place."""
    (desk.corpus / PLACE).unlink()
    (desk.corpus / "cabinet/copy.txt").unlink()
    for place in (PLACE, "cabinet/copy.txt"):
        desk.withdraw(place)
    assert not desk.shown() & {PLACE, "cabinet/copy.txt"}, "nor is it an error to say so again"


REASONS = [
    ("", "none"),
    (" \n\t", "no words"),
    ("\u200b\ufeff", "signs that nobody sees"),
    ("it names\0a child", "a NUL, which no build could read again"),
    ("it names \x1b[2J a child", "an order to the terminal"),
    ("it names \ud800", "half a character"),
]


@pytest.mark.parametrize(("reason", "why"), REASONS, ids=[row[1] for row in REASONS])
def test_a_reason_that_is_none(desk: Desk, encoder: Encoder, reason: str, why: str) -> None:
    before = desk.shown()
    with pytest.raises(CorpusError, match=r"STILL SHOWN.*--reason WHY"):
        desk.withdraw(PLACE, reason)
    desk.build(encoder)
    assert desk.shown() == before, f"{why}: and builds go on"


def test_a_release_says_what_it_needs(desk: Desk) -> None:
    desk.withdraw(PLACE)
    sha256 = decisions.load_decisions(desk.corpus).lines[0].sha256
    with pytest.raises(CorpusError, match="needs the path"):
        withdrawals.release(desk.corpus, desk.index, sha256, "corrected")
    with pytest.raises(CorpusError, match=r"Is it cabinet/ferry\.txt"):
        withdrawals.release(desk.corpus, desk.index, "Cabinet/Ferry.txt", "corrected")
