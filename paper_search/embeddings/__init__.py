"""The encoders, which turn texts into vectors, and the choice of one.

Importing this module loads no model, no torch and no ONNX Runtime; a model is loaded once, at the first text. No text
is truncated in silence. Weights that are not the expected ones are refused. The fingerprint of an encoder differs
wherever its vectors could.
"""

from __future__ import annotations

from pathlib import Path

from paper_search.embeddings import onnx_encoder, sentence_transformers_encoder
from paper_search.embeddings.base import Encoder, Rows, Tokens
from paper_search.embeddings.model_files import DEFAULT_NAME, find_model_files
from paper_search.embeddings.onnx_encoder import QuantisedEncoder
from paper_search.embeddings.sentence_transformers_encoder import SentenceTransformerEncoder
from paper_search.embeddings.weights import (
    PACKAGED_DIMENSIONS,
    PACKAGED_FILES,
    PACKAGED_MAX_TOKENS,
    PACKAGED_NAME,
    PACKAGED_SHA256,
    default_cache_folder,
    find_packaged_folder,
    verify_packaged_files,
    verify_weights,
)
from paper_search.errors import EncoderError
from paper_search.records import EncoderChoice

__all__ = [
    "DEFAULT_NAME",
    "PACKAGED_DIMENSIONS",
    "PACKAGED_FILES",
    "PACKAGED_MAX_TOKENS",
    "PACKAGED_NAME",
    "PACKAGED_SHA256",
    "Encoder",
    "EncoderChoice",
    "QuantisedEncoder",
    "Rows",
    "SentenceTransformerEncoder",
    "Tokens",
    "find_packaged_folder",
    "open_encoder",
    "verify_packaged_files",
    "verify_weights",
]

_GPU_DEVICE_PATH = Path("/dev/nvidiactl")


def open_encoder(
    model: str | EncoderChoice = DEFAULT_NAME, precision: str = "auto", index_fingerprint: str | None = None
) -> Encoder:
    """Return the encoder for a model.

    Args:
        model: its folder or name, or an EncoderChoice, which then names the precision too.
        precision: "int8" or "fp32"; "auto" is that of the index, for a new one fp32 on a GPU and int8 elsewhere.
        index_fingerprint: the fingerprint that the index was made with, where there is one.

    Returns:
        The encoder, whose model is loaded at the first text.

    Raises:
        EncoderError: int8 was asked for and cannot be had.
    """
    choice = model if isinstance(model, EncoderChoice) else EncoderChoice(model, precision)
    wanted = choice.precision if choice.precision != "auto" else _choose_precision(index_fingerprint)
    files = find_model_files(choice.model) if wanted == onnx_encoder.PRECISION and onnx_encoder.is_available() else None
    if files is not None:
        return QuantisedEncoder(files, choice.cache or default_cache_folder())
    if choice.precision == onnx_encoder.PRECISION:
        raise EncoderError(
            f"The model {choice.model!r} cannot run in int8 here; that takes the packages onnx and onnxruntime, and the"
            " folder of a BERT model in safetensors that takes the mean of its word pieces. Set"
            " PAPER_SEARCH_PRECISION to 'auto'."
        )
    return SentenceTransformerEncoder(choice.model)


def _choose_precision(index_fingerprint: str | None) -> str:
    if index_fingerprint is not None:
        return (
            onnx_encoder.PRECISION
            if f":{onnx_encoder.PRECISION}:" in index_fingerprint
            else sentence_transformers_encoder.PRECISION
        )
    return sentence_transformers_encoder.PRECISION if _has_gpu() else onnx_encoder.PRECISION


def _has_gpu() -> bool:
    """Return True if torch sees a GPU; it is not loaded where there is no driver of one."""
    if not _GPU_DEVICE_PATH.exists():
        return False
    import torch

    return torch.cuda.is_available()
