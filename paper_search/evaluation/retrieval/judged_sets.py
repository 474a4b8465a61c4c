"""A folder in, the judged set in it out: which of the two forms it has is told from its first judgement."""

from __future__ import annotations

from pathlib import Path

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl
from paper_search.evaluation.retrieval import page_qrels, span_qrels
from paper_search.evaluation.retrieval.qrels import QRELS_FILE, QUERIES_FILE, EvaluationSet


def load(folder: Path) -> EvaluationSet:
    """Return the set in a folder. Raises EvaluationError where there is none, or a line of it cannot be used."""
    judged = next(iter(jsonl.read_numbered_records(folder / QRELS_FILE, set)), None)
    if judged is None or not (folder / QUERIES_FILE).is_file():
        raise EvaluationError(
            f"{folder}: no judged set; it needs a {QUERIES_FILE} with questions and a {QRELS_FILE} with what was"
            " judged."
        )
    number, keys = judged
    if "doc_id" in keys:
        return span_qrels.load(folder)
    if "file" in keys:
        return page_qrels.load(folder)
    raise jsonl.make_line_error(
        folder / QRELS_FILE, number, 'names no paper; give "file" (and pages) or "doc_id" (and a span)'
    )
