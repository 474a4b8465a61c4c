"""One suite over every engine, against brute force: order, scores and filters, not counts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_search.embeddings import Rows
from paper_search.records import Candidates, Document, Filters, ParsedQuery, PassageKind, ScoredPassage
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms
from paper_search.storage import fulltext, vector_index
from paper_search.storage.documents import DATABASE_FILE_NAME, DocumentEntry, Store
from tests.samples import MARCH, MAY, paper

DIMENSIONS = 8
WORDS = ("roads", "bridges", "potholes", "library", "ofsted", "budget", "schools", "planning")
KINDS = ("report", "minutes", None)
IN_ORDER: tuple[tuple[PassageKind, ...], ...] = (("paragraph",) * 3, ("paragraph", "bullet", "bullet"))
"""The kinds of a paper's passages."""


class World:
    """Random papers in a real store, and what brute force says about them."""

    def __init__(self, folder: Path, papers: int = 60) -> None:
        self.store = Store(folder / DATABASE_FILE_NAME, create=True)
        self.random = np.random.default_rng(11)
        self.documents: dict[str, Document] = {}
        self.vectors: dict[str, Rows] = {}
        self.texts: dict[str, str] = {}
        for number in range(papers):
            self.add(number)

    def add(self, number: int) -> None:
        name = f"paper-{number:03}"
        texts = [" ".join(self.random.choice(WORDS, 6)) + f" {name} {each}" for each in range(3)]
        document, text, passages = paper(
            name,
            *texts,
            authority=f"Council {number % 4}" if number % 5 else None,
            held_on=(MARCH, MAY, None)[number % 3],
            kind=KINDS[number % 3],
        )
        passages = tuple(replace(each, kind=kind) for each, kind in zip(passages, IN_ORDER[number % 2], strict=True))
        self.store.replace_file(document.source, name, [DocumentEntry(document, text, passages, texts)])
        self.documents[name] = document
        rows = self.random.normal(size=(3, DIMENSIONS)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        self.store.put_vectors(texts, rows)
        for passage, row in zip(passages, rows, strict=True):
            self.vectors[passage.passage_id] = row
            self.texts[passage.passage_id] = passage.text

    def remove(self, number: int) -> None:
        name = f"paper-{number:03}"
        self.store.remove(name)
        del self.documents[name]
        for passage_id in [each for each in self.vectors if each.startswith(f"{name}::")]:
            del self.vectors[passage_id], self.texts[passage_id]

    def find_allowed(self, filters: Filters) -> list[str]:
        def lets_through(document: Document) -> bool:
            held_on = document.meeting.held_on
            return (
                (not filters.authorities or document.meeting.authority in filters.authorities)
                and (not filters.kinds or document.kind in filters.kinds)
                and (filters.since is None or (held_on is not None and held_on >= filters.since))
                and (filters.until is None or (held_on is not None and held_on <= filters.until))
            )

        return [each for each in self.vectors if lets_through(self.documents[each.split("::")[0]])]

    def nearest(self, query: Rows, filters: Filters, depth: int) -> list[tuple[str, float]]:
        scored = [(each, float(self.vectors[each] @ query)) for each in self.find_allowed(filters)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


def open_local(folder: Path) -> Engine:
    return LocalEngine(folder, DIMENSIONS)


ENGINES: list[Callable[[Path], Engine]] = [open_local]

FILTERS = [
    (Filters(), "no filter"),
    (Filters(authorities=("Council 1",)), "a quarter of the papers"),
    (Filters(authorities=("Council 1", "Council 2"), kinds=("report",)), "two limits"),
    (Filters(since=MAY), "dates leave undated papers out"),
    (Filters(since=MARCH, until=MARCH), "one day"),
    (Filters(authorities=("Nowhere",)), "a limit that nothing meets"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(params=ENGINES, ids=lambda opener: opener.__name__)
def engine(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Engine:
    opened: Engine = request.param(tmp_path)
    return opened


def some_query(seed: int = 0) -> Rows:
    row = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return row / np.linalg.norm(row)


def retrieve(engine: Engine, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
    """Ask one question of the newest generation."""
    with engine.snapshot() as index:
        return index.retrieve(query, vector, depth)


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
@pytest.mark.parametrize("depth", [1, 10, 1000])
def test_dense_candidates_are_the_true_nearest(
    engine: Engine, world: World, filters: Filters, reason: str, depth: int
) -> None:
    query = some_query()
    expected = world.nearest(query, filters, depth)
    found = retrieve(engine, parse_terms("roads", filters), query, depth).dense
    assert [scored.passage_id for scored in found] == [each for each, _ in expected], reason
    assert [scored.score for scored in found] == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
def test_lexical_candidates_are_all_that_hold_a_word(
    engine: Engine, world: World, filters: Filters, reason: str
) -> None:
    found = retrieve(engine, parse_terms("ofsted potholes", filters), some_query(), 1000).lexical
    holding = {each for each in world.find_allowed(filters) if {"ofsted", "potholes"} & set(world.texts[each].split())}
    assert {scored.passage_id for scored in found} == holding, reason
    assert list(found) == sorted(found, key=lambda scored: (-scored.score, scored.passage_id))


def test_changes_are_seen_by_the_next_question(engine: Engine, world: World) -> None:
    query = some_query(3)
    for change in (lambda: world.add(500), lambda: world.remove(7), lambda: world.add(501), lambda: world.remove(500)):
        change()
        found = retrieve(engine, parse_terms("roads"), query, 1000).dense
        assert [scored.passage_id for scored in found] == [each for each, _ in world.nearest(query, Filters(), 1000)]


def test_a_removed_passage_cannot_be_fetched(engine: Engine, world: World) -> None:
    with engine.snapshot() as index:
        assert set(index.fetch(["paper-001::1", "paper-001::9"])) == {"paper-001::1"}
    world.remove(1)
    with engine.snapshot() as index:
        assert index.fetch(["paper-001::1"]) == {}


def test_neighbours_are_those_next_in_the_same_paper_and_bullets_stand_alone(engine: Engine, world: World) -> None:
    with engine.snapshot() as index:
        held = {key: passage for key, (passage, _) in index.fetch(sorted(world.find_allowed(Filters()))).items()}
        neighbours = index.neighbours(list(held))
    by_paper: dict[str, list[str]] = {}
    for key in sorted(held, key=lambda key: held[key].start):
        by_paper.setdefault(held[key].doc_id, []).append(key)
    for keys in by_paper.values():
        expected = {
            each: tuple(
                other
                for other in keys[max(place - 1, 0) : place] + keys[place + 1 : place + 2]
                if not held[each].kind == held[other].kind == "bullet"
            )
            for place, each in enumerate(keys)
        }
        assert {key: neighbours[key] for key in keys} == expected


def test_vectors_are_those_that_were_kept_by_passage_id(engine: Engine, world: World) -> None:
    asked = sorted(world.vectors)[:5]
    with engine.snapshot() as index:
        found = index.vectors([*asked, "no-such-paper::1"])
        assert index.vectors([]) == {}
    assert sorted(found) == asked, "what is not held is left out"
    for passage_id, row in found.items():
        np.testing.assert_allclose(row, world.vectors[passage_id], atol=1e-6)


def test_frequencies_and_coverage(engine: Engine, world: World) -> None:
    expected = [sum(word in text.split() for text in world.texts.values()) for word in ("roads", "mermaids")]
    with engine.snapshot() as index:
        assert index.frequencies(["road", "mermaids"]) == expected, "inflections are folded"
        assert index.coverage(Filters()).papers == len(world.documents)
        assert index.coverage(Filters(authorities=("Council 1",))).papers == len(
            {each.split("::")[0] for each in world.find_allowed(Filters(authorities=("Council 1",)))}
        )


def test_vectors_kept_on_disk_give_the_same_answers(world: World, tmp_path: Path) -> None:
    before = LocalEngine(tmp_path, DIMENSIONS)
    before.save_vectors()
    world.add(600)
    after = LocalEngine(tmp_path, DIMENSIONS)
    query = some_query(5)
    assert retrieve(after, parse_terms("roads"), query, 50) == retrieve(before, parse_terms("roads"), query, 50)


# -- one generation ------------------------------------------------------------------------------------------


def test_inside_a_snapshot_nothing_changes_and_behind_it_all_has(engine: Engine, world: World) -> None:
    query, asked = some_query(7), parse_terms("roads bridges")
    with engine.snapshot() as index:
        before = index.retrieve(asked, query, 1000)
        counted, covered = index.frequencies(["roads"]), index.coverage(Filters())
        world.add(700)
        world.remove(3)
        assert index.retrieve(asked, query, 1000) == before
        assert set(index.fetch(["paper-003::1", "paper-700::1"])) == {"paper-003::1"}
        assert (index.frequencies(["roads"]), index.coverage(Filters())) == (counted, covered)
    after = retrieve(engine, asked, query, 1000).dense
    assert [scored.passage_id for scored in after] == [each for each, _ in world.nearest(query, Filters(), 1000)]
    with engine.snapshot() as index:
        assert set(index.fetch(["paper-003::1", "paper-700::1"])) == {"paper-700::1"}


def test_threads_that_ask_while_papers_come_and_go_each_see_one_generation(engine: Engine, world: World) -> None:
    """One paper is held at a time, each with the next number: whoever sees two numbers has seen a mix."""
    stop, seen = threading.Event(), list[set[str]]()
    query = some_query(8)

    def ask() -> None:
        while not stop.is_set():
            with engine.snapshot() as index:
                found = index.retrieve(parse_terms("roads"), query, 1000)
                ids = [scored.passage_id for scored in found.dense]
                fetched = index.fetch(ids)
            assert set(fetched) == set(ids), "what was found can be fetched"
            seen.append({each for each in ids if each.startswith("paper-8")})

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(ask) for _ in range(3)]
        for number in range(800, 830):
            world.add(number)
            world.remove(number)
        stop.set()
        for each in asking:
            each.result()
    assert all(len({name.split("::")[0] for name in ids}) <= 1 for ids in seen)
    assert retrieve(engine, parse_terms("roads"), query, 1000).dense


def test_how_often_a_word_stands_is_counted_on_and_again(engine: Engine, world: World) -> None:
    def count_frequencies() -> list[int]:
        return [sum(word in text.split() for text in world.texts.values()) for word in ("roads", "ofsted")]

    for change in (lambda: None, lambda: world.add(500), lambda: world.remove(4), lambda: world.add(501)):
        change()
        with engine.snapshot() as index:
            assert index.frequencies(["roads", "ofsted"]) == count_frequencies()


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
def test_words_without_a_vector_yet_are_found_through_filters(
    engine: Engine, world: World, filters: Filters, reason: str
) -> None:
    document, text, passages = paper("waiting", "mermaids in the harbour", authority="Council 1", held_on=MARCH)
    retrieve(engine, parse_terms("mermaids", filters), some_query(), 10)
    world.store.replace_file(
        document.source, "waiting", [DocumentEntry(document, text, passages, ["mermaids in the harbour"])]
    )
    world.documents["waiting"] = document
    world.vectors["waiting::1"] = some_query()
    found = retrieve(engine, parse_terms("mermaids", filters), some_query(), 10).lexical
    allowed = [each for each in world.find_allowed(filters) if each.startswith("waiting")]
    assert [scored.passage_id for scored in found] == allowed, reason


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
        each for each, _ in world.nearest(some_query(6), Filters(), 50)
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
        assert [scored.passage_id for scored in found] == [each for each, _ in world.nearest(query, Filters(), 50)]
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
    assert [scored.passage_id for scored in found] == [each for each, _ in other.nearest(query, Filters(), 1000)]


def test_a_store_that_was_made_with_an_encoder_of_other_dimensions_is_opened(world: World, tmp_path: Path) -> None:
    server = LocalEngine(tmp_path, DIMENSIONS)
    server.save_vectors()
    server.refresh()
    aside = Store(tmp_path / "next.db", create=True)
    document, text, passages = paper("a", "roads")
    aside.replace_file(document.source, "a", [DocumentEntry(document, text, passages, ["roads"])])
    aside.put_vectors(["roads"], np.array([[1.0, 0.0, 0.0]], dtype=np.float32))
    aside.set_meta({"dimensions": "3"})
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
    both = [each for each in everything if {"roads", "bridges"} <= set(world.texts[each.passage_id].split())]
    assert 10 < len(both) < len(everything)
    assert list(retrieve_lexical(10)) == [
        ScoredPassage(each.passage_id, pytest.approx(each.score)) for each in both[:10]
    ]
    more = {each.passage_id for each in retrieve_lexical(len(both) + 10)}
    assert len(more) > len(both), "where too few hold both, those that hold the rarest are ranked"
