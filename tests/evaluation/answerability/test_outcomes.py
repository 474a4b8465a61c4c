"""Outcomes of judged questions: verdicts, errors that carry no warning, and how they are counted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from paper_search.errors import EvaluationError
from paper_search.evaluation.answerability import report
from paper_search.evaluation.answerability.outcomes import (
    NEAR_TOPIC,
    ORDINARY,
    OTHER_WORDS,
    REAL_QUESTION,
    STRONGEST_MATCH,
    AnswerOutcome,
    Verdict,
    compute_auroc_by_style,
    group_outcomes,
    judge_results,
    summarise,
)
from paper_search.evaluation.retrieval import judged_sets
from paper_search.evaluation.retrieval.qrels import RetrievedSpan
from paper_search.evaluation.retrieval.runs import QuestionResult
from tests.evaluation.retrieval.making import page_set

FULL = "The Committee agreed to buy a second pump for the boating lake at a cost of £1,250 from reserves"
PART = "A pump had been asked for by the boating club in the spring of last year and the Clerk wrote to them"
OTHER = "The next meeting of the Committee is in May at the usual hour in the hall at Larkford"
FILE = "ferndale/minutes.pdf"
WEAKER = "a weaker word"

VERDICTS = [
    ("q1", FULL, Verdict.RIGHT, "the judged words"),
    ("q1", PART, Verdict.PARTLY, "words that were judged to answer in part"),
    ("q1", OTHER, Verdict.WRONG, "other words of the same page"),
    ("q1", None, Verdict.REFUSED, "the papers have an answer, and none is shown"),
    ("q2", FULL, Verdict.UNANSWERABLE, "the papers have no answer, and one is shown"),
    ("q2", None, Verdict.ABSTAINED, "the papers have no answer, and none is shown"),
]


@pytest.mark.parametrize(("query_id", "quote", "verdict", "reason"), VERDICTS, ids=[row[3] for row in VERDICTS])
def test_an_answer_has_the_verdict_of_its_first_quote(
    query_id: str, quote: str | None, verdict: Verdict, reason: str, tmp_path: Path
) -> None:
    places = [(FULL, 2), (PART, 1)]
    judged = judged_sets.load(
        page_set(
            tmp_path,
            [
                {"query_id": "q1", "text": "What did the pump cost?", "kind": "number"},
                {"query_id": "q2", "text": "Who sold it?", "answerable": False},
            ],
            [
                {"query_id": "q1", "file": FILE, "page_from": 1, "page_to": 1, "text": words, "grade": grade}
                for words, grade in places
            ],
        )
    )
    shown = RetrievedSpan(FILE, 0, 0, quote) if quote else None
    match = STRONGEST_MATCH if quote else None
    (outcome,) = judge_results(judged, [QuestionResult(query_id, (shown,) if shown else (), shown, 0.7, match)])
    assert outcome.verdict == verdict, reason
    assert outcome.is_found == bool(quote)
    assert outcome.kind == ORDINARY, "the kinds of an ordinary set are its own affair"
    assert bool(outcome.measures) == outcome.answerable
    assert outcome.is_unwarned_error == (verdict in (Verdict.WRONG, Verdict.UNANSWERABLE)), reason


@dataclass(frozen=True)
class OutcomeSpec:
    """What of an outcome a test is about."""

    verdict: Verdict = Verdict.RIGHT
    match: str = STRONGEST_MATCH
    kind: str = OTHER_WORDS
    register: str = ""
    confidence: float = 0.5
    measures: dict[str, float] = field(default_factory=dict)

    def make(self) -> AnswerOutcome:
        answerable = self.verdict not in (Verdict.UNANSWERABLE, Verdict.ABSTAINED)
        return AnswerOutcome(
            "q", self.kind, self.register, answerable, self.match, self.confidence, self.verdict, self.measures
        )


WARNINGS = [
    (Verdict.WRONG, STRONGEST_MATCH, True, "wrong, and shown as certain"),
    (Verdict.UNANSWERABLE, STRONGEST_MATCH, True, "should not be there, and shown as certain"),
    (Verdict.WRONG, WEAKER, False, "wrong, and its reader was warned"),
    (Verdict.PARTLY, STRONGEST_MATCH, False, "a part of the answer is not wrong"),
    (Verdict.RIGHT, STRONGEST_MATCH, False, "right"),
    (Verdict.REFUSED, "none", False, "nothing was shown"),
]


@pytest.mark.parametrize(("verdict", "match", "unwarned", "reason"), WARNINGS, ids=[row[3] for row in WARNINGS])
def test_which_errors_carry_no_warning(verdict: Verdict, match: str, unwarned: bool, reason: str) -> None:
    assert OutcomeSpec(verdict, match).make().is_unwarned_error is unwarned, reason


MIXED = [
    OutcomeSpec(Verdict.RIGHT, measures={"nDCG@10": 1.0}).make(),
    OutcomeSpec(Verdict.WRONG, measures={"nDCG@10": 0.5}).make(),
    OutcomeSpec(Verdict.WRONG, WEAKER, measures={"nDCG@10": 0.0}).make(),
    OutcomeSpec(Verdict.REFUSED, "none", measures={"nDCG@10": 0.5}).make(),
    OutcomeSpec(Verdict.UNANSWERABLE, kind=NEAR_TOPIC, register="plain").make(),
    OutcomeSpec(Verdict.ABSTAINED, "none", NEAR_TOPIC, "paper").make(),
]


def test_outcomes_are_counted() -> None:
    found = summarise(MIXED)
    assert (found.questions, found.shown, found.unwarned_errors) == (6, 3, 2)
    assert found.verdicts == {"right": 1, "wrong": 2, "refused": 1, "should have abstained": 1, "rightly nothing": 1}
    assert found.matches == {STRONGEST_MATCH: 3, WEAKER: 1, "none": 2}
    assert found.answered.value == pytest.approx(4 / 6)
    assert found.means["nDCG@10"].value == pytest.approx(0.5)
    assert {name: len(rows) for name, rows in group_outcomes(MIXED).items()} == {
        OTHER_WORDS: 4, NEAR_TOPIC: 2, f"{NEAR_TOPIC}, plain": 1, f"{NEAR_TOPIC}, paper": 1,
    }  # fmt: skip


def test_the_confidence_is_held_like_against_like() -> None:
    def make(kind: str, register: str, confidence: float) -> AnswerOutcome:
        verdict = Verdict.UNANSWERABLE if kind == NEAR_TOPIC else Verdict.RIGHT
        return OutcomeSpec(verdict, STRONGEST_MATCH, kind, register, confidence).make()

    asked = [
        make(OTHER_WORDS, "", 0.3), make(REAL_QUESTION, "", 0.6), make(NEAR_TOPIC, "plain", 0.4),
        make(ORDINARY, "", 0.9), make(NEAR_TOPIC, "paper", 0.8),
    ]  # fmt: skip
    found = compute_auroc_by_style(asked)
    assert {style: interval.value for style, interval in found.items()} == {"plain": 0.5, ORDINARY: 1.0}
    assert compute_auroc_by_style(asked[:2]) == {}, "with no question of the other kind nothing is told apart"


def test_the_reports_say_the_headline_and_keep_a_line_a_question(tmp_path: Path) -> None:
    printed = report.format_table({"ferndale": MIXED})
    headline = "answers shown without a warning that are wrong: 2 of 3"
    assert printed.count(headline) == 2, "once for the set, once for all sets"
    as_json: dict[str, Any] = json.loads(json.dumps(report.to_json({"ferndale": MIXED})))
    assert as_json["all_sets"]["all"]["unwarned_errors"] == 2
    assert as_json["sets"][0]["kinds"][NEAR_TOPIC]["verdicts"] == {"should have abstained": 1, "rightly nothing": 1}
    report.save(tmp_path / "out" / "outcomes.jsonl", {"ferndale": MIXED})
    lines = [json.loads(line) for line in (tmp_path / "out" / "outcomes.jsonl").read_text("utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == [str(outcome.verdict) for outcome in MIXED]
    with pytest.raises(EvaluationError, match="outcomes cannot be written"):
        report.save(tmp_path / "out" / "outcomes.jsonl" / "below", {"ferndale": MIXED})
