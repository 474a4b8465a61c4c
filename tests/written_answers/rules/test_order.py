"""Which order figures, names and words may have."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.order import check_order
from tests.written_answers.making import use

CASES = [
    ("The Trust paid the Friends £90.", "The Trust paid the Friends £90 in May.", False, "the same order"),
    ("The Friends paid the Trust £90.", "The Trust paid the Friends £90.", True, "roles exchanged"),
    ("It fell from 12 to 30.", "It fell from 30 to 12.", True, "figures exchanged"),
    ("the tenant sued the landlord.", "The landlord sued the tenant.", True, "roles with small letters"),
    (
        "Rot is in the crypt and damp in the belfry.",
        "Damp is in the crypt and rot in the belfry.",
        True,
        "things exchanged",
    ),
    (
        "The survey of shops fell by 6%.",
        "The survey of shops found 41. Rents fell by 6%.",
        True,
        "two sentences run into one",
    ),
    ("The old hall is let and it was sold.", "The old hall is let. Rain fell. It was sold.", True, "a pronoun moves"),
    ("The old hall is let and it was sold.", "The old hall is let. It was sold.", False, "and stays"),
    ("The survey found 41 shops, and rents fell.", "The survey found 41 shops. Rents fell.", False, "two joined"),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_fault_is_found_and_nothing_else(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_order(use(text, span)))) is is_faulty, reason
