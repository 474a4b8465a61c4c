"""The encoder that ships: int8 on ONNX Runtime, without torch.

Each text goes through the graph alone, on one thread, several at once: nothing is padded, and the processor's caches
hold what one text needs. Importing this module loads neither ONNX Runtime nor a model; both come with the first text.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from paper_search.embeddings import derived
from paper_search.embeddings import token_codec as tokens
from paper_search.embeddings.base import Rows, Tokens
from paper_search.embeddings.onnx_graph import RECIPE, GraphOf, largest
from paper_search.embeddings.tokenizer import Pieces, Seen
from paper_search.embeddings.weights import WEIGHTS_NAME, ModelFiles, verify_weights
from paper_search.records import EncoderInfo

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FORM = "int8"
T = TypeVar("T")
REMEMBERED = 64
"""Questions whose vectors are kept in memory."""
_NEEDED = ("onnxruntime", "onnx")


def can_run() -> bool:
    """Whether what this encoder needs is installed."""
    return all(importlib.util.find_spec(name) for name in _NEEDED)


class QuantisedEncoder:
    """A model in int8, shared by threads."""

    def __init__(self, files: ModelFiles, cache: Path) -> None:
        self._files, self._cache = files, cache
        self._lock = threading.Lock()
        self._remembered: dict[str, tuple[Rows, Tokens]] = {}

    @cached_property
    def info(self) -> EncoderInfo:
        fingerprint = f"{self._files.sha256}:{FORM}:{RECIPE}-{largest()}"
        return EncoderInfo(self._files.name, fingerprint, self._files.config["hidden_size"], self._files.max_tokens)

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces.of_file(self._files.folder / "tokenizer.json", self._files.name, self._files.max_tokens)

    @property
    def _model(self) -> _Model:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> _Model:
        name = f"{self._files.sha256[:16]}-{FORM}-{RECIPE}-{largest()}-onnxruntime-{version('onnxruntime')}"
        return _Model(_session(derived.kept(self._cache, name, self._derive)))

    def _derive(self) -> bytes:
        """The graph, made from verified weights."""
        verify_weights(self._files.folder, self._files.sha256)
        from safetensors.numpy import load_file

        weights = load_file(self._files.folder / WEIGHTS_NAME)
        graph: bytes = GraphOf(weights, self._files.config, largest()).model().SerializeToString()
        return graph

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._pieces.count(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        return self._stacked(self._model.of_each(_mean, self._pieces.whole(texts)))

    def encode_whole(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        seen = self._pieces.whole(texts)
        text_of = {id(each): text for each, text in zip(seen, texts, strict=True)}

        def both(each: Seen, hidden: Rows) -> tuple[Rows, Tokens]:
            return _mean(each, hidden), tokens.content(text_of[id(each)], each.words(hidden))

        found = self._model.of_each(both, seen)
        return self._stacked([row for row, _ in found]), tokens.turned_together([pieces for _, pieces in found])

    def encode_query(self, text: str) -> Rows:
        return self._asked(text)[0]

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return [self._asked(text)[1] for text in texts]

    def _asked(self, text: str) -> tuple[Rows, Tokens]:
        """A question's row and pieces, of one pass; the last few are remembered, since each is asked for twice."""
        with self._lock:
            known = self._remembered.pop(text, None)
        if known is None:
            (known,) = self._model.of_each(
                lambda seen, hidden: (_mean(seen, hidden), seen.tokens(hidden)), self._pieces.cut([text])
            )
        with self._lock:
            self._remembered[text] = known
            while len(self._remembered) > REMEMBERED:
                self._remembered.pop(next(iter(self._remembered)))
        return known

    def _stacked(self, rows: list[Rows]) -> Rows:
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self.info.dimensions)


def _mean(seen: Seen, hidden: Rows) -> Rows:
    """The mean of a text's pieces, of unit length."""
    return tokens.unit(hidden.mean(axis=0))


class _Model:
    """A loaded graph, and the threads that run it."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_processors(), thread_name_prefix="encoder")

    def of_each(self, take: Callable[[Seen, Rows], T], seen: Sequence[Seen]) -> list[T]:
        """What ``take`` makes of what the model gives for each text, shape (pieces, dimensions); the longest first, so
        that all threads end together."""

        def one(each: Seen) -> T:
            return take(each, self._session.run(None, {"ids": each.ids[None, :]})[0][0])

        if len(seen) < 2:
            return [one(each) for each in seen]
        order = sorted(range(len(seen)), key=lambda place: -len(seen[place].ids))
        found = dict(zip(order, self._threads.map(one, [seen[place] for place in order]), strict=True))
        return [found[place] for place in range(len(seen))]


def _session(graph: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
