"""The store on a real SQLite file: whole papers or none, words at once, vectors after, nothing left behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from paper_search.errors import DamagedIndexError, MissingIndexError
from paper_search.records import Document, Filters, Passage, UnreadFile
from paper_search.records.index import DocumentEntry
from paper_search.storage.fulltext import compute_ranking_budget, select_affordable_terms
from paper_search.storage.passage_rows import PassageRows
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.samples import MARCH, MAY, paper


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / DATABASE_FILE_NAME, create=True)


def add_paper(store: Store, name: str, *texts: str, **fields: object) -> None:
    document, text, passages = paper(name, *texts, **fields)
    with store.transaction() as transaction:
        store.documents.replace_file(
            transaction,
            document.source,
            f"origin of {name}",
            [DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])],
        )


def mark_unread(store: Store, unread: UnreadFile) -> None:
    with store.transaction() as transaction:
        store.documents.mark_unread(transaction, unread, "origin")


def remove(store: Store, doc_id: str) -> None:
    with store.transaction() as transaction:
        store.documents.remove(transaction, doc_id)


def embed_waiting(store: Store) -> None:
    texts = store.embeddings.list_unembedded_texts(100)
    rows = np.random.default_rng(len(texts)).normal(size=(len(texts), 4)).astype(np.float32)
    with store.transaction() as transaction:
        store.embeddings.put_vectors(transaction, texts, rows)


def fetch_passages(store: Store, passage_ids: list[str]) -> dict[str, tuple[Passage, Document]]:
    return store.documents.fetch_passages(PassageRows(store.database).find(passage_ids))


def find_passage_ids(store: Store, *terms: str, filters: Filters = Filters()) -> list[str]:
    return [scored.passage_id for scored in store.fulltext.search_bm25(terms, filters, 10)]


def test_a_paper_comes_back_as_it_went_in(store: Store) -> None:
    document, text, passages = paper("a.txt", "Roads.", "Bridges.", authority="X Council", held_on=MARCH, kind="report")
    with store.transaction() as transaction:
        store.documents.replace_file(
            transaction, document.source, "origin", [DocumentEntry(document, text, passages, ["Paper\nRoads.", None])]
        )
    assert store.documents.find_document("a.txt") == document
    assert store.documents.find_reading_text("a.txt") == text
    assert store.documents.list_passages("a.txt") == list(passages)
    assert fetch_passages(store, ["a.txt::1"]) == {"a.txt::1": (passages[0], document)}


def test_a_compound_is_found_with_and_without_its_hyphen(store: Store) -> None:
    add_paper(store, "a.txt", "The well-being strategy was noted.", "Her wellbeing matters.")
    assert set(find_passage_ids(store, "wellbeing")) == {"a.txt::1", "a.txt::2"}


def test_words_are_found_at_once_and_vectors_follow(store: Store) -> None:
    add_paper(store, "a.txt", "Potholes were repaired.", "The budget gap grew.")
    assert find_passage_ids(store, "pothole") == ["a.txt::1"], "inflections are folded"
    assert store.statistics.count_unembedded_passages() == 2
    embed_waiting(store)
    assert store.statistics.count_unembedded_passages() == 0
    [(ids, papers, rows)] = store.embeddings.fetch_vectors_since(0, 4)
    assert len(ids) == 2
    assert list(papers) == list(store.filters.find_document_rows(Filters())) * 2
    assert rows.shape == (2, 4)
    assert store.embeddings.fetch_vectors(ids, 4)[1] == ["a.txt::1", "a.txt::2"]


def test_replacing_a_paper_leaves_none_of_its_old_words(store: Store) -> None:
    add_paper(store, "a.txt", "Potholes were repaired.")
    embed_waiting(store)
    before = store.generation()
    add_paper(store, "a.txt", "The library will close.")
    assert find_passage_ids(store, "potholes") == []
    assert find_passage_ids(store, "library") == ["a.txt::1"]
    assert store.statistics.count_documents_and_passages() == (1, 1)
    assert len(store.embeddings.fetch_removals_since(before)) == 1


def test_removing_a_paper_removes_everything_of_it(store: Store) -> None:
    add_paper(store, "a.txt", "Potholes were repaired.")
    embed_waiting(store)
    with store.transaction() as transaction:
        assert store.documents.remove(transaction, "a.txt") is True
        assert store.documents.remove(transaction, "a.txt") is False, "it is gone already"
    assert (
        find_passage_ids(store, "potholes"),
        store.documents.find_document("a.txt"),
        fetch_passages(store, ["a.txt::1"]),
    ) == (
        [],
        None,
        {},
    )
    with store.transaction() as transaction:
        assert store.embeddings.drop_unused_vectors(transaction) == 1


def test_the_same_words_are_never_embedded_twice(store: Store) -> None:
    add_paper(store, "a.txt", "Potholes were repaired.")
    embed_waiting(store)
    add_paper(store, "moved/a.txt", "Potholes were repaired.")
    assert store.statistics.count_unembedded_passages() == 0, "a moved paper keeps its vectors"
    assert [len(ids) for ids, _, _ in store.embeddings.fetch_vectors_since(0, 4)] == [2]
    assert store.embeddings.count_changes_since(0) == 2


def test_every_change_raises_the_generation(store: Store) -> None:
    seen = [store.generation()]
    for change in (
        lambda: add_paper(store, "a.txt", "One."),
        lambda: embed_waiting(store),
        lambda: add_paper(store, "a.txt", "Two."),
        lambda: mark_unread(store, UnreadFile("b.pdf", "scanned", "no text", "scan it again")),
        lambda: remove(store, "a.txt"),
    ):
        change()
        seen.append(store.generation())
    assert seen == sorted(set(seen))


def test_a_failed_write_changes_nothing(store: Store) -> None:
    add_paper(store, "a.txt", "Potholes were repaired.")
    document, text, passages = paper("a.txt", "New words.", "More.")
    with pytest.raises(ValueError, match="argument"), store.transaction() as transaction:
        store.documents.replace_file(
            transaction, document.source, "origin", [DocumentEntry(document, text, passages, ["New words."])]
        )
    assert find_passage_ids(store, "potholes") == ["a.txt::1"]
    assert store.documents.find_reading_text("a.txt") == "Potholes were repaired."


FILTERED = [
    (Filters(), {"a", "b", "c"}, "no filter lets all through"),
    (Filters(authorities=("X",)), {"a"}, "one authority"),
    (Filters(authorities=("X", "Y")), {"a", "b"}, "either of two"),
    (Filters(kinds=("minutes",)), {"b"}, "kind of paper"),
    (Filters(committees=("Cabinet",)), {"a"}, "committee"),
    (Filters(since=MAY), {"b"}, "from a day on; an undated paper is outside any limit of dates"),
    (Filters(until=MARCH), {"a"}, "up to and with a day"),
    (Filters(authorities=("X",), kinds=("minutes",)), set(), "limits are joined by and"),
]


@pytest.mark.parametrize(("filters", "expected", "reason"), FILTERED)
def test_filters(store: Store, filters: Filters, expected: set[str], reason: str) -> None:
    add_paper(store, "a", "roads", authority="X", committee="Cabinet", held_on=MARCH, kind="report")
    add_paper(store, "b", "roads", authority="Y", held_on=MAY, kind="minutes")
    add_paper(store, "c", "roads")
    assert {each.split("::")[0] for each in find_passage_ids(store, "roads", filters=filters)} == expected, reason
    let_through = set(store.filters.find_document_rows(filters).tolist())
    coverage = store.statistics.measure_coverage(filters)
    assert (coverage.papers, coverage.outside_filters) == (len(expected), 3 - len(expected)), reason
    assert (len(let_through), coverage.passages) == (len(expected), len(expected)), reason
    # The same, told row by row; 2 leaves the second paper to be looked up.
    verdicts = bytes([0, *(2 if row == 2 else row in let_through for row in (1, 2, 3))])
    known = store.fulltext.search_bm25(["roads"], filters, 10, verdicts)
    assert {each.passage_id.split("::")[0] for each in known} == expected, reason


@pytest.mark.parametrize(
    "term", ['"', "roads OR", "NEAR(", "title:", "*", "a\x00b", "'; DROP TABLE words; --", "-", "^roads"]
)
def test_no_character_of_a_question_is_query_syntax(store: Store, term: str) -> None:
    add_paper(store, "a", "roads and bridges")
    assert store.fulltext.search_bm25([term, "roads"], Filters(), 5)[0].passage_id == "a::1"


def test_the_unread_list_takes_the_paper_out(store: Store) -> None:
    add_paper(store, "a.pdf", "Potholes.")
    unread = UnreadFile("a.pdf", "password", "The file has a password", "Publish it without one.")
    with store.transaction() as transaction:
        store.documents.mark_unread(transaction, unread, "origin")
    assert store.unread.list_unread() == {"a.pdf": (unread, "origin")}
    assert store.documents.find_document("a.pdf") is None
    add_paper(store, "a.pdf", "Potholes.")
    assert store.unread.list_unread() == {}, "once it is read it is off the list"


def test_an_agreed_authority_leaves_the_papers_own_word_as_it_was(store: Store) -> None:
    add_paper(store, "a", "x", authority="Xshire")
    with store.transaction() as transaction:
        store.documents.set_authorities(transaction, {"a": "Xshire County Council"})
    assert [paper.meeting.authority for paper in store.documents.list_documents()] == ["Xshire County Council"]
    assert store.build_state.list_authorities() == [("a", "a", "public", "Xshire", "Xshire County Council")]


def test_facets_count_papers(store: Store) -> None:
    add_paper(store, "a", "x", authority="X", held_on=MARCH)
    add_paper(store, "b", "x", authority="X", held_on=MAY)
    add_paper(store, "c", "x", authority="Y")
    facets = store.statistics.count_facets()
    assert [(facet.value, facet.papers) for facet in facets.authorities] == [("X", 2), ("Y", 1)]
    assert (facets.since, facets.until) == (MARCH, MAY)


def test_a_facet_counts_all_spellings_of_a_body(store: Store) -> None:
    for name, committee in (("a", "Council"), ("b", "Full Council"), ("c", "Council"), ("d", "Cabinet")):
        add_paper(store, name, "x", authority="X", committee=committee)
    council, cabinet = store.statistics.count_facets().committees
    assert (council.value, council.papers, council.aliases) == ("Council", 3, ("Full Council",))
    assert (cabinet.value, cabinet.papers, cabinet.aliases) == ("Cabinet", 1, ())


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match=r"papers\.db.*paper-search build"):
        Store(tmp_path / DATABASE_FILE_NAME)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"not a database at all, just words " * 50, "another file"), (b"SQLite format 3\x00" + b"\xff" * 5000, "damage")],
)
def test_a_damaged_index_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / DATABASE_FILE_NAME
    path.write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"papers\.db"):
        Store(path)


def test_an_index_of_another_layout_is_refused(store: Store) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'version'")
    with pytest.raises(DamagedIndexError, match="999"):
        Store(store.path)


@pytest.mark.parametrize(
    ("most", "expected", "reason"),
    [
        (1000, ["the", "rare", "road"], "all of them where that is affordable, in their order"),
        (60, ["rare", "road"], "the commonest is left out first"),
        (10, ["rare"], "then the next"),
        (1, ["rare"], "the rarest always stays"),
    ],
)
def test_the_commonest_words_are_left_out_where_too_many_passages_hold_them(
    most: int, expected: list[str], reason: str
) -> None:
    assert select_affordable_terms(["the", "rare", "road"], [900, 5, 50], most) == expected, reason


BUDGETS = [
    (268, 5_000, "of few passages all are ranked"),
    (100_000, 10_000, "a tenth"),
    (150_000, 15_000, "a tenth"),
    (1_000_000, 25_000, "no question takes longer than that"),
]


@pytest.mark.parametrize(("passages", "expected", "reason"), BUDGETS)
def test_how_many_are_ranked(passages: int, expected: int, reason: str) -> None:
    assert compute_ranking_budget(passages) == expected, reason


def test_without_words_nothing_is_affordable() -> None:
    assert select_affordable_terms([], [], 10) == []


def test_equal_scores_are_ordered_by_passage_id_however_many_there_are(store: Store) -> None:
    names = [f"{number:02}" for number in range(40)]
    for name in reversed(names):
        add_paper(store, name, "Potholes were repaired.")
    assert find_passage_ids(store, "potholes") == [f"{name}::1" for name in names[:10]]


def test_words_that_only_weigh_bring_up_nothing_and_score_as_all_words_do(store: Store) -> None:
    texts = ["roads and bridges", "roads budget", "budget budget", "roads", "budget roads roads", "schools"]
    for number, text in enumerate(texts * 3):
        add_paper(store, f"{number:02}", text)
    whole = {each.passage_id: each.score for each in store.fulltext.search_bm25(["roads", "budget"], Filters(), 100)}
    holding = [each.passage_id for each in store.fulltext.search_bm25(["roads"], Filters(), 100)]
    weighed = store.fulltext.search_bm25(["roads"], Filters(), 100, scoring_terms=["budget"])
    assert {each.passage_id for each in weighed} == set(holding)
    assert {each.passage_id: each.score for each in weighed} == pytest.approx({name: whole[name] for name in holding})
    assert store.fulltext.search_bm25(["roads"], Filters(), 3, scoring_terms=["budget"]) == weighed[:3]
