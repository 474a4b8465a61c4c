"""What is asked of an open index, from the words typed to the record shown: read, weighed, searched, answered.

In: words, limits, an engine and the encoder that its vectors were made with; out: records. Promised: whichever way a
question is put, to all papers, to each authority or along the meetings, it goes through the same search and has the
same confidence. Whoever calls sees to it that all of it happens inside one snapshot. Raises QueryError.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.answering import compare as comparing
from paper_search.answering import extract
from paper_search.answering import timeline as timelines
from paper_search.answering.compare import Comparison
from paper_search.answering.timeline import MatchedHits, Timeline
from paper_search.embeddings import Encoder
from paper_search.records import Answer, Coverage, Filters, Hit, Query, SearchResults
from paper_search.retrieval import boosts, searcher
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.late_interaction import WeightedQuery
from paper_search.retrieval.query import rewrite
from paper_search.retrieval.searcher import resolve_filters, validate_question


def search_with_remarks(text: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder) -> SearchResults:
    """The k best passages, with remarks on how the question was read."""
    query, remarks = _rewrite_query(text, filters, k, engine, encoder)
    hits = searcher.search(query, searcher.weight_query(query.text, engine, encoder), engine, encoder)
    return SearchResults(hits, (*remarks, *boosts.build_remarks(query.features, hits)))


def ask(question: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder) -> Answer:
    """Exact quotes, or "nothing found", with the k best passages."""
    return _answer_query(question, filters, k, engine, encoder)[0]


def _answer_query(
    question: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder
) -> tuple[Answer, Query, WeightedQuery]:
    """The answer, and the question as it was searched for and weighed."""
    query, remarks = _rewrite_query(question, filters, max(k, extract.HITS_TO_READ), engine, encoder)
    weighed = searcher.weight_query(query.text, engine, encoder)
    hits = searcher.search(query, weighed, engine, encoder)
    first = [hit.passage for hit in hits[: extract.HITS_TO_READ]]
    matches = searcher.match_tokens(weighed, first, engine, encoder)
    found = extract.extract_answer(
        validate_question(question),
        weighed,
        hits,
        matches,
        engine.coverage(query.filters),
        per_authority=query.features.wants_each_authority,
    )
    found = extract.add_lead_ins(found, engine.reading_text)
    remarks = (*remarks, *boosts.build_remarks(query.features, hits))
    if boosts.is_reference_missing(query.features, hits):
        found = replace(found, found=False, quotes=())
    return replace(extract.limit_hits(found, k), remarks=remarks), query, weighed


def compare(question: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder) -> Comparison:
    """What each authority's papers say, with up to ``k`` quotes of each. An authority that is named and not held is a
    row of what is compared, not an error."""
    others = resolve_filters(replace(filters, authorities=()), engine)
    held = engine.facets().authorities
    names = [facet.value for facet in held]
    asked = comparing.list_authorities(filters.authorities, held, lambda name: searcher.match_names(name, names))

    def ask_authority(limits: Filters) -> Answer:
        return ask(question, limits, 1, engine, encoder)

    return comparing.compare_authorities(validate_question(question), others, asked, ask_authority, engine.coverage, k)


def timeline(matter: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder) -> Timeline:
    """Up to ``k`` passages of a matter in the order of its meetings."""
    answer, query, weighed = _answer_query(matter, filters, timelines.CANDIDATE_DEPTH, engine, encoder)

    # What was read of the matter's wording says nothing of other words.
    asked = replace(query.features, alternative_text=None, definitions=(), topic=None)

    def find_more(words: str) -> MatchedHits:
        other = replace(query, text=words[: searcher.MAX_QUESTION_CHARACTERS], features=asked)
        hits = searcher.search(other, searcher.weight_query(other.text, engine, encoder), engine, encoder)
        return _match_hits(hits, weighed, engine, encoder)

    return timelines.build_timeline(answer, _match_hits(answer.hits, weighed, engine, encoder), find_more, k)


def coverage(filters: Filters, engine: IndexSnapshot) -> Coverage:
    """What a question with these filters searches, and what it does not."""
    return engine.coverage(resolve_filters(filters, engine))


def _rewrite_query(
    text: str, filters: Filters, k: int, engine: IndexSnapshot, encoder: Encoder
) -> tuple[Query, tuple[str, ...]]:
    """The question as it is searched for, and what is said of how it was read."""
    return rewrite.rewrite_query(Query(validate_question(text), resolve_filters(filters, engine), k), engine, encoder)


def _match_hits(
    hits: tuple[Hit, ...], weighted_query: WeightedQuery, engine: IndexSnapshot, encoder: Encoder
) -> MatchedHits:
    return MatchedHits(hits, searcher.match_tokens(weighted_query, [hit.passage for hit in hits], engine, encoder))
