"""Papers released to members: found by those who may see them, and by nothing that anybody else can ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search import api
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.errors import QueryError
from paper_search.indexing import builder, check, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS, Filters
from tests import packs

SECRET = "exempt/hangar.txt"
WORDS = (
    "Xshire County Council\nAssets Panel\n\n"
    "1.1 The zeppelin hangar is to be sold to the lowest bidder for £3,210,000.\n\n"
    "1.2 The Zeppelin Advisory Panel (ZAP) met twice and was told of the offers that were made.\n"
)
OPEN = "Xshire Parish Council\n\n2.1 The bandstand is to be painted green before the summer fair, and benches mended.\n"
LIMITS = ReaderLimits(processes=1)


class Desk:
    """A corpus with an exempt paper that members may see, and a public one."""

    def __init__(self, tmp_path: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = tmp_path / "corpus", tmp_path / "index", encoder
        (self.corpus / "exempt").mkdir(parents=True)
        (self.corpus / SECRET).write_text(WORDS, encoding="utf-8")
        (self.corpus / "bandstand.txt").write_text(OPEN, encoding="utf-8")
        self.build()

    def build(self) -> None:
        builder.build(self.corpus, self.index, self.encoder, LIMITS)

    def release(self, named: str = SECRET, to_members: bool = True) -> None:
        ruling = "release to members" if to_members else "release"
        withdrawals.release(self.corpus, self.index, named, "the panel may read it", ruling)  # type: ignore[arg-type]
        self.build()

    def everybody(self) -> Library:
        return open_library(self.corpus, self.index, self.encoder)

    def members(self) -> Library:
        return self.everybody().with_access(MEMBERS)


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.release()
    return made


@pytest.fixture(scope="module")
def unchanged_desk(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """One for the tests that only ask."""
    made = Desk(tmp_path_factory.mktemp("desk"), encoder)
    made.release()
    return made


def ids(found: Library, question: str, filters: Filters = Filters()) -> set[str]:
    return {hit.document.doc_id for hit in found.search(question, filters, 20)}


def _passage(desk: Desk) -> str:
    return next(hit.passage.passage_id for hit in desk.members().search("zeppelin hangar"))


def _answers(act: Callable[[], object]) -> bool:
    try:
        return bool(act())
    except QueryError:
        return False


DOORS: list[tuple[str, Callable[[Library, Desk], bool]]] = [
    ("the words of the question", lambda it, desk: SECRET in ids(it, "zeppelin hangar")),
    ("quoted words", lambda it, desk: SECRET in ids(it, '"zeppelin hangar"')),
    ("a sum", lambda it, desk: SECRET in ids(it, "£3,210,000")),
    ("meaning alone", lambda it, desk: SECRET in ids(it, "airship building disposal")),
    ("the answer's quotes", lambda it, desk: "lowest bidder" in str(it.ask("who buys the zeppelin hangar?").quotes)),
    ("letters that it explains", lambda it, desk: "Zeppelin" in str(it.search_with_remarks("what does ZAP mean?"))),
    ("how a word is spelt", lambda it, desk: "zeppelin" in str(it.search_with_remarks("zeppelim hangar", k=1).remarks)),
    (
        "a word that it has",
        lambda it, desk: "zeppelin" not in str(it.search_with_remarks("is there a zeppelin").remarks),
    ),
    ("the filters on offer", lambda it, desk: "Xshire County Council" in str(it.facets())),
    ("the reach of a question", lambda it, desk: it.coverage().papers == 2),
    ("the list of papers", lambda it, desk: SECRET in {document.doc_id for document in it.documents()}),
    ("the paper's card", lambda it, desk: it.document(SECRET) is not None),
    ("the paper's words", lambda it, desk: it.reading_text(SECRET) is not None),
    ("the paper's file", lambda it, desk: it.file_path(SECRET) is not None),
    ("one of its passages", lambda it, desk: it.passage(_passage(desk)) is not None),
    ("its citation", lambda it, desk: _answers(lambda: it.cite(_passage(desk)))),
    ("the like of it", lambda it, desk: _answers(lambda: it.similar(_passage(desk)))),
    ("a comparison", lambda it, desk: "Xshire County Council" in str(it.compare("zeppelin hangar"))),
    ("a timeline", lambda it, desk: "lowest bidder" in str(it.timeline("zeppelin hangar"))),
]  # fmt: skip


@pytest.mark.parametrize(("door", "opens"), DOORS, ids=[door for door, _ in DOORS])
def test_each_door_is_open_to_members_alone(
    unchanged_desk: Desk, door: str, opens: Callable[[Library, Desk], bool]
) -> None:
    assert not opens(unchanged_desk.everybody(), unchanged_desk)
    assert opens(unchanged_desk.members(), unchanged_desk)


def test_what_everybody_finds_is_what_they_found_before_it_was_released(tmp_path: Path, encoder: Encoder) -> None:
    before, after = Desk(tmp_path / "a", encoder), Desk(tmp_path / "b", encoder)
    after.release()
    for question in ("zeppelin hangar", "bandstand", "what is sold?", "benches", "zeppelim"):
        (one, other) = (each.everybody().search(question, k=20) for each in (before, after))
        assert [hit.passage.passage_id for hit in one] == [hit.passage.passage_id for hit in other]
        (one_said, other_said) = (each.everybody().search_with_remarks(question).remarks for each in (before, after))
        assert one_said == other_said
    assert after.everybody().coverage().held_back == 1, "not searched for them, and said so"
    assert after.members().coverage().held_back == 0


def test_the_same_words_elsewhere_are_not_for_everybody_either(desk: Desk) -> None:
    (desk.corpus / "copy.txt").write_text(WORDS + "\n", encoding="utf-8")
    desk.build()
    assert ids(desk.everybody(), "zeppelin hangar lowest bidder") <= {"bandstand.txt"}
    assert SECRET in ids(desk.members(), "zeppelin hangar lowest bidder")
    desk.release(to_members=False)
    assert {SECRET, "copy.txt"} & ids(desk.everybody(), "zeppelin hangar")


def test_an_index_with_papers_for_members_is_sound(desk: Desk) -> None:
    found = check.check(desk.corpus, desk.index, repair=True)
    assert found.is_clean, found
    assert SECRET in ids(desk.members(), "zeppelin hangar")


def test_a_release_to_members_can_become_one_to_everybody_and_be_taken_back(desk: Desk) -> None:
    desk.release(to_members=False)
    assert SECRET in ids(desk.everybody(), "zeppelin hangar")
    api.withdraw(SECRET, "given in error", desk.corpus, desk.index)
    assert SECRET not in ids(desk.members(), "zeppelin hangar")
    desk.release(to_members=True)
    assert SECRET not in ids(desk.everybody(), "zeppelin hangar")
    assert SECRET in ids(desk.members(), "zeppelin hangar")


def test_a_paper_is_released_to_members_once(desk: Desk) -> None:
    # Doing it again is how a release that was interrupted is completed: it writes down nothing new.
    before = (desk.corpus / "decisions.csv").read_bytes()
    result = withdrawals.release(desk.corpus, desk.index, SECRET, "again", "release to members")
    assert result.note is not None
    assert "released" in result.note
    assert (desk.corpus / "decisions.csv").read_bytes() == before


def test_a_paper_of_a_pack_for_members_keeps_its_file_from_everybody(tmp_path: Path, encoder: Encoder) -> None:
    desk = Desk(tmp_path, encoder)
    packs.usual(desk.corpus / "pack.pdf")
    packs.alone(desk.corpus / "exempt/hedges.pdf", [*packs.HEDGES[:3], "", *packs.HEDGES[3:]])
    desk.build()
    desk.release("exempt/hedges.pdf")
    hedges = "exempt/hedges.pdf"
    assert hedges in ids(desk.members(), "hedge cutting on country lanes")
    assert not any("edge" in doc_id for doc_id in ids(desk.everybody(), "hedge cutting on country lanes"))
    ferry = "pack.pdf#7-the-future-of-the-river-ferry"
    assert desk.everybody().is_only_text(ferry)
    assert desk.everybody().file_path(ferry) is None
