"""How well a reader tells an answer from a mention, on what it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from paper_search.embeddings.pair_input import PairInputBuilder, ReaderText
from training.examples import Example, Record, make_text
from training.inputs import collate
from training.model import Reader

_BATCH = 32


@dataclass(frozen=True, slots=True)
class TwinMeasures:
    """What is measured on examples with a twin, whose questions stand with both labels.

    Attributes:
        examples: how many.
        above: the share in which the passage that answers is scored above its twin, which no style can fake.
        auroc: of all that answer against all twins.
    """

    examples: int
    above: float
    auroc: float


@dataclass(frozen=True, slots=True)
class NearMissMeasures:
    """What is measured on passages with questions that they answer, and others that they do not.

    Attributes:
        questions: how many.
        auroc: of answered questions against near misses.
        question_alone: the same with the passages blank. What it is above .5 is the style of the questions.
    """

    questions: int
    auroc: float
    question_alone: float


def measure_twins(reader: Reader, builder: PairInputBuilder, examples: Sequence[Example]) -> dict[str, TwinMeasures]:
    """Return the measures of each source."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.other is not None:
            by_source[example.source].append(example)
    return {source: _measure_source(reader, builder, chosen) for source, chosen in by_source.items()}


def _measure_source(reader: Reader, builder: PairInputBuilder, examples: Sequence[Example]) -> TwinMeasures:
    answering = score_pairs(reader, builder, [(example.question, example.answering) for example in examples])
    twins = score_pairs(
        reader, builder, [(example.other_question or example.question, example.other) for example in examples]
    )
    return TwinMeasures(len(examples), float(np.mean(answering > twins)), compute_auroc(answering, twins))


def measure_near_misses(
    reader: Reader, builder: PairInputBuilder, records: Sequence[Record]
) -> NearMissMeasures | None:
    """Return the measures of passages without a twin, None where there are none."""
    answered = [(question["question"], make_text(record)) for record in records for question in record["answerable"]]
    missed = [(question, make_text(record)) for record in records for question in record["near_misses"]]
    if not answered or not missed:
        return None
    with_passage = [score_pairs(reader, builder, pairs) for pairs in (answered, missed)]
    alone = [score_pairs(reader, builder, [(question, None) for question, _ in pairs]) for pairs in (answered, missed)]
    return NearMissMeasures(len(answered) + len(missed), compute_auroc(*with_passage), compute_auroc(*alone))


def compute_auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Return the probability that a positive is scored above a negative, ties counted as a half."""
    above = positive[:, None] > negative[None, :]
    equal = positive[:, None] == negative[None, :]
    return float(above.mean() + equal.mean() / 2)


@torch.inference_mode()
def score_pairs(
    reader: Reader, builder: PairInputBuilder, pairs: Sequence[tuple[str, ReaderText | None]]
) -> np.ndarray:
    """Return the log odds of questions and passages, shape (pairs,)."""
    was_training = reader.training
    reader.eval()
    inputs = [builder.build(question, text) for question, text in pairs]
    order = sorted(range(len(inputs)), key=lambda index: len(inputs[index].ids))
    scores = np.zeros(len(inputs), dtype=np.float64)
    for start in range(0, len(order), _BATCH):
        chosen = order[start : start + _BATCH]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = reader(collate([inputs[index] for index in chosen]))
        scores[chosen] = output.log_odds.numpy()
    reader.train(was_training)
    return scores
