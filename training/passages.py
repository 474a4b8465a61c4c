"""Passages with the questions that they answer, for an encoder: all questions of a passage stand together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paper_search.ingest.segmentation.embedding_context import clip_words
from training.examples import (
    Example,
    choose_records,
    crop_example,
    draw_sides,
    make_passage_examples,
    make_side_examples,
)
from training.sources import TrainingData

PART_WORDS = (50, 70, 90, 110)
"""Words of the parts of passages, of which one is drawn for each passage: papers' paragraphs are about as long."""
_TITLE_WORDS, _HEADING_WORDS = 14, 18


@dataclass(frozen=True, slots=True)
class AskedPassage:
    """A passage and the questions that it answers.

    Attributes:
        context: what stands in front of it as the index has it: the title and the heading, a line each.
        passage: its words.
        questions: at least one.
    """

    context: str
    passage: str
    questions: tuple[str, ...]


def draw_passages(data: TrainingData, rng: random.Random, *, held_out: bool) -> list[AskedPassage]:
    """Return a part of each passage that is asked about, the sides of its slots drawn anew.

    Args:
        data: what there is.
        rng: draws sides and parts.
        held_out: True for passages that are measured on, False for those that are trained on.
    """
    slots = (
        [example for example, _ in make_side_examples(record, draw_sides(record, rng))]
        for record in choose_records(data.slots, "group", held_out)
    )
    others = (list(make_passage_examples(record)) for record in choose_records(data.passages, "group", held_out))
    drawn = (_crop_together(examples, rng) for source in (slots, others) for examples in source if examples)
    return [passage for passage in drawn if passage.questions]


def _crop_together(examples: Sequence[Example], rng: random.Random) -> AskedPassage:
    """Return a part of the passage that the examples share, with the questions that are still answered."""
    first, max_words = rng.choice(examples), rng.choice(PART_WORDS)
    part = crop_example(first, max_words, rng)
    start = first.answer[0] - part.answer[0]
    end = start + len(part.answering.passage)
    kept = [example.question for example in examples if start <= example.answer[0] and example.answer[1] <= end]
    text = part.answering
    lines = (clip_words(text.title, _TITLE_WORDS), clip_words(text.heading, _HEADING_WORDS))
    return AskedPassage("".join(f"{line}\n" for line in lines if line), text.passage, tuple(kept))


def iterate_epochs(data: TrainingData, seed: int) -> Iterator[list[AskedPassage]]:
    """Return the passages that are trained on, epoch after epoch without end, each drawn by its own seed."""
    epoch = 0
    while True:
        yield draw_passages(data, random.Random(f"{seed} {epoch}"), held_out=False)
        epoch += 1
