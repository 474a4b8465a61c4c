"""A system's answers to the questions of a set, and the files that keep them.

Guarantees: what was saved and is loaded again is judged to the same figures; the hits stand there in the words of the
set's form, so that its own judging program reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl
from paper_search.evaluation.retrieval.qrels import EvaluationSet, RetrievedSpan


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's hits, best first, the first quote of the answer, if any, and how sure the system is of it.

    ``match`` is the word of certainty that the answer is shown with; None where there is none.
    """

    query_id: str
    spans: tuple[RetrievedSpan, ...]
    answer: RetrievedSpan | None = None
    confidence: float | None = None
    match: str | None = None


def save(
    path: Path, evaluation_set: EvaluationSet, run: Sequence[QuestionResult], figures: Mapping[str, Mapping[str, float]]
) -> None:
    """Write one line a question; ``figures`` are those of each answerable question."""
    _write_lines(
        path, (json.dumps(_result_to_fields(evaluation_set, result, figures), ensure_ascii=False) for result in run)
    )


def _result_to_fields(
    evaluation_set: EvaluationSet, result: QuestionResult, figures: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    return {
        "query_id": result.query_id,
        "hits": [
            evaluation_set.to_run_fields(place) | {"score": place.score, "passage_id": place.passage_id}
            for place in result.spans
        ],
        "answer": evaluation_set.to_run_fields(result.answer) if result.answer else None,
        "confidence": result.confidence,
        "measures": figures.get(result.query_id),
    }


def load(path: Path, evaluation_set: EvaluationSet) -> list[QuestionResult]:
    """Return a saved run. Raises EvaluationError where it is none, or not of this set."""
    if not path.is_file():
        raise EvaluationError(f"{path}: there is no such run. Save one with --save.")
    known = {question.query_id for question in evaluation_set.questions}
    run: list[QuestionResult] = []
    for number, result in jsonl.read_numbered_records(path, lambda line: _parse_result(line, evaluation_set)):
        if result.query_id not in known:
            raise jsonl.make_line_error(
                path, number, f"answers {result.query_id!r}, which {evaluation_set.folder} does not ask"
            )
        run.append(result)
    return run


def _parse_result(line: dict[str, Any], evaluation_set: EvaluationSet) -> QuestionResult:
    places = evaluation_set.sort_spans([evaluation_set.from_run_fields(hit) for hit in line.get("hits") or ()])
    answer, confidence = line.get("answer"), line.get("confidence")
    return QuestionResult(
        str(line["query_id"]),
        tuple(places),
        evaluation_set.from_run_fields(answer) if answer else None,
        None if confidence is None else float(confidence),
    )


def save_trec(path: Path, run: Sequence[QuestionResult], name: str) -> None:
    """Write one line a hit; what is no part of a plain word in a name is written as in an address."""
    _write_lines(
        path,
        (
            f"{quote(result.query_id, safe='')} Q0 {quote(place.passage_id, safe='')} {rank} {place.score} {name}"
            for result in run
            for rank, place in enumerate(result.spans, 1)
        ),
    )


def _write_lines(path: Path, rows: Iterable[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: the run cannot be written ({error}).") from error
