"""Candidate quotes: every sentence, item and row that may be quoted, with its score.

A candidate is scored with what it hangs from in view: an item with its lead-in, a row with the heads of its columns.
The score is late interaction's, with what the type of answer, the year and the kind of passage add or take. Where a
reader read the passage, the probability that this very unit answers is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from paper_search.answering.config import AnswerConfig
from paper_search.answering.lead_ins import find_context
from paper_search.answering.quotable import find_quotable, has_asked_field, is_front_matter
from paper_search.answering.quote_units import split_units
from paper_search.answering.readings import score_units
from paper_search.answering.type_match import LOOSE_TYPES, QuotedUnit, compare_aspect, compare_year, match_answer_type
from paper_search.embeddings.cross_encoder import PassageReading
from paper_search.records import AnswerTypeMatch, Hit, ParsedQuery, Passage
from paper_search.retrieval.late_interaction import TokenMatch
from paper_search.retrieval.query.exact_terms import has_term
from paper_search.retrieval.reading import to_probability
from paper_search.text.spans import Span, normalise
from paper_search.text.stemming import find_stems

_SENTENCE_ENDS = (".", "?", "!", ";", '"', "\u201d")
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,4})[.)]?\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class CandidateQuote:
    """A sentence, item or row that may be quoted.

    Attributes:
        span: its place in the passage of its hit.
        score: how well it answers, with what its type and kind and the rank of its passage add or take.
        type_match: the type of answer asked for, and whether it has it.
        has_all_words: True if its passage has all the words of the question that weigh.
        reading: its passage as a reader read it, where one did.
    """

    hit: Hit
    span: Span
    score: float
    type_match: AnswerTypeMatch
    has_all_words: bool = False
    reading: PassageReading | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.passage.text[slice(*self.span)]

    @property
    def doc_id(self) -> str:
        """The paper that it is of."""
        return self.hit.document.doc_id

    @property
    def passage_id(self) -> str:
        """The passage that it is of."""
        return self.hit.passage.passage_id


@dataclass(frozen=True, slots=True)
class ReadHits:
    """The passages that were read for a question.

    Attributes:
        query: the question as it was searched for.
        word_stems: the stems of its words that weigh.
        hits: the passages found, best first.
        matches: the question against each of those read, by passage id.
        readings: what a reader said of them, by passage id.
    """

    query: ParsedQuery
    word_stems: frozenset[str]
    hits: Sequence[Hit]
    matches: Mapping[str, TokenMatch]
    readings: Mapping[str, PassageReading] = field(default_factory=dict)


def score_candidates(read: ReadHits, config: AnswerConfig) -> list[CandidateQuote]:
    """Return every candidate of the passages that were read, best first; ties by rank and place.

    Args:
        read: the passages.
        config: the settings of answering.
    """
    candidates = [
        candidate
        for hit in keep_named_references(read.query, read.hits)
        if hit.passage.passage_id in read.matches
        for candidate in _build_candidates(hit, read, config)
    ]
    return sorted(_drop_lead_ins(candidates) or candidates, key=make_sort_key)


def make_sort_key(candidate: CandidateQuote) -> tuple[float, int, Span]:
    """Return what puts the best candidate first; ties go by rank and place."""
    return -candidate.score, candidate.hit.rank, candidate.span


def keep_named_references(query: ParsedQuery, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits that hold an application or minute that the question names, where any does.

    What was decided on another application is no answer.
    """
    terms = [term for term in query.exact_terms if term.kind == "reference" and "/" in term.forms[0]]
    held = [
        hit
        for hit in hits
        if any(has_term("\n".join((*hit.passage.headings, hit.matched_text)), term) for term in terms)
    ]
    return held or hits


def drop_number(text: str) -> str:
    """Return the normalised text without the number in front of it."""
    return normalise(_PARAGRAPH_NUMBER.sub("", text))


def _build_candidates(hit: Hit, read: ReadHits, config: AnswerConfig) -> Iterator[CandidateQuote]:
    passage, asked = hit.passage, read.query.asked_answer
    standing = passage.standing_text
    units = split_units(passage, config)
    spans = [
        # What only leads in to the passages behind it says nothing by itself.
        span
        for span in find_quotable(units, passage, hit.document, asked)
        if not (passage.text[slice(*span)].endswith(":") and span[1] == len(passage.text))
    ]
    reading = read.readings.get(passage.passage_id)
    bases = read.matches[passage.passage_id].score_spans(spans, config.context_share)
    answers = _weigh_reading(reading, spans, config)
    has_all_words = bool(read.word_stems) and read.word_stems <= find_passage_stems(passage)
    for span, base, answer in zip(spans, bases, answers, strict=True):
        unit = QuotedUnit(standing[slice(*span)], find_context(passage, span, units), passage.kind)
        type_match = match_answer_type(unit, asked, read.word_stems, config.ranking)
        score = base + _find_bonus(unit, hit, read, type_match, config) + answer
        yield CandidateQuote(hit, span, score, type_match, has_all_words, reading)


def _weigh_reading(reading: PassageReading | None, spans: Sequence[Span], config: AnswerConfig) -> list[float]:
    """Return what the reader adds to the score of each unit: nothing where it did not read, or has no weight."""
    if reading is None or not config.reading_weight:
        return [0.0] * len(spans)
    return [config.reading_weight * to_probability(log_odds) for log_odds in score_units(reading, spans)]


def _find_bonus(unit: QuotedUnit, hit: Hit, read: ReadHits, type_match: AnswerTypeMatch, config: AnswerConfig) -> float:
    """Return what the type, year and kind of a unit and the rank of its passage add to its score, or take off it."""
    asked, passage = read.query.asked_answer, hit.passage
    around = " ".join((passage.lead_in or "", *passage.headings, hit.document.title or ""))
    is_loose = type_match.has <= LOOSE_TYPES
    bonus = (config.loose_type_bonus if is_loose else config.answer_type_bonus) * bool(type_match.has)
    bonus += config.year_bonus * compare_year(unit, asked, around)
    bonus += config.aspect_bonus * compare_aspect(unit, asked)
    # Minutes that run on in front matter may say the field as well.
    is_front = passage.kind == "front matter" or is_front_matter(unit.text, passage, hit.document)
    is_field = is_front and has_asked_field(unit.text, asked)
    bonus += config.front_field_bonus * is_field
    bonus -= config.quote_penalties.get(passage.kind, 0.0)
    is_fragment = not is_field and _is_fragment(unit.text, config.max_fragment_characters)
    bonus -= config.fragment_penalty * is_fragment
    return bonus + config.rank_bonus / hit.rank


def _is_fragment(text: str, max_characters: int) -> bool:
    return len(text) < max_characters and not text.rstrip().endswith(_SENTENCE_ENDS)


def find_passage_stems(passage: Passage) -> frozenset[str]:
    """Return the stems of a passage's words, its headings, and what it hangs from."""
    text = " ".join((*passage.headings, passage.lead_in or "", *passage.columns, passage.standing_text))
    return find_stems(text)


def _drop_lead_ins(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """Return the sentences without those that only lead in to others of them: they are shown with those."""
    lead_ins = {_find_lead_in(candidate) for candidate in candidates}
    return [candidate for candidate in candidates if (candidate.doc_id, drop_number(candidate.text)) not in lead_ins]


def _find_lead_in(candidate: CandidateQuote) -> tuple[str, str]:
    """Return the paper of a sentence and the words that it hangs from; none for a row of a table."""
    passage = candidate.hit.passage
    return candidate.doc_id, "" if passage.kind == "table" else drop_number(passage.lead_in or "")
