"""The graph of a BERT encoder in ONNX with int8 weights; it needs onnx and numpy, no torch.

Weights are int8 by column. What flows through the graph is quantised row by row (one word piece at a time) or by bounds
that follow from the weights, never by the whole batch: a text's vector depends on that text alone. Where a row enters
attention or the wide layer, what rounding took off is quantised too and multiplied likewise. Decision record 4 has the
figures.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.base import Rows

if TYPE_CHECKING:
    from onnx import ModelProto

    from paper_search.embeddings.model_files import ModelFiles

GRAPH_VERSION = "3"
"""Goes up when the graph changes, so that what was derived before is derived again and indexes are made again."""

MAX_WEIGHT, MAX_WEIGHT_WITHOUT_VNNI = 127, 63
"""The largest whole weight; the second where a processor without dot products of bytes adds two products in 16 bits,
which larger ones overflow: vectors are a little farther from fp32 there (.95 of the ten nearest)."""

_GELU_DIP = 0.17
"""GELU never falls below -0.17, so that few of a byte's values are needed below zero."""
_MIDDLE, _ZERO_OF_GELU = 128, 16
"""The byte that stands for zero, among values of either sign and behind GELU. Bytes without sign times weights with one
are the only ones that ONNX Runtime multiplies with AMX: bytes with sign took 40 times as long."""
_FINE_RATIO, _STACKED_RATIO = 254, 10
"""Coarse steps are divided into so many fine ones for the remainder; the second where remainder and coarse part are
multiplied at once, by weights that are divided likewise and rounded once more. Ten leaves the least error of both."""
_CONTRIB_DOMAIN = "com.microsoft"


def find_max_weight() -> int:
    """Return the largest whole weight that this processor multiplies without loss."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return MAX_WEIGHT
    known = Path("/proc/cpuinfo")
    return MAX_WEIGHT if known.is_file() and "vnni" in known.read_text(errors="replace") else MAX_WEIGHT_WITHOUT_VNNI


class QuantisedMatrix(NamedTuple):
    """A matrix in whole numbers, shape (inputs, outputs), and one scale for each output."""

    whole: NDArray[np.int8]
    scales: Rows


def quantise_matrix(matrix: Rows, max_weight: int = MAX_WEIGHT) -> QuantisedMatrix:
    """Quantise a matrix by column.

    Args:
        matrix: shape (inputs, outputs).
        max_weight: the largest whole number to use.

    Returns:
        The matrix in whole numbers, with its scales.
    """
    scales = np.maximum(np.abs(matrix).max(axis=0) / max_weight, 1e-12).astype(np.float32)
    return QuantisedMatrix(np.rint(matrix / scales).astype(np.int8), scales)


class SplitRows(NamedTuple):
    """Rows in bytes, by name: a coarse part, the remainder, and the step of the coarse part."""

    coarse: str
    fine: str
    step: float


class RowScales(NamedTuple):
    """The scale of each row, by name, and the byte that stands for zero."""

    scales: str
    zero_point: int


def find_norm_bound(scale: Rows, shift: Rows) -> float:
    """Return the largest value that a layer normalisation can give, by its weights.

    Of n values with mean 0 and variance 1 none is larger than the root of n - 1.
    """
    return max(float((np.abs(scale) * np.sqrt(len(scale) - 1) + np.abs(shift)).max()), 1e-12)


class BertGraphBuilder:
    """Builds the graph of one model, with input ``ids`` (texts, pieces) and output ``hidden``.

    Weights have the names that BERT gives them. A matrix may be quantised already: then its whole numbers stand under
    its own name, shape (outputs, inputs), and one scale for each output under the name with ``.scales`` in place of
    ``.weight``. They are taken as they are, unless the processor takes smaller ones only.
    """

    graph_name = "encoder"
    input_names: tuple[str, ...] = ("ids",)

    def __init__(
        self, weights: Mapping[str, NDArray[Any]], config: Mapping[str, Any], max_weight: int = MAX_WEIGHT
    ) -> None:
        self._weights, self._config, self._max_weight = weights, config, max_weight
        self._nodes: list[Any] = []
        self._initialisers: dict[str, NDArray[Any]] = {}
        self._bounds: dict[str, float] = {}

    def build_model(self) -> ModelProto:
        """Return the graph as an ONNX model."""
        from onnx import TensorProto, helper, numpy_helper

        rows = self._add_embeddings()
        for layer in range(self._config["num_hidden_layers"]):
            rows = self._add_layer(f"encoder.layer.{layer}.", rows)
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name, shape in self._add_outputs(rows).items()
        ]
        initialisers = [
            numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in self._initialisers.items()
        ]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"]) for name in self.input_names
        ]
        graph = helper.make_graph(self._nodes, self.graph_name, inputs, outputs, initialisers)
        operators = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB_DOMAIN, 1)]
        return helper.make_model(graph, opset_imports=operators, ir_version=9)

    def _add_outputs(self, rows: str) -> dict[str, list[str | int]]:
        """Add what is computed of the last layer's rows, and return the shapes of the outputs by name."""
        self._add_node("Identity", rows, output="hidden")
        return {"hidden": ["texts", "pieces", self._config["hidden_size"]]}

    def _add_node(self, op_type: str, *inputs: str, output: str = "", domain: str = "", **options: Any) -> str:
        from onnx import helper

        output = output or f"{op_type}-{len(self._nodes)}"
        self._nodes.append(helper.make_node(op_type, list(inputs), [output], domain=domain, **options))
        return output

    def _add_initialiser(self, name: str, value: Any, dtype: Any = np.float32) -> str:
        self._initialisers.setdefault(name, np.asarray(value, dtype=dtype))
        return name

    def _add_weight(self, name: str) -> str:
        return self._add_initialiser(name, self._weights[name])

    def _add_embeddings(self) -> str:
        """Add words, positions and types; float16 is exact enough for words."""
        table = self._weights["embeddings.word_embeddings.weight"]
        words = self._add_node("Gather", self._add_initialiser("words", table, np.float16), "ids")
        words = self._add_node("Cast", words, to=1)
        return self._add_norm("embeddings.", self._add_node("Add", words, self._add_places()))

    def _add_places(self) -> str:
        """Add the rows of the positions, and of the type of the first sentence, which is that of all pieces."""
        return self._add_positions(self._weights["embeddings.token_type_embeddings.weight"][0])

    def _add_positions(self, of_type: Rows | float = 0.0) -> str:
        places = self._add_initialiser("places", self._weights["embeddings.position_embeddings.weight"] + of_type)
        length = self._add_node("Shape", "ids", start=1, end=2)
        return self._add_node("Slice", places, self._add_initialiser("first", [0], np.int64), length)

    def _add_layer(self, prefix: str, rows: str) -> str:
        attended = self._add_attention(prefix + "attention.self.", rows)
        rows = self._add_dense_norm(prefix + "attention.output.", attended, rows, self._add_signed_scales(attended))
        wide = self._add_node(
            "Gelu", self._add_stacked_product(prefix + "intermediate.dense", self._split_rows(rows, _STACKED_RATIO))
        )
        return self._add_dense_norm(prefix + "output.", wide, rows, self._add_gelu_scales(wide))

    def _add_attention(self, prefix: str, rows: str) -> str:
        parts = self._split_rows(rows, _FINE_RATIO)
        # In one product of three times the width, what it gives would have to be copied apart.
        products = [self._add_two_products(prefix + name, parts) for name in ("query", "key", "value")]
        heads = self._config["num_attention_heads"]
        return self._add_node("MultiHeadAttention", *products, domain=_CONTRIB_DOMAIN, num_heads=heads)

    def _add_dense_norm(self, prefix: str, rows: str, residual: str, scales: RowScales) -> str:
        """Multiply rows by a matrix, add its bias and the residual, and normalise."""
        product = self._add_node(
            "Add", self._add_scaled_product(prefix + "dense", rows, scales), self._add_weight(prefix + "dense.bias")
        )
        product = self._add_node("Reshape", product, self._add_node("Shape", residual))
        return self._add_norm(prefix, self._add_node("Add", product, residual))

    def _add_norm(self, prefix: str, rows: str) -> str:
        """Normalise rows, and keep how large a value can become."""
        scale, shift = (f"{prefix}LayerNorm.{name}" for name in ("weight", "bias"))
        output = self._add_node(
            "LayerNormalization",
            rows,
            self._add_weight(scale),
            self._add_weight(shift),
            axis=-1,
            epsilon=self._config["layer_norm_eps"],
        )
        self._bounds[output] = find_norm_bound(self._weights[scale], self._weights[shift])
        return output

    def _get_matrix(self, name: str) -> QuantisedMatrix:
        """Return a layer's weights, shape (inputs, outputs)."""
        stored, scales = self._weights[name + ".weight"].T, self._weights.get(name + ".scales")
        if scales is not None and self._max_weight >= MAX_WEIGHT:
            return QuantisedMatrix(stored, scales)
        matrix = stored.astype(np.float32) if scales is None else stored * scales
        return quantise_matrix(matrix, self._max_weight)

    def _split_rows(self, rows: str, ratio: int) -> SplitRows:
        """Quantise normalised rows, and what rounding takes off, in steps finer by a ratio."""
        step = self._bounds[rows] / 127
        coarse_step = self._add_initialiser(f"{rows}.step", step)
        fine_step = self._add_initialiser(f"{rows}.fine step", step / ratio)
        middle = self._add_zero_point(_MIDDLE)
        coarse = self._add_node("QuantizeLinear", rows, coarse_step, middle)
        rest = self._add_node("Sub", rows, self._add_node("DequantizeLinear", coarse, coarse_step, middle))
        return SplitRows(coarse, self._add_node("QuantizeLinear", rest, fine_step, middle), step)

    def _add_two_products(self, name: str, parts: SplitRows) -> str:
        """Multiply the coarse part and the remainder by the same matrix, and add its bias."""
        matrix, bias = self._get_matrix(name), self._add_weight(name + ".bias")
        coarse = self._add_integer_product(name, matrix, parts.coarse, parts.step, _MIDDLE, bias)
        fine = self._add_integer_product(name, matrix, parts.fine, parts.step / _FINE_RATIO, _MIDDLE)
        return self._add_node("Add", coarse, fine)

    def _add_stacked_product(self, name: str, parts: SplitRows) -> str:
        """Multiply the coarse part and the remainder at once, which spares a wide sum, and add the bias."""
        matrix = self._get_matrix(name)
        fine = np.rint(matrix.whole / np.float32(_STACKED_RATIO)).astype(np.int8)
        stacked = QuantisedMatrix(np.concatenate([matrix.whole, fine]), matrix.scales)
        rows = self._add_node("Concat", parts.coarse, parts.fine, axis=-1)
        return self._add_integer_product(name, stacked, rows, parts.step, _MIDDLE, self._add_weight(name + ".bias"))

    def _add_signed_scales(self, rows: str) -> RowScales:
        # A row of zeros stays one.
        return self._add_row_scales(self._add_node("Abs", rows), _MIDDLE, 1e-14)

    def _add_gelu_scales(self, rows: str) -> RowScales:
        return self._add_row_scales(rows, _ZERO_OF_GELU, _GELU_DIP / _ZERO_OF_GELU)

    def _add_row_scales(self, rows: str, zero_point: int, least: float) -> RowScales:
        """Add a scale for each row, with which its largest value becomes 255, but none below the least."""
        largest = self._add_node("ReduceMax", rows, self._add_initialiser("last", [-1], np.int64), keepdims=0)
        largest = self._add_node("Reshape", largest, self._add_initialiser("flat", [-1], np.int64))
        part = self._add_initialiser(f"1 / {255 - zero_point}", 1 / (255 - zero_point))
        floor = self._add_initialiser(f"least {least}", least)
        return RowScales(self._add_node("Max", self._add_node("Mul", largest, part), floor), zero_point)

    def _add_scaled_product(self, name: str, rows: str, scales: RowScales) -> str:
        """Multiply rows, each scaled by its own largest value, by a matrix; shape (rows, outputs)."""
        matrix = self._get_matrix(name)
        inputs = len(matrix.whole)
        rows = self._add_node("Reshape", rows, self._add_initialiser(f"rows of {inputs}", [-1, inputs], np.int64))
        zeros = self._add_node(
            "Expand", self._add_zero_point(scales.zero_point), self._add_node("Shape", scales.scales)
        )
        rows = self._add_node("QuantizeLinear", rows, scales.scales, zeros, axis=0)
        product = self._add_integer_product(name, matrix, rows, 1.0, scales.zero_point)
        column = self._add_node("Unsqueeze", scales.scales, self._add_initialiser("last", [-1], np.int64))
        return self._add_node("Mul", product, column)

    def _add_zero_point(self, value: int) -> str:
        return self._add_initialiser(f"zero at {value}", value, np.uint8)

    def _add_integer_product(
        self, name: str, matrix: QuantisedMatrix, rows: str, step: float, zero_point: int, bias: str = ""
    ) -> str:
        weights = self._add_initialiser(name + ".whole", matrix.whole, np.int8)
        by_output = self._add_initialiser(f"{name}.scales {step:.3g}", matrix.scales * np.float32(step))
        inputs = [
            rows,
            weights,
            self._add_initialiser("one", 1.0),
            by_output,
            self._add_zero_point(zero_point),
            "",
            bias,
        ]
        return self._add_node("MatMulIntegerToFloat", *(inputs if bias else inputs[:5]), domain=_CONTRIB_DOMAIN)


def derive_graph(files: ModelFiles, builder_type: type[BertGraphBuilder]) -> bytes:
    """Return the bytes of a model's graph for this processor.

    Args:
        files: the model's; its weights are verified.
        builder_type: builds the graph of such a model.

    Raises:
        EncoderError: a file of weights is missing or another one.
    """
    builder = builder_type(files.load_weights(), files.config, find_max_weight())
    graph: bytes = builder.build_model().SerializeToString()
    return graph
