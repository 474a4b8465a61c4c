"""People: listed by surname with their latest role, and all that the papers of their authority print of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.records import MEMBERS, Filters
from paper_search.records.register import RegisterQuery
from paper_search.retrieval.register.people import get_person
from tests.register_samples import (
    APRIL_1,
    FERNDALE,
    LARKFORD,
    MARCH_4,
    RegisterStore,
    attended,
    decided,
    held_role,
    voted,
)

WREN = "ferndale-town-council/jo-wren"


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    desk = RegisterStore(tmp_path)
    desk.add(
        "march.txt",
        ["Cllr Jo Wren, Chair", "AGREED: one.", "For: J Wren"],
        [
            held_role("Cllr Jo Wren", "Chair"),
            decided("AGREED: one.", "agreed", mover="Cllr Wren", seconder="Cllr Binks"),
            voted("For: J Wren", voters_for=("J Wren",)),
        ],
    )
    desk.add(
        "april.txt",
        ["Cllr Jo Wren, Mayor", "Cllr Ann Wrenfield for Cllr Wren"],
        [
            held_role("Cllr Jo Wren", "Mayor"),
            attended("Cllr Jo Wren"),
            attended("Cllr Ann Wrenfield", "substitute", instead_of="Cllr Wren"),
        ],
        held_on=APRIL_1,
    )
    desk.add("larkford.txt", ["Cllr Jo Wren, Clerk"], [held_role("Cllr Jo Wren", "Clerk")], authority=LARKFORD)
    return desk


def test_people_are_listed_by_surname_with_their_latest_role(desk: RegisterStore) -> None:
    with desk.snapshot() as index:
        found = index.list_people(RegisterQuery())
        people = [(person.person_id, person.latest_role and person.latest_role.entry.title) for person in found.people]
        assert people == [
            ("ferndale-town-council/binks", None),
            (WREN, "Mayor"),
            ("larkford-parish-council/jo-wren", "Clerk"),
            ("ferndale-town-council/ann-wrenfield", None),
        ]
        assert found.total == 4
        for offset, expected in enumerate(found.people):
            assert index.list_people(RegisterQuery(limit=1, offset=offset)).people == (expected,)


LIMITS = [
    (RegisterQuery(person="Mr Wren"), [WREN, "larkford-parish-council/jo-wren"], "any form of the name"),
    (RegisterQuery(person="Ann Wren"), [], "another first name"),
    (RegisterQuery(Filters(authorities=(FERNDALE,)), person="wren"), [WREN], "an authority"),
    (RegisterQuery(Filters(since=APRIL_1)), [WREN, "ferndale-town-council/ann-wrenfield"], "named on a day"),
    (RegisterQuery(words="mayor"), [WREN], "named where the words stand"),
    (
        RegisterQuery(Filters(until=MARCH_4, authorities=(FERNDALE,))),
        ["ferndale-town-council/binks", WREN],
        "the same person under the same id, whatever the limit",
    ),
]


@pytest.mark.parametrize(("query", "expected", "reason"), LIMITS, ids=[case[-1] for case in LIMITS])
def test_a_query_limits_people(desk: RegisterStore, query: RegisterQuery, expected: list[str], reason: str) -> None:
    with desk.snapshot() as index:
        found = index.list_people(query)
    assert [person.person_id for person in found.people] == expected, reason
    assert found.total == len(expected)


IDS = [WREN, "ferndale-town-council/wren", "ferndale-town-council/j-wren"]


@pytest.mark.parametrize("person_id", IDS)
def test_a_person_is_found_with_all_that_is_printed(desk: RegisterStore, person_id: str) -> None:
    with desk.snapshot() as index:
        record = get_person(person_id, index)
    assert record is not None
    assert record.summary.person_id == WREN
    assert set(record.summary.forms) == {"Cllr Jo Wren", "Cllr Wren", "J Wren"}
    assert [held.entry.title for held in record.roles] == ["Mayor", "Chair"], "the latest first, the earlier kept"
    assert [held.document.doc_id for held in record.attendance] == ["april.txt"], "not where somebody came instead"
    assert [held.document.doc_id for held in record.moved] == ["march.txt"]
    assert [held.document.doc_id for held in record.voted] == ["march.txt"]


UNKNOWN = ["ferndale-town-council/ann-wren", "elsewhere/jo-wren", "", "jo-wren"]


@pytest.mark.parametrize("person_id", UNKNOWN)
def test_nobody_is_made_up(desk: RegisterStore, person_id: str) -> None:
    with desk.snapshot() as index:
        assert get_person(person_id, index) is None


def test_a_second_person_of_the_name_parts_the_forms(desk: RegisterStore) -> None:
    desk.add("may.txt", ["Cllr Ann Wren"], [attended("Cllr Ann Wren")], access="members")
    with desk.snapshot() as index:
        record = get_person(WREN, index)
        assert record is not None
        assert len(record.moved) == 1, "the public knows of one"
    with desk.snapshot(MEMBERS) as index:
        record = get_person(WREN, index)
        assert record is not None
        assert (record.summary.forms, record.moved) == (("Cllr Jo Wren",), ())
        bare = get_person("ferndale-town-council/wren", index)
        assert bare is not None
        assert len(bare.moved) == 1
