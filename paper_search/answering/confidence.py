"""Confidence: how sure one can be that the papers answer a question, from 0 to 1.

It is predicted from ``ConfidenceFeatures`` by the fitted ``ConfidenceModel``. Words that only name the council whose
papers were found say nothing, and are left out: every paper of Wexmoor is about Wexmoor, mermaids or not. What the
passage's title and headings match counts in part. The score of the first hit is no feature: with it no judged set was
told better, and what is preferred changes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from paper_search.answering.candidates import CandidateQuote
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.named_words import find_named_stems, select_naming
from paper_search.embeddings import Rows
from paper_search.records import ConfidenceFeatures, Hit, ParsedQuery
from paper_search.records.superscripts import mask_note_marks
from paper_search.retrieval.config import RankingConfig
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.answer_type import has_expected_answer
from paper_search.retrieval.reading import Readings
from paper_search.text.spans import Span, split_sentences
from paper_search.text.stemming import find_stems

_WHO_QUESTION = re.compile(r"^\s*who\b", re.IGNORECASE)
_PERSON_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Dame|Lord|Lady)\.? [A-Z]|\b[A-Z][a-z]+ (?:[A-Z] )?[A-Z][a-z]+"
)


@dataclass(frozen=True, slots=True)
class _ReadPassage:
    """A passage's text, its sentences, and the question against it."""

    text: str
    sentences: list[Span]
    match: TokenMatch


def compute_features(
    weighted_query: WeightedQuery,
    hits: Sequence[Hit],
    matches: Mapping[str, TokenMatch],
    config: AnswerConfig = ANSWERING,
    first: CandidateQuote | None = None,
    readings: Readings | None = None,
    quote_alone: float | None = None,
) -> ConfidenceFeatures | None:
    """Return the features of a question; None where no hit was matched.

    Args:
        weighted_query: the question.
        hits: its hits, best first.
        matches: the question against the first of them, by passage id.
        config: the settings of the features.
        first: the first quote, where there is one.
        readings: what the reader made of passages, by passage id; None where there is no reader.
        quote_alone: the log odds that it gives the first quote without the rest of its passage; None where there is no
            quote or no reader.
    """
    matched = [hit for hit in hits if hit.passage.passage_id in matches]
    if not matched:
        return None
    weights = exclude_authority_names(weighted_query, matched)
    passages = [
        _ReadPassage(text, split_sentences(text), replace(matches[hit.passage.passage_id], weights=weights))
        for hit, text in ((hit, hit.passage.standing_text) for hit in matched)
    ]
    is_weighted = weights > 0
    cosines = [_add_heading_cosines(passage.match, config.heading_weight) for passage in passages]
    pooled_cosine = max(
        (cosine for passage in passages for cosine in passage.match.compute_pooled_cosines(passage.sentences)),
        default=0.0,
    )
    return ConfidenceFeatures(
        weakest_term=max(float(best[is_weighted].min(initial=1.0)) for best in cosines),
        answer_score=max(_score_best_answer(weighted_query.query, passage, config) for passage in passages),
        pooled_cosine=pooled_cosine,
        dense_rank_log=-math.log(hits[0].dense_rank or config.missing_dense_rank),
        corpus_size_log=-math.log(min(max(weighted_query.passage_count, 1), config.max_passage_count)),
        type_met=float(first is not None and first.type_match.is_met),
        reader_best=_find_best_reading(weighted_query.query, readings, matched, config) if readings else None,
        quote_alone=_clip_greatest([] if quote_alone is None else [quote_alone], config) if readings else None,
        capped_cosine=min(pooled_cosine, config.near_cosine),
    )


def _find_best_reading(query: ParsedQuery, readings: Readings, hits: Sequence[Hit], config: AnswerConfig) -> float:
    """Return the greatest log odds of the passages that speak of what the question names."""
    read = [hit for hit in hits if hit.passage.passage_id in readings]
    naming = select_naming(read, find_named_stems(query))
    return _clip_greatest([readings[hit.passage.passage_id].log_odds for hit in naming], config)


def _clip_greatest(log_odds: Sequence[float], config: AnswerConfig) -> float:
    greatest = max(log_odds, default=-config.max_reader_log_odds)
    return max(min(greatest, config.max_reader_log_odds), -config.max_reader_log_odds)


def exclude_authority_names(weighted_query: WeightedQuery, hits: Sequence[Hit]) -> Rows:
    """Return the weights of the question's pieces without those that name the hits' own councils.

    They have the shape (pieces,) and sum to 1. Where nothing else is asked the names stay.

    Args:
        weighted_query: the question.
        hits: its hits.
    """
    authorities = {hit.document.meeting.authority for hit in hits} - {None}
    name_stems = frozenset[str]().union(*(find_stems(name) for name in authorities if name))
    query = weighted_query.query
    names = [span for span, word_stem in zip(query.spans, query.stems, strict=True) if word_stem in name_stems]
    is_kept = np.array(
        [not any(start <= position < end for start, end in names) for position, _ in weighted_query.tokens.spans], bool
    )
    weights = weighted_query.weights * is_kept
    total = float(weights.sum())
    return (weights if total else weighted_query.weights) / (total or 1.0)


def _add_heading_cosines(match: TokenMatch, heading_weight: float) -> Rows:
    is_heading = match.spans[:, 0] < 0
    if not is_heading.any():
        return match.find_best_cosines()
    of_headings: Rows = heading_weight * match.cosines[:, is_heading].max(axis=1)
    return np.maximum(match.find_best_cosines(), of_headings)


def _score_best_answer(query: ParsedQuery, passage: _ReadPassage, config: AnswerConfig) -> float:
    """Return how well the best of the sentences does that have the kind of answer asked for; 0 where none has."""
    text = mask_note_marks(passage.text)
    spans = [span for span in passage.sentences if has_answer_type(query, text[slice(*span)], config.ranking)]
    return max(passage.match.score_spans(spans, config.context_share), default=0.0)


def has_answer_type(query: ParsedQuery, sentence: str, config: RankingConfig = ANSWERING.ranking) -> bool:
    """Return True if the sentence has the kind of answer asked for; where none is asked for, any has.

    Args:
        query: the question.
        sentence: the sentence.
        config: how near to its number what is counted must be.
    """
    if _WHO_QUESTION.match(query.text):
        return _PERSON_NAME.search(sentence) is not None
    return not query.expected_answer or has_expected_answer(sentence, query.expected_answer, config)
