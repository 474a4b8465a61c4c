"""What a question asks for beside being matched, applied to candidates and to the order of what is found.

In: candidates or passages found, and what the question asks for (``records.Asked``); out: the same, in another order,
or with those that it names exactly beside them. Promised: nothing is hidden; but for what is named exactly, a
preference is a bounded share of the best score, so that a clearly better match stays above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from paper_search.embeddings import Rows
from paper_search.records import (
    Acronym,
    Candidates,
    Document,
    ExactTerm,
    Hit,
    Passage,
    Query,
    QuestionFeatures,
    ScoredPassage,
)
from paper_search.retrieval import fusion
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.fusion import FusedCandidate
from paper_search.retrieval.query import exact_terms, has_expected_answer, intent
from paper_search.text import acronyms
from paper_search.text.spans import find_words
from paper_search.text.stemming import stem

RankedPassage = tuple[FusedCandidate, Passage, Document]

EXACT_TERM_BOOSTS = {"reference": 1.5, "sum": 0.5, "date": 0.3, "name": 0.3, "words": 0.0}
"""What a passage that holds something named exactly gains, in scores of ``fusion``: 1 is the whole of a cosine."""
DEFINITION_BOOST = 0.2
ALTERNATIVE_WORDING_WEIGHT = 0.85
"""What a score for the other wording of a question is worth."""
RECENCY_BOOST = 0.08
SPEAKER_BOOST = 0.15
TOPIC_HEADING_BOOST = 0.08
TOPIC_DENSITY_BOOST = 0.05
FORMALITY_PENALTY = 0.2
EXPLANATION_BOOST = 0.1
LEADING_EXPLANATION_BOOST = 0.2
DECISION_BOOST = 0.2
MISSING_PLAIN_ANSWER_PENALTY = 0.1
MISSING_TYPED_ANSWER_PENALTY = 0.3
"""The last ten are shares of the best score."""
MIN_AUTHORITY_SCORE_SHARE = 0.5
"""The best passage of an authority goes before others where it has this share of the best score."""
_EXACT_TERM_DEPTH = 20
_AUTHORITY_DEPTH = 5
_MAX_POOL_AUTHORITIES = 12
_MAX_EXTRA_AUTHORITIES = 4
"""Authorities that are looked for beside the candidates: at worst each costs as much as a question with a filter."""
_FULL_DENSITY = 0.1
_DENSITY_SMOOTHING_WORDS = 20
"""Added to the words of a passage, so that a line of a few words is not all about one of them."""


# -- candidates ------------------------------------------------------------------------------------------------


def expand_candidates(
    candidates: Candidates, query: Query, engine: IndexSnapshot, vector: Rows
) -> tuple[Candidates, dict[str, float]]:
    """The candidates with those that hold what the question names exactly and with some of each authority where it asks
    for that; and what each that is named gains."""
    named = [(each, _retrieve_exact_term(each, query, engine, vector)) for each in query.features.exact_terms]
    own = _retrieve_other_authorities(candidates, query, engine, vector) if query.features.wants_each_authority else []
    gains: dict[str, float] = {each.passage_id: DEFINITION_BOOST for each in query.features.definitions}
    for each, found in named:
        for passage_id in {item.passage_id for item in (*found.dense, *found.lexical)}:
            gains[passage_id] = gains.get(passage_id, 0.0) + EXACT_TERM_BOOSTS[each.kind]
    every = [candidates, *(found for _, found in named), *own, _build_definition_candidates(query.features)]
    if len(every) == 2 and not query.features.definitions:
        return candidates, gains
    return Candidates(
        _merge_scored([each.dense for each in every]), _merge_scored([each.lexical for each in every])
    ), gains


def _retrieve_exact_term(term: ExactTerm, query: Query, engine: IndexSnapshot, vector: Rows) -> Candidates:
    """The best passages that hold it; those of a meeting on a day that is asked about hold the day."""
    phrases = (*query.features.phrases, term)
    found = engine.retrieve(replace(query, features=QuestionFeatures(phrases=phrases)), vector, _EXACT_TERM_DEPTH)
    if term.kind != "date":
        return found
    day = date.fromisoformat(term.key)
    limits = query.filters
    if (limits.since and limits.since > day) or (limits.until and limits.until < day):
        return found
    there = replace(query, filters=replace(limits, since=day, until=day))
    met = engine.retrieve(there, vector, _EXACT_TERM_DEPTH)
    return Candidates(_merge_scored([found.dense, met.dense]), _merge_scored([found.lexical, met.lexical]))


def _retrieve_other_authorities(
    candidates: Candidates, query: Query, engine: IndexSnapshot, vector: Rows
) -> list[Candidates]:
    """The best of some authorities that none of the candidates is of: looked for together, which costs as much as
    looking for one, and then each that this has not brought up by itself."""
    wanted = query.filters.authorities or tuple(facet.value for facet in engine.facets().authorities)
    seen = _find_authorities(candidates, engine)
    unseen = tuple(each for each in wanted if each not in seen)[:_MAX_EXTRA_AUTHORITIES]
    if not unseen:
        return []
    together = engine.retrieve(_limit_to_authorities(query, unseen), vector, _AUTHORITY_DEPTH * (len(unseen) + 1))
    seen = _find_authorities(together, engine)
    alone = [
        engine.retrieve(_limit_to_authorities(query, (each,)), vector, _AUTHORITY_DEPTH)
        for each in unseen
        if each not in seen
    ]
    return [together, *alone]


def _find_authorities(candidates: Candidates, engine: IndexSnapshot) -> set[str | None]:
    held = engine.fetch([item.passage_id for item in (*candidates.dense, *candidates.lexical)])
    return {document.meeting.authority for _, document in held.values()}


def _limit_to_authorities(query: Query, authorities: tuple[str, ...]) -> Query:
    return replace(query, filters=replace(query.filters, authorities=authorities))


def _build_definition_candidates(features: QuestionFeatures) -> Candidates:
    """Where a passage was not retrieved its scores are not known, and count as the lowest."""
    return Candidates(lexical=tuple(ScoredPassage(each.passage_id, 0.0) for each in features.definitions))


def _merge_scored(lists: Sequence[Sequence[ScoredPassage]]) -> tuple[ScoredPassage, ...]:
    best: dict[str, float] = {}
    for item in (each for scored in lists for each in scored):
        best[item.passage_id] = max(item.score, best.get(item.passage_id, item.score))
    return tuple(
        sorted((ScoredPassage(*each) for each in best.items()), key=lambda each: (-each.score, each.passage_id))
    )


def rerank_pool(
    fused: Sequence[FusedCandidate],
    passages: Mapping[str, tuple[Passage, Document]],
    features: QuestionFeatures,
    size: int,
) -> list[tuple[Passage, Document]]:
    """The candidates to be looked at closely: the first ``most``, and the first of each authority where that counts."""
    still = [passages[item.passage_id] for item in fused if item.passage_id in passages]
    if not features.wants_each_authority:
        return still[:size]
    first: dict[str, tuple[Passage, Document]] = {}
    for each in still[size:]:
        first.setdefault(each[1].authority_key, each)
    return [*still[:size], *list(first.values())[:_MAX_POOL_AUTHORITIES]]


def merge_rankings(original: Sequence[RankedPassage], alternative: Sequence[RankedPassage]) -> list[RankedPassage]:
    """What was found by either wording of a question, each with the better of its scores, best first. The wording that
    was not the question's own counts for a little less: many words in the place of a few letters weigh too much."""
    lowered = [
        (replace(item, score=ALTERNATIVE_WORDING_WEIGHT * item.score), passage, paper)
        for item, passage, paper in alternative
    ]
    best = {each[0].passage_id: each for each in lowered}
    for each in original:
        other = best.get(each[0].passage_id)
        if other is None or each[0].score >= other[0].score:
            best[each[0].passage_id] = each
    return sorted(best.values(), key=lambda each: (-each[0].score, each[0].passage_id))


# -- the order of what is found --------------------------------------------------------------------------------


def apply_boosts(ranked: Sequence[RankedPassage], features: QuestionFeatures) -> list[RankedPassage]:
    """What was found with what is preferred further up, best first."""
    if not ranked:
        return []
    best = max(item.score for item, _, _ in ranked)
    recency = _compute_recency(ranked) if features.wants_recent else {}
    gains = {
        item.passage_id: best
        * (_compute_boost(passage, document, features) + RECENCY_BOOST * recency.get(item.passage_id, 0.0))
        for item, passage, document in ranked
    }
    return _add_boosts(ranked, gains)


def promote_authorities(groups: Sequence[list[RankedPassage]], features: QuestionFeatures) -> list[list[RankedPassage]]:
    """With the best of each authority in front, where it is worth showing and the question asks for that."""
    if not features.wants_each_authority or not groups:
        return list(groups)
    best = max(group[0][0].score for group in groups)
    first: dict[str, int] = {}
    for place, group in enumerate(groups):
        if group[0][0].score >= MIN_AUTHORITY_SCORE_SHARE * best:
            first.setdefault(group[0][2].authority_key, place)
    ahead = set(first.values())
    lifted = [_raise_scores(group, best) if place in ahead else group for place, group in enumerate(groups)]
    return sorted(lifted, key=lambda group: (-group[0][0].score, group[0][0].passage_id))


def _raise_scores(group: list[RankedPassage], amount: float) -> list[RankedPassage]:
    return [(replace(item, score=item.score + amount), passage, document) for item, passage, document in group]


def _add_boosts(ranked: Sequence[RankedPassage], boosts: Mapping[str, float]) -> list[RankedPassage]:
    held = {item.passage_id: (passage, document) for item, passage, document in ranked}
    lifted = fusion.add_boosts([item for item, _, _ in ranked], boosts)
    return [(item, *held[item.passage_id]) for item in lifted]


def _compute_boost(passage: Passage, document: Document, features: QuestionFeatures) -> float:
    """As a share of the best score, what a passage gains or loses for what it is."""
    gain = 0.0
    if features.speaker and is_attributed(passage, features.speaker):
        gain += SPEAKER_BOOST
    if features.wants_decision and passage.kind == "resolution":
        gain += DECISION_BOOST
    if features.expected_answer and not has_expected_answer(passage.text, features.expected_answer):
        gain -= MISSING_PLAIN_ANSWER_PENALTY if features.expected_answer.is_plain else MISSING_TYPED_ANSWER_PENALTY
    if features.topic:
        gain += _compute_topic_boost(passage, document, features.topic)
    for each in features.definitions:
        if _has_definition(passage.text, each):
            gain += (
                LEADING_EXPLANATION_BOOST if acronyms.has_opening_definition(passage.text, each) else EXPLANATION_BOOST
            )
    if not features.wants_formalities and not features.phrases and intent.is_formality(passage.text):
        gain -= FORMALITY_PENALTY
    return gain


def _has_definition(text: str, acronym: Acronym) -> bool:
    """Whether the text says that the letters stand for this."""
    found = acronyms.find_definitions(text) if acronym.short in text else []
    return any(acronyms.normalise_key(each.long) == acronyms.normalise_key(acronym.long) for each in found)


def _compute_topic_boost(passage: Passage, document: Document, topic: str) -> float:
    """More where the word stands above the passage, and often in it."""
    wanted, above = stem(topic), " ".join((document.title or "", *passage.headings))
    is_named = any(stem(above[start:end]) == wanted for start, end in find_words(above))
    spans = find_words(passage.text)
    share = sum(stem(passage.text[start:end]) == wanted for start, end in spans) / (
        len(spans) + _DENSITY_SMOOTHING_WORDS
    )
    return TOPIC_HEADING_BOOST * is_named + TOPIC_DENSITY_BOOST * min(share / _FULL_DENSITY, 1.0)


def _compute_recency(ranked: Sequence[RankedPassage]) -> dict[str, float]:
    """How recent each passage's paper is, 0 for the oldest of those found and 1 for the newest; undated ones are 0."""
    days = {item.passage_id: paper.meeting.held_on for item, _, paper in ranked}
    known = [day for day in days.values() if day]
    if not known or min(known) == max(known):
        return {}
    oldest, span = min(known), (max(known) - min(known)).days
    return {passage_id: (day - oldest).days / span for passage_id, day in days.items() if day}


def is_attributed(passage: Passage, speaker: str) -> bool:
    """Whether the passage is reported as the words of a speaker, as a question names him or her."""
    said = passage.attribution or ""
    spoken = {stem(said[start:end]) for start, end in find_words(said)}
    wanted = {stem(word) for word in intent.find_name_words(speaker)}
    return bool(wanted) and wanted <= spoken


# -- what is said of it ----------------------------------------------------------------------------------------


def build_remarks(features: QuestionFeatures, hits: Sequence[Hit]) -> Iterator[str]:
    """What of that which the question names no passage found has: those that have it come first, so no other has."""
    if features.phrases and not hits:
        quoted = " and ".join(f"“{each.forms[0]}”" for each in features.phrases)
        together = (
            "stand word for word in no one passage" if len(features.phrases) > 1 else "stands word for word in no paper"
        )
        yield f"{quoted} {together} of those searched."
    yield from (
        f"{_format_term(each)} stands in none of the papers searched." for each in _find_missing_terms(features, hits)
    )
    if features.speaker and hits and not any(is_attributed(hit.passage, features.speaker) for hit in hits):
        yield f"None of the passages found is attributed to {features.speaker}."


def is_reference_missing(features: QuestionFeatures, hits: Sequence[Hit]) -> bool:
    """Whether a reference that the question names stands nowhere: what has another reference is no answer to it."""
    return any(each.kind == "reference" for each in _find_missing_terms(features, hits))


def _find_missing_terms(features: QuestionFeatures, hits: Sequence[Hit]) -> list[ExactTerm]:
    """What the question names and none of the hits holds; a day may be that of a meeting, and is passed over."""
    named = [each for each in features.exact_terms if each.kind != "date"] if hits else []
    return [each for each in named if not any(exact_terms.has_term(hit.passage.text, each) for hit in hits)]


def _format_term(term: ExactTerm) -> str:
    """As a remark shows it."""
    return f"£{term.forms[0]}" if term.kind == "sum" else term.forms[0]
