"""Fusion of two lists: better scores first, ties by id, the head re-ranked."""

from __future__ import annotations

import pytest

from paper_search.records import Candidates, ScoredPassage
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.fusion import cap_scores, fuse, rerank


def to_scored(scores: dict[str, float]) -> tuple[ScoredPassage, ...]:
    return tuple(ScoredPassage(name, score) for name, score in scores.items())


CASES = [
    ({"a": 0.9, "b": 0.5}, {"a": 8.0, "b": 2.0}, "ab", "agreement keeps the order"),
    ({"a": 0.9, "b": 0.5}, {}, "ab", "one list alone keeps its order"),
    ({}, {"a": 3.0, "b": 2.0}, "ab", "the other alone too"),
    ({}, {}, "", "nothing gives nothing"),
    ({"b": 0.5, "a": 0.5}, {}, "ab", "a tie is settled by id"),
    ({"a": 0.60, "b": 0.58}, {"b": 9.0}, "ba", "words decide where meaning is close"),
    ({"a": 0.90, "b": 0.20}, {"b": 0.1, "c": 9.0}, "cab", "BM25 counts by its distance from the best, not by rank"),
    ({"a": 0.4, "b": 0.3}, {"c": 5.0}, "cab", "a passage found by words alone is not pushed below all others"),
]


@pytest.mark.parametrize(("dense", "lexical", "expected", "reason"), CASES)
def test_order(dense: dict[str, float], lexical: dict[str, float], expected: str, reason: str) -> None:
    fused = fuse(Candidates(to_scored(dense), to_scored(lexical)))
    assert "".join(item.passage_id for item in fused) == expected, reason


def test_scores_and_ranks() -> None:
    best = fuse(Candidates(to_scored({"a": 0.9, "b": 0.8}), to_scored({"c": 8.0, "b": 4.0})))[1]
    assert (best.passage_id, best.dense_rank, best.lexical_rank) == ("b", 2, 2)
    assert best.score == pytest.approx(RANKING.dense_weight * 0.8 + RANKING.lexical_weight * 0.5)


def test_bm25_counts_as_a_share_of_what_the_words_could_give() -> None:
    candidates = Candidates((), to_scored({"a": 4.4, "b": 2.2}))
    common, rare = fuse(candidates, total_idf=2.0), fuse(candidates, total_idf=8.0)
    assert [item.score for item in common] == pytest.approx([RANKING.lexical_weight, RANKING.lexical_weight / 2])
    assert rare[0].score < common[0].score, "the best of a poor list is not as good as that of a full one"


def test_rerank_moves_the_head_and_never_lifts_the_tail_over_it() -> None:
    fused = fuse(Candidates(to_scored({"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6}), ()))
    again = rerank(fused, {"a": 0.1, "b": 0.9, "c": 0.0})
    assert [item.passage_id for item in again] == ["b", "a", "c", "d"]
    assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)


DEMOTED = [
    ({"a": 0.7}, "bcad", "just below what takes its place"),
    ({"d": 0.7}, "abcd", "what is below already stays there"),
    ({"a": 0.9, "b": 0.9}, "abcd", "a ceiling of its own score moves nothing past another"),
    ({}, "abcd", "nothing is replaced"),
]


@pytest.mark.parametrize(("ceilings", "expected", "reason"), DEMOTED)
def test_what_is_replaced_goes_below_its_replacement(ceilings: dict[str, float], expected: str, reason: str) -> None:
    fused = fuse(Candidates(to_scored({"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6}), ()))
    again = cap_scores(fused, {passage_id: RANKING.dense_weight * ceiling for passage_id, ceiling in ceilings.items()})
    assert "".join(item.passage_id for item in again) == expected, reason
    assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)
