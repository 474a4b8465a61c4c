"""Questions to begin with, as the index keeps them: they go with their paper, and survive a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from paper_search.records import Document
from paper_search.records.documents import DocumentRelation
from paper_search.records.index import DocumentEntry
from paper_search.storage.backup import backup
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.samples import paper

QUESTION = "What did Cabinet decide about the lido?"


def insert(store: Store, source: str, **fields: str) -> Document:
    document, text, passages = paper(source, f"The lido opens in May, says {source}.")
    document = replace(document, **fields)  # type: ignore[arg-type]
    entry = DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, document.source, "digest", [entry])
    return document


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An index of two papers, each with a question that it answers."""
    store = Store(tmp_path / "index" / DATABASE_FILE_NAME, create=True)
    insert(store, "a.txt")
    insert(store, "b.txt")
    with store.transaction() as transaction:
        store.examples.replace(transaction, [(QUESTION, "a.txt"), ("And then?", "b.txt"), ("Lost?", "gone.txt")], "1")
    return store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()


def remove(store: Store) -> None:
    with store.transaction() as transaction:
        store.documents.remove(transaction, "a.txt")


def read_again_for_members(store: Store) -> None:
    insert(store, "a.txt", access="members")


def mark_as_replaced(store: Store) -> None:
    with store.transaction() as transaction:
        store.documents.set_relations(transaction, {"a.txt": DocumentRelation(None, (), "replaced", "b.txt")})


def mark_as_copy(store: Store) -> None:
    with store.transaction() as transaction:
        store.documents.set_relations(transaction, {"a.txt": DocumentRelation("b.txt", (), None, None)})


CHANGES: list[tuple[Callable[[Store], None], str]] = [
    (remove, "a paper that is withdrawn takes its question along at once"),
    (read_again_for_members, "nobody is told of a paper for members"),
    (mark_as_replaced, "a paper that was replaced answers no more"),
    (mark_as_copy, "a copy is shown as the other paper"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[reason for _, reason in CHANGES])
def test_a_question_goes_with_its_paper(store: Store, change: Callable[[Store], None], reason: str) -> None:
    assert store.examples.list_questions() == (QUESTION, "And then?"), "one of a paper that is gone is not kept"
    change(store)
    assert store.examples.list_questions() == ("And then?",)


def test_keeping_questions_is_no_change_of_the_index(store: Store) -> None:
    before = store.generation()
    with store.transaction() as transaction:
        store.examples.replace(transaction, [(QUESTION, "a.txt")], "2")
    assert store.generation() == before
    assert store.examples.is_asked_of("2")
    assert not store.examples.is_asked_of("1")
    assert store.examples.list_questions() == (QUESTION,)


def test_a_backup_has_them(store: Store, tmp_path: Path) -> None:
    backup(store.path.parent, tmp_path / "copy.db")
    assert Store(tmp_path / "copy.db").examples.list_questions() == store.examples.list_questions()
