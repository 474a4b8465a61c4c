"""The register in the store: what goes in comes out, goes with its paper, and is seen by whoever may see the paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paper_search.records import MEMBERS, PUBLIC, Access, Filters, UnreadFile
from paper_search.records.documents import DocumentRelation
from paper_search.records.register import (
    Attendance,
    Decision,
    MatterLink,
    MeetingFact,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.storage.integrity import IntegrityChecker
from paper_search.storage.register_rows import entry_from_json, entry_to_json
from paper_search.storage.stored_values import pack_text, unpack_text
from tests.register_samples import (
    APRIL_1,
    COUNCIL,
    LARKFORD,
    MARCH_4,
    RegisterStore,
    attended,
    decided,
    held_role,
    linked,
    stated,
    voted,
)

EVERY_KIND = (MeetingFact, Attendance, Decision, Vote, Role, MatterLink)
TEXTS = (
    "Held at 7.30 pm. Present: Cllr Jo Wren, Chair.",
    "RESOLVED: That the bridges be repaired, subject to a survey (24/00117). Moved by Cllr O'Neill.",
    "For 5, against 2: Cllr Binks.",
)
ENTRIES = (
    stated("7.30 pm", "time", "7.30 pm"),
    attended("Cllr Jo Wren", capacity="Chair"),
    held_role("Cllr Jo Wren", "Chair"),
    lambda span: Decision(
        span(TEXTS[1]),
        "resolved",
        mover="Cllr O'Neill",
        moved_in=span("Moved by Cllr O'Neill."),
        conditions=(span("subject to a survey"),),
        decided_on=MARCH_4,
        reference="24/00117",
    ),
    linked("24/00117", "reference", "24/00117"),
    voted(TEXTS[2], "the bridges be repaired", votes_for=5, votes_against=2, voters_against=("Cllr Binks",)),
)


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    desk = RegisterStore(tmp_path)
    desk.add("minutes.txt", TEXTS, ENTRIES, title="Repairs")
    return desk


def count_rows(desk: RegisterStore) -> tuple[int, int]:
    count = desk.store.database.fetch_int
    return count("SELECT count(*) FROM register_entries"), count("SELECT count(*) FROM register_names")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_entry_is_read_as_it_was_written(desk: RegisterStore, kind: type) -> None:
    found = desk.store.register.list_entries(kind, RegisterQuery())
    (held,) = found.entries
    assert found.total == 1
    assert held.document.doc_id == "minutes.txt"
    assert held.passage.passage_id == held.entry.source.passage_id
    assert entry_from_json(kind, entry_to_json(held.entry)) == held.entry
    assert any(getattr(held.entry, field.name) for field in fields(kind) if field.name != "source")


def test_all_fields_of_a_decision_come_back(desk: RegisterStore) -> None:
    decision = desk.store.register.list_entries(Decision, RegisterQuery()).entries[0].entry
    assert decision.moved_in is not None
    assert (decision.mover, decision.moved_in.text) == ("Cllr O'Neill", "Moved by Cllr O'Neill.")
    assert [span.text for span in decision.conditions] == ["subject to a survey"]
    assert decision.decided_on == MARCH_4


LIMITS = [
    (RegisterQuery(), 1, "no limit"),
    (RegisterQuery(outcomes=("resolved", "agreed")), 1, "one of the outcomes"),
    (RegisterQuery(outcomes=("refused",)), 0, "another outcome"),
    (RegisterQuery(words="bridge repairs"), 1, "words of the text, folded, and of the title"),
    (RegisterQuery(words="bridge library"), 0, "one word stands nowhere"),
    (RegisterQuery(words="24/00117"), 1, "a reference"),
    (RegisterQuery(words='bridge" OR "x'), 0, "syntax of FTS5 is words"),
    (RegisterQuery(words="!!"), 0, "no word at all"),
    (RegisterQuery(person="Mrs O’Neill"), 1, "the mover in another form"),
    (RegisterQuery(person="P O'Neill"), 1, "an initial that the paper does not print"),
    (RegisterQuery(person="Jo Wren"), 0, "somebody else of the paper"),
    (RegisterQuery(person="Councillor"), 0, "a title names nobody"),
    (RegisterQuery(Filters(authorities=("Ferndale Town Council",))), 1, "its authority"),
    (RegisterQuery(Filters(authorities=(LARKFORD,))), 0, "another authority"),
    (RegisterQuery(Filters(committees=(COUNCIL,))), 0, "another committee"),
    (RegisterQuery(Filters(since=MARCH_4, until=MARCH_4)), 1, "its day"),
    (RegisterQuery(Filters(since=APRIL_1)), 0, "a later day"),
    (RegisterQuery(Filters(kinds=("report",))), 0, "another kind of paper"),
    (RegisterQuery(doc_ids=("minutes.txt",)), 1, "its paper"),
    (RegisterQuery(doc_ids=()), 0, "no paper"),
    (RegisterQuery(limit=0), 1, "an empty page still counts"),
]


@pytest.mark.parametrize(("query", "total", "reason"), LIMITS, ids=[case[-1] for case in LIMITS])
def test_a_query_limits_decisions(desk: RegisterStore, query: RegisterQuery, total: int, reason: str) -> None:
    found = desk.store.register.list_entries(Decision, query)
    assert found.total == total, reason
    assert len(found.entries) == min(total, query.limit)


KEYS = [("24/00117", 1), (" 24 / 00117", 1), ("24/0011", 0)]


@pytest.mark.parametrize(("key", "total"), KEYS)
def test_links_are_found_by_their_key(desk: RegisterStore, key: str, total: int) -> None:
    assert desk.store.register.list_entries(MatterLink, RegisterQuery(link_keys=(key,))).total == total


def test_the_newest_meeting_comes_first_page_by_page(desk: RegisterStore) -> None:
    desk.add("undated.txt", ["AGREED: one."], [decided("AGREED: one.", "agreed")], held_on=None)
    desk.add(
        "april.txt",
        ["AGREED: two.", "AGREED: three."],
        [decided("AGREED: three."), decided("AGREED: two.")],
        held_on=APRIL_1,
    )
    words = [held.entry.source.text for held in desk.store.register.list_entries(Decision, RegisterQuery()).entries]
    assert words == ["AGREED: two.", "AGREED: three.", TEXTS[1], "AGREED: one."]
    for offset, expected in enumerate(words):
        page = desk.store.register.list_entries(Decision, RegisterQuery(limit=1, offset=offset))
        assert ([held.entry.source.text for held in page.entries], page.total) == ([expected], 4)


SAME = [
    ({"status": "draft"}, "minutes.txt", 1, "confirmed minutes before their draft"),
    ({"kind": "decision record"}, "minutes.txt", 1, "minutes before a decision record"),
    ({"kind": "report"}, "minutes.txt", 1, "minutes before other papers"),
    ({"access": "members"}, "minutes.txt", 1, "what may not be seen here has no part in it"),
    ({"held_on": APRIL_1}, "another.txt", 2, "another meeting"),
    ({"committee": COUNCIL}, "another.txt", 2, "another body"),
    ({"authority": LARKFORD}, "minutes.txt", 2, "another authority"),
]


@pytest.mark.parametrize(("fields", "first", "total", "reason"), SAME, ids=[case[-1] for case in SAME])
def test_the_same_words_of_one_meeting_are_listed_once(
    desk: RegisterStore, fields: dict[str, Any], first: str, total: int, reason: str
) -> None:
    desk.add("another.txt", TEXTS, ENTRIES, **fields)
    for kind in (Decision, Vote):
        found = desk.store.register.list_entries(kind, RegisterQuery())
        assert (found.total, found.entries[0].document.doc_id) == (total, first), reason


def test_the_same_words_under_another_subject_or_limit_stand_for_themselves(desk: RegisterStore) -> None:
    words = ["RESOLVED: That it be noted.", "RESOLVED: That it be noted."]
    for name, subject in (("one.txt", "1. Bridges"), ("two.txt", "2. Libraries"), ("draft.txt", "11. Bridges")):
        desk.add(name, words[:1], [decided(words[0], subject=subject)], held_on=APRIL_1, kind="decision record")
    list_all, april = desk.store.register.list_entries, Filters(since=APRIL_1)
    found = [held.entry.subject for held in list_all(Decision, RegisterQuery(april)).entries]
    assert found == ["11. Bridges", "2. Libraries"], "the number of an item is no part of its subject"
    desk.add("minutes-of-april.txt", words[:1], [decided(words[0], subject="Bridges")], held_on=APRIL_1)
    records = list_all(Decision, RegisterQuery(Filters(since=APRIL_1, kinds=("decision record",))))
    assert records.total == 2, "minutes outside the limits have no part in it"
    assert list_all(Decision, RegisterQuery(doc_ids=("one.txt",))).total == 1, "a paper that is named has its own"


def remove(desk: RegisterStore) -> None:
    with desk.store.transaction() as transaction:
        desk.store.documents.remove(transaction, "minutes.txt")


def withdraw(desk: RegisterStore) -> None:
    unread = UnreadFile("minutes.txt", "withdrawn", "withdrawn", "none")
    with desk.store.transaction() as transaction:
        desk.store.documents.mark_unread(transaction, unread, "digest")


def replace_by_other_words(desk: RegisterStore) -> None:
    desk.add("minutes.txt", ["Nothing was decided."])


WAYS_TO_GO = [remove, withdraw, replace_by_other_words]


@pytest.mark.parametrize("go", WAYS_TO_GO)
def test_entries_go_with_their_paper(desk: RegisterStore, go: Callable[[RegisterStore], None]) -> None:
    assert count_rows(desk) == (6, 4)
    go(desk)
    assert count_rows(desk) == (0, 0)


def test_entries_outlive_a_rewriting_of_passages(desk: RegisterStore) -> None:
    before = desk.store.register.list_entries(Decision, RegisterQuery(words="bridge"))
    with desk.store.transaction() as transaction:
        desk.store.documents.rewrite_passages(transaction, "minutes.txt", is_shown=True)
    assert desk.store.register.list_entries(Decision, RegisterQuery(words="bridge")) == before
    assert before.total == 1


def test_a_copy_adds_none_until_it_is_shown_itself(desk: RegisterStore) -> None:
    desk.add("copy.txt", TEXTS, ENTRIES, committee=COUNCIL)
    list_all = desk.store.register.list_entries

    def relate(same_as: str | None) -> None:
        with desk.store.transaction() as transaction:
            desk.store.documents.set_relations(transaction, {"copy.txt": DocumentRelation(same_as)})

    relate("minutes.txt")
    assert list_all(Decision, RegisterQuery()).total == 1
    assert list_all(Decision, RegisterQuery(words="bridge")).total == 1
    assert len(desk.store.register.list_names(RegisterQuery())) == 3
    relate(None)
    assert list_all(Decision, RegisterQuery()).total == 2


ACCESS: list[tuple[tuple[Access, ...], int]] = [(PUBLIC, 1), (MEMBERS, 2)]


@pytest.mark.parametrize(("access", "total"), ACCESS)
def test_what_is_for_members_is_told_to_members(desk: RegisterStore, access: tuple[Access, ...], total: int) -> None:
    desk.add("members.txt", TEXTS, ENTRIES, access="members", committee=COUNCIL)
    register = desk.store.register
    for query in (RegisterQuery(), RegisterQuery(words="bridge"), RegisterQuery(person="O'Neill")):
        assert register.list_entries(Decision, query, access).total == total
        assert len(register.list_meetings(query, access)) == total
    assert len(register.list_names(RegisterQuery(Filters(committees=(COUNCIL,))), access)) == (3 if total == 2 else 0)
    assert len(register.list_papers_of_days([MARCH_4], access)) == total


def test_the_latest_role_comes_first(desk: RegisterStore) -> None:
    desk.add("later.txt", ["Cllr Jo Wren, Mayor"], [held_role("Cllr Jo Wren", "Mayor")], held_on=date(2026, 1, 1))
    desk.add("other.txt", ["Cllr Jo Wren, Clerk"], [held_role("Cllr Jo Wren", "Clerk")], authority=LARKFORD)
    found = desk.store.register.list_latest_roles(["jo wren"])
    assert [(held.entry.title, held.document.meeting.authority) for held in found] == [
        ("Mayor", "Ferndale Town Council"),
        ("Clerk", LARKFORD),
    ]


def run(statement: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute(statement)


def replace_in_texts(old: str, new: str) -> Callable[[sqlite3.Connection], object]:
    def damage(connection: sqlite3.Connection) -> None:
        for row, text in connection.execute("SELECT document_row, text FROM texts").fetchall():
            packed = pack_text(unpack_text(text).replace(old, new))
            connection.execute("UPDATE texts SET text = ? WHERE document_row = ?", (packed, row))

    return damage


FAULTS = [
    (run("SELECT 1"), 0, "a sound register"),
    (run("UPDATE register_entries SET span_start = 1 WHERE kind = 'vote'"), 1, "another place than its record has"),
    (replace_in_texts("For 5", "For 6"), 1, "words that the paper lacks"),
    (
        run(
            "UPDATE register_entries SET fields = json_set(fields, '$.conditions[0].text', 'x') WHERE kind = 'decision'"
        ),
        1,
        "a condition that the paper lacks",
    ),
    (run("UPDATE register_entries SET passage_id = 'gone' WHERE kind = 'role'"), 1, "a passage that is not there"),
    (run("UPDATE register_entries SET fields = '{}' WHERE kind = 'fact'"), 1, "a record without its fields"),
    (run("UPDATE register_entries SET kind = 'guess' WHERE kind = 'fact'"), 1, "a kind that there is not"),
    (run("DELETE FROM register_names WHERE name = 'Cllr Binks'"), 1, "a name that cannot be found"),
]


@pytest.mark.parametrize(("how", "count", "reason"), FAULTS, ids=[case[-1] for case in FAULTS])
def test_faults_are_found(
    desk: RegisterStore, how: Callable[[sqlite3.Connection], object], count: int, reason: str
) -> None:
    with sqlite3.connect(desk.store.path) as connection:
        how(connection)
    connection.close()
    assert len(list(IntegrityChecker(desk.store).find_register_faults())) == count, reason


def test_papers_are_found_by_their_title(desk: RegisterStore) -> None:
    desk.add("a.txt", ["One."], title="Repair of the Ferry Bridge", kind="report")
    desk.add("b.txt", ["Ferry bridge repair."], title="Budget", kind="report")
    desk.add("c.txt", ["Two."], title="Repair of the Ferry Bridge", kind="report", authority=LARKFORD)
    found = desk.store.register.find_papers_by_title("ferry bridges", "Ferndale Town Council")
    assert [document.doc_id for document in found] == ["a.txt"]


def test_queries_walk_indexes(desk: RegisterStore) -> None:
    """No query of the register reads every text or every entry's record to find its page."""
    seen: list[str] = []
    connection = desk.store.database.connection
    connection.set_trace_callback(seen.append)
    full = RegisterQuery(Filters(since=MARCH_4), ("resolved",), "bridge", "O'Neill")
    for query in (RegisterQuery(), full, replace(full, words=""), RegisterQuery(words="bridge")):
        desk.store.register.list_entries(Decision, query)
        desk.store.register.list_meetings(query)
        desk.store.register.list_names(query)
    connection.set_trace_callback(None)
    statements = [statement for statement in seen if statement.startswith("SELECT") and "register" in statement]
    assert statements
    for statement in statements:
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert [step for step in plan if step.startswith("SCAN p") or step.startswith("SCAN t")] == [], statement
