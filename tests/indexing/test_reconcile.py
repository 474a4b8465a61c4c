"""Builds over packs, copies and replacements: whatever comes or goes, the index is as one built from nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paper_search import api
from paper_search.api import open_library
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.indexing import builder, preview
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.reconcile import reconcile_authorities, reconcile_duplicates
from paper_search.library import Library
from paper_search.records import Document, Filters
from paper_search.records.documents import SupersedesClaim
from paper_search.records.index import DocumentEntry
from paper_search.storage.passage_rows import PassageRows
from paper_search.storage.store import Store
from tests import packs
from tests.packs import Inside
from tests.samples import paper

MEETING = "x-county-council/cabinet/2024-01-25"
PACK, HEDGES = f"{MEETING}/pack.pdf", f"{MEETING}/hedges.pdf"
HEDGES_IN_PACK, FERRY_IN_PACK = (
    f"{PACK}#6-hedge-cutting-on-country-lanes",
    f"{PACK}#7-the-future-of-the-river-ferry",
)
REVISED = (
    "From: Director of Environment",
    "To: Cabinet – 25 January 2024",
    "Subject: Hedge cutting on country lanes",
    "This report replaces the version published with the agenda.",
    "1.1 Hedges along 199 km of country lanes are cut once a year, after the birds have left.",
    "1.2 The contract costs £380,000 and ends in March 2025.",
)

CARDS = [json.loads(line) for line in (Path(__file__).parents[1] / "sample_corpus/gold/metadata.jsonl").open("rb")]


class Desk:
    """A corpus and an index of words in a folder of their own; no vectors are needed to see what is held."""

    def __init__(self, folder: Path, encoder: SentenceTransformerEncoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder
        self.corpus.mkdir()

    def at(self, source: str) -> Path:
        return self.corpus / source

    def build(self) -> Store:
        return builder.build_fulltext(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))

    def find_documents(self, *words: str) -> list[str]:
        """The papers in which any of the words is found."""
        store = self.build()
        ids = [scored.passage_id for scored in store.fulltext.search_bm25(words, Filters(), 50)]
        return sorted(
            {
                document.doc_id
                for _, document in store.documents.fetch_passages(PassageRows(store.database).find(ids)).values()
            }
        )

    def content(self) -> list[object]:
        """Everything the index says, copies and the unread list included."""
        store = self.build()
        said: list[object] = [
            store.documents.list_documents(),
            store.build_state.load_relations(),
            list(store.unread.list_unread().values()),
            store.statistics.count_documents_and_passages(),
        ]
        for document in store.documents.list_documents_and_copies():
            said += [
                document,
                store.documents.find_reading_text(document.doc_id),
                store.documents.list_passages(document.doc_id),
            ]
        words = ("hedges", "ferry", "council", "street", "contract")
        return [
            *said,
            *(store.fulltext.search_bm25([word], Filters(), 100) for word in words),
            store.statistics.count_unembedded_passages(),
        ]

    def papers(self) -> dict[str, Document]:
        return {document.doc_id: document for document in self.build().documents.list_documents()}


@pytest.fixture
def desk(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Desk:
    return Desk(tmp_path, encoder)


def test_a_pack_becomes_its_papers(desk: Desk) -> None:
    packs.usual(desk.at(PACK))
    papers = desk.papers()
    assert sorted(doc_id.removeprefix(PACK) for doc_id in papers) == [
        "#3-minutes-of-the-meeting-held-on-30-november-2023",
        "#6-hedge-cutting-on-country-lanes",
        "#7-appendix-1-passengers-by-year",
        "#7-the-future-of-the-river-ferry",
        "#agenda",
    ]
    store = desk.build()
    for doc_id in papers:
        text = store.documents.find_reading_text(doc_id) or ""
        for passage in store.documents.list_passages(doc_id):
            assert text[passage.start : passage.end] == passage.text
            assert passage.locator.pages
            assert papers[doc_id].part_pages == passage.locator.pages, "each is a page of the file"
            assert passage.locator.printed_page == str(40 + passage.locator.pages[0])


def test_a_paper_alone_and_in_a_pack_is_one_paper_with_both_places(desk: Desk) -> None:
    packs.usual(desk.at(PACK))
    packs.alone(desk.at(HEDGES), packs.HEDGES)
    assert desk.find_documents("hedges") == [HEDGES, f"{PACK}#agenda"]
    assert desk.papers()[HEDGES].also_at == (f"{PACK}#page=3",)
    assert desk.papers()[HEDGES].part_pages is None


def test_a_figure_that_differs_makes_another_paper(desk: Desk) -> None:
    packs.usual(desk.at(PACK))
    packs.alone(desk.at(HEDGES), [line.replace("£412,000", "£421,000") for line in packs.HEDGES])
    assert {HEDGES, HEDGES_IN_PACK} <= desk.papers().keys()


def test_the_same_words_at_two_meetings_and_in_two_formats_are_one_paper(desk: Desk) -> None:
    text = "THE RIVER FERRY\n\nThe ferry carried 81,000 passengers, a third fewer than ten years ago.\n"
    for source in ("x-council/cabinet/2024-01-25/ferry.txt", "x-council/cabinet/2024-02-22/the%20ferry.md"):
        desk.at(source).parent.mkdir(parents=True)
    desk.at("x-council/cabinet/2024-01-25/ferry.txt").write_text(text)
    desk.at("x-council/cabinet/2024-02-22/the%20ferry.md").write_text(text + "\n")
    (paper,) = desk.papers().values()
    assert paper.source.endswith("ferry.txt")
    assert paper.also_at == ("x-council/cabinet/2024-02-22/the%20ferry.md",)


Step = Callable[[Desk], None]


def place_pack(desk: Desk) -> None:
    packs.usual(desk.at(PACK))


def place_hedges(desk: Desk) -> None:
    packs.alone(desk.at(HEDGES), packs.HEDGES)


def place_other_pack(desk: Desk) -> None:
    papers = [Inside("Agenda", packs.AGENDA[:3]), Inside("4 Hedge cutting on country lanes", packs.HEDGES)]
    packs.pack(desk.at("a-pack.pdf"), papers)


def place_revised(desk: Desk) -> None:
    packs.pack(desk.at(f"{MEETING}/supplement.pdf"), [Inside("6 Hedge cutting on country lanes", REVISED)])


def hold_back_hedges(desk: Desk) -> None:
    desk.at("exempt").mkdir(exist_ok=True)
    packs.alone(desk.at("exempt/hedges.pdf"), [*packs.HEDGES[:3], "", *packs.HEDGES[3:]])


def drop(source: str) -> Step:
    def act(desk: Desk) -> None:
        desk.at(source).unlink()

    return act


def spoil(source: str) -> Step:
    def act(desk: Desk) -> None:
        desk.at(source).write_bytes(b"%PDF-1.7 cut short")

    return act


STEPS = [
    ([place_pack, place_hedges], "the copy comes after the pack"),
    ([place_hedges, place_pack], "the pack comes after the copy"),
    ([place_pack, place_hedges, drop(HEDGES)], "the copy goes, the pack's takes its place"),
    ([place_hedges, place_pack, drop(PACK)], "the pack goes"),
    ([place_pack, place_other_pack, place_hedges], "two packs and the paper itself"),
    ([place_hedges, place_other_pack, place_pack, drop(HEDGES)], "two packs are left"),
    ([place_hedges, place_revised], "a report is replaced"),
    ([place_revised, place_pack, place_hedges], "the replacement comes first"),
    ([place_pack, place_revised, drop(f"{MEETING}/supplement.pdf")], "the replacement goes"),
    ([place_pack, place_hedges, hold_back_hedges], "an exempt copy comes"),
    ([hold_back_hedges, place_pack, place_hedges], "an exempt copy was there first"),
    ([place_pack, place_hedges, hold_back_hedges, drop("exempt/hedges.pdf")], "an exempt copy goes"),
    ([place_pack, hold_back_hedges, drop(PACK)], "the pack of an exempt paper goes"),
    ([place_pack, hold_back_hedges, spoil("exempt/hedges.pdf")], "the exempt copy becomes another file"),
]


@pytest.mark.parametrize(("steps", "reason"), STEPS, ids=[reason for _, reason in STEPS])
def test_step_by_step_and_from_nothing_are_the_same(desk: Desk, steps: list[Step], reason: str) -> None:
    for step in steps:
        step(desk)
        desk.build()
    step_by_step = desk.content()
    generation = desk.build().generation()
    assert desk.build().generation() == generation, "nothing is left to do"
    shutil.rmtree(desk.index)
    assert desk.content() == step_by_step, reason


def test_one_exempt_place_holds_back_every_copy_and_lists_each(desk: Desk) -> None:
    place_pack(desk)
    place_hedges(desk)
    assert HEDGES in desk.find_documents("birds")
    hold_back_hedges(desk)
    assert desk.find_documents("birds") == []
    store = desk.build()
    assert {source: unread.code for source, (unread, _) in store.unread.list_unread().items()} == {
        "exempt/hedges.pdf": "exempt",
        HEDGES: "exempt",
        HEDGES_IN_PACK: "exempt",
    }
    assert store.documents.find_document(HEDGES_IN_PACK) is None
    assert store.documents.find_reading_text(HEDGES_IN_PACK) is None
    assert FERRY_IN_PACK in desk.find_documents("ferry"), "the rest of the pack is not held back"


def test_a_pack_with_a_paper_that_is_held_back_is_shown_as_text_only(desk: Desk) -> None:
    place_pack(desk)
    desk.build()
    opened = open_library(desk.corpus, desk.index, desk.encoder)
    assert opened.file_path(FERRY_IN_PACK) == desk.at(PACK).resolve()
    hold_back_hedges(desk)
    desk.build()
    assert (opened.file_path(FERRY_IN_PACK), opened.is_only_text(FERRY_IN_PACK)) == (None, True)
    assert "ferry" in (opened.reading_text(FERRY_IN_PACK) or "")
    desk.at("exempt/hedges.pdf").unlink()
    desk.build()
    assert opened.file_path(FERRY_IN_PACK) == desk.at(PACK).resolve()
    assert opened.document(HEDGES_IN_PACK) is not None, "and the paper is there again"


def test_a_withdrawn_paper_leaves_no_copy_to_be_found(desk: Desk) -> None:
    place_pack(desk)
    place_hedges(desk)
    desk.build()
    api.withdraw(HEDGES, "names a person", desk.corpus, desk.index)
    store = Store(desk.index / "papers.db")
    for _ in range(2):
        ids = [scored.passage_id for scored in store.fulltext.search_bm25(["birds"], Filters(), 50)]
        assert ids == [], "at once, and after the next build"
        assert store.documents.find_document(HEDGES) is None
        assert store.documents.find_document(HEDGES_IN_PACK) is None
        store = desk.build()
    step_by_step = desk.content()
    shutil.rmtree(desk.index)
    assert desk.content() == step_by_step


def test_a_replaced_report_says_so_until_the_replacement_goes(desk: Desk) -> None:
    place_pack(desk)
    place_hedges(desk)
    place_revised(desk)
    supplement = f"{MEETING}/supplement.pdf"
    old = desk.papers()[HEDGES]
    assert (old.status, old.replaced_by) == ("replaced", f"{supplement}#6-hedge-cutting-on-country-lanes")
    assert (old.also_at, desk.papers()[old.replaced_by].status) == ((f"{PACK}#page=3",), None)
    desk.at(supplement).unlink()
    assert (desk.papers()[HEDGES].status, desk.papers()[HEDGES].replaced_by) == (None, None)


def test_a_replaced_passage_ranks_below_the_one_that_replaces_it(desk: Desk) -> None:
    place_hedges(desk)
    place_revised(desk)
    builder.build(desk.corpus, desk.index, desk.encoder, ReaderLimits(processes=1))
    hits = open_library(desk.corpus, desk.index, desk.encoder).search("hedges along 214 km of country lanes")
    order = [hit.document.replaced_by is not None for hit in hits]
    assert order.index(False) < order.index(True)
    assert True in order, "nothing is left out"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_read_shows_the_papers_of_a_pack_with_passages_of_the_whole_file(desk: Desk) -> None:
    packs.usual(desk.at(PACK))
    shown = preview.read(desk.at(PACK), desk.corpus)
    assert (shown.document.doc_id, shown.document.kind) == (PACK, "supplement/public pack")
    assert {document.document.doc_id for document in shown.documents} == desk.papers().keys()
    assert [passage.passage_id for document in shown.documents for passage in document.passages] == [
        passage.passage_id for passage in shown.passages
    ]
    for passage in shown.passages:
        assert shown.reading.text[passage.start : passage.end] == passage.text
    store = desk.build()
    for document in shown.documents:
        assert list(document.passages) == store.documents.list_passages(document.document.doc_id)


@pytest.mark.parametrize("card", [card for card in CARDS if card.get("papers")], ids=lambda card: str(card["subkind"]))
def test_the_packs_of_the_sample_papers_hold_what_their_catalogue_says(library: Library, card: dict[str, Any]) -> None:
    held = {document.doc_id: document for document in library.documents()}
    own = [document for document in held.values() if document.source == card["file"]]
    for inside in card["papers"]:
        if inside["alone"]:
            places = [place.partition("#page=")[0] for place in held[inside["alone"]].also_at]
            assert card["file"] in places, inside["outline"]
    nowhere_else = [inside["outline"] for inside in card["papers"] if not inside["alone"]]
    assert len(own) == len(nowhere_else), [document.doc_id for document in own]


def test_the_replaced_papers_of_the_samples_are_those_of_their_catalogue(library: Library) -> None:
    held = {document.doc_id: document for document in library.documents()}
    found = {
        document.source: held[document.replaced_by].source
        for document in held.values()
        if document.replaced_by and document.status == "replaced"
    }
    assert found == {card["file"]: card["replaced_by"] for card in CARDS if card["replaced_by"]}
    drafts = [document for document in held.values() if document.status == "draft" and document.replaced_by]
    assert [held[draft.replaced_by or ""].status for draft in drafts] == ["confirmed"]


# -- papers that are not public --------------------------------------------------------------------------------


def make_entry(name: str, content_hash: str | None = None, copy_rank: int = 0, **fields: Any) -> DocumentEntry:
    document, text, passages = paper(name, f"The words of {name}.", **fields)
    texts = [passage.standing_text for passage in passages]
    claim = SupersedesClaim() if name.startswith("revised") else None
    return DocumentEntry(document, text, passages, texts, content_hash, copy_rank, claim)


CABINET = {"authority": "Vale County Council", "committee": "Cabinet", "held_on": date(2024, 1, 25)}
DRAFT = make_entry("draft.txt", kind="minutes", status="draft", **CABINET)
CONFIRMED = make_entry("confirmed.txt", kind="minutes", status="confirmed", **CABINET)
HEDGE_REPORT = make_entry("hedges.txt", kind="report", title="Hedge cutting", **CABINET)
INFLUENCES: list[tuple[list[DocumentEntry], DocumentEntry, str]] = [
    ([DRAFT], make_entry("m.txt", kind="minutes", status="confirmed", access="members", **CABINET), "confirms a draft"),
    (
        [DRAFT, CONFIRMED],
        make_entry("m.txt", kind="minutes", status="draft", access="members", **CABINET),
        "is another draft that the confirmed minutes could mean",
    ),
    (
        [HEDGE_REPORT, make_entry("revised.txt", kind="report", title="Hedge cutting", **CABINET)],
        make_entry("m.txt", kind="report", title="Hedge cutting", access="members", **CABINET),
        "is another report that the revised one could replace",
    ),
    (
        [make_entry("report.txt", "the same words", copy_rank=2)],
        make_entry("m.txt", "the same words", access="members"),
        "is the better copy",
    ),
    (
        [make_entry("vale/report.txt", authority="Vale")],
        make_entry("vale/m.txt", authority="Vale County Council", access="members"),
        "states the full name of the folder's council",
    ),
    (
        [make_entry("vale/a.txt", authority="Vale District Council"), make_entry("vale/b.txt", authority="Vale")],
        make_entry("vale/m.txt", authority="Vale County Council", access="members"),
        "states another full name",
    ),
]


def relate(path: Path, *entries: DocumentEntry) -> Store:
    store = Store(path, create=True)
    for entry in entries:
        with store.transaction() as transaction:
            store.documents.replace_file(transaction, entry.document.source, "digest", [entry])
    reconcile_authorities(store, path.parent)
    reconcile_duplicates(store)
    return store


def describe(store: Store, doc_ids: list[str]) -> list[object]:
    relations = store.build_state.load_relations()
    return [(store.documents.find_document(doc_id), relations[doc_id]) for doc_id in doc_ids]


@pytest.mark.parametrize(("public", "for_members", "reason"), INFLUENCES, ids=[case[-1] for case in INFLUENCES])
def test_a_paper_for_members_changes_nothing_of_a_public_one(
    tmp_path: Path, public: list[DocumentEntry], for_members: DocumentEntry, reason: str
) -> None:
    own = [entry.document.doc_id for entry in public]
    expected = describe(relate(tmp_path / "without.db", *public), own)
    assert describe(relate(tmp_path / "with.db", *public, for_members), own) == expected, reason
    as_public = replace(for_members, document=replace(for_members.document, access="public"))
    assert describe(relate(tmp_path / "public.db", *public, as_public), own) != expected, "it would, were it public"
