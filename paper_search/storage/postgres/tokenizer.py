"""The terms of passages and of questions, made by SQLite's own tokenizer so that both engines find the same words.

What PostgreSQL keeps of a passage is a ``tsvector`` that no dictionary of PostgreSQL has seen.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from paper_search.storage.term_index import split_into_terms, term_index

_COLUMN_WEIGHTS = {"title": 3, "headings": 2, "body": 1}
"""The weight that marks the terms of each column, A, B or C, as PostgreSQL numbers them."""
_WEIGHT_SHIFT = 14
_GAP = 2
"""Positions left free between two columns, so that no phrase goes from one into the next."""
MAX_TERM_BYTES = 2046
"""The longest lexeme of PostgreSQL. A longer term is kept by its digest, in passages and questions alike."""
MAX_POSITION = 16_383
MAX_POSITIONS = 255
"""The positions of one term that PostgreSQL keeps."""


class PassageTerms(NamedTuple):
    """The terms of a passage: the positions of each, with their weights, and how many there are in all."""

    positions: Mapping[str, Sequence[int]]
    length: int

    def to_tsvector(self) -> bytes:
        """Return the terms in the binary form of a ``tsvector``."""
        parts = [struct.pack(">i", len(self.positions))]
        for term, places in self.positions.items():
            kept = places[:MAX_POSITIONS]
            parts.append(term.encode() + b"\0" + struct.pack(f">H{len(kept)}H", len(kept), *kept))
        return b"".join(parts)


def tokenize_passages(texts: Sequence[tuple[str, str, str]]) -> list[PassageTerms]:
    """Return the terms of passages, each given as title, headings and body."""
    terms = term_index.list_terms(texts)
    lengths = [dict.fromkeys(_COLUMN_WEIGHTS, 0) for _ in texts]
    for _, place, column, _ in terms:
        lengths[place][column] += 1
    starts = list(map(_find_starts, lengths))
    positions: list[dict[str, list[int]]] = [{} for _ in texts]
    for term, place, column, offset in terms:
        position, weight = starts[place][column]
        marked = weight | min(position + offset, MAX_POSITION)
        listed = positions[place].setdefault(_fit_term(term), [])
        # Behind the last position that PostgreSQL knows, one stands for all.
        if not listed or listed[-1] != marked:
            listed.append(marked)
    return [PassageTerms(found, sum(counts.values())) for found, counts in zip(positions, lengths, strict=True)]


def tokenize_columns(title: str, headings: str, body: str) -> PassageTerms:
    """Return the terms of one passage."""
    return tokenize_passages([(title, headings, body)])[0]


@lru_cache(maxsize=65_536)
def tokenize(term: str) -> tuple[str, ...]:
    """Return the terms that a word of a question stands for, in order; several are looked for as a phrase."""
    return tuple(map(_fit_term, split_into_terms(term)))


def quote_lexeme(term: str) -> str:
    """Return a term as PostgreSQL reads it in the text of a ``tsvector`` or a ``tsquery``."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _find_starts(lengths: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the position of the first term of each column, and the bits of its weight."""
    starts, start = dict[str, tuple[int, int]](), 1
    for column, length in lengths.items():
        starts[column] = (start, _COLUMN_WEIGHTS[column] << _WEIGHT_SHIFT)
        start += length + _GAP
    return starts


def _fit_term(term: str) -> str:
    # A character is at most four bytes: the usual term is not encoded.
    if len(term) * 4 <= MAX_TERM_BYTES:
        return term
    encoded = term.encode()
    return term if len(encoded) <= MAX_TERM_BYTES else hashlib.sha256(encoded).hexdigest()
