"""The packaged model's own look at a written sentence: how well the words that it cites meet each of its words.

It can only withhold: what it meets well may still be wrong, see docs/decisions/0043.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_search.embeddings import Encoder
from paper_search.retrieval.late_interaction import match_tokens, weight_tokens
from paper_search.retrieval.query.parse import parse_terms
from paper_search.text.spans import split_sentences


def measure_match(sentence: str, texts: Sequence[str], encoder: Encoder) -> float:
    """Return how well texts meet the word of a sentence that they meet worst, from 0 to 1.

    Args:
        sentence: the sentence; only its words that carry meaning count.
        texts: what it cites, with all that is shown beside it; read as one.
        encoder: the model.
    """
    query = parse_terms(sentence)
    # Each alone, as the model reads a few hundred word pieces of a text and no more.
    pieces = [text[slice(*span)] for text in texts for span in split_sentences(text)]
    tokens, *cited = encoder.encode_tokens([sentence, *pieces])
    weighted_query = weight_tokens(query, tokens, [0.0] * len(query.content_stems), 1)
    matches = match_tokens(weighted_query, cited)
    best = np.max([match.find_best_cosines() for match in matches], axis=0) if matches else np.zeros(0)
    return float(np.clip(best.min(), 0.0, 1.0)) if len(best) else 0.0
