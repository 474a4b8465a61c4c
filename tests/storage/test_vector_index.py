"""Vectors against brute force in numpy: order, scores and filters, whatever came and went; and their file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings import Rows
from paper_search.storage import nearest, vector_file, vector_index
from paper_search.storage.vector_file import Ids
from paper_search.storage.vector_index import VectorIndex

DIMENSIONS = 32
PAPERS = 100


def unit_rows(count: int, seed: int = 0, dimensions: int = DIMENSIONS) -> Rows:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Truth:
    """The rows that ought to be held, by id, and the paper of each: what an index is compared with."""

    def __init__(self) -> None:
        self.rows: dict[int, Rows] = {}
        self.index = VectorIndex(DIMENSIONS)

    def change(self, came: range, gone: tuple[int, ...] = (), seed: int = 0) -> None:
        rows = unit_rows(len(came), seed)
        for each in gone:
            self.rows.pop(each, None)
        self.rows |= dict(zip(came, rows, strict=True))
        ids = np.array(came, dtype=np.int64)
        # Out of order, as batches of passages sorted by length come.
        order = np.random.default_rng(seed).permutation(len(came))
        batch = (ids[order], ids[order] % PAPERS, rows[order])
        self.index = self.index.apply_changes(self.index.generation + 1, np.array(gone, dtype=np.int64), [batch])

    def look_up(self, ids: Ids) -> tuple[Ids, list[str], Rows]:
        held = [int(each) for each in ids if int(each) in self.rows]
        rows = np.array([self.rows[each] for each in held]).reshape(-1, DIMENSIONS)
        return np.array(held, dtype=np.int64), [f"{each:06}" for each in held], rows

    def nearest(self, query: Rows, depth: int, papers: Ids | None = None) -> list[tuple[str, float]]:
        selection = self.index.select_documents(papers)
        return nearest.find_nearest(
            lambda wanted: self.index.find_candidates(query, wanted, selection), query, depth, self.look_up
        )

    def find_expected(self, query: Rows, depth: int, papers: Ids | None = None) -> list[tuple[str, float]]:
        ids = [row for row in self.rows if papers is None or row % PAPERS in papers]
        rows = np.array([self.rows[each] for each in ids]).reshape(-1, DIMENSIONS).astype(np.float64)
        scores = (rows @ query.astype(np.float64)).astype(np.float32)
        scored = [(f"{each:06}", float(score)) for each, score in zip(ids, scores, strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]

    def assert_true(self, query: Rows, depth: int, papers: Ids | None, reason: str) -> None:
        found, expected = self.nearest(query, depth, papers), self.find_expected(query, depth, papers)
        assert [name for name, _ in found] == [name for name, _ in expected], reason
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-6)


def only_the_file(truth: Truth, folder: Path) -> None:
    truth.index.save(folder / "v.faiss", "token")
    loaded = vector_index.load_index(folder / "v.faiss", DIMENSIONS, "token")
    assert loaded is not None
    truth.index = loaded


def in_memory(truth: Truth, folder: Path) -> None:
    truth.change(range(1, 3001))


def in_many_batches(truth: Truth, folder: Path) -> None:
    for number, first in enumerate(range(1, 3001, 250)):
        truth.change(range(first, first + 250), seed=number)


def save_and_reopen(truth: Truth, folder: Path) -> None:
    in_memory(truth, folder)
    only_the_file(truth, folder)


def save_then_change(truth: Truth, folder: Path) -> None:
    save_and_reopen(truth, folder)
    truth.change(range(5001, 5301), (*range(1, 3001, 3), 9999), seed=1)
    truth.change(range(5301, 5302), (5001,), seed=2)


def save_again(truth: Truth, folder: Path) -> None:
    save_then_change(truth, folder)
    only_the_file(truth, folder)


STATES = [in_memory, in_many_batches, save_and_reopen, save_then_change, save_again]
FILTERS = [
    (None, "no filter"),
    (np.arange(0, 50), "half of the papers"),
    (np.array([7]), "one paper in a hundred"),
    (np.array([], dtype=np.int64), "a filter that lets nothing through finds nothing"),
    (np.array([3, 99_999]), "a paper that is not held is passed over"),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize(("papers", "reason"), FILTERS)
def test_the_nearest_are_those_of_brute_force(
    state: Callable[[Truth, Path], None], papers: Ids | None, reason: str, tmp_path: Path
) -> None:
    truth = Truth()
    state(truth, tmp_path)
    assert list(truth.index.ids()) == sorted(truth.rows)
    assert len(truth.index) == len(truth.rows)
    for depth in (1, 10, 100, 10_000):
        for query in unit_rows(3, seed=9):
            truth.assert_true(query, depth, papers, reason)


def test_one_row_in_a_thousand_is_still_found() -> None:
    truth = Truth()
    rows, ids = unit_rows(3000), np.arange(1, 3001)
    truth.rows = dict(zip(range(1, 3001), rows, strict=True))
    truth.index = VectorIndex(DIMENSIONS).apply_changes(1, np.empty(0, np.int64), [(ids, ids // 3, rows)])
    found = truth.nearest(unit_rows(1, seed=4)[0], 10, np.array([500]))
    assert {name for name, _ in found} == {"001500", "001501", "001502"}


def test_rows_printed_many_times_are_ordered_by_name_and_none_is_cut_off_at_random() -> None:
    truth, row = Truth(), unit_rows(1)
    ids = np.random.default_rng(0).permutation(np.arange(1, 61))
    truth.rows = {int(each): row[0] for each in ids}
    for batch in (ids[:40], ids[40:]):
        came = (batch, batch, np.repeat(row, len(batch), axis=0))
        truth.index = truth.index.apply_changes(1, np.empty(0, np.int64), [came])
    assert [name for name, _ in truth.nearest(row[0], 10)] == [f"{number:06}" for number in range(1, 11)]


def test_recall_of_close_rows_at_the_size_of_the_model_that_ships() -> None:
    """20,000 rows crowded about 50 places, 384 dimensions: the ten nearest of each question, all of them."""
    generator = np.random.default_rng(5)
    places = unit_rows(50, seed=6, dimensions=384)
    rows = places[generator.integers(50, size=20_000)] + generator.normal(scale=0.03, size=(20_000, 384))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    ids = np.arange(20_000)
    index = VectorIndex(384).apply_changes(1, np.empty(0, np.int64), [(ids, ids, rows)])
    hits = 0
    for query in rows[generator.integers(20_000, size=50)]:
        scan = partial(index.find_candidates, query, selection=index.full_selection)
        found = nearest.find_nearest(scan, query, 10, lambda ids: (ids, [str(one) for one in ids], rows[ids]))
        hits += len({int(name) for name, _ in found} & set(np.argsort(-(rows @ query))[:10]))
    assert hits / 500 >= 0.99


def test_the_order_in_which_rows_came_does_not_show(tmp_path: Path) -> None:
    one, other = Truth(), Truth()
    in_many_batches(one, tmp_path)
    rows = np.array([one.rows[number] for number in range(1, 3001)])
    ids = np.arange(1, 3001)
    other.rows = one.rows
    other.index = VectorIndex(DIMENSIONS).apply_changes(1, np.empty(0, np.int64), [(ids, ids % PAPERS, rows)])
    for query in unit_rows(20, seed=3):
        assert one.nearest(query, 50) == other.nearest(query, 50)


def test_an_index_stays_as_it_was_when_another_is_made_of_it(tmp_path: Path) -> None:
    truth, query = Truth(), unit_rows(1, seed=8)[0]
    save_and_reopen(truth, tmp_path)
    before = truth.index
    found = truth.nearest(query, 20)
    rows = dict(truth.rows)
    truth.change(range(4001, 4200), tuple(range(1, 1000)), seed=5)
    truth.index, truth.rows = before, rows
    assert truth.nearest(query, 20) == found


def test_what_is_held_can_be_compared_with_the_rows_it_was_made_of(tmp_path: Path) -> None:
    truth = Truth()
    save_then_change(truth, tmp_path)
    ids = np.array([2, 5, 5001, 5002])
    rows = np.array([truth.rows.get(int(each), unit_rows(1)[0]) for each in ids])
    rows[1] = unit_rows(1, seed=77)[0]
    assert list(truth.index.match_rows(ids, rows)) == [True, False, False, True], (
        "the second differs, the third is gone"
    )


def test_verdicts_say_what_words_may_be_found(tmp_path: Path) -> None:
    truth = Truth()
    save_then_change(truth, tmp_path)
    verdicts = truth.index.make_row_mask(truth.index.select_documents(np.array([2])), 5400)
    assert [verdicts[each] for each in (2, 3, 5, 5102, 5001, 5399)] == [1, 0, 0, 1, 2, 2]


# -- the file --------------------------------------------------------------------------------------------------


@pytest.fixture
def saved_file(tmp_path: Path) -> Path:
    truth = Truth()
    in_memory(truth, tmp_path)
    truth.index.save(tmp_path / "v.faiss", "token")
    return tmp_path / "v.faiss"


def _flip(at: float) -> Callable[[Path], None]:
    def flip(path: Path) -> None:
        held = bytearray(path.read_bytes())
        held[int(at * (len(held) - 1))] ^= 0xFF
        path.write_bytes(held)

    return flip


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "gone"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"spoilt"), "overwritten"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "cut by a byte"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "cut short"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "longer than it was"),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "overwritten with nothing, of the same size"),
        (_flip(0.0), "its first byte differs"),
        (_flip(0.3), "a byte of a row differs"),
        (_flip(0.8), "a byte of an id differs"),
        (_flip(0.999), "a byte of the seal differs"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_not_used(
    saved_file: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    assert vector_index.load_index(saved_file, DIMENSIONS, "token") is not None
    spoil(saved_file)
    assert vector_index.load_index(saved_file, DIMENSIONS, "token") is None, reason


def test_a_file_of_another_store_or_encoder_is_not_used(saved_file: Path) -> None:
    assert vector_index.load_index(saved_file, DIMENSIONS, "another") is None
    assert vector_index.load_index(saved_file, DIMENSIONS + 1, "token") is None


def test_a_large_file_is_mapped_and_wholly_checked_when_asked(
    saved_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = vector_file.read_footer(saved_file)
    assert seal is not None
    monkeypatch.setattr(vector_file, "MAX_IN_MEMORY_BYTES", 0)
    mapped = vector_index.load_index(saved_file, DIMENSIONS, "token")
    assert mapped is not None
    assert list(mapped.ids()) == list(range(1, 3001))
    assert vector_file.find_damage(saved_file, seal) is None
    _flip(0.5)(saved_file)
    assert "differs from what was written" in (vector_file.find_damage(saved_file, seal) or "")


def test_a_file_of_no_rows_is_a_file(tmp_path: Path) -> None:
    VectorIndex(DIMENSIONS, 7).save(tmp_path / "v.faiss", "token")
    loaded = vector_index.load_index(tmp_path / "v.faiss", DIMENSIONS, "token")
    assert loaded is not None
    assert (len(loaded), loaded.generation) == (0, 7)
    row = unit_rows(1)[0]
    scan = partial(loaded.find_candidates, row, selection=loaded.full_selection)
    assert nearest.find_nearest(scan, row, 5, Truth().look_up) == []


@pytest.mark.parametrize(
    ("count", "changes", "worth", "reason"),
    [
        (1000, 100, False, "a paper more is no reason to write all again"),
        (1000, 600, True, "more than LEAST_KEPT"),
        (1_000_000, 10_000, False, "one in a hundred"),
        (1_000_000, 30_000, True, "three in a hundred"),
    ],
)
def test_when_the_file_is_written_anew(count: int, changes: int, worth: bool, reason: str) -> None:
    seal = vector_file.VectorFileFooter("token", 1, DIMENSIONS, count, 0, coarse_bytes=1)
    assert vector_index.is_rewrite_due(seal, changes) is worth, reason


def test_without_a_file_one_is_written() -> None:
    assert vector_index.is_rewrite_due(None, 0)
