"""FAISS against brute force in numpy: order, scores and filters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_search import vectors
from paper_search.embed import Rows
from paper_search.vectors import VectorIndex

DIMENSIONS = 16


def unit_rows(count: int, seed: int = 0) -> Rows:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def brute_force(rows: Rows, ids: np.ndarray, query: Rows, depth: int, allowed: np.ndarray | None) -> list[int]:
    keep = np.ones(len(ids), dtype=bool) if allowed is None else np.isin(ids, allowed)
    scores = rows[keep] @ query
    order = np.lexsort((ids[keep], -scores))
    return [int(each) for each in ids[keep][order][:depth]]


@pytest.mark.parametrize(
    ("allowed", "depth", "reason"),
    [
        (None, 10, "no filter"),
        (np.arange(100, 200), 10, "a tenth of the rows"),
        (np.array([777]), 10, "one row in a thousand is still found"),
        (np.array([], dtype=np.int64), 10, "a filter that lets nothing through finds nothing"),
        (None, 5000, "more than there is gives all there is"),
        (np.array([3, 99999]), 10, "an id that is not held is passed over"),
    ],
)
def test_search_equals_brute_force(allowed: np.ndarray | None, depth: int, reason: str) -> None:
    rows, ids, query = unit_rows(1000), np.arange(1000) + 7, unit_rows(1, seed=1)[0]
    index = VectorIndex(DIMENSIONS)
    index.add(ids, rows)
    found = index.search(query, depth, allowed)
    assert [each for each, _ in found] == brute_force(rows, ids, query, depth, allowed), reason
    for each, score in found:
        assert score == pytest.approx(float(rows[each - 7] @ query), abs=1e-5)


def test_equal_scores_are_ordered_by_id() -> None:
    index = VectorIndex(DIMENSIONS)
    row = unit_rows(1)
    index.add(np.array([9, 4, 6]), np.repeat(row, 3, axis=0))
    assert [each for each, _ in index.search(row[0], 3)] == [4, 6, 9]


def test_removed_rows_are_gone_and_unknown_ones_are_no_error() -> None:
    index = VectorIndex(DIMENSIONS)
    rows = unit_rows(3)
    index.add(np.array([1, 2, 3]), rows)
    index.remove(np.array([2, 42]))
    assert sorted(index.ids()) == [1, 3]
    assert [each for each, _ in index.search(rows[1], 3)] != [2]


def test_a_saved_index_is_the_same_when_loaded(tmp_path: Path) -> None:
    index = VectorIndex(DIMENSIONS, generation=5)
    index.add(np.arange(20), unit_rows(20))
    index.save(tmp_path / "v.faiss", "token")
    loaded = vectors.load(tmp_path / "v.faiss", DIMENSIONS, "token")
    assert loaded is not None
    assert loaded.generation == 5
    query = unit_rows(1, seed=3)[0]
    assert loaded.search(query, 5) == index.search(query, 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v.faiss", "v.json"], "nothing is left aside"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "no file"),
        (lambda path: path.write_bytes(path.read_bytes()[:50]), "a truncated file"),
        (lambda path: path.with_suffix(".json").unlink(), "no mark of its generation"),
        (lambda path: path.with_suffix(".json").write_text("{"), "a broken mark"),
    ],
)
def test_a_cache_that_cannot_be_trusted_is_not_used(tmp_path: Path, spoil, reason: str) -> None:
    index = VectorIndex(DIMENSIONS)
    index.add(np.arange(5), unit_rows(5))
    index.save(tmp_path / "v.faiss", "token")
    spoil(tmp_path / "v.faiss")
    assert vectors.load(tmp_path / "v.faiss", DIMENSIONS, "token") is None, reason


def test_a_cache_of_another_store_is_not_used(tmp_path: Path) -> None:
    VectorIndex(DIMENSIONS).save(tmp_path / "v.faiss", "token")
    assert vectors.load(tmp_path / "v.faiss", DIMENSIONS, "another") is None
