"""What a system answered to the questions of a set, and the files that keep it.

In: answers; out: JSON lines that say of each question its hits, its answer, its confidence and its figures, and a run
file as TREC has it (question, Q0, passage, rank, score, name). Promised: what was saved and is loaded again is judged
to the same figures; the hits stand there in the words of the set's form, so that its own judging program reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl as lines
from paper_search.evaluation.retrieval.qrels import JudgedSet, Place


@dataclass(frozen=True, slots=True)
class Answered:
    """One question's hits, best first, the first quote of the answer, if any, and how sure the system is of it."""

    query_id: str
    places: tuple[Place, ...]
    answer: Place | None = None
    confidence: float | None = None


def save(path: Path, judged: JudgedSet, run: Sequence[Answered], figures: Mapping[str, Mapping[str, float]]) -> None:
    """Write one line a question; ``figures`` are those of each answerable question."""
    _write(path, (json.dumps(_fields(judged, each, figures), ensure_ascii=False) for each in run))


def _fields(judged: JudgedSet, each: Answered, figures: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    return {
        "query_id": each.query_id,
        "hits": [
            judged.fields(place) | {"score": place.score, "passage_id": place.passage_id} for place in each.places
        ],
        "answer": judged.fields(each.answer) if each.answer else None,
        "confidence": each.confidence,
        "measures": figures.get(each.query_id),
    }


def load(path: Path, judged: JudgedSet) -> list[Answered]:
    """A saved run. Raises EvaluationError where it is none, or not of this set."""
    if not path.is_file():
        raise EvaluationError(f"{path}: there is no such run; write one with --save.")
    known = {question.query_id for question in judged.questions}
    run: list[Answered] = []
    for number, each in lines.numbered(path, lambda line: _answered(line, judged)):
        if each.query_id not in known:
            raise lines.wrong(path, number, f"answers {each.query_id!r}, which {judged.folder} does not ask")
        run.append(each)
    return run


def _answered(line: dict[str, Any], judged: JudgedSet) -> Answered:
    places = judged.ordered([judged.place(hit) for hit in line.get("hits") or ()])
    answer, confidence = line.get("answer"), line.get("confidence")
    return Answered(
        str(line["query_id"]),
        tuple(places),
        judged.place(answer) if answer else None,
        None if confidence is None else float(confidence),
    )


def save_trec(path: Path, run: Sequence[Answered], name: str) -> None:
    """Write one line a hit; what is no part of a plain word in a name is written as in an address."""
    _write(
        path,
        (
            f"{quote(each.query_id, safe='')} Q0 {quote(place.passage_id, safe='')} {rank} {place.score} {name}"
            for each in run
            for rank, place in enumerate(each.places, 1)
        ),
    )


def _write(path: Path, rows: Iterable[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: the run cannot be written ({error}).") from error
