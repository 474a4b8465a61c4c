"""Fusion of two lists: better ranks first, ties by id."""

from __future__ import annotations

import pytest

from paper_search.fusion import RANK_CONSTANT, fuse
from paper_search.records import Candidates, Scored


def listed(names: str) -> tuple[Scored, ...]:
    return tuple(Scored(name, 1 / rank) for rank, name in enumerate(names, 1))


CASES = [
    ("abc", "abc", "abc", "agreement keeps the order"),
    ("abc", "", "abc", "one list alone keeps its order"),
    ("", "", "", "nothing gives nothing"),
    ("ab", "ba", "ab", "a tie is settled by id"),
    ("ax", "bx", "xab", "second in both beats first in one"),
]


@pytest.mark.parametrize(("dense", "lexical", "expected", "reason"), CASES)
def test_order(dense: str, lexical: str, expected: str, reason: str) -> None:
    fused = fuse(Candidates(listed(dense), listed(lexical)))
    assert "".join(item.passage_id for item in fused) == expected, reason


def test_scores_and_ranks() -> None:
    best = fuse(Candidates(listed("ab"), listed("cb")))[0]
    assert (best.passage_id, best.dense_rank, best.lexical_rank) == ("b", 2, 2)
    assert best.score == pytest.approx(2 / (RANK_CONSTANT + 2))
