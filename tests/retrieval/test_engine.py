"""The contract of an engine: one suite over the local engine, PostgreSQL and one in memory, against brute force."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from paper_search.records import MEMBERS, PUBLIC, Access, ExactTerm, Filters, ParsedQuery
from paper_search.retrieval.engine import Engine, IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms
from tests.retrieval.brute_force_engine import BruteForceEngine
from tests.retrieval.published import PublishedWorld
from tests.retrieval.world import DIMENSIONS, FILTERS, World, retrieve, some_query
from tests.samples import MARCH, MAY, paper

PUBLISHED = {"one server": 1, "three servers": 3}
SHIPPED = (
    "local",
    pytest.param("one server", marks=[pytest.mark.long, pytest.mark.exhaustive]),
    pytest.param("three servers", marks=pytest.mark.long),
)


@pytest.fixture(scope="module")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> World:
    return first_world.copy_to(tmp_path)


@pytest.fixture(scope="module")
def publish_world(first_world: World, request: pytest.FixtureRequest) -> Callable[[int], PublishedWorld]:
    """Return what publishes the world on so many servers, once for all tests."""

    @cache
    def publish(number: int) -> PublishedWorld:
        return PublishedWorld(first_world, request.getfixturevalue("postgres_servers")[:number])

    return publish


def open_engine(name: str, world: World, publish_world: Callable[[int], PublishedWorld]) -> Engine:
    if name in PUBLISHED:
        return publish_world(PUBLISHED[name]).copy_for(world)
    return world.memory if name == "brute force" else LocalEngine(world.store.path.parent, DIMENSIONS)


@pytest.fixture(params=[*SHIPPED, "brute force"])
def engine(
    request: pytest.FixtureRequest, world: World, publish_world: Callable[[int], PublishedWorld]
) -> Iterator[Engine]:
    engine = open_engine(request.param, world, publish_world)
    yield engine
    engine.close()


@pytest.fixture(params=SHIPPED)
def shipped(
    request: pytest.FixtureRequest, world: World, publish_world: Callable[[int], PublishedWorld]
) -> Iterator[Engine]:
    engine = open_engine(request.param, world, publish_world)
    yield engine
    engine.close()


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
@pytest.mark.parametrize("depth", [1, 10, 1000])
@pytest.mark.sampled(5, of="three servers")
def test_dense_candidates_are_the_true_nearest(
    engine: Engine, world: World, filters: Filters, reason: str, depth: int
) -> None:
    query = some_query()
    expected = world.nearest(query, filters, depth)
    found = retrieve(engine, parse_terms("roads", filters), query, depth).dense
    assert [scored.passage_id for scored in found] == [key for key, _ in expected], reason
    assert [scored.score for scored in found] == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize(("filters", "reason"), FILTERS)
@pytest.mark.sampled(3, of="three servers")
def test_lexical_candidates_are_all_that_hold_a_word(
    engine: Engine, world: World, filters: Filters, reason: str
) -> None:
    found = retrieve(engine, parse_terms("ofsted potholes", filters), some_query(), 1000).lexical
    holding = {key for key in world.find_allowed(filters) if {"ofsted", "potholes"} & set(world.texts[key].split())}
    assert {scored.passage_id for scored in found} == holding, reason
    assert list(found) == sorted(found, key=lambda scored: (-scored.score, scored.passage_id))


def test_changes_are_seen_by_the_next_question(engine: Engine, world: World) -> None:
    query = some_query(3)
    for change in (lambda: world.add(500), lambda: world.remove(7), lambda: world.add(501), lambda: world.remove(500)):
        change()
        found = retrieve(engine, parse_terms("roads"), query, 1000).dense
        assert [scored.passage_id for scored in found] == [key for key, _ in world.nearest(query, Filters(), 1000)]


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
            key: tuple(
                other
                for other in keys[max(place - 1, 0) : place] + keys[place + 1 : place + 2]
                if not held[key].kind == held[other].kind == "bullet"
            )
            for place, key in enumerate(keys)
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
            {key.split("::")[0] for key in world.find_allowed(Filters(authorities=("Council 1",)))}
        )


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
    assert [scored.passage_id for scored in after] == [key for key, _ in world.nearest(query, Filters(), 1000)]
    with engine.snapshot() as index:
        assert set(index.fetch(["paper-003::1", "paper-700::1"])) == {"paper-700::1"}


def test_threads_that_ask_while_papers_come_and_go_each_see_one_generation(engine: Engine, world: World) -> None:
    """One paper is held at a time, key with the next number: whoever sees two numbers has seen a mix."""
    stop, seen = threading.Event(), list[set[str]]()
    query = some_query(8)

    def ask() -> None:
        while not stop.is_set():
            with engine.snapshot() as index:
                found = index.retrieve(parse_terms("roads"), query, 1000)
                ids = [scored.passage_id for scored in found.dense]
                fetched = index.fetch(ids)
            assert set(fetched) == set(ids), "what was found can be fetched"
            seen.append({key for key in ids if key.startswith("paper-8")})

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(ask) for _ in range(3)]
        # A change is published in some tenths of a second.
        for number in range(800, 830 if isinstance(engine, (LocalEngine, BruteForceEngine)) else 803):
            world.add(number)
            world.remove(number)
        stop.set()
        for future in asking:
            future.result()
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
@pytest.mark.sampled(3, of="three servers")
def test_words_without_a_vector_yet_are_found_through_filters(
    engine: Engine, world: World, filters: Filters, reason: str
) -> None:
    document, text, passages = paper("waiting", "mermaids in the harbour", authority="Council 1", held_on=MARCH)
    retrieve(engine, parse_terms("mermaids", filters), some_query(), 10)
    world.put(document, text, passages)
    found = retrieve(engine, parse_terms("mermaids", filters), some_query(), 10).lexical
    allowed = [key for key in world.find_allowed(filters) if key.startswith("waiting")]
    assert [scored.passage_id for scored in found] == allowed, reason


# -- who may see what ------------------------------------------------------------------------------------------


@pytest.fixture
def secret(world: World) -> World:
    """The random papers and one that is for members alone."""
    put_secret(world)
    return world


def put_secret(world: World) -> None:
    document, text, passages = paper(
        "secret.txt",
        "The Zeppelin Access Plan (ZAP) hires hangars.",
        "Mooring roads for zeppelins.",
        authority="Hidden Council",
        committee="Hangars",
        kind="report",
        held_on=MAY,
        access="members",
    )
    rows = np.stack([some_query(), some_query(1)])
    world.put(document, text, passages, rows)


SEEN: list[tuple[str, Callable[[IndexSnapshot], object]]] = [
    ("by meaning", lambda index: "secret" in str(index.retrieve(parse_terms("x"), some_query(), 3).dense)),
    ("by words", lambda index: "secret" in str(index.retrieve(parse_terms("hangars"), some_query(), 3).lexical)),
    ("by a phrase", lambda index: "secret" in str(index.retrieve(PHRASE, some_query(), 3))),
    ("a passage", lambda index: index.fetch(["secret.txt::1"])),
    ("a word", lambda index: index.has_terms(["zeppelin"])[0]),
    ("a spelling", lambda index: index.suggest_spellings("zeppelim")),
    ("a definition", lambda index: index.find_definitions(["zap"])),
    ("the paper", lambda index: index.document("secret.txt")),
    ("the list of papers", lambda index: "secret" in str(list(index.documents()))),
    ("its text", lambda index: index.reading_text("secret.txt")),
    ("a filter", lambda index: "Hidden" in str(index.facets())),
    ("the reach of a question", lambda index: index.coverage(Filters()).papers == 61),
    ("nothing held back", lambda index: not index.coverage(Filters()).held_back),
    ("the file", lambda index: not index.is_only_text("secret.txt")),
]
PHRASE = replace(parse_terms("x"), phrases=(ExactTerm("words", "hires hangars", ("hires hangars",)),))


@pytest.mark.parametrize(("door", "sees"), SEEN, ids=[door for door, _ in SEEN])
@pytest.mark.sampled(3, of="three servers")
def test_access_is_the_snapshot_s_whatever_the_filters_say(
    engine: Engine, secret: World, door: str, sees: Callable[[IndexSnapshot], object]
) -> None:
    with engine.snapshot(MEMBERS) as index:
        assert index.access == MEMBERS
        assert sees(index), door
    with engine.snapshot() as index:
        assert not sees(index), door


def test_two_snapshots_of_one_thread_are_two_peoples(engine: Engine, secret: World) -> None:
    with engine.snapshot(MEMBERS) as members, engine.snapshot() as public:
        assert members.document("secret.txt") is not None
        assert public.document("secret.txt") is None


TERMS = ["roads", "zeppelins", "hangars", "budget"]
UNCHANGED: list[tuple[str, Callable[[IndexSnapshot], object]]] = [
    ("by meaning and by words", lambda index: index.retrieve(parse_terms("roads hangars"), some_query(), 40)),
    ("within limits", lambda index: index.retrieve(parse_terms("roads", Filters(kinds=("report",))), some_query(), 9)),
    ("by a phrase", lambda index: index.retrieve(ROADS, some_query(), 40)),
    ("how often words stand", lambda index: index.frequencies(TERMS)),
    ("which words stand", lambda index: index.has_terms(TERMS)),
    ("how many passages there are", lambda index: index.info.passages),
    ("spellings", lambda index: [index.suggest_spellings(word) for word in ("zeppelim", "hangrs", "bugdet")]),
    ("definitions", lambda index: index.find_definitions(["zap"])),
    ("the list of papers", lambda index: list(index.documents())),
    ("filters", lambda index: index.facets()),
    ("the reach of a question", lambda index: replace(index.coverage(Filters()), held_back=0)),
    ("the state of the index", lambda index: replace(index.status(), generation=0)),
]
ROADS = replace(parse_terms("budget"), phrases=(ExactTerm("words", "roads", ("roads",)),))


@pytest.mark.parametrize(("door", "look"), UNCHANGED, ids=[door for door, _ in UNCHANGED])
@pytest.mark.sampled(5, of="three servers")
def test_a_paper_for_members_changes_nothing_for_the_public(
    engine: Engine, world: World, door: str, look: Callable[[IndexSnapshot], object]
) -> None:
    with engine.snapshot() as index:
        before = look(index)
    with world.together():
        put_secret(world)
        for number in range(900, 905):
            world.add(number, access="members")
    with engine.snapshot() as index:
        assert look(index) == before, door
    world.remove(900)
    with engine.snapshot() as index:
        assert look(index) == before, door


# -- both engines alike ----------------------------------------------------------------------------------------

ASKED = [
    (parse_terms("roads"), "one word"),
    (parse_terms("roads bridges potholes"), "several, most of them frequent"),
    (parse_terms("road library's paper-012"), "inflections, a possessive, and two tokens in one word"),
    (parse_terms("mermaids"), "a word that nothing holds"),
    (parse_terms("roads", Filters(authorities=("Council 1",), since=MAY)), "filters do not change how rare a word is"),
    (replace(parse_terms("budget"), phrases=(ExactTerm("words", "roads", ("roads",)),)), "a phrase"),
]


@pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["the public", "members"])
@pytest.mark.parametrize(("query", "reason"), ASKED, ids=[reason for _, reason in ASKED])
@pytest.mark.sampled(5, of="three servers")
def test_what_ships_ranks_as_brute_force_does(
    shipped: Engine, secret: World, query: ParsedQuery, reason: str, access: tuple[Access, ...]
) -> None:
    with shipped.snapshot(access) as index, secret.memory.snapshot(access) as memory:
        found, plain = (snapshot.retrieve(query, some_query(4), 1000) for snapshot in (index, memory))
        assert index.frequencies(TERMS) == memory.frequencies(TERMS)
        assert index.info.passages == memory.info.passages
        assert index.coverage(Filters()) == memory.coverage(Filters())
        assert (index.status().papers, index.status().passages) == (memory.status().papers, memory.status().passages)
    for ours, theirs in ((found.dense, plain.dense), (found.lexical, plain.lexical)):
        scores = {scored.passage_id: scored.score for scored in theirs}
        assert {scored.passage_id: scored.score for scored in ours} == pytest.approx(scores, abs=1e-5), reason


def test_an_index_is_described_alike(shipped: Engine, world: World) -> None:
    world.remove(9)
    asked = sorted(world.vectors)[:40]
    with shipped.snapshot() as ours, world.memory.snapshot() as theirs:
        assert list(ours.documents()) == list(theirs.documents())
        assert ours.facets() == theirs.facets()
        assert ours.embedding_text(asked) == theirs.embedding_text(asked)
        assert ours.arrivals(list(world.documents)) == theirs.arrivals(list(world.documents))
        assert ours.reading_text("paper-003") == theirs.reading_text("paper-003")
        assert ours.reading_text("paper-009") is None is theirs.reading_text("paper-009")
        assert ours.info.passages == theirs.info.passages == len(world.vectors)
        for filters, reason in FILTERS:
            assert ours.coverage(filters) == theirs.coverage(filters), reason
        for word in ("pothoels", "bridgse", "ofsted", "xyzzy"):
            assert ours.suggest_spellings(word) == theirs.suggest_spellings(word), word
