"""A run as judged: the figures of every question, and what follows from them over all.

In: a judged set and a run; out: ``Marks`` with one line of figures a question, and ``Row``s of means with intervals, by
kind of question, and beside another run over the same questions. Promised: a question that a run does not answer
counts as nothing found; unanswerable questions count in the area under the ROC curve of the confidence alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paper_search.evaluation.retrieval import measures
from paper_search.evaluation.retrieval import significance as chance
from paper_search.evaluation.retrieval.qrels import JudgedSet, Question
from paper_search.evaluation.retrieval.runs import Answered
from paper_search.evaluation.retrieval.significance import Difference, Interval

AUROC = "AUROC"
COLUMNS = (*measures.NAMES, AUROC)
NO_KIND = "not said"

Figures = Mapping[str, Mapping[str, float]]
"""By question, then by measure."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The figures of each answerable question, their kinds, and the confidences in answers that there are and that
    there are not."""

    figures: Figures
    kinds: Mapping[str, str]
    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one task: the means, those of each kind of question, and how much ours gains over it."""

    task: str
    system: str
    means: Mapping[str, Interval]
    kinds: Mapping[str, Mapping[str, Interval]]
    gains: Mapping[str, Difference]


def mark(judged: JudgedSet, questions: Sequence[Question], run: Sequence[Answered]) -> Marks:
    """The run's answers to these questions, judged."""
    by_question = {each.query_id: each for each in run}
    has_answers = any(each.answer for each in run)
    asked = [(question, by_question.get(question.query_id)) for question in questions]
    figures: dict[str, dict[str, float]] = {}
    for question, each in asked:
        if question.answerable:
            credit = judged.credit(question.query_id, each.places if each else ())
            answer = each.answer if each else None
            held = judged.answers(question.query_id, answer) if has_answers else None
            figures[question.query_id] = measures.of(credit, held)
    sure = [(question.answerable, each.confidence) for question, each in asked if each]
    return Marks(
        figures,
        {question.query_id: question.kind or NO_KIND for question in questions},
        tuple(confidence for answerable, confidence in sure if answerable and confidence is not None),
        tuple(confidence for answerable, confidence in sure if not answerable and confidence is not None),
    )


def row(task: str, system: str, marks: Marks, ours: Marks | None = None) -> Row:
    """The marks over all questions; ``ours`` are other marks of the same questions, to be held against these."""
    means = _means(marks.figures)
    if marks.answerable and marks.unanswerable:
        means |= {AUROC: chance.auroc(marks.answerable, marks.unanswerable)}
    return Row(task, system, means, _by_kind(marks), _gains(ours.figures, marks.figures) if ours else {})


def _means(figures: Figures) -> dict[str, Interval]:
    columns = {name: [each[name] for each in figures.values() if name in each] for name in measures.NAMES}
    return {name: chance.mean(values) for name, values in columns.items() if values}


def _by_kind(marks: Marks) -> dict[str, dict[str, Interval]]:
    kinds = sorted({marks.kinds[query_id] for query_id in marks.figures})
    if len(kinds) < 2:
        return {}
    return {
        kind: _means({query_id: each for query_id, each in marks.figures.items() if marks.kinds[query_id] == kind})
        for kind in kinds
    }


def _gains(ours: Figures, theirs: Figures) -> dict[str, Difference]:
    found: dict[str, Difference] = {}
    for name in measures.NAMES:
        both = [query_id for query_id in ours if name in ours[query_id] and name in theirs.get(query_id, {})]
        if both:
            pairs = [(ours[query_id][name], theirs[query_id][name]) for query_id in both]
            found[name] = chance.difference([one for one, _ in pairs], [other for _, other in pairs])
    return found
