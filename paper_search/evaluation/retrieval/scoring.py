"""A run as judged: the figures of every question, and what follows from them over all.

Guarantees: a question that a run does not answer counts as nothing found; unanswerable questions count in the area
under the ROC curve of the confidence alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paper_search.evaluation.retrieval import measures, significance
from paper_search.evaluation.retrieval.qrels import EvaluationSet, Question
from paper_search.evaluation.retrieval.runs import QuestionResult
from paper_search.evaluation.retrieval.significance import Difference, Interval

AUROC = "AUROC"
COLUMNS = (*measures.MEASURE_NAMES, AUROC)
NO_KIND = "not said"

QuestionMeasures = Mapping[str, Mapping[str, float]]
"""By question, then by measure."""


@dataclass(frozen=True, slots=True)
class RunScores:
    """The figures and kinds of answerable questions, and the confidences of answerable and unanswerable ones."""

    measures: QuestionMeasures
    kinds: Mapping[str, str]
    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One system on one task: the means, those of each kind of question, and how much ours gains over it."""

    task: str
    system: str
    means: Mapping[str, Interval]
    kinds: Mapping[str, Mapping[str, Interval]]
    gains: Mapping[str, Difference]


def score_run(evaluation_set: EvaluationSet, questions: Sequence[Question], run: Sequence[QuestionResult]) -> RunScores:
    """Return the run's answers to these questions, judged."""
    by_question = {result.query_id: result for result in run}
    has_answers = any(result.answer for result in run)
    asked = [(question, by_question.get(question.query_id)) for question in questions]
    figures: dict[str, dict[str, float]] = {}
    for question, result in asked:
        if question.answerable:
            credit = evaluation_set.compute_gain(question.query_id, result.spans if result else ())
            answer = result.answer if result else None
            held = evaluation_set.holds_answer(question.query_id, answer) if has_answers else None
            figures[question.query_id] = measures.compute_measures(credit, held)
    sure = [(question.answerable, result.confidence) for question, result in asked if result]
    return RunScores(
        figures,
        {question.query_id: question.kind or NO_KIND for question in questions},
        tuple(confidence for answerable, confidence in sure if answerable and confidence is not None),
        tuple(confidence for answerable, confidence in sure if not answerable and confidence is not None),
    )


def build_row(task: str, system: str, scores: RunScores, reference: RunScores | None = None) -> ResultRow:
    """Return the marks over all questions; ``ours`` are other marks of the same questions, to be held against these."""
    means = _compute_means(scores.measures)
    if scores.answerable and scores.unanswerable:
        means |= {AUROC: significance.bootstrap_auroc(scores.answerable, scores.unanswerable)}
    return ResultRow(
        task,
        system,
        means,
        _compute_kind_means(scores),
        _compute_gains(reference.measures, scores.measures) if reference else {},
    )


def _compute_means(figures: QuestionMeasures) -> dict[str, Interval]:
    columns = {name: [values[name] for values in figures.values() if name in values] for name in measures.MEASURE_NAMES}
    return {name: significance.bootstrap_mean(values) for name, values in columns.items() if values}


def _compute_kind_means(scores: RunScores) -> dict[str, dict[str, Interval]]:
    kinds = sorted({scores.kinds[query_id] for query_id in scores.measures})
    if len(kinds) < 2:
        return {}
    return {
        kind: _compute_means(
            {query_id: values for query_id, values in scores.measures.items() if scores.kinds[query_id] == kind}
        )
        for kind in kinds
    }


def _compute_gains(ours: QuestionMeasures, theirs: QuestionMeasures) -> dict[str, Difference]:
    found: dict[str, Difference] = {}
    for name in measures.MEASURE_NAMES:
        both = [query_id for query_id in ours if name in ours[query_id] and name in theirs.get(query_id, {})]
        if both:
            pairs = [(ours[query_id][name], theirs[query_id][name]) for query_id in both]
            found[name] = significance.compare_paired([ours for ours, _ in pairs], [other for _, other in pairs])
    return found
