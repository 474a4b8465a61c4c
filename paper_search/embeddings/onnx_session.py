"""A graph on ONNX Runtime, run on one text a thread and several texts at once.

Nothing is padded, and the processor's caches hold what one text needs. ONNX Runtime is loaded with the first graph.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.base import Rows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class ModelInput(Protocol):
    """A text as a graph is given it."""

    @property
    def ids(self) -> Sized:
        """The word pieces."""
        ...

    def to_feeds(self) -> dict[str, NDArray[np.int64]]:
        """Return the graph's inputs by name, each of shape (1, pieces)."""
        ...


InputT = TypeVar("InputT", bound=ModelInput)
T = TypeVar("T")


class OnnxModel:
    """A loaded graph, and the threads that run it."""

    def __init__(self, graph: bytes) -> None:
        """Load a graph.

        Args:
            graph: the ONNX model, serialised.
        """
        self._session = _open_session(graph)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_count_processors(), thread_name_prefix="encoder")

    def run_texts(self, convert: Callable[[InputT, list[Rows]], T], texts: Sequence[InputT]) -> list[T]:
        """Run the model on each text, the longest first, so that all threads end together.

        Args:
            convert: is given a text and the graph's outputs for it, in the order of the graph.
            texts: the texts.

        Returns:
            What ``convert`` returns for each text, in the order of the texts.
        """

        def run_text(text: InputT) -> T:
            return convert(text, [output[0] for output in self._session.run(None, text.to_feeds())])

        if len(texts) < 2:
            return [run_text(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index].ids))
        converted = self._threads.map(run_text, [texts[index] for index in order])
        by_index = dict(zip(order, converted, strict=True))
        return [by_index[index] for index in range(len(texts))]


def _open_session(graph: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Further ones would join sums to the normalisation behind them, which then takes seven times as long.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _count_processors() -> int:
    """Return the number of processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
