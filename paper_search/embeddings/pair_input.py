"""The input of the reader: a question and a passage in word pieces, as training and questions both build it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_QUESTION_PIECES, MAX_CONTEXT_PIECES, MAX_PIECES = 40, 48, 224
"""Word pieces of a question, of what stands over a passage, and of all together."""
WINDOW_STRIDE = 120
"""Word pieces from the start of one window on a long passage to that of the next."""
_SPECIAL_PIECES = 4
_NOWHERE = (-1, -1)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReaderText:
    """A passage with the names that stand over it."""

    title: str
    heading: str
    passage: str

    @property
    def context(self) -> str:
        """The title and the heading in one line."""
        return " – ".join(name for name in (self.title, self.heading) if name)


@dataclass(frozen=True, slots=True)
class PairInput:
    """One question and passage: ``[CLS] question [SEP] context [SEP] passage [SEP]``.

    Attributes:
        ids: the word pieces.
        types: 0 for the question, 1 for the rest.
        answer: the first and the last word piece of the answer; -1 twice where there is none.
        passage_start: the place of the passage's first piece among ``ids``.
        spans: the passage's pieces as spans of its characters.
    """

    ids: list[int]
    types: list[int]
    answer: Span
    passage_start: int
    spans: list[Span]

    def to_feeds(self) -> dict[str, NDArray[np.int64]]:
        """Return the inputs of the reader's graph, each of shape (1, pieces)."""
        return {"ids": np.asarray([self.ids], dtype=np.int64), "types": np.asarray([self.types], dtype=np.int64)}


@dataclass(frozen=True, slots=True)
class _EncodedPair:
    """The word pieces of a question, of a passage and of what stands over it, cut but for the passage."""

    head: list[int]
    context: list[int]
    passage: list[int]
    spans: list[Span]
    separator: int

    @property
    def room(self) -> int:
        """The number of the passage's pieces that one input takes."""
        # The special pieces are those of the head, and one behind the context and behind the passage.
        return MAX_PIECES - len(self.head) - len(self.context) - (_SPECIAL_PIECES - 2)

    def build_window(self, first: int, inside: Sequence[int] = ()) -> PairInput:
        """Return the input with the passage from one of its pieces on.

        Args:
            first: the piece.
            inside: the pieces of the answer.
        """
        kept = slice(first, first + self.room)
        ids = self.passage[kept]
        body = [*self.context, self.separator, *ids, self.separator]
        start = len(self.head) + len(self.context) + 1
        is_kept = bool(inside) and inside[-1] - first < len(ids)
        answer = (start + inside[0] - first, start + inside[-1] - first) if is_kept else _NOWHERE
        types = [0] * len(self.head) + [1] * len(body)
        return PairInput([*self.head, *body], types, answer, start, self.spans[kept])


class PairInputBuilder:
    """Builds inputs by the tokenizer of the base model."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer.

        Args:
            tokenizer: that of the base model; its padding and truncation are switched off.
        """
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._start, self._separator = tokenizer.encode("").ids

    def build(self, question: str, text: ReaderText | None, answer: Span | None = None) -> PairInput:
        """Return one input of a question and a passage.

        Args:
            question: the question; cut when it is too long.
            text: the passage; None leaves it blank, for the control that sees the question alone. Where it is too long
                the part with the answer is taken.
            answer: the span of the answer in the passage, in characters.
        """
        pair = self._encode_pair(question, text)
        inside = [
            index for index, (start, end) in enumerate(pair.spans) if answer and end > answer[0] and start < answer[1]
        ]
        room = pair.room
        is_far = bool(inside) and inside[-1] >= room
        first = max(0, min(inside[0] - room // 2, len(pair.passage) - room)) if is_far else 0
        return pair.build_window(first, inside)

    def build_windows(self, question: str, text: ReaderText) -> list[PairInput]:
        """Return the inputs of a question and a whole passage: one, or overlapping windows where it is too long.

        Args:
            question: the question; cut when it is too long.
            text: the passage.
        """
        pair = self._encode_pair(question, text)
        last = max(0, len(pair.passage) - pair.room)
        return [pair.build_window(first) for first in (*range(0, last, WINDOW_STRIDE), last)]

    def _encode_pair(self, question: str, text: ReaderText | None) -> _EncodedPair:
        head = [self._start, *self._encode(question)[0][:MAX_QUESTION_PIECES], self._separator]
        context = self._encode(text.context)[0][:MAX_CONTEXT_PIECES] if text else []
        ids, spans = self._encode(text.passage) if text else ([], [])
        return _EncodedPair(head, context, ids, spans, self._separator)

    def _encode(self, text: str) -> tuple[list[int], list[Span]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets
