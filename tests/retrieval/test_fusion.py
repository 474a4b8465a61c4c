"""Fusion of two lists: better scores first, ties by id, the head re-ranked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.records import Candidates, FusedCandidate, ScoredPassage
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.fusion import cap_scores, fuse, guarantee_places, interleave, rerank


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


BEHIND = [
    ({"a": 0.9, "b": 0.8, "c": 0.7}, {"a": 0.5, "b": 0.9}, "bac", "the re-ranked are the head of the list"),
    ({"a": 0.9, "b": 0.8, "c": 0.1}, {"c": 0.1}, "cab", "the re-ranked is the last of the list"),
    ({"a": 0.9, "b": 0.8, "c": 0.1}, {"c": 0.9}, "cab", "the same, and far above the rest by itself"),
    ({"a": 0.9, "b": 0.8}, {}, "ab", "nothing is re-ranked"),
    ({"a": 0.9, "b": 0.8}, {"a": 0.0, "b": 0.1}, "ba", "all are re-ranked"),
]


@pytest.mark.parametrize(("dense", "max_sim", "expected", "reason"), BEHIND)
def test_what_is_not_reranked_stays_behind(
    dense: dict[str, float], max_sim: dict[str, float], expected: str, reason: str
) -> None:
    again = rerank(fuse(Candidates(to_scored(dense), ())), max_sim)
    assert "".join(item.passage_id for item in again) == expected, reason
    assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)


INTERLEAVED = [
    (("abc", "def", "ghi"), "adgbehcfi", "one of each in turn"),
    (("abc", "abc", "abc"), "abc", "rankings that agree are one"),
    (("abc", "cba", "bac"), "acb", "an id stands where it comes first"),
    (("a", "bcd", ""), "abcd", "a short ranking ends, the others go on"),
    (("", "", ""), "", "nothing gives nothing"),
    (("ab",), "ab", "one ranking keeps its order"),
]


@pytest.mark.parametrize(("rankings", "expected", "reason"), INTERLEAVED)
def test_rankings_take_turns(rankings: tuple[str, ...], expected: str, reason: str) -> None:
    assert "".join(interleave(*rankings)) == expected, reason


@given(st.lists(st.lists(st.sampled_from("abcdefghijkl"), unique=True), max_size=4))
def test_the_best_of_each_ranking_has_a_guaranteed_place(rankings: list[list[str]]) -> None:
    order = interleave(*rankings)
    assert sorted(order) == sorted({passage_id for ranking in rankings for passage_id in ranking})
    for ranking in rankings:
        for rank, passage_id in enumerate(ranking, 1):
            assert passage_id in order[: len(rankings) * rank]


PLACES = [
    ([("a", 1, 1), ("b", 2, 2), ("c", 3, 3)], 3, "abc", "both lists and the scores agree"),
    ([("a", None, 1), ("b", None, 2), ("c", None, 3), ("d", 1, None)], 3, "dabc", "best by meaning, last by score"),
    ([("a", 1, None), ("b", 2, None), ("c", 3, None), ("d", None, 1)], 3, "adbc", "best by words, last by score"),
    ([("a", None, None), ("b", 2, 9), ("c", 1, 4)], 3, "cab", "one of neither list has the place of its score"),
    ([("a", None, 1), ("b", None, 2), ("c", 2, 3), ("d", 1, None)], 2, "dabc", "behind the places scores alone count"),
    ([("a", None, 1), ("d", 1, None)], 0, "ad", "no places are given"),
    ([], 3, "", "nothing gives nothing"),
]


@pytest.mark.parametrize(("ranks", "depth", "expected", "reason"), PLACES)
def test_the_best_by_meaning_and_by_words_keep_their_places(
    ranks: list[tuple[str, int | None, int | None]], depth: int, expected: str, reason: str
) -> None:
    candidates = [
        FusedCandidate(name, 1.0 / place, dense, lexical) for place, (name, dense, lexical) in enumerate(ranks, 1)
    ]
    assert "".join(item.passage_id for item in guarantee_places(candidates, depth)) == expected, reason


@pytest.mark.parametrize("dense_rank", [1, 2, 3, 8, 20])
def test_no_good_place_by_meaning_is_lost_to_the_fused_cut(dense_rank: int) -> None:
    depth, by_words = 60, {f"words {place:03}": 9.0 for place in range(100)}
    by_meaning = {f"meaning {place:03}": 0.7 - place / 1000 for place in range(1, 101)}
    fused = fuse(Candidates(to_scored(by_meaning), to_scored(by_words)))
    name = f"meaning {dense_rank:03}"
    assert name not in [item.passage_id for item in fused[:depth]], "the words outnumber it"
    assert name in [item.passage_id for item in guarantee_places(fused, depth)[:depth]]


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
