"""The search pipeline: retrieve, fuse, re-rank, boost, deduplicate.

It sees an engine and an encoder, never what lies behind them. Ties are settled by id, so two runs give the same list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paper_search.embeddings import Encoder, token_codec
from paper_search.embeddings.cross_encoder import CrossEncoder
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.errors import QueryError
from paper_search.records import Document, FusedCandidate, Hit, ParsedQuery, Passage, RankedPassage, RewrittenQuery
from paper_search.retrieval import fusion, late_interaction
from paper_search.retrieval.boosts import apply_boosts, promote_authorities
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.context_scoring import add_context_scores
from paper_search.retrieval.deduplicate import build_hits, deduplicate_passages, demote_replaced
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.expansion import expand_candidates
from paper_search.retrieval.late_interaction import MaxSimScore, TokenMatch, WeightedQuery
from paper_search.retrieval.place_limits import add_passages_of_places
from paper_search.retrieval.reading import Readings, add_reading_scores, read_passages

FetchedPassage = tuple[Passage, Document]


@dataclass(frozen=True, slots=True)
class RankedHits:
    """Passages found, best first, and what the reader made of some, by passage id; None where there is no reader."""

    hits: tuple[Hit, ...]
    readings: Readings | None = None


def search(
    query: RewrittenQuery,
    k: int,
    weighted_query: WeightedQuery,
    index: IndexSnapshot,
    encoder: Encoder,
    config: RankingConfig = RANKING,
    reader: CrossEncoder | None = None,
) -> RankedHits:
    """Return the ``k`` best passages; those with the same words are one hit.

    Args:
        query: the question.
        k: the number of hits wanted.
        weighted_query: the wording searched for, as ``weight_query`` gives it.
        index: retrieves the candidates.
        encoder: turns the wordings into vectors.
        config: the settings of ranking.
        reader: reads the best passages; None where there is none.
    """
    ranked = rank_passages(query, k, weighted_query, index, encoder, config)
    return read_and_fold(query, k, ranked, config, reader)


def rank_passages(
    query: RewrittenQuery,
    k: int,
    weighted_query: WeightedQuery,
    index: IndexSnapshot,
    encoder: Encoder,
    config: RankingConfig = RANKING,
) -> list[RankedPassage]:
    """Return the passages of a question in the order of the search, before any is read.

    Args:
        query: the question.
        k: the number of hits wanted.
        weighted_query: the wording searched for, as ``weight_query`` gives it.
        index: retrieves the candidates.
        encoder: turns the wordings into vectors.
        config: the settings of ranking.
    """

    def rank(limited: RewrittenQuery) -> list[RankedPassage]:
        return _rank_within_limits(limited, k, weighted_query, index, encoder, config)

    return add_passages_of_places(query, rank(query), rank)


def _rank_within_limits(
    query: RewrittenQuery,
    k: int,
    weighted_query: WeightedQuery,
    index: IndexSnapshot,
    encoder: Encoder,
    config: RankingConfig,
) -> list[RankedPassage]:
    ranked = _rank_wording(query.searched, query, k, weighted_query, index, encoder, config)
    if query.alternative:
        weighted_alternative = weight_query(query.alternative, index, encoder, config)
        others = _rank_wording(query.alternative, query, k, weighted_alternative, index, encoder, config)
        ranked = fusion.merge_rankings(ranked, others, config)
    return apply_boosts(ranked, query, config)


def read_and_fold(
    query: RewrittenQuery,
    k: int,
    ranked: Sequence[RankedPassage],
    config: RankingConfig = RANKING,
    reader: CrossEncoder | None = None,
) -> RankedHits:
    """Return the ``k`` best passages, read where there is a reader; those with the same words are one hit.

    Args:
        query: the question.
        k: the number of hits wanted.
        ranked: its passages, as ``rank_passages`` gives them.
        config: the settings of ranking.
        reader: reads the best passages; None where there is none.
    """
    readings = read_passages(query.question.text, ranked, reader, config) if reader else None
    ordered = add_reading_scores(ranked, readings, config) if readings else ranked
    groups = deduplicate_passages(demote_replaced(ordered))
    return RankedHits(build_hits(promote_authorities(groups, query, config)[:k]), readings)


def _rank_wording(
    wording: ParsedQuery,
    query: RewrittenQuery,
    k: int,
    weighted_query: WeightedQuery,
    index: IndexSnapshot,
    encoder: Encoder,
    config: RankingConfig,
) -> list[RankedPassage]:
    """Return passages that may answer one wording of the question, scored, best first."""
    at_least = config.candidates_per_hit * k
    depth = max(config.candidate_depth, at_least)
    vector = encoder.encode_query(wording.text)
    retrieved = index.retrieve(wording, vector, depth)
    candidates, boosts = expand_candidates(retrieved, wording, query, index, vector, config)
    fused = fusion.add_boosts(fusion.fuse(candidates, weighted_query.total_idf, config), boosts)
    ordered = fusion.guarantee_places(fused, config.rerank_depth)
    # What is not worth re-ranking is looked at no more closely, unless so many or each authority's are asked for.
    wants_each = query.question.intent.wants_each_authority
    looked_at = ordered if wants_each else ordered[: max(config.rerank_depth, at_least)]
    passages = index.fetch([candidate.passage_id for candidate in looked_at])
    pool = rerank_pool(ordered, passages, config, per_authority=wants_each)
    held = [candidate for candidate in fused if candidate.passage_id in passages]
    reranked = fusion.rerank(held, _score_pool(weighted_query, held, pool, index, encoder, config), config)
    ranked = [RankedPassage(candidate, *passages[candidate.passage_id]) for candidate in reranked]
    return ranked[: max(len(pool), at_least)]


def rerank_pool(
    ordered: Sequence[FusedCandidate],
    passages: Mapping[str, FetchedPassage],
    config: RankingConfig = RANKING,
    *,
    per_authority: bool = False,
) -> list[FetchedPassage]:
    """Return the candidates to be re-ranked.

    Args:
        ordered: the candidates in the order in which they are re-ranked, see ``fusion.guarantee_places``.
        passages: those still held, by id.
        config: how many are re-ranked.
        per_authority: the first of each further authority is re-ranked too.
    """
    available = [passages[candidate.passage_id] for candidate in ordered if candidate.passage_id in passages]
    head, tail = available[: config.rerank_depth], available[config.rerank_depth :]
    if not per_authority:
        return head
    first_of_each: dict[str, FetchedPassage] = {}
    for passage, document in tail:
        first_of_each.setdefault(document.authority_key, (passage, document))
    return [*head, *list(first_of_each.values())[: config.max_pool_authorities]]


def _score_pool(
    weighted_query: WeightedQuery,
    fused: list[FusedCandidate],
    pool: Sequence[FetchedPassage],
    index: IndexSnapshot,
    encoder: Encoder,
    config: RankingConfig,
) -> dict[str, float]:
    """Return the MaxSim score of each passage of the pool in its context, by id."""
    tokens = _load_encoded_tokens([passage for passage, _ in pool], index, encoder)
    scores = _compute_max_sim(weighted_query, tokens, config)
    penalties = _find_penalties(pool, config)
    by_themselves = _score_in_context(weighted_query, pool, scores, {}, penalties, config)
    recipients = [candidate.passage_id for candidate in fusion.add_max_sim(fused, by_themselves, config)]
    neighbours = index.neighbours(list(scores))
    around = {
        neighbour
        for passage_id in recipients[: config.context_recipients]
        for neighbour in neighbours.get(passage_id, ())
    }
    beside = _compute_max_sim(weighted_query, index.encoded_tokens(sorted(around - scores.keys())), config)
    return _score_in_context(weighted_query, pool, scores | beside, neighbours, penalties, config)


def _find_penalties(pool: Sequence[FetchedPassage], config: RankingConfig) -> dict[str, float]:
    """Return what each passage loses for its kind and that of its paper, by id."""
    penalties = config.kind_penalties
    return {
        passage.passage_id: penalties.get(passage.kind, 0.0) + penalties.get(document.kind or "", 0.0)
        for passage, document in pool
    }


def _compute_max_sim(
    weighted_query: WeightedQuery, passage_tokens: Mapping[str, EncodedTokens], config: RankingConfig
) -> dict[str, MaxSimScore]:
    scores = late_interaction.max_sim(weighted_query, list(passage_tokens.values()), config)
    return dict(zip(passage_tokens, scores, strict=True))


def _score_in_context(
    weighted_query: WeightedQuery,
    pool: Sequence[FetchedPassage],
    max_sim_scores: Mapping[str, MaxSimScore],
    neighbours: Mapping[str, Sequence[str]],
    penalties: Mapping[str, float],
    config: RankingConfig,
) -> dict[str, float]:
    """Return the score of each passage of the pool, with what its neighbours and its paper add, less its penalties."""
    doc_ids = {
        passage.passage_id: document.doc_id for passage, document in pool if passage.passage_id in max_sim_scores
    }
    best_cosines = {passage_id: score.best_cosines for passage_id, score in max_sim_scores.items()}
    in_context = add_context_scores(weighted_query, best_cosines, neighbours, doc_ids, config)
    return {
        passage_id: max(
            score + config.proximity_weight * max_sim_scores[passage_id].proximity - penalties[passage_id], 0.0
        )
        for passage_id, score in in_context.items()
    }


def weight_query(
    query: ParsedQuery, index: IndexSnapshot, encoder: Encoder, config: RankingConfig = RANKING
) -> WeightedQuery:
    """Return the query with its words weighted by how rare they are among the passages held.

    Args:
        query: the query.
        index: counts the words.
        encoder: turns the query into word pieces.
        config: the settings of ranking.
    """
    frequencies = index.frequencies(query.content_terms)
    return late_interaction.weight_query(query, frequencies, index.info.passages, encoder, config)


def match_tokens(
    weighted_query: WeightedQuery, passages: Sequence[Passage], index: IndexSnapshot, encoder: Encoder
) -> dict[str, TokenMatch]:
    """Return the query's word pieces against those of each passage still held, its title and headings, by passage id.

    Args:
        weighted_query: the query.
        passages: the passages to match.
        index: keeps their word pieces.
        encoder: encodes those that wait for their vectors.
    """
    tokens = token_codec.decode_texts(_load_encoded_tokens(passages, index, encoder), with_context=True)
    return dict(zip(tokens, late_interaction.match_tokens(weighted_query, list(tokens.values())), strict=True))


def _load_encoded_tokens(
    passages: Sequence[Passage], index: IndexSnapshot, encoder: Encoder
) -> dict[str, EncodedTokens]:
    """Return the word pieces of each passage still held, by id.

    Those of passages that wait for their vectors are made as the build will keep them.
    """
    stored = index.encoded_tokens([passage.passage_id for passage in passages])
    waiting = [passage for passage in passages if passage.passage_id not in stored]
    texts = index.embedding_text([passage.passage_id for passage in waiting]) if waiting else {}
    held = [passage for passage in waiting if passage.passage_id in texts]
    _, encoded = encoder.encode_with_tokens([texts[passage.passage_id] for passage in held])
    return stored | {
        passage.passage_id: EncodedTokens(
            token_codec.encode(tokens), len(texts[passage.passage_id]) - len(passage.text)
        )
        for passage, tokens in zip(held, encoded, strict=True)
    }


def fetch_passage(passage_id: str, index: IndexSnapshot) -> FetchedPassage:
    """Return a passage and its paper.

    Args:
        passage_id: the passage's id.
        index: one generation of the index.

    Raises:
        QueryError: the passage is not held.
    """
    fetched = index.fetch([passage_id]).get(passage_id)
    if fetched is None:
        raise QueryError(
            f"No passage held has the id {passage_id!r}. 'paper-search search' prints the id of each passage after"
            " “passage:”. The paper may have been changed, withdrawn or removed."
        )
    return fetched
