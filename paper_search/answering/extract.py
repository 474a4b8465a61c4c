"""A question and its hits in; exact quotes with citations, or none, out.

Nothing is generated: a quote is a slice of its passage, so any figure, name or date in an answer is in the cited
span. An answer never searches; it is given the hits and how the question's words match theirs. The first quote is the
best; those of one paper stand together, in the order of the paper. A sentence that says the same as a quote with
another figure or date stands beside the quotes, not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from paper_search.answering import confidence
from paper_search.answering.conflicts import is_conflict, parse_statement
from paper_search.answering.quote_units import extend_quote, split_units
from paper_search.citations.format import cite
from paper_search.records import Answer, Coverage, ExpectedAnswer, Hit, LeadIn, Passage, Quote
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.answer_type import find_expected_answer, has_expected_answer
from paper_search.text.spans import Span, normalise, split_sentences

MAX_QUOTES = 5
MAX_CONFLICTING_QUOTES = 3
HITS_TO_READ = 8
MAX_QUOTES_PER_DOCUMENT = 2
RANK_BONUS = 0.15
CONTEXT_SHARE = 0.7
ANSWER_TYPE_BONUS = 0.2
KIND_PENALTIES = {"front matter": 0.3, "table": 0.2}
"""What a paper is about, by whom and for whom, shares many words with a question and seldom answers it; a row of a
table says less than a sentence that says the same."""
FRAGMENT_PENALTY, MAX_FRAGMENT_CHARACTERS = 0.2, 60
"""What is so short, in characters, and ends like no sentence is half a row, a heading or a label."""
MIN_SCORE_SHARE = 0.6
"""A sentence is quoted when it scores at least this share of the best one."""
MAX_LEAD_IN_CHARACTERS = 300

_SENTENCE_ENDS = (".", "?", "!", ";", '"', "\u201d")
# A run of stops is tried from its beginning alone and never given back: rows of dots are long.
_TRAILING_PUNCTUATION = re.compile(r"(?<![\s.,;:])[\s.,;:]*+(?:\b(?:and|or)[\s.,;:]*+)?$")
_PARAGRAPH_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,4})[.)]?\s+(?=[A-Z])")

ReadingText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class CandidateQuote:
    """What is quoted as one: its span in the passage of its hit, how well it meets the question, and if it offers what
    is asked."""

    hit: Hit
    span: Span
    max_sim: float
    has_answer: bool

    @property
    def score(self) -> float:
        """How well it meets the question, with a little for the kind of answer and for the rank of its passage."""
        cost = KIND_PENALTIES.get(self.hit.passage.kind, 0.0) + FRAGMENT_PENALTY * self._is_fragment
        return self.max_sim + ANSWER_TYPE_BONUS * self.has_answer + RANK_BONUS / self.hit.rank - cost

    @property
    def text(self) -> str:
        return self.hit.passage.text[slice(*self.span)]

    @property
    def doc_id(self) -> str:
        return self.hit.document.doc_id

    @property
    def _is_fragment(self) -> bool:
        return len(self.text) < MAX_FRAGMENT_CHARACTERS and not self.text.rstrip().endswith(_SENTENCE_ENDS)


def extract_answer(
    question: str,
    weighted_query: WeightedQuery,
    hits: tuple[Hit, ...],
    matches: Mapping[str, TokenMatch],
    coverage: Coverage,
    *,
    per_authority: bool = False,
) -> Answer:
    """The best sentences of the best passages, or "nothing found" when none is good enough.

    Args:
        weighed: the question as it was searched for.
        matches: it against each of the first hits, by passage id; only those are read.
        of_each_authority: the best sentence of each is wanted, rather than several of one.
    """
    figures = confidence.compute_features(weighted_query, hits, matches)
    sure = figures.confidence if figures else 0.0
    weights = confidence.exclude_authority_names(weighted_query, hits)
    read = _score_sentences(
        weighted_query.text, hits, {name: replace(match, weights=weights) for name, match in matches.items()}
    )
    if not read or sure < confidence.THRESHOLD:
        return Answer(question, False, round(sure, 4), (), hits, coverage)
    best = _choose_per_authority(read) if per_authority else []
    chosen, also = (
        _separate_conflicts(best, read, _is_correction)
        if len(best) > 1
        else _separate_conflicts(_choose_quotes(read), read, _is_contradiction)
    )
    quotes = tuple(_build_quote(each) for each in _sort_quotes(chosen))
    return Answer(
        question, True, round(sure, 4), quotes, hits, coverage, also=tuple(_build_quote(each) for each in also)
    )


def limit_hits(answer: Answer, k: int) -> Answer:
    """The answer with its k best hits; the quotes stay."""
    return replace(answer, hits=answer.hits[:k])


def _score_sentences(question: str, hits: Sequence[Hit], matches: Mapping[str, TokenMatch]) -> list[CandidateQuote]:
    """Every sentence of the hits, scored, best first; ties by rank and place."""
    sought = find_expected_answer(question)
    read = [hit for hit in hits if hit.passage.passage_id in matches]
    found = [each for hit in read for each in _build_candidates(hit, matches[hit.passage.passage_id], sought)]
    return sorted(_drop_lead_ins(found) or found, key=lambda each: (-each.score, each.hit.rank, each.span))


def _drop_lead_ins(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """The sentences without those that only lead in to others of them: they are shown with those."""
    led_by = {_find_lead_in(each) for each in candidates}
    return [each for each in candidates if (each.doc_id, normalise(_PARAGRAPH_NUMBER.sub("", each.text))) not in led_by]


def _find_lead_in(candidate: CandidateQuote) -> tuple[str, str]:
    """What a sentence hangs from, and in which paper; without words for a row of a table and where there is none."""
    passage = candidate.hit.passage
    return candidate.doc_id, "" if passage.kind == "table" else normalise(
        _PARAGRAPH_NUMBER.sub("", passage.lead_in or "")
    )


def _build_candidates(hit: Hit, match: TokenMatch, expected: ExpectedAnswer) -> Iterator[CandidateQuote]:
    spans = split_units(hit.passage)
    for span, met in zip(spans, match.score_spans(spans, CONTEXT_SHARE), strict=True):
        text = hit.passage.text[slice(*span)]
        # What only leads in to the passages behind it says nothing by itself.
        if not (text.endswith(":") and span[1] == len(hit.passage.text)):
            yield CandidateQuote(hit, span, met, has_expected_answer(text, expected))


# -- which sentences ---------------------------------------------------------------------------------------------


def _choose_quotes(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """At most MOST_QUOTES sentences, one a passage and PER_PAPER a paper, none twice in the same words, best first."""
    chosen: list[CandidateQuote] = []
    for each in _filter_by_score(_drop_front_matter(candidates)):
        papers = [other.doc_id for other in chosen]
        is_new = all(_normalise_sentence(each.text) != _normalise_sentence(other.text) for other in chosen)
        if is_new and papers.count(each.doc_id) < MAX_QUOTES_PER_DOCUMENT:
            chosen.append(each)
        if len(chosen) == MAX_QUOTES:
            break
    return chosen


def _normalise_sentence(text: str) -> str:
    """A sentence folded, without its number, its last stop and an "and" that leads on to the next item of a list."""
    return _TRAILING_PUNCTUATION.sub("", normalise(_PARAGRAPH_NUMBER.sub("", text)))


def _choose_per_authority(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """The best sentence of each of at most MOST_QUOTES authorities, best first."""
    best: dict[str, CandidateQuote] = {}
    for each in _filter_by_score(_drop_front_matter(candidates)):
        best.setdefault(each.hit.document.authority_key, each)
    return list(best.values())[:MAX_QUOTES]


def _drop_front_matter(candidates: list[CandidateQuote]) -> list[CandidateQuote]:
    """The sentences without front matter, unless that is the best of them all in spite of its cost."""
    if _is_front_matter(candidates[0]):
        return candidates
    return [each for each in candidates if not _is_front_matter(each)]


def _is_front_matter(candidate: CandidateQuote) -> bool:
    return candidate.hit.passage.kind == "front matter"


def _filter_by_score(candidates: list[CandidateQuote]) -> Iterator[CandidateQuote]:
    seen: set[str] = set()
    for each in candidates:
        passage_id = each.hit.passage.passage_id
        if each.score >= MIN_SCORE_SHARE * candidates[0].score and passage_id not in seen:
            seen.add(passage_id)
            yield each


def _separate_conflicts(
    chosen: list[CandidateQuote],
    candidates: list[CandidateQuote],
    is_contradiction: Callable[[CandidateQuote, CandidateQuote], bool],
) -> tuple[list[CandidateQuote], list[CandidateQuote]]:
    """The sentences to quote, and those that say the same as one of them with another figure or date."""
    kept: list[CandidateQuote] = []
    also: list[CandidateQuote] = []
    for each in chosen:
        (also if any(is_contradiction(each, other) for other in kept) else kept).append(each)
    quoted = {(each.hit.passage.passage_id, each.span) for each in chosen}
    for each in _filter_by_score(candidates):
        is_quoted = (each.hit.passage.passage_id, each.span) in quoted
        if not is_quoted and any(is_contradiction(each, other) for other in kept):
            also.append(each)
    return kept, also[:MAX_CONFLICTING_QUOTES]


def _is_contradiction(first: CandidateQuote, second: CandidateQuote) -> bool:
    return first.doc_id != second.doc_id and is_conflict(parse_statement(first.text), parse_statement(second.text))


def _is_correction(first: CandidateQuote, second: CandidateQuote) -> bool:
    """Whether they are of one authority: where each is asked for, another's figure contradicts nothing."""
    return first.hit.document.authority_key == second.hit.document.authority_key and _is_contradiction(first, second)


def _sort_quotes(chosen: list[CandidateQuote]) -> list[CandidateQuote]:
    """The best first; then paper by paper, the paper with the better sentence first, each in its own order."""
    papers = list(dict.fromkeys(each.doc_id for each in chosen))
    later = sorted(chosen[1:], key=lambda each: (papers.index(each.doc_id), each.hit.passage.start + each.span[0]))
    return [*chosen[:1], *later]


def _build_quote(candidate: CandidateQuote) -> Quote:
    """The sentence as a span of the reading text; a very short one takes its neighbours with it."""
    passage = candidate.hit.passage
    start, end = extend_quote(candidate.span, passage, split_units(passage))
    return Quote(
        text=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, candidate.hit.document),
        passage=passage,
        document=candidate.hit.document,
    )


# -- what a sentence hangs from ------------------------------------------------------------------------------------


def add_lead_ins(answer: Answer, reading_text: ReadingText) -> Answer:
    """The answer with the lead-in of each quote that has one; ``reading_text`` gives a paper's by its doc_id."""
    quotes, also = ([_add_lead_in(each, reading_text) for each in quotes] for quotes in (answer.quotes, answer.also))
    return replace(answer, quotes=tuple(quotes), also=tuple(also))


def _add_lead_in(quote: Quote, reading_text: ReadingText) -> Quote:
    passage = quote.passage
    if not passage.lead_in or passage.kind == "table":
        return quote
    text = reading_text(passage.doc_id)
    span = _locate_lead_in(passage.lead_in, text, passage) if text else None
    return replace(quote, lead_in=LeadIn(text[slice(*span)], passage.doc_id, *span)) if text and span else quote


def _locate_lead_in(lead_in: str, text: str, passage: Passage) -> Span | None:
    """The nearest place before the passage where the words stand, whatever white space is between them; of a long
    one its last sentence."""
    printed = re.compile(r"\s+".join(map(re.escape, lead_in.split())))
    found = [match.span() for match in printed.finditer(text, 0, passage.start)]
    if not found:
        return None
    start, end = found[-1]
    if end - start <= MAX_LEAD_IN_CHARACTERS:
        return start, end
    last = split_sentences(text[start:end])[-1]
    return start + last[0], start + last[1]
