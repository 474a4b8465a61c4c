"""Similar passages: what was done or said elsewhere in the same matter.

The passage itself is the query, by the vector and the word pieces that the index keeps of it, so nothing is encoded.
Neither its own paper nor the same words printed again are among the hits, however many there are of them; filters are
applied inside the engine; two runs give the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from paper_search.embeddings import Rows, Tokens
from paper_search.errors import QueryError
from paper_search.records import Document, Filters, FusedCandidate, Hit, Passage, RankedPassage, Similar
from paper_search.retrieval import fusion, late_interaction
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.deduplicate import build_hits, deduplicate_passages, demote_replaced, has_same_words
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.late_interaction import WeightedQuery
from paper_search.retrieval.query.parse import parse_terms
from paper_search.retrieval.searcher import FetchedPassage, fetch_passage
from paper_search.text.authorities import authority_key


@dataclass(frozen=True, slots=True)
class _PassageQuery:
    """The query that a passage is looked up by."""

    passage: Passage
    text: str
    vector: Rows
    weighted_query: WeightedQuery


def find_similar(
    passage_id: str,
    filters: Filters,
    k: int,
    index: IndexSnapshot,
    elsewhere: bool = False,
    config: RankingConfig = RANKING,
) -> Similar:
    """Return the ``k`` passages most like one.

    Args:
        passage_id: the passage's id.
        filters: the limits, as the index spells them.
        k: the number of hits wanted.
        index: one generation of the index.
        elsewhere: those of other authorities come before those of its own.
        config: the settings of ranking.

    Raises:
        QueryError: the passage is not held or has no vector.
    """
    passage, document = fetch_passage(passage_id, index)
    source = _build_passage_query(passage, index, config)
    hits: list[Hit] = []
    for limits in _order_filters(filters, document, index) if elsewhere else (filters,):
        listed = {hit.passage.passage_id for hit in hits}
        hits += [hit for hit in _rank_similar(source, limits, k, index, config) if hit.passage.passage_id not in listed]
    ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1))
    return Similar(passage, document, ranked, index.coverage(filters), elsewhere)


def _order_filters(filters: Filters, document: Document, index: IndexSnapshot) -> Iterator[Filters]:
    """Yield the limits with every authority but the paper's own, then as they are."""
    own = document.meeting.authority
    held = (name for facet in index.facets().authorities for name in (facet.value, *facet.aliases))
    wanted = filters.authorities or tuple(held)
    others = tuple(name for name in wanted if own is not None and authority_key(name) != authority_key(own))
    if others:
        yield replace(filters, authorities=others)
    yield filters


def _build_passage_query(passage: Passage, index: IndexSnapshot, config: RankingConfig) -> _PassageQuery:
    vector = index.vectors([passage.passage_id]).get(passage.passage_id)
    tokens = index.tokens([passage.passage_id]).get(passage.passage_id)
    if vector is None or tokens is None:
        raise QueryError(
            f"The passage {passage.passage_id!r} has no vector to compare by: it is a heading alone, or waits for the"
            " next 'paper-search build'. Give the id of another."
        )
    is_own = tokens.spans[:, 0] >= 0
    query = parse_terms(passage.standing_text)
    frequencies = index.frequencies(query.content_terms)
    own_tokens = Tokens(tokens.rows[is_own], tokens.spans[is_own])
    weighted_query = late_interaction.weight_tokens(query, own_tokens, frequencies, index.info.passages)
    pairs = zip(frequencies, query.content_terms, strict=True)
    by_rarity = sorted((frequency, term) for frequency, term in pairs if frequency > 1)
    text = " ".join(term for _, term in by_rarity[: config.max_similar_query_words])
    return _PassageQuery(passage, text, vector, weighted_query)


def _rank_similar(
    source: _PassageQuery, filters: Filters, k: int, index: IndexSnapshot, config: RankingConfig
) -> list[Hit]:
    """Return up to ``k`` passages of other papers that are alike enough, best first."""
    pool_size = max(config.similar_rerank_depth, 2 * k)
    fused, passages = _retrieve_elsewhere(source, filters, pool_size, index, config)
    pool = [candidate.passage_id for candidate in fused[:pool_size]]
    tokens, vectors = index.tokens(pool), index.vectors(pool)
    matches = late_interaction.match_tokens(source.weighted_query, list(tokens.values()))
    scores = {
        passage_id: match.score_passage() - _compute_penalty(passages[passage_id][0], source.passage, config)
        for passage_id, match in zip(tokens, matches, strict=True)
    }
    similar = {
        passage_id
        for passage_id, vector in vectors.items()
        if (float(vector @ source.vector) + scores.get(passage_id, 0.0)) / 2 >= config.min_similarity
    }
    ranked = [
        RankedPassage(candidate, *passages[candidate.passage_id])
        for candidate in fusion.rerank(fused, scores, config)
        if candidate.passage_id in similar
    ]
    return list(build_hits(deduplicate_passages(demote_replaced(ranked)))[:k])


def _compute_penalty(passage: Passage, source: Passage, config: RankingConfig) -> float:
    return config.similar_front_matter_penalty if passage.kind == "front matter" != source.kind else 0.0


def _retrieve_elsewhere(
    source: _PassageQuery, filters: Filters, pool_size: int, index: IndexSnapshot, config: RankingConfig
) -> tuple[list[FusedCandidate], dict[str, FetchedPassage]]:
    """Return candidates of other papers with other words, and what is held of them; looked for as deep as it takes."""
    query, depth = parse_terms(source.text, filters), config.similar_depth
    while True:
        candidates = index.retrieve(query, source.vector, depth)
        fused = fusion.fuse(candidates, source.weighted_query.total_idf, config)
        fetched = index.fetch([candidate.passage_id for candidate in fused])
        elsewhere = {
            passage_id: (passage, document)
            for passage_id, (passage, document) in fetched.items()
            if passage.doc_id != source.passage.doc_id and not has_same_words(passage, source.passage)
        }
        if len(elsewhere) >= pool_size or max(len(candidates.dense), len(candidates.lexical)) < depth:
            return [candidate for candidate in fused if candidate.passage_id in elsewhere], elsewhere
        depth *= config.similar_depth_factor
