"""Context scores: what stands around a passage counts for it, the passages beside it and the paper that it is in.

A paragraph need not say again what the one before it was about, nor a paper on every page which town it is of. So a
word piece of the query that a passage does not match itself is credited with part of what its neighbours match and,
where it is of a name, of what its paper does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.late_interaction import WeightedQuery


def add_context_scores(
    weighted_query: WeightedQuery,
    best_cosines: Mapping[str, Rows],
    neighbours: Mapping[str, Sequence[str]],
    doc_ids: Mapping[str, str],
    config: RankingConfig = RANKING,
) -> dict[str, float]:
    """Return the MaxSim score of each passage in its context, from 0 to 1 and a little more.

    Args:
        weighted_query: the query.
        best_cosines: the best cosine of each word piece, shape (pieces,), of the passages to be scored and of those
            beside them.
        neighbours: by passage id, the ids beside it; one without cosines adds nothing.
        doc_ids: by passage id, the paper that it is in, of the passages to be scored.
        config: the shares of neighbours and papers.
    """
    document_cosines = _find_document_cosines(best_cosines, doc_ids)
    scores: dict[str, float] = {}
    for passage_id, doc_id in doc_ids.items():
        beside = [
            config.neighbour_share * best_cosines[neighbour]
            for neighbour in neighbours.get(passage_id, ())
            if neighbour in best_cosines
        ]
        of_names = config.document_name_share * document_cosines[doc_id] * weighted_query.is_name
        credited = np.maximum.reduce([best_cosines[passage_id], of_names, *beside])
        scores[passage_id] = float(
            weighted_query.weights @ (credited + config.document_share * document_cosines[doc_id])
        )
    return scores


def _find_document_cosines(best_cosines: Mapping[str, Rows], doc_ids: Mapping[str, str]) -> dict[str, Rows]:
    """Return the best cosine of each word piece in any of a paper's passages."""
    document_cosines: dict[str, Rows] = {}
    for passage_id, doc_id in doc_ids.items():
        cosines = best_cosines[passage_id]
        document_cosines[doc_id] = (
            np.maximum(document_cosines[doc_id], cosines) if doc_id in document_cosines else cosines
        )
    return document_cosines
