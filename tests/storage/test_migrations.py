"""Indexes made before a step of the layout was there: read as they are, and brought up to date by the next build."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from paper_search.records.index import DocumentEntry
from paper_search.storage.database import load_schema
from paper_search.storage.migrations import STEPS, migrate
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.samples import paper

WITHOUT_ARRIVALS = "DROP TRIGGER document_arrived; DROP TABLE arrivals;"
WITHOUT_ACRONYMS = "DROP TABLE acronyms;"
WITHOUT_MEMBERS_WORDS = (
    "DROP TABLE members_vocabulary; DROP TABLE members_words; DROP INDEX documents_restricted;"
    " DELETE FROM meta WHERE key = 'members words';"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A new index of one paper that defines an acronym."""
    store = Store(tmp_path / DATABASE_FILE_NAME, create=True)
    document, text, passages = paper("a.txt", "The Flood Action Group (FAG) met in May.")
    entry = DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, document.source, "digest", [entry])
    return store


def make_older(store: Store, statements: str, version: int) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.executescript(f"{statements} PRAGMA user_version = {version};")
    connection.close()


def read_schema(store: Store) -> set[tuple[str, str, str]]:
    rows = store.database.connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL")
    return {tuple(row) for row in rows}


def read_version(store: Store) -> int:
    return store.database.fetch_int("PRAGMA user_version")


def test_a_new_index_has_had_every_step(store: Store) -> None:
    assert read_version(store) == len(STEPS)
    assert f"PRAGMA user_version = {len(STEPS)};" in load_schema()


WITHOUT_REGISTER = "DROP TABLE register_names; DROP TABLE register_entries; DROP INDEX documents_by_day;"
WITHOUT_UNREAD_PARTS = "DROP TABLE unread_parts;"

OLDER = [
    (WITHOUT_REGISTER, 5, "made before the register was kept"),
    (WITHOUT_UNREAD_PARTS, 3, "made when pages without words were all that could be unread"),
    (WITHOUT_ARRIVALS + WITHOUT_ACRONYMS + WITHOUT_MEMBERS_WORDS, 0, "made before any was kept"),
    (WITHOUT_MEMBERS_WORDS, 2, "made when the words of all stood in one table"),
    (WITHOUT_ARRIVALS, 0, "made when acronyms were kept and steps had no numbers"),
    (WITHOUT_ARRIVALS, 1, "the first step was done, and then the process was killed"),
    ("", 0, "made when both were kept and steps had no numbers"),
]


@pytest.mark.parametrize(("statements", "version", "reason"), OLDER, ids=[case[-1] for case in OLDER])
def test_an_older_index_becomes_like_a_new_one(store: Store, statements: str, version: int, reason: str) -> None:
    expected = read_schema(store)
    acronyms = store.acronyms.find_acronyms(["fag"])
    make_older(store, statements, version)
    migrate(store.database)
    assert read_schema(store) == expected, reason
    assert read_version(store) == len(STEPS)
    assert store.acronyms.find_acronyms(["fag"]) == acronyms != []
    assert store.history.find_arrivals(["a.txt"]).keys() == {"a.txt"}


def test_readers_notice_new_acronyms_and_nothing_else(store: Store) -> None:
    generation = store.generation()
    make_older(store, WITHOUT_ARRIVALS, 0)
    migrate(store.database)
    assert store.generation() == generation, "what a question finds is the same"
    make_older(store, WITHOUT_ACRONYMS, 0)
    migrate(store.database)
    assert store.generation() == generation + 1


def test_note_marks_are_taken_out_of_an_older_index(tmp_path: Path) -> None:
    store = Store(tmp_path / DATABASE_FILE_NAME, create=True)
    document, text, passages = paper("a.txt", "Costs rose in 2019\u2074, then fell.")
    entry = DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, document.source, "digest", [entry])
        transaction.execute("INSERT INTO words (words) VALUES ('delete-all')")
        transaction.execute("INSERT INTO words (rowid, title, headings, body) VALUES (1, '', '', ?)", (text,))
    find = "SELECT COUNT(*) FROM words WHERE words MATCH '2019'"
    assert store.database.fetch_int(find) == 0, "the figure and its note are one word"
    make_older(store, "", 3)
    migrate(store.database)
    assert store.database.fetch_int(find) == 1


def test_steps_are_done_once(store: Store) -> None:
    before = store.database.connection.total_changes
    migrate(store.database)
    assert store.database.connection.total_changes == before


def test_an_index_of_a_newer_program_keeps_its_number(store: Store) -> None:
    make_older(store, "", len(STEPS) + 1)
    migrate(store.database)
    assert read_version(store) == len(STEPS) + 1
