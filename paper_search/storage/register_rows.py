"""Conversions between entries of the register and rows of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from paper_search.records.register import (
    Attendance,
    Decision,
    EntryKind,
    EntryT,
    MatterLink,
    MeetingFact,
    RegisterEntries,
    RegisterEntry,
    Role,
    Vote,
)
from paper_search.text.names import find_surname, normalise_person
from paper_search.text.spans import normalise, split_words

ENTRY_TYPES: Mapping[EntryKind, type[RegisterEntry]] = {
    "fact": MeetingFact,
    "attendance": Attendance,
    "decision": Decision,
    "vote": Vote,
    "role": Role,
    "link": MatterLink,
}
ENTRY_KINDS: Mapping[type[RegisterEntry], EntryKind] = {record: kind for kind, record in ENTRY_TYPES.items()}


def entry_to_json(entry: RegisterEntry) -> str:
    """Return an entry as JSON; what it leaves open is left out."""
    adapter = _get_adapter(ENTRY_KINDS[type(entry)])
    return adapter.dump_json(entry, exclude_defaults=True).decode()


def entry_from_json(kind: type[EntryT], text: str) -> EntryT:
    """Return the entry that ``entry_to_json`` wrote.

    Raises:
        pydantic.ValidationError: it is no such entry.
    """
    return cast("EntryT", parse_entry(ENTRY_KINDS[kind], text))


def parse_entry(kind: EntryKind, text: str) -> RegisterEntry:
    """Return the entry of a kind that ``entry_to_json`` wrote; raises as ``entry_from_json``."""
    entry: RegisterEntry = _get_adapter(kind).validate_json(text)
    return entry


def list_all_entries(register: RegisterEntries) -> Iterator[RegisterEntry]:
    """Yield the entries of a paper, kind by kind."""
    yield from register.facts
    yield from register.attendance
    yield from register.decisions
    yield from register.votes
    yield from register.roles
    yield from register.links


def list_names(entry: RegisterEntry) -> Iterator[tuple[str, str]]:
    """Yield every name that an entry prints, with the part that it has in it."""
    if isinstance(entry, Attendance):
        yield from _name_parts((entry.kind, entry.name), ("instead of", entry.instead_of))
    elif isinstance(entry, Role):
        yield "role", entry.name
    elif isinstance(entry, Decision):
        yield from _name_parts(("mover", entry.mover), ("seconder", entry.seconder))
    elif isinstance(entry, Vote):
        for part, names in (
            ("for", entry.voters_for),
            ("against", entry.voters_against),
            ("abstaining", entry.abstaining),
        ):
            yield from ((part, name) for name in names)


def list_name_rows(entry: RegisterEntry) -> Iterator[tuple[str, str, str, str]]:
    """Yield surname, key, name and part of everybody that an entry names; what is no name is left out."""
    for part, name in list_names(entry):
        key = normalise_person(name)
        if key:
            yield find_surname(key), key, name, part


def _name_parts(*parts: tuple[str, str | None]) -> Iterator[tuple[str, str]]:
    yield from ((part, name) for part, name in parts if name)


def find_label(entry: RegisterEntry) -> str | None:
    """Return what entries of one kind are told apart by: outcome, result, key, or the kind within the kind."""
    if isinstance(entry, Decision):
        return entry.outcome
    if isinstance(entry, MatterLink):
        return fold_link_key(entry.key)
    if isinstance(entry, Vote):
        return entry.result
    return None if isinstance(entry, Role) else entry.kind


def make_words_key(entry: RegisterEntry) -> str | None:
    """Return what stands for the words of a decision or a vote and its subject; None for other entries.

    Minutes are held as drafts and as confirmed, alone and in a pack: these have the key alike. The subject tells apart
    items that end in the same words.
    """
    if not isinstance(entry, (Decision, Vote)):
        return None
    subject = " ".join(word for word in split_words(entry.subject or "") if not word.isdecimal())
    return hashlib.sha256(f"{subject}\n{' '.join(split_words(entry.source.text))}".encode()).hexdigest()


def fold_link_key(key: str) -> str:
    """Return a reference or a title without spaces and capitals, by which links are found."""
    return "".join(normalise(key).split())


@cache
def _get_adapter(kind: EntryKind) -> TypeAdapter[Any]:
    return TypeAdapter(ENTRY_TYPES[kind])
