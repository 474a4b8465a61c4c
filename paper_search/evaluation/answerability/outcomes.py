"""Outcomes of judged questions: right, wrong or nothing, and whether the reader was warned.

The figure that counts is that of wrong answers without a warning: an answer with the strongest word of certainty whose
first quote shows no judged place, or whose question the papers do not answer. One person judges a set, so what counts
as wrong here may be right elsewhere in the papers: the figure is an upper bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from paper_search.evaluation.retrieval import measures, significance
from paper_search.evaluation.retrieval.placed_questions import ANSWERED, ANSWERED_IN_PART, PlacedEvaluationSet
from paper_search.evaluation.retrieval.qrels import EvaluationSet, Question, RetrievedSpan
from paper_search.evaluation.retrieval.runs import QuestionResult
from paper_search.evaluation.retrieval.significance import Interval
from paper_search.records import Match

STRONGEST_MATCH: Match = "strong"
"""The word of certainty that carries no warning."""
NO_MATCH: Match = "none"
"""Stands for the word where nothing is found."""

OTHER_WORDS, NEAR_TOPIC, REAL_QUESTION, ORDINARY = "other words", "near topic", "real question", "ordinary"
PLAIN_REGISTER, PAPER_REGISTER = "plain", "paper"


class Verdict(StrEnum):
    """The worth of an answer, or of none, to a question whose answer is known."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    REFUSED = "refused"
    UNANSWERABLE = "should have abstained"
    ABSTAINED = "rightly nothing"


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """A question, the word of certainty that its answer was given, and its verdict.

    Attributes:
        kind: that of the question; ``ORDINARY`` for those of a set whose questions are of the papers' own words.
        register: "plain" or "paper" for a near topic, else "".
        measures: of an answerable question, see ``measures``.
    """

    query_id: str
    kind: str
    register: str
    answerable: bool
    match: str
    confidence: float
    verdict: Verdict
    measures: Mapping[str, float]

    @property
    def is_found(self) -> bool:
        """True if an answer was shown."""
        return self.match != NO_MATCH

    @property
    def is_bad(self) -> bool:
        """True if an answer was shown that is wrong."""
        return self.verdict in (Verdict.WRONG, Verdict.UNANSWERABLE)

    @property
    def has_no_warning(self) -> bool:
        """True if an answer was shown with the strongest word."""
        return self.match == STRONGEST_MATCH

    @property
    def is_unwarned_error(self) -> bool:
        """True if a wrong answer was shown with the strongest word."""
        return self.is_bad and self.has_no_warning


@dataclass(frozen=True, slots=True)
class OutcomeSummary:
    """The outcomes of some questions.

    Attributes:
        verdicts: how many there are of each.
        matches: how many were given each word of certainty.
        shown: answers shown without a warning.
        unwarned_errors: those of them that are wrong.
        answered: the share of the questions for which something was found.
        means: of answerable questions, the mean of each measure.
    """

    questions: int
    verdicts: Mapping[str, int]
    matches: Mapping[str, int]
    shown: int
    unwarned_errors: int
    answered: Interval
    means: Mapping[str, Interval]


def judge_results(evaluation_set: EvaluationSet, results: Sequence[QuestionResult]) -> list[AnswerOutcome]:
    """Return the outcome of each question that was asked."""
    questions = {question.query_id: question for question in evaluation_set.questions}
    return [_judge_result(evaluation_set, questions[result.query_id], result) for result in results]


def grade_quote(evaluation_set: EvaluationSet, query_id: str, quote: RetrievedSpan) -> int:
    """Return 2 for a quote that answers an answerable question, 1 for one that does in part, else 0."""
    if isinstance(evaluation_set, PlacedEvaluationSet):
        return evaluation_set.grade_quote(query_id, quote)
    gain = evaluation_set.compute_gain(query_id, (quote,))
    if evaluation_set.holds_answer(query_id, quote) or gain.gains[0] >= max(gain.ideal, default=1.0):
        return ANSWERED
    return ANSWERED_IN_PART if gain.gains[0] else 0


def _judge_result(evaluation_set: EvaluationSet, question: Question, result: QuestionResult) -> AnswerOutcome:
    is_placed = isinstance(evaluation_set, PlacedEvaluationSet)
    found = {}
    if question.answerable:
        gain = evaluation_set.compute_gain(question.query_id, result.spans)
        found = measures.compute_measures(gain, evaluation_set.holds_answer(question.query_id, result.answer))
    return AnswerOutcome(
        question.query_id,
        (question.kind or ORDINARY) if is_placed else ORDINARY,
        evaluation_set.registers.get(question.query_id, "") if isinstance(evaluation_set, PlacedEvaluationSet) else "",
        question.answerable,
        result.match or NO_MATCH,
        result.confidence or 0.0,
        _find_verdict(evaluation_set, question, result),
        found,
    )


def _find_verdict(evaluation_set: EvaluationSet, question: Question, result: QuestionResult) -> Verdict:
    if not question.answerable:
        return Verdict.UNANSWERABLE if result.answer else Verdict.ABSTAINED
    if not result.answer:
        return Verdict.REFUSED
    grade = grade_quote(evaluation_set, question.query_id, result.answer)
    return {ANSWERED: Verdict.RIGHT, ANSWERED_IN_PART: Verdict.PARTLY}.get(grade, Verdict.WRONG)


# -- figures -----------------------------------------------------------------------------------------------------


def summarise(outcomes: Sequence[AnswerOutcome]) -> OutcomeSummary:
    """Return the figures of one question at least."""
    judged = [outcome.measures for outcome in outcomes if outcome.measures]
    columns = {name: [found[name] for found in judged if name in found] for name in measures.MEASURE_NAMES}
    return OutcomeSummary(
        len(outcomes),
        dict(Counter(str(outcome.verdict) for outcome in outcomes)),
        dict(Counter(outcome.match for outcome in outcomes)),
        sum(outcome.has_no_warning for outcome in outcomes),
        sum(outcome.is_unwarned_error for outcome in outcomes),
        significance.bootstrap_mean([float(outcome.is_found) for outcome in outcomes]),
        {name: significance.bootstrap_mean(values) for name, values in columns.items() if values},
    )


def group_outcomes(outcomes: Sequence[AnswerOutcome]) -> dict[str, list[AnswerOutcome]]:
    """Return the outcomes by kind of question; near topics are also told apart by their register."""
    groups: dict[str, list[AnswerOutcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.kind, []).append(outcome)
        if outcome.register:
            groups.setdefault(f"{outcome.kind}, {outcome.register}", []).append(outcome)
    return groups


def compute_auroc_by_style(outcomes: Sequence[AnswerOutcome]) -> dict[str, Interval]:
    """Return the AUROC of the confidence between questions asked in one style, with and without an answer.

    Plain-spoken questions are those in other words and the real ones, against plain-spoken near topics; ordinary ones
    stand against the near topics in the words of papers. A style of which there is only one kind is left out.
    """
    plain = (OTHER_WORDS, REAL_QUESTION)
    styles: Mapping[str, tuple[Callable[[AnswerOutcome], bool], str]] = {
        PLAIN_REGISTER: (lambda outcome: outcome.kind in plain, PLAIN_REGISTER),
        ORDINARY: (lambda outcome: outcome.kind == ORDINARY, PAPER_REGISTER),
    }
    found: dict[str, Interval] = {}
    for style, (is_of_style, register) in styles.items():
        answerable = [o.confidence for o in outcomes if o.answerable and is_of_style(o)]
        near = [o.confidence for o in outcomes if o.kind == NEAR_TOPIC and o.register == register]
        if answerable and near:
            found[style] = significance.bootstrap_auroc(answerable, near)
    return found
