"""Ids of meetings and people: readable, safe in addresses, one for all spellings, and distinct for distinct ones."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest

from paper_search.retrieval.register.addresses import (
    make_meeting_id,
    make_person_id,
    parse_meeting_day,
    parse_person_name,
)
from paper_search.text.names import normalise_person
from tests.register_samples import FERNDALE, MARCH_4

SAME = [
    ("Ferndale Town Council", "Planning Committee", "the id itself"),
    ("FERNDALE TOWN COUNCIL", "Planning  committee", "capitals and spaces"),
    ("Ferndale TC", "Planning Committee meeting", "a short form, and 'meeting' behind"),
]


@pytest.mark.parametrize(("authority", "committee", "reason"), SAME, ids=[case[-1] for case in SAME])
def test_spellings_of_one_meeting_have_one_id(authority: str, committee: str, reason: str) -> None:
    assert make_meeting_id(authority, committee, MARCH_4) == "ferndale-town-council/planning-committee/2025-03-04", (
        reason
    )


DISTINCT = [
    (FERNDALE, "Planning Committee", MARCH_4),
    (FERNDALE, "Planning Sub-Committee", MARCH_4),
    (FERNDALE, "Full Council", MARCH_4),
    (FERNDALE, "Planning Committee", date(2025, 3, 5)),
    ("Ferndale Parish Council", "Planning Committee", MARCH_4),
    ("Ferndale Council", "Planning Committee", MARCH_4),
    ("Дом", "Planning Committee", MARCH_4),
    ("Дым", "Planning Committee", MARCH_4),
]


def test_distinct_meetings_have_distinct_ids_of_safe_characters() -> None:
    ids = {make_meeting_id(*meeting) for meeting in DISTINCT}
    assert len(ids) == len(DISTINCT)
    for meeting_id in ids:
        assert quote(meeting_id) == meeting_id
        assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+/\d{4}-\d\d-\d\d", meeting_id)


DAYS = [("a/b/2025-03-04", MARCH_4), ("a/b/2025-13-04", None), ("", None), ("a/b", None)]


@pytest.mark.parametrize(("meeting_id", "day"), DAYS)
def test_the_day_is_read_from_an_id(meeting_id: str, day: date | None) -> None:
    assert parse_meeting_day(meeting_id) == day


NAMES = ["Cllr Jo Wren", "Smith-Binks, Ann", "Ann Smith Binks", "Cllr O'Neill", "Cllr Parish"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_from_an_id(name: str) -> None:
    key = normalise_person(name)
    person_id = make_person_id(FERNDALE, key)
    assert quote(person_id) == person_id
    assert normalise_person(parse_person_name(person_id)) == key


def test_people_of_authorities_are_distinct() -> None:
    ids = {make_person_id(authority, normalise_person(name)) for authority in (FERNDALE, None) for name in NAMES}
    assert len(ids) == 2 * len(NAMES)
