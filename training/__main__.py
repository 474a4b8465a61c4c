"""``python -m training``: trains the reader, with a checkpoint every ten minutes from which it goes on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.trainer import TrainingConfig, train


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the reader.")
    parser.add_argument("folder", type=Path, help="where the checkpoint, the log and the weights are written")
    default = TrainingConfig()
    parser.add_argument("--steps", type=int, default=default.steps, help="batches in all (default %(default)s)")
    parser.add_argument("--minutes", type=float, help="stop after so many, to go on another time")
    parser.add_argument("--warm-start", type=Path, help="weights to begin with")
    parser.add_argument("--learning-rate", type=float, default=default.learning_rate)
    parser.add_argument("--compile", action="store_true", help="compile the layers first; takes a C++ compiler")
    chosen = parser.parse_args(arguments)
    config = TrainingConfig(steps=chosen.steps, learning_rate=chosen.learning_rate)
    train(
        chosen.folder,
        config,
        warm_start=chosen.warm_start,
        minutes=chosen.minutes,
        is_compiled=chosen.compile,
        write=sys.stdout.write,
    )


if __name__ == "__main__":
    main()
