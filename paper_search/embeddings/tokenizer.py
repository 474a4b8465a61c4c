"""A model's tokenizer: texts to word pieces, counted, cut and placed; no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.base import Rows, Tokens
from paper_search.embeddings.token_codec import rotate
from paper_search.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True, slots=True)
class TokenisedText:
    """What the model sees of a text: ids, special ones included; which of them are words, and their places in it."""

    ids: NDArray[np.int64]
    is_word: NDArray[np.bool_]
    spans: NDArray[np.int64]

    def to_tokens(self, hidden: Rows) -> Tokens:
        """The word pieces, from what the model gives for all pieces, shape (pieces, dimensions)."""
        whole = self.to_raw_tokens(hidden)
        return Tokens(rotate(whole.rows), whole.spans)

    def to_raw_tokens(self, hidden: Rows) -> Tokens:
        """The same as the model gave them, not turned."""
        return Tokens(hidden[self.is_word], self.spans[self.is_word])


class WordpieceTokenizer:
    """The tokenizer of one model, by what its tokenizer.json holds."""

    def __init__(self, tokenizer: Tokenizer, name: str, max_tokens: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer, self._name, self._max_tokens = tokenizer, name, max_tokens

    @classmethod
    def from_file(cls, path: Path, name: str, max_tokens: int) -> WordpieceTokenizer:
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(path)), name, max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def tokenise_truncated(self, texts: Sequence[str]) -> list[TokenisedText]:
        """What the model sees of texts, those that are too long cut."""
        return [self._to_tokenised_text(encoding) for encoding in self._tokenizer.encode_batch(list(texts))]

    def tokenise_complete(self, texts: Sequence[str]) -> list[TokenisedText]:
        """What the model sees of texts. Raises EncoderError where that is not all of them."""
        encodings = self._tokenizer.encode_batch(list(texts))
        longest = max((len(encoding.ids) for encoding in encodings), default=0)
        if longest > self._max_tokens:
            raise EncoderError(
                f"A passage of {longest} word pieces is longer than the {self._max_tokens} that the model"
                f" {self._name!r} can see; rebuild the index with 'paper-search build'."
            )
        return [self._to_tokenised_text(encoding) for encoding in encodings]

    def _to_tokenised_text(self, encoding: Encoding) -> TokenisedText:
        ids = np.asarray(encoding.ids, dtype=np.int64)
        is_word = np.asarray(encoding.special_tokens_mask) == 0
        spans = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        if len(ids) > self._max_tokens:
            # The closing mark stays at the end, as where the model's own tokenizer cuts.
            kept = np.r_[0 : self._max_tokens - 1, len(ids) - 1]
            ids, is_word, spans = ids[kept], is_word[kept], spans[kept]
        return TokenisedText(ids, is_word, spans)
