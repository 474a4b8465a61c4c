"""The training loop: seeded, with checkpoints, and a log of measures on what is held out."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from paper_search.embeddings.pair_input import PairInput, PairInputBuilder
from paper_search.embeddings.weights import PACKAGED_SHA256, find_packaged_folder, verify_packaged_files
from training.examples import Example
from training.inputs import Batch, collate
from training.measure import measure_near_misses, measure_twins
from training.model import Reader
from training.sources import TrainingData, load_data

_WARM_UP_STEPS = 50
_LEAST_RATE_SHARE = 0.05
_MAX_GRADIENT_NORM = 1.0
_SPAN_WEIGHT = 0.25
"""The weight of the answer's span beside that of whether there is one."""
CHECKPOINT_NAME, WEIGHTS_NAME, LOG_NAME = "checkpoint.pt", "reader.safetensors", "log.jsonl"
_CHECKPOINT_SECONDS = 600
_MEASURED_EXAMPLES = 1200
"""Examples with a twin that are measured during training; all of them at its end."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The settings of training.

    Attributes:
        steps: batches in all.
        questions: questions with a twin in a batch.
        passages: questions without one in a batch; what does not answer them are each other's passages.
        learning_rate: the highest; it rises for some steps and then falls evenly.
        measure_every: steps between two measures.
        seed: of everything drawn.
    """

    steps: int = 3000
    questions: int = 10
    passages: int = 2
    learning_rate: float = 8e-5
    measure_every: int = 250
    seed: int = 7


class BatchSource:
    """Draws batches: epoch after epoch of the questions with a twin, and others between them."""

    def __init__(self, data: TrainingData, builder: PairInputBuilder, config: TrainingConfig) -> None:
        self._data, self._builder, self._config = data, builder, config

    def iterate(self) -> Iterator[tuple[Batch, int]]:
        """Return batches without end, each with how many pairs it has: answering and not, by turns."""
        rng, queue = random.Random(self._config.seed), list[Example]()
        others = self._data.list_passages(held_out=False)
        while True:
            if len(queue) < self._config.questions:
                drawn = self._data.draw_twins(rng, held_out=False)
                rng.shuffle(drawn)
                queue += drawn
            chosen, queue = queue[: self._config.questions], queue[self._config.questions :]
            inputs = [pair for example in chosen for pair in self._build_twins(example)]
            inputs += self._build_exchanged(rng.sample(others, min(self._config.passages, len(others))))
            yield collate(inputs), len(inputs)

    def _build_twins(self, example: Example) -> list[PairInput]:
        answering = self._builder.build(example.question, example.answering, example.answer)
        return [answering, self._builder.build(example.question, example.other)]

    def _build_exchanged(self, examples: Sequence[Example]) -> list[PairInput]:
        """Return each question with its own passage, then with that of the next."""
        if len(examples) < 2:
            return []
        inputs = []
        for example, following in zip(examples, [*examples[1:], examples[0]], strict=True):
            inputs.append(self._builder.build(example.question, example.answering, example.answer))
            inputs.append(self._builder.build(example.question, following.answering))
        return inputs


def compute_loss(reader: Reader, batch: Batch) -> torch.Tensor:
    """Return the loss of a batch in which every answering pair is followed by one that does not answer.

    It is the cross-entropy of the label, plus that of which of the two answers, plus that of the answer's ends.
    """
    with torch.autocast("cpu", dtype=torch.bfloat16):
        output = reader(batch)
    answering, other = output.log_odds[::2], output.log_odds[1::2]
    loss = functional.softplus(-answering).mean() / 2 + functional.softplus(other).mean() / 2
    loss = loss + functional.softplus(other - answering).mean()
    is_placed = batch.answers[:, 0] >= 0
    for logits, places in ((output.starts, batch.answers[:, 0]), (output.ends, batch.answers[:, 1])):
        if is_placed.any():
            loss = loss + _SPAN_WEIGHT * functional.cross_entropy(logits[is_placed], places[is_placed])
    return loss


def find_rate_share(step: int, steps: int) -> float:
    """Return the share of the highest learning rate at a step."""
    return min(1.0, (step + 1) / _WARM_UP_STEPS) * max(_LEAST_RATE_SHARE, 1 - step / steps)


class Training:
    """A run: the model, its optimiser, and how far it is."""

    def __init__(
        self, folder: Path, config: TrainingConfig, data: TrainingData, write: Callable[[str], object]
    ) -> None:
        """Start a run, or go on with that of the folder.

        Args:
            folder: where it is kept.
            config: its settings.
            data: what it learns from.
            write: is told the measures.
        """
        torch.manual_seed(config.seed)
        base = find_packaged_folder()
        verify_packaged_files(base)
        self._folder, self._config, self._data, self._write = folder, config, data, write
        self.builder = PairInputBuilder(Tokenizer.from_file(str(base / "tokenizer.json")))
        self.reader = Reader(base)
        weights = [weight for weight in self.reader.parameters() if weight.requires_grad]
        self._optimiser = torch.optim.AdamW(weights, lr=config.learning_rate, weight_decay=0.01)
        self.step, self.pairs = 0, 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT_NAME).is_file():
            self._resume()

    def run(self, until: float) -> None:
        """Train until all steps are made, or the clock says so many seconds."""
        batches = BatchSource(self._data, self.builder, self._config).iterate()
        for _ in range(self.step):
            next(batches)
        saved = time.monotonic()
        self.reader.train()
        while self.step < self._config.steps and time.monotonic() < until:
            batch, pairs = next(batches)
            self._make_step(batch)
            self.step, self.pairs = self.step + 1, self.pairs + pairs
            if self.step % self._config.measure_every == 0:
                self.measure(_MEASURED_EXAMPLES)
            if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                self.save_checkpoint()
                saved = time.monotonic()
        self.save_checkpoint()

    def _make_step(self, batch: Batch) -> None:
        for group in self._optimiser.param_groups:
            group["lr"] = self._config.learning_rate * find_rate_share(self.step, self._config.steps)
        compute_loss(self.reader, batch).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), _MAX_GRADIENT_NORM)
        self._optimiser.step()
        self._optimiser.zero_grad()

    def measure(self, most: int | None = None) -> None:
        """Log the measures on what is held out."""
        examples = self._data.draw_twins(random.Random(self._config.seed), held_out=True)
        random.Random(self._config.seed).shuffle(examples)
        measures = measure_twins(self.reader, self.builder, examples[:most])
        near_misses = measure_near_misses(self.reader, self.builder, self._data.list_measured(most))
        line = {
            "step": self.step,
            "pairs": self.pairs,
            **{name: asdict(of) for name, of in measures.items()},
            "near misses": asdict(near_misses) if near_misses else None,
        }
        with (self._folder / LOG_NAME).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self._write(json.dumps(line) + "\n")

    def save_checkpoint(self) -> None:
        """Write what is needed to go on, then rename it over the last one."""
        state: dict[str, Any] = {
            "reader": self.reader.trained_state(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "pairs": self.pairs,
            "config": asdict(self._config),
        }
        aside = self._folder / f"{CHECKPOINT_NAME}.new"
        torch.save(state, aside)
        aside.replace(self._folder / CHECKPOINT_NAME)

    def _resume(self) -> None:
        state = torch.load(self._folder / CHECKPOINT_NAME, weights_only=True)
        if state["config"] != asdict(self._config):
            raise SystemExit(f"{self._folder}: this run has other settings: {state['config']}. Name another folder.")
        self.reader.load_state_dict(self.reader.state_dict() | state["reader"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step, self.pairs = state["step"], state["pairs"]

    def save_weights(self) -> None:
        """Write the trained weights."""
        self.reader.save(
            self._folder / WEIGHTS_NAME, {"base": PACKAGED_SHA256, "steps": str(self.step), "pairs": str(self.pairs)}
        )


def train(
    folder: Path,
    config: TrainingConfig,
    *,
    warm_start: Path | None = None,
    minutes: float | None = None,
    write: Callable[[str], object] = lambda line: None,
) -> Training:
    """Train the reader, or go on with it.

    Args:
        folder: where the checkpoint, the log and the weights are written.
        config: the settings; those of a run that is gone on with must be the same.
        warm_start: weights that a new run begins with.
        minutes: the time after which it stops; it can be gone on with.
        write: is told the measures.

    Returns:
        The run.
    """
    run = Training(folder, config, load_data(), write)
    if run.step == 0:
        if warm_start is not None:
            run.reader.load(warm_start)
        run.measure()
    run.run(time.monotonic() + 60 * minutes if minutes is not None else float("inf"))
    run.measure()
    run.save_weights()
    return run
