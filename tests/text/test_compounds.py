"""Compounds with and without their hyphen, one row a case."""

from __future__ import annotations

import pytest

from paper_search.text.compounds import find_joined_compounds, join_compounds

CASES = [
    ("the well-being of all", ("wellbeing",), "the wellbeing of all", "two words"),
    ("Co-operation and co-operation", ("Cooperation", "cooperation"), "Cooperation and cooperation", "as printed"),
    ("a state-of-the-art hall", (), "a state-of-the-art hall", "longer chains are phrases"),
    ("the 2024-25 budget, COVID-19", (), "the 2024-25 budget, COVID-19", "figures are no words"),
    ("e-mail and x-ray", (), "e-mail and x-ray", "single letters: ``e mail`` is looked for as it stands"),
    ("no - dash", (), "no - dash", "a dash between words"),
]


@pytest.mark.parametrize(("text", "joined", "whole", "reason"), CASES, ids=[row[-1] for row in CASES])
def test_compounds_are_joined(text: str, joined: tuple[str, ...], whole: str, reason: str) -> None:
    assert find_joined_compounds(text) == joined, reason
    assert join_compounds(text) == whole, reason
