"""Answer extraction: exact quotes with citations from the hits of a question, or none.

Nothing is generated: a quote is a slice of its passage, so any figure, name or date in an answer is in the cited span.
Extraction never searches; it is given the hits and how the question's words match theirs. The first quote is the best;
those of one paper come together, in the order of the paper. A sentence that says the same as a quote with another
figure or date is listed beside the quotes, not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from paper_search.answering.candidates import CandidateQuote, ReadHits, drop_number, make_sort_key, score_candidates
from paper_search.answering.confidence import compute_features, exclude_authority_names
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.conflicts import has_figure, is_conflict, parse_statement
from paper_search.answering.quotable import find_quotable
from paper_search.answering.quote_units import extend_quote, split_units
from paper_search.answering.readings import extend_to_whole_words, find_answer, skip_printed_number
from paper_search.citations.format import cite
from paper_search.embeddings import Rows
from paper_search.embeddings.cross_encoder import CrossEncoder, ReaderText
from paper_search.records import Answer, AskedAnswer, Coverage, Hit, Quote, RewrittenQuery
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.reading import Readings, build_reader_text, to_probability

# A run of stops is tried from its beginning alone and never given back: rows of dots are long.
_TRAILING_PUNCTUATION = re.compile(r"(?<![\s.,;:])[\s.,;:]*+(?:\b(?:and|or)[\s.,;:]*+)?$")


def extract_answer(
    query: RewrittenQuery,
    weighted_query: WeightedQuery,
    hits: tuple[Hit, ...],
    matches: Mapping[str, TokenMatch],
    coverage: Coverage,
    config: AnswerConfig = ANSWERING,
    readings: Readings | None = None,
    reader: CrossEncoder | None = None,
) -> Answer:
    """Return the best sentences of the best passages, or "no answer found" when none is good enough.

    Args:
        query: the question.
        weighted_query: the question as it was searched for.
        hits: the passages found, best first.
        matches: the question against each of the first hits, by passage id; only those are read.
        coverage: what was searched.
        config: the settings of answering.
        readings: what the reader made of some of the hits, by passage id; None where there is no reader.
        reader: reads the best quotes again without the rest of their passages; None where there is none.
    """
    candidates = score_candidates(_gather_read_hits(query, weighted_query, hits, matches, readings), config)
    quote_alone = None
    if candidates and readings and reader:
        candidates, quote_alone = _read_best_alone(query, candidates, reader, config)
    model = config.confidence if readings is None else config.reader_confidence
    first = candidates[0] if candidates else None
    features = compute_features(weighted_query, hits, matches, config, first, readings, quote_alone)
    confidence = model.predict(features) if features else 0.0
    text, rounded = query.question.text, round(confidence, 4)
    if not candidates or confidence < model.threshold:
        return Answer(text, "none", rounded, (), hits, coverage)
    quotes, also = _quote_candidates(query, candidates, config)
    return Answer(text, model.classify(confidence), rounded, quotes, hits, coverage, also=also)


def _quote_candidates(
    query: RewrittenQuery, candidates: list[CandidateQuote], config: AnswerConfig
) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    """Return the quotes, and the sentences that say the same as one of them with another figure or date."""
    if not candidates:
        return (), ()
    per_authority = query.question.intent.wants_each_authority
    chosen = _choose_per_authority(candidates, config) if per_authority else []
    is_correction = len(chosen) > 1
    kept, conflicting = _separate_conflicts(
        chosen if is_correction else _choose_quotes(candidates, config),
        candidates,
        _is_correction if is_correction else _is_contradiction,
        config,
    )
    asked = query.searched.asked_answer
    quotes = tuple(_build_quote(candidate, asked, config) for candidate in _sort_quotes(kept))
    also = tuple(_build_quote(candidate, asked, config) for candidate in conflicting)
    return quotes, also


def _read_best_alone(
    query: RewrittenQuery, candidates: list[CandidateQuote], reader: CrossEncoder, config: AnswerConfig
) -> tuple[list[CandidateQuote], float]:
    """Return the candidates with the best in a new order, and the log odds that the first of them answers.

    A passage may answer with another sentence than that which is most like the question. So each of the best is read
    as it would be quoted: under its paper, without the rest of its passage.
    """
    best, rest = candidates[: config.quotes_read_alone], candidates[config.quotes_read_alone :]
    asked = query.searched.asked_answer
    texts = [_build_quote_text(_build_quote(candidate, asked, config)) for candidate in best]
    log_odds = [reading.log_odds for reading in reader.read(query.question.text, texts)]
    read = [
        (replace(candidate, score=candidate.score + config.quote_alone_weight * to_probability(odds)), odds)
        for candidate, odds in zip(best, log_odds, strict=True)
    ]
    read.sort(key=lambda pair: make_sort_key(pair[0]))
    return [*(candidate for candidate, _ in read), *rest], read[0][1]


def _build_quote_text(quote: Quote) -> ReaderText:
    start = quote.passage.start
    words = quote.passage.standing_text[quote.start - start : quote.end - start]
    return replace(build_reader_text(quote.passage, quote.document), passage=words)


def _gather_read_hits(
    query: RewrittenQuery,
    weighted_query: WeightedQuery,
    hits: tuple[Hit, ...],
    matches: Mapping[str, TokenMatch],
    readings: Readings | None,
) -> ReadHits:
    """Return what was read, with the weights of the question without the names of the hits' own councils."""
    weights = exclude_authority_names(weighted_query, hits)
    reweighted = {passage_id: replace(match, weights=weights) for passage_id, match in matches.items()}
    return ReadHits(query.searched, _find_weighted_stems(weighted_query, weights), hits, reweighted, readings or {})


def _find_weighted_stems(weighted_query: WeightedQuery, weights: Rows) -> frozenset[str]:
    """Return the stems of the words that weigh; none where the question has but one, which most passages found have."""
    query = weighted_query.query
    places = weighted_query.tokens.spans[weights > 0, 0]
    weighed = (
        word_stem
        for (start, end), word_stem in zip(query.spans, query.stems, strict=True)
        if ((places >= start) & (places < end)).any()
    )
    word_stems = frozenset(weighed)
    return word_stems if len(word_stems) > 1 else frozenset()


def limit_hits(answer: Answer, k: int) -> Answer:
    """Return the answer with its ``k`` best hits; the quotes stay."""
    return replace(answer, hits=answer.hits[:k])


# -- which sentences ---------------------------------------------------------------------------------------------


def _choose_quotes(candidates: list[CandidateQuote], config: AnswerConfig) -> list[CandidateQuote]:
    """Return the sentences to quote: one a passage, few a paper, none twice in the same words, best first.

    Behind the best come those of passages that have all the question's words, however they score, then the others.
    """
    chosen: list[CandidateQuote] = []
    best = _find_best_of_passages(candidates)
    for candidate in [best[0], *_sort_by_words(best[1:], _find_min_score(candidates, config))]:
        words = _normalise_sentence(candidate.text)
        is_new = all(words != _normalise_sentence(other.text) for other in chosen)
        of_document = sum(other.doc_id == candidate.doc_id for other in chosen)
        if is_new and of_document < config.max_quotes_per_document:
            chosen.append(candidate)
        if len(chosen) == config.max_quotes:
            break
    return sorted(chosen, key=candidates.index)


def _sort_by_words(candidates: list[CandidateQuote], min_score: float) -> list[CandidateQuote]:
    """Return those whose passages have all the question's words, then those of the others that are good enough."""
    with_all = [candidate for candidate in candidates if candidate.has_all_words]
    others = [candidate for candidate in candidates if not candidate.has_all_words and candidate.score >= min_score]
    return [*with_all, *others]


def _normalise_sentence(text: str) -> str:
    """Return a sentence without its number, its last stop and an "and" that leads on to the next item of a list."""
    return _TRAILING_PUNCTUATION.sub("", drop_number(text))


def _choose_per_authority(candidates: list[CandidateQuote], config: AnswerConfig) -> list[CandidateQuote]:
    """Return the best sentence of each authority, best first."""
    best: dict[str, CandidateQuote] = {}
    for candidate in _filter_by_score(candidates, config):
        best.setdefault(candidate.hit.document.authority_key, candidate)
    return list(best.values())[: config.max_quotes]


def _filter_by_score(candidates: list[CandidateQuote], config: AnswerConfig) -> list[CandidateQuote]:
    """Return the best sentence of each passage, where it is good enough beside the best of all."""
    min_score = _find_min_score(candidates, config)
    return [candidate for candidate in _find_best_of_passages(candidates) if candidate.score >= min_score]


def _find_min_score(candidates: list[CandidateQuote], config: AnswerConfig) -> float:
    best = candidates[0].score
    return min(config.min_score_share * best, best)


def _find_best_of_passages(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    best: dict[str, CandidateQuote] = {}
    for candidate in candidates:
        best.setdefault(candidate.passage_id, candidate)
    return list(best.values())


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
    quoted = {(candidate.passage_id, candidate.span) for candidate in chosen}
    for candidate in _filter_by_score(candidates, config):
        is_quoted = (candidate.passage_id, candidate.span) in quoted
        if not is_quoted and any(is_contradiction(candidate, other, config) for other in kept):
            conflicting.append(candidate)
    return kept, conflicting[: config.max_conflicting_quotes]


def _is_contradiction(first: CandidateQuote, second: CandidateQuote, config: AnswerConfig) -> bool:
    if first.doc_id == second.doc_id or not (has_figure(first.text) and has_figure(second.text)):
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


def _build_quote(candidate: CandidateQuote, asked: AskedAnswer, config: AnswerConfig) -> Quote:
    """Return the sentence as a span of the reading text; a very short one takes its neighbours with it."""
    passage, document = candidate.hit.passage, candidate.hit.document
    units = split_units(passage, config)
    start, end = extend_quote(candidate.span, passage, units, config, find_quotable(units, passage, document, asked))
    unit = skip_printed_number(candidate.span, passage.text, passage.locator.paragraph)
    answer = find_answer(candidate.reading, unit, config) if candidate.reading else None
    if answer:
        answer = extend_to_whole_words(answer, passage.text, unit)
    return Quote(
        text=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, document),
        passage=passage,
        document=document,
        type_match=candidate.type_match,
        highlight=(answer[0] - start, answer[1] - start) if answer else None,
    )
