"""A question and its hits in; exact quotes with citations, or none, out.

Nothing is generated: a quote is a slice of its passage, so any figure, name or date in an answer is in the cited
span. An answer never searches; it is given the hits, how rare the question's words are, and an encoder.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paper_search.citations import cite
from paper_search.embed import Encoder
from paper_search.records import Answer, Coverage, Hit, Quote
from paper_search.snippets import stem
from paper_search.text import Span, content_words, sentences, words

MOST_QUOTES = 5
READ_HITS = 8
SHORT_QUOTE = 80
LONGEST_QUOTE = 600
PER_PAPER = 2
WORTH_QUOTING = 0.6
"""A sentence is quoted when it scores at least this share of the best one."""

INTERCEPT, COSINE, COVERED = -9.0, 10.0, 6.0
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Weighed:
    """The stems of a question, each with the weight of its rarity."""

    weights: dict[str, float]

    def covered(self, text: str) -> float:
        """The share, by weight, of the question's words that the text holds: 0 to 1."""
        total = sum(self.weights.values())
        held = {stem(text[start:end]) for start, end in words(text)}
        return sum(weight for word, weight in self.weights.items() if word in held) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: its span in the passage, how close it is to the question, and its place in the hits."""

    hit: Hit
    span: Span
    cosine: float
    covered: float

    @property
    def score(self) -> float:
        """Closeness in meaning and share of the question's rare words, with a little for the passage's rank."""
        return self.cosine + 0.5 * self.covered + 0.2 / self.hit.rank


def weigh(question: str, frequencies: Sequence[int], passages: int) -> Weighed:
    """Weight each content word of the question by rarity: log(1 + passages / (1 + frequency))."""
    rarity = [math.log(1 + passages / (1 + frequency)) for frequency in frequencies]
    return Weighed(dict(zip(map(stem, content_words(question)), rarity, strict=True)))


def answer(
    question: str, hits: tuple[Hit, ...], coverage: Coverage, frequencies: Sequence[int], encoder: Encoder
) -> Answer:
    """The best sentences of the best passages, or "nothing found" when none is good enough.

    Args:
        frequencies: in how many passages each of ``content_words(question)`` stands.
    """
    weighed = weigh(question, frequencies, coverage.passages)
    read = _read(question, hits[:READ_HITS], weighed, encoder)
    confidence = _confidence(read, weighed)
    found = confidence >= THRESHOLD
    quotes = tuple(_quote(sentence) for sentence in _choose(read)) if found else ()
    return Answer(question, found, round(confidence, 4), quotes, hits, coverage)


def limited(found: Answer, k: int) -> Answer:
    """The answer with its k best hits; the quotes stay."""
    return replace(found, hits=found.hits[:k])


def _read(question: str, hits: tuple[Hit, ...], weighed: Weighed, encoder: Encoder) -> list[Sentence]:
    """Every sentence of the hits, scored, best first; ties by passage id and place."""
    pairs = [(hit, span) for hit in hits for span in sentences(hit.passage.text)]
    texts = [hit.passage.text[start:end] for hit, (start, end) in pairs]
    if not texts:
        return []
    cosines = encoder.encode_passages(texts) @ encoder.encode_query(question)
    read = [
        Sentence(hit, span, float(cosine), weighed.covered(text))
        for (hit, span), text, cosine in zip(pairs, texts, cosines, strict=True)
    ]
    return sorted(read, key=lambda each: (-each.score, each.hit.passage.passage_id, each.span))


def _confidence(read: list[Sentence], weighed: Weighed) -> float:
    """0 to 1: a logistic of the closest sentence and of the best passage's share of the question's rare words."""
    if not read:
        return 0.0
    closest = max(each.cosine for each in read)
    covered = max(weighed.covered(_in_context(each.hit)) for each in read)
    return 1 / (1 + math.exp(-(INTERCEPT + COSINE * closest + COVERED * covered)))


def _in_context(hit: Hit) -> str:
    passage = hit.passage
    return " ".join((hit.document.title or "", *passage.headings, passage.lead_in or "", passage.text))


def _choose(read: list[Sentence]) -> list[Sentence]:
    """At most MOST_QUOTES sentences, one a passage and PER_PAPER a paper, best first."""
    chosen: list[Sentence] = []
    for each in _worth_quoting(read):
        papers = [other.hit.document.doc_id for other in chosen]
        if papers.count(each.hit.document.doc_id) < PER_PAPER:
            chosen.append(each)
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


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
    """The span with the sentences before and after it, while it is too short to be understood alone."""
    start, end = span
    around = sentences(text)
    first = last = around.index(span)
    while end - start < SHORT_QUOTE and (first > 0 or last < len(around) - 1):
        if first > 0:
            first -= 1
        else:
            last += 1
        if around[last][1] - around[first][0] > LONGEST_QUOTE:
            break
        start, end = around[first][0], around[last][1]
    return start, end
