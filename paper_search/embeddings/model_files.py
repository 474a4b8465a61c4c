"""The files of a model that an int8 graph can be derived from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from paper_search.embeddings.trained_weights import (
    ENCODER_WEIGHTS,
    TrainedWeights,
    Weights,
    load_shared_tables,
    load_trained_weights,
)
from paper_search.embeddings.weights import (
    PACKAGED_MAX_TOKENS,
    PACKAGED_NAME,
    PACKAGED_SHA256,
    WEIGHTS_NAME,
    digest_weights,
    find_packaged_folder,
    verify_packaged_files,
    verify_weights,
)

DEFAULT_NAME = "all-MiniLM-L6-v2-council"
"""The packaged model with layers that were trained further on questions about council papers."""
TRAINED_BY_NAME: Mapping[str, TrainedWeights | None] = MappingProxyType(
    {PACKAGED_NAME: None, DEFAULT_NAME: ENCODER_WEIGHTS}
)
"""The models in the packaged folder, each with the weights that take the place of the packaged ones."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model whose graph can be derived.

    Attributes:
        name: the model, by folder or name.
        folder: where its files are.
        config: its configuration.
        sha256: of its weights; of the trained ones where there are such.
        max_tokens: the most word pieces that it can see.
        is_packaged: True if the folder is that of the packaged model.
        trained: weights that take the place of the packaged ones, but for the tables of words and positions.
    """

    name: str
    folder: Path
    config: dict[str, Any]
    sha256: str
    max_tokens: int
    is_packaged: bool = False
    trained: TrainedWeights | None = None

    def load_weights(self) -> Weights:
        """Return all weights, verified: matrices of shape (outputs, inputs), int8 beside their scales or float32.

        Raises:
            EncoderError: a file of weights is missing or another one.
        """
        if self.trained is not None:
            return {**load_trained_weights(self.trained), **load_shared_tables(self.folder)}
        verify_weights(self.folder, self.sha256)
        from safetensors.numpy import load_file

        weights: Weights = load_file(self.folder / WEIGHTS_NAME)
        return weights


def find_packaged_files(name: str, trained: TrainedWeights | None = None) -> ModelFiles:
    """Return the packaged model, with trained weights in the place of its own where they are given.

    Args:
        name: what it is called.
        trained: the weights; their file is read, and verified, when they are loaded.

    Raises:
        EncoderError: the package is not installed, or a file of it is not the expected one.
    """
    folder = find_packaged_folder()
    verify_packaged_files(folder, with_weights=False)
    digest, config = trained.sha256 if trained else PACKAGED_SHA256, _read_json(folder / "config.json")
    return ModelFiles(name, folder, config, digest, PACKAGED_MAX_TOKENS, is_packaged=True, trained=trained)


def find_model_files(model: str) -> ModelFiles | None:
    """Return the files of a model that a graph can be derived from; None for any other, which torch runs.

    Such a model is a folder of sentence-transformers with a BERT encoder in safetensors and mean pooling. The files of
    the packaged model are verified; those of a model that a setting names are taken as they are.
    """
    if model in TRAINED_BY_NAME:
        return find_packaged_files(model, TRAINED_BY_NAME[model])
    folder = Path(model)
    needed = ("config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json", WEIGHTS_NAME)
    if not all((folder / name).is_file() for name in needed) or not _is_supported_model(folder):
        return None
    limit = _read_json(folder / "sentence_bert_config.json").get("max_seq_length")
    if not isinstance(limit, int):
        return None
    return ModelFiles(model, folder, _read_json(folder / "config.json"), digest_weights(folder / WEIGHTS_NAME), limit)


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _is_supported_model(folder: Path) -> bool:
    modules = {
        module["type"].rsplit(".", 1)[-1]: folder / module["path"] for module in _read_json(folder / "modules.json")
    }
    config = _read_json(folder / "config.json")
    is_bert = config.get("model_type") == "bert" and config.get("hidden_act") == "gelu"
    is_plain = config.get("position_embedding_type", "absolute") == "absolute"
    is_known = modules.keys() <= {"Transformer", "Pooling", "Normalize"} and "Pooling" in modules
    return is_bert and is_plain and is_known and _is_mean_pooling(_read_json(modules["Pooling"] / "config.json"))


def _is_mean_pooling(pooling: dict[str, Any]) -> bool:
    """Return True if the mean of the word pieces is taken and nothing else."""
    modes = {name for name, value in pooling.items() if name.startswith("pooling_mode") and value}
    return modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"
