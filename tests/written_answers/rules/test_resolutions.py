"""Resolutions told as what was resolved, and what may not be told so, each with the reason."""

from __future__ import annotations

import pytest

from tests.written_answers.making import check, make_span

KEPT = [
    ("The charter was adopted.", "RESOLVED that", "the charter be adopted.", "done by the vote for it"),
    ("The charter was adopted.", "It was moved by Cllr Hale, seconded by Cllr Ives and RESOLVED that", "the charter be"
     " adopted.", "moved and then resolved"),
    ("The bid was refused.", "The Board RESOLVED by 7 votes to 3 that", "the bid be refused.", "with the votes"),
    ("The item was deferred to the next meeting.", "It was agreed that", "the item be deferred to the next meeting.",
     "put off, and to when"),
    ("The plan was noted.", "RESOLVED that", "the officers be thanked and that the plan be noted.", "one of two"),
    ("The officers were requested to report in May.", "RESOLVED that", "the officers be requested to report in May.",
     "they are asked, and have not reported"),
]  # fmt: skip
WITHHELD = [
    ("The wall was repaired.", "RESOLVED that", "the wall be repaired.", "to be done, and not by the vote"),
    ("The policy was adopted.", "RECOMMENDED that", "the policy be adopted.", "a recommendation"),
    ("The policy was adopted.", "It was proposed by Cllr Hale that", "the policy be adopted.", "a motion"),
    ("The policy was adopted.", "RESOLVED that", "the policy be adopted by 31 March.", "to be done by then"),
    ("The policy was adopted.", "RESOLVED that", "the policy be adopted if the Trust agrees.", "its condition"),
    ("The policy was adopted.", "RESOLVED that", "the policy not be adopted.", "its denial"),
    ("The wording was approved.", "RESOLVED that", "the wording be approved by the Chair.", "by somebody else, later"),
    ("The terms were agreed.", "RESOLVED that", "the terms be agreed with the owner.", "with somebody else, later"),
    ("A caretaker was appointed.", "RESOLVED that", "a caretaker be appointed.", "there is none yet"),
    ("Late bids were refused.", "RESOLVED that", "late bids be refused.", "a rule for those to come"),
    ("The item was deferred.", "Councillor Hale agreed that", "the item be deferred.", "one of those who vote"),
    ("The scheme was approved.", "The Board RESOLVED that", "the motion that the scheme be approved be rejected.",
     "the opposite"),
    ("The budget was approved.", "RESOLVED that", "it be recommended that the budget be approved.", "another body's"),
    ("The policy was adopted.", "", "It was moved that the policy be adopted. The motion was lost.", "a lost motion"),
    ("The policy was adopted.", "", "It was RESOLVED that the policy be adopted. That resolution was rescinded.",
     "taken back"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead_in", "span", "reason"), KEPT)
def test_what_the_vote_has_done_may_be_told_as_done(text: str, lead_in: str, span: str, reason: str) -> None:
    assert check(text, make_span(span, lead_in=lead_in)).reasons == (), reason


@pytest.mark.parametrize(("text", "lead_in", "span", "reason"), WITHHELD)
def test_what_the_vote_has_not_done_is_withheld(text: str, lead_in: str, span: str, reason: str) -> None:
    assert not check(text, make_span(span, lead_in=lead_in)).is_kept, reason
    assert not check(text, make_span(span, lead_in=lead_in), freedom="careful").is_kept, reason


def test_who_resolved_it_is_put_before_what_is_told_as_done() -> None:
    span = make_span("The Committee RESOLVED that the charter be adopted.", speaker="The Committee")
    assert check("The charter was adopted.", span).text == "The Committee: The charter was adopted."
