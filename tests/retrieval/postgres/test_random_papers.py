"""Whatever papers there are, and whoever asks: a cluster finds what brute force finds, and tells the public no more."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_search.records import MEMBERS, PUBLIC, Access, Candidates, ExactTerm, Filters
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.parse import parse_terms
from tests.postgres_servers import Server
from tests.retrieval.published import PublishedWorld
from tests.retrieval.world import KINDS, WORDS, World, some_query
from tests.samples import MARCH, MAY

NEW_PAPERS = st.dictionaries(st.integers(100, 140), st.sampled_from(("public", "members")), max_size=6)
REMOVED = st.sets(st.integers(0, 11), max_size=4)
WORDS_ASKED = st.lists(st.sampled_from((*WORDS, "paper-103", "road", "mermaids")), min_size=1, max_size=4)
FILTERS = st.builds(
    Filters,
    authorities=st.sampled_from(((), ("Council 1",), ("Council 2", "Council 3"), ("Nowhere",))),
    kinds=st.sampled_from(((), (KINDS[0],))),
    since=st.sampled_from((None, MARCH, MAY)),
)
PHRASES = st.sampled_from((None, "roads", "roads bridges", "paper-103"))
DEPTH = st.sampled_from((1, 7, 1000))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(1, marks=pytest.mark.exhaustive, id="one server"),
        pytest.param(3, id="three servers"),
    ],
)
def first(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_servers: list[Server]
) -> tuple[World, PublishedWorld]:
    world = World(tmp_path_factory.mktemp("first"), papers=12)
    return world, PublishedWorld(world, postgres_servers[: request.param])


@given(st.data(), NEW_PAPERS, REMOVED, WORDS_ASKED, FILTERS, PHRASES, DEPTH, st.sampled_from((PUBLIC, MEMBERS)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cluster_finds_what_brute_force_finds(
    first: tuple[World, PublishedWorld],
    data: st.DataObject,
    new_papers: dict[int, Access],
    removed: set[int],
    words: list[str],
    filters: Filters,
    phrase: str | None,
    depth: int,
    access: tuple[Access, ...],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = first[0].copy_to(Path(folder))
        with closing(first[1].copy_for(world)) as engine, closing(world.store):
            with world.together():
                for number in removed:
                    world.remove(number)
                for number, level in new_papers.items():
                    world.add(number, level)
            query = parse_terms(" ".join(words), filters)
            if phrase:
                query = replace(query, phrases=(ExactTerm("words", phrase, (phrase,)),))
            vector = some_query(data.draw(st.integers(0, 9)))
            with engine.snapshot(access) as ours, world.memory.snapshot(access) as theirs:
                found = ours.retrieve(query, vector, depth)
                check_alike(found, theirs.retrieve(query, vector, depth))
                for look in TOLD:
                    assert look(ours) == look(theirs)
            levels = {key: document.access for key, document in world.documents.items()}
            passages = (*found.dense, *found.lexical)
            assert {levels[passage.passage_id.split("::")[0]] for passage in passages} <= set(access)


TOLD: list[Callable[[IndexSnapshot], object]] = [
    lambda index: index.frequencies([*WORDS, "paper-103", "mermaids"]),
    lambda index: index.info.passages,
    lambda index: [index.suggest_spellings(word) for word in ("pothoels", "bridgse", "budgte")],
    lambda index: replace(index.coverage(Filters()), held_back=0),
]


def check_alike(ours: Candidates, theirs: Candidates) -> None:
    """Check that both lists have the same scores, of the same passages but for those that tie with the last."""
    for found, expected in ((ours.dense, theirs.dense), (ours.lexical, theirs.lexical)):
        scores = [passage.score for passage in expected]
        assert [passage.score for passage in found] == pytest.approx(scores, abs=1e-5)
        ids = {passage.passage_id for passage in found if passage.score > scores[-1] + 1e-5}
        assert ids == {passage.passage_id for passage in expected if passage.score > scores[-1] + 1e-5}
