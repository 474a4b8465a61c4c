"""Word pieces of passages and questions with the weights that late interaction gives them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer

from paper_search.text.spans import Span, find_words, normalise, strip_possessive
from paper_search.text.vocabulary import STOP_WORDS, background_frequency
from training.passages import AskedPassage

MAX_PASSAGE_PIECES, MAX_QUESTION_PIECES = 256, 64
_PASSAGES_OF_A_COUNCIL = 5_000
"""The idf of a question's words is that of an index of so many passages."""
_PADDED_TO = 16
"""Texts are padded to a multiple of so many pieces: few shapes, so that memory is used again."""


@dataclass(frozen=True, slots=True)
class WeightedPieces:
    """The word pieces of a text, and the weight of each in matching."""

    ids: list[int]
    weights: list[float]


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Texts side by side, each of shape (texts, pieces)."""

    ids: torch.Tensor
    mask: torch.Tensor
    weights: torch.Tensor


def collate_texts(texts: Sequence[WeightedPieces]) -> TextBatch:
    """Return texts as one batch, padded."""
    length = -(-max(len(text.ids) for text in texts) // _PADDED_TO) * _PADDED_TO
    ids, mask = torch.zeros(len(texts), length, dtype=torch.long), torch.zeros(len(texts), length)
    weights = torch.zeros(len(texts), length)
    for row, text in enumerate(texts):
        ids[row, : len(text.ids)] = torch.tensor(text.ids)
        mask[row, : len(text.ids)] = 1
        weights[row, : len(text.ids)] = torch.tensor(text.weights)
    return TextBatch(ids, mask, weights)


class PieceWeigher:
    """Makes word pieces of texts and weighs them as a search does.

    Of a passage the pieces of its own words count, but for stop words; of a question each by the idf of its word.
    """

    def __init__(self, tokenizer: Tokenizer, passages: Iterable[AskedPassage]) -> None:
        """Count in how many passages each word stands."""
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._frequencies = Counter(
            word for passage in passages for word in {word for _, word in _find(passage.passage)}
        )

    def weigh_passage(self, passage: AskedPassage) -> WeightedPieces:
        """Return the pieces of a passage behind its context; its own words have the weight 1, all others 0."""
        text = passage.context + passage.passage
        weight_at = [0.0] * (len(text) + 1)
        for (start, end), word in _find(text):
            if start >= len(passage.context) and word not in STOP_WORDS:
                weight_at[start:end] = [1.0] * (end - start)
        return _weigh(self._tokenizer.encode(text), weight_at, MAX_PASSAGE_PIECES)

    def weigh_question(self, question: str) -> WeightedPieces:
        """Return the pieces of a question; their weights add up to 1."""
        weight_at = [0.0] * (len(question) + 1)
        for (start, end), word in _find(question):
            if word not in STOP_WORDS:
                weight_at[start:end] = [self._compute_idf(word)] * (end - start)
        pieces = _weigh(self._tokenizer.encode(question), weight_at, MAX_QUESTION_PIECES)
        total = sum(pieces.weights)
        return WeightedPieces(pieces.ids, [weight / total for weight in pieces.weights])

    def _compute_idf(self, word: str) -> float:
        frequency = self._frequencies[word] + background_frequency(word, _PASSAGES_OF_A_COUNCIL)
        return math.log(1 + _PASSAGES_OF_A_COUNCIL / (1 + frequency))


def drop_stop_words(question: str) -> str:
    """Return a question as it is typed in keywords; one of stop words alone stays as it is."""
    kept = [question[start:end] for (start, end), word in _find(question) if word not in STOP_WORDS]
    return " ".join(kept) or question


def _find(text: str) -> list[tuple[Span, str]]:
    """Return the words of a text as they are compared, each with its span."""
    return [((start, end), strip_possessive(normalise(text[start:end]))) for start, end in find_words(text)]


def _weigh(encoding: Encoding, weight_at: Sequence[float], max_pieces: int) -> WeightedPieces:
    """Return the pieces with the weight of the character that each begins at; all count alike where none does."""
    ids = encoding.ids if len(encoding.ids) <= max_pieces else [*encoding.ids[: max_pieces - 1], encoding.ids[-1]]
    is_special = [*encoding.special_tokens_mask[: len(ids) - 1], 1]
    weights = [
        0.0 if special else weight_at[start] for special, (start, _) in zip(is_special, encoding.offsets, strict=False)
    ]
    return WeightedPieces(list(ids), weights if any(weights) else [1.0 - special for special in is_special])
