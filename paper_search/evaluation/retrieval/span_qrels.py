"""Sets that judge spans of texts: offsets in the text of a paper that the set brings along.

The files are one JSON object a line:

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

from paper_search.evaluation import jsonl
from paper_search.evaluation.retrieval.qrels import (
    JUDGED_DEPTH,
    MAX_ANSWER_CHARS,
    QRELS_FILE,
    QUERIES_FILE,
    Gain,
    Question,
    RetrievedSpan,
    SuppliedDocument,
)

CORPUS_FILE = "corpus.jsonl"
MAX_HIT_CHARS = 6000
MIN_SHARED_CHARS, MIN_HIT_SHARE, MIN_SPAN_SHARE, MIN_ANSWER_SHARE = 40, 0.5, 0.4, 0.5


@dataclass(frozen=True, slots=True)
class SpanJudgement:
    """A judged span of a paper's text and what finding it is worth; an ``answer`` is the smallest that answers."""

    query_id: str
    document_name: str
    start: int
    end: int
    gain: float = 1.0
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class SpanEvaluationSet:
    """A set of this form, whole; see ``EvaluationSet`` for what it does."""

    folder: Path
    questions: tuple[Question, ...]
    documents: tuple[SuppliedDocument, ...]
    evidence: Mapping[str, tuple[SpanJudgement, ...]]
    shortest_answers: Mapping[str, tuple[SpanJudgement, ...]]

    @property
    def files(self) -> Mapping[str, int]:
        return {}

    def compute_gain(self, query_id: str, retrieved: Sequence[RetrievedSpan]) -> Gain:
        spans = self.evidence[query_id]
        found: dict[int, int] = {}
        relevant: list[bool] = []
        for rank, place in enumerate(retrieved[:JUDGED_DEPTH], 1):
            right = [number for number, span in enumerate(spans) if is_relevant(place, span)]
            relevant.append(bool(right))
            for number in right:
                found.setdefault(number, rank)
        gains = tuple(
            sum(spans[number].gain for number, at in found.items() if at == rank)
            for rank in range(1, len(relevant) + 1)
        )
        ideal = sorted((span.gain for span in spans), reverse=True)[:JUDGED_DEPTH]
        return Gain(gains, tuple(relevant), tuple(ideal), tuple(sorted(found.values())), len(spans))

    def judged_documents(self, query_id: str) -> frozenset[str]:
        return frozenset(span.document_name for span in self.evidence.get(query_id, ()))

    def holds_answer(self, query_id: str, answer_span: RetrievedSpan | None) -> bool | None:
        spans = self.shortest_answers.get(query_id, ())
        if not spans:
            return None
        return answer_span is not None and any(_covers_answer(answer_span, span) for span in spans)

    def to_run_fields(self, span: RetrievedSpan) -> dict[str, Any]:
        return {"doc_id": span.document_name, "start": span.start, "end": span.end}

    def from_run_fields(self, fields: Mapping[str, Any]) -> RetrievedSpan:
        score = fields.get("score")
        return RetrievedSpan(str(fields["doc_id"]), int(fields["start"]), int(fields["end"]), "", score=score)

    def sort_spans(self, spans: Sequence[RetrievedSpan]) -> list[RetrievedSpan]:
        """By score, where every place has one; else as they are."""
        if any(place.score is None for place in spans):
            return list(spans)
        return sorted(spans, key=lambda place: -(place.score or 0.0))


def is_relevant(retrieved: RetrievedSpan, judgement: SpanJudgement) -> bool:
    """Return True if the place shows the span, by either of the two shares."""
    end = min(retrieved.end, retrieved.start + MAX_HIT_CHARS)
    shared = _count_shared_chars(retrieved, end, judgement)
    length, judged = end - retrieved.start, judgement.end - judgement.start
    if shared <= 0 or shared < min(MIN_SHARED_CHARS, judged, length):
        return False
    return shared >= MIN_HIT_SHARE * length or shared >= MIN_SPAN_SHARE * judged


def _covers_answer(retrieved: RetrievedSpan, judgement: SpanJudgement) -> bool:
    end = min(retrieved.end, retrieved.start + MAX_ANSWER_CHARS)
    return retrieved.document_name == judgement.document_name and _count_shared_chars(
        retrieved, end, judgement
    ) >= MIN_ANSWER_SHARE * (judgement.end - judgement.start)


def _count_shared_chars(retrieved: RetrievedSpan, end: int, judgement: SpanJudgement) -> int:
    return (
        max(0, min(end, judgement.end) - max(retrieved.start, judgement.start))
        if retrieved.document_name == judgement.document_name
        else 0
    )


# -- reading ---------------------------------------------------------------------------------------------------


def load(folder: Path) -> SpanEvaluationSet:
    """Return the set in a folder. Raises EvaluationError naming the file and the line."""
    papers = {paper.name: paper for paper in jsonl.read_records(folder / CORPUS_FILE, _parse_document)}
    questions = _read_questions(folder / QUERIES_FILE, papers)
    spans = _read_spans(folder / QRELS_FILE, papers, {question.query_id for _, question in questions})
    evidence = _group_by_question(span for span in spans if not span.is_answer)
    for number, question in questions:
        if question.answerable and question.query_id not in evidence:
            raise jsonl.make_line_error(
                folder / QUERIES_FILE, number, f"{question.query_id!r} has an answer but no judged evidence"
            )
    return SpanEvaluationSet(
        folder,
        tuple(question for _, question in questions),
        tuple(papers.values()),
        evidence,
        _group_by_question(span for span in spans if span.is_answer),
    )


def _read_questions(path: Path, documents: Mapping[str, SuppliedDocument]) -> list[tuple[int, Question]]:
    questions = list(jsonl.read_numbered_records(path, _parse_question))
    seen: set[str] = set()
    for number, question in questions:
        if question.query_id in seen:
            raise jsonl.make_line_error(path, number, f"the question {question.query_id!r} stands there twice")
        seen.add(question.query_id)
        unknown = [name for name in question.document_names if name not in documents]
        if unknown:
            raise jsonl.make_line_error(path, number, f"is asked of {unknown[0]!r}, which {CORPUS_FILE} does not hold")
    return questions


def _read_spans(path: Path, documents: Mapping[str, SuppliedDocument], query_ids: set[str]) -> list[SpanJudgement]:
    spans: list[SpanJudgement] = []
    for number, span in jsonl.read_numbered_records(path, _parse_span):
        if span.query_id not in query_ids:
            raise jsonl.make_line_error(path, number, f"judges {span.query_id!r}, which {QUERIES_FILE} does not ask")
        if span.document_name not in documents:
            raise jsonl.make_line_error(
                path, number, f"names {span.document_name!r}, which {CORPUS_FILE} does not hold"
            )
        if not 0 <= span.start < span.end <= len(documents[span.document_name].text):
            length = len(documents[span.document_name].text)
            raise jsonl.make_line_error(
                path, number, f"{span.start} to {span.end} is no span of a text of {length} characters"
            )
        spans.append(span)
    return spans


def _group_by_question(spans: Iterable[SpanJudgement]) -> dict[str, tuple[SpanJudgement, ...]]:
    grouped: dict[str, tuple[SpanJudgement, ...]] = {}
    for span in spans:
        grouped[span.query_id] = (*grouped.get(span.query_id, ()), span)
    return grouped


def _parse_document(line: dict[str, Any]) -> SuppliedDocument:
    return SuppliedDocument(str(line["_id"]), str(line["text"]), str(line.get("title") or ""))


def _parse_question(line: dict[str, Any]) -> Question:
    kind = line.get("kind") or (line.get("metadata") or {}).get("category")
    within = tuple(str(name) for name in line.get("doc_filter") or ())
    return Question(str(line["_id"]), str(line["text"]), kind, bool(line.get("answerable", True)), within)


def _parse_span(line: dict[str, Any]) -> SpanJudgement:
    return SpanJudgement(
        str(line["query_id"]),
        str(line["doc_id"]),
        int(line["start"]),
        int(line["end"]),
        float(line.get("rel", 1)),
        line.get("kind", "evidence") != "evidence",
    )
