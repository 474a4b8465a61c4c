"""A passage in, passages that say the like out: what was done or said elsewhere in the same matter.

In: a passage's id, limits, and an engine; out: hits. The passage itself is the question, by the vector and the word
pieces that the index keeps of it, so nothing is encoded. Promised: neither its own paper nor the same words printed
again are among the hits, however many there are of them; filters are applied inside the engine; two runs give the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from paper_search.embeddings import Rows, Tokens
from paper_search.errors import QueryError
from paper_search.records import Coverage, Document, Filters, Hit, Passage, Query
from paper_search.retrieval import fusion, late_interaction
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.late_interaction import WeightedQuery
from paper_search.retrieval.searcher import RankedPassage, build_hits, fetch_passage, has_same_words
from paper_search.text.spans import extract_content_words

CANDIDATE_DEPTH = 100
RERANK_DEPTH = 40
MAX_QUERY_WORDS = 20
"""How many of its words, the rarest that stand elsewhere too, a passage is looked up by."""
MIN_SIMILARITY = 0.45
"""The least that the mean of two figures must be for a passage to be listed: its cosine with the other, and how well
its words meet the other's."""
FRONT_MATTER_PENALTY = 0.2
"""Who reports what to whom is alike in all reports."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage and those that say the like. ``elsewhere`` says that other authorities stand first; ``coverage`` is
    what was searched."""

    passage: Passage
    document: Document
    hits: tuple[Hit, ...]
    coverage: Coverage
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _PassageQuery:
    """What a passage is looked up by."""

    passage: Passage
    text: str
    vector: Rows
    weighted_query: WeightedQuery


def find_similar(passage_id: str, filters: Filters, k: int, engine: IndexSnapshot, elsewhere: bool = False) -> Similar:
    """The ``k`` passages most like one; with ``elsewhere`` those of other authorities stand before those of its own.

    Raises QueryError for a passage that is not held or has no vector.
    """
    passage, document = fetch_passage(passage_id, engine)
    pattern = _build_passage_query(passage, engine)
    hits = list[Hit]()
    for limits in _order_filters(filters, document, engine) if elsewhere else (filters,):
        held = {hit.passage.passage_id for hit in hits}
        hits += [hit for hit in _rank_similar(pattern, limits, k, engine) if hit.passage.passage_id not in held]
    ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1))
    return Similar(passage, document, ranked, engine.coverage(filters), elsewhere)


def _order_filters(filters: Filters, document: Document, engine: IndexSnapshot) -> Iterator[Filters]:
    """The limits with every authority but the paper's own, then as they are."""
    own = document.meeting.authority
    wanted = filters.authorities or tuple(facet.value for facet in engine.facets().authorities)
    others = tuple(each for each in wanted if each != own)
    if others and own is not None:
        yield replace(filters, authorities=others)
    yield filters


def _build_passage_query(passage: Passage, engine: IndexSnapshot) -> _PassageQuery:
    row = engine.vectors([passage.passage_id]).get(passage.passage_id)
    pieces = engine.tokens([passage.passage_id]).get(passage.passage_id)
    if row is None or pieces is None:
        raise QueryError(
            f"The passage {passage.passage_id!r} has no vector to compare by: it is a heading alone, or waits for the"
            " next 'paper-search build'. Give the id of another."
        )
    own = pieces.spans[:, 0] >= 0
    terms = extract_content_words(passage.text)
    frequencies = engine.frequencies(terms)
    weighed = late_interaction.weight_tokens(
        passage.text, Tokens(pieces.rows[own], pieces.spans[own]), frequencies, engine.info.passages
    )
    by_rarity = sorted((frequency, term) for frequency, term in zip(frequencies, terms, strict=True) if frequency > 1)
    words = " ".join(term for _, term in by_rarity[:MAX_QUERY_WORDS])
    return _PassageQuery(passage, words, row, weighed)


def _rank_similar(source: _PassageQuery, filters: Filters, k: int, engine: IndexSnapshot) -> list[Hit]:
    """Up to ``k`` passages of other papers that are alike enough, best first."""
    query = Query(source.text, filters, k)
    fused, held = _retrieve_elsewhere(source.passage, query, source, engine)
    head = [item.passage_id for item in fused[: max(RERANK_DEPTH, 2 * k)]]
    pieces, rows = engine.tokens(head), engine.vectors(head)
    matches = late_interaction.match_tokens(source.weighted_query, list(pieces.values()))
    met = {
        passage_id: match.score_passage() - _compute_penalty(held[passage_id][0], source.passage)
        for passage_id, match in zip(pieces, matches, strict=True)
    }
    alike = {
        each for each, row in rows.items() if (float(row @ source.vector) + met.get(each, 0.0)) / 2 >= MIN_SIMILARITY
    }
    best = [item for item in fusion.rerank(fused, met) if item.passage_id in alike]
    found: list[RankedPassage] = [(item, *held[item.passage_id]) for item in best]
    return list(build_hits(found)[:k])


def _compute_penalty(passage: Passage, source: Passage) -> float:
    return FRONT_MATTER_PENALTY if passage.kind == "front matter" != source.kind else 0.0


def _retrieve_elsewhere(
    passage: Passage, query: Query, source: _PassageQuery, engine: IndexSnapshot
) -> tuple[list[fusion.FusedCandidate], dict[str, tuple[Passage, Document]]]:
    """Candidates of other papers with other words, and what is held of them; looked for as deep as it takes."""
    depth = CANDIDATE_DEPTH
    while True:
        candidates = engine.retrieve(query, source.vector, depth)
        fused = fusion.fuse(candidates, source.weighted_query.total_idf)
        held = engine.fetch([item.passage_id for item in fused])
        kept = {
            passage_id: (other, paper)
            for passage_id, (other, paper) in held.items()
            if other.doc_id != passage.doc_id and not has_same_words(other, passage)
        }
        if len(kept) >= max(RERANK_DEPTH, 2 * query.k) or max(len(candidates.dense), len(candidates.lexical)) < depth:
            return [item for item in fused if item.passage_id in kept], kept
        depth *= 4
