"""The first look over two bits a dimension: it gives what a look at every row gives, and a file may be without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings import Rows
from paper_search.storage import coarse_scan, vector_file, vector_index, vector_segment
from paper_search.storage.coarse_scan import CoarseScan
from paper_search.storage.vector_file import Ids
from paper_search.storage.vector_index import VectorIndex

DIMENSIONS, ROWS, PAPERS = 128, 4000, 100
LIMIT = 40
NONE_GONE = np.empty(0, np.int64)


def _draw_rows(count: int, seed: int) -> Rows:
    """Unit rows about 50 places, with a few loud dimensions, as those of a model are."""
    generator = np.random.default_rng(seed)
    places = np.random.default_rng(0).normal(size=(50, DIMENSIONS))
    rows = places[generator.integers(50, size=count)] + generator.normal(scale=1.0, size=(count, DIMENSIONS))
    rows[:, :3] *= 4
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 4,000 rows with a coarse scan."""
    ids = np.arange(1, ROWS + 1)
    index = VectorIndex(DIMENSIONS).apply_changes(1, NONE_GONE, [(ids, ids % PAPERS, _draw_rows(ROWS, 1))])
    path = tmp_path_factory.mktemp("coarse") / "v.faiss"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(coarse_scan, "MIN_ROWS", ROWS)
        index.save(path, "token")
    return path


def _load(path: Path) -> VectorIndex:
    index = vector_index.load_index(path, DIMENSIONS, "token")
    assert index is not None
    return index


def _without_coarse_scan(index: VectorIndex) -> VectorIndex:
    return replace(index, segments=tuple(replace(segment, coarse_scan=None) for segment in index.segments))


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each coarse scan was asked for; limits are set for a small index."""
    monkeypatch.setattr(vector_segment, "MAX_SCORED_ROWS", 100)
    monkeypatch.setattr(vector_segment, "COARSE_OVERSAMPLING", 20)
    asked, find_nearest = list[int](), CoarseScan.find_nearest

    def count(scan: CoarseScan, query_vector: Rows, count: int) -> tuple[Ids, Rows]:
        asked.append(count)
        return find_nearest(scan, query_vector, count)

    monkeypatch.setattr(CoarseScan, "find_nearest", count)
    yield asked


@pytest.mark.parametrize("is_mapped", [False, True], ids=["in memory", "mapped"])
@pytest.mark.parametrize(
    ("papers", "gone", "is_scanned", "reason"),
    [
        (None, NONE_GONE, True, "all rows"),
        (None, np.arange(1, 400), True, "rows that went are never found"),
        (np.arange(0, 85), NONE_GONE, True, "most of the papers"),
        (np.arange(0, 90), np.arange(1, 400), True, "most of the papers, of which some went"),
        (np.array([7, 8]), NONE_GONE, False, "few rows are left: each is looked at"),
        (np.arange(0, 40), NONE_GONE, False, "more than each, and a scan of every row passes over most"),
        (np.array([5_000]), NONE_GONE, False, "a filter that lets nothing through finds nothing"),
    ],
)
def test_the_candidates_are_those_of_a_look_at_every_row(
    saved: Path,
    scans: list[int],
    monkeypatch: pytest.MonkeyPatch,
    is_mapped: bool,
    papers: Ids | None,
    gone: Ids,
    is_scanned: bool,
    reason: str,
) -> None:
    monkeypatch.setattr(vector_file, "MAX_IN_MEMORY_BYTES", 0 if is_mapped else 1 << 30)
    index = _load(saved).apply_changes(2, gone, [])
    assert (index.segments[0].mapped_rows is not None) is is_mapped
    plain, selection = _without_coarse_scan(index), index.select_documents(papers)
    for query in _draw_rows(20, seed=2):
        ids, cosines = index.find_candidates(query, LIMIT, selection)
        expected_ids, expected_cosines = plain.find_candidates(query, LIMIT, selection)
        assert list(ids) == list(expected_ids), reason
        assert list(cosines) == pytest.approx(list(expected_cosines), abs=1e-6), reason
    assert bool(scans) is is_scanned, reason


@pytest.mark.usefixtures("scans")
def test_what_came_since_is_found_beside_a_coarse_scan(saved: Path) -> None:
    ids = np.arange(5001, 5051)
    index = _load(saved).apply_changes(2, NONE_GONE, [(ids, ids % PAPERS, _draw_rows(50, 3))])
    for query in _draw_rows(50, 3):
        nearest, _ = index.find_candidates(query, 1, index.full_selection)
        assert nearest[0] in ids


def test_a_row_printed_many_times_makes_all_rows_be_looked_at(
    scans: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coarse_scan, "MIN_ROWS", 1)
    ids, rows = np.arange(1, ROWS + 1), _draw_rows(ROWS, 4)
    rows[:3000] = rows[0]
    index = VectorIndex(DIMENSIONS).apply_changes(1, NONE_GONE, [(ids, ids, rows)]).save(tmp_path / "v", "token")
    found, cosines = index.find_candidates(rows[0], LIMIT, index.full_selection)
    assert scans
    assert found.max() <= 3000
    assert cosines == pytest.approx(np.ones(LIMIT), abs=0.01)


def test_a_file_of_an_earlier_version_is_read_and_written_anew(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    _without_coarse_scan(_load(saved)).save(path, "token")
    footer = vector_file.read_footer(path)
    assert footer is not None
    assert footer.coarse_bytes == 0
    assert _load(path).segments[0].coarse_scan is None
    assert not vector_index.is_rewrite_due(footer, 0), "a small one needs no coarse scan"
    large = replace(footer, count=coarse_scan.MIN_ROWS)
    assert vector_index.is_rewrite_due(large, 0)
    assert not vector_index.is_rewrite_due(replace(large, coarse_bytes=1), 0)
    assert not vector_index.is_rewrite_due(replace(large, dimensions=30), 0), "four dimensions share a byte"


def test_a_byte_of_the_coarse_rows_that_differs_is_damage(saved: Path, tmp_path: Path) -> None:
    path, footer = tmp_path / "v.faiss", vector_file.read_footer(saved)
    assert footer is not None
    held = bytearray(saved.read_bytes())
    held[footer.coarse_start + footer.coarse_bytes // 2] ^= 0xFF
    path.write_bytes(held)
    assert "differs from what was written" in (vector_file.find_damage(path, footer) or "")
    assert vector_index.load_index(path, DIMENSIONS, "token") is None


def test_the_rows_of_a_mapped_file_are_those_that_faiss_keeps(saved: Path) -> None:
    footer, index = vector_file.read_footer(saved), _load(saved)
    assert footer is not None
    positions = np.array([0, 17, ROWS - 1])
    mapped = vector_file.MappedRows(saved, footer)
    assert (mapped.take(positions) == index.segments[0].codes[positions]).all()
