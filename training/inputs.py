"""What the model is given of a question and a passage, and batches of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.examples import Text

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_QUESTION_PIECES, MAX_CONTEXT_PIECES, MAX_PIECES = 40, 48, 224
"""Word pieces of a question, of what stands over a passage, and of all together."""
_SPECIAL_PIECES = 4
_NOWHERE = (-1, -1)


@dataclass(frozen=True, slots=True)
class PairInput:
    """One question and passage: ``[CLS] question [SEP] context [SEP] passage [SEP]``.

    Attributes:
        ids: the word pieces.
        types: 0 for the question, 1 for the rest.
        answer: the first and the last word piece of the answer; -1 twice where there is none.
    """

    ids: list[int]
    types: list[int]
    answer: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs side by side, each of shape (pairs, pieces); ``answers`` of shape (pairs, 2)."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    answers: torch.Tensor


class InputBuilder:
    """Builds inputs by the tokenizer of the base model."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._start, self._separator = tokenizer.encode("").ids

    def build(self, question: str, text: Text | None, answer: tuple[int, int] | None = None) -> PairInput:
        """Return the input of a question and a passage.

        Args:
            question: the question; cut when it is too long.
            text: the passage; None leaves it blank, for the control that sees the question alone. Where it is too long
                the part with the answer is taken.
            answer: the span of the answer in the passage, in characters.
        """
        asked = self._encode(question)[0][:MAX_QUESTION_PIECES]
        context = self._encode(text.context)[0][:MAX_CONTEXT_PIECES] if text else []
        ids, offsets = self._encode(text.passage) if text else ([], [])
        room = MAX_PIECES - len(asked) - len(context) - _SPECIAL_PIECES
        inside = [
            index for index, (start, end) in enumerate(offsets) if answer and end > answer[0] and start < answer[1]
        ]
        first = max(0, min(inside[0] - room // 2, len(ids) - room)) if inside and inside[-1] >= room else 0
        ids = ids[first : first + room]
        head = [self._start, *asked, self._separator]
        body = [*context, self._separator, *ids, self._separator]
        base = len(head) + len(context) + 1 - first
        is_kept = bool(inside) and inside[-1] - first < len(ids)
        span = (base + inside[0], base + inside[-1]) if is_kept else _NOWHERE
        return PairInput([*head, *body], [0] * len(head) + [1] * len(body), span)

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets


def collate(inputs: Sequence[PairInput]) -> Batch:
    """Return inputs as one batch, padded to the longest."""
    length = max(len(pair.ids) for pair in inputs)
    ids, types, mask = (torch.zeros(len(inputs), length, dtype=torch.long) for _ in range(3))
    for row, pair in enumerate(inputs):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        types[row, : len(pair.ids)] = torch.tensor(pair.types)
        mask[row, : len(pair.ids)] = 1
    return Batch(ids, types, mask, torch.tensor([pair.answer for pair in inputs]))
