"""Filters as they are typed, and the names that they may mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import QueryError
from paper_search.records import Filters
from paper_search.retrieval.filters import match_names, resolve_filters
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.text.committees import committee_key

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


REGISTERED = ("London Borough of Lewisham", "Kent County Council", "Kent and Medway Fire and Rescue Authority")

ALIASES = [
    ("Lewisham Council", ["London Borough of Lewisham"], "another name of the same council"),
    ("LB Lewisham", ["London Borough of Lewisham"], "an abbreviation"),
    ("kcc", ["Kent County Council"], "an acronym, in any case"),
    ("Kent", ["Kent County Council"], "a place is its council"),
    (
        "Medway",
        ["Kent and Medway Fire and Rescue Authority"],
        "a part of a name, where no council of that name is held",
    ),
]


@pytest.mark.parametrize(("typed", "expected", "reason"), ALIASES)
def test_any_name_of_an_authority_is_enough(typed: str, expected: list[str], reason: str) -> None:
    assert match_names(typed, REGISTERED) == expected, reason


def test_a_committee_may_be_typed_in_any_spelling() -> None:
    held = ["Council", "Policy & Resources Committee"]
    assert match_names("Full Council", held, committee_key) == ["Council"]
    assert match_names("policy and resources committee", held, committee_key) == ["Policy & Resources Committee"]


UNKNOWN = [
    (Filters(authorities=("Nowhere",)), "No paper here has the council 'Nowhere'", "the word that the page has for it"),
    (Filters(committees=("Nowhere",)), "No paper here has the committee 'Nowhere'", "a committee is no council"),
    (Filters(kinds=("novel",)), "No paper here has the kind 'novel'", "a kind of paper"),
]


@pytest.mark.parametrize(("filters", "said", "reason"), UNKNOWN, ids=[reason for *_, reason in UNKNOWN])
def test_a_name_that_no_paper_has(sample_index: Path, filters: Filters, said: str, reason: str) -> None:
    with pytest.raises(QueryError) as raised, LocalEngine(sample_index).snapshot() as index:
        resolve_filters(filters, index)
    assert f"{said}. Choose from: " in str(raised.value), reason
