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
from paper_search.retrieval.late_interaction import Weighed

BESIDE = 0.7
"""The share of what the passages beside it meet."""
NAMED = 0.5
"""The share of what its paper meets, of the pieces of names."""
PAPER = 0.1
"""What the paper as a whole meets, all pieces, adds so much."""


def lend(
    question: Weighed, best: Mapping[str, Rows], beside: Mapping[str, Sequence[str]], papers: Mapping[str, str]
) -> dict[str, float]:
    """How well each passage of ``papers`` meets the question, with what it is lent.

    Args:
        best: the best cosine of each piece, shape (pieces,), of the passages to be scored and of those beside them.
        beside: by passage id, the ids beside it; one that ``best`` does not hold lends nothing.
        papers: by passage id, the paper that it is in.
    """
    together = _together(best, papers)
    lent: dict[str, float] = {}
    for passage_id, doc_id in papers.items():
        around = [BESIDE * best[other] for other in beside.get(passage_id, ()) if other in best]
        named = NAMED * together[doc_id] * question.is_name
        met = np.maximum.reduce([best[passage_id], named, *around])
        lent[passage_id] = float(question.weights @ (met + PAPER * together[doc_id]))
    return lent


def _together(best: Mapping[str, Rows], papers: Mapping[str, str]) -> dict[str, Rows]:
    """The best that any of a paper's passages does, for each piece."""
    together: dict[str, Rows] = {}
    for passage_id, doc_id in papers.items():
        met = best[passage_id]
        together[doc_id] = np.maximum(together[doc_id], met) if doc_id in together else met
    return together
