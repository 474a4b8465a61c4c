"""A reader that is small to make: the packaged model's layers, moved a little by a seed, and drawn heads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings.cross_encoder import CrossEncoder, load_cross_encoder
from paper_search.embeddings.trained_weights import READER_WEIGHTS
from paper_search.embeddings.weights import PACKAGED_SHA256, WEIGHTS_NAME, find_packaged_folder

_UNTRAINED = ("word_embeddings", "position_embeddings", "position_ids", "pooler")


def write_trained_weights(path: Path, base: str = PACKAGED_SHA256) -> Path:
    """Write weights as a run of training does: in half precision, without the tables that stay as they are."""
    from safetensors.numpy import load_file, save_file

    rng = np.random.default_rng(3)
    packaged = load_file(find_packaged_folder() / WEIGHTS_NAME)
    trained = {name: weight for name, weight in packaged.items() if not any(part in name for part in _UNTRAINED)}
    trained = {f"encoder.{name}": weight * rng.normal(1, 0.05, weight.shape) for name, weight in trained.items()}
    for name, shape in (("head.weight", (1, 768)), ("span.weight", (2, 384)), ("head.bias", (1,)), ("span.bias", (2,))):
        trained[name] = rng.normal(0, 0.3, shape)
    save_file({name: weight.astype(np.float16) for name, weight in trained.items()}, path, {"base": base})
    return path


def open_sample_reader(folder: Path) -> tuple[CrossEncoder, Path]:
    """Return a reader with such weights, exported, and the file that they were exported from."""
    training = pytest.importorskip("training.export")
    trained, shipped = write_trained_weights(folder / "trained.safetensors"), folder / "reader.safetensors"
    weights = replace(READER_WEIGHTS, path=shipped, sha256=training.export_reader([trained], shipped))
    reader = load_cross_encoder(folder / "cache", weights)
    assert reader is not None
    return reader, trained
