"""Candidate expansion: passages that a query names exactly, and some of each authority where each is asked about.

What is found so stands beside the candidates of the query itself; filters and access hold for it as for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from paper_search.embeddings import Rows
from paper_search.records import Acronym, Candidates, ExactTerm, ParsedQuery, RewrittenQuery, ScoredPassage
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.engine import IndexSnapshot


def expand_candidates(
    candidates: Candidates,
    wording: ParsedQuery,
    query: RewrittenQuery,
    index: IndexSnapshot,
    vector: Rows,
    config: RankingConfig = RANKING,
) -> tuple[Candidates, dict[str, float]]:
    """Return the candidates with those that the question names, and the boost of each passage that is named.

    Args:
        candidates: what the engine retrieved for the wording.
        wording: the wording of the question that is searched for.
        query: the question, which says what is named exactly.
        index: looks for further candidates.
        vector: the wording's vector, shape (dimensions,).
        config: the boosts and depths.
    """
    question = query.question
    named = [(term, _retrieve_exact_term(term, wording, index, vector, config)) for term in question.exact_terms]
    of_others = (
        _retrieve_other_authorities(candidates, wording, index, vector, config)
        if question.intent.wants_each_authority
        else []
    )
    boosts = {acronym.passage_id: config.definition_boost for acronym in query.definitions}
    for term, holders in named:
        for passage_id in {scored.passage_id for scored in (*holders.dense, *holders.lexical)}:
            boosts[passage_id] = boosts.get(passage_id, 0.0) + config.exact_term_boosts[term.kind]
    if not (named or of_others or query.definitions):
        return candidates, boosts
    definitions = _build_definition_candidates(query.definitions)
    sources = [candidates, *(holders for _, holders in named), *of_others, definitions]
    dense = _merge_scored([source.dense for source in sources])
    return Candidates(dense, _merge_scored([source.lexical for source in sources])), boosts


def _retrieve_exact_term(
    term: ExactTerm, wording: ParsedQuery, index: IndexSnapshot, vector: Rows, config: RankingConfig
) -> Candidates:
    """Return the best passages that hold the term; those of a meeting on a day that is asked about hold the day."""
    depth = config.exact_term_depth
    holders = index.retrieve(replace(wording, phrases=(*wording.phrases, term)), vector, depth)
    if term.kind != "date":
        return holders
    day, limits = date.fromisoformat(term.key), wording.filters
    if (limits.since and limits.since > day) or (limits.until and limits.until < day):
        return holders
    on_the_day = replace(wording, filters=replace(limits, since=day, until=day))
    of_meeting = index.retrieve(on_the_day, vector, depth)
    return Candidates(
        _merge_scored([holders.dense, of_meeting.dense]), _merge_scored([holders.lexical, of_meeting.lexical])
    )


def _retrieve_other_authorities(
    candidates: Candidates, wording: ParsedQuery, index: IndexSnapshot, vector: Rows, config: RankingConfig
) -> list[Candidates]:
    """Return the best of some authorities that no candidate is of.

    They are looked for together, which costs as much as looking for one, and then each that this has not brought up by
    itself.
    """
    wanted = wording.filters.authorities or tuple(facet.value for facet in index.facets().authorities)
    present = _find_authorities(candidates, index)
    absent = tuple(name for name in wanted if name not in present)[: config.max_extra_authorities]
    if not absent:
        return []
    together = index.retrieve(
        _limit_to_authorities(wording, absent), vector, config.authority_depth * (len(absent) + 1)
    )
    present = _find_authorities(together, index)
    alone = [
        index.retrieve(_limit_to_authorities(wording, (name,)), vector, config.authority_depth)
        for name in absent
        if name not in present
    ]
    return [together, *alone]


def _find_authorities(candidates: Candidates, index: IndexSnapshot) -> set[str | None]:
    fetched = index.fetch([scored.passage_id for scored in (*candidates.dense, *candidates.lexical)])
    return {document.meeting.authority for _, document in fetched.values()}


def _limit_to_authorities(query: ParsedQuery, authorities: tuple[str, ...]) -> ParsedQuery:
    return replace(query, filters=replace(query.filters, authorities=authorities))


def _build_definition_candidates(definitions: Sequence[Acronym]) -> Candidates:
    """Return the defining passages. One that was not retrieved has no known score, which counts as the lowest."""
    return Candidates(lexical=tuple(ScoredPassage(acronym.passage_id, 0.0) for acronym in definitions))


def _merge_scored(lists: Sequence[Sequence[ScoredPassage]]) -> tuple[ScoredPassage, ...]:
    """Return the passages of all lists, each with its best score, best first, ties by id."""
    best: dict[str, float] = {}
    for scored in (passage for passages in lists for passage in passages):
        best[scored.passage_id] = max(scored.score, best.get(scored.passage_id, scored.score))
    merged = (ScoredPassage(passage_id, score) for passage_id, score in best.items())
    return tuple(sorted(merged, key=lambda scored: (-scored.score, scored.passage_id)))
