"""A query in, hits out: encode, retrieve, fuse, re-rank the best, fetch, fold repeats.

It sees an engine and an encoder, never what lies behind them. Ties are settled by id, so two runs give the same
list; words printed again elsewhere (packs hold every report again) are one hit that says where else they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from paper_search.citations.format import cite
from paper_search.embeddings import Encoder, Tokens, token_codec
from paper_search.errors import QueryError
from paper_search.records import Document, Filters, Hit, Passage, Query, QuestionFeatures
from paper_search.retrieval import (
    boosts,
    context_scoring,
    fusion,
    late_interaction,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.fusion import FusedCandidate
from paper_search.retrieval.late_interaction import MaxSimScore, TokenMatch, WeightedQuery
from paper_search.text.spans import extract_content_words, normalise

CANDIDATE_DEPTH = 100
RERANK_DEPTH = 60
CONTEXT_RECIPIENTS = 20
"""To so many of them, the best by themselves, passages lend that are no candidates; to twice as many moved no set by
.002."""
PROXIMITY_WEIGHT = 0.15
"""Words of the question side by side that a passage meets near one another add so much at most."""
KIND_PENALTIES = {"front matter": 0.2, "table": 0.1, "agenda frontsheet": 0.1}
"""By the kind of a passage and of its paper: these share many words with a question and answer it less often."""
MAX_QUESTION_CHARACTERS = 500
_PACK_KIND = "supplement/public pack"
_TERM_PATTERN = re.compile(r"[-+\u2212]?[£$€]?\d(?:[\d.,]*\d)?%?|\w+")
"""What of a text tells it from another: its words and figures, with sign and unit."""

NO_FEATURES = QuestionFeatures()

RankedPassage = tuple[FusedCandidate, Passage, Document]


def search(query: Query, weighted_query: WeightedQuery, engine: IndexSnapshot, encoder: Encoder) -> tuple[Hit, ...]:
    """The ``query.k`` best passages, repeats folded; ``weighed`` is the query's text as ``weigh`` gives it."""
    found = _rank_candidates(query, weighted_query, engine, encoder)
    if query.features.alternative_text:
        other = replace(query, text=query.features.alternative_text)
        again = _rank_candidates(other, weight_query(other.text, engine, encoder), engine, encoder)
        found = boosts.merge_rankings(found, again)
    return build_hits(boosts.apply_boosts(found, query.features), query.features)[: query.k]


def _rank_candidates(
    query: Query, weighted_query: WeightedQuery, engine: IndexSnapshot, encoder: Encoder
) -> list[RankedPassage]:
    """Passages that may answer, scored, best first."""
    depth = max(CANDIDATE_DEPTH, 4 * query.k)
    vector = encoder.encode_query(query.text)
    candidates, gains = boosts.expand_candidates(engine.retrieve(query, vector, depth), query, engine, vector)
    fused = fusion.add_boosts(fusion.fuse(candidates, weighted_query.total_idf), gains)[: depth + len(gains)]
    # What is not worth re-ranking is looked at no more closely, unless so many or each authority's are asked for.
    looked_at = fused if query.features.wants_each_authority else fused[: max(RERANK_DEPTH, 4 * query.k)]
    held = engine.fetch([item.passage_id for item in looked_at])
    head = boosts.rerank_pool(fused, held, query.features, RERANK_DEPTH)
    best = fusion.rerank(fused, _score_pool(weighted_query, fused, head, engine, encoder))
    found = [(item, *held[item.passage_id]) for item in best if item.passage_id in held]
    return found[: max(len(head), 4 * query.k)]


def build_hits(ranked: Sequence[RankedPassage], features: QuestionFeatures = NO_FEATURES) -> tuple[Hit, ...]:
    """Candidates, best first, as hits: what was replaced below what replaces it, repeats folded."""
    groups = boosts.promote_authorities(_deduplicate_passages(_demote_replaced(ranked)), features)
    return tuple(_build_hit(rank, group) for rank, group in enumerate(groups, 1))


def _score_pool(
    weighted_query: WeightedQuery,
    fused: list[FusedCandidate],
    pool: Sequence[tuple[Passage, Document]],
    engine: IndexSnapshot,
    encoder: Encoder,
) -> dict[str, float]:
    """How well each passage meets the question, with what stands around it."""
    pieces = _load_tokens([passage for passage, _ in pool], engine, encoder)
    met = _compute_max_sim(weighted_query, pieces)
    alone = fusion.rerank(fused, _score_in_context(weighted_query, pool, met, {}))
    first = [item.passage_id for item in alone if item.passage_id in met][:CONTEXT_RECIPIENTS]
    beside = engine.neighbours(list(met))
    around = {other for each in first for other in beside.get(each, ())} - met.keys()
    return _score_in_context(
        weighted_query, pool, met | _compute_max_sim(weighted_query, engine.tokens(sorted(around))), beside
    )


def _compute_max_sim(weighted_query: WeightedQuery, passage_tokens: Mapping[str, Tokens]) -> dict[str, MaxSimScore]:
    return dict(
        zip(passage_tokens, late_interaction.max_sim(weighted_query, list(passage_tokens.values())), strict=True)
    )


def _score_in_context(
    weighted_query: WeightedQuery,
    pool: Sequence[tuple[Passage, Document]],
    max_sim_scores: Mapping[str, MaxSimScore],
    neighbours: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    """What the passages of the head score."""
    papers = {passage.passage_id: paper.doc_id for passage, paper in pool if passage.passage_id in max_sim_scores}
    costs = {
        each.passage_id: KIND_PENALTIES.get(each.kind, 0.0) + KIND_PENALTIES.get(paper.kind or "", 0.0)
        for each, paper in pool
    }
    lent = context_scoring.add_context_scores(
        weighted_query,
        {passage_id: each.best_cosines for passage_id, each in max_sim_scores.items()},
        neighbours,
        papers,
    )
    return {
        passage_id: max(score + PROXIMITY_WEIGHT * max_sim_scores[passage_id].proximity - costs[passage_id], 0.0)
        for passage_id, score in lent.items()
    }


def weight_query(text: str, engine: IndexSnapshot, encoder: Encoder) -> WeightedQuery:
    """The question with its words weighted by how rare they are among the passages held."""
    frequencies = engine.frequencies(extract_content_words(text))
    return late_interaction.weight_query(text, frequencies, engine.info.passages, encoder)


def match_tokens(
    weighted_query: WeightedQuery, passages: Sequence[Passage], engine: IndexSnapshot, encoder: Encoder
) -> dict[str, TokenMatch]:
    """The question's word pieces against those of each passage still held, its title and headings, by passage id."""
    pieces = _load_tokens(passages, engine, encoder, with_context=True)
    return dict(zip(pieces, late_interaction.match_tokens(weighted_query, list(pieces.values())), strict=True))


def _load_tokens(
    passages: Sequence[Passage], engine: IndexSnapshot, encoder: Encoder, *, with_context: bool = False
) -> dict[str, Tokens]:
    """The word pieces of each passage still held, by id; of those that wait for their vectors as the build will keep
    them."""
    held = engine.tokens([passage.passage_id for passage in passages], with_context=with_context)
    waiting = [passage for passage in passages if passage.passage_id not in held]
    seen = engine.embedding_text([passage.passage_id for passage in waiting]) if waiting else {}
    kept = [passage for passage in waiting if passage.passage_id in seen]
    _, every = encoder.encode_with_tokens([seen[passage.passage_id] for passage in kept])
    contexts = [len(seen[passage.passage_id]) - len(passage.text) for passage in kept]
    since = [0] * len(contexts) if with_context else contexts
    unpacked = token_codec.decode_all([token_codec.encode(each) for each in every], since)
    return held | {
        passage.passage_id: each.shift_spans(context)
        for passage, each, context in zip(kept, unpacked, contexts, strict=True)
    }


def validate_question(text: str) -> str:
    """The question, trimmed. Raises QueryError when there is none or it is too long."""
    question = text.strip()
    if not question:
        raise QueryError("The question is empty; type some words to look for.")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QueryError(
            f"The question has {len(question)} characters; the longest is {MAX_QUESTION_CHARACTERS}. Ask in fewer words."
        )
    return question


def _demote_replaced(ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The candidates with those of a replaced paper below the best of the paper that replaces it, where that is
    among them: what was superseded may still be what was asked for, so nothing is left out."""
    best: dict[str, float] = {}
    for item, _, document in ranked:
        best[document.doc_id] = max(item.score, best.get(document.doc_id, item.score))
    below = {item.passage_id: best[paper.replaced_by] for item, _, paper in ranked if paper.replaced_by in best}
    items = {item.passage_id: item for item in fusion.cap_scores([item for item, _, _ in ranked], below)}
    held = {item.passage_id: (passage, document) for item, passage, document in ranked}
    return [(item, *held[passage_id]) for passage_id, item in items.items()]


def _deduplicate_passages(ranked: Iterable[RankedPassage]) -> list[list[RankedPassage]]:
    """Candidates grouped by their words, best group first; a pack's copy stands behind the paper itself."""
    groups: dict[str, list[RankedPassage]] = {}
    for item in ranked:
        groups.setdefault(_comparison_text(item[1]), []).append(item)
    for group in groups.values():
        group.sort(key=lambda item: item[2].kind == _PACK_KIND)
    return list(groups.values())


def _comparison_text(passage: Passage) -> str:
    return " ".join(_TERM_PATTERN.findall(normalise(passage.text)))


def has_same_words(passage: Passage, other: Passage) -> bool:
    """Whether one passage is the other printed again."""
    return _comparison_text(passage) == _comparison_text(other)


def fetch_passage(passage_id: str, engine: IndexSnapshot) -> tuple[Passage, Document]:
    """A passage and its paper. Raises QueryError where it is not held."""
    found = engine.fetch([passage_id]).get(passage_id)
    if found is None:
        raise QueryError(
            f"No passage held has the id {passage_id!r}. Ids stand in what 'paper-search search --json' prints, as"
            " passage_id; one of a paper that was changed, withdrawn or taken away is held no more."
        )
    return found


def _build_hit(rank: int, group: list[RankedPassage]) -> Hit:
    best, passage, document = group[0]
    return Hit(
        rank=rank,
        score=max(item.score for item, _, _ in group),
        passage=passage,
        document=document,
        dense_rank=best.dense_rank,
        lexical_rank=best.lexical_rank,
        also_in=tuple(cite(other, paper) for _, other, paper in group[1:]),
    )


def resolve_filters(filters: Filters, engine: IndexSnapshot) -> Filters:
    """The filters with each value as the index spells it, a unique part of a name being enough.

    Raises QueryError naming what is held when a value fits nothing.
    """
    facets = engine.facets()
    return replace(
        filters,
        authorities=_resolve_names("authority", filters.authorities, [facet.value for facet in facets.authorities]),
        committees=_resolve_names("committee", filters.committees, [facet.value for facet in facets.committees]),
        kinds=_resolve_names("kind", filters.kinds, [facet.value for facet in facets.kinds]),
    )


def _resolve_names(name: str, values: tuple[str, ...], available: list[str]) -> tuple[str, ...]:
    spelt: list[str] = []
    for value in values:
        meant = match_names(value, available)
        if not meant:
            known = "; ".join(sorted(available)) or "none"
            raise QueryError(f"No paper held has the {name} {value!r}. Held: {known}.")
        spelt += meant
    return tuple(dict.fromkeys(spelt))


def match_names(value: str, available: Sequence[str]) -> list[str]:
    """Of the names held those that a value may mean: the one spelt so, or else all that it is a part of."""
    exact = [each for each in available if normalise(each) == normalise(value)]
    return exact or [each for each in available if normalise(value) in normalise(each)]
