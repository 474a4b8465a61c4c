"""The graph of the reader: that of the encoder, with token types, a head for the log odds and one for the span."""

from __future__ import annotations

import numpy as np

from paper_search.embeddings.onnx_graph import BertGraphBuilder

READER_GRAPH_VERSION = "1"
"""Goes up when what is added here changes, so that what was derived before is derived again."""


class ReaderGraphBuilder(BertGraphBuilder):
    """Builds the reader's graph, with inputs ``ids`` and ``types`` (texts, pieces).

    Its outputs are ``log_odds`` (texts,), and ``starts`` and ``ends`` (texts, pieces), the logits of the answer's first
    and last piece. The mean is taken over all pieces: a run has no padding.
    """

    graph_name = "reader"
    input_names = ("ids", "types")

    def _add_places(self) -> str:
        types = self._add_node("Gather", self._add_weight("embeddings.token_type_embeddings.weight"), "types")
        return self._add_node("Add", self._add_positions(), types)

    def _add_outputs(self, rows: str) -> dict[str, list[str | int]]:
        first = self._add_node("Gather", rows, self._add_initialiser("column 0", [0], np.int64), axis=1)
        mean = self._add_node("ReduceMean", rows, self._add_initialiser("axis of pieces", [1], np.int64), keepdims=1)
        log_odds = self._add_linear("head", self._add_node("Concat", first, mean, axis=-1))
        self._add_node("Squeeze", log_odds, self._add_initialiser("last two", [-2, -1], np.int64), output="log_odds")
        ends, last = self._add_linear("span", rows), self._add_initialiser("last", [-1], np.int64)
        for place, name in enumerate(("starts", "ends")):
            column = self._add_initialiser(f"column {place}", [place], np.int64)
            self._add_node("Squeeze", self._add_node("Gather", ends, column, axis=-1), last, output=name)
        return {"log_odds": ["texts"], "starts": ["texts", "pieces"], "ends": ["texts", "pieces"]}

    def _add_linear(self, name: str, rows: str) -> str:
        """Multiply rows by a small matrix in fp32, and add its bias."""
        matrix = self._add_initialiser(name + ".matrix", self._weights[name + ".weight"].T)
        return self._add_node("Add", self._add_node("MatMul", rows, matrix), self._add_weight(name + ".bias"))
