"""The weights of the reader, which ship in the package: int8 matrices, one scale for each output, the rest float16.

They hold what training changes. The tables of words and positions are those of the packaged embedding model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_search.embeddings.onnx_graph import quantise_matrix
from paper_search.embeddings.weights import PACKAGED_NAME, PACKAGED_SHA256
from paper_search.errors import EncoderError

READER_PATH = Path(__file__).with_name("reader.safetensors")
READER_SHA256 = "55b90db5f7d8b61334804a71f45138d1e9b28ba603fab51a76a9d55278e9ac5e"
"""The SHA-256 of the weights that ship, as ``python -m training.export`` prints it."""
BASE_KEY = "base"
"""The metadata that names the SHA-256 of the model whose tables of words and positions the reader shares."""
_QUANTISED_LAYERS = "encoder.layer."
_MAX_RANK_OF_BIAS = 1

Weights = Mapping[str, NDArray[Any]]


def load_reader_weights(path: Path, expected: str) -> Weights:
    """Return the reader's weights by name, verified.

    Args:
        path: the file.
        expected: its SHA-256.

    Raises:
        EncoderError: it is another file, or was trained from another model than the packaged one.
    """
    from safetensors.numpy import load

    content = path.read_bytes()
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise EncoderError(
            f"{path}: the reader's weights are not the expected ones (SHA-256 {actual}, expected {expected}); install"
            " paper-search again, or set PAPER_SEARCH_READER to 'off'."
        )
    base = read_metadata(content).get(BASE_KEY)
    if base != PACKAGED_SHA256:
        raise EncoderError(
            f"{path}: the reader was trained from another model (SHA-256 {base}) than {PACKAGED_NAME!r}"
            f" ({PACKAGED_SHA256}); export it again from a run with the packaged model, or set PAPER_SEARCH_READER to"
            " 'off'."
        )
    weights: Weights = load(content)
    return weights


def read_metadata(content: bytes) -> dict[str, str]:
    """Return the metadata of a safetensors file: its header is JSON, behind eight bytes that tell its length."""
    length = int.from_bytes(content[:8], "little")
    metadata: dict[str, str] = json.loads(content[8 : 8 + length]).get("__metadata__", {})
    return metadata


def quantise_weights(weights: Weights) -> dict[str, NDArray[Any]]:
    """Return the weights as they ship.

    Args:
        weights: those of the reader by their names in BERT, matrices of shape (outputs, inputs).

    Returns:
        The matrices of the layers in int8, each with its scales, float32 of shape (outputs,); the rest in float16.
    """
    shipped: dict[str, NDArray[Any]] = {}
    for name, weight in weights.items():
        if name.startswith(_QUANTISED_LAYERS) and weight.ndim > _MAX_RANK_OF_BIAS:
            matrix = quantise_matrix(weight.astype(np.float32).T)
            shipped[name] = np.ascontiguousarray(matrix.whole.T)
            shipped[name.removesuffix(".weight") + ".scales"] = matrix.scales
        else:
            shipped[name] = weight.astype(np.float16)
    return shipped
