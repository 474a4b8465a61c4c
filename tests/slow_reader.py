"""A reader that takes its time and turns the order round, so that a page under test has two states to see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Event

import numpy as np

from paper_search.embeddings.cross_encoder import PassageReading, ReaderText

_PATIENCE_SECONDS = 30.0
_ANSWERS, _DOES_NOT = 6.0, -6.0


class SlowReader:
    """Reads as soon as the test says so, and finds that all passages answer but the first few.

    Attributes:
        may_read: set by the test.
        questions: the questions that it was asked, in order.
    """

    fingerprint = "slow"

    def __init__(self, refused: int = 1) -> None:
        """Refuse the first passages of each question, so many of them."""
        self.may_read, self.questions, self._refused = Event(), list[str](), refused

    def read(self, question: str, passages: Sequence[ReaderText]) -> list[PassageReading]:
        """Wait for the word, then read; the third and fourth words of a passage are its answer."""
        self.questions.append(question)
        self.may_read.wait(_PATIENCE_SECONDS)
        return [
            read_words(text.passage, _DOES_NOT if place < self._refused else _ANSWERS)
            for place, text in enumerate(passages)
        ]


def read_words(passage: str, log_odds: float) -> PassageReading:
    """Return a reading whose pieces are the words of a passage, its answer the third and the fourth."""
    spans = np.array([found.span() for found in re.finditer(r"\S+", passage)], dtype=np.int64).reshape(-1, 2)
    starts, ends = np.zeros((2, len(spans)), dtype=np.float32)
    starts[2:3] = ends[3:4] = 9.0
    return PassageReading(log_odds, starts, ends, spans)
