"""Questions to begin with: made of the register and of titles, and kept where the first quote answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from paper_search.answering.examples import (
    MAX_EXAMPLES,
    MAX_QUESTIONS_ASKED,
    ExampleCandidate,
    ExampleKind,
    choose_examples,
    is_answered_well,
    list_candidates,
)
from paper_search.citations.format import cite
from paper_search.library import Library
from paper_search.records import Answer, AnswerTypeMatch, Coverage, Document, Match, Meeting, Passage, Quote

MINUTES = Document("m", "m.pdf", "0", "minutes", "Minutes", Meeting("North", "Cabinet", date(2024, 1, 1)))
OTHER = replace(MINUTES, doc_id="o", source="o.pdf")
DECIDED = "Resolved that the lido be opened in May."


def make_answer(text: str, match: Match = "strong", document: Document = MINUTES, has_type: bool = True) -> Answer:
    passage = Passage("p", document.doc_id, "resolution", text, 0, len(text))
    types = AnswerTypeMatch(frozenset({"decision"}), frozenset({"decision"} if has_type else ()))
    quote = Quote(text, 0, len(text), cite(passage, document), passage, document, type_match=types)
    return Answer("", match, 0.9, (quote,), (), Coverage(1, 1))


def make_candidate(kind: ExampleKind = "decision", topic: str = "the lido") -> ExampleCandidate:
    return ExampleCandidate(f"What about {topic}?", kind, topic, MINUTES)


ANSWERS: list[tuple[ExampleKind, Answer, bool, str]] = [
    ("decision", make_answer(DECIDED), True, "the register's own words, of the paper that made the question"),
    ("decision", make_answer(DECIDED, "partial"), False, "more than one meeting may be meant"),
    ("decision", make_answer(DECIDED, document=OTHER), False, "another paper answers"),
    ("decision", make_answer(DECIDED, has_type=False), False, "no decision"),
    ("decision", replace(make_answer(DECIDED), match="none", quotes=()), False, "nothing is found"),
    ("decision", make_answer("Cllr Wren proposed this course of action be followed."), False, "it points elsewhere"),
    ("aims", make_answer("The strategy has four aims: to build and to mend.", "partial"), True, "aims in words"),
    ("aims", make_answer("The strategy aims to end the use of hotels.", "partial"), True, "and as a verb"),
    ("aims", make_answer("The strategy supports the goals of the county.", "partial"), False, "the goals of others"),
    ("aims", make_answer("The strategy aims to end it.", "doubtful"), False, "it may not answer"),
]


@pytest.mark.parametrize(("kind", "answer", "expected", "reason"), ANSWERS, ids=[reason for *_, reason in ANSWERS])
def test_is_answered_well(kind: ExampleKind, answer: Answer, expected: bool, reason: str) -> None:
    assert is_answered_well(make_candidate(kind), answer) == expected


def good(question: str) -> Answer | None:
    return make_answer(DECIDED)


def bad(question: str) -> Answer | None:
    return make_answer(DECIDED, "doubtful")


def not_askable(question: str) -> Answer | None:
    return None


MANY = [make_candidate(topic=f"matter {number}") for number in range(MAX_QUESTIONS_ASKED + 5)]
CHOICES: list[tuple[list[ExampleCandidate], Callable[[str], Answer | None], int, int, str]] = [
    (MANY, good, MAX_EXAMPLES, MAX_EXAMPLES, "as many as are offered, and no more is asked"),
    (MANY, bad, 0, MAX_QUESTIONS_ASKED, "one that is not answered is not offered"),
    (MANY, not_askable, 0, MAX_QUESTIONS_ASKED, "one that cannot be asked is left out"),
    ([make_candidate(), make_candidate()], good, 1, 1, "one topic is offered once"),
    ([], good, 0, 0, "nothing to ask"),
]


@pytest.mark.parametrize(
    ("candidates", "ask", "chosen", "asked", "reason"), CHOICES, ids=[reason for *_, reason in CHOICES]
)
def test_choose_examples(
    candidates: list[ExampleCandidate],
    ask: Callable[[str], Answer | None],
    chosen: int,
    asked: int,
    reason: str,
) -> None:
    questions: list[str] = []

    def count(question: str) -> Answer | None:
        questions.append(question)
        return ask(question)

    assert len(choose_examples(candidates, count, lambda: True)) == chosen
    assert len(questions) == asked


def test_no_question_is_asked_when_the_time_is_over() -> None:
    assert choose_examples(MANY, good, lambda: False) == ()


KNOWN = [
    ((), 6, [0, 1, 2, 3, 4, 5], "nothing is known yet"),
    ((1, 3, 5, 7, 9, 11), 6, [1, 3, 5, 7, 9, 11], "those that were chosen before are enough"),
    ((2, 9), 6, [0, 1, 2, 3, 4, 9], "the newest of the others fill the list"),
    ((MAX_QUESTIONS_ASKED,), 6, [0, 1, 2, 3, 4, 5], "one that newer candidates have taken the place of"),
]


@pytest.mark.parametrize(("known", "asked", "chosen", "reason"), KNOWN, ids=[reason for *_, reason in KNOWN])
def test_questions_chosen_before_are_asked_first(
    known: tuple[int, ...], asked: int, chosen: list[int], reason: str
) -> None:
    questions: list[str] = []

    def count(question: str) -> Answer | None:
        questions.append(question)
        return good(question)

    found = choose_examples(MANY, count, lambda: True, {MANY[number].question for number in known})
    assert list(found) == [MANY[number] for number in chosen]
    assert len(questions) == asked


def test_candidates_of_the_sample_papers_are_questions_of_final_public_papers(library: Library) -> None:
    with library.engine.snapshot() as snapshot:
        candidates = list_candidates(snapshot)
    questions = {candidate.question: candidate for candidate in candidates}
    assert {
        "What did Cabinet decide about street lighting?",
        "How did the vote on devolution go?",
        "What are the aims of the homelessness and rough sleeping strategy?",
    } <= questions.keys()
    assert not any(candidate.document.status in ("draft", "replaced", "cancelled") for candidate in candidates)
    assert not any("disposal of land" in question for question in questions), "its report is exempt"
    first = [candidate.document.meeting.authority for candidate in candidates[:3]]
    assert len(set(first)) == len(first), "councils take turns"
