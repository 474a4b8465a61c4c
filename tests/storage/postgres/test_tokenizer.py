"""The terms of passages: those of SQLite's FTS5, in a form that PostgreSQL keeps."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_search.storage.postgres.binary_copy import copy_binary, to_bigint
from paper_search.storage.postgres.connection import connect
from paper_search.storage.postgres.layout import check_server
from paper_search.storage.postgres.tokenizer import (
    MAX_POSITIONS,
    MAX_TERM_BYTES,
    quote_lexeme,
    tokenize,
    tokenize_columns,
    tokenize_passages,
)

WORDS = (
    ("roads", ("road",), "a stem"),
    ("naïve CAFÉ", ("naiv", "cafe"), "accents and capitals are folded"),
    ("24/035", ("24", "035"), "a number of two parts is a phrase"),
    ("O'Neill", ("o", "neill"), "an apostrophe parts"),
    ("a\0b", ("a", "b"), "a NUL character parts"),
    ("...", (), "no term"),
    ("", (), "nothing"),
    ("Straße Ⅳ 中文", ("straß", "ⅳ", "中文"), "letters of other scripts"),
)


@pytest.mark.parametrize(("word", "terms", "why"), WORDS, ids=[case[2] for case in WORDS])
def test_a_word_stands_for_the_terms_of_fts5(word: str, terms: tuple[str, ...], why: str) -> None:
    assert tokenize(word) == terms


@settings(max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_passage_holds_the_terms_that_fts5_finds_in_it(headings: str, body: str) -> None:
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE words USING fts5 (body, tokenize='porter unicode61 remove_diacritics 2')")
    index.execute("INSERT INTO words VALUES (?)", (f"{headings} \n {body}",))
    index.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, row)")
    found = dict(index.execute("SELECT term, cnt FROM terms").fetchall())
    terms = tokenize_columns("", headings, body)
    assert {term: len(places) for term, places in terms.positions.items()} == found
    assert terms.length == sum(found.values())


def test_the_passages_of_a_batch_are_told_apart() -> None:
    first, second = tokenize_passages([("Title", "", "one two"), ("", "Title", "two two")])
    assert (sorted(first.positions), first.length) == (["on", "titl", "two"], 3)
    assert (len(second.positions["two"]), second.length) == (2, 3)


@pytest.fixture
def words(database: str) -> str:
    """The address of a database with a table of terms."""
    with connect(database) as connection:
        check_server(connection, database)
        connection.execute("CREATE TABLE words (place bigint, words tsvector)")
    return database


def write_words(url: str, *passages: tuple[str, str, str]) -> None:
    with connect(url) as connection, connection.transaction():
        rows = [(to_bigint(place), tokenize_columns(*columns).to_tsvector()) for place, columns in enumerate(passages)]
        copy_binary(connection, "words", rows)


def find(url: str, query: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT place FROM words WHERE words @@ %s::tsquery ORDER BY 1", (query,))
        return [row[0] for row in rows]


QUERIES = (
    ("'pond':A", [0], "the title"),
    ("'fenc':B", [0], "headings"),
    ("'account':C", [0, 1], "the body"),
    ("'hous' <-> 'account'", [0], "a phrase within a column"),
    ("'pond' <-> 'fenc'", [], "no phrase goes over the end of a title"),
    ("'fenc' <-> 'hous'", [], "nor over that of headings"),
    (quote_lexeme("it's \\ odd"), [], "a quoted term is no syntax"),
)


@pytest.mark.parametrize(("query", "places", "why"), QUERIES, ids=[case[2] for case in QUERIES])
def test_postgresql_finds_terms_and_phrases_where_they_stand(
    words: str, query: str, places: list[int], why: str
) -> None:
    write_words(words, ("The pond", "Fencing", "Housing accounts"), ("", "", "Accounts of housing"))
    assert find(words, query) == places


def test_what_is_too_long_or_too_frequent_is_kept_so_that_it_is_found(words: str) -> None:
    long_word = "x" * (MAX_TERM_BYTES + 1)
    write_words(words, ("", "", f"{long_word} end"), ("", "", "again " * 400), ("", "", f"{'the ' * 20_000} behind"))
    [term] = tokenize(long_word)
    assert find(words, quote_lexeme(term)) == [0]
    assert find(words, "'again'") == [1]
    assert find(words, "'behind'") == [2]
    with psycopg.connect(words) as connection:
        query = "SELECT max(array_length(positions, 1)) FROM words, unnest(words)"
        assert connection.execute(query).fetchone() == (MAX_POSITIONS,)
