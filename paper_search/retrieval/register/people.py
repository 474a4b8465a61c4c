"""People: what the papers of one authority print of somebody."""

from __future__ import annotations

from collections.abc import Callable

from paper_search.records.register import (
    Attendance,
    Decision,
    EntryT,
    HeldEntry,
    PersonRecord,
    PersonSummary,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.addresses import make_authority_slug, make_person_id, parse_person_name
from paper_search.text.names import collapse_name, normalise_person

MAX_PERSON_ENTRIES = 10_000
"""The most entries of a kind that are read of one person."""


def get_person(person_id: str, index: IndexSnapshot) -> PersonRecord | None:
    """Return what the papers held print of somebody; None where none that may be seen does.

    An id made of a shorter form of the name, which the person had before the longer one was held, is found too.
    """
    summary = find_person(person_id, index)
    if summary is None:
        return None
    name, authority, forms = summary.name, make_authority_slug(summary.authority), frozenset(summary.forms)

    def list_own(
        kind: type[EntryT], names: Callable[[EntryT], tuple[str | None, ...]]
    ) -> tuple[HeldEntry[EntryT], ...]:
        found = index.list_entries(kind, RegisterQuery(person=name, limit=MAX_PERSON_ENTRIES))
        return tuple(
            held
            for held in found.entries
            if not forms.isdisjoint(collapse_name(name) for name in names(held.entry) if name)
            and make_authority_slug(held.document.meeting.authority) == authority
        )

    return PersonRecord(
        summary,
        list_own(Role, lambda role: (role.name,)),
        list_own(Attendance, lambda attendance: (attendance.name,)),
        list_own(Decision, lambda decision: (decision.mover, decision.seconder)),
        list_own(Vote, lambda vote: (*vote.voters_for, *vote.voters_against, *vote.abstaining)),
    )


def find_person(person_id: str, index: IndexSnapshot) -> PersonSummary | None:
    """Return the person of an id; None where no paper that may be seen names one."""
    query = RegisterQuery(person=parse_person_name(person_id), limit=MAX_PERSON_ENTRIES)
    people = index.list_people(query).people
    found = [person for person in people if person.person_id == person_id]
    found += [person for person in people if person_id in _list_ids(person)]
    return found[0] if found else None


def _list_ids(person: PersonSummary) -> set[str]:
    """Return the ids that a person has by all forms of the name."""
    return {make_person_id(person.authority, normalise_person(form)) for form in person.forms}
