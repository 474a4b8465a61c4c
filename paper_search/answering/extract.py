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
from paper_search.answering.conflicts import disagree, statement
from paper_search.answering.quote_units import grown, units
from paper_search.citations.format import cite
from paper_search.records import Answer, Coverage, Hit, LeadIn, Passage, Quote, Sought
from paper_search.retrieval.late_interaction import Match, Weighed
from paper_search.retrieval.query.answer_type import asked_for, offers
from paper_search.text.spans import Span, fold, sentences

MOST_QUOTES = 5
MOST_ALSO = 3
READ_HITS = 8
PER_PAPER = 2
RANK_BONUS = 0.15
LENT = 0.7
KIND_BONUS = 0.2
COSTS = {"front matter": 0.3, "table": 0.2}
"""What a paper is about, by whom and for whom, shares many words with a question and seldom answers it; a row of a
table says less than a sentence that says the same."""
FRAGMENT_COST, LONGEST_FRAGMENT = 0.2, 60
"""What is so short, in characters, and ends like no sentence is half a row, a heading or a label."""
WORTH_QUOTING = 0.6
"""A sentence is quoted when it scores at least this share of the best one."""
LONGEST_LEAD_IN = 300

_SENTENCE_ENDS = (".", "?", "!", ";", '"', "\u201d")
# A run of stops is tried from its beginning alone and never given back: rows of dots are long.
_END = re.compile(r"(?<![\s.,;:])[\s.,;:]*+(?:\b(?:and|or)[\s.,;:]*+)?$")
_LABEL = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,4})[.)]?\s+(?=[A-Z])")

ReadingText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is quoted as one: its span in the passage of its hit, how well it meets the question, and if it offers what
    is asked."""

    hit: Hit
    span: Span
    met: float
    offers: bool

    @property
    def score(self) -> float:
        """How well it meets the question, with a little for the kind of answer and for the rank of its passage."""
        cost = COSTS.get(self.hit.passage.kind, 0.0) + FRAGMENT_COST * self._is_fragment
        return self.met + KIND_BONUS * self.offers + RANK_BONUS / self.hit.rank - cost

    @property
    def text(self) -> str:
        return self.hit.passage.text[slice(*self.span)]

    @property
    def paper(self) -> str:
        return self.hit.document.doc_id

    @property
    def _is_fragment(self) -> bool:
        return len(self.text) < LONGEST_FRAGMENT and not self.text.rstrip().endswith(_SENTENCE_ENDS)


def answer(
    question: str,
    weighed: Weighed,
    hits: tuple[Hit, ...],
    matches: Mapping[str, Match],
    coverage: Coverage,
    *,
    of_each_authority: bool = False,
) -> Answer:
    """The best sentences of the best passages, or "nothing found" when none is good enough.

    Args:
        weighed: the question as it was searched for.
        matches: it against each of the first hits, by passage id; only those are read.
        of_each_authority: the best sentence of each is wanted, rather than several of one.
    """
    figures = confidence.figures(weighed, hits, matches)
    sure = figures.confidence if figures else 0.0
    weights = confidence.telling(weighed, hits)
    read = _read(weighed.text, hits, {name: replace(match, weights=weights) for name, match in matches.items()})
    if not read or sure < confidence.THRESHOLD:
        return Answer(question, False, round(sure, 4), (), hits, coverage)
    best = _best_of_each_authority(read) if of_each_authority else []
    chosen, also = _apart(best, read, _corrects) if len(best) > 1 else _apart(_choose(read), read, _contradicts)
    quotes = tuple(_quote(each) for each in _in_order(chosen))
    return Answer(question, True, round(sure, 4), quotes, hits, coverage, also=tuple(_quote(each) for each in also))


def limited(found: Answer, k: int) -> Answer:
    """The answer with its k best hits; the quotes stay."""
    return replace(found, hits=found.hits[:k])


def _read(question: str, hits: Sequence[Hit], matches: Mapping[str, Match]) -> list[Sentence]:
    """Every sentence of the hits, scored, best first; ties by rank and place."""
    sought = asked_for(question)
    read = [hit for hit in hits if hit.passage.passage_id in matches]
    found = [each for hit in read for each in _sentences(hit, matches[hit.passage.passage_id], sought)]
    return sorted(_led(found) or found, key=lambda each: (-each.score, each.hit.rank, each.span))


def _led(found: list[Sentence]) -> list[Sentence]:
    """The sentences without those that only lead in to others of them: they are shown with those."""
    led_by = {_lead_in(each) for each in found}
    return [each for each in found if (each.paper, fold(_LABEL.sub("", each.text))) not in led_by]


def _lead_in(sentence: Sentence) -> tuple[str, str]:
    """What a sentence hangs from, and in which paper; without words for a row of a table and where there is none."""
    passage = sentence.hit.passage
    return sentence.paper, "" if passage.kind == "table" else fold(_LABEL.sub("", passage.lead_in or ""))


def _sentences(hit: Hit, match: Match, sought: Sought) -> Iterator[Sentence]:
    spans = units(hit.passage)
    for span, met in zip(spans, match.each_within(spans, LENT), strict=True):
        text = hit.passage.text[slice(*span)]
        # What only leads in to the passages behind it says nothing by itself.
        if not (text.endswith(":") and span[1] == len(hit.passage.text)):
            yield Sentence(hit, span, met, offers(text, sought))


# -- which sentences ---------------------------------------------------------------------------------------------


def _choose(read: list[Sentence]) -> list[Sentence]:
    """At most MOST_QUOTES sentences, one a passage and PER_PAPER a paper, none twice in the same words, best first."""
    chosen: list[Sentence] = []
    for each in _worth_quoting(_of_substance(read)):
        papers = [other.paper for other in chosen]
        is_new = all(_said(each.text) != _said(other.text) for other in chosen)
        if is_new and papers.count(each.paper) < PER_PAPER:
            chosen.append(each)
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


def _said(text: str) -> str:
    """A sentence folded, without its number, its last stop and an "and" that leads on to the next item of a list."""
    return _END.sub("", fold(_LABEL.sub("", text)))


def _best_of_each_authority(read: list[Sentence]) -> list[Sentence]:
    """The best sentence of each of at most MOST_QUOTES authorities, best first."""
    best: dict[str, Sentence] = {}
    for each in _worth_quoting(_of_substance(read)):
        best.setdefault(each.hit.document.whose, each)
    return list(best.values())[:MOST_QUOTES]


def _of_substance(read: list[Sentence]) -> list[Sentence]:
    """The sentences without front matter, unless that is the best of them all in spite of its cost."""
    if _is_front_matter(read[0]):
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


def _apart(
    chosen: list[Sentence], read: list[Sentence], contradicts: Callable[[Sentence, Sentence], bool]
) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences to quote, and those that say the same as one of them with another figure or date."""
    kept: list[Sentence] = []
    also: list[Sentence] = []
    for each in chosen:
        (also if any(contradicts(each, other) for other in kept) else kept).append(each)
    quoted = {(each.hit.passage.passage_id, each.span) for each in chosen}
    for each in _worth_quoting(read):
        is_quoted = (each.hit.passage.passage_id, each.span) in quoted
        if not is_quoted and any(contradicts(each, other) for other in kept):
            also.append(each)
    return kept, also[:MOST_ALSO]


def _contradicts(one: Sentence, other: Sentence) -> bool:
    return one.paper != other.paper and disagree(statement(one.text), statement(other.text))


def _corrects(one: Sentence, other: Sentence) -> bool:
    """Whether they are of one authority: where each is asked for, another's figure contradicts nothing."""
    return one.hit.document.whose == other.hit.document.whose and _contradicts(one, other)


def _in_order(chosen: list[Sentence]) -> list[Sentence]:
    """The best first; then paper by paper, the paper with the better sentence first, each in its own order."""
    papers = list(dict.fromkeys(each.paper for each in chosen))
    later = sorted(chosen[1:], key=lambda each: (papers.index(each.paper), each.hit.passage.start + each.span[0]))
    return [*chosen[:1], *later]


def _quote(sentence: Sentence) -> Quote:
    """The sentence as a span of the reading text; a very short one takes its neighbours with it."""
    passage = sentence.hit.passage
    start, end = grown(sentence.span, passage, units(passage))
    return Quote(
        text=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        citation=cite(passage, sentence.hit.document),
        passage=passage,
        document=sentence.hit.document,
    )


# -- what a sentence hangs from ------------------------------------------------------------------------------------


def with_lead_ins(found: Answer, reading_text: ReadingText) -> Answer:
    """The answer with the lead-in of each quote that has one; ``reading_text`` gives a paper's by its doc_id."""
    quotes, also = ([_led_in(each, reading_text) for each in quotes] for quotes in (found.quotes, found.also))
    return replace(found, quotes=tuple(quotes), also=tuple(also))


def _led_in(quote: Quote, reading_text: ReadingText) -> Quote:
    passage = quote.passage
    if not passage.lead_in or passage.kind == "table":
        return quote
    text = reading_text(passage.doc_id)
    span = _place_of(passage.lead_in, text, passage) if text else None
    return replace(quote, lead_in=LeadIn(text[slice(*span)], passage.doc_id, *span)) if text and span else quote


def _place_of(lead_in: str, text: str, passage: Passage) -> Span | None:
    """The nearest place before the passage where the words stand, whatever white space is between them; of a long
    one its last sentence."""
    printed = re.compile(r"\s+".join(map(re.escape, lead_in.split())))
    found = [match.span() for match in printed.finditer(text, 0, passage.start)]
    if not found:
        return None
    start, end = found[-1]
    if end - start <= LONGEST_LEAD_IN:
        return start, end
    last = sentences(text[start:end])[-1]
    return start + last[0], start + last[1]
