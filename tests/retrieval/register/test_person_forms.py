"""Forms of names: joined where they can only be one person's, and never where they may be two."""

from __future__ import annotations

import pytest

from paper_search.retrieval.register.person_forms import NamedPerson, join_forms
from paper_search.text.names import normalise_person
from tests.register_samples import FERNDALE, LARKFORD

GROUPS = [
    (["Cllr Jo Wren", "J Wren", "Mr Wren"], [["Cllr Jo Wren", "J Wren", "Mr Wren"]], "no other of that surname"),
    (["Jo Wren", "Ann Wren", "Cllr Wren"], [["Jo Wren"], ["Ann Wren"], ["Cllr Wren"]], "two of that surname"),
    (["Jo Wren", "Ann Wren", "J Wren"], [["Jo Wren"], ["Ann Wren"], ["J Wren"]], "an initial may be a third's"),
    (["Mr Wren", "Mrs Wren", "Cllr Wren"], [["Mr Wren"], ["Mrs Wren"], ["Cllr Wren"]], "titles of a man and a woman"),
    (["Mrs Jo Wren", "Jo Wren", "CLLR JO WREN"], [["Mrs Jo Wren", "Jo Wren", "CLLR JO WREN"]], "one key"),
    (["Jo Wren", "Jo Binks"], [["Jo Binks"], ["Jo Wren"]], "by surname"),
]


@pytest.mark.parametrize(("names", "expected", "reason"), GROUPS, ids=[case[-1] for case in GROUPS])
def test_forms_are_joined(names: list[str], expected: list[list[str]], reason: str) -> None:
    people = join_forms(NamedPerson(FERNDALE, normalise_person(name), name) for name in names)
    found = sorted(sorted(form.name for form in person.forms) for person in people)
    assert found == sorted(map(sorted, expected)), reason
    assert len({person.person_id for person in people}) == len(people)


def test_people_are_told_apart_by_authority() -> None:
    named = [NamedPerson(authority, "jo wren", "Jo Wren") for authority in (FERNDALE, LARKFORD, None)]
    assert len(join_forms(named)) == 3


def test_a_name_on_two_lines_is_shown_on_one() -> None:
    names = ["Ann\nWren", "Ann Wren", "Jo Smith-\nBinks"]
    people = join_forms(NamedPerson(FERNDALE, normalise_person(name), name) for name in names)
    assert [[form.name for form in person.forms] for person in people] == [["Jo Smith-Binks"], ["Ann Wren"]]


def test_the_name_shown_is_the_fullest_and_plainest() -> None:
    names = ["CLLR JO WREN", "Cllr Jo Wren", "Wren, Jo (Chair)", "J Wren"]
    (person,) = join_forms(NamedPerson(FERNDALE, normalise_person(name), name) for name in names)
    assert (person.name, person.person_id) == ("Cllr Jo Wren", "ferndale-town-council/jo-wren")
