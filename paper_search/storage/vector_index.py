"""FAISS, and FAISS only here: float32 unit rows and their ids in, the nearest ids and their cosines out.

A row is kept as one signed byte a dimension, and every question looks at all of them. At 1,000,000 rows of 384 that
takes as long as float32 takes at 250,000; it finds what exact search finds, needs no training, and a filter is applied
inside. What is found so is only a list of candidates: their cosines are worked out from the store's own rows, and more
are taken until no row that was left out can be among the nearest, by the largest error seen among those taken.

Promised: the answer does not depend on the order in which rows came; an index is never changed, so whoever searches one
need not wait: what came and went since makes a new one that shares what stays. What is kept on disk is derived, written
aside and renamed, and says which generation of which store it stands for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Rows
from paper_search.storage import vector_file
from paper_search.storage.vector_file import Ids, VectorFileFooter

Codes = NDArray[np.uint8]
VectorBatch = tuple[Ids, Ids, Rows]
"""Ids, the paper of each, and rows of shape (n, dimensions)."""

REMOVED = -1
QUANTISATION_RANGE = 6.0
"""How many times the root mean square of a unit row's components the widest that a byte can hold is."""
OVERSAMPLING = 1.5
"""How many candidates are taken at first for each that is wanted; twice as many each time that is not enough."""
MAX_OVERSAMPLING = 16
"""The largest number of candidates for each that is wanted: a passage printed more often than that is cut off."""
MIN_REWRITE_ROWS, MIN_REWRITE_SHARE = 512, 0.02
"""What is on disk is written anew when more rows than this, and than this share of it, came or went since."""


def _build_faiss_index(dimensions: int, codes: Codes) -> Any:
    # FAISS's own annotations describe its C++ signatures, not the Python ones.
    index: Any = faiss.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    if len(codes):
        index.add_sa_codes(np.ascontiguousarray(codes))
    return index


def _make_bitmap_filter(count: int, bits: Codes) -> Any:
    make: Any = faiss.SearchParameters
    return make(sel=faiss.IDSelectorBitmap(count, faiss.swig_ptr(bits)))


@contextmanager
def _limit_faiss_to_one_thread() -> Iterator[None]:
    """One question is looked up by one thread: a team of them would only wait for one another on a busy machine."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _compute_scale(dimensions: int) -> float:
    return 127 * float(np.sqrt(dimensions)) / QUANTISATION_RANGE


def _quantise(rows: Rows, dimensions: int) -> Rows:
    """Rows in steps of a byte. A question's too: some builds of FAISS cut its fractions off, which costs exactness."""
    steps: Rows = np.clip(np.rint(rows * _compute_scale(dimensions)), -127, 127).astype(np.float32)
    return steps


def _encode_rows(rows: Rows, dimensions: int) -> Codes:
    # As FAISS has it: the signed byte, moved up so that it is never negative.
    return (_quantise(rows.reshape(-1, dimensions), dimensions) + 128).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class IndexSegment:
    """Rows that came together, by ascending id, and the paper of each: GONE where the row is not held any more."""

    index: Any
    ids: Ids
    document_rows: Ids

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def codes(self) -> Codes:
        if not len(self):
            return np.empty((0, self.index.code_size), np.uint8)
        flat = faiss.rev_swig_ptr(self.index.codes.data(), len(self) * self.index.code_size)
        codes: Codes = flat.reshape(len(self), self.index.code_size)
        return codes

    def remove_ids(self, removed_ids: Ids) -> IndexSegment:
        places = np.searchsorted(self.ids, removed_ids)
        places = places[places < len(self)]
        hit = places[np.isin(self.ids[places], removed_ids)]
        if not len(hit):
            return self
        papers = self.document_rows.copy()
        papers[hit] = REMOVED
        return replace(self, document_rows=papers)


def _merge_segments(dimensions: int, segments: Sequence[IndexSegment]) -> IndexSegment:
    """The rows still held of several parts as one."""
    held = [part.document_rows != REMOVED for part in segments]
    ids = np.concatenate([part.ids[keep] for part, keep in zip(segments, held, strict=True)])
    papers = np.concatenate([part.document_rows[keep] for part, keep in zip(segments, held, strict=True)])
    codes = np.concatenate([part.codes[keep] for part, keep in zip(segments, held, strict=True)])
    order = np.argsort(ids)
    return IndexSegment(_build_faiss_index(dimensions, codes[order]), ids[order], papers[order])


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The rows that may be found in one index: for each part a bit a row, None where all of them may."""

    bitmaps: tuple[Codes | None, ...]
    allowed_rows: tuple[NDArray[np.bool_] | None, ...]


@dataclass(frozen=True, eq=False)
class VectorIndex:
    """Rows with ids, for questions. ``kept`` is the number of rows of the first part where a file on disk holds
    it, which stands for ``kept_generation``."""

    dimensions: int
    generation: int = 0
    segments: tuple[IndexSegment, ...] = ()
    saved_rows: int = 0
    saved_generation: int = 0

    def __len__(self) -> int:
        return self._row_count

    @cached_property
    def _row_count(self) -> int:
        return sum(int(np.count_nonzero(part.document_rows != REMOVED)) for part in self.segments)

    @property
    def has_many_unsaved_rows(self) -> bool:
        """Whether so much came since the file on disk that a newer one would be worth opening."""
        since = sum(map(len, self.segments)) - self.saved_rows
        return since > max(MIN_REWRITE_ROWS, MIN_REWRITE_SHARE * self.saved_rows)

    def ids(self) -> Ids:
        """All ids held, in order."""
        held = [part.ids[part.document_rows != REMOVED] for part in self.segments]
        return np.sort(np.concatenate([np.empty(0, np.int64), *held]))

    # -- what came and went ----------------------------------------------------------------------------------

    def apply_changes(self, generation: int, removed_ids: Ids, added_batches: Iterable[VectorBatch]) -> VectorIndex:
        """The index of a later generation: without the ids ``gone``, one that is not held being no error, and with what
        came, under ids that are not held."""
        left = [part.remove_ids(removed_ids) for part in self.segments]
        first, others = (left[:1], left[1:]) if self.saved_rows else ([], left)
        coded = [(ids, papers, _encode_rows(rows, self.dimensions)) for ids, papers, rows in added_batches if len(ids)]
        if coded:
            ids, papers, codes = (np.concatenate(column) for column in zip(*coded, strict=True))
            order = np.argsort(ids)
            others.append(IndexSegment(_build_faiss_index(self.dimensions, codes[order]), ids[order], papers[order]))
        # Few parts, each at least twice the next: what came is then copied a few times at most.
        while len(others) > 1 and 2 * len(others[-1]) > len(others[-2]):
            others[-2:] = [_merge_segments(self.dimensions, others[-2:])]
        return replace(self, generation=generation, segments=(*first, *others))

    def match_rows(self, ids: Ids, rows: Rows) -> NDArray[np.bool_]:
        """For each id whether it is held with this row, as near as a byte a dimension can say it."""
        codes = _encode_rows(rows, self.dimensions)
        agrees = np.zeros(len(ids), dtype=bool)
        for part in self.segments:
            places = np.minimum(np.searchsorted(part.ids, ids), max(len(part) - 1, 0))
            if len(part):
                same = (part.ids[places] == ids) & (part.document_rows[places] != REMOVED)
                agrees |= same & (part.codes[places] == codes).all(axis=1)
        return agrees

    # -- questions -------------------------------------------------------------------------------------------

    @cached_property
    def full_selection(self) -> Selection:
        """Every row that is held."""
        return self.select_documents(None)

    def select_documents(self, document_rows: Ids | None) -> Selection:
        """The rows of these papers; None stands for all. Costs about a nanosecond for each row held."""
        through: list[NDArray[np.bool_] | None] = []
        highest = max((int(part.document_rows.max(initial=REMOVED)) for part in self.segments), default=REMOVED)
        # A place more, for GONE to fall on.
        wanted = np.zeros(highest + 2, dtype=bool)
        wanted[slice(highest + 1) if document_rows is None else document_rows[document_rows <= highest]] = True
        for part in self.segments:
            keep = wanted[part.document_rows]
            through.append(None if keep.all() else keep)
        bits = tuple(None if keep is None else np.packbits(keep, bitorder="little") for keep in through)
        return Selection(bits, tuple(through))

    def make_row_mask(self, selection: Selection, length: int, unknown: int = 2) -> bytes:
        """For each id below ``length`` 1 where it may be found, 0 where it is held and may not, else ``unknown``."""
        verdicts = np.full(length, unknown, dtype=np.uint8)
        for part, keep in zip(self.segments, selection.allowed_rows, strict=True):
            held = part.document_rows != REMOVED
            verdicts[part.ids[held]] = 1 if keep is None else keep[held]
        return verdicts.tobytes()

    def find_candidates(self, query_vector: Rows, limit: int, selection: Selection) -> tuple[Ids, Rows]:
        """At least the ``wanted`` nearest ids that may be found, as near as a byte a dimension can say it, and their
        cosines as far as that goes, best first; fewer than wanted only where there are no more."""
        step = _compute_scale(self.dimensions)
        one = _quantise(query_vector.reshape(1, -1), self.dimensions)
        ids, rough = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for part, bits in zip(self.segments, selection.bitmaps, strict=True):
            if not len(part):
                continue
            parameters = None if bits is None else _make_bitmap_filter(len(part), bits)
            with _limit_faiss_to_one_thread():
                scores, places = part.index.search(one, min(limit, len(part)), params=parameters)
            found = places[0] >= 0
            ids.append(part.ids[places[0][found]])
            rough.append(scores[0][found] / step**2)
        all_ids, all_rough = np.concatenate(ids), np.concatenate(rough).astype(np.float32)
        best = np.lexsort((all_ids, -all_rough))[:limit]
        return all_ids[best], all_rough[best]

    # -- the file --------------------------------------------------------------------------------------------

    def save(self, path: Path, token: str) -> VectorIndex:
        """Keep all that is held on disk; ``token`` names the store that it was derived from. Returns the same index,
        as that file holds it. Raises OSError or RuntimeError where it cannot be written."""
        one = _merge_segments(self.dimensions, self.segments) if self.segments else _make_empty_segment(self.dimensions)
        aside = path.with_suffix(f".{os.getpid()}.tmp")
        for left in path.parent.glob(f"{path.stem}.*.tmp"):
            left.unlink(missing_ok=True)
        try:
            faiss.write_index(one.index, str(aside))
            vector_file.write_footer(aside, token, self.generation, self.dimensions, one.ids, one.document_rows)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return replace(self, segments=(one,), saved_rows=len(one), saved_generation=self.generation)


def _make_empty_segment(dimensions: int) -> IndexSegment:
    no_ids = np.empty(0, np.int64)
    return IndexSegment(_build_faiss_index(dimensions, np.empty((0, dimensions), np.uint8)), no_ids, no_ids)


def load_index(path: Path, dimensions: int, token: str) -> VectorIndex | None:
    """The index kept on disk, or None where there is none that can be trusted: then derive it again."""
    seal = vector_file.read_footer(path)
    if seal is None or (seal.token, seal.dimensions) != (token, dimensions):
        return None
    try:
        if vector_file.find_damage(path, seal, full=False):
            return None
        # A small file is held whole: what is mapped dies with a file that somebody cuts short in place.
        index = faiss.read_index(
            str(path), 0 if seal.footer_start <= vector_file.MAX_IN_MEMORY_BYTES else faiss.IO_FLAG_MMAP_IFC
        )
        ids, papers = vector_file.read_ids_and_document_rows(path, seal)
    except (OSError, RuntimeError, ValueError):
        return None
    if (index.d, index.ntotal) != (dimensions, seal.count):
        return None
    return VectorIndex(dimensions, seal.generation, (IndexSegment(index, ids, papers),), seal.count, seal.generation)


def is_rewrite_due(footer: VectorFileFooter | None, changes: int) -> bool:
    """Whether what came and went since a file was written is so much that it should be written anew."""
    return footer is None or changes > max(MIN_REWRITE_ROWS, MIN_REWRITE_SHARE * footer.count)


# -- the true nearest ------------------------------------------------------------------------------------------


def initial_candidate_count(depth: int) -> int:
    """How many candidates ``nearest`` asks for first."""
    return int(depth * OVERSAMPLING) + 1


def find_nearest(
    scan: Callable[[int], tuple[Ids, Rows]],
    query_vector: Rows,
    depth: int,
    look_up: Callable[[Ids], tuple[Ids, list[str], Rows]],
) -> list[tuple[str, float]]:
    """The ``depth`` nearest with their cosines, best first, ties by name.

    Args:
        scan: gives so many candidates for ``row``, as ``VectorIndex.candidates`` does.
        look_up: gives of the ids asked for those held, their names and their exact rows, shape (n, dimensions).
    """
    wanted = initial_candidate_count(depth)
    while True:
        ids, rough = scan(wanted)
        found, names, rows = look_up(ids)
        exact = compute_cosines(rows, query_vector)
        is_all = len(ids) < wanted or wanted > MAX_OVERSAMPLING * depth
        if is_all or _is_nearest_complete(exact, rough[_find_positions(ids, found)], rough[-1], depth):
            break
        wanted *= 2
    scored = zip(names, map(float, exact), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


def compute_cosines(rows: Rows, query_vector: Rows) -> Rows:
    """Of each row with one; summed row by row, so that a cosine does not depend on the rows around it."""
    products: Rows = (rows.astype(np.float64) * query_vector).sum(axis=1).astype(np.float32)
    return products


def _find_positions(ids: Ids, found_ids: Ids) -> NDArray[np.intp]:
    """Where in ``ids`` each of ``found``, all of which are there, stands."""
    order = np.argsort(ids)
    places: NDArray[np.intp] = order[np.searchsorted(ids, found_ids, sorter=order)]
    return places


def _is_nearest_complete(exact: Rows, rough: Rows, lowest: np.float32, depth: int) -> bool:
    """Whether no row with a rough cosine of at most ``lowest`` can be among the nearest, or as near as the last."""
    if len(exact) < depth:
        return False
    error = 1.5 * float(np.abs(exact - rough).max())
    return float(lowest) + error < float(np.partition(exact, -depth)[-depth])
