"""BM25 over posting lists: SQLite's own scores, whatever the words, the passages and what was read before."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import DamagedIndexError
from paper_search.records import MEMBERS, PUBLIC, Access, Filters
from paper_search.records.index import DocumentEntry
from paper_search.storage.postings import PostingCache, _decode_varints, quote_term
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.samples import paper

TEXTS = (
    "Potholes and roads. Potholes are repaired.",
    "The road budget is agreed, the budget of the road.",
    "Minute 24/035 of the café: net-zero roads.",
    "Net zero by 2030. Zero net loss. 24/035 again, 24/035.",
    "Schools " + "and schools " * 150,
    "Bridges.",
    "The café on the bridge.",
)
QUESTIONS = [
    (["potholes"], [], "a word that stands twice in a passage"),
    (["road", "budget"], [], "two words, in any inflection"),
    (["road", "roads"], [], "two inflections of one word count for both"),
    (["the"], [], "a word of half of the passages has the smallest idf"),
    (["24/035"], [], "a word that is a phrase to the index, and stands three times"),
    (["net-zero", "roads"], ["24/035"], "phrases that bring up and that score; the words the other way round are none"),
    (["schools", "and"], [], "a passage of more words than a byte can say"),
    (["cafe"], [], "accents are folded"),
    (["roads"], ["budget", "the"], "words that only score"),
    (["roads"], ["unicorns"], "a word that stands nowhere"),
    (["unicorns"], ["roads"], "nothing is brought up by a word that only scores"),
    (["-", "roads"], [], "no word at all beside one"),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / DATABASE_FILE_NAME, create=True)
    for number, text in enumerate(TEXTS):
        put(store, f"{number}.txt", (text, f"Part {number} of the roads."))
    # A passage that has gone leaves its words in older parts of the index.
    put(store, "gone.txt", ("Potholes on the café's road.",))
    with store.transaction() as transaction:
        store.documents.remove_file(transaction, "gone.txt")
    return store


def put(store: Store, name: str, texts: Sequence[str], access: Access = "public") -> None:
    document, text, passages = paper(name, *texts, access=access)
    entry = DocumentEntry(document, text, passages, [passage.text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, name, "digest", [entry])


def rank_by_sqlite(store: Store, terms: Sequence[str], others: Sequence[str], table: str = "words") -> dict[str, float]:
    """Return the passages that hold any of the terms with the scores of ``bm25()``."""
    any_term, any_other = (" OR ".join(map(quote_term, words)) for words in (terms, others))
    matches = [f"({any_term}) {how} ({any_other})" for how in ("NOT", "AND")] if others else [any_term]
    rows = [
        row
        for match in matches
        for row in store.database.connection.execute(
            f"SELECT passage_id, -bm25({table}) FROM {table} JOIN passages ON passage_row = {table}.rowid"
            f" WHERE {table} MATCH ?",
            (match,),
        )
    ]
    return dict(map(tuple, rows))


def search(
    store: Store,
    terms: Sequence[str],
    others: Sequence[str] = (),
    postings: PostingCache | None = None,
    access: tuple[Access, ...] = PUBLIC,
) -> dict[str, float]:
    found = store.fulltext.search_bm25(terms, Filters(), 100, None, others, access=access, postings=postings)
    return {passage.passage_id: passage.score for passage in found}


@pytest.mark.parametrize(("terms", "others", "reason"), QUESTIONS)
def test_scores_are_those_of_sqlite_to_the_last_bit(
    store: Store, terms: list[str], others: list[str], reason: str
) -> None:
    expected = rank_by_sqlite(store, terms, others)
    assert search(store, terms, others) == expected, reason
    assert bool(expected) == ("unicorns" not in terms), reason


@pytest.mark.parametrize("count", [255, 256, 65_535, 65_536])
def test_a_word_counts_as_often_as_it_stands_in_a_passage(store: Store, count: int) -> None:
    """A table that was read as one sentence may say a word more often than two bytes can."""
    put(store, "form.txt", ("yes " * count,))
    assert search(store, ["yes"], ["bridges"]) == rank_by_sqlite(store, ["yes"], ["bridges"])


def test_a_passage_with_all_terms_is_found_by_all_of_them(store: Store) -> None:
    found = store.fulltext.search_bm25(["road", "budget"], Filters(), 9, match_all=True)
    both = rank_by_sqlite(store, ["budget"], []).keys() & rank_by_sqlite(store, ["road"], []).keys()
    assert {passage.passage_id for passage in found} == both == {"1.txt::1"}


def test_what_was_read_is_not_read_again(store: Store) -> None:
    postings, statements = PostingCache(), list[str]()
    before = search(store, ["road", "24/035"], ["budget"], postings)
    store.database.connection.set_trace_callback(statements.append)
    assert search(store, ["road", "24/035"], ["budget"], postings) == before
    store.database.connection.set_trace_callback(None)
    is_word_read = [name in statement for statement in statements for name in ("_instances", "MATCH", "_docsize")]
    assert statements
    assert not any(is_word_read)


@pytest.mark.parametrize("max_bytes", [0, 700, 1400])
def test_lists_that_do_not_fit_are_read_again(store: Store, max_bytes: int) -> None:
    postings = PostingCache(max_bytes)
    for terms, others, reason in QUESTIONS * 2:
        assert search(store, terms, others, postings) == rank_by_sqlite(store, terms, others), reason
        assert sum(kept.size for kept in postings._lists.values()) == postings._bytes <= max_bytes


def test_each_table_has_lists_of_its_own(store: Store) -> None:
    postings = PostingCache()
    put(store, "offer.txt", ("The confidential offer for the road.",), access="members")
    for access, table in ((PUBLIC, "words"), (MEMBERS, "members_words"), (PUBLIC, "words")):
        assert search(store, ["road"], ["offer"], postings, access) == rank_by_sqlite(store, ["road"], ["offer"], table)
    assert not search(store, ["confidential"], postings=postings)
    assert search(store, ["confidential"], postings=postings, access=MEMBERS).keys() == {"offer.txt::1"}


def test_an_index_without_the_length_of_a_passage_is_damaged(store: Store) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("DELETE FROM words_docsize WHERE id = 1")
    connection.close()
    with pytest.raises(DamagedIndexError, match="lacks the lengths"):
        search(store, ["potholes"])


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM words_data WHERE id = 1", "no statistics"),
        ("UPDATE words_data SET block = x'' WHERE id = 1", "statistics without a number"),
        ("UPDATE words_data SET block = x'0701' WHERE id = 1", "too few numbers"),
        ("UPDATE words_data SET block = x'07000000' WHERE id = 1", "no words"),
        ("UPDATE words_data SET block = x'00010101' WHERE id = 1", "no passages"),
    ],
)
def test_an_index_without_statistics_of_its_words_is_damaged(store: Store, statement: str, reason: str) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(DamagedIndexError, match=r"papers\.db: .* lacks the number"):
        search(store, ["potholes"])


def _encode_varint(number: int) -> bytes:
    groups = [number >> shift & 0x7F for shift in range(49, -1, -7)]
    while len(groups) > 1 and not groups[0]:
        del groups[0]
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


@given(st.lists(st.integers(0, 2**50)))
def test_numbers_of_a_block_are_read_as_they_were_written(numbers: list[int]) -> None:
    assert _decode_varints(b"".join(map(_encode_varint, numbers))).tolist() == numbers
