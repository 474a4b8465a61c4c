"""Answer extraction: exact quotes with citations from the hits of a question, or none.

Nothing is generated: a quote is a slice of its passage, so any figure, name or date in an answer is in the cited span.
Extraction never searches; it is given the hits and how the question's words match theirs. The first quote is the best;
those of one paper come together, in the order of the paper. A sentence that says the same as a quote with another
figure or date is listed beside the quotes, not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from paper_search.answering.confidence import compute_features, exclude_authority_names
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.conflicts import is_conflict, parse_statement
from paper_search.answering.quote_units import extend_quote, split_units
from paper_search.citations.format import cite
from paper_search.records import Answer, Coverage, ExpectedAnswer, Hit, LeadIn, Passage, Quote, RewrittenQuery
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.answer_type import has_expected_answer
from paper_search.text.spans import Span, normalise, split_sentences

_SENTENCE_ENDS = (".", "?", "!", ";", '"', "\u201d")
# A run of stops is tried from its beginning alone and never given back: rows of dots are long.
_TRAILING_PUNCTUATION = re.compile(r"(?<![\s.,;:])[\s.,;:]*+(?:\b(?:and|or)[\s.,;:]*+)?$")
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,4})[.)]?\s+(?=[A-Z])")

ReadingText = Callable[[str], str | None]
"""Gives the reading text of a paper by its doc_id."""


@dataclass(frozen=True, slots=True)
class CandidateQuote:
    """A sentence, item or row that may be quoted.

    Attributes:
        span: its place in the passage of its hit.
        max_sim: how well it matches the question, from 0 to 1.
        score: the same with what its kind and the rank of its passage add or take.
    """

    hit: Hit
    span: Span
    max_sim: float
    score: float

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.passage.text[slice(*self.span)]

    @property
    def doc_id(self) -> str:
        """The paper that it is of."""
        return self.hit.document.doc_id


def extract_answer(
    query: RewrittenQuery,
    weighted_query: WeightedQuery,
    hits: tuple[Hit, ...],
    matches: Mapping[str, TokenMatch],
    coverage: Coverage,
    config: AnswerConfig = ANSWERING,
) -> Answer:
    """Return the best sentences of the best passages, or "nothing found" when none is good enough.

    Args:
        query: the question.
        weighted_query: the question as it was searched for.
        hits: the passages found, best first.
        matches: the question against each of the first hits, by passage id; only those are read.
        coverage: what was searched.
        config: the settings of answering.
    """
    features = compute_features(weighted_query, hits, matches, config)
    confidence = config.confidence.predict(features) if features else 0.0
    weights = exclude_authority_names(weighted_query, hits)
    reweighted = {passage_id: replace(match, weights=weights) for passage_id, match in matches.items()}
    candidates = _score_sentences(query.searched.expected_answer, hits, reweighted, config)
    text, rounded = query.question.text, round(confidence, 4)
    if not candidates or confidence < config.confidence.threshold:
        return Answer(text, "none", rounded, (), hits, coverage)
    per_authority = query.question.intent.wants_each_authority
    chosen = _choose_per_authority(candidates, config) if per_authority else []
    is_correction = len(chosen) > 1
    kept, conflicting = _separate_conflicts(
        chosen if is_correction else _choose_quotes(candidates, config),
        candidates,
        _is_correction if is_correction else _is_contradiction,
        config,
    )
    quotes = tuple(_build_quote(candidate, config) for candidate in _sort_quotes(kept))
    also = tuple(_build_quote(candidate, config) for candidate in conflicting)
    return Answer(text, config.confidence.classify(confidence), rounded, quotes, hits, coverage, also=also)


def limit_hits(answer: Answer, k: int) -> Answer:
    """Return the answer with its ``k`` best hits; the quotes stay."""
    return replace(answer, hits=answer.hits[:k])


def _score_sentences(
    expected: ExpectedAnswer, hits: Sequence[Hit], matches: Mapping[str, TokenMatch], config: AnswerConfig
) -> list[CandidateQuote]:
    """Return every sentence of the hits that were matched, scored, best first; ties by rank and place."""
    candidates = [
        candidate
        for hit in hits
        if hit.passage.passage_id in matches
        for candidate in _build_candidates(hit, matches[hit.passage.passage_id], expected, config)
    ]
    return sorted(
        _drop_lead_ins(candidates) or candidates,
        key=lambda candidate: (-candidate.score, candidate.hit.rank, candidate.span),
    )


def _build_candidates(
    hit: Hit, match: TokenMatch, expected: ExpectedAnswer, config: AnswerConfig
) -> Iterator[CandidateQuote]:
    spans = split_units(hit.passage, config)
    for span, max_sim in zip(spans, match.score_spans(spans, config.context_share), strict=True):
        text = hit.passage.text[slice(*span)]
        # What only leads in to the passages behind it says nothing by itself.
        if not (text.endswith(":") and span[1] == len(hit.passage.text)):
            has_answer = has_expected_answer(text, expected, config.ranking)
            penalty = config.quote_penalties.get(hit.passage.kind, 0.0)
            penalty += config.fragment_penalty * _is_fragment(text, config.max_fragment_characters)
            score = max_sim + config.answer_type_bonus * has_answer + config.rank_bonus / hit.rank - penalty
            yield CandidateQuote(hit, span, max_sim, score)


def _is_fragment(text: str, max_characters: int) -> bool:
    return len(text) < max_characters and not text.rstrip().endswith(_SENTENCE_ENDS)


def _drop_lead_ins(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """Return the sentences without those that only lead in to others of them: they are shown with those."""
    lead_ins = {_find_lead_in(candidate) for candidate in candidates}
    return [candidate for candidate in candidates if (candidate.doc_id, _drop_number(candidate.text)) not in lead_ins]


def _find_lead_in(candidate: CandidateQuote) -> tuple[str, str]:
    """Return the paper of a sentence and the words that it hangs from; none for a row of a table."""
    passage = candidate.hit.passage
    return candidate.doc_id, "" if passage.kind == "table" else _drop_number(passage.lead_in or "")


def _drop_number(text: str) -> str:
    """Return the normalised text without the number in front of it."""
    return normalise(_PARAGRAPH_NUMBER.sub("", text))


# -- which sentences ---------------------------------------------------------------------------------------------


def _choose_quotes(candidates: list[CandidateQuote], config: AnswerConfig) -> list[CandidateQuote]:
    """Return the sentences to quote: one a passage, few a paper, none twice in the same words, best first."""
    chosen: list[CandidateQuote] = []
    for candidate in _filter_by_score(_drop_front_matter(candidates), config):
        words = _normalise_sentence(candidate.text)
        is_new = all(words != _normalise_sentence(other.text) for other in chosen)
        of_document = sum(other.doc_id == candidate.doc_id for other in chosen)
        if is_new and of_document < config.max_quotes_per_document:
            chosen.append(candidate)
        if len(chosen) == config.max_quotes:
            break
    return chosen


def _normalise_sentence(text: str) -> str:
    """Return a sentence without its number, its last stop and an "and" that leads on to the next item of a list."""
    return _TRAILING_PUNCTUATION.sub("", _drop_number(text))


def _choose_per_authority(candidates: list[CandidateQuote], config: AnswerConfig) -> list[CandidateQuote]:
    """Return the best sentence of each authority, best first."""
    best: dict[str, CandidateQuote] = {}
    for candidate in _filter_by_score(_drop_front_matter(candidates), config):
        best.setdefault(candidate.hit.document.authority_key, candidate)
    return list(best.values())[: config.max_quotes]


def _drop_front_matter(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """Return the sentences without front matter, unless that is the best of them all in spite of its penalty."""
    if _is_front_matter(candidates[0]):
        return candidates
    return [candidate for candidate in candidates if not _is_front_matter(candidate)]


def _is_front_matter(candidate: CandidateQuote) -> bool:
    return candidate.hit.passage.kind == "front matter"


def _filter_by_score(candidates: list[CandidateQuote], config: AnswerConfig) -> Iterator[CandidateQuote]:
    """Yield the best sentence of each passage, where it is good enough beside the best of all."""
    passage_ids: set[str] = set()
    for candidate in candidates:
        passage_id = candidate.hit.passage.passage_id
        if candidate.score >= config.min_score_share * candidates[0].score and passage_id not in passage_ids:
            passage_ids.add(passage_id)
            yield candidate


def _separate_conflicts(
    chosen: list[CandidateQuote],
    candidates: list[CandidateQuote],
    is_contradiction: Callable[[CandidateQuote, CandidateQuote, AnswerConfig], bool],
    config: AnswerConfig,
) -> tuple[list[CandidateQuote], list[CandidateQuote]]:
    """Return the sentences to quote, and those that say the same as one of them with another figure or date."""
    kept: list[CandidateQuote] = []
    conflicting: list[CandidateQuote] = []
    for candidate in chosen:
        is_kept = not any(is_contradiction(candidate, other, config) for other in kept)
        (kept if is_kept else conflicting).append(candidate)
    quoted = {(candidate.hit.passage.passage_id, candidate.span) for candidate in chosen}
    for candidate in _filter_by_score(candidates, config):
        is_quoted = (candidate.hit.passage.passage_id, candidate.span) in quoted
        if not is_quoted and any(is_contradiction(candidate, other, config) for other in kept):
            conflicting.append(candidate)
    return kept, conflicting[: config.max_conflicting_quotes]


def _is_contradiction(first: CandidateQuote, second: CandidateQuote, config: AnswerConfig) -> bool:
    if first.doc_id == second.doc_id:
        return False
    window = config.noun_window_characters
    return is_conflict(parse_statement(first.text, window), parse_statement(second.text, window), config)


def _is_correction(first: CandidateQuote, second: CandidateQuote, config: AnswerConfig) -> bool:
    """Return True if one authority contradicts itself: where each is asked for, another's figure does not."""
    is_of_one = first.hit.document.authority_key == second.hit.document.authority_key
    return is_of_one and _is_contradiction(first, second, config)


def _sort_quotes(chosen: list[CandidateQuote]) -> list[CandidateQuote]:
    """Return the best first; then paper by paper, the paper with the better sentence first, each in its own order."""
    doc_ids = list(dict.fromkeys(candidate.doc_id for candidate in chosen))
    later = sorted(
        chosen[1:],
        key=lambda candidate: (
            doc_ids.index(candidate.doc_id),
            candidate.hit.passage.start + candidate.span[0],
        ),
    )
    return [*chosen[:1], *later]


def _build_quote(candidate: CandidateQuote, config: AnswerConfig) -> Quote:
    """Return the sentence as a span of the reading text; a very short one takes its neighbours with it."""
    passage = candidate.hit.passage
    start, end = extend_quote(candidate.span, passage, split_units(passage, config), config)
    return Quote(
        text=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, candidate.hit.document),
        passage=passage,
        document=candidate.hit.document,
    )


# -- what a sentence hangs from ------------------------------------------------------------------------------------


def add_lead_ins(
    answer: Answer, reading_text: ReadingText, max_characters: int = ANSWERING.max_lead_in_characters
) -> Answer:
    """Return the answer with the lead-in of each quote that has one.

    Args:
        answer: the answer.
        reading_text: gives the reading text of a paper.
        max_characters: of a longer lead-in the last sentence is shown.
    """
    quotes, also = (
        tuple(_add_lead_in(quote, reading_text, max_characters) for quote in quotes)
        for quotes in (answer.quotes, answer.also)
    )
    return replace(answer, quotes=quotes, also=also)


def _add_lead_in(quote: Quote, reading_text: ReadingText, max_characters: int) -> Quote:
    passage = quote.passage
    if not passage.lead_in or passage.kind == "table":
        return quote
    text = reading_text(passage.doc_id)
    span = _locate_lead_in(passage.lead_in, text, passage, max_characters) if text else None
    return replace(quote, lead_in=LeadIn(text[slice(*span)], passage.doc_id, *span)) if text and span else quote


def _locate_lead_in(lead_in: str, text: str, passage: Passage, max_characters: int) -> Span | None:
    """Return the nearest place before the passage with these words, whatever white space is between them.

    Of a long lead-in it is the place of its last sentence.
    """
    printed = re.compile(r"\s+".join(map(re.escape, lead_in.split())))
    places = [match.span() for match in printed.finditer(text, 0, passage.start)]
    if not places:
        return None
    start, end = places[-1]
    if end - start <= max_characters:
        return start, end
    last = split_sentences(text[start:end])[-1]
    return start + last[0], start + last[1]
