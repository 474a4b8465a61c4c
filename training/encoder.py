"""``python -m training.encoder``: trains the encoder, with a checkpoint every ten minutes from which it goes on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.encoder_trainer import EncoderConfig, train_encoder


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder", description="Train the encoder.")
    parser.add_argument("folder", type=Path, help="where the checkpoint, the log and the weights are written")
    default = EncoderConfig()
    parser.add_argument("--steps", type=int, default=default.steps, help="batches in all (default %(default)s)")
    parser.add_argument("--minutes", type=float, help="stop after so many, to go on another time")
    parser.add_argument("--warm-start", type=Path, help="weights of another run to begin with")
    parser.add_argument(
        "--learning-rate", type=float, default=default.learning_rate, help="the highest (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=default.seed, help="of everything drawn (default %(default)s)")
    chosen = parser.parse_args(arguments)
    config = EncoderConfig(steps=chosen.steps, learning_rate=chosen.learning_rate, seed=chosen.seed)
    train_encoder(chosen.folder, config, warm_start=chosen.warm_start, minutes=chosen.minutes, write=sys.stdout.write)


if __name__ == "__main__":
    main()
