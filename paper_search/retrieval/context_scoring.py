"""Context scores: what stands around a passage counts for it, the passages beside it and the paper that it is in.

A paragraph need not say again what the one before it was about, nor a paper on every page which town it is of. So a
word piece of the query that a passage does not match itself is credited with part of what its neighbours match and,
where it is of a name, of what its paper does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
    if not doc_ids:
        return {}
    own = np.array([best_cosines[passage_id] for passage_id in doc_ids])
    of_document = _find_document_cosines(own, list(doc_ids.values()))
    of_names = config.document_name_share * of_document * weighted_query.is_name
    credited = np.maximum(own, of_names)
    if neighbours:
        beside = config.neighbour_share * _find_neighbour_cosines(best_cosines, neighbours, doc_ids)
        credited = np.maximum(credited, beside)
    credited += config.document_share * of_document
    # Added up row by row: passages with the same words get the same score wherever they stand, unlike in a product.
    scores: list[float] = (credited * weighted_query.weights).sum(axis=1).tolist()
    return dict(zip(doc_ids, scores, strict=True))


def _find_document_cosines(own: Rows, doc_ids: Sequence[str]) -> Rows:
    """Return the best cosine of each word piece in any passage of the same paper, shape (passages, pieces)."""
    numbers = {doc_id: number for number, doc_id in enumerate(dict.fromkeys(doc_ids))}
    of_paper = [numbers[doc_id] for doc_id in doc_ids]
    best = np.zeros((len(numbers), own.shape[1]), dtype=own.dtype)
    np.maximum.at(best, of_paper, own)
    return best[of_paper]


def _find_neighbour_cosines(
    best_cosines: Mapping[str, Rows], neighbours: Mapping[str, Sequence[str]], passage_ids: Iterable[str]
) -> Rows:
    """Return the best cosine of each word piece in what stands beside each passage, shape (passages, pieces)."""
    places = {passage_id: place for place, passage_id in enumerate(best_cosines)}
    nothing = len(places)
    beside = [
        [places.get(neighbour, nothing) for neighbour in (*neighbours.get(passage_id, ()), "", "")[:2]]
        for passage_id in passage_ids
    ]
    rows = np.array([*best_cosines.values(), np.zeros_like(next(iter(best_cosines.values())))])
    best: Rows = rows[beside].max(axis=1)
    return best
