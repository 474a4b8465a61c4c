"""A model's tokenizer: texts to word pieces, counted, truncated and placed, without torch."""

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
    """A text as the model sees it: ids, special ones included, which of them are words, and their spans in it."""

    ids: NDArray[np.int64]
    is_word: NDArray[np.bool_]
    spans: NDArray[np.int64]

    def to_feeds(self) -> dict[str, NDArray[np.int64]]:
        """Return the inputs of the encoder's graph, each of shape (1, pieces)."""
        return {"ids": self.ids[None, :]}

    def to_tokens(self, hidden: Rows) -> Tokens:
        """Return the word pieces, rotated, from the hidden states of all pieces, shape (pieces, dimensions)."""
        tokens = self.to_raw_tokens(hidden)
        return Tokens(rotate(tokens.rows), tokens.spans)

    def to_raw_tokens(self, hidden: Rows) -> Tokens:
        """Return the word pieces as the model gave them, not rotated."""
        return Tokens(hidden[self.is_word], self.spans[self.is_word])


class WordpieceTokenizer:
    """The tokenizer of one model, by what its tokenizer.json holds."""

    def __init__(self, tokenizer: Tokenizer, name: str, max_tokens: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer, self._name, self._max_tokens = tokenizer, name, max_tokens

    @classmethod
    def from_file(cls, path: Path, name: str, max_tokens: int) -> WordpieceTokenizer:
        """Load a tokenizer.

        Args:
            path: its tokenizer.json.
            name: the model, as errors name it.
            max_tokens: the most word pieces that the model can see.

        Returns:
            The tokenizer.
        """
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(path)), name, max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, the special ones included."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def tokenise_truncated(self, texts: Sequence[str]) -> list[TokenisedText]:
        """Tokenise texts; those that are too long are truncated."""
        return [self._to_tokenised_text(encoding) for encoding in self._tokenizer.encode_batch(list(texts))]

    def tokenise_complete(self, texts: Sequence[str]) -> list[TokenisedText]:
        """Tokenise texts. Raises EncoderError for one that the model cannot see whole."""
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
