"""Questions to an open index, from the words typed to the record shown.

A question is parsed, rewritten, searched for, answered and given a confidence. Whichever way it is put, to all papers,
to each authority or along the meetings, it goes through the same search and has the same confidence. Callers see to it
that all of it happens inside one snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paper_search.answering.asked_times import report_other_years
from paper_search.answering.certainty import limit_match
from paper_search.answering.compare import compare_authorities, list_authorities
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.extract import extract_answer, limit_hits
from paper_search.answering.lead_ins import add_lead_ins
from paper_search.answering.missing import MatchedQuestion, find_missing_parts
from paper_search.answering.register_answer import answer_from_register
from paper_search.answering.remarks import build_remarks, explain_missing_councils
from paper_search.answering.timeline import MatchedHits, build_timeline
from paper_search.embeddings import Encoder
from paper_search.embeddings.cross_encoder import CrossEncoder
from paper_search.errors import make_unreachable_error
from paper_search.records import (
    Answer,
    Comparison,
    Coverage,
    Filters,
    Hit,
    MissingPart,
    NamedLimit,
    RankedPassage,
    RewrittenQuery,
    SearchResults,
    Timeline,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.filters import match_names, resolve_filters
from paper_search.retrieval.late_interaction import WeightedQuery
from paper_search.retrieval.query.named_limits import apply_limits, find_named_limits
from paper_search.retrieval.query.parse import MAX_QUESTION_CHARACTERS, parse_query, reword_query, validate_question
from paper_search.retrieval.query.rewrite import rewrite_query
from paper_search.retrieval.reachability import select_missing_councils
from paper_search.retrieval.searcher import match_tokens, rank_passages, read_and_fold, search, weight_query


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """A question that was searched for, and its passages in the order of the search, before any is read.

    Attributes:
        k: the number of hits wanted.
        ranked: the passages, best first.
        config: the settings that it was searched with.
    """

    query: RewrittenQuery
    weighted_query: WeightedQuery
    k: int
    ranked: tuple[RankedPassage, ...]
    config: AnswerConfig


def search_with_remarks(
    text: str,
    filters: Filters,
    k: int,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
    reader: CrossEncoder | None = None,
) -> SearchResults:
    """Return the ``k`` best passages, with remarks on how the question was read.

    Args:
        text: the question.
        filters: its limits, as they were typed.
        k: the number of hits wanted.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking.
        reader: the cross-encoder that reads the best passages; None where there is none.

    Raises:
        QueryError: the question or a filter cannot be used.
    """
    query = _parse_and_rewrite(text, filters, index, encoder, config)
    weighted_query = weight_query(query.searched, index, encoder, config.ranking)
    hits = search(query, k, weighted_query, index, encoder, config.ranking, reader).hits
    # Only what another word may mean is compared with the passages.
    read = hits[: config.hits_to_read] if query.missing_words else ()
    matched = MatchedQuestion(query, weighted_query, hits, _match_hits(read, weighted_query, index, encoder).matches)
    missing_parts = find_missing_parts(matched, index, encoder, config)
    missing = select_missing_councils(query.question.filters, index.missing_councils)
    return SearchResults(hits, build_remarks(query, missing_parts, hits, missing), _list_limits_in_force(query))


def ask(
    question: str,
    filters: Filters,
    k: int,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
    reader: CrossEncoder | None = None,
) -> Answer:
    """Return exact quotes, or "no answer found", with the ``k`` best passages.

    Args:
        question: the question.
        filters: its limits, as they were typed.
        k: the number of hits wanted.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking and answering.
        reader: the cross-encoder that reads the best passages; None where there is none.

    Raises:
        QueryError: the question or a filter cannot be used.
    """
    return answer_ranked(rank_query(question, filters, k, index, encoder, config), index, encoder, reader)


def rank_query(
    text: str, filters: Filters, k: int, index: IndexSnapshot, encoder: Encoder, config: AnswerConfig = ANSWERING
) -> RankedQuery:
    """Return a question with its passages, to be answered by ``answer_ranked`` without and with a reader.

    Args:
        text: the question.
        filters: its limits, as they were typed.
        k: the number of hits wanted.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking and answering.

    Raises:
        QueryError: the question or a filter cannot be used.
    """
    query = _parse_and_rewrite(text, filters, index, encoder, config)
    weighted_query = weight_query(query.searched, index, encoder, config.ranking)
    depth = _find_depth(k, config)
    ranked = rank_passages(query, depth, weighted_query, index, encoder, config.ranking)
    return RankedQuery(query, weighted_query, k, tuple(ranked), config)


def answer_ranked(
    ranked_query: RankedQuery,
    index: IndexSnapshot,
    encoder: Encoder,
    reader: CrossEncoder | None = None,
    *,
    is_compared: bool = False,
) -> Answer:
    """Return exact quotes of the passages of a question, or "no answer found".

    Args:
        ranked_query: the question with its passages.
        index: the generation of the index that they were found in.
        encoder: the model that its vectors were made with.
        reader: the cross-encoder that reads the best passages; None where they are not read.
        is_compared: True where the question is put to each authority.
    """
    query, weighted_query, config = ranked_query.query, ranked_query.weighted_query, ranked_query.config
    depth = _find_depth(ranked_query.k, config)
    found = read_and_fold(query, depth, ranked_query.ranked, config.ranking, reader)
    hits = found.hits
    matches = _match_hits(hits[: config.hits_to_read], weighted_query, index, encoder).matches
    coverage = index.coverage(query.question.filters)
    answer = extract_answer(query, weighted_query, hits, matches, coverage, config, found.readings, reader)
    model = config.confidence if found.readings is None else config.reader_confidence
    from_register = answer_from_register(answer, query, index, model, config)
    answer = add_lead_ins(from_register.answer, index.reading_text, config)
    # What the register quotes is found as well: a reference may stand there alone.
    quoted = [
        Hit(len(hits) + 1, 0.0, quote.passage, quote.document) for quote in answer.quotes if from_register.remarks
    ]
    matched = MatchedQuestion(query, weighted_query, (*hits, *quoted), matches)
    missing_parts = (
        *find_missing_parts(matched, index, encoder, config, is_compared=is_compared),
        *from_register.missing,
    )
    if limit_match("strong", [part.ceiling for part in missing_parts]) not in ("doubtful", "none"):
        # Of a year that no paper has it is said already.
        missing_parts = (*missing_parts, *report_other_years(query.question, answer.quotes))
    answer = _limit_certainty(answer, missing_parts)
    remarks = (*from_register.remarks, *build_remarks(query, missing_parts, hits, coverage.missing_councils))
    limits, missing = _list_limits_in_force(query), tuple(part.remark for part in missing_parts)
    return replace(limit_hits(answer, ranked_query.k), remarks=remarks, named_limits=limits, missing=missing)


def _list_limits_in_force(query: RewrittenQuery) -> tuple[NamedLimit, ...]:
    return tuple(limit for limit in query.question.named_limits if limit.is_held)


def _find_depth(k: int, config: AnswerConfig) -> int:
    """Return how many hits are looked for where ``k`` are wanted: some are read for quotes in any case."""
    return max(k, config.hits_to_read)


def _limit_certainty(answer: Answer, missing_parts: Sequence[MissingPart]) -> Answer:
    """Return the answer, no surer than what is missing lets it be; without quotes where nothing is left of it."""
    match = limit_match(answer.match, [part.ceiling for part in missing_parts])
    return replace(answer, match=match) if match != "none" else replace(answer, match=match, quotes=(), also=())


def _parse_and_rewrite(
    text: str, filters: Filters, index: IndexSnapshot, encoder: Encoder, config: AnswerConfig
) -> RewrittenQuery:
    """Return the question, within its filters and the limits that it names, with the wordings that are searched for."""
    question = parse_query(validate_question(text), resolve_filters(filters, index), config.ranking)
    limits = find_named_limits(question, index)
    question = replace(question, filters=apply_limits(question.filters, limits), named_limits=limits)
    return rewrite_query(question, index, encoder, config.ranking)


def _match_hits(
    hits: tuple[Hit, ...], weighted_query: WeightedQuery, index: IndexSnapshot, encoder: Encoder
) -> MatchedHits:
    return MatchedHits(hits, match_tokens(weighted_query, [hit.passage for hit in hits], index, encoder))


def compare(
    question: str,
    filters: Filters,
    k: int,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
    reader: CrossEncoder | None = None,
) -> Comparison:
    """Return what each authority's papers say, with up to ``k`` quotes of each.

    An authority that is named and not held is a row of the comparison, not an error.

    Args:
        question: the question.
        filters: its limits, as they were typed; its authorities are those to compare.
        k: the number of quotes wanted of each.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking and answering.
        reader: the cross-encoder that reads the best passages; None where there is none.

    Raises:
        QueryError: the question or a filter cannot be used.
    """
    other_filters = resolve_filters(replace(filters, authorities=()), index)
    available = index.facets().authorities
    names = [facet.value for facet in available]
    chosen = filters.authorities
    if not chosen and len(available) > config.max_compared_authorities:
        chosen = _find_nearest_authorities(question, other_filters, index, encoder, config)
    document_counts = list_authorities(chosen, available, lambda name: match_names(name, names))
    if index.missing_councils and filters.authorities:
        document_counts = _drop_missing_councils(document_counts, index.missing_councils)

    def ask_authority(limits: Filters) -> Answer:
        ranked_query = rank_query(question, limits, 1, index, encoder, config)
        return answer_ranked(ranked_query, index, encoder, reader, is_compared=True)

    def measure_coverage(limits: Filters) -> Coverage:
        return index.coverage(resolve_filters(limits, index))

    comparison = compare_authorities(
        validate_question(question),
        other_filters,
        document_counts,
        ask_authority,
        measure_coverage,
        k,
        is_chosen=bool(filters.authorities),
    )
    comparison = _add_missing_councils(comparison, filters, index.missing_councils)
    if chosen == filters.authorities:
        return comparison
    remark = (
        f"Compared: the {len(chosen)} councils whose papers come nearest to the question, of {len(available):,}; name"
        " others to compare them."
    )
    return replace(comparison, remarks=(*comparison.remarks, remark))


def _drop_missing_councils(document_counts: dict[str, int], missing_councils: Sequence[str]) -> dict[str, int]:
    """Return the authorities to compare without those whose papers cannot be reached: nothing can be said of them.

    Raises:
        UnreachableShardError: none is left.
    """
    missing = {name for name in document_counts if _match_missing([name], missing_councils)}
    left = {name: count for name, count in document_counts.items() if count or name not in missing}
    if not left:
        raise make_unreachable_error(_match_missing(list(missing), missing_councils))
    return left


def _add_missing_councils(comparison: Comparison, filters: Filters, missing_councils: Sequence[str]) -> Comparison:
    """Return a comparison that says whose papers were not compared, since they cannot be reached."""
    missing = _match_missing(filters.authorities, missing_councils) if filters.authorities else tuple(missing_councils)
    if not missing:
        return comparison
    remarks = dict.fromkeys([*explain_missing_councils(missing), *comparison.remarks])
    coverage = replace(comparison.coverage, missing_councils=missing)
    return replace(comparison, remarks=tuple(remarks), coverage=coverage)


def _match_missing(names: Sequence[str], missing_councils: Sequence[str]) -> tuple[str, ...]:
    """Return the councils that names mean of those whose papers cannot be reached."""
    known = [name for name in missing_councils if name]
    return tuple(dict.fromkeys(match for name in names for match in match_names(name, known)))


def _find_nearest_authorities(
    question: str, filters: Filters, index: IndexSnapshot, encoder: Encoder, config: AnswerConfig
) -> tuple[str, ...]:
    """Return the authorities whose papers come nearest to a question, then those with the most papers.

    Those that ranking finds no passage of have little to say of it.
    """
    query = _parse_and_rewrite(question, replace(filters, unlimited=("authority",)), index, encoder, config)
    intent = replace(query.question.intent, wants_each_authority=True)
    query = replace(query, question=replace(query.question, intent=intent))
    weighted_query = weight_query(query.searched, index, encoder, config.ranking)
    ranked = rank_passages(query, config.max_compared_authorities, weighted_query, index, encoder, config.ranking)
    available = sorted(index.facets().authorities, key=lambda facet: -facet.papers)
    shown = {spelling: facet.value for facet in available for spelling in (facet.value, *facet.aliases)}
    nearest = [shown[name] for _, _, document in ranked if (name := document.meeting.authority) in shown]
    return tuple(dict.fromkeys([*nearest, *(facet.value for facet in available)]))[: config.max_compared_authorities]


def timeline(
    matter: str,
    filters: Filters,
    k: int,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
) -> Timeline:
    """Return up to ``k`` passages of a matter in the order of its meetings.

    The reader is not asked: what speaks of a matter belongs to its timeline, whether or not it answers.

    Args:
        matter: the matter, as a question.
        filters: its limits, as they were typed.
        k: the number of events wanted.
        index: one generation of the index.
        encoder: the model that its vectors were made with.
        config: the settings of ranking and answering.

    Raises:
        QueryError: the question or a filter cannot be used.
    """
    # Its meetings are what a timeline is about: none of them is left out since the matter names one.
    filters = replace(filters, unlimited=("committee", "date"))
    config = replace(config, use_register=False)
    ranked_query = rank_query(matter, filters, config.timeline_depth, index, encoder, config)
    answer = answer_ranked(ranked_query, index, encoder)
    # What was read of the matter's wording says nothing of other words.
    question = ranked_query.query.question
    question = replace(question, intent=replace(question.intent, topic_stem=None))
    depth = _find_depth(config.timeline_depth, config)

    def find_more(text: str) -> MatchedHits:
        wording = reword_query(question, text[:MAX_QUESTION_CHARACTERS], config.ranking)
        weighted_wording = weight_query(wording, index, encoder, config.ranking)
        query = RewrittenQuery(question, wording)
        hits = search(query, depth, weighted_wording, index, encoder, config.ranking).hits
        return _match_hits(hits, ranked_query.weighted_query, index, encoder)

    matched = _match_hits(answer.hits, ranked_query.weighted_query, index, encoder)
    return build_timeline(answer, matched, find_more, k, config)


def coverage(filters: Filters, index: IndexSnapshot) -> Coverage:
    """Return what a question with these filters searches, and what it does not.

    Args:
        filters: the limits, as they were typed.
        index: one generation of the index.

    Raises:
        QueryError: a filter cannot be used.
    """
    return index.coverage(resolve_filters(filters, index))
