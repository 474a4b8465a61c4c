"""Why quotes meet a question only in part: what is missing first, then the type of answer, then words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.answering.match_reasons import explain_match
from paper_search.citations.format import cite
from paper_search.records import Answer, AnswerType, AnswerTypeMatch, Coverage, Document, Match, Passage, Quote

TEXT = "The harbour fund pays for dredging."
PAPER = Document("a", "a", "0", title="Harbour accounts")
PASSAGE = Passage("a::1", "a", "paragraph", TEXT, 0, len(TEXT))
DEVON = "No paper has the word “Devon”."


def make_answer(
    question: str, match: Match = "partial", missing: tuple[str, ...] = (), asked: tuple[AnswerType, ...] = ()
) -> Answer:
    quote = Quote(TEXT, 0, len(TEXT), cite(PASSAGE, PAPER), PASSAGE, PAPER)
    quote = replace(quote, type_match=AnswerTypeMatch(frozenset(asked)))
    return Answer(question, match, 0.5, (quote,), (), Coverage(1, 1), missing, missing=missing)


REASONS = [
    (make_answer("who pays for dredging", "strong", asked=("person",)), None, "a strong match needs no reason"),
    (make_answer("the ice rink", "none"), None, "nothing is quoted"),
    (make_answer("who dredges Devon", missing=(DEVON,), asked=("person",)), DEVON, "what nothing held has comes first"),
    (
        make_answer("who pays for the ice rink", asked=("person",)),
        "Your question seems to ask for a person, but the first quote does not give one.",
        "then the type of answer",
    ),
    (
        make_answer("how much ice and when", asked=("sum", "date")),
        "None of the quotes has the word “ice”.",
        "of two types it cannot be told which is wanted",
    ),
    (make_answer("does the fund pay for ice"), "None of the quotes has the word “ice”.", "then a word"),
    (make_answer("dredged harbours, ice and Ice"), "None of the quotes has the words “ice” and “Ice”.", "as typed"),
    (make_answer("dredging accounts"), None, "a word of the citation is there"),
    (make_answer("ships boats cranes ropes anchors"), None, "more words would be a list of the question"),
    (make_answer("how does the fund pay"), None, "every word is there in some form"),
    (make_answer("latest dredging pay"), None, "“latest” asks for an order, and is missed in no paper"),
    (make_answer("how soon does dredging pay"), None, "“how soon” asks, and stands in no answer"),
]


@pytest.mark.parametrize(("answer", "expected", "reason"), REASONS, ids=[reason for *_, reason in REASONS])
def test_the_reason_of_a_match(answer: Answer, expected: str | None, reason: str) -> None:
    assert explain_match(answer) == expected
