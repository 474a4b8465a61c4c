"""Boosts: what a question asks for beside being matched changes the order of the passages found.

Nothing is hidden. But for what is named exactly, a boost is a bounded share of the best score, so that a clearly
better match stays above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.records import Acronym, Document, Intent, Passage, RankedPassage, RewrittenQuery
from paper_search.retrieval import fusion
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.query.answer_type import has_expected_answer
from paper_search.retrieval.query.intent import is_formality
from paper_search.text.acronyms import find_definitions, has_opening_definition, normalise_key
from paper_search.text.spans import find_words
from paper_search.text.stemming import find_stems, stem

_INSPECTORATE_STEMS = frozenset(
    map(stem, ("ofsted", "cqc", "estyn", "hiqa", "rqia", "hmicfrs", "hmip", "ciw", "inspectorate"))
)
_INSPECTORS = re.compile(r"\b(?:inspectors|lead inspector)\b", re.IGNORECASE)
"""As an inspectorate is named where it is reported; a single inspector may be one of planning."""


def apply_boosts(
    ranked: Sequence[RankedPassage], query: RewrittenQuery, config: RankingConfig = RANKING
) -> list[RankedPassage]:
    """Return the passages with what the question prefers further up, best first.

    Args:
        ranked: the passages, scored.
        query: the question, which says what it prefers.
        config: the boosts.
    """
    if not ranked:
        return []
    best = max(result.candidate.score for result in ranked)
    recency = _compute_recency(ranked) if query.question.intent.wants_recent else {}
    boosts = {
        candidate.passage_id: best
        * (
            _compute_boost(passage, document, query, config)
            + config.recency_boost * recency.get(candidate.passage_id, 0.0)
        )
        for candidate, passage, document in ranked
    }
    return fusion.reorder(ranked, fusion.add_boosts([result.candidate for result in ranked], boosts))


def _compute_boost(passage: Passage, document: Document, query: RewrittenQuery, config: RankingConfig) -> float:
    """Return what a passage gains or loses for what it is, as a share of the best score."""
    question, intent = query.question, query.question.intent
    text = passage.standing_text
    boost = 0.0
    if intent.speaker and is_attributed(passage, intent):
        boost += config.speaker_boost
    if intent.wants_decision and passage.kind == "resolution":
        boost += config.decision_boost
    expected = question.expected_answer
    if expected and not has_expected_answer(text, expected, config):
        boost -= config.missing_plain_answer_penalty if expected.is_plain else config.missing_typed_answer_penalty
    if intent.topic_stem:
        boost += _compute_topic_boost(passage, document, intent.topic_stem, config)
    for acronym in query.definitions:
        if _has_definition(text, acronym):
            is_leading = has_opening_definition(text, acronym)
            boost += config.leading_explanation_boost if is_leading else config.explanation_boost
    may_be_formality = not intent.wants_formalities and not question.phrases
    if may_be_formality and is_formality(text, config.max_formality_characters):
        boost -= config.formality_penalty
    return boost


def _has_definition(text: str, acronym: Acronym) -> bool:
    """Return True if the text says that the letters stand for this."""
    definitions = find_definitions(text) if acronym.short in text else []
    return any(normalise_key(definition.long) == normalise_key(acronym.long) for definition in definitions)


def _compute_topic_boost(passage: Passage, document: Document, topic_stem: str, config: RankingConfig) -> float:
    """Return more where the word is in a heading above the passage, and where it is often in it."""
    above = " ".join((document.title or "", *passage.headings))
    is_in_heading = any(stem(above[start:end]) == topic_stem for start, end in find_words(above))
    text = passage.standing_text
    spans = find_words(text)
    count = sum(stem(text[start:end]) == topic_stem for start, end in spans)
    density = count / (len(spans) + config.density_smoothing_words)
    return config.topic_heading_boost * is_in_heading + config.topic_density_boost * min(
        density / config.full_density, 1.0
    )


def _compute_recency(ranked: Sequence[RankedPassage]) -> dict[str, float]:
    """Return how recent each passage's paper is: 0 for the oldest, 1 for the newest; undated ones are left out."""
    days = {candidate.passage_id: document.meeting.held_on for candidate, _, document in ranked}
    known = [day for day in days.values() if day]
    if not known or min(known) == max(known):
        return {}
    oldest, period = min(known), (max(known) - min(known)).days
    return {passage_id: (day - oldest).days / period for passage_id, day in days.items() if day}


def is_attributed(passage: Passage, intent: Intent) -> bool:
    """Return True if the passage is reported as the words of the speaker that a question names.

    An inspectorate speaks through its inspectors, as papers call them: "Inspectors found", "the lead inspector said".
    """
    attribution = passage.attribution or ""
    if intent.speaker_stems & _INSPECTORATE_STEMS and _INSPECTORS.search(attribution):
        return True
    return bool(intent.speaker_stems) and intent.speaker_stems <= find_stems(attribution)


def promote_authorities(
    groups: Sequence[list[RankedPassage]], query: RewrittenQuery, config: RankingConfig = RANKING
) -> list[list[RankedPassage]]:
    """Return the groups with the best of each authority in front, where the question asks for each.

    Args:
        groups: passages with the same words, best group first.
        query: the question.
        config: which share of the best score is worth showing.
    """
    if not query.question.intent.wants_each_authority or not groups:
        return list(groups)
    best = max(group[0].candidate.score for group in groups)
    first_places: dict[str, int] = {}
    for place, group in enumerate(groups):
        if group[0].candidate.score >= config.min_authority_score_share * best:
            first_places.setdefault(group[0].document.authority_key, place)
    promoted = set(first_places.values())
    raised = [_raise_scores(group, best) if place in promoted else group for place, group in enumerate(groups)]
    return sorted(raised, key=lambda group: (-group[0].candidate.score, group[0].candidate.passage_id))


def _raise_scores(group: list[RankedPassage], amount: float) -> list[RankedPassage]:
    return [
        result._replace(candidate=result.candidate._replace(score=result.candidate.score + amount)) for result in group
    ]
