"""Which statements are taken out of a source sentence, and which are not."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.statements import find_statements
from paper_search.written_answers.rules.words import split_source
from tests.written_answers.making import check, make_span

CASES = [
    ("The Panel met and asked for quotes.", ["the panel asked for quotes"], "the last act of a subject"),
    ("It was moved and agreed that we wait.", ["it was agreed that we wait"], "an impersonal passive"),
    ("The Trust has paid and intends to sell.", ["the trust intends to sell"], "an intention besides"),
    ("On 3 May, the Panel met and voted.", ["on 3 may the panel voted"], "an opening stays"),
    ("The Panel noted the plan, which cost £5.", ["the plan which cost £5"], "what is told of a thing"),
    ("The land bought in 2001 and moved to it was sold.", [], "a participle of a noun"),
    ("The Clerk was suspended and dismissed.", [], "the auxiliary would be lost"),
    ("The hall was shut and will open.", [], "another tense"),
    ("The Panel failed to meet and asked for quotes.", [], "a denial may reach further"),
    ("He said that it shut and asked for quotes.", [], "it may be a part of what is said"),
    ("The Panel noted the plan of the Trust, which cost £5.", [], "either may be meant"),
    ("Officers claimed a loss, which was £5.", [], "it is a part of a claim"),
    ("It stayed shut and lost goods were replaced.", [], "a subject of its own"),
]


@pytest.mark.parametrize(("text", "statements", "reason"), CASES)
def test_statements_are_taken_out_by_their_grammar(text: str, statements: list[str], reason: str) -> None:
    (source,) = split_source(make_span(text))
    found = [" ".join(word.form for word in statement.words) for statement in find_statements(source)]
    assert found == statements, reason


def test_what_a_known_speaker_says_is_taken_whole() -> None:
    (source,) = split_source(make_span("The Panel met and asked for quotes.", speaker="Officers"))
    assert list(find_statements(source)) == []


def test_the_marks_leave_out_what_stands_between() -> None:
    text = "The Panel met the owner and asked for quotes."
    checked = check("The Panel asked for quotes.", text)
    assert [text[mark.start : mark.end] for mark in checked.marks] == ["The Panel", "asked for quotes"]
