"""Batches of what the model is given of a question and a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from paper_search.embeddings.pair_input import PairInput


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs side by side, each of shape (pairs, pieces); ``answers`` of shape (pairs, 2), ``bias`` of (pairs,)."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    answers: torch.Tensor
    bias: torch.Tensor


def collate(inputs: Sequence[PairInput], bias: Sequence[float] | None = None) -> Batch:
    """Return inputs as one batch, padded to the longest.

    Args:
        inputs: the pairs.
        bias: the log odds that each question gives away by its style; None for 0.
    """
    length = max(len(pair.ids) for pair in inputs)
    ids, types, mask = (torch.zeros(len(inputs), length, dtype=torch.long) for _ in range(3))
    for row, pair in enumerate(inputs):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        types[row, : len(pair.ids)] = torch.tensor(pair.types)
        mask[row, : len(pair.ids)] = 1
    given = torch.tensor(bias) if bias is not None else torch.zeros(len(inputs))
    return Batch(ids, types, mask, torch.tensor([pair.answer for pair in inputs]), given)
