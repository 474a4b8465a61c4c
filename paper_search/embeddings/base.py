"""The contract of an encoder: texts in, unit float32 rows and the vectors of their word pieces out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paper_search.records import EncoderInfo

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Word pieces of one text: rows, shape (pieces, dimensions), and spans in the text, (pieces, 2).

    Rows are of unit length and rotated, see ``token_codec``: the product of two is the cosine of the model's own rows.
    """

    rows: Rows
    spans: NDArray[np.int64]

    def shift_spans(self, context_length: int) -> Tokens:
        """Return the pieces placed from the end of a context of so many characters; those in it lie below zero."""
        return Tokens(self.rows, self.spans - context_length)


class Encoder(Protocol):
    """An encoder of texts. Rows are float32, of unit length, shape (len(texts), info.dimensions).

    The vector of a text depends on that text alone, never on the others that it was given with: an index that grew
    paper by paper equals one made from nothing.
    """

    @property
    def info(self) -> EncoderInfo:
        """The name, fingerprint, dimensions and longest text of the encoder."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, the special ones included."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        """Return one row a text. Raises EncoderError for a text longer than ``info.max_tokens``."""
        ...

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        """Return the rows of ``encode_passages`` and, of the same pass, the word pieces that carry meaning."""
        ...

    def encode_query(self, text: str) -> Rows:
        """Return one row, shape (dimensions,). A question too long for the encoder is cut."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return all word pieces of each text in context, the special ones left out; cut to ``info.max_tokens``."""
        ...
