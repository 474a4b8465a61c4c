"""Words that tell how a vote went, so that nobody is told that no vote is recorded: one row a case."""

from __future__ import annotations

import pytest

from paper_search.answering.register.matters import tells_vote


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("It was agreed unanimously.", True, "without counts"),
        ("Agreed nem con.", True, "in short"),
        ("On a show of hands it was 12 votes to 3.", True, "counts"),
        ("For: 12, against: 3.", True, "counts behind their sides"),
        ("There were 12 for and 3 against.", True, "counts before them"),
        ("The motion was put and lost.", True, "a motion that was put"),
        ("Cllr Wren abstained.", True, "one member"),
        ("Against the budget: Cllr Swift.", True, "a list of names"),
        ("The Committee refused the application for 40 homes.", False, "a figure behind for"),
        ("RESOLVED that the lido be rebuilt for 250,000 pounds.", False, "a sum behind for"),
        ("That the motion be referred to the Cabinet.", False, "a motion of which nothing came"),
    ],
)
def test_a_vote_is_told(text: str, expected: bool, reason: str) -> None:
    assert tells_vote(text) is expected, reason
