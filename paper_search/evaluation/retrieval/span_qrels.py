"""Sets that judge spans of texts: offsets in the text of a paper that the set brings along.

In: a folder; out: a ``SpanSet``. The files are one JSON object a line:

* ``corpus.jsonl``: ``_id``, ``text``, ``title`` (may be empty).
* ``queries.jsonl``: ``_id``, ``text``, ``answerable``, ``doc_filter`` (the papers it is asked of) and in ``metadata`` a
  ``category``.
* ``qrels.jsonl``: ``query_id``, ``doc_id``, ``start``, ``end``, ``rel``, and ``kind``: "evidence", or "answer" for the
  smallest span that answers.

A hit is right for a span of the same paper when they share at least 40 characters (or all of the shorter) that are
half of the hit, the most of what is shown being on the point, or two fifths of the span, a good part of the evidence
being shown. Each span is credited once, at the first hit that is right for it; a hit counts up to 6,000 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.evaluation import jsonl as lines
from paper_search.evaluation.retrieval.qrels import (
    DEPTH,
    LONGEST_ANSWER,
    QRELS,
    QUERIES,
    Credit,
    Paper,
    Place,
    Question,
)

CORPUS = "corpus.jsonl"
LONGEST_HIT = 6000
LEAST, OF_HIT, OF_SPAN, OF_ANSWER = 40, 0.5, 0.4, 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """A judged span of a paper's text and what finding it is worth; an ``answer`` is the smallest that answers."""

    query_id: str
    paper: str
    start: int
    end: int
    gain: float = 1.0
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class SpanSet:
    """A set of this form, whole; see ``JudgedSet`` for what it does."""

    folder: Path
    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]
    evidence: Mapping[str, tuple[Span, ...]]
    smallest: Mapping[str, tuple[Span, ...]]

    @property
    def files(self) -> Mapping[str, int]:
        return {}

    def credit(self, query_id: str, places: Sequence[Place]) -> Credit:
        spans = self.evidence[query_id]
        found: dict[int, int] = {}
        relevant: list[bool] = []
        for rank, place in enumerate(places[:DEPTH], 1):
            right = [number for number, span in enumerate(spans) if is_right(place, span)]
            relevant.append(bool(right))
            for number in right:
                found.setdefault(number, rank)
        gains = tuple(
            sum(spans[number].gain for number, at in found.items() if at == rank)
            for rank in range(1, len(relevant) + 1)
        )
        ideal = sorted((span.gain for span in spans), reverse=True)[:DEPTH]
        return Credit(gains, tuple(relevant), tuple(ideal), tuple(sorted(found.values())), len(spans))

    def judged_papers(self, query_id: str) -> frozenset[str]:
        return frozenset(each.paper for each in self.evidence.get(query_id, ()))

    def answers(self, query_id: str, place: Place | None) -> bool | None:
        spans = self.smallest.get(query_id, ())
        if not spans:
            return None
        return place is not None and any(_covers(place, span) for span in spans)

    def fields(self, place: Place) -> dict[str, Any]:
        return {"doc_id": place.paper, "start": place.start, "end": place.end}

    def place(self, fields: Mapping[str, Any]) -> Place:
        score = fields.get("score")
        return Place(str(fields["doc_id"]), int(fields["start"]), int(fields["end"]), "", score=score)

    def ordered(self, places: Sequence[Place]) -> list[Place]:
        """By score, where every place has one; else as they are."""
        if any(place.score is None for place in places):
            return list(places)
        return sorted(places, key=lambda place: -(place.score or 0.0))


def is_right(place: Place, span: Span) -> bool:
    """Whether the place shows the span, by either of the two shares."""
    end = min(place.end, place.start + LONGEST_HIT)
    shared = _shared(place, end, span)
    length, judged = end - place.start, span.end - span.start
    if shared <= 0 or shared < min(LEAST, judged, length):
        return False
    return shared >= OF_HIT * length or shared >= OF_SPAN * judged


def _covers(place: Place, span: Span) -> bool:
    end = min(place.end, place.start + LONGEST_ANSWER)
    return place.paper == span.paper and _shared(place, end, span) >= OF_ANSWER * (span.end - span.start)


def _shared(place: Place, end: int, span: Span) -> int:
    return max(0, min(end, span.end) - max(place.start, span.start)) if place.paper == span.paper else 0


# -- reading ---------------------------------------------------------------------------------------------------


def load(folder: Path) -> SpanSet:
    """The set in a folder. Raises EvaluationError naming the file and the line."""
    papers = {paper.name: paper for paper in lines.read(folder / CORPUS, _paper)}
    questions = _questions(folder / QUERIES, papers)
    spans = _spans(folder / QRELS, papers, {question.query_id for _, question in questions})
    evidence = _by_question(span for span in spans if not span.is_answer)
    for number, question in questions:
        if question.answerable and question.query_id not in evidence:
            raise lines.wrong(folder / QUERIES, number, f"{question.query_id!r} has an answer but no judged evidence")
    return SpanSet(
        folder,
        tuple(question for _, question in questions),
        tuple(papers.values()),
        evidence,
        _by_question(span for span in spans if span.is_answer),
    )


def _questions(path: Path, papers: Mapping[str, Paper]) -> list[tuple[int, Question]]:
    questions = list(lines.numbered(path, _question))
    seen: set[str] = set()
    for number, question in questions:
        if question.query_id in seen:
            raise lines.wrong(path, number, f"the question {question.query_id!r} stands there twice")
        seen.add(question.query_id)
        unknown = [name for name in question.within if name not in papers]
        if unknown:
            raise lines.wrong(path, number, f"is asked of {unknown[0]!r}, which {CORPUS} does not hold")
    return questions


def _spans(path: Path, papers: Mapping[str, Paper], known: set[str]) -> list[Span]:
    spans: list[Span] = []
    for number, span in lines.numbered(path, _span):
        if span.query_id not in known:
            raise lines.wrong(path, number, f"judges {span.query_id!r}, which {QUERIES} does not ask")
        if span.paper not in papers:
            raise lines.wrong(path, number, f"names {span.paper!r}, which {CORPUS} does not hold")
        if not 0 <= span.start < span.end <= len(papers[span.paper].text):
            length = len(papers[span.paper].text)
            raise lines.wrong(path, number, f"{span.start} to {span.end} is no span of a text of {length} characters")
        spans.append(span)
    return spans


def _by_question(spans: Iterable[Span]) -> dict[str, tuple[Span, ...]]:
    grouped: dict[str, tuple[Span, ...]] = {}
    for span in spans:
        grouped[span.query_id] = (*grouped.get(span.query_id, ()), span)
    return grouped


def _paper(line: dict[str, Any]) -> Paper:
    return Paper(str(line["_id"]), str(line["text"]), str(line.get("title") or ""))


def _question(line: dict[str, Any]) -> Question:
    kind = line.get("kind") or (line.get("metadata") or {}).get("category")
    within = tuple(str(name) for name in line.get("doc_filter") or ())
    return Question(str(line["_id"]), str(line["text"]), kind, bool(line.get("answerable", True)), within)


def _span(line: dict[str, Any]) -> Span:
    return Span(
        str(line["query_id"]),
        str(line["doc_id"]),
        int(line["start"]),
        int(line["end"]),
        float(line.get("rel", 1)),
        line.get("kind", "evidence") != "evidence",
    )
