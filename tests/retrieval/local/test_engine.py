"""The engine that ships: its file of vectors, stores that are swapped, and words that are too frequent."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_search.records import Filters, ScoredPassage
from paper_search.records.index import DocumentEntry
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms
from paper_search.storage import fulltext, vector_index
from paper_search.storage.reading_version import OLDEST_SHOWN_VERSION, READING_VERSION_KEY
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.retrieval.world import DIMENSIONS, World, retrieve, some_query
from tests.samples import paper


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_vectors_kept_on_disk_give_the_same_answers(world: World, tmp_path: Path) -> None:
    before = LocalEngine(tmp_path, DIMENSIONS)
    before.save_vectors()
    world.add(600)
    after = LocalEngine(tmp_path, DIMENSIONS)
    query = some_query(5)
    assert retrieve(after, parse_terms("roads"), query, 50) == retrieve(before, parse_terms("roads"), query, 50)


# -- the file of vectors -------------------------------------------------------------------------------------


def nearest_of(folder: Path, seed: int = 6) -> tuple[ScoredPassage, ...]:
    return retrieve(LocalEngine(folder, DIMENSIONS), parse_terms("roads"), some_query(seed), 50).dense


def test_little_that_came_since_leaves_the_file_as_it_is(world: World, tmp_path: Path) -> None:
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    kept = (tmp_path / "vectors.faiss").read_bytes()
    world.add(600)
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    assert (tmp_path / "vectors.faiss").read_bytes() == kept
    assert [scored.passage_id for scored in nearest_of(tmp_path)] == [
        key for key, _ in world.nearest(some_query(6), Filters(), 50)
    ]


def test_much_that_came_since_is_kept_and_a_running_server_takes_it_up(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_index, "MIN_REWRITE_ROWS", 10)
    server, query = LocalEngine(tmp_path, DIMENSIONS), some_query(6)
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    server.refresh()
    for number in range(600, 606):
        world.add(number)
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    for number in (606, 607):
        world.add(number)
        found = retrieve(server, parse_terms("roads"), query, 50).dense
        assert [scored.passage_id for scored in found] == [key for key, _ in world.nearest(query, Filters(), 50)]
    with server.snapshot() as index:
        assert index.vector_index.saved_rows == 66 * 3, "the rows of the file that was written last"


@pytest.mark.parametrize(
    ("spoil", "said", "reason"),
    [
        (lambda path: path.write_bytes(b"spoilt"), True, "overwritten"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), True, "cut short"),
        (lambda path: path.unlink(), False, "gone: nothing is wrong, it is only not there"),
    ],
)
def test_a_damaged_file_is_named_not_used_and_written_again_by_the_build(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Any, said: bool, reason: str
) -> None:
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    expected, path = nearest_of(tmp_path), tmp_path / "vectors.faiss"
    whole = path.read_bytes()
    spoil(path)
    assert nearest_of(tmp_path) == expected, reason
    assert (f"{path} is damaged" in caplog.text) is said
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    assert path.read_bytes() == whole
    caplog.clear()
    assert nearest_of(tmp_path) == expected
    assert not caplog.text


def test_a_file_that_cannot_be_written_is_a_notice(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "vectors.faiss").mkdir()
    LocalEngine(tmp_path, DIMENSIONS).save_vectors()
    assert "could not be written" in caplog.text
    assert list(tmp_path.glob("*.tmp")) == []
    assert nearest_of(tmp_path)


def test_a_store_that_was_swapped_is_seen_with_its_own_vectors(world: World, tmp_path: Path) -> None:
    """As a build aside ends: the whole content of another file, copied over the live one."""
    server, query = LocalEngine(tmp_path, DIMENSIONS), some_query(6)
    server.save_vectors()
    assert retrieve(server, parse_terms("roads"), query, 10).dense
    aside = tmp_path / "aside"
    aside.mkdir()
    other = World(aside, papers=5)
    with (
        closing(sqlite3.connect(aside / DATABASE_FILE_NAME)) as source,
        closing(sqlite3.connect(tmp_path / DATABASE_FILE_NAME)) as live,
    ):
        source.backup(live)
    found = retrieve(server, parse_terms("roads"), query, 1000).dense
    assert [scored.passage_id for scored in found] == [key for key, _ in other.nearest(query, Filters(), 1000)]


def test_a_store_that_was_made_with_an_encoder_of_other_dimensions_is_opened(world: World, tmp_path: Path) -> None:
    server = LocalEngine(tmp_path, DIMENSIONS)
    server.save_vectors()
    server.refresh()
    aside = Store(tmp_path / "next.db", create=True)
    document, text, passages = paper("a", "roads")
    with aside.transaction() as transaction:
        aside.documents.replace_file(
            transaction, document.source, "a", [DocumentEntry(document, text, passages, ["roads"])]
        )
    with aside.transaction() as transaction:
        aside.embeddings.put_vectors(transaction, ["roads"], np.array([[1.0, 0.0, 0.0]], dtype=np.float32))
    aside.set_meta({"dimensions": "3", READING_VERSION_KEY: str(OLDEST_SHOWN_VERSION)})
    aside.close()
    with (
        closing(sqlite3.connect(aside.path)) as source,
        closing(sqlite3.connect(tmp_path / DATABASE_FILE_NAME)) as live,
    ):
        source.backup(live)
    found = retrieve(server, parse_terms("roads"), np.array([0.6, 0.8, 0.0], dtype=np.float32), 5).dense
    assert [(scored.passage_id, round(scored.score, 6)) for scored in found] == [("a::1", 0.6)]


def test_where_every_word_is_frequent_passages_that_hold_two_are_ranked(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, asked = LocalEngine(tmp_path, DIMENSIONS), parse_terms("roads bridges")

    def retrieve_lexical(depth: int) -> tuple[ScoredPassage, ...]:
        with engine.snapshot() as index:
            return index.retrieve_lexical(asked, depth)

    everything = retrieve_lexical(1000)
    monkeypatch.setattr(fulltext, "MIN_RANKED_PASSAGES", 10)
    monkeypatch.setattr(fulltext, "MAX_RANKED_PASSAGES", 10)
    both = [scored for scored in everything if {"roads", "bridges"} <= set(world.texts[scored.passage_id].split())]
    assert 10 < len(both) < len(everything)
    assert list(retrieve_lexical(10)) == [
        ScoredPassage(scored.passage_id, pytest.approx(scored.score)) for scored in both[:10]
    ]
    more = {scored.passage_id for scored in retrieve_lexical(len(both) + 10)}
    assert len(more) > len(both), "where too few hold both, those that hold the rarest are ranked"


def test_how_many_passages_are_ranked_does_not_follow_from_papers_for_members(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "MIN_RANKED_PASSAGES", 1)
    monkeypatch.setattr(fulltext, "RANKED_SHARE", 1.0)
    asked = [parse_terms(text) for text in ("roads bridges potholes library", "roads paper-012 schools")]

    def retrieve_all() -> list[object]:
        return [retrieve(LocalEngine(tmp_path, DIMENSIONS), query, some_query(3), 20) for query in asked]

    before = retrieve_all()
    for number in range(800, 900):
        world.add(number, access="members")
    assert retrieve_all() == before
