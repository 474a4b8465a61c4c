"""Dense retrieval with FAISS: float32 unit rows and their ids in, the nearest ids and their cosines out.

A row is kept as one signed byte a dimension, and every question looks at all of them. At 1,000,000 rows of 384 that
takes as long as float32 takes at 250,000; it finds what exact search finds, needs no training, and a filter is applied
inside. The scan gives candidates only; ``nearest`` computes their cosines from the exact rows.

The answer does not depend on the order in which rows came. An index is never changed: what came and went makes a new
one that shares what stays, so searches need not wait. The file on disk is derived, written aside and renamed, and says
which generation of which database it stands for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings import Rows
from paper_search.storage import coarse_scan, vector_file
from paper_search.storage.vector_file import Ids, VectorFileFooter
from paper_search.storage.vector_segment import (
    REMOVED,
    IndexSegment,
    build_faiss_index,
    encode_rows,
    make_empty_segment,
    merge_segments,
)

VectorBatch = tuple[Ids, Ids, Rows]
"""Ids, the document row of each, and vectors of shape (n, dimensions)."""

MIN_REWRITE_ROWS, MIN_REWRITE_SHARE = 512, 0.02
"""The file is written anew when more rows than this, and than this share of it, came or went since."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The rows that may be found in one index: for each segment a mask, None where all of them may."""

    allowed_rows: tuple[NDArray[np.bool_] | None, ...]


@dataclass(frozen=True, eq=False)
class VectorIndex:
    """Rows with ids, for questions.

    ``saved_rows`` is the number of rows of the first segment where a file on disk holds it, which stands for
    ``saved_generation``.
    """

    dimensions: int
    generation: int = 0
    segments: tuple[IndexSegment, ...] = ()
    saved_rows: int = 0
    saved_generation: int = 0

    def __len__(self) -> int:
        return self._row_count

    @cached_property
    def _row_count(self) -> int:
        return sum(int(np.count_nonzero(segment.document_rows != REMOVED)) for segment in self.segments)

    @property
    def has_many_unsaved_rows(self) -> bool:
        """True where so much came since the file on disk that a newer one would be worth opening."""
        unsaved = sum(map(len, self.segments)) - self.saved_rows
        return unsaved > max(MIN_REWRITE_ROWS, MIN_REWRITE_SHARE * self.saved_rows)

    def ids(self) -> Ids:
        """Return all ids, in order."""
        present = [segment.ids[segment.document_rows != REMOVED] for segment in self.segments]
        return np.sort(np.concatenate([np.empty(0, np.int64), *present]))

    # -- what came and went ----------------------------------------------------------------------------------

    def apply_changes(self, generation: int, removed_ids: Ids, added_batches: Iterable[VectorBatch]) -> VectorIndex:
        """Return the index of a later generation.

        Args:
            generation: the generation that it stands for.
            removed_ids: ids that have gone; one that the index does not have is no error.
            added_batches: what came, under ids that the index does not have.
        """
        remaining = [segment.remove_ids(removed_ids) for segment in self.segments]
        first, others = (remaining[:1], remaining[1:]) if self.saved_rows else ([], remaining)
        coded = [
            (ids, document_rows, encode_rows(rows, self.dimensions))
            for ids, document_rows, rows in added_batches
            if len(ids)
        ]
        if coded:
            ids, document_rows, codes = (np.concatenate(column) for column in zip(*coded, strict=True))
            order = np.argsort(ids)
            faiss_index = build_faiss_index(self.dimensions, codes[order])
            others.append(IndexSegment(faiss_index, ids[order], document_rows[order]))
        # Few segments, each at least twice the next: what came is then copied a few times at most.
        while len(others) > 1 and 2 * len(others[-1]) > len(others[-2]):
            others[-2:] = [merge_segments(self.dimensions, others[-2:])]
        return replace(self, generation=generation, segments=(*first, *others))

    def match_rows(self, ids: Ids, rows: Rows) -> NDArray[np.bool_]:
        """Return for each id whether the index has it with this row, as near as a byte a dimension can say.

        Args:
            ids: the ids to look for.
            rows: their exact rows, shape (len(ids), dimensions).
        """
        codes = encode_rows(rows, self.dimensions)
        matches = np.zeros(len(ids), dtype=bool)
        for segment in self.segments:
            positions = np.minimum(np.searchsorted(segment.ids, ids), max(len(segment) - 1, 0))
            if len(segment):
                same = (segment.ids[positions] == ids) & (segment.document_rows[positions] != REMOVED)
                matches |= same & (segment.codes[positions] == codes).all(axis=1)
        return matches

    # -- questions -------------------------------------------------------------------------------------------

    @cached_property
    def full_selection(self) -> Selection:
        """Every row of the index."""
        return self.select_documents(None)

    def select_documents(self, document_rows: Ids | None) -> Selection:
        """Return the rows of these documents; None stands for all. Costs about a nanosecond for each row."""
        masks: list[NDArray[np.bool_] | None] = []
        highest = max((int(segment.document_rows.max(initial=REMOVED)) for segment in self.segments), default=REMOVED)
        # One entry more, for REMOVED to fall on.
        is_allowed = np.zeros(highest + 2, dtype=bool)
        is_allowed[slice(highest + 1) if document_rows is None else document_rows[document_rows <= highest]] = True
        for segment in self.segments:
            mask = is_allowed[segment.document_rows]
            masks.append(None if mask.all() else mask)
        return Selection(tuple(masks))

    def make_row_mask(self, selection: Selection, length: int, unknown: int = 2) -> bytes:
        """Return a byte for each id: 1 where it may be found, 0 where it may not, else ``unknown``.

        Args:
            selection: the rows of this index that may be found.
            length: the mask covers the ids below this.
            unknown: what stands for ids that the index does not have.
        """
        row_mask = np.full(length, unknown, dtype=np.uint8)
        for segment, mask in zip(self.segments, selection.allowed_rows, strict=True):
            present = segment.document_rows != REMOVED
            row_mask[segment.ids[present]] = 1 if mask is None else mask[present]
        return row_mask.tobytes()

    def find_candidates(self, query_vector: Rows, limit: int, selection: Selection) -> tuple[Ids, Rows]:
        """Return the nearest ids as near as a byte a dimension can say, with their rough cosines, best first.

        Args:
            query_vector: a unit row, shape (dimensions,).
            limit: how many are wanted; there are fewer only where there are no more.
            selection: the rows that may be found.
        """
        ids, cosines = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for segment, mask in zip(self.segments, selection.allowed_rows, strict=True):
            if len(segment):
                positions, rough = segment.find_candidates(query_vector, limit, mask)
                ids.append(segment.ids[positions])
                cosines.append(rough)
        all_ids, all_cosines = np.concatenate(ids), np.concatenate(cosines).astype(np.float32)
        best = np.lexsort((all_ids, -all_cosines))[:limit]
        return all_ids[best], all_cosines[best]

    # -- the file --------------------------------------------------------------------------------------------

    def save(self, path: Path, token: str) -> VectorIndex:
        """Write the whole index to a file.

        Args:
            path: the file, which is put into place when it is complete.
            token: names the database that the index was derived from.

        Returns:
            The same index, as that file holds it.

        Raises:
            OSError, RuntimeError: the file cannot be written.
        """
        segments = self.segments
        merged = merge_segments(self.dimensions, segments) if segments else make_empty_segment(self.dimensions)
        partial = path.with_suffix(f".{os.getpid()}.tmp")
        for leftover in path.parent.glob(f"{path.stem}.*.tmp"):
            leftover.unlink(missing_ok=True)
        try:
            faiss.write_index(merged.index, str(partial))
            coarse = None
            if coarse_scan.can_encode(len(merged), self.dimensions):
                coarse = coarse_scan.make_coarse_scan(merged.codes)
            coarse_bytes = 0 if coarse is None else coarse.append_to(partial)
            vector_file.write_footer(
                partial, token, self.generation, self.dimensions, merged.ids, merged.document_rows, coarse_bytes
            )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        merged = replace(merged, coarse_scan=coarse)
        return replace(self, segments=(merged,), saved_rows=len(merged), saved_generation=self.generation)


def load_index(path: Path, dimensions: int, token: str) -> VectorIndex | None:
    """Return the index kept on disk, or None where there is none that can be trusted: then derive it again.

    Args:
        path: the file.
        dimensions: what the rows must have.
        token: names the database that it must have been derived from.
    """
    footer = vector_file.read_footer(path)
    if footer is None or (footer.token, footer.dimensions) != (token, dimensions):
        return None
    try:
        if vector_file.find_damage(path, footer, full=False):
            return None
        segment = _read_segment(path, footer)
    except (OSError, RuntimeError, ValueError):
        return None
    if (segment.index.d, segment.index.ntotal) != (dimensions, footer.count):
        return None
    return VectorIndex(dimensions, footer.generation, (segment,), footer.count, footer.generation)


def _read_segment(path: Path, footer: VectorFileFooter) -> IndexSegment:
    # A small file is held whole: what is mapped dies with a file that somebody cuts short in place.
    is_mapped = footer.footer_start > vector_file.MAX_IN_MEMORY_BYTES
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if is_mapped else 0)
    ids, document_rows = vector_file.read_ids_and_document_rows(path, footer)
    coarse = None
    if footer.coarse_bytes:
        coarse = coarse_scan.read_coarse_scan(path, footer.coarse_start, footer.count, footer.dimensions)
    mapped_rows = vector_file.MappedRows(path, footer) if coarse is not None and is_mapped else None
    return IndexSegment(index, ids, document_rows, coarse, mapped_rows)


def is_rewrite_due(footer: VectorFileFooter | None, changes: int) -> bool:
    """Return True if so much came and went since a file was written that it should be written anew.

    So should one of an earlier version that has many rows and no coarse scan.
    """
    if footer is None or (not footer.coarse_bytes and coarse_scan.can_encode(footer.count, footer.dimensions)):
        return True
    return changes > max(MIN_REWRITE_ROWS, MIN_REWRITE_SHARE * footer.count)
