"""A question and its hits in; exact quotes with citations, or none, out.

Nothing is generated: a quote is a slice of its passage, so any figure, name or date in an answer is in the cited
span. An answer never searches; it is given the hits and how the question's words match theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from paper_search.citations import cite
from paper_search.interaction import Match
from paper_search.questions import asked_for, offers
from paper_search.records import Answer, Coverage, Hit, Quote
from paper_search.text import Span, sentences

MOST_QUOTES = 5
READ_HITS = 8
SHORT_QUOTE = 160
LONGEST_QUOTE = 600
PER_PAPER = 2
RANK_BONUS = 0.1
LENT = 0.6
KIND_BONUS = 0.2
FRONT_MATTER_COST = 0.3
"""What a paper is about, by whom and for whom, shares many words with a question and seldom answers it."""
WORTH_QUOTING = 0.6
"""A sentence is quoted when it scores at least this share of the best one."""

INTERCEPT, MET, WEAKEST = -2.0, 3.6, 2.0
"""A logistic fitted on two judged sets, class-balanced, and shifted so that one in twenty answerable questions
falls below THRESHOLD. It is weak: fitted on one set its AUROC on the other is about 0.75."""
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: its span in the passage, how well it meets the question, and if it offers what is asked."""

    hit: Hit
    span: Span
    met: float
    offers: bool

    @property
    def score(self) -> float:
        """How well it meets the question, with a little for the kind of answer and for the rank of its passage."""
        cost = FRONT_MATTER_COST if _is_front_matter(self) else 0.0
        return self.met + KIND_BONUS * self.offers + RANK_BONUS / self.hit.rank - cost


def answer(question: str, hits: tuple[Hit, ...], matches: Mapping[str, Match], coverage: Coverage) -> Answer:
    """The best sentences of the best passages, or "nothing found" when none is good enough.

    Args:
        matches: the question against each of the first hits, by passage id; only those are read.
    """
    read = _read(question, hits, matches)
    confidence = _confidence([matches[hit.passage.passage_id] for hit in hits if hit.passage.passage_id in matches])
    found = bool(read) and confidence >= THRESHOLD
    quotes = tuple(_quote(sentence) for sentence in _choose(read)) if found else ()
    return Answer(question, found, round(confidence, 4), quotes, hits, coverage)


def limited(found: Answer, k: int) -> Answer:
    """The answer with its k best hits; the quotes stay."""
    return replace(found, hits=found.hits[:k])


def _read(question: str, hits: tuple[Hit, ...], matches: Mapping[str, Match]) -> list[Sentence]:
    """Every sentence of the hits, scored, best first; ties by passage id and place."""
    asked = asked_for(question)
    read = [
        Sentence(
            hit,
            (start, end),
            matches[hit.passage.passage_id].within((start, end), LENT),
            offers(hit.passage.text[start:end], asked),
        )
        for hit in hits
        if hit.passage.passage_id in matches
        for start, end in sentences(hit.passage.text)
    ]
    return sorted(read, key=lambda each: (-each.score, each.hit.passage.passage_id, each.span))


def _confidence(matches: list[Match]) -> float:
    """0 to 1: a logistic of how well the best passage meets the question, and of its worst-met weighty word."""
    if not matches:
        return 0.0
    met = max(each.whole() for each in matches)
    weakest = max(each.weakest() for each in matches)
    return 1 / (1 + math.exp(-(INTERCEPT + MET * met + WEAKEST * weakest)))


def _choose(read: list[Sentence]) -> list[Sentence]:
    """At most MOST_QUOTES sentences, one a passage and PER_PAPER a paper, best first."""
    chosen: list[Sentence] = []
    for each in _worth_quoting(_of_substance(read)):
        papers = [other.hit.document.doc_id for other in chosen]
        if papers.count(each.hit.document.doc_id) < PER_PAPER:
            chosen.append(each)
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


def _of_substance(read: list[Sentence]) -> list[Sentence]:
    """The sentences without front matter, unless that is the best of them all in spite of its cost."""
    if not read or _is_front_matter(read[0]):
        return read
    return [each for each in read if not _is_front_matter(each)]


def _is_front_matter(sentence: Sentence) -> bool:
    return sentence.hit.passage.kind == "front matter"


def _worth_quoting(read: list[Sentence]) -> Iterator[Sentence]:
    seen: set[str] = set()
    for each in read:
        passage_id = each.hit.passage.passage_id
        if each.score >= WORTH_QUOTING * read[0].score and passage_id not in seen:
            seen.add(passage_id)
            yield each


def _quote(sentence: Sentence) -> Quote:
    """The sentence as a span of the reading text; a very short one takes its neighbours with it."""
    passage = sentence.hit.passage
    start, end = _grown(sentence.span, passage.text)
    return Quote(
        text=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, sentence.hit.document),
        passage=passage,
        document=sentence.hit.document,
    )


def _grown(span: Span, text: str) -> Span:
    """The span with the sentences after and before it, while it is too short to be understood alone."""
    start, end = span
    around = sentences(text)
    first = last = around.index(span)
    while end - start < SHORT_QUOTE and (first > 0 or last < len(around) - 1):
        if last < len(around) - 1:
            last += 1
        else:
            first -= 1
        if around[last][1] - around[first][0] > LONGEST_QUOTE:
            break
        start, end = around[first][0], around[last][1]
    return start, end
