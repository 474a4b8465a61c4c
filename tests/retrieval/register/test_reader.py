"""The register as the library and its visitors ask it: filters as people type them, and papers that each may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paper_search.embeddings import Encoder
from paper_search.errors import OutdatedIndexError, QueryError
from paper_search.library import Library
from paper_search.records import Filters
from paper_search.records.register import (
    Attendance,
    Decision,
    MatterLink,
    MeetingFact,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.storage.reading_version import FIRST_REGISTER_VERSION, READING_VERSION_KEY
from paper_search.web.auth.current_user import ANONYMOUS, Visitor
from paper_search.web.auth.limited_library import limit_to_visitor
from tests.register_samples import (
    APRIL_1,
    COUNCIL,
    LARKFORD,
    RegisterStore,
    decided,
    held_role,
    linked,
    voted,
)
from tests.retrieval.brute_force_engine import BruteForceEngine

MEMBER = Visitor("max", "member")
TEXTS = ["Cllr Jo Wren, Chair", "RESOLVED: That the bridge (24/00117) be closed.", "For 5."]
ENTRIES = [
    held_role("Cllr Jo Wren", "Chair"),
    decided(TEXTS[1], mover="Cllr Jo Wren"),
    linked("24/00117", "reference", "24/00117"),
    voted("For 5.", votes_for=5),
]


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    desk = RegisterStore(tmp_path)
    desk.add("minutes.txt", TEXTS, ENTRIES)
    desk.add("undated.txt", TEXTS, ENTRIES[2:3], kind="report", committee=COUNCIL, held_on=None)
    desk.add("report.txt", TEXTS, ENTRIES[2:3], access="members", kind="report", committee=COUNCIL, held_on=APRIL_1)
    desk.add("closed.txt", TEXTS, ENTRIES, access="members", authority=LARKFORD)
    return desk


CALLS: list[tuple[Callable[[Any], Any], Any, Any, str]] = [
    (lambda library: library.list_meetings().total, 1, 3, "meetings"),
    (lambda library: library.list_decisions().total, 1, 2, "decisions"),
    (lambda library: library.list_votes().total, 1, 2, "votes"),
    (lambda library: library.list_people().total, 1, 2, "people"),
    (
        lambda library: library.get_meeting("larkford-parish-council/planning-committee/2025-03-04") is None,
        True,
        False,
        "a meeting",
    ),
    (lambda library: library.get_person("larkford-parish-council/jo-wren") is None, True, False, "a person"),
    (lambda library: library.find_matter("report.txt") is None, True, False, "a matter"),
]


@pytest.mark.parametrize(("call", "public", "members", "reason"), CALLS, ids=[case[-1] for case in CALLS])
def test_a_visitor_is_told_of_the_papers_that_he_may_see(
    desk: RegisterStore, encoder: Encoder, call: Callable[[Any], Any], public: Any, members: Any, reason: str
) -> None:
    library = Library(desk.engine, encoder)
    assert call(limit_to_visitor(library, ANONYMOUS)) == call(library) == public, reason
    assert call(limit_to_visitor(library, MEMBER)) == members, reason


def test_filters_are_spelt_as_people_type_them(desk: RegisterStore, encoder: Encoder) -> None:
    library = Library(desk.engine, encoder)
    typed = RegisterQuery(Filters(authorities=("ferndale",), committees=("planning",)))
    assert library.list_decisions(typed).total == library.list_votes(typed).total == 1
    assert library.list_meetings(typed).total == library.list_people(typed).total == 1
    with pytest.raises(QueryError, match="Larkford"):
        library.list_decisions(RegisterQuery(Filters(authorities=("Larkford",))))


QUERIES = [
    RegisterQuery(),
    RegisterQuery(words="bridges closing"),
    RegisterQuery(words="chair"),
    RegisterQuery(person="J Wren"),
    RegisterQuery(person="Ann Wren"),
    RegisterQuery(outcomes=("resolved",)),
    RegisterQuery(outcomes=("lost",)),
    RegisterQuery(Filters(since=APRIL_1)),
    RegisterQuery(Filters(kinds=("minutes",)), words="bridge", person="wren", limit=1, offset=1),
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", [MeetingFact, Attendance, Decision, Vote, Role, MatterLink])
def test_the_engine_lists_what_the_plain_way_lists(desk: RegisterStore, kind: Any, query: RegisterQuery) -> None:
    memory = BruteForceEngine.copy_of(desk.folder)
    for access in (("public",), ("public", "members")):
        with desk.snapshot(access) as index, memory.snapshot(access) as plain:
            assert index.list_entries(kind, query) == plain.list_entries(kind, query)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda library: library.list_meetings(), "meetings would have no decisions"),
        (lambda library: library.list_decisions(), "decisions"),
        (lambda library: library.list_votes(), "votes"),
        (lambda library: library.list_people(), "people"),
        (lambda library: library.export_popolo(), "all of it"),
    ],
)
def test_an_index_from_before_the_register_says_so(
    desk: RegisterStore, encoder: Encoder, call: Callable[[Library], Any], reason: str
) -> None:
    library = Library(desk.engine, encoder)
    assert call(library), reason
    desk.store.set_meta({READING_VERSION_KEY: str(FIRST_REGISTER_VERSION - 1)})
    with pytest.raises(OutdatedIndexError, match="paper-search build"):
        call(library)
