"""The encoder that ships: int8 on ONNX Runtime, without torch.

Importing this module loads neither ONNX Runtime nor a model; both come with the first text.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from paper_search.embeddings import token_codec
from paper_search.embeddings.base import Rows, Tokens
from paper_search.embeddings.model_files import ModelFiles
from paper_search.embeddings.onnx_graph import GRAPH_VERSION, BertGraphBuilder, derive_graph, find_max_weight
from paper_search.embeddings.onnx_session import OnnxModel
from paper_search.embeddings.tokenizer import TokenisedText, WordpieceTokenizer
from paper_search.embeddings.weights import load_or_derive, verify_packaged_files
from paper_search.records import EncoderInfo

PRECISION = "int8"
QUERY_CACHE_SIZE = 64
"""Questions whose vectors are kept in memory."""
_REQUIRED_PACKAGES = ("onnxruntime", "onnx")


def is_available() -> bool:
    """Return True if the packages that this encoder needs are installed."""
    return all(importlib.util.find_spec(name) for name in _REQUIRED_PACKAGES)


class QuantisedEncoder:
    """A model in int8, shared by threads."""

    def __init__(self, files: ModelFiles, cache: Path) -> None:
        self._files, self._cache = files, cache
        self._lock = threading.Lock()
        self._query_cache: dict[str, tuple[Rows, Tokens]] = {}

    @cached_property
    def info(self) -> EncoderInfo:
        """The name, fingerprint, dimensions and longest text; see ``Encoder``, also for the methods below."""
        fingerprint = f"{self._files.sha256}:{PRECISION}:{GRAPH_VERSION}-{find_max_weight()}:{token_codec.VERSION}"
        return EncoderInfo(self._files.name, fingerprint, self._files.config["hidden_size"], self._files.max_tokens)

    @cached_property
    def _tokenizer(self) -> WordpieceTokenizer:
        if self._files.is_packaged:
            verify_packaged_files(self._files.folder, with_weights=False)
        return WordpieceTokenizer.from_file(
            self._files.folder / "tokenizer.json", self._files.name, self._files.max_tokens
        )

    @property
    def _model(self) -> OnnxModel:
        with self._lock:
            return self._loaded_model

    @cached_property
    def _loaded_model(self) -> OnnxModel:
        recipe = f"{PRECISION}-{GRAPH_VERSION}-{find_max_weight()}-onnxruntime-{version('onnxruntime')}"
        derive = partial(derive_graph, self._files, BertGraphBuilder)
        return OnnxModel(load_or_derive(self._cache, f"{self._files.sha256[:16]}-{recipe}", derive))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._tokenizer.count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        return self._stack_rows(self._model.run_texts(_pool_text, self._tokenizer.tokenise_complete(texts)))

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        tokenised_texts = self._tokenizer.tokenise_complete(texts)
        text_of = {id(tokenised): text for tokenised, text in zip(tokenised_texts, texts, strict=True)}

        def pool_and_select(tokenised: TokenisedText, outputs: list[Rows]) -> tuple[Rows, Tokens]:
            (hidden,) = outputs
            tokens = token_codec.select_content_tokens(text_of[id(tokenised)], tokenised.to_raw_tokens(hidden))
            return _pool_mean(hidden), tokens

        encoded = self._model.run_texts(pool_and_select, tokenised_texts)
        return self._stack_rows([row for row, _ in encoded]), token_codec.rotate_all([tokens for _, tokens in encoded])

    def encode_query(self, text: str) -> Rows:
        return self._encode_cached_query(text)[0]

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return [self._encode_cached_query(text)[1] for text in texts]

    def _encode_cached_query(self, text: str) -> tuple[Rows, Tokens]:
        """Return a question's row and pieces, of one pass; the last few are kept, since both are asked for."""
        with self._lock:
            known = self._query_cache.pop(text, None)
        if known is None:
            (known,) = self._model.run_texts(
                lambda tokenised, outputs: (_pool_mean(outputs[0]), tokenised.to_tokens(outputs[0])),
                self._tokenizer.tokenise_truncated([text]),
            )
        with self._lock:
            self._query_cache[text] = known
            while len(self._query_cache) > QUERY_CACHE_SIZE:
                self._query_cache.pop(next(iter(self._query_cache)))
        return known

    def _stack_rows(self, rows: list[Rows]) -> Rows:
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self.info.dimensions)


def _pool_text(tokenised: TokenisedText, outputs: list[Rows]) -> Rows:
    return _pool_mean(outputs[0])


def _pool_mean(hidden: Rows) -> Rows:
    """Return the mean of a text's pieces, at unit length."""
    return token_codec.to_unit_length(hidden.mean(axis=0))
