"""``python -m training.export``: the weights of a run as they ship in the package, in int8."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save_file

from paper_search.embeddings.trained_weights import (
    BASE_KEY,
    ENCODER_WEIGHTS,
    READER_WEIGHTS,
    quantise_weights,
    read_metadata,
)
from paper_search.embeddings.weights import PACKAGED_SHA256

_OF_LAYERS = frozenset(
    {"embeddings.token_type_embeddings.weight", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"}
)
_OF_HEADS = frozenset({"head.weight", "head.bias", "span.weight", "span.bias"})

Weights = dict[str, NDArray[Any]]


def export_reader(sources: Sequence[Path], target: Path) -> str:
    """Write the weights of a run of the reader as they ship.

    Args:
        sources: the weights that the run wrote; of several runs, the mean (Wortsman et al., "Model soups", ICML 2022).
        target: the file to write.

    Returns:
        The SHA-256 of what was written.

    Raises:
        SystemExit: the weights were trained from another model, or some are missing.
    """
    return _write(_load_mean(sources, _OF_LAYERS | _OF_HEADS), target)


def export_encoder(sources: Sequence[Path], target: Path) -> str:
    """Write the weights of a run of the encoder as they ship; see ``export_reader``."""
    return _write(_load_mean(sources, _OF_LAYERS), target)


def _load_mean(sources: Sequence[Path], required: frozenset[str]) -> Weights:
    """Return the mean of the weights that runs wrote; that of one are its own."""
    runs = [_load_run(source, required) for source in sources]
    return {name: np.mean([run[name].astype(np.float32) for run in runs], axis=0) for name in runs[0]}


def _load_run(source: Path, required: frozenset[str]) -> Weights:
    """Return the weights that a run wrote, by their names in BERT."""
    content = source.read_bytes()
    weights = {_to_bare_name(name): weight for name, weight in load(content).items()}
    base = read_metadata(content).get(BASE_KEY)
    if base != PACKAGED_SHA256:
        raise SystemExit(
            f"{source}: these weights were trained from the model {base!r}, not {PACKAGED_SHA256}; train with the"
            " packaged model."
        )
    if missing := sorted(required - weights.keys()):
        raise SystemExit(f"{source}: these weights lack {', '.join(missing)}; name the safetensors file of a run.")
    return weights


def _to_bare_name(name: str) -> str:
    """Return the name of a weight in BERT, without what holds the encoder."""
    return name.removeprefix("encoder.") if name.startswith(("encoder.encoder.", "encoder.embeddings.")) else name


def _write(weights: Weights, target: Path) -> str:
    # One entry: several are written in an order that changes, and the same weights would have another SHA-256.
    save_file(quantise_weights(weights), target, {BASE_KEY: PACKAGED_SHA256})
    return hashlib.sha256(target.read_bytes()).hexdigest()


_MODELS = {"reader": (export_reader, READER_WEIGHTS), "encoder": (export_encoder, ENCODER_WEIGHTS)}


def main(arguments: list[str] | None = None) -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description="Quantise the weights of a run.")
    parser.add_argument("model", choices=tuple(_MODELS), help="what the weights are of")
    parser.add_argument(
        "weights", type=Path, nargs="+", help="the safetensors file of a run's folder; of several, the mean is taken"
    )
    parser.add_argument("--target", type=Path, help="(default: the file that ships)")
    chosen = parser.parse_args(arguments)
    export, shipped = _MODELS[chosen.model]
    target = chosen.target or shipped.path
    digest = export(chosen.weights, target)
    sys.stdout.write(f"{target}: {target.stat().st_size:,} bytes\nSHA-256 {digest}\n")


if __name__ == "__main__":
    main()
