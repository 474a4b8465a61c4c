"""Passages like a passage, over the sample papers with the real model and over papers made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.errors import QueryError
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Filters, Passage
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.similar import find_similar

WEXMOOR = "Wexmoor County Council"


def _passage(library: Library, words: str) -> str:
    """The id of the passage that holds the words."""
    return next(hit.passage.passage_id for hit in library.search(words, k=20) if words in hit.passage.text)


def _all_passages(library: Library) -> list[Passage]:
    """Every passage held, headings included."""
    with library._open_snapshot() as opened:
        store = opened.snapshot.store
        documents = store.documents.list_documents()
        return [passage for document in documents for passage in store.documents.list_passages(document.doc_id)]


ALIKE = [
    (
        "Multi-Agency Safeguarding Hub (MASH) were not applied",
        "Multi-Agency Safeguarding Hub",
        "the same hub elsewhere",
    ),
    ("The Council repaired 21,406 potholes", "potholes", "potholes of another council"),
    ("most important criticism in the letter concerns management oversight", "oversight", "the same criticism"),
]


@pytest.mark.parametrize(("words", "expected", "reason"), ALIKE)
def test_the_like_is_found_in_another_authority(library: Library, words: str, expected: str, reason: str) -> None:
    passage_id = _passage(library, words)
    own = next(hit for hit in library.search(words, k=20) if hit.passage.passage_id == passage_id).document
    first = library.similar(passage_id, elsewhere=True).hits[0]
    assert expected in first.passage.text, reason
    assert first.document.meeting.authority != own.meeting.authority


def test_other_authorities_stand_first_only_when_asked(library: Library) -> None:
    passage_id = _passage(library, "most important criticism in the letter concerns management oversight")

    def foreign(elsewhere: bool) -> list[bool]:
        hits = library.similar(passage_id, k=30, elsewhere=elsewhere).hits
        return [hit.document.meeting.authority != WEXMOOR for hit in hits]

    assert foreign(True) == sorted(foreign(True), reverse=True)
    assert {True, False} == set(foreign(True)), "its own authority follows, it is not left out"
    assert foreign(False) != sorted(foreign(False), reverse=True)


FILTERS: list[tuple[Filters, Callable[..., bool], str]] = [
    (Filters(kinds=("minutes",)), lambda paper: paper.kind == "minutes", "one kind"),
    (Filters(authorities=("ottermere",)), lambda paper: paper.meeting.authority.startswith("Ottermere"), "one council"),
    (Filters(since=date(2024, 9, 1)), lambda paper: paper.meeting.held_on >= date(2024, 9, 1), "from a day on"),
]


@pytest.mark.parametrize(("filters", "keeps", "reason"), FILTERS)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_filters(library: Library, filters: Filters, keeps: Callable[..., bool], reason: str, elsewhere: bool) -> None:
    passage_id = _passage(library, "most important criticism in the letter concerns management oversight")
    hits = library.similar(passage_id, filters, elsewhere=elsewhere).hits
    assert hits
    assert all(keeps(hit.document) for hit in hits), reason
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_two_runs_give_the_same_list(library: Library) -> None:
    passage_id = _passage(library, "The Council repaired 21,406 potholes")
    assert library.similar(passage_id) == library.similar(passage_id)


SAME = "The panel will review the winter gritting routes of the northern district every second year."
NEAR = "The board reviews the routes for gritting in winter every year."


@pytest.fixture(scope="module")
def crowded_library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    """A paper with more like passages of its own than are looked at, a copy of one passage, and one like it."""
    folder = tmp_path_factory.mktemp("crowded")
    corpus = folder / "corpus"
    corpus.mkdir()
    own = [f"{number}. {SAME} This is the part on route number {number}." for number in range(2, 140)]
    papers = {
        "own.txt": "\n\n".join(["X COUNTY COUNCIL", f"1. {SAME}", *own]),
        "copy.txt": f"Y DISTRICT COUNCIL\n\n1. {SAME}\n\n2. Dogs must be kept on a lead in the cemetery.",
        "near.txt": f"Z BOROUGH COUNCIL\n\n1. {NEAR}\n\n2. The library buys fewer newspapers.",
    }
    for name, text in papers.items():
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", encoder)
    return open_library(corpus, folder / "index", encoder)


def test_its_own_paper_and_its_copies_are_left_out_however_many(crowded_library: Library) -> None:
    passage_id = next(
        passage.passage_id
        for passage in _all_passages(crowded_library)
        if passage.text == f"1. {SAME}" and "own" in passage.doc_id
    )
    with crowded_library.engine.snapshot() as index:
        hits = find_similar(passage_id, Filters(), 10, index, config=replace(RANKING, similar_depth=20)).hits
    found = [hit.passage.text for hit in hits]
    assert found == [f"1. {NEAR}"], "what is not alike is left out too"


UNUSABLE = [
    ("no-such-paper.pdf::top/1~1", "No passage held has the id", "not held"),
    ("", "No passage held has the id", "no id at all"),
]


@pytest.mark.parametrize(("passage_id", "message", "reason"), UNUSABLE)
def test_an_unknown_id_says_where_ids_are_found(library: Library, passage_id: str, message: str, reason: str) -> None:
    with pytest.raises(QueryError, match=message) as raised:
        library.similar(passage_id)
    assert "paper-search search" in str(raised.value), reason
    with pytest.raises(QueryError, match=message):
        library.cite(passage_id)


def test_a_heading_alone_has_nothing_to_compare_by(library: Library) -> None:
    heading = next(passage for passage in _all_passages(library) if passage.kind == "heading")
    with pytest.raises(QueryError, match="heading alone"):
        library.similar(heading.passage_id)
