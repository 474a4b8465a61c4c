"""BM25 over the posting lists of a full-text table, with the very scores of SQLite's own ``bm25()``.

``bm25()`` runs a statement for each passage to learn its length, and each query reads all postings of its words once
more to count them. Here a posting list is read by one statement and kept for the questions of the same generation.
"""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from paper_search.storage.connection import Connection, make_damage_error
from paper_search.storage.term_index import split_into_terms

PassageRowArray = NDArray[np.int64]
Scores = NDArray[np.float64]

MAX_CACHED_BYTES = 32 << 20
"""Posting lists that are kept, at three bytes a passage: half of what 400 questions to 1,000,000 passages need."""
INSTANCES_SUFFIX = "_instances"
"""Behind the name of a full-text table, the table of where its terms stand, which each connection has of its own."""
_K1, _B, _MIN_IDF = 1.2, 0.75, 1e-6
"""The constants of ``bm25()``. The last is the idf of a term that half of the passages hold."""
_LIST_OVERHEAD_BYTES = 512
_STATISTICS_ID = 1
"""The row of a full-text table's ``_data`` that says how many passages it has, and how many words in each column."""
_COLUMNS = 3
"""Those of a full-text table: title, headings and body."""


def quote_term(term: str) -> str:
    """Return a term as an FTS5 string, so that no character of a question is read as query syntax."""
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


@dataclass(frozen=True, slots=True, eq=False)
class PostingList:
    """The passages that a word stands in.

    Attributes:
        gaps: from the row of each passage to that of the next, the first from 0, shape (n,): two bytes for most words.
        counts: how often the word stands in each, shape (n,). Of a word that is a phrase to the index it is what the
            word adds to the score of each.
        is_phrase: the word is several terms.
    """

    gaps: NDArray[np.unsignedinteger]
    counts: NDArray[np.unsignedinteger] | Scores
    is_phrase: bool = False

    def __len__(self) -> int:
        return len(self.gaps)

    def find_rows(self) -> PassageRowArray:
        """Return the rows of the passages, ascending, shape (n,)."""
        return np.cumsum(self.gaps, dtype=np.int64)

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return _LIST_OVERHEAD_BYTES + self.gaps.nbytes + self.counts.nbytes


@dataclass
class PostingCache:
    """Posting lists, and lengths of passages, of the tables of one generation.

    The lists that were asked for last are kept. It is safe for threads: at worst something is read twice.
    """

    max_bytes: int = MAX_CACHED_BYTES
    _lists: OrderedDict[tuple[str, str], PostingList] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lengths: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get_list(self, key: tuple[str, str], read: Callable[[], PostingList]) -> PostingList:
        """Return the posting list of a table and a word."""
        with self._lock:
            postings = self._lists.get(key)
            if postings is not None:
                self._lists.move_to_end(key)
                return postings
        postings = read()
        with self._lock:
            if key not in self._lists and postings.size <= self.max_bytes:
                self._lists[key] = postings
                self._bytes += postings.size
            while self._bytes > self.max_bytes:
                self._bytes -= self._lists.popitem(last=False)[1].size
        return postings

    def get_lengths(
        self, rows: PassageRowArray, read: Callable[[PassageRowArray], NDArray[np.int64]]
    ) -> NDArray[np.int32]:
        """Return the number of words of each passage, shape (n,).

        Args:
            rows: the passages, ascending.
            read: reads the lengths of some of them.
        """
        if not len(rows):
            return np.zeros(0, np.int32)
        with self._lock:
            missing = int(rows[-1]) + 1 - len(self._lengths)
            if missing > 0:
                self._lengths = np.pad(self._lengths, (0, missing + len(self._lengths) // 8))
            known = self._lengths
        unknown = rows[known[rows] == 0]
        if len(unknown):
            known[unknown] = read(unknown)
        return known[rows]


@dataclass(frozen=True, slots=True)
class PostingReader:
    """Reads and ranks by the posting lists of one full-text table."""

    connection: Connection
    table: str
    cache: PostingCache

    def rank(
        self,
        lookup_terms: Sequence[str],
        scoring_terms: Sequence[str],
        select: Callable[[PassageRowArray], PassageRowArray],
        *,
        match_all: bool = False,
    ) -> tuple[PassageRowArray, Scores]:
        """Return the rows of the passages that hold any of the terms, ascending, and their scores by BM25.

        Args:
            lookup_terms: the words that passages are looked up by.
            scoring_terms: more words, which add to a passage's score and bring up none.
            select: returns those of some passages that may be found.
            match_all: only passages that hold all of the terms that passages are looked up by.
        """
        lookups = [_DecodedList.decode(self.read_list(term)) for term in lookup_terms]
        rows = select(_join_rows(lookups, len(lookups) if match_all else 1))
        if not len(rows):
            return rows, np.zeros(0)
        others = [_DecodedList.decode(self.read_list(term)) for term in scoring_terms]
        return rows, self._score(rows, [postings for postings in (*lookups, *others) if len(postings.rows)])

    def _score(self, rows: PassageRowArray, lists: Sequence[_DecodedList]) -> Scores:
        """Return the score of each passage, added up in the order of the terms, as ``bm25()`` does."""
        passages, words = self._read_statistics()
        lengths = self.cache.get_lengths(rows, self._read_lengths)
        norms = _K1 * (1 - _B + _B * lengths / (words / passages))
        count_type = np.result_type(*(postings.counts for postings in lists if not postings.is_phrase), np.uint8)
        all_counts = np.zeros(max(postings.last_row for postings in lists) + 1, count_type)
        scores = np.zeros(len(rows))
        for postings in lists:
            if postings.is_phrase:
                scores += postings.pick_counts(rows)
                continue
            all_counts[postings.rows] = postings.counts
            hits = np.flatnonzero(all_counts[rows])
            counts = all_counts[rows[hits]].astype(np.float64)
            all_counts[postings.rows] = 0
            idf = _compute_idf(len(postings.rows), passages)
            scores[hits] += idf * (counts * (_K1 + 1) / (counts + norms[hits]))
        return scores

    # -- reading ---------------------------------------------------------------------------------------------

    def read_list(self, term: str) -> PostingList:
        """Return the passages that a word stands in, in any inflection that the index folds together."""
        return self.cache.get_list((self.table, term), lambda: self._read_list(term))

    def _read_list(self, term: str) -> PostingList:
        terms = split_into_terms(term.replace("\0", " "))
        if len(terms) > 1:
            return self._read_phrase(term)
        query = f"SELECT group_concat(doc) FROM temp.{self.table}{INSTANCES_SUFFIX} WHERE term = ?"
        listed = self.connection.execute(query, terms).fetchone()[0] if terms else None
        instances = np.fromstring(listed, np.int64, sep=",") if listed else np.zeros(0, np.int64)
        starts = np.flatnonzero(np.diff(instances, prepend=-1))
        counts = np.diff(starts, append=len(instances))
        return PostingList(_shrink(np.diff(instances[starts], prepend=0)), _shrink(counts))

    def _read_phrase(self, term: str) -> PostingList:
        query = f"SELECT rowid, -bm25({self.table}) FROM {self.table} WHERE {self.table} MATCH ? ORDER BY rowid"
        found = self.connection.execute(query, (quote_term(term),)).fetchall()
        rows: PassageRowArray = np.array([row[0] for row in found], np.int64)
        scores: Scores = np.array([row[1] for row in found], np.float64)
        return PostingList(_shrink(np.diff(rows, prepend=0)), scores, is_phrase=True)

    def _read_statistics(self) -> tuple[int, int]:
        """Return how many passages the table has, and how many words in all, neither of them 0."""
        query = f"SELECT block FROM {self.table}_data WHERE id = ?"
        row = self.connection.execute(query, (_STATISTICS_ID,)).fetchone()
        numbers = _decode_varints(row[0]).tolist() if row else []
        if len(numbers) != 1 + _COLUMNS or not numbers[0] or not any(numbers[1:]):
            raise make_damage_error(self.connection.path, f"{self.table} lacks the number of its passages and words")
        return numbers[0], sum(numbers[1:])

    def _read_lengths(self, rows: PassageRowArray) -> NDArray[np.int64]:
        sizes_table, listed = f"{self.table}_docsize", json.dumps(rows.tolist())
        query = f"SELECT group_concat(hex(sz), '') FROM json_each(?) j CROSS JOIN {sizes_table} d ON d.id = j.value"
        sizes = self.connection.execute(query, (listed,)).fetchone()[0]
        lengths = _decode_varints(bytes.fromhex(sizes or ""))
        if len(lengths) != len(rows) * _COLUMNS:
            raise make_damage_error(self.connection.path, f"{self.table} lacks the lengths of passages")
        totals: NDArray[np.int64] = lengths.reshape(-1, _COLUMNS).sum(axis=1)
        return totals


@dataclass(frozen=True, slots=True, eq=False)
class _DecodedList:
    """A posting list with its rows, as long as a question needs it."""

    rows: PassageRowArray
    counts: NDArray[np.unsignedinteger] | Scores
    is_phrase: bool

    @staticmethod
    def decode(postings: PostingList) -> _DecodedList:
        return _DecodedList(postings.find_rows(), postings.counts, postings.is_phrase)

    @property
    def last_row(self) -> int:
        return int(self.rows[-1]) if len(self.rows) else -1

    def pick_counts(self, rows: PassageRowArray) -> Scores:
        """Return what stands for each of these passages, 0 where the word does not stand in it."""
        positions = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        return np.where(self.rows[positions] == rows, self.counts[positions], 0.0)


def _join_rows(lists: Sequence[_DecodedList], count: int) -> PassageRowArray:
    """Return the rows that stand in at least so many of the lists, ascending."""
    if len(lists) == 1:
        return lists[0].rows
    counts = np.zeros(max(postings.last_row for postings in lists) + 1, np.uint16)
    for postings in lists:
        counts[postings.rows] += 1
    return np.flatnonzero(counts >= count)


def _shrink(numbers: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
    """Return numbers, none of them negative, in as few bytes as hold them all."""
    smallest: NDArray[np.unsignedinteger] = numbers.astype(np.min_scalar_type(numbers.max(initial=0)))
    return smallest


def _compute_idf(frequency: int, passages: int) -> float:
    idf = math.log((passages - frequency + 0.5) / (frequency + 0.5))
    return idf if idf > 0 else _MIN_IDF


def _decode_varints(block: bytes) -> NDArray[np.int64]:
    """Return the numbers of a block: seven bits a byte, the highest first, the top bit set in all but the last."""
    codes = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(codes < 0x80)
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)]
    numbers = np.zeros(len(ends), np.int64)
    for place in range(int((ends - starts).max(initial=-1)) + 1):
        positions = starts + place
        is_inside = positions <= ends
        numbers[is_inside] = numbers[is_inside] << 7 | codes[positions[is_inside]] & 0x7F
    return numbers
