"""The reader in torch: the layers of the embedding model, a head for the log odds of an answer, one for its span."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file
from torch import nn
from transformers import BertModel

from paper_search.embeddings.trained_weights import dequantise_weights
from training.inputs import Batch

_OUTSIDE = -1e4
"""The logit of a word piece that no answer can begin or end at."""


class ReaderOutput(NamedTuple):
    """Log odds that each passage answers, shape (pairs,), and logits of its ends, each of shape (pairs, pieces)."""

    log_odds: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def load_bert(base: Path) -> BertModel:
    """Return the layers of a BERT model for training; its tables of words and positions stay as they are.

    Args:
        base: the folder of the model.
    """
    # On a processor half of a step was dropout and the fused attention's way back: plain attention without dropout
    # takes half the time, and few questions are seen twice.
    model = BertModel.from_pretrained(
        base,
        add_pooling_layer=False,
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
    )
    for table in (model.embeddings.word_embeddings, model.embeddings.position_embeddings):
        table.weight.requires_grad_(False)
    return model


class Reader(nn.Module):
    """A cross-encoder. The tables of words and positions are those of the base model, and stay as they are."""

    def __init__(self, base: Path) -> None:
        """Load the layers of the base model.

        Args:
            base: the folder of a BERT model.
        """
        super().__init__()
        self.encoder = load_bert(base)
        width = self.encoder.config.hidden_size
        self.head, self.span = nn.Linear(2 * width, 1), nn.Linear(width, 2)

    def forward(self, batch: Batch) -> ReaderOutput:
        """Return what the model makes of a batch."""
        encoded = self.encoder(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
        hidden = encoded.last_hidden_state.float()
        weights = batch.mask.unsqueeze(-1).float()
        mean = (hidden * weights).sum(1) / weights.sum(1)
        log_odds = self.head(torch.cat([hidden[:, 0], mean], dim=-1)).squeeze(-1).float()
        starts, ends = self.span(hidden).float().unbind(-1)
        is_outside = (batch.types == 0) | (batch.mask == 0)
        return ReaderOutput(log_odds, starts.masked_fill(is_outside, _OUTSIDE), ends.masked_fill(is_outside, _OUTSIDE))

    def trained_state(self) -> dict[str, torch.Tensor]:
        """Return the weights that training changes."""
        trained = {name for name, weight in self.named_parameters() if weight.requires_grad}
        return {name: weight.detach() for name, weight in self.state_dict().items() if name in trained}

    def save(self, path: Path, metadata: dict[str, str]) -> None:
        """Write the trained weights as safetensors in half precision."""
        save_file({name: weight.half().contiguous() for name, weight in self.trained_state().items()}, path, metadata)

    def load(self, path: Path) -> None:
        """Take trained weights from a file, of a run or as it ships; what it does not hold stays as it is."""
        state = {_name_of(name): weight for name, weight in load_weights(path).items()}
        own = self.state_dict()
        self.load_state_dict(own | {name: weight.reshape(own[name].shape) for name, weight in state.items()})


def load_weights(path: Path) -> dict[str, torch.Tensor]:
    """Return the trained weights of a file in full precision, those of a run or as they ship."""
    return {name: torch.from_numpy(weight) for name, weight in dequantise_weights(load_file(path)).items()}


def _name_of(name: str) -> str:
    """Return the name of a weight here; files may name those of the encoder without what holds them."""
    is_bare = name.startswith(("embeddings.", "encoder.layer."))
    return f"encoder.{name}" if is_bare else name
