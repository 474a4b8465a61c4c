"""One suite over every engine, against brute force: order, scores and filters, not counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from paper_search.embed import Rows
from paper_search.engines.base import Engine
from paper_search.engines.local import LocalEngine
from paper_search.records import Document, Filters, Query
from paper_search.store import FILE_NAME, Store
from tests.samples import MARCH, MAY, paper

DIMENSIONS = 8
WORDS = ("roads", "bridges", "potholes", "library", "ofsted", "budget", "schools", "planning")
KINDS = ("report", "minutes", None)


class World:
    """Random papers in a real store, and what brute force says about them."""

    def __init__(self, folder: Path, papers: int = 60) -> None:
        self.store = Store(folder / FILE_NAME, create=True)
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
        self.store.put(document, name, text, passages, texts)
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

    def allowed(self, filters: Filters) -> list[str]:
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
        scored = [(each, float(self.vectors[each] @ query)) for each in self.allowed(filters)]
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


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
@pytest.mark.parametrize("depth", [1, 10, 1000])
def test_dense_candidates_are_the_true_nearest(
    engine: Engine, world: World, filters: Filters, reason: str, depth: int
) -> None:
    query = some_query()
    expected = world.nearest(query, filters, depth)
    found = engine.retrieve(Query("roads", filters), query, depth).dense
    assert [scored.passage_id for scored in found] == [each for each, _ in expected], reason
    assert [scored.score for scored in found] == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
def test_lexical_candidates_are_all_that_hold_a_word(
    engine: Engine, world: World, filters: Filters, reason: str
) -> None:
    found = engine.retrieve(Query("ofsted potholes", filters), some_query(), 1000).lexical
    holding = {each for each in world.allowed(filters) if {"ofsted", "potholes"} & set(world.texts[each].split())}
    assert {scored.passage_id for scored in found} == holding, reason
    assert list(found) == sorted(found, key=lambda scored: (-scored.score, scored.passage_id))


def test_changes_are_seen_by_the_next_question(engine: Engine, world: World) -> None:
    query = some_query(3)
    for change in (lambda: world.add(500), lambda: world.remove(7), lambda: world.add(501), lambda: world.remove(500)):
        change()
        found = engine.retrieve(Query("roads"), query, 1000).dense
        assert [scored.passage_id for scored in found] == [each for each, _ in world.nearest(query, Filters(), 1000)]


def test_a_removed_passage_cannot_be_fetched(engine: Engine, world: World) -> None:
    assert set(engine.fetch(["paper-001::1", "paper-001::9"])) == {"paper-001::1"}
    world.remove(1)
    assert engine.fetch(["paper-001::1"]) == {}


def test_frequencies_and_coverage(engine: Engine, world: World) -> None:
    expected = [sum(word in text.split() for text in world.texts.values()) for word in ("roads", "mermaids")]
    assert engine.frequencies(["road", "mermaids"]) == expected, "inflections are folded"
    assert engine.coverage(Filters()).papers == len(world.documents)
    assert engine.coverage(Filters(authorities=("Council 1",))).papers == len(
        {each.split("::")[0] for each in world.allowed(Filters(authorities=("Council 1",)))}
    )


def test_vectors_kept_on_disk_give_the_same_answers(world: World, tmp_path: Path) -> None:
    before = LocalEngine(tmp_path, DIMENSIONS)
    before.save_vectors()
    world.add(600)
    after = LocalEngine(tmp_path, DIMENSIONS)
    query = some_query(5)
    assert after.retrieve(Query("roads"), query, 50) == before.retrieve(Query("roads"), query, 50)


def test_a_spoilt_vector_file_is_derived_again(world: World, tmp_path: Path) -> None:
    opened = LocalEngine(tmp_path, DIMENSIONS)
    opened.save_vectors()
    query = some_query(6)
    expected = opened.retrieve(Query("roads"), query, 50)
    (tmp_path / "vectors.faiss").write_bytes(b"spoilt")
    assert LocalEngine(tmp_path, DIMENSIONS).retrieve(Query("roads"), query, 50) == expected
