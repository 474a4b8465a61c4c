"""Filters as they are typed, and the names that they may mean."""

from __future__ import annotations

import pytest

from paper_search.retrieval.filters import match_names

HELD = ("X County Council", "Y District Council", "Y District Council and Partners")

NAMES = [
    ("X County Council", ["X County Council"], "as the index spells it"),
    ("x county", ["X County Council"], "a part of it, in any case"),
    ("Y District Council", ["Y District Council"], "the whole name means no longer one"),
    ("council", list(HELD), "a part of all"),
    ("Atlantis", [], "no name"),
]


@pytest.mark.parametrize(("typed", "expected", "reason"), NAMES)
def test_the_names_that_a_value_may_mean(typed: str, expected: list[str], reason: str) -> None:
    assert match_names(typed, HELD) == expected, reason
