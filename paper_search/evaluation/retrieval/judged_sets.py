"""A folder in, the judged set in it out: which of the two forms it has is told from its first judgement."""

from __future__ import annotations

from pathlib import Path

from paper_search.errors import EvaluationError
from paper_search.evaluation import jsonl as lines
from paper_search.evaluation.retrieval import page_qrels as pages
from paper_search.evaluation.retrieval import span_qrels as spans
from paper_search.evaluation.retrieval.qrels import QRELS, QUERIES, JudgedSet


def load(folder: Path) -> JudgedSet:
    """The set in a folder. Raises EvaluationError where there is none, or a line of it cannot be used."""
    judged = next(iter(lines.numbered(folder / QRELS, set)), None)
    if judged is None or not (folder / QUERIES).is_file():
        raise EvaluationError(
            f"{folder}: no judged set; it needs a {QUERIES} with questions and a {QRELS} with what was judged."
        )
    number, keys = judged
    if "doc_id" in keys:
        return spans.load(folder)
    if "file" in keys:
        return pages.load(folder)
    raise lines.wrong(folder / QRELS, number, 'names no paper; give "file" (and pages) or "doc_id" (and a span)')
