"""The training loop: seeded, with checkpoints, and a log of measures on what is held out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from paper_search.embeddings.pair_input import PairInput, PairInputBuilder
from paper_search.embeddings.weights import PACKAGED_SHA256, find_packaged_folder, verify_packaged_files
from training.examples import Example, crop_example
from training.inputs import Batch, collate
from training.measure import measure_near_misses, measure_twins
from training.model import Reader
from training.runs import CHECKPOINT_SECONDS, find_rate_share, load_checkpoint, log_measures, make_step, save_checkpoint
from training.sources import SOURCES, TrainingData, load_data

_SPAN_WEIGHT = 0.25
"""The weight of the answer's span beside that of whether there is one."""
WEIGHTS_NAME = "reader.safetensors"
_BATCHES_SORTED = 32
"""Batches that are drawn together and sorted by length, so that little is padded."""
_MEASURED_EXAMPLES = 120
"""Examples of each source that are measured during training; all of them at its end."""
_MEASURED_WORDS = 80
"""Words of the parts that are measured on; papers' paragraphs are about as long."""


def _default_mix() -> dict[str, int]:
    return {
        "slots": 4,
        "twins": 1,
        "insertions": 1,
        "deletions": 1,
        "neighbours": 2,
        "swaps": 1,
        "strangers": 1,
        "same kind": 2,
        "near misses": 2,
    }


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The settings of training.

    Attributes:
        steps: batches in all.
        part_words: words of the parts of passages that are shown, of which one is drawn for each question: from a
            sentence, as it may be quoted, to more than papers' paragraphs have.
        mix: questions of each source in a batch; each makes two pairs.
        learning_rate: the highest; it rises for some steps and then falls evenly.
        measure_every: steps between two measures.
        seed: of everything drawn.
    """

    steps: int = 3000
    part_words: tuple[int, ...] = (25, 50, 80, 110)
    mix: Mapping[str, int] = field(default_factory=_default_mix)
    learning_rate: float = 8e-5
    measure_every: int = 300
    seed: int = 7


def _count_characters(example: Example) -> int:
    return max(len(text.passage) for text in (example.answering, example.other) if text)


class BatchSource:
    """Draws batches, epoch after epoch of each source by itself."""

    def __init__(self, data: TrainingData, builder: PairInputBuilder, config: TrainingConfig) -> None:
        self._data, self._builder, self._config = data, builder, config

    def iterate(self) -> Iterator[list[Example]]:
        """Return the examples of batches without end; those of a batch are about as long as one another."""
        rng = random.Random(self._config.seed)
        queues: dict[str, list[Example]] = {name: [] for name in self._config.mix}
        size = sum(self._config.mix.values())
        while True:
            drawn = [example for _ in range(_BATCHES_SORTED) for example in self._draw(queues, rng)]
            drawn.sort(key=_count_characters)
            batches = [drawn[start : start + size] for start in range(0, len(drawn), size)]
            rng.shuffle(batches)
            yield from batches

    def _draw(self, queues: dict[str, list[Example]], rng: random.Random) -> Iterator[Example]:
        for name, count in self._config.mix.items():
            while len(queues[name]) < count:
                drawn = self._data.draw(name, rng, held_out=False)
                if not drawn:
                    break
                rng.shuffle(drawn)
                queues[name] += [crop_example(example, rng.choice(self._config.part_words), rng) for example in drawn]
            yield from queues[name][:count]
            queues[name] = queues[name][count:]

    def build(self, examples: Sequence[Example]) -> Batch:
        """Return pairs as one batch: each answering one followed by its twin."""
        inputs: list[PairInput] = []
        for example in examples:
            inputs.append(self._builder.build(example.question, example.answering, example.answer))
            inputs.append(self._builder.build(example.other_question or example.question, example.other))
        return collate(inputs, [value for example in examples for value in example.bias])


def compute_loss(reader: Reader, batch: Batch) -> torch.Tensor:
    """Return the loss of a batch in which every answering pair is followed by one that does not answer.

    It is the cross-entropy of the label, plus that of which of the two answers, plus that of the answer's ends. What
    questions give away by their style is added to the log odds first, so that nothing is gained by learning it.
    """
    with torch.autocast("cpu", dtype=torch.bfloat16):
        output = reader(batch)
    log_odds = output.log_odds + batch.bias
    answering, other = log_odds[::2], log_odds[1::2]
    loss = functional.softplus(-answering).mean() / 2 + functional.softplus(other).mean() / 2
    loss = loss + functional.softplus(other - answering).mean()
    is_placed = batch.answers[:, 0] >= 0
    for logits, places in ((output.starts, batch.answers[:, 0]), (output.ends, batch.answers[:, 1])):
        if is_placed.any():
            loss = loss + _SPAN_WEIGHT * functional.cross_entropy(logits[is_placed], places[is_placed])
    return loss


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
        self._optimiser = torch.optim.AdamW(weights, lr=config.learning_rate, weight_decay=0.01, fused=True)
        self.step, self.pairs = 0, 0
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def run(self, until: float) -> None:
        """Train until all steps are made, or the clock says so many seconds."""
        source = BatchSource(self._data, self.builder, self._config)
        batches = islice(source.iterate(), self.step, None)
        saved = time.monotonic()
        self.reader.train()
        while self.step < self._config.steps and time.monotonic() < until:
            examples = next(batches)
            self._make_step(source.build(examples))
            self.step, self.pairs = self.step + 1, self.pairs + 2 * len(examples)
            if self.step % self._config.measure_every == 0:
                self.measure(_MEASURED_EXAMPLES)
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                self.save_checkpoint()
                saved = time.monotonic()
        self.save_checkpoint()

    def _make_step(self, batch: Batch) -> None:
        rate = self._config.learning_rate * find_rate_share(self.step, self._config.steps)
        make_step(self._optimiser, self.reader.parameters(), compute_loss(self.reader, batch), rate)

    def measure(self, most: int | None = None) -> None:
        """Log the measures on what is held out."""
        examples: list[Example] = []
        for name in SOURCES:
            rng = random.Random(self._config.seed)
            drawn = self._data.draw(name, rng, held_out=True)
            rng.shuffle(drawn)
            examples += [crop_example(example, _MEASURED_WORDS, rng) for example in drawn[:most]]
        measures = measure_twins(self.reader, self.builder, examples)
        near_misses = measure_near_misses(
            self.reader, self.builder, self._data.list_measured(2 * most if most else None)
        )
        line = {
            "step": self.step,
            "pairs": self.pairs,
            **{name: asdict(of) for name, of in measures.items()},
            "near misses": asdict(near_misses) if near_misses else None,
        }
        log_measures(self._folder, line, self._write)

    def save_checkpoint(self) -> None:
        """Write what is needed to go on."""
        state: dict[str, Any] = {
            "reader": self.reader.trained_state(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "pairs": self.pairs,
            "config": asdict(self._config),
        }
        save_checkpoint(self._folder, state)

    def _resume(self) -> None:
        state = load_checkpoint(self._folder, asdict(self._config))
        if state is None:
            return
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
    is_compiled: bool = False,
    write: Callable[[str], object] = lambda line: None,
) -> Training:
    """Train the reader, or go on with it.

    Args:
        folder: where the checkpoint, the log and the weights are written.
        config: the settings; those of a run that is gone on with must be the same.
        warm_start: weights that a new run begins with.
        minutes: the time after which it stops; it can be gone on with.
        is_compiled: True to compile the layers, which takes a C++ compiler and saves a fifth of each step.
        write: is told the measures.

    Returns:
        The run.
    """
    run = Training(folder, config, load_data(), write)
    if is_compiled:
        run.reader.encoder.compile(dynamic=True)
    if run.step == 0:
        if warm_start is not None:
            run.reader.load(warm_start)
        run.measure()
    run.run(time.monotonic() + 60 * minutes if minutes is not None else float("inf"))
    run.measure()
    run.save_weights()
    return run
