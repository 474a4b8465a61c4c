"""What runs of training share: the rate and the step of the optimiser, checkpoints and the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

_WARM_UP_STEPS = 50
_LEAST_RATE_SHARE = 0.05
_MAX_GRADIENT_NORM = 1.0
CHECKPOINT_SECONDS = 600
_CHECKPOINT_NAME, _LOG_NAME = "checkpoint.pt", "log.jsonl"


def find_rate_share(step: int, steps: int) -> float:
    """Return the share of the highest learning rate at a step."""
    return min(1.0, (step + 1) / _WARM_UP_STEPS) * max(_LEAST_RATE_SHARE, 1 - step / steps)


def make_step(
    optimiser: torch.optim.Optimizer, weights: Iterable[torch.nn.Parameter], loss: torch.Tensor, learning_rate: float
) -> None:
    """Move weights against the gradient of a loss."""
    for group in optimiser.param_groups:
        group["lr"] = learning_rate
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(weights, _MAX_GRADIENT_NORM)
    optimiser.step()
    optimiser.zero_grad()


def log_measures(folder: Path, measures: Mapping[str, Any], write: Callable[[str], object]) -> None:
    """Add a line to the log of a run, and write it."""
    line = json.dumps(measures) + "\n"
    with (folder / _LOG_NAME).open("a", encoding="utf-8") as log:
        log.write(line)
    write(line)


def save_checkpoint(folder: Path, state: Mapping[str, Any]) -> None:
    """Write what is needed to go on, its settings as ``config``, then rename it over the last one."""
    aside = folder / f"{_CHECKPOINT_NAME}.new"
    torch.save(dict(state), aside)
    aside.replace(folder / _CHECKPOINT_NAME)


def load_checkpoint(folder: Path, config: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a run of these settings wrote to go on; None where there is none.

    Raises:
        SystemExit: the folder has a run of other settings.
    """
    path = folder / _CHECKPOINT_NAME
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, weights_only=True)
    if state["config"] != config:
        raise SystemExit(f"{folder}: this run has other settings: {state['config']}. Name another folder.")
    return state
