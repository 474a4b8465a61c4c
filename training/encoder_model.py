"""The encoder in torch: the layers of the embedding model, rows of word pieces and of whole texts."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from training.encoder_inputs import TextBatch
from training.model import load_bert, load_weights


class EncodedTexts(NamedTuple):
    """Unit rows of pieces, shape (texts, pieces, width), and of whole texts, shape (texts, width)."""

    pieces: torch.Tensor
    texts: torch.Tensor


class EmbeddingModel(nn.Module):
    """The embedding model. Its tables of words and positions stay as they are."""

    def __init__(self, base: Path) -> None:
        """Load the layers of the base model, a folder."""
        super().__init__()
        self.encoder = load_bert(base)

    def forward(self, batch: TextBatch) -> EncodedTexts:
        """Return the rows of a batch; that of a text is the mean of its pieces."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(input_ids=batch.ids, attention_mask=batch.mask.long()).last_hidden_state.float()
        mask = batch.mask.unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return EncodedTexts(functional.normalize(hidden, dim=-1), functional.normalize(mean, dim=-1))

    def trained_state(self) -> dict[str, torch.Tensor]:
        """Return the weights that training changes, by their names in BERT."""
        return {name: weight.detach() for name, weight in self.encoder.named_parameters() if weight.requires_grad}

    def save(self, path: Path, metadata: dict[str, str]) -> None:
        """Write the trained weights as safetensors."""
        save_file({name: weight.contiguous() for name, weight in self.trained_state().items()}, path, metadata)

    def load(self, path: Path) -> None:
        """Take trained weights from a file, of a run or as it ships; what it does not hold stays as it is."""
        self.encoder.load_state_dict(self.encoder.state_dict() | load_weights(path))


def compute_maxsim(
    question_rows: torch.Tensor, questions: TextBatch, passage_rows: torch.Tensor, passages: TextBatch
) -> torch.Tensor:
    """Return the late interaction of all questions with all passages, shape (questions, passages).

    For each piece of a question the best cosine among a passage's own words, at least 0, weighted by its idf.

    Args:
        question_rows: shape (questions, pieces, width).
        questions: the batch that they are of.
        passage_rows: shape (passages, pieces, width).
        passages: the batch that they are of.
    """
    counts = questions.weights > 0
    weights = questions.weights[counts]
    owners = torch.arange(len(counts))[:, None].expand(counts.shape)[counts]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        cosines = question_rows[counts] @ passage_rows.flatten(0, 1).T
    by_passage = cosines.float().view(len(weights), *passages.weights.shape)
    best = by_passage.masked_fill(passages.weights == 0, -1).max(2).values.clamp_min(0)
    scores = torch.zeros(len(counts), len(passage_rows))
    return scores.index_add(0, owners, best * weights[:, None])
