"""What stands around a passage lends it score: the passages beside it, and the paper it is in.

In: how well each passage meets each word piece of the question (``interaction.Match.best``), which passages stand
beside which and in which paper; out: one figure a passage, 0 to 1 and a little more. A paragraph need not say again
what the one before it was about, nor a paper on every page which town it is of: so a piece that the passage itself
does not meet is credited with part of what its neighbours meet, and, where it is of a name, of what its paper does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.retrieval.late_interaction import WeightedQuery

NEIGHBOUR_SHARE = 0.7
"""The share of what the passages beside it meet."""
DOCUMENT_NAME_SHARE = 0.5
"""The share of what its paper meets, of the pieces of names."""
DOCUMENT_SHARE = 0.1
"""What the paper as a whole meets, all pieces, adds so much."""


def add_context_scores(
    weighted_query: WeightedQuery,
    best_cosines: Mapping[str, Rows],
    neighbours: Mapping[str, Sequence[str]],
    doc_ids: Mapping[str, str],
) -> dict[str, float]:
    """How well each passage of ``papers`` meets the question, with what it is lent.

    Args:
        best: the best cosine of each piece, shape (pieces,), of the passages to be scored and of those beside them.
        beside: by passage id, the ids beside it; one that ``best`` does not hold lends nothing.
        papers: by passage id, the paper that it is in.
    """
    together = _find_document_cosines(best_cosines, doc_ids)
    lent: dict[str, float] = {}
    for passage_id, doc_id in doc_ids.items():
        around = [
            NEIGHBOUR_SHARE * best_cosines[other] for other in neighbours.get(passage_id, ()) if other in best_cosines
        ]
        named = DOCUMENT_NAME_SHARE * together[doc_id] * weighted_query.is_name
        met = np.maximum.reduce([best_cosines[passage_id], named, *around])
        lent[passage_id] = float(weighted_query.weights @ (met + DOCUMENT_SHARE * together[doc_id]))
    return lent


def _find_document_cosines(best_cosines: Mapping[str, Rows], doc_ids: Mapping[str, str]) -> dict[str, Rows]:
    """The best that any of a paper's passages does, for each piece."""
    together: dict[str, Rows] = {}
    for passage_id, doc_id in doc_ids.items():
        met = best_cosines[passage_id]
        together[doc_id] = np.maximum(together[doc_id], met) if doc_id in together else met
    return together
