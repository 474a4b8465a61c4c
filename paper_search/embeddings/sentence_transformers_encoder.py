"""The encoder on sentence-transformers and torch.

It is used where there is a GPU, for models that have no int8 graph, and as the measure of the other encoder. Torch is
loaded at the first text.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_search.embeddings import token_codec
from paper_search.embeddings.base import Rows, Tokens
from paper_search.embeddings.model_files import DEFAULT_NAME, TRAINED_BY_NAME
from paper_search.embeddings.tokenizer import WordpieceTokenizer
from paper_search.embeddings.trained_weights import TrainedWeights, dequantise_weights, load_trained_weights
from paper_search.embeddings.weights import (
    PACKAGED_DIMENSIONS,
    PACKAGED_MAX_TOKENS,
    PACKAGED_SHA256,
    find_packaged_folder,
    verify_packaged_files,
)
from paper_search.errors import EncoderError
from paper_search.records import EncoderInfo

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_SIZE = 32
PRECISION = "fp32"
ENCODER_VERSION = "2"
_PACKAGED_OPTIONS: dict[str, Any] = {"local_files_only": True, "model_kwargs": {"use_safetensors": True}}
"""How the packaged model is loaded: never from elsewhere, and never from a pickle, which can run code."""


class SentenceTransformerEncoder:
    """A sentence-transformers model, by folder or name, loaded at first use and shared by threads."""

    def __init__(self, model: str = DEFAULT_NAME) -> None:
        self._name = model
        self._is_packaged = model in TRAINED_BY_NAME
        self._trained = TRAINED_BY_NAME.get(model)
        self._lock = threading.RLock()

    @property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            return self._loaded_model

    @cached_property
    def _loaded_model(self) -> SentenceTransformer:
        source = self._name
        if self._is_packaged:
            folder = find_packaged_folder()
            verify_packaged_files(folder)
            source = str(folder)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # The bar that draws the loading of weights belongs to no door of ours.
        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(source, **(_PACKAGED_OPTIONS if self._is_packaged else {}))
        except Exception as error:
            raise EncoderError(
                f"The model {self._name!r} cannot be loaded ({error}); give PAPER_SEARCH_MODEL the folder of a"
                " sentence-transformers model, or leave it unset for the one that ships."
            ) from error
        if self._trained is not None:
            _put_weights(model, self._trained)
        return model

    @cached_property
    def info(self) -> EncoderInfo:
        """The name, fingerprint, dimensions and longest text; see ``Encoder``, also for the methods below."""
        if self._is_packaged:
            digest = self._trained.sha256 if self._trained else PACKAGED_SHA256
            return EncoderInfo(self._name, _make_fingerprint(digest), PACKAGED_DIMENSIONS, PACKAGED_MAX_TOKENS)
        dimensions, limit = self._model.get_embedding_dimension(), self._model.max_seq_length
        if not dimensions or not limit:
            raise EncoderError(f"The model {self._name!r} does not say its dimensions or its longest text.")
        return EncoderInfo(self._name, _make_fingerprint(_digest_weights(self._model)), dimensions, limit)

    @cached_property
    def _tokenizer(self) -> WordpieceTokenizer:
        """The tokenizer alone, without torch where a file holds it, so that splitting starts at once."""
        from tokenizers import Tokenizer

        if self._is_packaged:
            folder = find_packaged_folder()
            verify_packaged_files(folder, with_weights=False)
            return WordpieceTokenizer.from_file(folder / "tokenizer.json", self._name, PACKAGED_MAX_TOKENS)
        serialised = self._model.tokenizer.backend_tokenizer.to_str()
        return WordpieceTokenizer(Tokenizer.from_str(serialised), self._name, self.info.max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._tokenizer.count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        self._tokenizer.tokenise_complete(texts)
        return self._encode_rows(texts)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        tokenised_texts = self._tokenizer.tokenise_complete(texts)
        if not texts:
            return self._encode_rows(texts), []
        outputs: Any = self._model.encode(
            list(texts), batch_size=BATCH_SIZE, output_value=None, show_progress_bar=False
        )
        rows = token_codec.to_unit_length(np.stack([output["sentence_embedding"].cpu().numpy() for output in outputs]))
        tokens = [
            tokenised.to_tokens(output["token_embeddings"].cpu().numpy()[: len(tokenised.ids)])
            for tokenised, output in zip(tokenised_texts, outputs, strict=True)
        ]
        return rows, list(map(token_codec.select_content_tokens, texts, tokens))

    def encode_query(self, text: str) -> Rows:
        row: Rows = self._encode_rows([text])[0]
        return row

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return [
            tokenised.to_tokens(hidden[: len(tokenised.ids)])
            for tokenised, hidden in zip(
                self._tokenizer.tokenise_truncated(texts), self._encode_hidden_states(texts), strict=True
            )
        ]

    def _encode_hidden_states(self, texts: Sequence[str]) -> list[Rows]:
        if not texts:
            return []
        hidden: Any = self._model.encode(
            list(texts), batch_size=BATCH_SIZE, output_value="token_embeddings", show_progress_bar=False
        )
        return [rows.cpu().numpy() for rows in hidden]

    def _encode_rows(self, texts: Sequence[str]) -> Rows:
        if not texts:
            return np.empty((0, self.info.dimensions), dtype=np.float32)
        rows: Any = self._model.encode(
            list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(rows, dtype=np.float32)


def _put_weights(model: SentenceTransformer, trained: TrainedWeights) -> None:
    """Put trained weights in the place of a model's own; the tables of words and positions stay."""
    from torch import from_numpy

    state = {name: from_numpy(weight) for name, weight in dequantise_weights(load_trained_weights(trained)).items()}
    transformer: Any = model[0]
    transformer.auto_model.load_state_dict(state, strict=False)


def _make_fingerprint(digest: str) -> str:
    return f"{digest}:{PRECISION}:{ENCODER_VERSION}:{token_codec.VERSION}"


def _digest_weights(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
