"""Whether a decision says what became of a thing, as a question asks: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.register.outcomes import says_outcome
from paper_search.records.register import Decision, DecisionOutcome, SourceSpan


@pytest.mark.parametrize(
    ("outcome", "text", "asked", "expected", "reason"),
    [
        ("resolved", "RESOLVED that the monitoring report be noted.", "approved", False, "to note approves nothing"),
        ("agreed", "It was agreed to note the report on the lido.", "approved", False, "nor does it in other words"),
        ("resolved", "RESOLVED that the lido budget be approved.", "approved", True, "the word itself"),
        ("resolved", "RESOLVED that the lido be rebuilt.", "approved", True, "a resolution that it be done"),
        ("refused", "The application was refused.", "approved", True, "the answer is no"),
        ("agreed", "It was agreed to object to the application.", "approved", False, "an objection decides nothing"),
        ("agreed", "Cllr Wren proposed that the Council object.", "refused", False, "nor does it refuse"),
        ("resolved", "RESOLVED that permission be REFUSED.", "refused", True, "the word itself"),
        ("resolved", "RESOLVED that the lido be rebuilt.", "deferred", False, "another outcome"),
        ("resolved", "RESOLVED that the item be adjourned.", "deferred", True, "another word for it"),
        ("resolved", "RESOLVED that the report be noted.", "decided", True, "any decision is one"),
        ("resolved", "RESOLVED that the report be noted.", "", True, "no outcome is asked for"),
        ("noted", "The report was noted.", "agreed", False, "noted alone"),
    ],
)
def test_a_decision_says_the_outcome(
    outcome: DecisionOutcome, text: str, asked: str, expected: bool, reason: str
) -> None:
    decision = Decision(SourceSpan("minutes.txt", "minutes.txt::p~1", 0, len(text), text), outcome)
    assert says_outcome(decision, asked) is expected, reason
