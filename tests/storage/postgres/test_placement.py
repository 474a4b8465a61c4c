"""Where councils are placed: all papers of one on one server, new ones where there is least."""

from __future__ import annotations

from typing import Any

import pytest

from paper_search.storage.postgres.placement import Placements
from paper_search.storage.postgres.source import SourceDocument


def make_document(name: str, authority: str | None, passages: int) -> SourceDocument:
    fields: dict[str, Any] = {"doc_id": name, "authority": authority}
    return SourceDocument(1, fields, passages, name)


CASES = (
    ({}, {0: 0, 1: 0}, (("Ferndale", 9), ("Larkford", 1)), (0, 1), "the first server takes the largest"),
    ({}, {0: 100, 1: 0}, (("Ferndale", 9), ("Larkford", 1)), (1, 1), "a server that is full takes none"),
    ({}, {0: 5, 1: 0}, (("Ferndale", 9), ("Larkford", 1)), (1, 0), "what was just placed counts"),
    ({"ferndale": 1}, {0: 0, 1: 99}, (("Ferndale", 9), ("Larkford", 1)), (1, 0), "a council stays where it is"),
    ({}, {0: 0, 1: 0}, ((None, 3), (None, 4)), (0, 0), "papers of nobody lie together"),
    ({}, {0: 0, 1: 0}, (("LARKFORD", 3), ("Larkford", 4)), (0, 0), "another spelling is the same council"),
)


@pytest.mark.parametrize(("known", "loads", "papers", "shards", "why"), CASES, ids=[case[4] for case in CASES])
def test_a_council_is_placed(
    known: dict[str, int],
    loads: dict[int, int],
    papers: tuple[tuple[str | None, int], ...],
    shards: tuple[int, ...],
    why: str,
) -> None:
    documents = [make_document(str(place), *paper) for place, paper in enumerate(papers)]
    placements = Placements(dict(known))
    placements.place(documents, loads)
    assert tuple(map(placements.find_shard, documents)) == shards
    assert set(placements.new_names) == set(placements.shards) - set(known)
