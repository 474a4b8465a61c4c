"""``python -m training.export``: the weights of a run as they ship in the package, in int8."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from safetensors.numpy import load, save_file

from paper_search.embeddings.reader_weights import BASE_KEY, READER_PATH, quantise_weights, read_metadata
from paper_search.embeddings.weights import PACKAGED_SHA256

_REQUIRED = frozenset(
    {
        "embeddings.token_type_embeddings.weight",
        "embeddings.LayerNorm.weight",
        "embeddings.LayerNorm.bias",
        "head.weight",
        "head.bias",
        "span.weight",
        "span.bias",
    }
)


def export_weights(source: Path, target: Path) -> str:
    """Write the weights of a run as they ship.

    Args:
        source: the weights that a run wrote, in half precision.
        target: the file to write.

    Returns:
        The SHA-256 of what was written.

    Raises:
        SystemExit: the weights were trained from another model, or some are missing.
    """
    content = source.read_bytes()
    weights = {_to_bare_name(name): weight for name, weight in load(content).items()}
    base = read_metadata(content).get(BASE_KEY)
    if base != PACKAGED_SHA256:
        raise SystemExit(
            f"{source}: these weights were trained from the model {base!r}, not {PACKAGED_SHA256}; train with the"
            " packaged model."
        )
    if missing := sorted(_REQUIRED - weights.keys()):
        raise SystemExit(f"{source}: these weights lack {', '.join(missing)}; name the reader.safetensors of a run.")
    # One entry: several are written in an order that changes, and the same weights would have another SHA-256.
    save_file(quantise_weights(weights), target, {BASE_KEY: base})
    return hashlib.sha256(target.read_bytes()).hexdigest()


def _to_bare_name(name: str) -> str:
    """Return the name of a weight in BERT, without what holds the encoder."""
    return name.removeprefix("encoder.") if name.startswith(("encoder.encoder.", "encoder.embeddings.")) else name


def main(arguments: list[str] | None = None) -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description="Quantise the weights of a run.")
    parser.add_argument("weights", type=Path, help="the reader.safetensors of a run's folder")
    parser.add_argument("target", type=Path, nargs="?", default=READER_PATH, help="(default %(default)s)")
    chosen = parser.parse_args(arguments)
    digest = export_weights(chosen.weights, chosen.target)
    sys.stdout.write(f"{chosen.target}: {chosen.target.stat().st_size:,} bytes\nREADER_SHA256 = {digest!r}\n")


if __name__ == "__main__":
    main()
