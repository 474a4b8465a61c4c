"""The weights that were trained for this package and ship in it, quantised: int8 matrices, the rest in float16.

They hold what training changes. The tables of words and positions are those of the packaged embedding model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.onnx_graph import quantise_matrix
from paper_search.embeddings.weights import PACKAGED_NAME, PACKAGED_SHA256, WEIGHTS_NAME, verify_weights
from paper_search.errors import EncoderError

BASE_KEY = "base"
"""The metadata that names the SHA-256 of the model whose tables of words and positions are shared."""
SHARED_TABLES = ("embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight")
_QUANTISED_LAYERS, _SCALES = "encoder.layer.", ".scales"
_MAX_RANK_OF_BIAS = 1

Weights = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """A file of trained weights.

    Attributes:
        path: the file.
        sha256: of the file, as ``python -m training.export`` prints it.
        model: what the weights are of, as a message names it.
        remedy: the setting that does without them, as a message says it.
    """

    path: Path
    sha256: str
    model: str
    remedy: str


READER_WEIGHTS = TrainedWeights(
    Path(__file__).with_name("reader.safetensors"),
    "55b90db5f7d8b61334804a71f45138d1e9b28ba603fab51a76a9d55278e9ac5e",
    "reader",
    "set PAPER_SEARCH_READER to 'off'",
)
ENCODER_WEIGHTS = TrainedWeights(
    Path(__file__).with_name("encoder.safetensors"),
    "d53150610b0f6dddeb74cad87ad3597a7a37d2f1a64fabca653348c6432f2171",
    "encoder",
    f"set PAPER_SEARCH_MODEL to '{PACKAGED_NAME}' and build again",
)


def load_trained_weights(file: TrainedWeights) -> Weights:
    """Return trained weights by name, verified; matrices of shape (outputs, inputs), each beside its scales.

    Raises:
        EncoderError: the file is missing or another one, or was trained from another model than the packaged one.
    """
    from safetensors.numpy import load

    if not file.path.is_file():
        raise EncoderError(
            f"{file.path}: the {file.model}'s weights are missing; install paper-search again, or {file.remedy}."
        )
    content = file.path.read_bytes()
    actual = hashlib.sha256(content).hexdigest()
    if actual != file.sha256:
        raise EncoderError(
            f"{file.path}: the {file.model}'s weights are not the expected ones (SHA-256 {actual}, expected"
            f" {file.sha256}); install paper-search again, or {file.remedy}."
        )
    base = read_metadata(content).get(BASE_KEY)
    if base != PACKAGED_SHA256:
        raise EncoderError(
            f"{file.path}: the {file.model} was trained from another model (SHA-256 {base}) than {PACKAGED_NAME!r}"
            f" ({PACKAGED_SHA256}); export it again from a run with the packaged model, or {file.remedy}."
        )
    weights: Weights = load(content)
    return weights


def load_shared_tables(folder: Path) -> Weights:
    """Return the tables of words and positions of the packaged model, whose weights are verified.

    Args:
        folder: the packaged model's folder.

    Raises:
        EncoderError: its weights are missing or others.
    """
    verify_weights(folder)
    from safetensors import safe_open

    with safe_open(folder / WEIGHTS_NAME, "numpy") as base:
        return {name: base.get_tensor(name) for name in SHARED_TABLES}


def read_metadata(content: bytes) -> dict[str, str]:
    """Return the metadata of a safetensors file: its header is JSON, behind eight bytes that tell its length."""
    length = int.from_bytes(content[:8], "little")
    metadata: dict[str, str] = json.loads(content[8 : 8 + length]).get("__metadata__", {})
    return metadata


def quantise_weights(weights: Weights) -> dict[str, NDArray[Any]]:
    """Return weights as they ship.

    Args:
        weights: those that were trained, by their names in BERT, matrices of shape (outputs, inputs).

    Returns:
        The matrices of the layers in int8, each with its scales, float32 of shape (outputs,); the rest in float16.
    """
    shipped: dict[str, NDArray[Any]] = {}
    for name, weight in weights.items():
        if name.startswith(_QUANTISED_LAYERS) and weight.ndim > _MAX_RANK_OF_BIAS:
            matrix = quantise_matrix(weight.astype(np.float32).T)
            shipped[name] = np.ascontiguousarray(matrix.whole.T)
            shipped[_scales_of(name)] = matrix.scales
        else:
            shipped[name] = weight.astype(np.float16)
    return shipped


def dequantise_weights(shipped: Weights) -> dict[str, NDArray[np.float32]]:
    """Return weights as they ship in full precision, without the scales."""
    return {
        name: weight.astype(np.float32) * (shipped[_scales_of(name)][:, None] if _scales_of(name) in shipped else 1)
        for name, weight in shipped.items()
        if not name.endswith(_SCALES)
    }


def _scales_of(name: str) -> str:
    """Return the name under which the scales of a matrix stand."""
    return name.removesuffix(".weight") + _SCALES
