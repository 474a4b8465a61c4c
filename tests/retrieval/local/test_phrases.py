"""Quoted words against brute force: every passage that holds them, within the filters, in the order of its scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paper_search.records import ExactTerm, Filters
from paper_search.retrieval import phrases
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query import exact_terms
from paper_search.retrieval.query.parse import parse_terms
from tests.retrieval.world import DIMENSIONS, World, retrieve, some_query
from tests.samples import MAY

ROADS, LIBRARY = (ExactTerm("words", words, (words,)) for words in ("roads bridges", "library"))
EITHER = ExactTerm("words", "either", ("roads bridges", "bridges roads"))

CASES = [
    ((ROADS,), Filters(), "two words in a row"),
    ((LIBRARY,), Filters(), "one word"),
    ((ROADS, LIBRARY), Filters(), "both"),
    ((EITHER,), Filters(), "one of two forms"),
    ((LIBRARY,), Filters(authorities=("Council 1",), since=MAY), "within filters"),
    ((LIBRARY,), Filters(authorities=("Nowhere",)), "filters that nothing meets"),
    ((ExactTerm("words", "never printed", ("never printed",)),), Filters(), "words that nothing holds"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def find_holding(world: World, wanted: tuple[ExactTerm, ...], filters: Filters) -> set[str]:
    allowed = world.find_allowed(filters)
    return {key for key in allowed if all(exact_terms.has_term(world.texts[key], term) for term in wanted)}


@pytest.mark.parametrize(("wanted", "filters", "reason"), CASES)
def test_all_that_hold_the_words_and_nothing_else(
    world: World, tmp_path: Path, wanted: tuple[ExactTerm, ...], filters: Filters, reason: str
) -> None:
    engine, vector = LocalEngine(tmp_path, DIMENSIONS), some_query()
    found = retrieve(engine, replace(parse_terms("potholes budget", filters), phrases=wanted), vector, 1000)
    expected = find_holding(world, wanted, filters)
    assert {item.passage_id for item in found.dense} == expected, reason
    assert {item.passage_id for item in found.lexical} == expected, reason
    for item in found.dense:
        assert item.score == pytest.approx(float(world.vectors[item.passage_id] @ vector), abs=1e-6)
    for ranked in (found.dense, found.lexical):
        assert list(ranked) == sorted(ranked, key=lambda item: (-item.score, item.passage_id))


def test_the_best_are_chosen_after_the_words_were_looked_for(world: World, tmp_path: Path) -> None:
    engine, vector = LocalEngine(tmp_path, DIMENSIONS), some_query()
    query = replace(parse_terms("potholes"), phrases=(LIBRARY,))
    best = sorted(
        find_holding(world, (LIBRARY,), Filters()), key=lambda key: (-float(world.vectors[key] @ vector), key)
    )
    assert [item.passage_id for item in retrieve(engine, query, vector, 3).dense] == best[:3]


def test_of_more_than_are_read_the_best_by_words_are(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, vector = LocalEngine(tmp_path, DIMENSIONS), some_query()
    query = replace(parse_terms("library potholes"), phrases=(LIBRARY,))
    whole = retrieve(engine, query, vector, 1000)
    monkeypatch.setattr(phrases, "MAX_PASSAGES_READ", 5)
    some = retrieve(engine, query, vector, 1000)
    assert len(some.lexical) == 5 < len(whole.lexical)
    assert np.allclose([scored.score for scored in some.lexical], [scored.score for scored in whole.lexical[:5]])


def test_what_was_removed_holds_nothing(world: World, tmp_path: Path) -> None:
    engine, vector = LocalEngine(tmp_path, DIMENSIONS), some_query()
    query = replace(parse_terms("library"), phrases=(LIBRARY,))
    before = {item.passage_id for item in retrieve(engine, query, vector, 1000).dense}
    gone = sorted(before)[0]
    world.remove(int(gone.split("::")[0].removeprefix("paper-")))
    after = {item.passage_id for item in retrieve(engine, query, vector, 1000).dense}
    assert gone not in after
    assert after == find_holding(world, (LIBRARY,), Filters())
