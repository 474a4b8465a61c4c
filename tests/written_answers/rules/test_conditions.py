"""Which conditions must be told: those that hang on the clause that a sentence uses, and all of each."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.conditions import check_conditions, find_conditions
from tests.written_answers.making import use

SCHEME = "The council will fund the ferry{}."
MARKERS = [
    ", subject to a survey",
    " if the survey is sound",
    " unless the survey fails",
    " until the bridge opens",
    " only in summer",
    " provided that tolls are charged",
    " pending a survey",
    " from 1 April 2026",
    " by March 2026",
    " for six months",
    " within 28 days",
    " as long as tolls are charged",
    " in principle",
    " up to a limit",
    " for a period of a year",
    " on a trial basis",
    " temporarily",
    ", with the exception of Sundays",
    ", other than on Sundays",
    " no later than Easter",
    " once the survey is sound",
    " before the bridge opens",
    " following a survey",
    " where tolls are charged",
    " not exceeding its budget",
    ", but it may change its mind",
    " after a review",
    " at the discretion of the Leader",
    " with the approval of the Leader",
]


@pytest.mark.parametrize("marker", MARKERS)
def test_a_condition_may_not_be_left_out_and_may_be_kept(marker: str) -> None:
    whole = SCHEME.format(marker)
    assert any("leaves out" in told for told in check_conditions(use(SCHEME.format(""), whole)))
    assert list(check_conditions(use(whole, whole))) == []


CASES = [
    ("The hall will open.", "If tolls rise, the hall will open.", True, "an opening condition"),
    ("The pool will shut.", "If tolls rise, the hall will open, and the pool will shut.", True, "of all clauses"),
    ("The pool will shut.", "The hall will open if tolls rise, and the pool will shut.", False, "of another clause"),
    ("The pool will shut.", "The hall will open if tolls rise; the pool will shut.", False, "before a semicolon"),
    ("The hall will open.", "The hall will open, and the pool will shut, subject to a vote.", True, "of both"),
    ("The hall will open.", "The hall will open; the pool will shut if tolls rise.", False, "behind a semicolon"),
    ("The hall will open.", "The hall will open. This is subject to a vote.", True, "of the next sentence"),
    ("The hall will open.", "The hall will open. However, it may flood.", True, "a contrast in the next sentence"),
    ("The hall will open.", "The hall will open. The pool shuts if tolls rise.", False, "the next sentence's own"),
    ("It is let subject to a vote.", "It is let subject to a vote and a survey.", True, "a part of it is cut"),
    (
        "It is let subject to a vote.",
        "It is let subject to a vote, said the Clerk.",
        False,
        "what is behind is no part",
    ),
    ("The roof was mended.", "After a storm, the roof was mended.", False, "what has happened had its time"),
    ("The roof will be mended.", "After a storm, the roof will be mended.", True, "what is to happen has not"),
    ("The hall may open if tolls rise.", "The hall may open.", True, "a condition is added"),
    ("A pays, while B pays.", "A pays, while B pays.", False, "the same"),
    ("The Trust will pay.", "The Trust will pay, while the Friends will dig.", False, "two statements side by side"),
    ("The hall will open.", "The hall will open while the pool is shut.", True, "how long a plan holds"),
    ("The hall is to open.", "The hall is to open for the following reason.", False, '"the following" is no condition'),
    ("The hall, it found, leaks.", "The hall, although let, it found, leaks.", False, "what is granted in between"),
    ("The hall is let.", "Although the roof leaks, the hall is let.", False, "what is granted before"),
    ("The hall is let.", "The hall is let, although the roof leaks.", True, "what is taken back behind"),
    ("The hall must open by May.", "The hall must open by May rather than after June.", False, "what is not so"),
    ("He said that the pool shut.", "He said that the pool shut and that, if dry, the hall would open.", False, "of B"),
    ("He said that the pool shut.", "He said that the pool shut and that this was subject to a vote.", True, "of A"),
    ("The pool will open.", "The pool will open, and the hall, if let, will close.", False, "within its own statement"),
    ("The pool will open.", "The pool will open, and this, if agreed, will cost £5.", True, "of what stands before"),
    ("It has met the owner.", "It has met the owner and intends to pay by May 2027.", False, "of a plan besides"),
    ("The grant was paid.", "The grant was paid and is subject to a vote.", True, "of what was done"),
    (
        "Visits fell in May.",
        "Visits fell in May, but the number of loans rose.",
        False,
        "what happened to another thing",
    ),
    ("Visits fell in May.", "Visits fell in May, but the fall was not steep.", True, "what is denied of it"),
    (
        "The hall be let.",
        "That the hall be let; after a vote it was decided to wait.",
        False,
        "when the next thing was",
    ),
    ("The pool shut.", "The pool shut, the roof having leaked where it was cut.", False, "of how it came about"),
    ("The pool shut.", "The pool shut, the closure being subject to a vote.", True, "a term of it"),
    ("It cost a sum from the fund.", "It cost a sum from the fund.", False, '"from" without a date'),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_condition_hangs_on_its_clause(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_conditions(use(text, span)))) is is_faulty, reason


def test_the_words_that_mark_conditions_are_found() -> None:
    (part,) = use("The fee is £3 from May until June.", "The fee is £3 from May until June.").parts
    assert [part.words[index].form for index in find_conditions(part)] == ["from", "until"]
