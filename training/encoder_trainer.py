"""Training of the encoder: seeded, with checkpoints, and a log of measures on what is held out.

Each batch is of groups of passages of like matter, and every question of them is compared with every passage of the
batch, by late interaction and by whole texts (ColBERT: Khattab and Zaharia, SIGIR 2020; in-batch negatives: Karpukhin
et al., EMNLP 2020). What is compared stays as alike on average as it was: the search has constants that were set on
those cosines, and a cross-entropy does not change when all of a question's scores move together.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from paper_search.embeddings.weights import PACKAGED_SHA256, find_packaged_folder, verify_packaged_files
from training.encoder_inputs import PieceWeigher, TextBatch, WeightedPieces, collate_texts, drop_stop_words
from training.encoder_model import EmbeddingModel, EncodedTexts, compute_maxsim
from training.passages import AskedPassage, draw_passages, iterate_epochs
from training.runs import CHECKPOINT_SECONDS, find_rate_share, load_checkpoint, log_measures, make_step, save_checkpoint
from training.sources import TrainingData, load_data

WEIGHTS_NAME = "encoder.safetensors"
_TEMPERATURE = 20.0
_TEXTS_WEIGHT = 0.5
"""The weight of the loss over whole texts beside that over pieces."""
_LEVEL_WEIGHT = 50.0
"""The weight of the squares by which the mean scores differ from those of the packaged model."""
_KEYWORD_SHARE = 0.12
"""The share of questions that are asked in keywords."""
_LEVEL_BATCHES = 16
_NEIGHBOURS = 24
_EPOCHS_PER_NEIGHBOURS = 2
_ENCODED_TOGETHER = 64
_MEASURED_SHARE = 3
"""Every third held-out question is measured."""


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The settings of training.

    Attributes:
        steps: batches in all.
        passages: of a batch, at least.
        alike: passages of like matter that come together.
        questions: of a batch, at most.
        learning_rate: the highest; it rises for some steps and then falls evenly.
        measure_every: steps between two measures.
        seed: of everything drawn.
    """

    steps: int = 600
    passages: int = 28
    alike: int = 7
    questions: int = 96
    learning_rate: float = 3e-5
    measure_every: int = 150
    seed: int = 3


@dataclass(frozen=True, slots=True)
class _Batch:
    """Passages and questions, and for each question the place of the passage that answers it."""

    passages: TextBatch
    questions: TextBatch
    right: torch.Tensor


@dataclass(frozen=True, slots=True)
class _Scores:
    """Of questions with passages, shape (questions, passages), by late interaction and by whole texts; of passages."""

    by_pieces: torch.Tensor
    by_texts: torch.Tensor
    of_passages: torch.Tensor

    def compute_levels(self) -> torch.Tensor:
        """Return the mean of each kind, shape (3,)."""
        return torch.stack([self.by_pieces.mean(), self.by_texts.mean(), self.of_passages.mean()])


class EncoderTraining:
    """A run: the model, its optimiser, and how far it is."""

    def __init__(self, folder: Path, config: EncoderConfig, data: TrainingData, write: Callable[[str], object]) -> None:
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
        self._held_out = draw_passages(data, random.Random(config.seed), held_out=True)
        first = draw_passages(data, random.Random(config.seed), held_out=False)
        self._weigher = PieceWeigher(Tokenizer.from_file(str(base / "tokenizer.json")), first)
        self.model = EmbeddingModel(base)
        weights = [weight for weight in self.model.parameters() if weight.requires_grad]
        self._optimiser = torch.optim.AdamW(weights, lr=config.learning_rate, weight_decay=0.01, fused=True)
        self.step = 0
        self._levels = self._measure_levels()
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    # -- batches -------------------------------------------------------------------------------------------------

    def _iterate_batches(self) -> Iterator[_Batch]:
        """Return batches without end; what is alike is found with the model as it is then, every other epoch."""
        nearest: list[list[int]] = []
        for epoch, passages in enumerate(iterate_epochs(self._data, self._config.seed)):
            rng = random.Random(f"{self._config.seed} batches {epoch}")
            pieces = [self._weigher.weigh_passage(passage) for passage in passages]
            if epoch % _EPOCHS_PER_NEIGHBOURS == 0 or len(nearest) != len(passages):
                nearest = self._find_nearest(pieces)
            for places in self._group(nearest, rng):
                yield self._build([passages[place] for place in places], [pieces[place] for place in places], rng)

    @torch.inference_mode()
    def _find_nearest(self, texts: Sequence[WeightedPieces]) -> list[list[int]]:
        """Return the places of the most similar texts of each."""
        rows = self._encode_sorted(texts)
        cosines = rows @ rows.T
        cosines.fill_diagonal_(-1)
        nearest: list[list[int]] = cosines.topk(min(_NEIGHBOURS, len(texts) - 1)).indices.tolist()
        return nearest

    def _encode_sorted(self, texts: Sequence[WeightedPieces]) -> torch.Tensor:
        """Return the rows of whole texts, shape (texts, width), encoded by length."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place].ids))
        rows = torch.empty(len(texts), self.model.encoder.config.hidden_size)
        for start in range(0, len(order), _ENCODED_TOGETHER):
            places = order[start : start + _ENCODED_TOGETHER]
            rows[places] = self.model(collate_texts([texts[place] for place in places])).texts
        return rows

    def _group(self, nearest: Sequence[Sequence[int]], rng: random.Random) -> list[list[int]]:
        """Return the places of the passages of each batch of an epoch: each passage once, beside some like it."""
        order, left = list(range(len(nearest))), set(range(len(nearest)))
        rng.shuffle(order)
        batches: list[list[int]] = [[]]
        for place in order:
            if place not in left:
                continue
            alike = [place, *(other for other in nearest[place] if other in left)][: self._config.alike]
            left.difference_update(alike)
            batches[-1] += alike
            if len(batches[-1]) >= self._config.passages:
                batches.append([])
        whole = batches[:-1] or batches
        rng.shuffle(whole)
        return whole

    def _build(self, passages: Sequence[AskedPassage], pieces: Sequence[WeightedPieces], rng: random.Random) -> _Batch:
        asked = [(question, place) for place, passage in enumerate(passages) for question in passage.questions]
        rng.shuffle(asked)
        asked = asked[: self._config.questions]
        questions = [drop_stop_words(text) if rng.random() < _KEYWORD_SHARE else text for text, _ in asked]
        weighed = [self._weigher.weigh_question(question) for question in questions]
        return _Batch(collate_texts(pieces), collate_texts(weighed), torch.tensor([place for _, place in asked]))

    # -- the loss ------------------------------------------------------------------------------------------------

    def _score(self, batch: _Batch) -> _Scores:
        passages, questions = self.model(batch.passages), self.model(batch.questions)
        by_pieces = compute_maxsim(questions.pieces, batch.questions, passages.pieces, batch.passages)
        return _Scores(by_pieces, questions.texts @ passages.texts.T, passages.texts @ passages.texts.T)

    @torch.inference_mode()
    def _measure_levels(self) -> torch.Tensor:
        """Return how alike what is compared is on average, by the model as it is."""
        levels = [self._score(batch).compute_levels() for batch in islice(self._iterate_batches(), _LEVEL_BATCHES)]
        return torch.stack(levels).mean(0)

    def _compute_loss(self, batch: _Batch) -> torch.Tensor:
        scores = self._score(batch)
        loss = functional.cross_entropy(_TEMPERATURE * scores.by_pieces, batch.right)
        loss = loss + _TEXTS_WEIGHT * functional.cross_entropy(_TEMPERATURE * scores.by_texts, batch.right)
        return loss + _LEVEL_WEIGHT * (scores.compute_levels() - self._levels).square().sum()

    # -- running -------------------------------------------------------------------------------------------------

    def run(self, until: float) -> None:
        """Train until all steps are made, or the clock says so many seconds."""
        batches = islice(self._iterate_batches(), self.step, None)
        saved = time.monotonic()
        while self.step < self._config.steps and time.monotonic() < until:
            self._make_step(next(batches))
            self.step += 1
            if self.step % self._config.measure_every == 0:
                self.measure()
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                self.save_checkpoint()
                saved = time.monotonic()
        self.save_checkpoint()

    def _make_step(self, batch: _Batch) -> None:
        rate = self._config.learning_rate * find_rate_share(self.step, self._config.steps)
        make_step(self._optimiser, self.model.parameters(), self._compute_loss(batch), rate)

    @torch.inference_mode()
    def measure(self) -> None:
        """Log how many held-out questions have the right passage first among all that are held out."""
        passages = [self._weigher.weigh_passage(passage) for passage in self._held_out]
        asked = [(question, place) for place, passage in enumerate(self._held_out) for question in passage.questions]
        asked = asked[::_MEASURED_SHARE]
        encoded: list[tuple[EncodedTexts, TextBatch]] = []
        for start in range(0, len(passages), _ENCODED_TOGETHER):
            batch = collate_texts(passages[start : start + _ENCODED_TOGETHER])
            encoded.append((self.model(batch), batch))
        firsts = torch.zeros(2)
        for start in range(0, len(asked), _ENCODED_TOGETHER):
            part = asked[start : start + _ENCODED_TOGETHER]
            questions = collate_texts([self._weigher.weigh_question(question) for question, _ in part])
            rows, right = self.model(questions), torch.tensor([place for _, place in part])
            by_pieces = torch.cat(
                [compute_maxsim(rows.pieces, questions, of.pieces, batch) for of, batch in encoded], dim=1
            )
            by_texts = torch.cat([rows.texts @ of.texts.T for of, _ in encoded], dim=1)
            firsts += torch.stack([(scores.argmax(1) == right).sum() for scores in (by_pieces, by_texts)])
        shares = (firsts / len(asked)).tolist() if asked else [0.0, 0.0]
        line = {
            "step": self.step,
            "questions": len(asked),
            "passages": len(passages),
            "first by pieces": round(shares[0], 4),
            "first by texts": round(shares[1], 4),
        }
        log_measures(self._folder, line, self._write)

    def save_checkpoint(self) -> None:
        """Write what is needed to go on."""
        state: dict[str, Any] = {
            "encoder": self.model.trained_state(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "config": asdict(self._config),
        }
        save_checkpoint(self._folder, state)

    def _resume(self) -> None:
        state = load_checkpoint(self._folder, asdict(self._config))
        if state is None:
            return
        self.model.encoder.load_state_dict(self.model.encoder.state_dict() | state["encoder"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]

    def save_weights(self) -> None:
        """Write the trained weights."""
        self.model.save(self._folder / WEIGHTS_NAME, {"base": PACKAGED_SHA256, "steps": str(self.step)})


def train_encoder(
    folder: Path,
    config: EncoderConfig,
    *,
    warm_start: Path | None = None,
    minutes: float | None = None,
    write: Callable[[str], object] = lambda line: None,
) -> EncoderTraining:
    """Train the encoder, or go on with it.

    Args:
        folder: where the checkpoint, the log and the weights are written.
        config: the settings; those of a run that is gone on with must be the same.
        warm_start: the weights of another run, that a new one begins with.
        minutes: the time after which it stops; it can be gone on with.
        write: is told the measures.

    Returns:
        The run.
    """
    run = EncoderTraining(folder, config, load_data(), write)
    if run.step == 0:
        # The levels that are held are those of the packaged model, measured before.
        if warm_start is not None:
            run.model.load(warm_start)
        run.measure()
    run.run(time.monotonic() + 60 * minutes if minutes is not None else float("inf"))
    run.measure()
    run.save_weights()
    return run
