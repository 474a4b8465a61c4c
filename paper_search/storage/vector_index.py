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
from paper_search.storage.vector_file import Ids, Seal

Codes = NDArray[np.uint8]
Batch = tuple[Ids, Ids, Rows]
"""Ids, the paper of each, and rows of shape (n, dimensions)."""

GONE = -1
SPREAD = 6.0
"""How many times the root mean square of a unit row's components the widest that a byte can hold is."""
SPARE = 1.5
"""How many candidates are taken at first for each that is wanted; twice as many each time that is not enough."""
MOST = 16
"""The largest number of candidates for each that is wanted: a passage printed more often than that is cut off."""
LEAST_KEPT, SHARE_KEPT = 512, 0.02
"""What is on disk is written anew when more rows than this, and than this share of it, came or went since."""


def _open_codes(dimensions: int, codes: Codes) -> Any:
    # FAISS's own annotations describe its C++ signatures, not the Python ones.
    index: Any = faiss.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    if len(codes):
        index.add_sa_codes(np.ascontiguousarray(codes))
    return index


def _only(count: int, bits: Codes) -> Any:
    make: Any = faiss.SearchParameters
    return make(sel=faiss.IDSelectorBitmap(count, faiss.swig_ptr(bits)))


@contextmanager
def _alone() -> Iterator[None]:
    """One question is looked up by one thread: a team of them would only wait for one another on a busy machine."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _scale(dimensions: int) -> float:
    return 127 * float(np.sqrt(dimensions)) / SPREAD


def _whole_numbers(rows: Rows, dimensions: int) -> Rows:
    """Rows in steps of a byte. A question's too: some builds of FAISS cut its fractions off, which costs exactness."""
    steps: Rows = np.clip(np.rint(rows * _scale(dimensions)), -127, 127).astype(np.float32)
    return steps


def _encode(rows: Rows, dimensions: int) -> Codes:
    # As FAISS has it: the signed byte, moved up so that it is never negative.
    return (_whole_numbers(rows.reshape(-1, dimensions), dimensions) + 128).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows that came together, by ascending id, and the paper of each: GONE where the row is not held any more."""

    index: Any
    ids: Ids
    papers: Ids

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def codes(self) -> Codes:
        if not len(self):
            return np.empty((0, self.index.code_size), np.uint8)
        flat = faiss.rev_swig_ptr(self.index.codes.data(), len(self) * self.index.code_size)
        codes: Codes = flat.reshape(len(self), self.index.code_size)
        return codes

    def without(self, gone: Ids) -> Part:
        places = np.searchsorted(self.ids, gone)
        places = places[places < len(self)]
        hit = places[np.isin(self.ids[places], gone)]
        if not len(hit):
            return self
        papers = self.papers.copy()
        papers[hit] = GONE
        return replace(self, papers=papers)


def _joined(dimensions: int, parts: Sequence[Part]) -> Part:
    """The rows still held of several parts as one."""
    held = [part.papers != GONE for part in parts]
    ids = np.concatenate([part.ids[keep] for part, keep in zip(parts, held, strict=True)])
    papers = np.concatenate([part.papers[keep] for part, keep in zip(parts, held, strict=True)])
    codes = np.concatenate([part.codes[keep] for part, keep in zip(parts, held, strict=True)])
    order = np.argsort(ids)
    return Part(_open_codes(dimensions, codes[order]), ids[order], papers[order])


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The rows that may be found in one index: for each part a bit a row, None where all of them may."""

    bits: tuple[Codes | None, ...]
    let_through: tuple[NDArray[np.bool_] | None, ...]


@dataclass(frozen=True, eq=False)
class VectorIndex:
    """Rows with ids, for questions. ``kept`` is the number of rows of the first part where a file on disk holds
    it, which stands for ``kept_generation``."""

    dimensions: int
    generation: int = 0
    parts: tuple[Part, ...] = ()
    kept: int = 0
    kept_generation: int = 0

    def __len__(self) -> int:
        return self._held

    @cached_property
    def _held(self) -> int:
        return sum(int(np.count_nonzero(part.papers != GONE)) for part in self.parts)

    @property
    def is_far_from_kept(self) -> bool:
        """Whether so much came since the file on disk that a newer one would be worth opening."""
        since = sum(map(len, self.parts)) - self.kept
        return since > max(LEAST_KEPT, SHARE_KEPT * self.kept)

    def ids(self) -> Ids:
        """All ids held, in order."""
        held = [part.ids[part.papers != GONE] for part in self.parts]
        return np.sort(np.concatenate([np.empty(0, np.int64), *held]))

    # -- what came and went ----------------------------------------------------------------------------------

    def changed(self, generation: int, gone: Ids, came: Iterable[Batch]) -> VectorIndex:
        """The index of a later generation: without the ids ``gone``, one that is not held being no error, and with what
        came, under ids that are not held."""
        left = [part.without(gone) for part in self.parts]
        first, others = (left[:1], left[1:]) if self.kept else ([], left)
        coded = [(ids, papers, _encode(rows, self.dimensions)) for ids, papers, rows in came if len(ids)]
        if coded:
            ids, papers, codes = (np.concatenate(column) for column in zip(*coded, strict=True))
            order = np.argsort(ids)
            others.append(Part(_open_codes(self.dimensions, codes[order]), ids[order], papers[order]))
        # Few parts, each at least twice the next: what came is then copied a few times at most.
        while len(others) > 1 and 2 * len(others[-1]) > len(others[-2]):
            others[-2:] = [_joined(self.dimensions, others[-2:])]
        return replace(self, generation=generation, parts=(*first, *others))

    def agrees(self, ids: Ids, rows: Rows) -> NDArray[np.bool_]:
        """For each id whether it is held with this row, as near as a byte a dimension can say it."""
        codes = _encode(rows, self.dimensions)
        agrees = np.zeros(len(ids), dtype=bool)
        for part in self.parts:
            places = np.minimum(np.searchsorted(part.ids, ids), max(len(part) - 1, 0))
            if len(part):
                same = (part.ids[places] == ids) & (part.papers[places] != GONE)
                agrees |= same & (part.codes[places] == codes).all(axis=1)
        return agrees

    # -- questions -------------------------------------------------------------------------------------------

    @cached_property
    def all(self) -> Selection:
        """Every row that is held."""
        return self.select(None)

    def select(self, papers: Ids | None) -> Selection:
        """The rows of these papers; None stands for all. Costs about a nanosecond for each row held."""
        through: list[NDArray[np.bool_] | None] = []
        highest = max((int(part.papers.max(initial=GONE)) for part in self.parts), default=GONE)
        # A place more, for GONE to fall on.
        wanted = np.zeros(highest + 2, dtype=bool)
        wanted[slice(highest + 1) if papers is None else papers[papers <= highest]] = True
        for part in self.parts:
            keep = wanted[part.papers]
            through.append(None if keep.all() else keep)
        bits = tuple(None if keep is None else np.packbits(keep, bitorder="little") for keep in through)
        return Selection(bits, tuple(through))

    def verdicts(self, selection: Selection, length: int, unknown: int = 2) -> bytes:
        """For each id below ``length`` 1 where it may be found, 0 where it is held and may not, else ``unknown``."""
        verdicts = np.full(length, unknown, dtype=np.uint8)
        for part, keep in zip(self.parts, selection.let_through, strict=True):
            held = part.papers != GONE
            verdicts[part.ids[held]] = 1 if keep is None else keep[held]
        return verdicts.tobytes()

    def candidates(self, row: Rows, wanted: int, selection: Selection) -> tuple[Ids, Rows]:
        """At least the ``wanted`` nearest ids that may be found, as near as a byte a dimension can say it, and their
        cosines as far as that goes, best first; fewer than wanted only where there are no more."""
        step = _scale(self.dimensions)
        one = _whole_numbers(row.reshape(1, -1), self.dimensions)
        ids, rough = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for part, bits in zip(self.parts, selection.bits, strict=True):
            if not len(part):
                continue
            parameters = None if bits is None else _only(len(part), bits)
            with _alone():
                scores, places = part.index.search(one, min(wanted, len(part)), params=parameters)
            found = places[0] >= 0
            ids.append(part.ids[places[0][found]])
            rough.append(scores[0][found] / step**2)
        all_ids, all_rough = np.concatenate(ids), np.concatenate(rough).astype(np.float32)
        best = np.lexsort((all_ids, -all_rough))[:wanted]
        return all_ids[best], all_rough[best]

    # -- the file --------------------------------------------------------------------------------------------

    def save(self, path: Path, token: str) -> VectorIndex:
        """Keep all that is held on disk; ``token`` names the store that it was derived from. Returns the same index,
        as that file holds it. Raises OSError or RuntimeError where it cannot be written."""
        one = _joined(self.dimensions, self.parts) if self.parts else _none(self.dimensions)
        aside = path.with_suffix(f".{os.getpid()}.tmp")
        for left in path.parent.glob(f"{path.stem}.*.tmp"):
            left.unlink(missing_ok=True)
        try:
            faiss.write_index(one.index, str(aside))
            vector_file.finish(aside, token, self.generation, self.dimensions, one.ids, one.papers)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return replace(self, parts=(one,), kept=len(one), kept_generation=self.generation)


def _none(dimensions: int) -> Part:
    no_ids = np.empty(0, np.int64)
    return Part(_open_codes(dimensions, np.empty((0, dimensions), np.uint8)), no_ids, no_ids)


def load(path: Path, dimensions: int, token: str) -> VectorIndex | None:
    """The index kept on disk, or None where there is none that can be trusted: then derive it again."""
    seal = vector_file.seal_of(path)
    if seal is None or (seal.token, seal.dimensions) != (token, dimensions):
        return None
    try:
        if vector_file.damage(path, seal, whole=False):
            return None
        # A small file is held whole: what is mapped dies with a file that somebody cuts short in place.
        index = faiss.read_index(str(path), 0 if seal.end <= vector_file.WHOLE else faiss.IO_FLAG_MMAP_IFC)
        ids, papers = vector_file.ids_and_papers(path, seal)
    except (OSError, RuntimeError, ValueError):
        return None
    if (index.d, index.ntotal) != (dimensions, seal.count):
        return None
    return VectorIndex(dimensions, seal.generation, (Part(index, ids, papers),), seal.count, seal.generation)


def is_worth_keeping(seal: Seal | None, changes: int) -> bool:
    """Whether what came and went since a file was written is so much that it should be written anew."""
    return seal is None or changes > max(LEAST_KEPT, SHARE_KEPT * seal.count)


# -- the true nearest ------------------------------------------------------------------------------------------


def first_wanted(depth: int) -> int:
    """How many candidates ``nearest`` asks for first."""
    return int(depth * SPARE) + 1


def nearest(
    scan: Callable[[int], tuple[Ids, Rows]],
    row: Rows,
    depth: int,
    look_up: Callable[[Ids], tuple[Ids, list[str], Rows]],
) -> list[tuple[str, float]]:
    """The ``depth`` nearest with their cosines, best first, ties by name.

    Args:
        scan: gives so many candidates for ``row``, as ``VectorIndex.candidates`` does.
        look_up: gives of the ids asked for those held, their names and their exact rows, shape (n, dimensions).
    """
    wanted = first_wanted(depth)
    while True:
        ids, rough = scan(wanted)
        found, names, rows = look_up(ids)
        exact = cosines(rows, row)
        is_all = len(ids) < wanted or wanted > MOST * depth
        if is_all or _is_enough(exact, rough[_places(ids, found)], rough[-1], depth):
            break
        wanted *= 2
    scored = zip(names, map(float, exact), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


def cosines(rows: Rows, row: Rows) -> Rows:
    """Of each row with one; summed row by row, so that a cosine does not depend on the rows around it."""
    products: Rows = (rows.astype(np.float64) * row).sum(axis=1).astype(np.float32)
    return products


def _places(ids: Ids, found: Ids) -> NDArray[np.intp]:
    """Where in ``ids`` each of ``found``, all of which are there, stands."""
    order = np.argsort(ids)
    places: NDArray[np.intp] = order[np.searchsorted(ids, found, sorter=order)]
    return places


def _is_enough(exact: Rows, rough: Rows, lowest: np.float32, depth: int) -> bool:
    """Whether no row with a rough cosine of at most ``lowest`` can be among the nearest, or as near as the last."""
    if len(exact) < depth:
        return False
    error = 1.5 * float(np.abs(exact - rough).max())
    return float(lowest) + error < float(np.partition(exact, -depth)[-depth])
